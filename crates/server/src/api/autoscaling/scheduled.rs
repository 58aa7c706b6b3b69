//! PutScheduledAction, DeleteScheduledAction, DescribeScheduledActions.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::Command;
use ebb_decide::scaling::{ScheduledAction, dimension_of, namespace_of, parse_workload};
use serde_json::{Value, json};

use super::describe::{check_dimension, fits, page_size};
use super::{key, unregistered, workload_to_change};
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::{count, seconds};
use crate::api::{Context, document};

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutScheduledActionRequest = context.input()?;
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    let workload = workload_to_change(&key)?;
    let request = match ebb_requests::scheduled::read(&workload, input) {
        Ok(request) => request,
        Err(error) => return Err(unregistered(&context, &workload).await?.unwrap_or(error.into())),
    };
    context.engine.call(context.scope, Command::PutScheduledAction(request)).await?;
    Ok(json!({}))
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteScheduledActionRequest = context.input()?;
    let key = key(&input.service_namespace, &input.resource_id, &input.scalable_dimension);
    let workload = parse_workload(&key).map_err(|_| key.not_registered())?;
    let command = Command::DeleteScheduledAction { workload, name: input.scheduled_action_name };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeScheduledActionsRequest = context.input()?;
    let dimension = input.scalable_dimension.clone();
    let resource = input.resource_id.clone();
    check_dimension(dimension.as_deref(), resource.is_some())?;
    let size = page_size(input.max_results, 50)?;
    let names = input.scheduled_action_names.unwrap_or_default();
    let filters = (input.service_namespace, names, resource, dimension);
    let (scope, wanted) = (context.scope.clone(), filters.clone());
    let all: Vec<model::ScheduledAction> = context
        .engine
        .read(move |view| {
            let (namespace, names, resource, dimension) = wanted;
            let actions =
                view.realm(&scope).into_iter().flat_map(|realm| realm.scheduled_actions().values());
            actions
                .filter(|action| {
                    namespace == namespace_of(&action.workload)
                        && (names.is_empty() || names.contains(&action.name))
                        && resource.as_ref().is_none_or(|id| *id == action.workload.to_string())
                        && fits(&action.workload, dimension.as_deref())
                })
                .map(write)
                .collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Ascending };
    let page = page(all, &filters, &cut, |action| {
        let dimension = action.scalable_dimension.as_deref().unwrap_or_default();
        format!("{} {dimension} {}", action.resource_id, action.scheduled_action_name)
    })?;
    document(&model::DescribeScheduledActionsResponse {
        scheduled_actions: Some(page.items),
        next_token: page.next,
    })
}

/// Rule aas.describe-scheduled-actions: as it was put; one that has run its last time stays listed.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScheduledActions.html>
fn write(action: &ScheduledAction) -> model::ScheduledAction {
    model::ScheduledAction {
        scheduled_action_name: action.name.clone(),
        scheduled_action_arn: action.arn.clone(),
        service_namespace: namespace_of(&action.workload).to_owned(),
        schedule: action.schedule.to_string(),
        timezone: action.zone.as_ref().map(ToString::to_string),
        resource_id: action.workload.to_string(),
        scalable_dimension: Some(dimension_of(&action.workload).to_owned()),
        start_time: action.start.map(seconds),
        end_time: action.end.map(seconds),
        scalable_target_action: Some(model::ScalableTargetAction {
            min_capacity: action.bounds.min.map(count),
            max_capacity: action.bounds.max.map(count),
        }),
        creation_time: seconds(action.created),
    }
}
