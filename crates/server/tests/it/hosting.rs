//! SageMaker: models, endpoint configurations, endpoints, inference components.

use serde_json::{Value, json};

use crate::harness::{ROLE, SAGEMAKER, World, with};

const ACCOUNT: &str = "arn:aws:sagemaker:us-east-1:000000000000";

#[tokio::test]
async fn a_model_is_described_as_it_was_given() {
    let world = World::new().await;
    let api = &world.api;
    let container = json!({
        "Image": "any", "ModelDataUrl": "s3://models/m.tar.gz", "Environment": { "A": "b" },
        "Mode": "SingleModel",
    });
    let model = json!({
        "ModelName": "My-Model", "PrimaryContainer": container, "ExecutionRoleArn": ROLE,
        "Tags": [{ "Key": "k", "Value": "v" }],
    });
    let made = api.sagemaker("CreateModel", model.clone()).await;
    assert_eq!(made, json!({ "ModelArn": format!("{ACCOUNT}:model/my-model") }));
    let found = api.sagemaker("DescribeModel", json!({ "ModelName": "My-Model" })).await;
    assert_eq!(found["PrimaryContainer"], container);
    assert_eq!(found["EnableNetworkIsolation"], false);
    for absent in ["VpcConfig", "Containers", "Tags", "InferenceExecutionConfig"] {
        assert!(found.get(absent).is_none(), "{absent}: {found}");
    }
    let (code, text) = api.refused(SAGEMAKER, "CreateModel", model).await;
    assert_eq!(code, "ValidationException");
    assert_eq!(text, format!("Cannot create already existing model \"{ACCOUNT}:model/my-model\"."));
    let gone = api.raw(SAGEMAKER, "DeleteModel", r#"{"ModelName":"My-Model"}"#).await;
    assert!(gone.status.is_success() && gone.body.is_empty(), "{gone:?}");
    for operation in ["DescribeModel", "DeleteModel"] {
        let (code, text) =
            api.refused(SAGEMAKER, operation, json!({ "ModelName": "My-Model" })).await;
        assert_eq!(code, "ValidationException");
        assert_eq!(text, format!("Could not find model \"{ACCOUNT}:model/my-model\"."));
    }
}

#[tokio::test]
async fn an_endpoint_comes_into_service_moves_and_goes() {
    let world = World::new().await;
    let api = &world.api;
    api.variant("e").await;
    let found = api.sagemaker("DescribeEndpoint", json!({ "EndpointName": "e" })).await;
    let variant = &found["ProductionVariants"][0];
    assert_eq!(variant["CurrentInstanceCount"], 1);
    assert_eq!(variant["DeployedImages"][0]["SpecifiedImage"], "any");
    for absent in ["InstanceType", "ManagedInstanceScaling", "VariantStatus"] {
        assert!(variant.get(absent).is_none(), "{absent}: {variant}");
    }
    for absent in
        ["DataCaptureConfig", "AsyncInferenceConfig", "FailureReason", "ShadowProductionVariants"]
    {
        assert!(found.get(absent).is_none(), "{absent}: {found}");
    }
    let change = |count: u64| {
        json!({
            "EndpointName": "e",
            "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": count, "DesiredWeight": 2.0 }],
        })
    };
    let moved = api.sagemaker("UpdateEndpointWeightsAndCapacities", change(3)).await;
    assert_eq!(moved, json!({ "EndpointArn": format!("{ACCOUNT}:endpoint/e") }));
    let found = api
        .until(SAGEMAKER, "DescribeEndpoint", json!({ "EndpointName": "e" }), |found| {
            found["EndpointStatus"] == "InService"
                && found["ProductionVariants"][0]["CurrentInstanceCount"] == 3
        })
        .await;
    assert_eq!(found["ProductionVariants"][0]["CurrentWeight"], 2.0);
    // Zero is for every kind of endpoint.
    api.sagemaker("UpdateEndpointWeightsAndCapacities", change(0)).await;
    api.endpoint_status("e", "InService").await;
    // The configuration may go before the endpoint does.
    api.sagemaker("DeleteEndpointConfig", json!({ "EndpointConfigName": "e" })).await;
    api.sagemaker("DeleteEndpoint", json!({ "EndpointName": "e" })).await;
    let all = api
        .until(SAGEMAKER, "ListEndpoints", json!({}), |found| found["Endpoints"] == json!([]))
        .await;
    assert!(all.get("NextToken").is_none());
    let (code, text) =
        api.refused(SAGEMAKER, "DescribeEndpoint", json!({ "EndpointName": "e" })).await;
    assert_eq!(
        (code.as_str(), text),
        ("ValidationException", format!("Could not find endpoint \"{ACCOUNT}:endpoint/e\"."))
    );
}

