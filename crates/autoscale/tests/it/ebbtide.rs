//! The plain client: its headers, its pages, and how it takes answers that are not as they should be.

use ebb_autoscale::{AutoScalingClient, ClientError, EbbtideClient, PolicyKind, Resource};
use serde_json::json;

use crate::fake::{Fake, done, error, ok};

fn llama() -> Resource {
    Resource::Component { name: "llama".to_owned() }
}

#[tokio::test]
async fn the_region_and_service_are_told_without_a_signature() {
    let fake = Fake::start([("DeregisterScalableTarget", done()), ("DeleteAlarms", done())]).await;
    let client = fake.client();
    client.deregister_scalable_target(&llama()).await.unwrap();
    client.delete_alarms(&["a".to_owned()]).await.unwrap();
    let calls = fake.played();
    for (call, target, content_type, service) in [
        (
            &calls[0],
            "AnyScaleFrontendService.DeregisterScalableTarget",
            "application/x-amz-json-1.1",
            "application-autoscaling",
        ),
        (
            &calls[1],
            "GraniteServiceVersion20100801.DeleteAlarms",
            "application/x-amz-json-1.0",
            "monitoring",
        ),
    ] {
        assert_eq!(call.header("x-amz-target"), target);
        assert_eq!(call.header("content-type"), content_type);
        let scope = call.header("authorization");
        let parts: Vec<&str> = scope.split('/').collect();
        assert_eq!(parts[0], "AWS4-HMAC-SHA256 Credential=ebbtide");
        assert!(
            parts[1].len() == 8 && parts[1].bytes().all(|byte| byte.is_ascii_digit()),
            "{scope}"
        );
        assert_eq!(parts[2..4], ["eu-west-1", service]);
        let zeros = "0".repeat(64);
        assert_eq!(parts[4], format!("aws4_request, SignedHeaders=host, Signature={zeros}"));
    }
}

