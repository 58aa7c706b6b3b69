//! `ebb autoscale`: set-up and clean-up, each of which may run twice.

use serde_json::{Value, json};

use crate::harness::{Binary, text};

fn target(operation: &str) -> String {
    format!("AnyScaleFrontendService.{operation}")
}

#[test]
fn a_set_up_may_run_twice_and_a_clean_up_leaves_nothing() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let api = serving.api;
    let queue = json!({ "OutputConfig": { "S3OutputPath": "s3://data/out" } });
    api.create_endpoint("e", "any", &[], 1, Some(queue));
    api.in_service("e", 1);
    let url = format!("http://{}", api.address);
    let setup = [
        "autoscale",
        "setup",
        "endpoint/e/variant/v",
        "--endpoint-url",
        &url,
        "--to-zero",
        "--asynchronous",
        "--metric",
        "backlog",
        "--max",
        "3",
        "--target",
        "7",
        "--json",
    ];
    for _ in 0..2 {
        let output = binary.run(&setup);
        assert!(output.status.success(), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(report["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{report}");
    }
    let all = json!({ "ServiceNamespace": "sagemaker" });
    let targets = api.call(&target("DescribeScalableTargets"), &all);
    assert_eq!(targets["ScalableTargets"][0]["MinCapacity"], 0);
    assert_eq!(targets["ScalableTargets"][0]["MaxCapacity"], 3);
    let policies = api.call(&target("DescribeScalingPolicies"), &all);
    assert_eq!(policies["ScalingPolicies"].as_array().unwrap().len(), 2);
    for _ in 0..2 {
        let output =
            binary.run(&["autoscale", "cleanup", "endpoint/e/variant/v", "--endpoint-url", &url]);
        assert!(output.status.success(), "{output:?}");
        assert!(!output.stdout.is_empty());
    }
    assert_eq!(api.call(&target("DescribeScalableTargets"), &all)["ScalableTargets"], json!([]));
    assert_eq!(api.call(&target("DescribeScalingPolicies"), &all)["ScalingPolicies"], json!([]));
    let alarms = api.call("GraniteServiceVersion20100801.DescribeAlarms", &json!({}));
    assert_eq!(alarms["MetricAlarms"], json!([]));
    serving.stop();
}

#[test]
fn what_cannot_be_set_up_is_told() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let url = format!("http://{}", serving.api.address);
    let output =
        binary.run(&["autoscale", "setup", "inference-component/none", "--endpoint-url", &url]);
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(error.contains("Could not find inference component"), "{error}");
    serving.stop();
    // Nobody listens there any more.
    let output =
        binary.run(&["autoscale", "cleanup", "inference-component/none", "--endpoint-url", &url]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("Connection refused"), "{output:?}");
    // AWS itself needs a region and a key; a build that carries its SDK looks for them in more places.
    if !cfg!(feature = "aws") {
        let mut command = binary.command(&["autoscale", "cleanup", "inference-component/c"]);
        let output = command.env("HOME", binary.folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("hint: name an Ebbtide server"), "{output:?}");
    }
}
