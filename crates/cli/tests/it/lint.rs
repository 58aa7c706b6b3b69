//! `ebb lint`: what it prints, and how it ends.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Binary, text};

/// A component that may go to zero, with nothing that brings it back.
const ASLEEP: &str = r#"
[[targets]]
resource-id = "inference-component/llama"
min-capacity = 0
max-capacity = 4

[[targets.policies]]
name = "track"
target-tracking = { target-value = 5.0, predefined-metric-specification = { predefined-metric-type = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution" } }
"#;

#[test]
fn findings_set_the_exit_code() {
    let binary = Binary::new();
    let file = binary.folder.path().join("ebb.toml");
    fs::write(&file, ASLEEP).unwrap();
    let code = |arguments: &[&str]| binary.run(arguments).status.code();
    let output = binary.run(&["lint", "ebb.toml"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = text(&output.stdout);
    assert!(told.starts_with("ebb.toml:4:16: error[EBB008 no-wake]: "), "{told}");
    assert!(told.contains("  write min-capacity = 1"), "{told}");
    assert_eq!(text(&output.stderr).trim(), "1 error in 1 source");
    assert_eq!(code(&["lint", "ebb.toml", "--deny", "never"]), Some(0));
    fs::write(&file, ASLEEP.replace("min-capacity = 0", "min-capacity = 2")).unwrap();
    assert_eq!(code(&["lint", "ebb.toml"]), Some(0));
    assert_eq!(code(&["lint", "ebb.toml", "--deny", "hint"]), Some(1), "hints are denied");
    let hints = binary.run(&["lint", "ebb.toml", "--hints"]);
    assert_eq!(hints.status.code(), Some(0));
    assert!(text(&hints.stdout).contains("hint[EBB031 fast-out-only]"), "{hints:?}");
    fs::write(&file, ASLEEP.replace("min-capacity", "min-capacty")).unwrap();
    let output = binary.run(&["lint", "ebb.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("ebb.toml:4:15: targets[0].min-capacty: unknown name"), "{told}");
    assert!(told.contains("expected \"min-capacity\"") && output.stdout.is_empty(), "{told}");
    let missing = binary.run(&["lint", "nowhere.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("could not read \"nowhere.json\""), "{missing:?}");
}

#[test]
fn programs_read_json_and_sarif() {
    let binary = Binary::new();
    fs::write(binary.folder.path().join("ebb.toml"), ASLEEP).unwrap();
    let output = binary.run(&["lint", "ebb.toml", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["findings"][0]["id"], &found["findings"][0]["line"]),
        (&json!("EBB008"), &json!(4))
    );
    let output = binary.run(&["lint", "ebb.toml", "--sarif"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "EBB008");
    let known = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len();
    let listed = binary.run(&["lint", "--list"]);
    assert_eq!(text(&listed.stdout).lines().count(), known);
}

#[test]
fn rules_are_explained_by_id_and_by_name() {
    let binary = Binary::new();
    let by_id = binary.run(&["lint", "--explain", "ebb008"]);
    let by_name = binary.run(&["lint", "--explain", "no-wake"]);
    assert_eq!(by_id.stdout, by_name.stdout);
    let told = text(&by_id.stdout);
    assert!(told.starts_with("EBB008 no-wake (error): Nothing brings it back from zero"), "{told}");
    assert!(told.contains("Source: https://docs.aws.amazon.com/"), "{told}");
    let unknown = binary.run(&["lint", "--explain", "EBB999"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no rule \"EBB999\""));
    let nothing = binary.run(&["lint"]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn a_live_account_is_looked_at() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let api = serving.api;
    api.create_endpoint("e", "any", &[], 1, None);
    api.in_service("e", 1);
    let key = json!({"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"});
    let with = |more: Value| {
        let mut all = key.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let scaling = |operation: &str, body: &Value| {
        api.call(&format!("AnyScaleFrontendService.{operation}"), body)
    };
    scaling("RegisterScalableTarget", &with(json!({"MinCapacity": 1, "MaxCapacity": 3})));
    scaling(
        "PutScalingPolicy",
        &with(json!({"PolicyName": "step", "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}]}})),
    );
    let url = format!("http://{}", api.address);
    let output = binary.run(&["lint", "--endpoint-url", &url, "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["no-alarm", "only-out"], "{found}");
    let first = &found["findings"][0];
    assert_eq!(first["source"], format!("{url} DescribeScalingPolicies"));
    assert_eq!(first["path"], "ScalingPolicies[0]");
    let down = binary.run(&["lint", "--endpoint-url", "http://127.0.0.1:1"]);
    assert_eq!(down.status.code(), Some(2));
    assert!(text(&down.stderr).contains("could not get an answer"), "{down:?}");
}
