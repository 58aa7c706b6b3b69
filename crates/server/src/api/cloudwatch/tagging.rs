//! TagResource, UntagResource, ListTagsForResource.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::{Command, Tagged};
use ebb_units::{Arn, Scope};
use serde_json::{Value, json};

use super::dashboards;
use crate::api::error::ApiError;
use crate::api::{Context, document, tags};

pub(super) async fn tag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::TagResourceInput = context.input()?;
    let arn = input.resource_arn;
    let (resource, scope) = own(&context, &arn)?.ok_or_else(|| missing(&arn))?;
    let tags = tags::map(input.tags.into_iter().map(|tag| (tag.key, tag.value)));
    context.engine.call(&scope, Command::TagCloudWatch { resource, arn, tags }).await?;
    Ok(json!({}))
}

pub(super) async fn untag(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::UntagResourceInput = context.input()?;
    let (arn, keys) = (input.resource_arn, input.tag_keys);
    let (resource, scope) = own(&context, &arn)?.ok_or_else(|| missing(&arn))?;
    context.engine.call(&scope, Command::UntagCloudWatch { resource, arn, keys }).await?;
    Ok(json!({}))
}

/// Rule cw.tags.unknown: what does not exist has no tags, and that is no error.
pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::ListTagsForResourceInput = context.input()?;
    let resource = own(&context, &input.resource_arn)?;
    let tags = context
        .engine
        .read(move |view| {
            let (resource, scope) = resource?;
            let tags = view.realm(&scope)?.cloudwatch_tags(&resource)?;
            let tag = |(key, value): (&String, &String)| model::Tag {
                key: key.clone(),
                value: value.clone(),
            };
            Some(tags.iter().map(tag).collect::<Vec<_>>())
        })
        .await?;
    document(&model::ListTagsForResourceOutput { tags: Some(tags.unwrap_or_default()) })
}

/// The resource that an ARN names, and where it is kept; none when it is of another account or region.
fn own(context: &Context<'_>, text: &str) -> Result<Option<(Tagged, Scope)>, ApiError> {
    let invalid = || ApiError::ParameterValue(format!("Invalid arn syntax: {text}"));
    let arn: Arn = text.parse().map_err(|_| invalid())?;
    let here = context.scope;
    if arn.service != "cloudwatch" || arn.account != here.account.as_str() {
        return Ok(None);
    }
    if let Some(name) = arn.resource.strip_prefix("dashboard/") {
        return Ok(Some((Tagged::Dashboard(name.to_owned()), dashboards::home(here))));
    }
    let (kind, name) = arn.resource.split_once(':').ok_or_else(invalid)?;
    let resource = match kind {
        "alarm" => Tagged::Alarm(name.to_owned()),
        "alarm-mute-rule" => Tagged::MuteRule(name.to_owned()),
        _ => return Err(invalid()),
    };
    Ok((arn.region == here.region.as_str()).then(|| (resource, here.clone())))
}

fn missing(arn: &str) -> ApiError {
    ApiError::Refused(ebb_decide::Refusal::NoSuchArn(arn.to_owned()))
}
