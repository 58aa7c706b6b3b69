//! SageMaker hosting: models, endpoint configurations, endpoints, inference components.

mod component;
mod deployment;
mod endpoint;
mod endpoint_config;
mod listing;
mod model;
mod tagging;

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::Answer;
use serde_json::{Value, json};

use super::Context;
use super::error::ApiError;

pub(super) async fn handle(operation: &str, context: Context<'_>) -> Result<Value, ApiError> {
    match operation {
        "AddTags" => tagging::add(context).await,
        "DeleteTags" => tagging::delete(context).await,
        "ListTags" => tagging::list(context).await,
        "CreateModel" => model::create(context).await,
        "DescribeModel" => model::describe(context).await,
        "DeleteModel" => model::delete(context).await,
        "ListModels" => model::list(context).await,
        "CreateEndpointConfig" => endpoint_config::create(context).await,
        "DescribeEndpointConfig" => endpoint_config::describe(context).await,
        "DeleteEndpointConfig" => endpoint_config::delete(context).await,
        "ListEndpointConfigs" => endpoint_config::list(context).await,
        "CreateEndpoint" => endpoint::create(context).await,
        "DescribeEndpoint" => endpoint::describe(context).await,
        "DeleteEndpoint" => endpoint::delete(context).await,
        "ListEndpoints" => endpoint::list(context).await,
        "UpdateEndpoint" => endpoint::update(context).await,
        "UpdateEndpointWeightsAndCapacities" => endpoint::update_weights(context).await,
        "CreateInferenceComponent" => component::create(context).await,
        "DescribeInferenceComponent" => component::describe(context).await,
        "DeleteInferenceComponent" => component::delete(context).await,
        "ListInferenceComponents" => component::list(context).await,
        "UpdateInferenceComponent" => component::update(context).await,
        "UpdateInferenceComponentRuntimeConfig" => component::update_copies(context).await,
        other => Err(ApiError::NotBuilt(other.to_owned())),
    }
}

fn tag_map(tags: Option<Vec<shapes::Tag>>) -> std::collections::BTreeMap<String, String> {
    super::tags::map(tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)))
}

/// Says once what of a request is stored and described but changes nothing.
fn without_effect(kind: &str, name: &str, members: &[(&str, bool)]) {
    for (member, _) in members.iter().filter(|(_, given)| *given) {
        tracing::warn!(
            kind,
            name,
            member,
            "stored and described, but without effect in this release"
        );
    }
}

/// `{"<member>": "<arn>"}`
fn arn_answer(member: &str, answer: Answer) -> Result<Value, ApiError> {
    match answer {
        Answer::Arn(arn) => Ok(json!({ member: arn })),
        Answer::Done | Answer::Policy { .. } => {
            Err(ApiError::Internal(format!("no {member} came back")))
        }
    }
}

/// A stored request, as JSON text, back in its struct.
fn stored<T: serde::de::DeserializeOwned>(document: &str) -> Result<T, ApiError> {
    serde_json::from_str(document)
        .map_err(|error| ApiError::Internal(format!("a stored request cannot be read: {error}")))
}

fn to_text(value: &impl serde::Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::Internal(error.to_string()))
}
