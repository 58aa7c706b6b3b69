//! Requests that find no copy: held until there is one, or refused at once.

use std::time::Duration;

use ebb_server::ColdMode;
use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Answer, Api, CLOUDWATCH, World, now, target, with};

const NO_CAPACITY: &str = "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.";

async fn invoke(api: &Api, name: &str) -> Answer {
    let headers = [("x-amzn-sagemaker-inference-component", name), ("content-type", "text/plain")];
    api.invoke(name, &headers, "hello").await
}

/// The requests that were counted as finding no copy.
async fn failures(api: &Api, name: &str, at_least: f64) -> f64 {
    let input = json!({
        "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures",
        "Dimensions": [{ "Name": "InferenceComponentName", "Value": name }],
        "StartTime": now() - 600.0, "EndTime": now() + 600.0, "Period": 60, "Statistics": ["Sum"],
    });
    let sum = |found: &Value| -> f64 {
        let points = found["Datapoints"].as_array().unwrap();
        points.iter().map(|point| point["Sum"].as_f64().unwrap()).sum()
    };
    let found =
        api.until(CLOUDWATCH, "GetMetricStatistics", input, |found| sum(found) >= at_least).await;
    sum(&found)
}

#[tokio::test]
async fn a_request_is_held_until_the_first_copy_is_there() {
    let world = World::new().await;
    let api = world.api.clone();
    api.component("c").await;
    api.set_copies("c", 0).await;
    let held = tokio::spawn({
        let api = api.clone();
        async move { invoke(&api, "c").await }
    });
    // It is counted although it is held: this is what wakes the component.
    assert!(failures(&api, "c", 1.0).await >= 1.0);
    assert!(!held.is_finished());
    let runtime = json!({ "CopyCount": 1 });
    api.sagemaker(
        "UpdateInferenceComponentRuntimeConfig",
        json!({
            "InferenceComponentName": "c", "DesiredRuntimeConfig": runtime,
        }),
    )
    .await;
    let answer = held.await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.header("x-amzn-invoked-production-variant"), "v");
}

#[tokio::test]
async fn a_held_request_wakes_what_has_the_policies_of_the_guide() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    let api = &world.api;
    api.component("c").await;
    api.set_copies("c", 0).await;
    api.register("c", 0, 2).await;
    let policy = api
        .autoscaling("PutScalingPolicy", with(target("c"), json!({
            "PolicyName": "wake", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "MetricAggregationType": "Maximum", "Cooldown": 60,
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "ScalingAdjustment": 1 }],
            },
        })))
        .await;
    api.cloudwatch("PutMetricAlarm", json!({
        "AlarmName": "wake", "AlarmActions": [policy["PolicyARN"]], "MetricName": "NoCapacityInvocationFailures",
        "Namespace": "AWS/SageMaker", "Statistic": "Maximum", "Period": 60, "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Dimensions": [{ "Name": "InferenceComponentName", "Value": "c" }], "TreatMissingData": "missing",
    }))
    .await;
    let answer = invoke(api, "c").await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    api.copies("c", 1).await;
}

#[tokio::test]
async fn a_held_request_is_refused_when_nothing_comes() {
    let world = World::with(|settings| settings.hold = Duration::from_millis(30)).await;
    world.api.component("c").await;
    world.api.set_copies("c", 0).await;
    let answer = invoke(&world.api, "c").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.error(), ("ValidationError".to_owned(), NO_CAPACITY.to_owned()));
}

#[tokio::test]
async fn more_than_may_be_held_are_refused_at_once() {
    let world = World::with(|settings| settings.hold_requests = 1).await;
    let api = world.api.clone();
    api.component("c").await;
    api.set_copies("c", 0).await;
    let held = tokio::spawn({
        let api = api.clone();
        async move { invoke(&api, "c").await }
    });
    failures(&api, "c", 1.0).await;
    assert_eq!(invoke(&api, "c").await.error().1, NO_CAPACITY);
    api.set_copies("c", 1).await;
    assert_eq!(held.await.unwrap().status, StatusCode::OK);
}

#[tokio::test]
async fn in_fail_mode_the_answer_is_aws_own_at_once() {
    let world = World::with(|settings| settings.cold = ColdMode::Fail).await;
    let api = &world.api;
    api.component("c").await;
    assert_eq!(invoke(api, "c").await.status, StatusCode::OK);
    api.set_copies("c", 0).await;
    for _ in 0..3 {
        let answer = invoke(api, "c").await;
        assert_eq!(answer.error(), ("ValidationError".to_owned(), NO_CAPACITY.to_owned()));
    }
    assert!((failures(api, "c", 3.0).await - 3.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn invocations_are_measured_and_reach_the_variant_that_is_named() {
    let world = World::new().await;
    let api = &world.api;
    api.variant("e").await;
    for _ in 0..5 {
        let answer = api.invoke("e", &[("content-type", "application/json")], "{}").await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let input = json!({
        "Namespace": "AWS/SageMaker", "MetricName": "Invocations",
        "Dimensions": [{ "Name": "EndpointName", "Value": "e" }, { "Name": "VariantName", "Value": "v" }],
        "StartTime": now() - 600.0, "EndTime": now() + 600.0, "Period": 60, "Statistics": ["Sum"],
    });
    let sum = |found: &Value| -> f64 {
        let points = found["Datapoints"].as_array().unwrap();
        points.iter().map(|point| point["Sum"].as_f64().unwrap()).sum()
    };
    api.until(CLOUDWATCH, "GetMetricStatistics", input, |found| sum(found) >= 5.0).await;
    for (headers, part) in [
        (vec![("x-amzn-sagemaker-target-variant", "none")], "none"),
        (
            vec![("x-amzn-sagemaker-inference-component", "none")],
            "does not host inference components",
        ),
    ] {
        let answer = api.invoke("e", &headers, "{}").await;
        let (code, text) = answer.error();
        assert_eq!(code, "ValidationError");
        assert!(text.to_lowercase().contains(part), "{text}");
    }
    let answer = api.invoke("E", &[], "{}").await;
    assert_eq!(answer.error().1, "Endpoint E of account 000000000000 not found.");
}
