//! TagResource, UntagResource, ListTagsForResource: of scalable targets.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::{Command, Refusal};
use serde_json::{Value, json};

use crate::api::error::ApiError;
use crate::api::{Context, document};

pub(super) async fn tag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::TagResourceRequest = context.input()?;
    let command = Command::TagScalableTarget { arn: input.resource_arn, tags: input.tags };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn untag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::UntagResourceRequest = context.input()?;
    let command = Command::UntagScalableTarget { arn: input.resource_arn, keys: input.tag_keys };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::ListTagsForResourceRequest = context.input()?;
    let (scope, arn) = (context.scope.clone(), input.resource_arn.clone());
    let tags = context
        .engine
        .read(move |view| Some(view.realm(&scope)?.target_of_arn(&arn)?.tags.clone()))
        .await?;
    let tags = tags.ok_or(Refusal::NoSuchArn(input.resource_arn))?;
    document(&model::ListTagsForResourceResponse { tags: Some(tags) })
}
