//! What a rule has found.

use ebb_blueprint::{Declared, Place, write};
use serde_json::Value;

use crate::rule::Rule;

/// Something that a rule has found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong in this case.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The name that the source has for it; empty when it has none.
    pub address: String,
    /// What to write there instead, in the form of the source.
    pub fix: Option<String>,
    /// Where the whole of what was declared stands.
    pub(crate) whole: Place,
}

impl Finding {
    /// By source, then by position; what has no position stands in the order of its path.
    pub(crate) fn key(&self) -> (&str, Option<ebb_blueprint::Position>, &str, &str) {
        (&self.place.source, self.place.position, &self.place.path, self.rule.id)
    }
}

/// Takes what one rule finds.
pub(crate) struct Report<'f> {
    rule: &'static Rule,
    findings: &'f mut Vec<Finding>,
}

impl<'f> Report<'f> {
    pub(crate) fn new(rule: &'static Rule, findings: &'f mut Vec<Finding>) -> Self {
        Self { rule, findings }
    }

    /// A finding at a member of what was declared.
    pub(crate) fn add<T>(&mut self, declared: &Declared<T>, member: &str, message: String) {
        self.push(declared, member, message, None);
    }

    /// A finding with what to write instead: members of the request of a shape.
    pub(crate) fn add_fixed<T>(
        &mut self,
        declared: &Declared<T>,
        member: &str,
        message: String,
        (shape, members): (&str, &Value),
    ) {
        let fix = write::snippet(declared.form, shape, members);
        self.push(declared, member, message, Some(fix));
    }

    fn push<T>(
        &mut self,
        declared: &Declared<T>,
        member: &str,
        message: String,
        fix: Option<String>,
    ) {
        self.at(declared, declared.place_of(member).clone(), message, fix);
    }

    pub(crate) fn at<T>(
        &mut self,
        declared: &Declared<T>,
        place: Place,
        message: String,
        fix: Option<String>,
    ) {
        self.findings.push(Finding {
            rule: self.rule,
            message,
            place,
            address: declared.address.clone(),
            fix,
            whole: declared.place().clone(),
        });
    }
}