#[tokio::test]
async fn a_component_is_described_and_goes_with_its_endpoint() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.set_copies("c", 2).await;
    api.set_copies("c", 0).await;
    let found = api.copies("c", 0).await;
    assert_eq!(found["Specification"]["Container"]["DeployedImage"]["SpecifiedImage"], "any");
    assert_eq!(
        found["Specification"]["ComputeResourceRequirements"],
        json!({ "NumberOfCpuCoresRequired": 1.0, "MinMemoryRequiredInMb": 128 })
    );
    assert!(found["RuntimeConfig"].get("PlacementStatus").is_none());
    assert!(found.get("FailureReason").is_none());
    let listed =
        api.sagemaker("ListInferenceComponents", json!({ "EndpointNameEquals": "c" })).await;
    assert_eq!(listed["InferenceComponents"][0]["InferenceComponentStatus"], "InService");
    let other =
        api.sagemaker("ListInferenceComponents", json!({ "EndpointNameEquals": "x" })).await;
    assert_eq!(other["InferenceComponents"], json!([]));
    let first = json!({ "InferenceComponentName": "c" });
    api.sagemaker("DeleteInferenceComponent", first.clone()).await;
    api.until(SAGEMAKER, "ListInferenceComponents", json!({}), |found| {
        found["InferenceComponents"] == json!([])
    })
    .await;
    let (_, text) = api.refused(SAGEMAKER, "DescribeInferenceComponent", first).await;
    assert_eq!(
        text,
        format!("Could not find inference component \"{ACCOUNT}:inference-component/c\".")
    );
}

fn config(variant: Value) -> Value {
    let variant = with(json!({ "VariantName": "v", "InitialInstanceCount": 1 }), variant);
    json!({ "EndpointConfigName": "x", "ProductionVariants": [variant] })
}

