//! PutMetricAlarm, DeleteAlarms, SetAlarmState, EnableAlarmActions, DisableAlarmActions.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::{AlarmError, AlarmRequest};
use ebb_decide::{Command, ForcedState};
use serde_json::{Value, json};

use super::{query, repeated};
use crate::api::error::ApiError;
use crate::api::{Context, tags};

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutMetricAlarmInput = context.input()?;
    if input.threshold_metric_id.is_some() {
        return not_built("anomaly detection alarms");
    }
    if input.evaluation_criteria.is_some() || input.evaluation_interval.is_some() {
        return not_built("PromQL alarms");
    }
    let dimensions = input.dimensions.as_ref();
    if repeated(dimensions.into_iter().flatten().map(|dimension| dimension.name.as_str())) {
        return Err(ApiError::Invalid(
            "Dimensions must not contain the same dimension name more than once.".to_owned(),
        ));
    }
    let tags =
        tags::map(input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    let queries = input.metrics.unwrap_or_default();
    let metrics = query::read(&queries, "Metrics", context.scope.account.as_str())?;
    let request = AlarmRequest {
        metrics,
        alarm_name: Some(input.alarm_name),
        alarm_description: input.alarm_description,
        actions_enabled: input.actions_enabled,
        ok_actions: input.ok_actions.unwrap_or_default(),
        alarm_actions: input.alarm_actions.unwrap_or_default(),
        insufficient_data_actions: input.insufficient_data_actions.unwrap_or_default(),
        metric_name: input.metric_name,
        namespace: input.namespace,
        statistic: input.statistic,
        extended_statistic: input.extended_statistic,
        dimensions: input
            .dimensions
            .unwrap_or_default()
            .into_iter()
            .map(|dimension| (dimension.name, dimension.value))
            .collect(),
        period: input.period,
        unit: input.unit,
        evaluation_periods: input.evaluation_periods,
        datapoints_to_alarm: input.datapoints_to_alarm,
        threshold: input.threshold.map(|threshold| threshold.0),
        comparison_operator: input.comparison_operator,
        treat_missing_data: input.treat_missing_data,
        evaluate_low_sample_count_percentile: input.evaluate_low_sample_count_percentile,
    };
    let spec = request.check(&context.scope.region).map_err(|error| {
        let text = error.to_string();
        if matches!(error, AlarmError::ExtendedStatistic(_)) {
            ApiError::ParameterValue(text)
        } else {
            ApiError::Invalid(text)
        }
    })?;
    context.engine.call(context.scope, Command::PutMetricAlarm(Box::new(spec), tags)).await?;
    Ok(json!({}))
}

fn not_built<T>(what: &str) -> Result<T, ApiError> {
    Err(ApiError::NotBuilt(what.to_owned()))
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
