//! Every rule by its own examples, and what is printed of findings.

#![expect(clippy::unwrap_used, reason = "a test panics")]

use std::collections::BTreeSet;
use std::path::Path;

use ebb_lint::{Case, Finding, Severity, find, json, lint, page, rules, sarif, summary, text};
use serde_json::Value;

fn look(case: &Case) -> Vec<Finding> {
    let blueprint = ebb_blueprint::read(case.name, case.text).unwrap_or_else(|e| panic!("{e}"));
    lint(&blueprint)
}

fn ids(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

fn the(name: &str) -> Vec<Finding> {
    look(&find(name).unwrap().bad)
}

#[test]
fn each_rule_finds_its_mistake_and_nothing_when_it_is_put_right() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let bad = look(&rule.bad);
        match bad.iter().find(|finding| finding.rule.id == rule.id) {
            None => wrong.push(format!("{} finds nothing in {}", rule.name, rule.bad.name)),
            Some(found) => {
                assert_eq!(&*found.place.source, rule.bad.name);
                assert!(found.place.position.is_some_and(|at| at.line > 0), "{}", rule.name);
            }
        }
        let good = look(&rule.good);
        let told =
            good.iter().filter(|one| one.rule.id == rule.id || one.rule.severity > Severity::Hint);
        wrong.extend(
            told.map(|one| format!("{}: {}", one.rule.name, one.message))
                .map(|told| format!("{} has a finding when it is put right: {told}", rule.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_and_names_are_unique_and_lead_to_their_rule() {
    let names: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().len());
    for (number, rule) in (1..).zip(rules()) {
        assert_eq!(rule.id, format!("EBB{number:03}"), "ids are in order, and none is left out");
        assert_eq!(find(rule.name).unwrap().id, rule.id);
        assert_eq!(find(&rule.id.to_lowercase()).unwrap().name, rule.name);
        assert!(rule.source.starts_with("https://docs.aws.amazon.com/"), "{}", rule.name);
        assert!(rule.bad.name.starts_with(rule.name) && rule.good.name.starts_with(rule.name));
    }
    assert!(find("EBB000").is_none());
}

#[test]
fn what_is_to_be_written_is_in_the_form_of_the_source() {
    let fix = |name: &str| {
        let found = the(name).into_iter().find(|one| one.rule.name == name).unwrap();
        found.fix.unwrap()
    };
    insta::assert_snapshot!(fix("second-failure"), @r#"
    comparison-operator = "GreaterThanOrEqualToThreshold"
    threshold = 1.0
    "#);
    insta::assert_snapshot!(fix("share-not-percent"), @r#"
    {
      "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 0.7,
        "PredefinedMetricSpecification": {
          "PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"
        }
      }
    }
    "#);
    insta::assert_snapshot!(fix("schedule-syntax"), @r#"schedule = "cron(0 8 ? * MON-FRI *)""#);
}

#[test]
fn a_fix_that_is_applied_mends_it() {
    let rule = find("absolute-bounds").unwrap();
    let found = the("absolute-bounds").into_iter().find(|one| one.rule.id == rule.id).unwrap();
    let steps =
        "step-adjustments = [{ metric-interval-lower-bound = 10.0, scaling-adjustment = 1 }]";
    assert!(rule.bad.text.contains(steps));
    let written = found.fix.unwrap();
    let inner = written.trim().strip_prefix("step-scaling = { ").unwrap();
    let inner = inner.strip_suffix(" }").unwrap();
    let mended = rule.bad.text.replace(steps, inner);
    let blueprint = ebb_blueprint::read("ebb.toml", &mended).unwrap();
    assert_eq!(ids(&lint(&blueprint)), ids(&look(&rule.good)), "{mended}");
}

#[test]
fn people_read_place_rule_and_remedy() {
    let found = the("second-failure");
    let found: Vec<Finding> =
        found.into_iter().filter(|one| one.rule.severity > Severity::Hint).collect();
    insta::assert_snapshot!(text(&found), @r#"
    second-failure.bad.toml:28:13: warning[EBB010 second-failure]: "llama-wake" does not fire at the first failed request: one failure within 60 s gives Sum 1, which is not above 1
      in    targets[0].policies[1].alarms[0]
      at    targets[0].policies[1].alarms[0].threshold
      write comparison-operator = "GreaterThanOrEqualToThreshold"
            threshold = 1.0
    "#);
    assert_eq!(summary(&found), "1 warning in 1 source");
    assert_eq!(summary(&[]), "nothing found");
}

#[test]
fn programs_read_the_same() {
    let found = the("twins");
    let document = json(&found, &[]);
    let first = &document["findings"][0];
    let twins = document["findings"].as_array().unwrap().iter().find(|one| one["id"] == "EBB021");
    let twins = twins.unwrap_or_else(|| panic!("{document}"));
    assert_eq!((&twins["name"], &twins["severity"]), (&"twins".into(), &"error".into()));
    assert!(
        twins["line"].as_u64().unwrap() > 5
            && twins["path"].as_str().unwrap().contains("policies[1]")
    );
    assert_eq!(first["source"], "twins.bad.toml");
    assert_eq!(document["notes"], Value::Array(Vec::new()));
}

/// The members that the schema of SARIF 2.1.0 requires, and its sets of values.
#[test]
fn sarif_has_what_its_schema_requires() {
    let findings: Vec<Finding> = rules().iter().flat_map(|rule| look(&rule.bad)).collect();
    let log = sarif(&findings, "1.2.3");
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().unwrap();
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&"ebb lint".into(), &"1.2.3".into()));
    let known = driver["rules"].as_array().unwrap();
    let levels = ["none", "note", "warning", "error"];
    let unique: BTreeSet<&str> = known.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(unique.len(), known.len());
    for rule in known {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let results = runs[0]["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for result in results {
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(known[index]["id"], result["ruleId"]);
        assert!(levels.contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        assert!(place["region"]["startColumn"].as_u64().unwrap() >= 1);
    }
}

#[test]
fn file_names_become_references() {
    let rule = find("no-room").unwrap();
    let blueprint = ebb_blueprint::read("my folder/ä.toml", rule.bad.text).unwrap();
    let log = sarif(&lint(&blueprint), "0");
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    assert_eq!(uri, "my%20folder/%C3%A4.toml");
}

/// `EBB_WRITE_DOCS=1` in front writes the page.
#[test]
fn the_page_in_docs_is_that_of_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lint.md");
    if std::env::var_os("EBB_WRITE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == page(), "EBB_WRITE_DOCS=1 cargo test -p ebb-lint writes docs/lint.md anew");
}

#[test]
fn nothing_declared_is_nothing_found() {
    let empty = ebb_blueprint::Blueprint::default();
    assert!(lint(&empty).is_empty());
}