#[tokio::test]
async fn what_is_not_built_or_cannot_be_is_refused() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.configure_variant("m", None).await;
    let model = json!({ "ModelName": "m" });
    let component = |specification: Value, runtime: Value| {
        json!({
            "InferenceComponentName": "n", "EndpointName": "c", "VariantName": "v",
            "Specification": specification, "RuntimeConfig": runtime,
        })
    };
    let not_built = "UnsupportedOperationException";
    let invalid = "ValidationException";
    for (operation, input, code, part) in [
        (
            "CreateModel",
            json!({ "ModelName": "-" }),
            invalid,
            "Member must satisfy regular expression pattern",
        ),
        (
            "CreateModel",
            json!({ "ModelName": "n", "Containers": [{ "Image": "a" }, { "Image": "b" }] }),
            not_built,
            "models of several containers",
        ),
        (
            "CreateModel",
            json!({ "ModelName": "n", "PrimaryContainer": { "Image": "a", "Mode": "MultiModel" } }),
            not_built,
            "multi-model",
        ),
        (
            "CreateEndpointConfig",
            config(json!({ "ModelName": "none" })),
            invalid,
            "Could not find model",
        ),
        ("CreateEndpointConfig", config(json!({})), invalid, "ExecutionRoleArn"),
        (
            "CreateEndpointConfig",
            config(with(
                model.clone(),
                json!({ "ServerlessConfig": { "MemorySizeInMB": 1024, "MaxConcurrency": 1 } }),
            )),
            not_built,
            "serverless",
        ),
        (
            "CreateEndpointConfig",
            config(with(model.clone(), json!({ "InitialVariantWeight": "Infinity" }))),
            invalid,
            "finite",
        ),
        (
            "CreateEndpointConfig",
            config(with(model.clone(), json!({ "InitialVariantWeight": "NaN" }))),
            invalid,
            "validation error",
        ),
        (
            "CreateEndpointConfig",
            config(with(model.clone(), json!({ "InitialInstanceCount": 2_147_483_647 }))),
            "ResourceLimitExceeded",
            "10000",
        ),
        (
            "CreateEndpointConfig",
            config(with(
                model.clone(),
                json!({ "ManagedInstanceScaling": { "Status": "ENABLED" } }),
            )),
            invalid,
            "ManagedInstanceScaling is only supported for inference component endpoints.",
        ),
        (
            "CreateEndpointConfig",
            with(
                config(model.clone()),
                json!({ "ShadowProductionVariants": [{ "VariantName": "s" }] }),
            ),
            not_built,
            "shadow variants",
        ),
        (
            "CreateEndpointConfig",
            with(
                config(model.clone()),
                json!({ "AsyncInferenceConfig": { "OutputConfig": { "S3OutputPath": "https://b/k" } } }),
            ),
            invalid,
            "s3://bucket/prefix",
        ),
        (
            "CreateEndpointConfig",
            with(
                config(
                    json!({ "ManagedInstanceScaling": { "Status": "ENABLED", "ScaleInPolicy": { "Strategy": "CONSOLIDATION" } } }),
                ),
                json!({ "ExecutionRoleArn": ROLE }),
            ),
            not_built,
            "CONSOLIDATION",
        ),
        (
            "CreateEndpoint",
            json!({ "EndpointName": "n", "EndpointConfigName": "none" }),
            invalid,
            "Could not find endpoint configuration",
        ),
        (
            "CreateEndpoint",
            json!({ "EndpointName": "C", "EndpointConfigName": "m" }),
            invalid,
            "Cannot create already existing endpoint",
        ),
        (
            "UpdateEndpointWeightsAndCapacities",
            json!({ "EndpointName": "c", "DesiredWeightsAndCapacities": [{ "VariantName": "none" }] }),
            invalid,
            "The variant name(s) \"none\" is/are not present",
        ),
        (
            "UpdateEndpointWeightsAndCapacities",
            json!({ "EndpointName": "c", "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": 2 }] }),
            invalid,
            "hosts inference components",
        ),
        (
            "CreateInferenceComponent",
            component(json!({ "Container": { "Image": "a" } }), json!({ "CopyCount": 0 })),
            invalid,
            "copy count an integer larger than 0",
        ),
        (
            "CreateInferenceComponent",
            component(
                json!({ "Container": { "Image": "a" } }),
                json!({ "CopyCount": 2_147_483_647 }),
            ),
            "ResourceLimitExceeded",
            "10000",
        ),
        (
            "CreateInferenceComponent",
            component(json!({ "BaseInferenceComponentName": "c" }), json!({ "CopyCount": 1 })),
            not_built,
            "adapter",
        ),
        (
            "CreateInferenceComponent",
            component(json!({}), json!({ "CopyCount": 1 })),
            invalid,
            "ModelName or a Container",
        ),
        (
            "CreateInferenceComponent",
            json!({ "InferenceComponentName": "n", "EndpointName": "c" }),
            invalid,
            "Specification",
        ),
        (
            "UpdateInferenceComponentRuntimeConfig",
            json!({ "InferenceComponentName": "none", "DesiredRuntimeConfig": { "CopyCount": 1 } }),
            invalid,
            "Could not find inference component",
        ),
        (
            "UpdateInferenceComponentRuntimeConfig",
            json!({ "InferenceComponentName": "c", "DesiredRuntimeConfig": { "CopyCount": -1 } }),
            invalid,
            "greater than or equal to 0",
        ),
        (
            "DeleteInferenceComponent",
            json!({ "InferenceComponentName": "none" }),
            invalid,
            "Could not find inference component",
        ),
        (
            "DeleteEndpointConfig",
            json!({ "EndpointConfigName": "none" }),
            invalid,
            "Could not find endpoint configuration",
        ),
        ("DeleteEndpoint", json!({ "EndpointName": "none" }), invalid, "Could not find endpoint"),
    ] {
        let (got_code, got) = api.refused(SAGEMAKER, operation, input.clone()).await;
        assert_eq!(got_code, code, "{operation} {input}: {got}");
        assert!(got.contains(part), "{operation} {input}: {got}");
    }
}