#[tokio::test]
async fn descriptions_are_read_page_by_page() {
    let target = |id: &str, dimension: &str| json!({ "ResourceId": id, "ScalableDimension": dimension, "MinCapacity": 0, "MaxCapacity": 4 });
    let fake = Fake::start([
        (
            "DescribeScalableTargets",
            ok(json!({
                "ScalableTargets": [
                    target("inference-component/llama", "sagemaker:inference-component:DesiredCopyCount"),
                    target("endpoint/e/variant/v", "sagemaker:variant:DesiredProvisionedConcurrency"),
                ],
                "NextToken": "more",
            })),
        ),
        (
            "DescribeScalableTargets",
            ok(json!({
                "ScalableTargets": [target("endpoint/e/variant/v", "sagemaker:variant:DesiredInstanceCount")],
                "NextToken": "",
            })),
        ),
    ])
    .await;
    let targets = fake.client().describe_scalable_targets(&[]).await.unwrap();
    let ids: Vec<String> = targets.iter().map(|target| target.resource.to_string()).collect();
    assert_eq!(ids, ["inference-component/llama", "endpoint/e/variant/v"]);
    let calls = fake.played();
    assert_eq!(calls[0].text(), r#"{"ServiceNamespace":"sagemaker"}"#);
    assert_eq!(calls[1].text(), r#"{"ServiceNamespace":"sagemaker","NextToken":"more"}"#);
}

#[tokio::test]
async fn many_resources_are_asked_for_fifty_at_a_time() {
    let none = || ok(json!({ "ScalableTargets": [] }));
    let fake =
        Fake::start([("DescribeScalableTargets", none()), ("DescribeScalableTargets", none())])
            .await;
    let many: Vec<Resource> =
        (0..51).map(|number| Resource::Component { name: format!("c{number}") }).collect();
    assert_eq!(fake.client().describe_scalable_targets(&many).await.unwrap(), []);
    let calls = fake.played();
    assert_eq!(calls[0].text().matches("inference-component/").count(), 50);
    let last = r#"{"ServiceNamespace":"sagemaker","ResourceIds":["inference-component/c50"]}"#;
    assert_eq!(calls[1].text(), last);
}

#[tokio::test]
async fn policies_and_alarms_are_read_as_they_stand() {
    let fake = Fake::start([
        (
            "DescribeScalingPolicies",
            ok(json!({ "ScalingPolicies": [{
                "PolicyARN": "arn:p", "PolicyName": "p", "PolicyType": "PredictiveScaling",
                "Alarms": [{ "AlarmName": "high", "AlarmARN": "arn:a" }],
            }] })),
        ),
        (
            "DescribeAlarms",
            ok(json!({ "MetricAlarms": [{
                "AlarmName": "a", "AlarmArn": "arn:a", "StateValue": "ALARM", "AlarmActions": ["arn:p"],
            }] })),
        ),
    ])
    .await;
    let client = fake.client();
    let policies = client.describe_scaling_policies(&llama()).await.unwrap();
    assert_eq!(policies[0].kind, PolicyKind::Other("PredictiveScaling".to_owned()));
    assert_eq!(policies[0].alarms, ["high"]);
    let alarms = client.describe_alarms(&["a".to_owned()]).await.unwrap();
    assert_eq!(
        (alarms[0].state.as_str(), &alarms[0].actions[..]),
        ("ALARM", &["arn:p".to_owned()][..])
    );
    fake.played();
}

#[tokio::test]
async fn a_page_that_comes_again_and_an_answer_of_another_shape_are_refused() {
    let again = || ok(json!({ "MetricAlarms": [], "NextToken": "again" }));
    for script in [
        vec![("DescribeAlarms", again()), ("DescribeAlarms", again())],
        vec![("DescribeAlarms", ok(json!({ "MetricAlarms": 7 })))],
        vec![("DescribeAlarms", ok(json!([])))],
        vec![("DescribeAlarms", ok(json!({ "MetricAlarms": [{}] })))],
    ] {
        let fake = Fake::start(script).await;
        let error = fake.client().describe_alarms(&[]).await.unwrap_err();
        assert!(matches!(error, ClientError::Unreadable { .. }), "{error:?}");
        fake.played();
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let long = "x".repeat(5 << 20);
    let fake =
        Fake::start([("DescribeAlarms", ok(json!({ "MetricAlarms": [], "Note": long })))]).await;
    let error = fake.client().describe_alarms(&[]).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn errors_of_the_service_keep_their_code_and_message() {
    let fake = Fake::start([
        (
            "DeregisterScalableTarget",
            error(400, "com.amazon#ObjectNotFoundException", "No scalable target."),
        ),
        ("DeregisterScalableTarget", error(400, "ValidationException", "Bad.")),
    ])
    .await;
    let client = fake.client();
    let missing = client.deregister_scalable_target(&llama()).await.unwrap_err();
    assert!(matches!(missing, ClientError::NotFound { .. }), "{missing:?}");
    let refused = client.deregister_scalable_target(&llama()).await.unwrap_err();
    assert_eq!(refused.to_string(), "the service refused: Bad. (ValidationException)");
    fake.played();
}

#[tokio::test]
async fn nobody_there_is_told_with_the_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", taken.local_addr().unwrap());
    drop(taken);
    let client = EbbtideClient::new(&url, "us-east-1".parse().unwrap()).unwrap();
    let error = client.describe_alarms(&[]).await.unwrap_err();
    assert_eq!(error.to_string(), format!("could not get an answer from \"{url}\""));
    assert!(error.may_succeed_later());
}

#[tokio::test]
async fn an_account_that_is_asked_much_is_asked_again() {
    let throttled = || error(400, "ThrottlingException", "Rate exceeded");
    let empty = |list: &str| ok(json!({ list: [] }));
    let scaling = || {
        [
            ("DescribeScalableTargets", empty("ScalableTargets")),
            ("DescribeScalingPolicies", empty("ScalingPolicies")),
            ("DescribeScheduledActions", empty("ScheduledActions")),
        ]
    };
    let mut script = vec![("DescribeScalableTargets", throttled())];
    script.extend(scaling());
    script.extend(scaling());
    script.extend([
        ("DescribeAlarms", empty("MetricAlarms")),
        ("DescribeAlarms", throttled()),
        ("DescribeAlarms", empty("CompositeAlarms")),
        ("ListEndpoints", ok(json!({ "Endpoints": [{ "EndpointName": "e" }] }))),
        ("DescribeEndpoint", throttled()),
        ("DescribeEndpoint", ok(json!({ "EndpointName": "e" }))),
        ("ListEndpointConfigs", empty("EndpointConfigs")),
        ("ListInferenceComponents", empty("InferenceComponents")),
    ]);
    let fake = Fake::start(script).await;
    let said = fake.client().describe_everything().await.unwrap();
    assert_eq!(said.len(), 9);
    let last = &said[8];
    assert_eq!(last.operation, "DescribeEndpoint");
    assert_eq!((&last.endpoint, &last.answer), (&fake.url, &json!({ "EndpointName": "e" })));
    fake.played();
}
