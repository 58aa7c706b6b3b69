//! PutCompositeAlarm, and composite alarms as DescribeAlarms shows them.

use std::borrow::Cow;

use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::{CompositeRequest, alarm_arn};
use ebb_decide::{Command, CompositeRecord};
use ebb_units::Scope;
use serde_json::{Value, json};

use crate::api::error::ApiError;
use crate::api::wire::seconds;
use crate::api::{Context, tags};

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutCompositeAlarmInput = context.input()?;
    let tags =
        tags::map(input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    let request = CompositeRequest {
        alarm_name: input.alarm_name,
        alarm_description: input.alarm_description,
        alarm_rule: input.alarm_rule,
        actions_enabled: input.actions_enabled,
        ok_actions: input.ok_actions.unwrap_or_default(),
        alarm_actions: input.alarm_actions.unwrap_or_default(),
        insufficient_data_actions: input.insufficient_data_actions.unwrap_or_default(),
        // Query clients send what is not set as an empty value.
        actions_suppressor: input.actions_suppressor.filter(|name| !name.is_empty()),
        actions_suppressor_wait_period: input.actions_suppressor_wait_period,
        actions_suppressor_extension_period: input.actions_suppressor_extension_period,
    };
    let spec = request
        .check(&context.scope.region)
        .map_err(|error| ApiError::Invalid(error.to_string()))?;
    context.engine.call(context.scope, Command::PutCompositeAlarm(Box::new(spec), tags)).await?;
    Ok(json!({}))
}

/// As for metric alarms, what the client did not set is not filled in. `suppressed` says why its actions are
/// held back, when they are.
pub(super) fn write(
    scope: &Scope,
    record: &CompositeRecord,
    suppressed: Option<String>,
) -> model::CompositeAlarm {
    let CompositeRecord { spec, state, .. } = record;
    let suppressor = spec.suppressor.as_ref();
    let period = |secs: u32| i32::try_from(secs).ok();
    let (reason, reason_data) = state.why.texts();
    model::CompositeAlarm {
        actions_enabled: Some(spec.actions_enabled),
        alarm_actions: Some(spec.alarm_actions.clone()),
        alarm_arn: Some(alarm_arn(scope, &spec.name)),
        alarm_configuration_updated_timestamp: Some(seconds(state.configuration_updated)),
        alarm_description: spec.description.clone(),
        alarm_name: Some(spec.name.clone()),
        alarm_rule: Some(spec.rule.as_str().to_owned()),
        insufficient_data_actions: Some(spec.insufficient_data_actions.clone()),
        ok_actions: Some(spec.ok_actions.clone()),
        state_reason: Some(reason.into_owned()),
        state_reason_data: reason_data.map(Cow::into_owned),
        state_updated_timestamp: Some(seconds(state.updated)),
        state_value: Some(state.value.to_string()),
        state_transitioned_timestamp: Some(seconds(state.transitioned)),
        actions_suppressed_by: suppressed
            .as_ref()
            .and(record.suppression)
            .map(|suppression| suppression.as_str().to_owned()),
        actions_suppressed_reason: suppressed,
        actions_suppressor: suppressor.map(|suppressor| suppressor.reference.clone()),
        actions_suppressor_wait_period: suppressor
            .and_then(|suppressor| period(suppressor.wait_secs)),
        actions_suppressor_extension_period: suppressor
            .and_then(|suppressor| period(suppressor.extension_secs)),
    }
}
