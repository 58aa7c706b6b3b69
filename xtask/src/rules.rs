//! `cargo xtask rules`: every `Rule <id>:` of the code with its source, and the tests and vectors that hold it.
//!
//! A rule stands in a comment beside the code that implements it, as `Rule <id>: own words` with a link. What holds it
//! is named in one of two ways: a test says `// Covers: <id>, <id>` above it (or `//! Covers:` for its whole file), and
//! `vectors/rules.json` maps ids to kinds of vectors or single ones, `<file>/<kind>` or `<file>/<id>`.
//! The tests below fail for a rule of the decision core that lacks its link or is held by nothing, for two rules of one
//! id, and for whatever names a rule that is not there.

mod proof;
mod scan;

use std::path::Path;

use serde_json::{Value, json};

use self::scan::Source;

type Result<T> = std::result::Result<T, String>;

/// A rule, where it is implemented, and what holds it.
#[derive(Debug)]
struct Rule {
    id: String,
    /// Path from the root and line.
    file: String,
    line: usize,
    link: Option<String>,
    /// Tests as `path:line name`, vectors as `vectors/<file>/<kind or id>`.
    held_by: Vec<String>,
}

/// Prints all rules as a table, or with `--json` as JSON.
///
/// # Errors
/// When a file cannot be read, or what stands there makes no sense.
pub(crate) fn run(root: &Path, as_json: bool) -> Result<()> {
    let rules = all(root)?;
    if as_json {
        println!("{:#}", rules.iter().map(Rule::json).collect::<Value>());
        return Ok(());
    }
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in &rules {
        println!("{:width$}  {}:{}", rule.id, rule.file, rule.line);
        let none = if rule.is_ours() { "a rule of our own" } else { "no link" };
        let link = rule.link.as_deref().unwrap_or(none);
        println!("{:width$}    {link}", "");
        for held in &rule.held_by {
            println!("{:width$}    {held}", "");
        }
    }
    println!("{} rules, {} held by a test or a vector", rules.len(), held(&rules));
    Ok(())
}

fn held(rules: &[Rule]) -> usize {
    rules.iter().filter(|rule| !rule.held_by.is_empty()).count()
}

impl Rule {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "file": self.file, "line": self.line,
            "link": self.link, "heldBy": self.held_by,
        })
    }

    /// Whether the rule is our own, with no document to point at.
    fn is_ours(&self) -> bool {
        self.id.starts_with("ebb.")
    }
}

/// All rules, sorted by id.
fn all(root: &Path) -> Result<Vec<Rule>> {
    let sources = scan::sources(&root.join("crates"), root)?;
    let mut rules = of(&sources)?;
    proof::tests(&sources, &mut rules)?;
    proof::vectors(&root.join("vectors"), &mut rules)?;
    Ok(rules)
}

fn of(sources: &[Source]) -> Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for source in sources {
        rules.extend(scan::rules(source)?);
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    for pair in rules.windows(2) {
        if pair[0].id == pair[1].id {
            let [a, b] = [&pair[0], &pair[1]].map(|rule| format!("{}:{}", rule.file, rule.line));
            return Err(format!("{a} and {b} are both called {}", pair[0].id));
        }
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    /// Nobody is named who is not there, and no two share a name: the list can be made at all.
    #[test]
    fn the_rules_of_the_core_have_a_source_and_are_held() {
        let rules = all(&root()).unwrap();
        let core: Vec<&Rule> =
            rules.iter().filter(|rule| rule.file.starts_with("crates/decide/")).collect();
        assert!(core.len() > 60, "only {} rules were found", core.len());
        let mut wrong = Vec::new();
        for rule in core {
            let place = format!("{} ({}:{})", rule.id, rule.file, rule.line);
            if rule.link.is_none() && !rule.is_ours() {
                wrong.push(format!("{place}: no link to its source in the comment"));
            }
            if rule.held_by.is_empty() {
                wrong.push(format!(
                    "{place}: no test says \"// Covers: {}\", and vectors/rules.json does not name it",
                    rule.id
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Explanations name rules with their links; these are copies, and stay true.
    #[test]
    fn explanations_name_rules_that_are_there() {
        let rules = all(&root()).unwrap();
        let file = root().join("crates/decide/src/decision/rule.rs");
        let text = std::fs::read_to_string(file).unwrap();
        let quoted: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
        let (links, ids): (Vec<&str>, Vec<&str>) =
            quoted.into_iter().partition(|text| text.starts_with("https://"));
        let of_aws = ids.iter().filter(|id| !id.starts_with("ebb.")).count();
        assert!(of_aws > 10 && links.len() == of_aws, "{links:?} for {ids:?}");
        let mut links = links.into_iter();
        for id in ids {
            let rule = rules.iter().find(|rule| rule.id == id);
            let rule = rule.unwrap_or_else(|| panic!("there is no rule {id}"));
            if !rule.is_ours() {
                assert_eq!(rule.link.as_deref(), links.next(), "{id}");
            }
        }
    }

    fn source(text: &str) -> Source {
        Source { file: "crates/decide/src/x.rs".to_owned(), text: text.to_owned() }
    }

    const RULE: &str = "// Rule a.b: words\n// https://a/b\nfn x() {}\n";

    #[test]
    fn two_rules_of_one_id_are_refused() {
        let twice = of(&[source(RULE), source(RULE)]).unwrap_err();
        assert!(twice.contains("both called a.b"), "{twice}");
    }

    #[test]
    fn what_names_no_rule_is_refused() {
        let mut rules = of(&[source(RULE)]).unwrap();
        let test = |ids: &str| source(&format!("// Covers: {ids}\n#[test]\nfn y() {{}}\n"));
        proof::tests(&[test("a.b")], &mut rules).unwrap();
        assert_eq!(rules[0].held_by, ["crates/decide/src/x.rs:1 y"]);
        let unknown = proof::tests(&[test("a.b, a.c")], &mut rules).unwrap_err();
        assert!(unknown.contains("there is no rule a.c"), "{unknown}");
        let stray =
            proof::tests(&[source("// Covers: a.b\nlet x = 1;\n")], &mut rules).unwrap_err();
        assert!(stray.contains("no test follows"), "{stray}");
    }
}
