//! Every operation that is declared either works or says that it is not built.

use ebb_aws_model::{Kind, Service, Shape};
use http::Method;
use serde_json::{Map, Value, json};

use crate::harness::{World, target, with};

pub(crate) const BUILT: [&str; 59] = [
    "AddTags",
    "DeleteTags",
    "ListTags",
    "RegisterScalableTarget",
    "DeregisterScalableTarget",
    "DescribeScalableTargets",
    "PutScalingPolicy",
    "DescribeScalingPolicies",
    "DeleteScalingPolicy",
    "DescribeScalingActivities",
    "PutScheduledAction",
    "DescribeScheduledActions",
    "DeleteScheduledAction",
    "GetPredictiveScalingForecast",
    "PutMetricData",
    "GetMetricStatistics",
    "GetMetricData",
    "ListMetrics",
    "PutMetricAlarm",
    "PutCompositeAlarm",
    "PutAlarmMuteRule",
    "GetAlarmMuteRule",
    "ListAlarmMuteRules",
    "DeleteAlarmMuteRule",
    "PutDashboard",
    "GetDashboard",
    "ListDashboards",
    "DeleteDashboards",
    "DescribeAlarmsForMetric",
    "DescribeAlarmHistory",
    "EnableAlarmActions",
    "DisableAlarmActions",
    "DescribeAlarmContributors",
    "DescribeAlarms",
    "DeleteAlarms",
    "SetAlarmState",
    "PutAnomalyDetector",
    "DescribeAnomalyDetectors",
    "DeleteAnomalyDetector",
    "CreateModel",
    "DescribeModel",
    "DeleteModel",
    "ListModels",
    "CreateEndpointConfig",
    "DescribeEndpointConfig",
    "DeleteEndpointConfig",
    "ListEndpointConfigs",
    "CreateEndpoint",
    "DescribeEndpoint",
    "DeleteEndpoint",
    "ListEndpoints",
    "UpdateEndpoint",
    "UpdateEndpointWeightsAndCapacities",
    "CreateInferenceComponent",
    "DescribeInferenceComponent",
    "DeleteInferenceComponent",
    "ListInferenceComponents",
    "UpdateInferenceComponent",
    "UpdateInferenceComponentRuntimeConfig",
];

/// Of those with the same name in several services, the ones that are built for scalable targets and alarms alone.
const TAGGING: [&str; 3] = ["TagResource", "UntagResource", "ListTagsForResource"];

#[tokio::test]
async fn declared_operations_work_or_say_so() {
    let world = World::new().await;
    let mut built = 0;
    for service in Service::ALL {
        let Some(prefix) = service.target_prefix() else { continue };
        for operation in service.model().operations {
            let answer = world.api.raw(prefix, operation.name, "{}").await;
            let tagging = service != Service::SageMaker && TAGGING.contains(&operation.name);
            if BUILT.contains(&operation.name) || tagging {
                built += 1;
                // An empty request is a listing, or lacks something; either way the answer is the service's own.
                if answer.status.is_client_error() {
                    let (code, _) = answer.error();
                    assert_ne!(code, "UnsupportedOperationException", "{}", operation.name);
                } else {
                    assert!(answer.status.is_success(), "{}: {answer:?}", operation.name);
                }
            } else {
                let (code, text) = answer.error();
                assert_eq!(answer.status, 400, "{}", operation.name);
                assert_eq!(code, "UnsupportedOperationException", "{}", operation.name);
                assert_eq!(text, format!("Ebbtide does not implement {} yet", operation.name));
            }
        }
    }
    assert_eq!(built, BUILT.len() + 2 * TAGGING.len());
}

