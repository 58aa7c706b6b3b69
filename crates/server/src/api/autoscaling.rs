//! Application Auto Scaling.

mod describe;
mod policy;
mod scheduled;

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::scaling::{Key, UnsupportedResource, key_of, parse_workload};
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
        "PutScheduledAction" => scheduled::put(context).await,
        "DeleteScheduledAction" => scheduled::delete(context).await,
        "DescribeScheduledActions" => scheduled::describe(context).await,
        "DescribeScalingActivities" => describe::activities(context).await,
        other => Err(ApiError::NotBuilt(other.to_owned())),
    }
}

fn key(namespace: &str, resource: &str, dimension: &str) -> Key {
    Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    }
}

/// The workload that something is to be put on.
///
/// # Errors
/// AWS's refusal of a key that names nothing; what exists on AWS only is not registered here.
fn workload_to_change(key: &Key) -> Result<Workload, ApiError> {
    parse_workload(key).map_err(|error| match error {
        UnsupportedResource::Unknown => ApiError::Invalid(error.to_string()),
        UnsupportedResource::NotBuilt => not_registered(key).into(),
    })
}

fn not_registered(key: &Key) -> Refusal {
    Refusal::NotFound(format!("No scalable target registered for {key}"))
}

/// Rule aas.put-policy.order: a target that is not registered is told before what is wrong with what is to be put on it.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html>
async fn unregistered(
    context: &Context<'_>,
    workload: &Workload,
) -> Result<Option<ApiError>, ApiError> {
    let (scope, wanted) = (context.scope.clone(), workload.clone());
    let known = context
        .engine
        .read(move |view| {
            view.realm(&scope).is_some_and(|realm| realm.targets().contains_key(&wanted))
        })
        .await?;
    Ok((!known).then(|| not_registered(&key_of(workload)).into()))
}

async fn register(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::RegisterScalableTargetRequest = context.input()?;
    for capacity in [input.min_capacity, input.max_capacity].into_iter().flatten() {
        check_capacity(capacity)?;
    }
    let suspended = input.suspended_state.unwrap_or_default();
    let request = TargetRequest {
        workload: parse_workload(&key(
            &input.service_namespace,
            &input.resource_id,
            &input.scalable_dimension,
        ))
        .map_err(|error| ApiError::Invalid(error.to_string()))?,
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
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    // What cannot be registered is not registered.
    let workload = parse_workload(&key)
        .map_err(|_| Refusal::NotFound(format!("No scalable target found for {key}")))?;
    context.engine.call(context.scope, Command::DeregisterScalableTarget { workload }).await?;
    Ok(json!({}))
}
