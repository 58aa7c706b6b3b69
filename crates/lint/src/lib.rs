//! Mistakes in scaling policies and alarms, told before they cost.
//!
//! [`lint`] looks at a [`Blueprint`] with every rule of [`rules`] and gives [`Finding`]s: which
//! rule, where, what is wrong in this very case, and what to write instead in the form that the source has. What is
//! arithmetic is asked of the decision core, which would do the scaling.
//!
//! [`text`], [`json`] and [`sarif`] print findings; [`page`] and [`explain`] print rules.

mod facts;
mod finding;
mod left_out;
mod page;
mod print;
mod rule;
mod rules;
mod sarif;
mod subject;

pub use finding::Finding;
pub use left_out::{LeftOut, left_out};
pub use page::{explain, page};
pub use print::{json, summary, text};
pub use rule::{Case, Rule, Severity};
pub use rules::{find, rules};
pub use sarif::sarif;

use ebb_blueprint::Blueprint;

/// Everything that the rules find, by source and place.
pub fn lint(blueprint: &Blueprint) -> Vec<Finding> {
    let subject = subject::Subject::of(blueprint);
    let mut findings = Vec::new();
    for rule in rules() {
        (rule.check)(&subject, &mut finding::Report::new(rule, &mut findings));
    }
    rules::leave_out_covered(&mut findings);
    findings.sort_by(|a, b| a.key().cmp(&b.key()));
    findings
}
