//! The shared test vectors, and the list of those left out.
//!
//! A kind of case is either run as a whole or out of scope as a whole, but for single cases named in
//! `vectors/left-out.json` with a reason, and for those that `vectors/over-the-wire.json` names: what they are about is
//! settled where requests are decoded, so the server's tests run them. A case that is left out although it would pass is a failure: the list only
//! ever holds what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// Kinds that [`run`] checks, by file.
const RUN: [(&str, &[&str]); 3] = [
    ("application-auto-scaling", &["vectors"]),
    (
        "cloudwatch-alarms",
        &[
            "metric_alarm_cases",
            "reason_cases",
            "schedule_cases",
            "put_metric_alarm_validation",
            "history_cases",
            "composite_rule_cases",
            "suppression_cases",
            "action_cases",
        ],
    ),
    (
        "cloudwatch-math",
        &["math_cases", "label_cases", "error_cases", "statistic_cases", "unit_cases"],
    ),
];

#[derive(Deserialize)]
struct LeftOut {
    id: String,
    reason: String,
}

/// Runs every case of a kind and reports all that fail, by id.
pub(crate) fn run(file: &str, kind: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let cases = cases(file).remove(kind).unwrap_or_else(|| panic!("{file} has no {kind}"));
    let elsewhere = over_the_wire(file);
    let left_out = left_out(file);
    let (mut passed, mut skipped, mut wrong) = (0, 0, Vec::new());
    for (id, case) in &cases {
        if elsewhere.contains(id) {
            skipped += 1;
            continue;
        }
        match (check(case), left_out.contains_key(id)) {
            (Ok(()), false) => passed += 1,
            (Err(_), true) => skipped += 1,
            (Ok(()), true) => wrong.push(format!("{id}: left out, but it passes")),
            (Err(why), false) => wrong.push(format!("{id}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{kind}: {} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(passed + skipped, cases.len(), "{kind}");
    assert!(passed > 0, "{kind}: nothing was run");
}

/// Every case is run or named with a reason, and every name stands for a case.
#[test]
fn nothing_is_left_out_in_silence() {
    for (file, kinds) in RUN {
        let mut left_out = left_out(file);
        for (kind, cases) in cases(file) {
            for (id, _) in cases {
                let named = left_out.remove(&id);
                assert!(
                    named.is_some() || kinds.contains(&kind.as_str()),
                    "{file}: {id} of {kind} is neither run nor left out"
                );
                assert!(named.is_none_or(|reason| reason.len() > 10), "{id}: no reason");
            }
        }
        assert!(left_out.is_empty(), "{file}: no such case: {left_out:?}");
    }
}

/// The cases of a file by kind, each with its id.
fn cases(file: &str) -> BTreeMap<String, Vec<(String, Value)>> {
    let Value::Object(content) = read(file) else { panic!("{file} is not an object") };
    let mut kinds = BTreeMap::new();
    for (kind, cases) in content {
        let Value::Array(cases) = cases else { continue };
        // Notes to the reader are lists of sentences.
        if !cases.iter().all(Value::is_object) {
            continue;
        }
        let with_id = |case: Value| (case["id"].as_str().expect("an id").to_owned(), case);
        kinds.insert(kind, cases.into_iter().map(with_id).collect());
    }
    kinds
}

fn over_the_wire(file: &str) -> BTreeSet<String> {
    let mut all: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_value(read("over-the-wire")).expect("ids by file");
    all.remove(file).unwrap_or_default()
}

fn left_out(file: &str) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, Vec<LeftOut>> =
        serde_json::from_value(read("left-out")).expect("ids with reasons by file");
    let listed = all.remove(file).unwrap_or_default();
    let count = listed.len();
    let by_id: BTreeMap<_, _> = listed.into_iter().map(|one| (one.id, one.reason)).collect();
    assert_eq!(by_id.len(), count, "{file}: an id is left out twice");
    by_id
}

fn read(file: &str) -> Value {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../vectors")
        .join(file)
        .with_extension("json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("could not read \"{}\": {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("\"{}\": {error}", path.display()))
}
