//! `ebb shadow`: a candidate beside a live target, through a kill, and explained.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::harness::{Api, Binary, text};

const RESOURCE: &str = "endpoint/e/variant/v";

const CANDIDATE: &str = r#"
[[policies]]
resource-id = "endpoint/e/variant/v"
policy-name = "more"
policy-type = "StepScaling"

[policies.step-scaling]
adjustment-type = "ChangeInCapacity"
cooldown = 60
step-adjustments = [{ metric-interval-lower-bound = 0.0, scaling-adjustment = 2 }]
"#;

fn told(output: &Output) -> String {
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}{error}");
    out
}

fn failed(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stdout));
    text(&output.stderr)
}

/// What `describe-scaling-policies` and `describe-alarms` print of a candidate.
fn candidate(binary: &Binary) {
    let arn = format!(
        "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/sagemaker/{RESOURCE}:policyName/more"
    );
    let policies = json!({ "ScalingPolicies": [{
        "PolicyARN": arn, "PolicyName": "more", "ServiceNamespace": "sagemaker",
        "ResourceId": RESOURCE, "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 2 }],
        },
        "Alarms": [{ "AlarmName": "busy", "AlarmARN": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:busy" }],
        "CreationTime": 1_763_300_000.0,
    }]});
    let alarms = json!({ "MetricAlarms": [{
        "AlarmName": "busy", "ActionsEnabled": true, "AlarmActions": [arn],
        "OKActions": [], "InsufficientDataActions": [],
        "Namespace": "N", "MetricName": "load", "Statistic": "Maximum", "Dimensions": [],
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 10.0, "TreatMissingData": "ignore",
        "ComparisonOperator": "GreaterThanThreshold",
    }], "CompositeAlarms": [] });
    let at = |name: &str| binary.folder.path().join(name);
    fs::write(at("policies.json"), policies.to_string()).unwrap();
    fs::write(at("alarms.json"), alarms.to_string()).unwrap();
}

fn load(api: Api) {
    let data = json!({ "Namespace": "N", "MetricData": [{ "MetricName": "load", "Value": 15.0 }] });
    api.call("GraniteServiceVersion20100801.PutMetricData", &data);
}

#[test]
fn a_candidate_decides_beside_a_live_target_and_survives_a_kill() {
    let binary = Binary::new();
    candidate(&binary);
    let serving = binary.serve(&["--fleet", "simulated", "--record", "history"]);
    let api = serving.api;
    api.create_endpoint("e", "any", &[], 1, None);
    api.in_service("e", 1);
    api.call(
        "AnyScaleFrontendService.RegisterScalableTarget",
        &json!({
            "ServiceNamespace": "sagemaker", "ResourceId": RESOURCE,
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
            "MinCapacity": 1, "MaxCapacity": 4,
        }),
    );
    let run = |api: Api, arguments: &[&str]| {
        let url = format!("http://{}", api.address);
        binary.run(&[arguments, &["--endpoint-url", &url]].concat())
    };
    assert!(told(&run(api, &["shadow", "list"])).starts_with("no shadows"));
    let put = told(&run(api, &["shadow", "put", "eager", "policies.json", "alarms.json"]));
    assert_eq!(
        put,
        "shadow eager decides on endpoint/e/variant/v from now on, and moves nothing\n\
         what it would do: ebb explain endpoint/e/variant/v --shadow eager\n"
    );
    serving.signal("KILL");
    serving.wait();

    let serving = binary.serve(&["--fleet", "simulated", "--record", "history"]);
    let api = serving.api;
    api.in_service("e", 1);
    load(api);
    let explained = told(&run(api, &["explain", RESOURCE, "--shadow", "eager"]));
    for part in [
        "would have scaled out from 1 to 3 by more",
        "desired 1, serving 1, bounds 1 to 4",
        "As it stands now:",
    ] {
        assert!(explained.contains(part), "no \"{part}\" in: {explained}");
    }
    let listed = told(&run(api, &["shadow", "list"]));
    assert!(listed.contains("eager on endpoint/e/variant/v since "), "{listed}");
    assert!(listed.contains("more within 1 to 4"), "{listed}");
    assert!(
        listed.contains("1 decisions, 1 to change the capacity; the live target made 0 changes"),
        "{listed}"
    );
    let page: Value =
        serde_json::from_str(&told(&run(api, &["shadow", "list", "--json"]))).unwrap();
    assert_eq!(page["shadows"][0]["name"], "eager");
    let live = told(&run(api, &["explain", RESOURCE]));
    assert!(live.contains("no decision on endpoint/e/variant/v is kept"), "{live}");
    assert_eq!(api.in_service("e", 1)["ProductionVariants"][0]["DesiredInstanceCount"], 1);

    let again = failed(&run(api, &["shadow", "put", "eager", "policies.json"]), 1);
    assert!(again.contains("there is a shadow \"eager\" already"), "{again}");
    let other = failed(&run(api, &["explain", RESOURCE, "--shadow", "other"]), 1);
    assert!(other.contains("endpoint/e/variant/v has no shadow \"other\""), "{other}");
    assert_eq!(told(&run(api, &["shadow", "remove", "eager"])), "shadow eager is removed\n");
    let gone = failed(&run(api, &["shadow", "remove", "eager"]), 1);
    assert!(gone.contains("there is no shadow \"eager\""), "{gone}");
    serving.stop();

    // The recording has both, and tells them apart.
    let from =
        |more: &[&str]| binary.run(&[&["explain", RESOURCE, "--from", "history"], more].concat());
    assert!(told(&from(&["--shadow", "eager"])).contains("would have scaled out from 1 to 3"));
    let live = failed(&from(&[]), 1);
    assert!(live.contains("shadow eager: --shadow eager"), "{live}");
    assert!(told(&binary.run(&["explain", "--replay", "history"])).starts_with("the same again: "));
    let replayed = binary.run(&["replay", "history"]);
    told(&replayed);
}

#[test]
fn what_is_wrong_with_a_candidate_is_told_before_anybody_is_asked() {
    let binary = Binary::new();
    let at = |name: &str| binary.folder.path().join(name);
    fs::write(at("bad.toml"), CANDIDATE.replace("2 }]", "2 }, {}]")).unwrap();
    let nobody = ["--endpoint-url", "http://127.0.0.1:1"];
    let put =
        |arguments: &[&str]| binary.run(&[&["shadow", "put"], arguments, &nobody[..]].concat());
    let missing = failed(&put(&["x", "none.toml"]), 1);
    assert!(missing.contains("could not read \"none.toml\""), "{missing}");
    let bad = failed(&put(&["x", "bad.toml"]), 1);
    assert!(bad.contains("bad.toml"), "{bad}");
    let resource = failed(&put(&["x", "bad.toml", "--resource", "nonsense"]), 1);
    assert!(resource.contains("bad.toml"), "{resource}");
    assert_eq!(put(&["x"]).status.code(), Some(2));
}
