//! AddTags, ListTags, DeleteTags.

use std::collections::BTreeMap;

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::{Command, Realm};
use serde_json::{Value, json};

use super::tag_map;
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::{Context, document};

/// Tags on a page unless fewer are asked for; a resource cannot have more.
const PAGE: usize = 50;

pub(super) async fn add(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::AddTagsInput = context.input()?;
    let tags = tag_map(Some(input.tags));
    let command = Command::AddTags { arn: input.resource_arn.clone(), tags };
    context.engine.call(context.scope, command).await?;
    let tags = tags_of(&context, input.resource_arn).await?;
    document(&shapes::AddTagsOutput { tags: Some(write(tags)) })
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DeleteTagsInput = context.input()?;
    let command = Command::DeleteTags { arn: input.resource_arn, keys: input.tag_keys };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::ListTagsInput = context.input()?;
    let tags = tags_of(&context, input.resource_arn.clone()).await?;
    let most = input.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most, order: Order::Ascending };
    let page = page(write(tags), &input.resource_arn, &cut, |tag| tag.key.clone())?;
    document(&shapes::ListTagsOutput { tags: Some(page.items), next_token: page.next })
}

async fn tags_of(context: &Context<'_>, arn: String) -> Result<BTreeMap<String, String>, ApiError> {
    let (scope, wanted) = (context.scope.clone(), arn.clone());
    let found = context
        .engine
        .read(move |view| Some(view.realm(&scope)?.hosting_tags(&wanted)?.clone()))
        .await?;
    found.ok_or_else(|| Realm::no_hosting(&arn).into())
}

fn write(tags: BTreeMap<String, String>) -> Vec<shapes::Tag> {
    tags.into_iter().map(|(key, value)| shapes::Tag { key, value }).collect()
}
