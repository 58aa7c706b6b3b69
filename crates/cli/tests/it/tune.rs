//! `ebb tune`: a search, and what it prints.

use std::fs;

use serde_json::Value;

use crate::harness::{Binary, text};

/// Half an hour of steady traffic: quick, and enough to hold some of it out.
const QUICK: [&str; 8] =
    ["tune", "--traffic", "constant:rate=3", "--for", "40m", "--service", "500", "--trials=12"];
const WORLD: [&str; 4] = ["--reserve-cores", "4", "--instance-start", "0"];

#[test]
fn without_policies_it_starts_at_the_default_advice() {
    let binary = Binary::new();
    let output = binary.run(&[&QUICK[..], &WORLD, &["--json", "--html", "found.html"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let found: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let base = &found["tuned"]["base"];
    assert!(base["held_out"]["requests"].as_u64().unwrap() > 1000, "{base}");
    let trials = found["tuned"]["trials"].as_u64().unwrap();
    assert!((5..=12).contains(&trials), "it may end when nothing new comes: {trials}");
    let policy = &found["apply"]["aws"]["PutScalingPolicy"][0];
    assert_eq!(policy["ResourceId"], "inference-component/simulated");
    let settings = found["tuned"]["recommended"]["settings"].as_array().unwrap();
    let value = |member: &str| {
        let of_it = |one: &&Value| one["member"] == member;
        settings.iter().find(of_it).map(|one| one["value"].as_str().unwrap().to_owned())
    };
    let tracking = &policy["TargetTrackingScalingPolicyConfiguration"];
    let target = value("TargetValue").map_or(60.0, |value| value.parse().unwrap());
    assert_eq!(tracking["TargetValue"].as_f64(), Some(target), "what is recommended is written");
    for form in ["terraform", "ebb.toml"] {
        let written = found["apply"][form].as_str().unwrap();
        assert!(written.contains(&target.to_string()), "{form}: {written}");
    }
    let page = fs::read_to_string(binary.folder.path().join("found.html")).unwrap();
    let written = format!("{:#}", found["apply"]["aws"]).replace('"', "&quot;");
    assert!(page.contains(&written), "the page has what is to be applied");
}

#[test]
fn what_it_writes_can_be_simulated() {
    let binary = Binary::new();
    let output = binary.run(&[&QUICK[..], &WORLD, &["--attain", "0.9", "--form", "toml"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(
        said.contains("Recommended, as the cheapest with 90.00 % within the objective"),
        "{said}"
    );
    let section = said.find("[[targets]]").expect("sections of ebb.toml");
    fs::write(binary.folder.path().join("ebb.toml"), &said[section..]).unwrap();
    let again = ["simulate", "ebb.toml", "--traffic", "constant:rate=3", "--for", "10m", "--json"];
    let output = binary.run(&[&again[..], &["--service", "500"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn too_little_traffic_is_refused_with_what_is_needed() {
    let binary = Binary::new();
    let output = binary.run(&["tune", "--traffic", "constant:rate=1", "--for", "10m"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).is_empty(), "no partial report");
    let said = text(&output.stderr);
    assert!(said.contains("too few to tune on a part and to check on the rest"), "{said}");
}