#[tokio::test]
async fn the_runtime_says_so_too() {
    let world = World::new().await;
    world.api.variant("e").await;
    let path = "/endpoints/e/invocations-bidirectional-stream";
    let answer = world.api.send(Method::POST, path, &[], "{}").await;
    assert_eq!(answer.status, 400);
    let text = "Ebbtide does not implement InvokeEndpointWithBidirectionalStream yet".to_owned();
    assert_eq!(answer.error(), ("UnsupportedOperationException".to_owned(), text));
    for path in ["/endpoints/e/nonsense", "/endpoints/e", "/endpoints/"] {
        let answer = world.api.send(Method::POST, path, &[], "{}").await;
        assert!(answer.status.is_client_error(), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn what_aws_has_and_the_tables_have_not_is_unknown() {
    let world = World::new().await;
    for target in ["SageMaker.CreateTrainingJob", "DynamoDB_20120810.ListTables", "SageMaker", ""] {
        let headers = [("x-amz-target", target), ("content-type", "application/x-amz-json-1.1")];
        let answer = world.api.send(Method::POST, "/", &headers, "{}").await;
        assert_eq!(answer.status, 400, "{target}");
        let (code, text) = answer.error();
        assert_eq!(code, "UnknownOperationException", "{target}");
        assert!(!text.is_empty());
    }
}

/// An answer never holds a null, and nothing that the model does not declare.
#[tokio::test]
async fn answers_hold_what_the_model_declares() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 0, 2).await;
    api.configure_variant("e", None).await;
    let action = json!({
        "ScheduledActionName": "a", "Schedule": "rate(1 hour)",
        "ScalableTargetAction": { "MinCapacity": 1 },
    });
    api.autoscaling("PutScheduledAction", with(target("c"), action)).await;
    api.cloudwatch("PutCompositeAlarm", json!({ "AlarmName": "c", "AlarmRule": "TRUE" })).await;
    let base = json!({ "ServiceNamespace": "sagemaker" });
    for (service, operation, input) in [
        (Service::ApplicationAutoScaling, "DescribeScalableTargets", base.clone()),
        (Service::ApplicationAutoScaling, "DescribeScalingPolicies", base.clone()),
        (
            Service::ApplicationAutoScaling,
            "DescribeScalingActivities",
            with(base, json!({ "IncludeNotScaledActivities": true })),
        ),
        (
            Service::ApplicationAutoScaling,
            "DescribeScheduledActions",
            json!({ "ServiceNamespace": "sagemaker" }),
        ),
        (Service::CloudWatch, "DescribeAlarms", json!({})),
        (Service::CloudWatch, "DescribeAlarms", json!({ "AlarmTypes": ["CompositeAlarm"] })),
        (Service::CloudWatch, "DescribeAlarmHistory", json!({})),
        (Service::CloudWatch, "DescribeAlarmContributors", json!({ "AlarmName": "c" })),
        (Service::CloudWatch, "ListMetrics", json!({})),
        (Service::SageMaker, "DescribeModel", json!({ "ModelName": "e" })),
        (Service::SageMaker, "DescribeEndpointConfig", json!({ "EndpointConfigName": "e" })),
        (Service::SageMaker, "DescribeEndpointConfig", json!({ "EndpointConfigName": "c" })),
        (Service::SageMaker, "DescribeEndpoint", json!({ "EndpointName": "c" })),
        (
            Service::SageMaker,
            "DescribeInferenceComponent",
            json!({ "InferenceComponentName": "c" }),
        ),
        (Service::SageMaker, "ListEndpoints", json!({})),
        (Service::SageMaker, "ListEndpointConfigs", json!({})),
        (Service::SageMaker, "ListModels", json!({})),
        (Service::SageMaker, "ListInferenceComponents", json!({})),
    ] {
        let answer = api.call(service.target_prefix().unwrap(), operation, input).await;
        let shape = service.operation(operation).unwrap().output.unwrap();
        check(shape, &answer, operation);
    }
}

fn check(shape: &Shape, value: &Value, path: &str) {
    assert!(!value.is_null(), "{path} is null");
    match (&shape.kind, value) {
        (Kind::Structure(structure), Value::Object(members)) => {
            assert!(!members.is_empty() || path.matches('.').count() == 0, "{path} is empty");
            for (name, value) in members {
                let path = format!("{path}.{name}");
                let member = structure.member(name);
                check(member.unwrap_or_else(|| panic!("{path} is unknown")).shape, value, &path);
            }
            let required = structure.members.iter().filter(|member| member.required);
            for member in required {
                assert!(has(members, member.name), "{path}.{} is required", member.name);
            }
        }
        (Kind::List(list), Value::Array(items)) => {
            items.iter().for_each(|item| check(list.item, item, path));
        }
        (Kind::Map(map), Value::Object(members)) => {
            members.values().for_each(|value| check(map.value, value, path));
        }
        _ => assert!(!value.is_object() && !value.is_array(), "{path}: {value}"),
    }
}

fn has(members: &Map<String, Value>, name: &str) -> bool {
    members.contains_key(name)
}
