//! Cleaning up: whole, half made, twice, and with failures on the way.

use ebb_autoscale::{CleanupError, Outcome};
use serde_json::json;

use crate::fake::{Fake, denied, done, error, not_found, ok};
use crate::setup::{component, everything_there};

fn steps(report: &ebb_autoscale::Report) -> String {
    report.steps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn the_alarm() -> crate::fake::Answer {
    everything_there()[2].1.clone()
}

#[tokio::test]
async fn the_alarm_goes_first_and_the_target_last() {
    let fake = Fake::start([
        ("DescribeAlarms", the_alarm()),
        ("DeleteAlarms", done()),
        ("DeleteScalingPolicy", done()),
        ("DeleteScalingPolicy", done()),
        ("DeregisterScalableTarget", done()),
    ])
    .await;
    let report = component().cleanup(&fake.client()).await.unwrap();
    let calls = fake.played();
    let calls: Vec<String> =
        calls.iter().map(|call| format!("{} {}", call.operation, call.text())).collect();
    insta::assert_snapshot!(calls.join("\n"), @r#"
    DescribeAlarms {"AlarmNames":["ebb-wake-from-zero-inference-component/llama"]}
    DeleteAlarms {"AlarmNames":["ebb-wake-from-zero-inference-component/llama"]}
    DeleteScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","PolicyName":"ebb-wake-from-zero"}
    DeleteScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","PolicyName":"ebb-target-tracking"}
    DeregisterScalableTarget {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount"}
    "#);
    insta::assert_snapshot!(steps(&report), @r#"
    alarm "ebb-wake-from-zero-inference-component/llama": deleted
    step policy "ebb-wake-from-zero": deleted
    target-tracking policy "ebb-target-tracking": deleted
    scalable target "inference-component/llama": deleted
    "#);
}

#[tokio::test]
async fn a_second_time_finds_nothing_and_is_content() {
    let fake = Fake::start([
        ("DescribeAlarms", ok(json!({ "MetricAlarms": [] }))),
        ("DeleteScalingPolicy", not_found()),
        ("DeleteScalingPolicy", not_found()),
        ("DeregisterScalableTarget", not_found()),
    ])
    .await;
    let report = component().cleanup(&fake.client()).await.unwrap();
    fake.played();
    assert_eq!(report.steps.len(), 4);
    assert!(report.steps.iter().all(|step| step.outcome == Outcome::AlreadyGone), "{report:?}");
}

#[tokio::test]
async fn what_a_half_failed_set_up_left_is_taken_away() {
    let fake = Fake::start([
        ("DescribeAlarms", ok(json!({ "MetricAlarms": [] }))),
        ("DeleteScalingPolicy", not_found()),
        ("DeleteScalingPolicy", done()),
        ("DeregisterScalableTarget", done()),
    ])
    .await;
    let report = component().cleanup(&fake.client()).await.unwrap();
    fake.played();
    insta::assert_snapshot!(steps(&report), @r#"
    alarm "ebb-wake-from-zero-inference-component/llama": already gone
    step policy "ebb-wake-from-zero": already gone
    target-tracking policy "ebb-target-tracking": deleted
    scalable target "inference-component/llama": deleted
    "#);
}

#[tokio::test]
async fn everything_is_tried_and_all_failures_are_told_at_the_end() {
    let fake = Fake::start([
        ("DescribeAlarms", denied()),
        ("DeleteAlarms", denied()),
        ("DeleteScalingPolicy", done()),
        ("DeleteScalingPolicy", error(400, "ValidationException", "Not like this.")),
        ("DeregisterScalableTarget", error(503, "ServiceUnavailable", "Later.")),
        ("DeregisterScalableTarget", done()),
    ])
    .await;
    let error = component().cleanup(&fake.client()).await.unwrap_err();
    fake.played();
    insta::assert_snapshot!(error, @r#"could not delete the alarm "ebb-wake-from-zero-inference-component/llama": the service refused: User is not allowed. (AccessDeniedException); the target-tracking policy "ebb-target-tracking": the service refused: Not like this. (ValidationException)"#);
    let CleanupError { done, failures } = error;
    assert_eq!((done.steps.len(), failures.len()), (2, 2));
}
