//! Each region of the credential scope has its own state.

use http::Method;
use serde_json::json;

use crate::harness::{SAGEMAKER, World, target, with};

#[tokio::test]
async fn regions_do_not_see_each_other() {
    let world = World::new().await;
    let api = &world.api;
    let china = api.in_region("cn-north-1");
    for api in [api, &china] {
        api.component("c").await;
        api.register("c", 0, 2).await;
    }
    let model = json!({ "ModelName": "only-here" });
    let made = china.sagemaker("CreateModel", model.clone()).await;
    assert_eq!(made["ModelArn"], "arn:aws-cn:sagemaker:cn-north-1:000000000000:model/only-here");
    api.refused(SAGEMAKER, "DescribeModel", model).await;
    china
        .cloudwatch(
            "PutMetricData",
            json!({ "Namespace": "N", "MetricData": [{ "MetricName": "m", "Value": 1 }] }),
        )
        .await;
    assert_eq!(
        api.cloudwatch("ListMetrics", json!({ "Namespace": "N" })).await["Metrics"],
        json!([])
    );
    let policy = with(
        target("c"),
        json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 1.0,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy",
                },
            },
        }),
    );
    let put = china.autoscaling("PutScalingPolicy", policy).await;
    let alarm = put["Alarms"][0]["AlarmARN"].as_str().unwrap();
    assert!(alarm.starts_with("arn:aws-cn:cloudwatch:cn-north-1:"), "{alarm}");
    assert_eq!(api.cloudwatch("DescribeAlarms", json!({})).await["MetricAlarms"], json!([]));
    // Invocations go by the region too.
    china.sagemaker("DeleteEndpoint", json!({ "EndpointName": "c" })).await;
    let header = [("x-amzn-sagemaker-inference-component", "c")];
    assert_eq!(api.invoke("c", &header, "x").await.status, 200);
    let other = api.in_region("eu-west-1").invoke("c", &header, "x").await;
    let text = "Endpoint c of account 000000000000 not found.".to_owned();
    assert_eq!(other.error(), ("ValidationError".to_owned(), text));
}

/// The first clients signed for `autoscaling`, with the same target prefix.
#[tokio::test]
async fn the_older_scope_is_application_auto_scaling_too() {
    let world = World::new().await;
    let headers = [
        ("x-amz-target", "AnyScaleFrontendService.DescribeScalableTargets"),
        ("content-type", "application/x-amz-json-1.1"),
        ("host", "autoscaling.us-east-1.amazonaws.com"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=00",
        ),
    ];
    let body = json!({ "ServiceNamespace": "sagemaker" }).to_string();
    let answer = world.api.send(Method::POST, "/", &headers, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json(), json!({ "ScalableTargets": [] }));
}

#[tokio::test]
async fn requests_without_a_signature_are_for_the_first_region() {
    let world = World::with(|settings| settings.account = "123456789012".parse().unwrap()).await;
    let headers =
        [("x-amz-target", "SageMaker.CreateModel"), ("content-type", "application/x-amz-json-1.1")];
    let made = world.api.send(Method::POST, "/", &headers, r#"{"ModelName":"m"}"#).await;
    assert_eq!(made.json()["ModelArn"], "arn:aws:sagemaker:us-east-1:123456789012:model/m");
    world.api.sagemaker("DescribeModel", json!({ "ModelName": "m" })).await;
}
