//! A live run, told again: the same decisions, byte for byte.

use std::path::Path;
use std::time::Duration;

use ebb_server::{ReplayError, replay};
use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, CLOUDWATCH, World, target, with};

/// A server that lives through something: copies that come and go, policies that act, a restart.
async fn lived(file: &Path, most_bytes: u64) -> World {
    let recorded = |settings: &mut ebb_server::Settings| {
        settings.record = Some(file.to_owned());
        settings.record_max_bytes = most_bytes;
        // Minutes go by: metrics are published and alarms looked at.
        settings.speed = 120.0;
    };
    let world = World::with(recorded).await;
    let api = &world.api;
    api.component("c").await;
    api.variant("e").await;
    api.register("c", 0, 4).await;
    let step = json!({
        "PolicyName": "wake", "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity", "Cooldown": 3600,
            "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
        },
    });
    let policy = api.autoscaling("PutScalingPolicy", with(target("c"), step)).await;
    let tracking = json!({
        "PolicyName": "copies", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 5.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy",
            },
        },
    });
    api.autoscaling("PutScalingPolicy", with(target("c"), tracking)).await;
    api.cloudwatch("PutMetricAlarm", json!({
        "AlarmName": "load", "Namespace": "My/App", "MetricName": "load", "Statistic": "Maximum",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [policy["PolicyARN"]],
    }))
    .await;
    let headers = [("x-amzn-sagemaker-inference-component", "c")];
    for _ in 0..20 {
        assert_eq!(api.invoke("c", &headers, "{}").await.status, 200);
        assert_eq!(api.invoke("e", &[], "{}").await.status, 200);
    }
    // A datum from while the first copy works off what had waited for it has its answer in that copy; a later one has not.
    let data = json!({ "MetricName": "load", "Value": 2.5 });
    let data = json!({ "Namespace": "My/App", "MetricData": [data] });
    let mut patience = 30;
    loop {
        api.cloudwatch("PutMetricData", data.clone()).await;
        let second = tokio::time::timeout(Duration::from_secs(2), api.copies("c", 2)).await;
        if second.is_ok() {
            break;
        }
        patience -= 1;
        assert!(patience > 0, "no datum brings a second copy");
    }
    // What is refused is told as well.
    api.refused(
        AUTOSCALING,
        "DeleteScalingPolicy",
        with(target("c"), json!({ "PolicyName": "x" })),
    )
    .await;
    let world = world.restart(recorded).await;
    world.api.copies("c", 2).await;
    let state = json!({ "AlarmName": "load", "StateValue": "OK", "StateReason": "gr\u{fc}n \u{2192} \"ok\"" });
    world.api.call(CLOUDWATCH, "SetAlarmState", state).await;
    world.api.set_copies("c", 0).await;
    world.api.invoke("e", &[], "{}").await;
    world
}

#[tokio::test]
async fn a_recorded_run_is_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.jsonl");
    let world = lived(&file, u64::MAX).await;
    let world = world.restart(|settings| settings.record = Some(file.clone())).await;
    world.server.stop().await;
    let told = replay(&file).unwrap();
    assert_eq!(told.runs, 3);
    assert!(told.events > 25 && told.effects > 60, "{told:?}");
    // Only its user may read it.
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    // All that was asked for is in it, in the order in which it was decided.
    let text = std::fs::read_to_string(&file).unwrap();
    for word in [
        "CreateInferenceComponent",
        "PutMetricAlarm",
        "PutMetricData",
        "Traffic",
        "Healthy",
        "NotFound",
        "Tick",
    ] {
        assert!(text.contains(word), "{word}");
    }
    // Half a line at the end is what a kill leaves.
    std::fs::write(&file, format!("{text}{{\"told\":{{\"Event")).unwrap();
    assert_eq!(replay(&file).unwrap(), told);
}

#[tokio::test]
async fn another_decision_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.jsonl");
    let world = lived(&file, u64::MAX).await;
    world.server.stop().await;
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decided = lines.iter().position(|line| {
        line["effects"]
            .as_array()
            .unwrap()
            .iter()
            .any(|effect| effect.pointer("/Put/record/Activity").is_some())
    });
    let decided = decided.expect("the step policy has acted");
    // Had the datum been lower, nothing would have been decided.
    let put = "/told/Event/event/Command/command/PutMetricData";
    let datum = lines.iter().position(|line| line.pointer(put).is_some()).unwrap();
    assert!(datum <= decided);
    let lower = lines[datum].to_string().replace("[2.5,", "[0.5,");
    assert_ne!(lower, lines[datum].to_string());
    lines[datum] = serde_json::from_str(&lower).unwrap();
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    std::fs::write(&file, text.join("\n")).unwrap();
    let error = replay(&file).unwrap_err();
    assert!(matches!(&error, ReplayError::Differs { line, .. } if *line == datum + 1), "{error}");
    // A hole is no history either.
    std::fs::write(&file, text[1..].join("\n")).unwrap();
    assert!(matches!(replay(&file), Err(ReplayError::Order { line: 1, .. })));
    std::fs::write(&file, "nonsense").unwrap();
    assert!(matches!(replay(&file), Err(ReplayError::Line { line: 1, .. })));
    std::fs::write(&file, format!("{}\nnonsense\n{}", text[0], text[1])).unwrap();
    assert!(matches!(replay(&file), Err(ReplayError::Line { line: 2, .. })));
}

#[tokio::test]
async fn a_full_file_ends_the_recording_and_not_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.jsonl");
    let world = lived(&file, 20_000).await;
    world.server.stop().await;
    let length = std::fs::metadata(&file).unwrap().len();
    assert!((1..=20_000).contains(&length), "{length}");
    let told = replay(&file).unwrap();
    assert!(told.runs >= 1 && told.events > 0, "{told:?}");
}
