//! Application Auto Scaling.

mod describe;
mod policy;
mod predictive;
mod scheduled;
mod tags;

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::scaling::{CustomOrder, Key, UnsupportedResource, key_of, parse_workload};
use ebb_decide::{Answer, Command, Realm, Refusal};
use ebb_units::Workload;
use serde_json::{Value, json};

use super::error::ApiError;
use super::{Context, document};

pub(super) async fn handle(operation: &str, context: Context<'_>) -> Result<Value, ApiError> {
    match operation {
        "RegisterScalableTarget" => register(context).await,
        "DeregisterScalableTarget" => deregister(context).await,
        "DescribeScalableTargets" => describe::targets(context).await,
        "PutScalingPolicy" => policy::put(context).await,
        "DeleteScalingPolicy" => policy::delete(context).await,
        "DescribeScalingPolicies" => describe::policies(context).await,
        "GetPredictiveScalingForecast" => predictive::forecast(context).await,
        "TagResource" => tags::tag(context).await,
        "UntagResource" => tags::untag(context).await,
        "ListTagsForResource" => tags::list(context).await,
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
        UnsupportedResource::NotServerless | UnsupportedResource::NotBuilt => {
            key.not_registered().into()
        }
    })
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
    Ok((!known).then(|| key_of(workload).not_registered().into()))
}

async fn register(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::RegisterScalableTargetRequest = context.input()?;
    ebb_requests::target::check(&input)?;
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    let workload = match parse_workload(&key) {
        Ok(workload) => workload,
        Err(error) => return Err(cannot_register(&context, key, error).await?),
    };
    // Rule aas.custom.register: the resource is asked at once; one that does not answer cannot be registered.
    // https://github.com/aws/aws-auto-scaling-custom-resource
    let observed = match &workload {
        Workload::Custom { url } => {
            let asked = context.engine.customs().call(url, CustomOrder::Ask).await;
            Some(asked.map_err(|failure| {
                ApiError::Invalid(format!(
                    "Could not ask the custom resource \"{url}\": {failure}."
                ))
            })?)
        }
        Workload::Variant { .. } | Workload::Component { .. } => None,
    };
    let request = ebb_requests::target::read(workload, input, observed);
    let answer =
        context.engine.call(context.scope, Command::RegisterScalableTarget(request)).await?;
    let arn = match answer {
        Answer::Arn(arn) => Some(arn),
        Answer::Done | Answer::Policy { .. } => None,
    };
    document(&model::RegisterScalableTargetResponse { scalable_target_arn: arn })
}

/// Why nothing can be registered under a key. A variant that is not even there is told first.
async fn cannot_register(
    context: &Context<'_>,
    key: Key,
    error: UnsupportedResource,
) -> Result<ApiError, ApiError> {
    let instances = Key { dimension: "sagemaker:variant:DesiredInstanceCount".to_owned(), ..key };
    let missing = match (error, parse_workload(&instances)) {
        (UnsupportedResource::NotServerless, Ok(variant)) => {
            let scope = context.scope.clone();
            let look = move |realm: &Realm| {
                realm.capacity(&variant).is_none().then(|| realm.missing(&variant))
            };
            let found = context
                .engine
                .read(move |view| look(view.realm(&scope).unwrap_or(&Realm::empty(scope.clone()))));
            found.await?
        }
        _ => None,
    };
    Ok(ApiError::Invalid(missing.unwrap_or_else(|| error.to_string())))
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
