//! Endpoints and components that the benches need, made by the public API.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::Api;
use crate::ebb::MODEL_IMAGE;
use crate::failure::Failure;
use crate::patience;
use crate::stop::Stop;

const ROLE: &str = "arn:aws:iam::000000000000:role/bench";
/// Between two looks at something that takes a while.
const PAUSE: Duration = Duration::from_millis(5);

/// A model, and an endpoint whose one variant runs one copy of it.
pub(crate) fn variant_endpoint(api: &mut Api, name: &str, stop: &Stop) -> Result<(), Failure> {
    create_model(api, name)?;
    let variant = json!({
        "VariantName": "AllTraffic",
        "ModelName": name,
        "InstanceType": "ml.local.cpu",
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
    });
    let config = json!({ "EndpointConfigName": name, "ProductionVariants": [variant] });
    create_endpoint(api, name, &config, stop)
}

/// The same, asynchronous, and without any copy.
pub(crate) fn idle_queue(api: &mut Api, name: &str, stop: &Stop) -> Result<(), Failure> {
    create_model(api, name)?;
    let variant = json!({
        "VariantName": "AllTraffic",
        "ModelName": name,
        "InstanceType": "ml.local.cpu",
        "InitialInstanceCount": 1,
    });
    let config = json!({
        "EndpointConfigName": name,
        "ProductionVariants": [variant],
        "AsyncInferenceConfig": { "OutputConfig": { "S3OutputPath": "s3://bench/out" } },
    });
    create_endpoint(api, name, &config, stop)?;
    let none = json!({ "VariantName": "AllTraffic", "DesiredInstanceCount": 0 });
    let input = json!({ "EndpointName": name, "DesiredWeightsAndCapacities": [none] });
    api.call("SageMaker.UpdateEndpointWeightsAndCapacities", &input)?;
    in_service(api, name, stop)
}

/// A model, an endpoint, and on it an inference component with one copy, all of one name.
pub(crate) fn component(api: &mut Api, name: &str, stop: &Stop) -> Result<(), Failure> {
    create_model(api, name)?;
    let variant = json!({
        "VariantName": "AllTraffic",
        "InstanceType": "ml.local.cpu",
        "InitialInstanceCount": 1,
        "ManagedInstanceScaling": { "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2 },
    });
    let config = json!({
        "EndpointConfigName": name,
        "ExecutionRoleArn": ROLE,
        "ProductionVariants": [variant],
    });
    create_endpoint(api, name, &config, stop)?;
    api.call(
        "SageMaker.CreateInferenceComponent",
        &json!({
            "InferenceComponentName": name,
            "EndpointName": name,
            "VariantName": "AllTraffic",
            "Specification": {
                "ModelName": name,
                "ComputeResourceRequirements": { "NumberOfCpuCoresRequired": 0.25, "MinMemoryRequiredInMb": 128 },
            },
            "RuntimeConfig": { "CopyCount": 1 },
        }),
    )?;
    component_at(api, name, 1, stop)
}

/// Sets the number of copies by hand, and waits until it is so.
pub(crate) fn set_copies(
    api: &mut Api,
    name: &str,
    copies: u64,
    stop: &Stop,
) -> Result<(), Failure> {
    let input = json!({
        "InferenceComponentName": name,
        "DesiredRuntimeConfig": { "CopyCount": copies },
    });
    api.call("SageMaker.UpdateInferenceComponentRuntimeConfig", &input)?;
    component_at(api, name, copies, stop)
}

/// Waits until the component is in service with this many copies, wanted and running.
pub(crate) fn component_at(
    api: &mut Api,
    name: &str,
    copies: u64,
    stop: &Stop,
) -> Result<(), Failure> {
    let input = json!({ "InferenceComponentName": name });
    patience::until(&format!("component \"{name}\" at {copies} copies"), PAUSE, stop, || {
        let told = api.call("SageMaker.DescribeInferenceComponent", &input)?;
        refuse_failed(&told, "InferenceComponentStatus")?;
        let count =
            |which: &str| told.pointer(&format!("/RuntimeConfig/{which}")).and_then(Value::as_u64);
        let there = told.get("InferenceComponentStatus").and_then(Value::as_str)
            == Some("InService")
            && count("DesiredCopyCount") == Some(copies)
            && count("CurrentCopyCount") == Some(copies);
        Ok(there.then_some(()))
    })
}

/// A scalable target over the copies of a component, and a step policy that adds one copy for any breach, without
/// cooldown. Gives the policy's ARN.
pub(crate) fn add_one_policy(api: &mut Api, component: &str, max: u64) -> Result<String, Failure> {
    let target = json!({
        "ServiceNamespace": "sagemaker",
        "ResourceId": format!("inference-component/{component}"),
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
    });
    let with = |more: Value| {
        let mut input = target.clone();
        if let (Value::Object(input), Value::Object(more)) = (&mut input, more) {
            input.extend(more);
        }
        input
    };
    let bounds = with(json!({ "MinCapacity": 0, "MaxCapacity": max }));
    api.call("AnyScaleFrontendService.RegisterScalableTarget", &bounds)?;
    let policy = with(json!({
        "PolicyName": format!("{component}-add-one"),
        "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity",
            "MetricAggregationType": "Maximum",
            "Cooldown": 0,
            "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
        },
    }));
    let answer = api.call("AnyScaleFrontendService.PutScalingPolicy", &policy)?;
    answer
        .get("PolicyARN")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| Failure::Unexpected("PutScalingPolicy answered no PolicyARN".to_owned()))
}

fn create_model(api: &mut Api, name: &str) -> Result<(), Failure> {
    let input = json!({
        "ModelName": name,
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": { "Image": MODEL_IMAGE },
    });
    api.call("SageMaker.CreateModel", &input).map(|_| ())
}

fn create_endpoint(api: &mut Api, name: &str, config: &Value, stop: &Stop) -> Result<(), Failure> {
    api.call("SageMaker.CreateEndpointConfig", config)?;
    let endpoint = json!({ "EndpointName": name, "EndpointConfigName": name });
    api.call("SageMaker.CreateEndpoint", &endpoint)?;
    in_service(api, name, stop)
}

fn in_service(api: &mut Api, name: &str, stop: &Stop) -> Result<(), Failure> {
    let input = json!({ "EndpointName": name });
    patience::until(&format!("endpoint \"{name}\""), PAUSE, stop, || {
        let told = api.call("SageMaker.DescribeEndpoint", &input)?;
        refuse_failed(&told, "EndpointStatus")?;
        let status = told.get("EndpointStatus").and_then(Value::as_str);
        Ok((status == Some("InService")).then_some(()))
    })
}

fn refuse_failed(told: &Value, status: &str) -> Result<(), Failure> {
    if told.get(status).and_then(Value::as_str) != Some("Failed") {
        return Ok(());
    }
    let reason = told.get("FailureReason").and_then(Value::as_str).unwrap_or("no reason");
    Err(Failure::Unexpected(format!("{status} is Failed: {reason}")))
}
