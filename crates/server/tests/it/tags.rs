//! Tags of scalable targets, and operations that Application Auto Scaling has for other services only.

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, Answer, INSTANCES, SAGEMAKER, World, now, target, with};

const NOWHERE: &str = "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/x";

fn error_members(answer: &Answer) -> (String, Value) {
    (answer.error().0, answer.json()["ResourceName"].clone())
}

#[tokio::test]
async fn targets_are_tagged_and_untagged() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let tagged =
        with(target("c"), json!({ "MinCapacity": 0, "MaxCapacity": 2, "Tags": { "a": "1" } }));
    let registered = api.autoscaling("RegisterScalableTarget", tagged.clone()).await;
    let arn = &registered["ScalableTargetARN"];
    let (code, text) = api.refused(AUTOSCALING, "RegisterScalableTarget", tagged).await;
    assert_eq!(code, "ValidationException");
    assert!(
        text.starts_with("The scalable target that you tried to tag already exists."),
        "{text}"
    );
    let add = json!({ "ResourceARN": arn, "Tags": { "a": "2", "b": "" } });
    assert_eq!(api.autoscaling("TagResource", add).await, json!({}));
    let list = json!({ "ResourceARN": arn });
    let tags = api.autoscaling("ListTagsForResource", list.clone()).await;
    assert_eq!(tags, json!({ "Tags": { "a": "2", "b": "" } }));
    let remove = json!({ "ResourceARN": arn, "TagKeys": ["a", "never"] });
    assert_eq!(api.autoscaling("UntagResource", remove).await, json!({}));
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let tags = api.autoscaling("ListTagsForResource", list.clone()).await;
    assert_eq!(tags, json!({ "Tags": { "b": "" } }));
    let many: serde_json::Map<String, Value> =
        (0..50).map(|number| (number.to_string(), json!("x"))).collect();
    let many = json!({ "ResourceARN": arn, "Tags": many });
    let answer = api.raw(AUTOSCALING, "TagResource", &many.to_string()).await;
    assert_eq!(answer.status, 400);
    assert_eq!(error_members(&answer), ("TooManyTagsException".to_owned(), arn.clone()));
    let system = json!({ "ResourceARN": arn, "Tags": { "aws:x": "1" } });
    assert_eq!(
        api.refused(AUTOSCALING, "TagResource", system).await,
        (
            "ValidationException".to_owned(),
            "Caller is an end user and not allowed to mutate system tags".to_owned()
        )
    );
    // Tags go with their target.
    api.autoscaling("DeregisterScalableTarget", target("c")).await;
    api.refused(AUTOSCALING, "ListTagsForResource", list).await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_tagged() {
    let world = World::new().await;
    for (operation, more) in [
        ("TagResource", json!({ "Tags": { "a": "1" } })),
        ("UntagResource", json!({ "TagKeys": ["a"] })),
        ("ListTagsForResource", json!({})),
    ] {
        let input = with(json!({ "ResourceARN": NOWHERE }), more);
        let answer = world.api.raw(AUTOSCALING, operation, &input.to_string()).await;
        assert_eq!(answer.status, 400, "{operation}");
        let want = ("ResourceNotFoundException".to_owned(), json!(NOWHERE));
        assert_eq!(error_members(&answer), want, "{operation}");
        assert!(answer.error().1.contains(NOWHERE));
    }
    let bad = json!({ "ResourceARN": "arn:aws:s3:::bucket" });
    let (code, text) = world.api.refused(AUTOSCALING, "ListTagsForResource", bad).await;
    assert_eq!(code, "ValidationException");
    assert!(text.contains("at 'resourceARN' failed to satisfy constraint"), "{text}");
}

#[tokio::test]
async fn predictive_scaling_is_for_other_dimensions() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let unsupported = "Predictive scaling is not supported for scalable dimension sagemaker:inference-component:DesiredCopyCount";
    let forecast = with(
        target("c"),
        json!({ "PolicyName": "p", "StartTime": now() - 3600.0, "EndTime": now() }),
    );
    let (code, text) = api.refused(AUTOSCALING, "GetPredictiveScalingForecast", forecast).await;
    assert_eq!((code.as_str(), text.as_str()), ("ValidationException", unsupported));
    let pair = json!({ "PredefinedMetricType": "ECSServiceCPUUtilization" });
    let metrics = json!({ "TargetValue": 50.0, "PredefinedMetricPairSpecification": pair });
    let put = |block: Value| {
        with(
            target("c"),
            json!({
                "PolicyName": "p", "PolicyType": "PredictiveScaling",
                "PredictiveScalingPolicyConfiguration": block,
            }),
        )
    };
    let whole = json!({ "MetricSpecifications": [metrics] });
    let refused = api.refused(AUTOSCALING, "PutScalingPolicy", put(whole.clone())).await;
    assert_eq!(refused.0, "ObjectNotFoundException", "the target comes first");
    api.register("c", 0, 2).await;
    for (block, want) in [
        (whole.clone(), unsupported),
        (json!({ "MetricSpecifications": [] }), "You must specify one metric specification."),
        (
            json!({ "MetricSpecifications": [{ "TargetValue": 1.0 }] }),
            "The metric specification is invalid. A policy must have either one scaling metric and one load metric or one metric pair.",
        ),
        (
            with(whole.clone(), json!({ "MaxCapacityBreachBehavior": "IncreaseMaxCapacity" })),
            "You must specify MaxCapacityBuffer when using IncreaseMaxCapacity.",
        ),
        (
            with(whole, json!({ "MaxCapacityBuffer": 10 })),
            "You cannot specify MaxCapacityBuffer when using HonorMaxCapacity.",
        ),
    ] {
        let got = api.refused(AUTOSCALING, "PutScalingPolicy", put(block)).await;
        assert_eq!(got, ("ValidationException".to_owned(), want.to_owned()));
    }
}