#[tokio::test]
async fn a_configuration_is_described_without_additions() {
    let world = World::new().await;
    let api = &world.api;
    let given = json!({
        "EndpointConfigName": "x", "ExecutionRoleArn": ROLE,
        "ProductionVariants": [{
            "VariantName": "v", "InstanceType": "ml.local.gpu1", "InitialInstanceCount": 1,
            "EnableSSMAccess": false,
            "ManagedInstanceScaling": { "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2 },
            "RoutingConfig": { "RoutingStrategy": "RANDOM" },
        }],
        "DataCaptureConfig": {
            "EnableCapture": true, "InitialSamplingPercentage": 5, "DestinationS3Uri": "s3://b/p",
            "CaptureOptions": [{ "CaptureMode": "Input" }],
        },
        "Tags": [],
    });
    api.sagemaker("CreateEndpointConfig", given.clone()).await;
    let mut found =
        api.sagemaker("DescribeEndpointConfig", json!({ "EndpointConfigName": "x" })).await;
    let members = found.as_object_mut().unwrap();
    assert!(members.remove("CreationTime").unwrap().as_f64().is_some());
    assert_eq!(
        members.remove("EndpointConfigArn").unwrap(),
        format!("{ACCOUNT}:endpoint-config/x").as_str()
    );
    let mut want = given;
    want.as_object_mut().unwrap().remove("Tags");
    assert_eq!(found, want);
}

#[tokio::test]
async fn an_image_that_starts_nothing_fails_the_endpoint_with_the_reason() {
    // A process fleet, so that images have to mean something.
    let world = World::with(|settings| {
        settings.fleet = ebb_server::FleetKind::Process;
        settings.speed = 3600.0;
    })
    .await;
    let api = &world.api;
    api.configure_variant("e", None).await;
    api.sagemaker("CreateEndpoint", json!({ "EndpointName": "e", "EndpointConfigName": "e" }))
        .await;
    let failed = api.endpoint_status("e", "Failed").await;
    let reason = failed["FailureReason"].as_str().unwrap();
    assert!(reason.contains("image \"any\" starts nothing"), "{reason}");
    let (_, text) = api
        .refused(
            SAGEMAKER,
            "UpdateEndpointWeightsAndCapacities",
            json!({
                "EndpointName": "e",
                "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": 1 }],
            }),
        )
        .await;
    assert!(text.contains("Cannot update failed endpoint"), "{text}");
    api.sagemaker("DeleteEndpoint", json!({ "EndpointName": "e" })).await;
    api.until(SAGEMAKER, "ListEndpoints", json!({}), |found| found["Endpoints"] == json!([])).await;
    world.server.stop().await;
}

#[tokio::test]
async fn changes_of_status_are_posted_as_events() {
    let receiver = crate::receiver::Receiver::start(&[]).await;
    let world = World::with(|settings| {
        let url = format!("http://{}/hook?a=b", receiver.address);
        settings.event_receivers.insert("all".to_owned(), url);
    })
    .await;
    world.api.component("c").await;
    world.api.sagemaker("DeleteEndpoint", json!({ "EndpointName": "c" })).await;
    let status = |told: &serde_json::Value| {
        let detail = &told["detail"];
        let status = detail.get("EndpointStatus").or(detail.get("InferenceComponentStatus"));
        let name = detail.get("InferenceComponentName").is_some();
        (name, status.unwrap().as_str().unwrap().to_owned())
    };
    let told = receiver.until(|told| told.len() == 8).await;
    let of = |component: bool| {
        let all = told.iter().map(status).filter(|(is, _)| *is == component);
        let mut statuses: Vec<String> = all.map(|(_, status)| status).collect();
        // They go out side by side, so they may come in any order; their ids and times tell.
        statuses.sort_unstable();
        statuses
    };
    for component in [false, true] {
        assert_eq!(of(component), ["CREATING", "DELETED", "DELETING", "IN_SERVICE"]);
    }
    let (headers, event) = &receiver.requests()[0];
    assert_eq!(headers["content-type"], "application/json");
    assert!(!headers.contains_key("x-amz-sns-message-type"));
    assert_eq!((&event["source"], &event["version"]), (&json!("aws.sagemaker"), &json!("0")));
}
