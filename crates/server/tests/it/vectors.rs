//! The shared vectors whose answer is settled where requests are decoded: sent as a client sends them.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, CLOUDWATCH, INSTANCES, World, with};

fn read(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../vectors")
        .join(file)
        .with_extension("json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("could not read \"{}\": {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("\"{}\": {error}", path.display()))
}

/// What a case sends, over a policy on a variant.
fn policy(id: &str, given: &Value) -> Value {
    let base = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": INSTANCES, "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
    });
    let tracking = |more: Value| {
        let block = with(json!({ "TargetValue": 50.0 }), more);
        with(base.clone(), json!({ "TargetTrackingScalingPolicyConfiguration": block }))
    };
    let predefined = |more: Value| json!({ "PredefinedMetricSpecification": more });
    let customized = json!({
        "CustomizedMetricSpecification": {
            "MetricName": "m", "Namespace": "N", "Statistic": "Average",
        },
    });
    let metric = &given["PredefinedMetricType"];
    match id {
        "VA-001" => with(base, json!({ "PolicyType": given["PolicyType"] })),
        "VA-008" => tracking(json!({})),
        "VA-009" => {
            let metric =
                json!({ "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance" });
            tracking(with(predefined(metric), customized))
        }
        "VA-012" => {
            assert_eq!(given["ScalableDimension"], INSTANCES);
            tracking(predefined(json!({ "PredefinedMetricType": metric })))
        }
        "VA-013" => {
            let label = &given["ResourceLabel"];
            tracking(predefined(json!({ "PredefinedMetricType": metric, "ResourceLabel": label })))
        }
        "VA-014" => {
            let metric =
                json!({ "Metric": { "MetricName": "m", "Namespace": "N" }, "Stat": "Sum" });
            let queries = json!({ "Metrics": [{ "Id": "m", "MetricStat": metric }] });
            let both = with(customized["CustomizedMetricSpecification"].clone(), queries);
            tracking(json!({ "CustomizedMetricSpecification": both }))
        }
        "VA-034" => {
            let one = json!({
                "TargetValue": 50.0,
                "PredefinedMetricPairSpecification": {
                    "PredefinedMetricType": "ECSServiceCPUUtilization",
                },
            });
            let block = json!({ "MetricSpecifications": [one, one] });
            let kind = json!({ "PolicyType": given["PolicyType"] });
            let base = with(base, json!({ "PredictiveScalingPolicyConfiguration": block }));
            with(base, kind)
        }
        other => panic!("{other} is not known"),
    }
}

#[tokio::test]
async fn every_case_of_application_auto_scaling() {
    let world = World::new().await;
    let api = &world.api;
    api.variant("e").await;
    let target = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": INSTANCES, "MinCapacity": 1, "MaxCapacity": 2,
    });
    api.autoscaling("RegisterScalableTarget", target).await;
    let cases = read("application-auto-scaling");
    let ids = read("over-the-wire");
    let ids = ids["application-auto-scaling"].as_array().unwrap();
    assert!(!ids.is_empty());
    for id in ids {
        let case = cases["vectors"].as_array().unwrap().iter().find(|case| case["id"] == *id);
        let case = case.unwrap_or_else(|| panic!("there is no {id}"));
        let (id, given, expect) = (id.as_str().unwrap(), &case["given"], &case["expect"]);
        assert_eq!(given["operation"], "PutScalingPolicy", "{id}");
        let got = api.refused(AUTOSCALING, "PutScalingPolicy", policy(id, given)).await;
        assert_eq!(got.0, expect["error"].as_str().unwrap(), "{id}");
        match expect["message_contains"].as_str() {
            Some(part) => assert!(got.1.contains(part), "{id}: {}", got.1),
            None => assert_eq!(got.1, expect["message"].as_str().unwrap(), "{id}"),
        }
    }
}

/// The codes are those of CloudWatch's first protocol, which the later ones tell in a header.
#[tokio::test]
async fn every_case_of_cloudwatch() {
    let world = World::new().await;
    let file = read("cloudwatch-alarms");
    let ids = read("over-the-wire");
    let ids = ids["cloudwatch-alarms"].as_array().unwrap();
    assert!(!ids.is_empty());
    let kinds = file.as_object().unwrap().values();
    let cases: Vec<&Value> = kinds.filter_map(Value::as_array).flatten().collect();
    for id in ids {
        let case = cases.iter().find(|case| case["id"] == *id);
        let case = case.unwrap_or_else(|| panic!("there is no {id}"));
        let mut input = case["params"].clone();
        let operation = input.as_object_mut().unwrap().remove("Action").unwrap();
        let operation = operation.as_str().unwrap();
        let got = world.api.raw(CLOUDWATCH, operation, &input.to_string()).await;
        assert_eq!(got.status, 400, "{id}");
        let code = case["expectedErrorCode"].as_str().unwrap();
        assert_eq!(got.header("x-amzn-query-error"), format!("{code};Sender"), "{id}");
        let (_, message) = world.api.refused(CLOUDWATCH, operation, input).await;
        assert_eq!(message, case["expectedMessage"].as_str().unwrap(), "{id}");
    }
}
