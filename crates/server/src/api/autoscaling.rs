//! Application Auto Scaling.

mod describe;
mod policy;

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::scaling::{Key, parse_workload};
use ebb_decide::{Answer, Command, Refusal, TargetRequest};
use ebb_units::Workload;
use serde_json::{Value, json};

use super::error::ApiError;
use super::wire::check_capacity;
use super::{Context, document};

pub(super) async fn handle(operation: &str, context: Context<'_>) -> Result<Value, ApiError> {
    match operation {
        "RegisterScalableTarget" => register(context).await,
        "DeregisterScalableTarget" => deregister(context).await,
        "DescribeScalableTargets" => describe::targets(context).await,
        "PutScalingPolicy" => policy::put(context).await,
        "DeleteScalingPolicy" => policy::delete(context).await,
        "DescribeScalingPolicies" => describe::policies(context).await,
        "DescribeScalingActivities" => describe::activities(context).await,
        other => Err(ApiError::NotBuilt(other.to_owned())),
    }
}

/// The workload that a request names, or the refusal that AWS gives.
fn workload(namespace: &str, resource: &str, dimension: &str) -> Result<Workload, ApiError> {
    let key = Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    };
    parse_workload(&key).map_err(|error| ApiError::Invalid(error.to_string()))
}

async fn register(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::RegisterScalableTargetRequest = context.input()?;
    for capacity in [input.min_capacity, input.max_capacity].into_iter().flatten() {
        check_capacity(capacity)?;
    }
    let suspended = input.suspended_state.unwrap_or_default();
    let request = TargetRequest {
        workload: workload(
            &input.service_namespace,
            &input.resource_id,
            &input.scalable_dimension,
        )?,
        min: input.min_capacity,
        max: input.max_capacity,
        dynamic_in_suspended: suspended.dynamic_scaling_in_suspended,
        dynamic_out_suspended: suspended.dynamic_scaling_out_suspended,
        scheduled_suspended: suspended.scheduled_scaling_suspended,
        tags: input.tags.unwrap_or_default(),
    };
    let answer =
        context.engine.call(context.scope, Command::RegisterScalableTarget(request)).await?;
    let arn = match answer {
        Answer::Arn(arn) => Some(arn),
        Answer::Done | Answer::Policy { .. } => None,
    };
    document(&model::RegisterScalableTargetResponse { scalable_target_arn: arn })
}

async fn deregister(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeregisterScalableTargetRequest = context.input()?;
    let named = workload(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    // What cannot be registered is not registered.
    let workload = named.map_err(|_| {
        Refusal::NotFound(format!(
            "No scalable target found for service namespace: {}, resource ID: {}, scalable dimension: {}",
            input.service_namespace, input.resource_id, input.scalable_dimension
        ))
    })?;
    context.engine.call(context.scope, Command::DeregisterScalableTarget { workload }).await?;
    Ok(json!({}))
}