#[tokio::test]
async fn provisioned_concurrency_needs_a_serverless_variant() {
    let world = World::new().await;
    let api = &world.api;
    api.variant("e").await;
    let on = |resource: &str| {
        json!({
            "ServiceNamespace": "sagemaker", "ResourceId": resource,
            "ScalableDimension": "sagemaker:variant:DesiredProvisionedConcurrency",
        })
    };
    let bounds = json!({ "MinCapacity": 1, "MaxCapacity": 2 });
    for (resource, part) in [
        ("endpoint/e/variant/v", "is not serverless"),
        ("endpoint/e/variant/w", "The variant name(s) \"w\" is/are not present"),
        ("endpoint/none/variant/v", "Could not find endpoint"),
        ("inference-component/c", "Unsupported service namespace"),
    ] {
        let input = with(on(resource), bounds.clone());
        let (code, text) = api.refused(AUTOSCALING, "RegisterScalableTarget", input).await;
        assert_eq!(code, "ValidationException");
        assert!(text.contains(part), "{resource}: {text}");
    }
    let policy = with(on("endpoint/e/variant/v"), json!({ "PolicyName": "p" }));
    for operation in ["PutScalingPolicy", "DeleteScalingPolicy"] {
        let (code, text) = api.refused(AUTOSCALING, operation, policy.clone()).await;
        assert_eq!(code, "ObjectNotFoundException", "{operation}");
        assert!(
            text.ends_with("scalable dimension: sagemaker:variant:DesiredProvisionedConcurrency")
        );
    }
    // Its metric is for no other dimension.
    let target = with(
        json!({
            "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
            "ScalableDimension": INSTANCES,
        }),
        bounds,
    );
    api.autoscaling("RegisterScalableTarget", target.clone()).await;
    let mut policy = with(
        target,
        json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 0.7,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization",
                },
            },
        }),
    );
    policy.as_object_mut().unwrap().retain(|name, _| !name.ends_with("Capacity"));
    let (code, text) = api.refused(AUTOSCALING, "PutScalingPolicy", policy).await;
    assert_eq!(code, "ValidationException");
    assert_eq!(
        text,
        format!(
            "Scalable dimension {INSTANCES} only supports the following predefined metric types: SageMakerVariantInvocationsPerInstance, SageMakerVariantConcurrentRequestsPerModelHighResolution"
        )
    );
}

// Covers: sagemaker.tags
#[tokio::test]
async fn hosting_resources_are_tagged_and_untagged() {
    let world = World::new().await;
    let api = &world.api;
    let role = "arn:aws:iam::000000000000:role/any";
    let model = json!({
        "ModelName": "Big", "ExecutionRoleArn": role, "PrimaryContainer": { "Image": "any" },
        "Tags": [{ "Key": "a", "Value": "1" }],
    });
    let arn = api.sagemaker("CreateModel", model).await["ModelArn"].clone();
    api.component("c").await;
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    let list = async |api: &crate::harness::Api, arn: &Value| {
        api.sagemaker("ListTags", json!({ "ResourceArn": arn })).await
    };
    assert_eq!(list(api, &arn).await, json!({ "Tags": [tag("a", "1")] }));
    let added = json!({ "ResourceArn": arn, "Tags": [tag("b", ""), tag("a", "2")] });
    let both = json!({ "Tags": [tag("a", "2"), tag("b", "")] });
    assert_eq!(api.sagemaker("AddTags", added).await, both);
    // As the model was created, and not as ARNs are written.
    let spelled = json!(arn.as_str().unwrap().replace("model/big", "model/Big"));
    assert_eq!(list(api, &spelled).await, both);
    for kind in ["endpoint-config/c", "endpoint/c", "inference-component/c"] {
        let arn = json!(format!("arn:aws:sagemaker:us-east-1:000000000000:{kind}"));
        assert_eq!(list(api, &arn).await, json!({ "Tags": [] }), "{kind}");
        api.sagemaker("AddTags", json!({ "ResourceArn": arn, "Tags": [tag("k", "v")] })).await;
    }
    let remove = json!({ "ResourceArn": arn, "TagKeys": ["a", "never"] });
    assert_eq!(api.sagemaker("DeleteTags", remove).await, json!({}));
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    assert_eq!(list(api, &arn).await, json!({ "Tags": [tag("b", "")] }));
    let component = json!("arn:aws:sagemaker:us-east-1:000000000000:inference-component/c");
    assert_eq!(list(api, &component).await, json!({ "Tags": [tag("k", "v")] }));
    let many: Vec<Value> = (0..50).map(|number| tag(&number.to_string(), "x")).collect();
    for (operation, input, code, part) in [
        (
            "AddTags",
            json!({ "ResourceArn": arn, "Tags": many }),
            "ResourceLimitExceeded",
            "at most 50 tags",
        ),
        (
            "AddTags",
            json!({ "ResourceArn": arn, "Tags": [tag("aws:x", "")] }),
            "ValidationException",
            "reserved for AWS",
        ),
        (
            "ListTags",
            json!({ "ResourceArn": "arn:aws:sagemaker:us-east-1:000000000000:model/none" }),
            "ValidationException",
            "Could not find",
        ),
        (
            "DeleteTags",
            json!({ "ResourceArn": "arn:aws:sagemaker:us-east-1:000000000000:endpoint/c", "TagKeys": [] }),
            "ValidationException",
            "greater than or equal to 1",
        ),
    ] {
        let (got, text) = api.refused(SAGEMAKER, operation, input).await;
        assert_eq!(got, code, "{text}");
        assert!(text.contains(part), "{text}");
    }
}
