//! PutMetricAlarm, DeleteAlarms, SetAlarmState, EnableAlarmActions, DisableAlarmActions.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::{Command, ForcedState};
use serde_json::{Value, json};

use crate::api::Context;
use crate::api::error::ApiError;

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutMetricAlarmInput = context.input()?;
    let (spec, tags) = ebb_requests::alarm::read(input, context.scope)?;
    context.engine.call(context.scope, Command::PutMetricAlarm(Box::new(spec), tags)).await?;
    Ok(json!({}))
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteAlarmsInput = context.input()?;
    context.engine.call(context.scope, Command::DeleteAlarms(input.alarm_names)).await?;
    Ok(json!({}))
}

pub(super) async fn switch(mut context: Context<'_>, enabled: bool) -> Result<Value, ApiError> {
    // Both operations have the same input.
    let names = if enabled {
        context.input::<model::EnableAlarmActionsInput>()?.alarm_names
    } else {
        context.input::<model::DisableAlarmActionsInput>()?.alarm_names
    };
    let command = Command::SwitchAlarmActions { names, enabled };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn set_state(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::SetAlarmStateInput = context.input()?;
    let value = input.state_value.parse().map_err(|error| ApiError::Invalid(format!("{error}")))?;
    let recent = match &input.state_reason_data {
        None => Vec::new(),
        Some(text) => {
            let data: Value = serde_json::from_str(text).map_err(|error| {
                ApiError::Format(format!("StateReasonData is not JSON: {error}"))
            })?;
            recent_datapoints(&data)
        }
    };
    let state = ForcedState {
        value,
        reason: input.state_reason,
        reason_data: input.state_reason_data,
        recent,
    };
    let command = Command::SetAlarmState { name: input.alarm_name, state };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

fn recent_datapoints(data: &Value) -> Vec<Option<f64>> {
    let points = data.get("recentDatapoints").and_then(Value::as_array);
    points.into_iter().flatten().map(Value::as_f64).collect()
}
