//! The endpoint of the demo: one inference component at zero copies, with the policies of AWS's zero-scaling guide.

use std::time::Duration;

use ebb_autoscale::{Capacity, EbbtideClient, EndpointAutoscaling, Metric, Resource};
use serde_json::{Value, json};

use super::story::Story;
use crate::api::Api;
use crate::failure::Failure;
use crate::serve::SAMPLE_IMAGE;

pub(super) const ENDPOINT: &str = "languages";
pub(super) const COMPONENT: &str = "which-language";
/// Requests per copy and minute that the tracking policy aims at when all arrivals are replayed.
const TARGET: f64 = 120.0;
/// Passes of the model's self-test before it is ready: about a second of work, also in a build without optimization.
const WARM_UP: &str = if cfg!(debug_assertions) { "14" } else { "140" };
const MOST_COPIES: u32 = 4;
pub(super) const REGION: &str = "us-east-1";

/// Makes everything, for traffic of every so manyth arrival.
pub(super) async fn build(api: &Api, story: &mut Story, every: u16) -> Result<(), Failure> {
    create(api).await?;
    story.say("endpoint in service, with an inference component of one copy");
    // SageMaker refuses a component that begins with no copies; it may go there afterwards.
    let none =
        json!({ "InferenceComponentName": COMPONENT, "DesiredRuntimeConfig": { "CopyCount": 0 } });
    api.call("SageMaker.UpdateInferenceComponentRuntimeConfig", &none).await?;
    until(api, |component| status_of(component) == "InService" && copies_of(component) == (0, 0))
        .await?;
    story.say("component set to zero copies: nothing runs");
    let target = TARGET / f64::from(every);
    put_policies(api, target).await?;
    story.say(&format!(
        "policies put: {target} requests per copy and minute, 0 to {MOST_COPIES} copies; a step policy wakes it"
    ));
    Ok(())
}

async fn create(api: &Api) -> Result<(), Failure> {
    let role = "arn:aws:iam::000000000000:role/demo";
    api.call(
        "SageMaker.CreateModel",
        &json!({
            "ModelName": COMPONENT,
            "ExecutionRoleArn": role,
            "PrimaryContainer": {
                "Image": SAMPLE_IMAGE,
                // A self-test before it is ready, and room for all the requests that waited meanwhile.
                "Environment": { "EBB_SAMPLE_WARM_UP": WARM_UP, "EBB_SAMPLE_QUEUE": "4096" },
            },
        }),
    )
    .await?;
    api.call(
        "SageMaker.CreateEndpointConfig",
        &json!({
            "EndpointConfigName": ENDPOINT,
            "ExecutionRoleArn": role,
            "ProductionVariants": [{
                "VariantName": "AllTraffic",
                "InstanceType": "ml.local.cpu",
                "InitialInstanceCount": 1,
                "ManagedInstanceScaling": { "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2 },
                "RoutingConfig": { "RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS" },
            }],
        }),
    )
    .await?;
    let endpoint = json!({ "EndpointName": ENDPOINT, "EndpointConfigName": ENDPOINT });
    api.call("SageMaker.CreateEndpoint", &endpoint).await?;
    api.call(
        "SageMaker.CreateInferenceComponent",
        &json!({
            "InferenceComponentName": COMPONENT,
            "EndpointName": ENDPOINT,
            "VariantName": "AllTraffic",
            "Specification": {
                "ModelName": COMPONENT,
                "ComputeResourceRequirements": { "NumberOfCpuCoresRequired": 0.25, "MinMemoryRequiredInMb": 128 },
            },
            "RuntimeConfig": { "CopyCount": 1 },
        }),
    )
    .await?;
    until(api, |component| status_of(component) == "InService").await
}

async fn put_policies(api: &Api, target: f64) -> Result<(), Failure> {
    let region = REGION.parse().map_err(|error| Failure::plain(format!("{error}")))?;
    let client =
        EbbtideClient::new(api.base(), region).map_err(|error| Failure::from_error(&error))?;
    let resource = Resource::Component { name: COMPONENT.to_owned() };
    let mut wish = EndpointAutoscaling::new(resource, Metric::InvocationsPerCopy, target);
    wish.min = Capacity(0);
    wish.max = Capacity(MOST_COPIES);
    wish.to_zero = true;
    wish.scale_in_cooldown_s = 60;
    wish.scale_out_cooldown_s = 60;
    wish.setup(&client).await.map_err(|error| Failure::from_error(&error))?;
    Ok(())
}

/// Waits until the component is as wanted; says so when it has failed instead.
async fn until(api: &Api, wanted: impl Fn(&Value) -> bool) -> Result<(), Failure> {
    loop {
        let component = describe(api).await?;
        if wanted(&component) {
            return Ok(());
        }
        if status_of(&component) == "Failed" {
            let reason = component.get("FailureReason").and_then(Value::as_str).unwrap_or_default();
            return Err(Failure::plain(format!("the component failed: {reason}")));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(super) async fn describe(api: &Api) -> Result<Value, Failure> {
    let name = json!({ "InferenceComponentName": COMPONENT });
    api.call("SageMaker.DescribeInferenceComponent", &name).await
}

fn status_of(component: &Value) -> &str {
    component.get("InferenceComponentStatus").and_then(Value::as_str).unwrap_or_default()
}

/// Desired and current copies.
pub(super) fn copies_of(component: &Value) -> (u64, u64) {
    let count = |name: &str| {
        component.pointer(&format!("/RuntimeConfig/{name}")).and_then(Value::as_u64).unwrap_or(0)
    };
    (count("DesiredCopyCount"), count("CurrentCopyCount"))
}
