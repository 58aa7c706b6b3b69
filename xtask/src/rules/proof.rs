//! What holds a rule: tests that say so, and vectors that `vectors/rules.json` names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::scan::{Source, comment};
use super::{Result, Rule};

/// Attributes and signatures that may stand between the comment and the name of a test.
const MOST_LINES_BETWEEN: usize = 4;

/// Adds the tests of these files to the rules that they cover.
pub(super) fn tests(sources: &[Source], rules: &mut [Rule]) -> Result<()> {
    for source in sources {
        let lines: Vec<&str> = source.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(ids) = comment(line).and_then(|text| text.strip_prefix("Covers: ")) else {
                continue;
            };
            let place = format!("{}:{}", source.file, index + 1);
            let name = if line.trim_start().starts_with("//!") {
                "(the whole file)"
            } else {
                name_below(&lines[index..])
                    .ok_or_else(|| format!("{place}: \"Covers:\", but no test follows"))?
            };
            for id in ids.split(',') {
                let rule = named(rules, id.trim()).map_err(|error| format!("{place}: {error}"))?;
                rule.held_by.push(format!("{place} {name}"));
            }
        }
    }
    Ok(())
}

/// The name of the function that comes next.
fn name_below<'s>(lines: &[&'s str]) -> Option<&'s str> {
    let code = lines.iter().filter(|line| comment(line).is_none());
    let function = code
        .take(MOST_LINES_BETWEEN)
        .find_map(|line| line.trim_start().trim_start_matches("async ").strip_prefix("fn "))?;
    function.split(['(', '<']).next()
}

/// Adds the vectors to the rules that `rules.json` says they hold.
pub(super) fn vectors(folder: &Path, rules: &mut [Rule]) -> Result<()> {
    let named_by: BTreeMap<String, Vec<String>> = serde_json::from_value(read(folder, "rules")?)
        .map_err(|error| format!("vectors/rules.json: {error}"))?;
    let left_out = ids(&read(folder, "left-out")?);
    let mut files: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (id, vectors) in named_by {
        for vector in vectors {
            let (file, name) = vector
                .split_once('/')
                .ok_or_else(|| format!("vectors/rules.json: \"{vector}\" is not <file>/<name>"))?;
            if !files.contains_key(file) {
                files.insert(file.to_owned(), cases(&read(folder, file)?));
            }
            let cases = files[file].iter().filter(|(kind, id)| kind == name || id == name);
            if !cases.into_iter().any(|(_, id)| !left_out.contains(id)) {
                return Err(format!(
                    "vectors/rules.json: no vector that is run is called {vector}"
                ));
            }
            let rule = named(rules, &id).map_err(|error| format!("vectors/rules.json: {error}"))?;
            rule.held_by.push(format!("vectors/{vector}"));
        }
    }
    Ok(())
}

fn named<'r>(rules: &'r mut [Rule], id: &str) -> Result<&'r mut Rule> {
    rules.iter_mut().find(|rule| rule.id == id).ok_or_else(|| format!("there is no rule {id}"))
}

fn read(folder: &Path, name: &str) -> Result<Value> {
    let path = folder.join(name).with_extension("json");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The cases of a file, each with the name of its list or with the kind that it gives itself.
fn cases(file: &Value) -> Vec<(String, String)> {
    let mut cases = Vec::new();
    for (list, items) in file.as_object().into_iter().flatten() {
        for case in items.as_array().into_iter().flatten() {
            if let Some(id) = case["id"].as_str() {
                cases.push((case["kind"].as_str().unwrap_or(list).to_owned(), id.to_owned()));
            }
        }
    }
    cases
}

fn ids(left_out: &Value) -> BTreeSet<String> {
    let lists = left_out.as_object().into_iter().flat_map(|files| files.values());
    let cases = lists.filter_map(Value::as_array).flatten();
    cases.filter_map(|case| Some(case["id"].as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rule(id: &str) -> Rule {
        let (id, file) = (id.to_owned(), "x.rs".to_owned());
        Rule { id, file, line: 1, link: None, held_by: Vec::new() }
    }

    /// What becomes of this `rules.json`.
    fn with(rules_json: &str) -> Result<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("rules.json", rules_json);
        write("left-out.json", r#"{ "v": [{ "id": "two", "reason": "later" }] }"#);
        let cases = r#"{ "a_cases": [{ "id": "one" }, { "id": "two" }], "vectors": [{ "id": "three", "kind": "k" }] }"#;
        write("v.json", cases);
        let mut rules = [rule("a.b")];
        vectors(folder.path(), &mut rules)?;
        let [rule] = rules;
        Ok(rule.held_by)
    }

    #[test]
    fn vectors_are_named_by_kind_or_id() {
        for name in ["v/a_cases", "v/one", "v/k", "v/three"] {
            let held = with(&format!(r#"{{ "a.b": ["{name}"] }}"#)).unwrap();
            assert_eq!(held, [format!("vectors/{name}")]);
        }
    }

    #[test]
    fn what_is_not_run_holds_nothing() {
        for name in ["v/two", "v/vectors", "v/none", "w/one", "v"] {
            assert!(with(&format!(r#"{{ "a.b": ["{name}"] }}"#)).is_err(), "{name}");
        }
        assert!(with(r#"{ "a.c": ["v/one"] }"#).unwrap_err().contains("there is no rule a.c"));
    }
}
