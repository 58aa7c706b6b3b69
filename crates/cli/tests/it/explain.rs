//! `ebb explain` and `ebb status`: against a server, and against the files that it leaves.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::harness::{Api, Binary, Serving, text, until};

const RESOURCE: &str = "endpoint/e/variant/v";

fn told(output: &Output) -> String {
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}{error}");
    out
}

fn failed(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stdout));
    text(&output.stderr)
}

fn target(members: Value) -> Value {
    let mut input = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": RESOURCE,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    });
    for (name, value) in members.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

fn autoscaling(api: Api, operation: &str, members: Value) -> Value {
    api.call(&format!("AnyScaleFrontendService.{operation}"), &target(members))
}

fn force(api: Api, state: &str) {
    let data = json!({ "recentDatapoints": [15.0] }).to_string();
    let input = json!({
        "AlarmName": "busy", "StateValue": state, "StateReason": "x", "StateReasonData": data,
    });
    api.call("GraniteServiceVersion20100801.SetAlarmState", &input);
}

/// An endpoint that was scaled from one to three, on a server that records.
fn scaled(binary: &Binary) -> Serving {
    let serving = binary.serve(&["--fleet", "simulated", "--record", "history"]);
    let api = serving.api;
    api.create_endpoint("e", "any", &[], 1, None);
    api.in_service("e", 1);
    autoscaling(api, "RegisterScalableTarget", json!({ "MinCapacity": 1, "MaxCapacity": 4 }));
    let steps = json!([{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 2 }]);
    let policy = json!({
        "PolicyName": "more", "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps,
        },
    });
    let put = autoscaling(api, "PutScalingPolicy", policy);
    let alarm = json!({
        "AlarmName": "busy", "Namespace": "N", "MetricName": "load", "Statistic": "Average",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 10.0, "TreatMissingData": "ignore",
        "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [put["PolicyARN"]],
    });
    api.call("GraniteServiceVersion20100801.PutMetricAlarm", &alarm);
    force(api, "ALARM");
    api.in_service("e", 3);
    serving
}

#[test]
fn a_decision_is_told_by_the_server_and_by_its_recording() {
    let binary = Binary::new();
    let serving = scaled(&binary);
    let url = format!("http://{}", serving.api.address);
    let explain = |arguments: &[&str]| {
        binary.run(&[&["explain", RESOURCE, "--endpoint-url", &url], arguments].concat())
    };
    let live = told(&explain(&[]));
    for part in [
        "scaled out from 1 to 3 by more",
        "aas.step.interval  https://docs.aws.amazon.com/",
        "desired 1, serving 1, bounds 1 to 4",
        "alarm busy named policy more",
        "the Average of its points is 15, 5 from the threshold 10: the step 0 to ∞ adjusts by +2, from 1 to 3",
        "As it stands now:",
        "more: 2 added count as credit until",
    ] {
        assert!(live.contains(part), "no \"{part}\" in: {live}");
    }
    let page: Value = serde_json::from_str(&told(&explain(&["--json"]))).unwrap();
    let decision = &page["decisions"][0];
    let (at, words) = (decision["explanation"]["at"].as_str().unwrap(), &decision["text"]);
    let before = told(&explain(&["--at", "2001-01-01T00:00:00Z"]));
    assert!(
        before.contains("no decision on endpoint/e/variant/v until 2001-01-01T00:00:00Z is kept")
    );
    serving.stop();

    let from = binary.run(&["explain", RESOURCE, "--from", "history", "--at", at]);
    assert_eq!(told(&from).trim_end(), words.as_str().unwrap());
    assert_eq!(
        told(&binary.run(&["explain", "--replay", "history"])),
        "the same again: 1 decision\n"
    );
    let none =
        binary.run(&["explain", RESOURCE, "--from", "history", "--at", "2001-01-01T00:00:00Z"]);
    assert!(failed(&none, 1).contains("has no decision on endpoint/e/variant/v until 2001"));

    // One record alone, and the same with another outcome.
    let record = binary.folder.path().join("record");
    fs::write(&record, decision["record"].to_string()).unwrap();
    let same = binary.run(&["explain", "--replay", "record", "--json"]);
    assert_eq!(told(&same).trim_end(), r#"{"decisions":1,"differing":[]}"#);
    let mut other = decision["record"].clone();
    other["outcome"]["Changed"]["to"] = json!(4);
    fs::write(&record, other.to_string()).unwrap();
    let differs = failed(&binary.run(&["explain", "--replay", "record"]), 3);
    assert!(differs.contains("then: scaled out from 1 to 4 by more"), "{differs}");
    assert!(differs.contains("now:  scaled out from 1 to 3 by more"), "{differs}");
    fs::write(&record, r#"{"at": 3}"#).unwrap();
    let broken = failed(&binary.run(&["explain", "--replay", "record"]), 1);
    assert!(broken.contains("value 1 of \"record\" is no decision"), "{broken}");
}

#[test]
fn what_cannot_be_told_says_what_to_do() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated", "--ephemeral"]);
    let url = format!("http://{}", serving.api.address);
    let explain = |resource: &str| binary.run(&["explain", resource, "--endpoint-url", &url]);
    assert!(failed(&explain("llm"), 2).contains("\"llm\" is no resource"));
    let missing = failed(&explain(RESOURCE), 1);
    assert!(
        missing.contains("there is no endpoint/e/variant/v in account 000000000000"),
        "{missing}"
    );
    serving.api.create_endpoint("e", "any", &[], 1, None);
    serving.api.in_service("e", 1);
    let unscaled = failed(&explain(RESOURCE), 1);
    assert!(unscaled.contains("is no scalable target"), "{unscaled}");
    assert!(unscaled.contains("hint: register it"), "{unscaled}");
    assert!(failed(&binary.run(&["explain"]), 2).contains("RESOURCE"));
    let nobody = binary.run(&["explain", RESOURCE, "--endpoint-url", "http://127.0.0.1:1"]);
    assert!(failed(&nobody, 1).contains("is an Ebbtide server running there?"));
}

#[test]
fn the_status_is_a_table_or_json_and_goes_on_when_watched() {
    let binary = Binary::new();
    let serving = scaled(&binary);
    let url = format!("http://{}", serving.api.address);
    let status = ["status", "--endpoint-url", &url];
    let table = told(&binary.run(&status));
    for part in ["e         InService", "endpoint/e/variant/v  3", "1 to 4", "busy   ALARM"] {
        assert!(table.contains(part), "no \"{part}\" in: {table}");
    }
    let json: Value =
        serde_json::from_str(&told(&binary.run(&[&status[..], &["--json"]].concat()))).unwrap();
    assert_eq!(json["scopes"][0]["workloads"][0]["current"], 3);
    let path = binary.folder.path().join("watched");
    let mut watching = binary.command(&[&status[..], &["--json", "--watch"]].concat());
    let mut child = watching.stdout(fs::File::create(&path).unwrap()).spawn().unwrap();
    until("it asks a second time", || {
        (fs::read_to_string(&path).unwrap().lines().count() >= 2).then_some(())
    });
    crate::harness::signal(child.id(), "INT");
    assert!(child.wait().unwrap().success());
}
