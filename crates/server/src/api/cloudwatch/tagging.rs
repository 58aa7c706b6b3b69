//! TagResource, UntagResource, ListTagsForResource.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::{Command, Tagged};
use ebb_units::Arn;
use serde_json::{Value, json};

use crate::api::error::ApiError;
use crate::api::{Context, document, tags};

pub(super) async fn tag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::TagResourceInput = context.input()?;
    let arn = input.resource_arn;
    let resource = own(&context, &arn)?.ok_or_else(|| missing(&arn))?;
    let tags = tags::map(input.tags.into_iter().map(|tag| (tag.key, tag.value)));
    context.engine.call(context.scope, Command::TagCloudWatch { resource, arn, tags }).await?;
    Ok(json!({}))
}

pub(super) async fn untag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::UntagResourceInput = context.input()?;
    let (arn, keys) = (input.resource_arn, input.tag_keys);
    let resource = own(&context, &arn)?.ok_or_else(|| missing(&arn))?;
    context.engine.call(context.scope, Command::UntagCloudWatch { resource, arn, keys }).await?;
    Ok(json!({}))
}

/// Rule cw.tags.unknown: what does not exist has no tags, and that is no error.
pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::ListTagsForResourceInput = context.input()?;
    let resource = own(&context, &input.resource_arn)?;
    let scope = context.scope.clone();
    let tags = context
        .engine
        .read(move |view| {
            let tags = view.realm(&scope)?.cloudwatch_tags(&resource?)?;
            let tag = |(key, value): (&String, &String)| model::Tag {
                key: key.clone(),
                value: value.clone(),
            };
            Some(tags.iter().map(tag).collect::<Vec<_>>())
        })
        .await?;
    document(&model::ListTagsForResourceOutput { tags: Some(tags.unwrap_or_default()) })
}

/// The resource of this account and region that an ARN names; none when it is of another.
fn own(context: &Context<'_>, text: &str) -> Result<Option<Tagged>, ApiError> {
    let invalid = || ApiError::ParameterValue(format!("Invalid arn syntax: {text}"));
    let arn: Arn = text.parse().map_err(|_| invalid())?;
    let (kind, name) = arn.resource.split_once(':').ok_or_else(invalid)?;
    let resource = match kind {
        "alarm" => Tagged::Alarm(name.to_owned()),
        _ => return Err(invalid()),
    };
    let scope = context.scope;
    let here = arn.service == "cloudwatch"
        && arn.region == scope.region.as_str()
        && arn.account == scope.account.as_str();
    Ok(here.then_some(resource))
}

fn missing(arn: &str) -> ApiError {
    ApiError::Refused(ebb_decide::Refusal::NoSuchArn(arn.to_owned()))
}
