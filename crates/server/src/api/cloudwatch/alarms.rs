//! PutMetricAlarm, DescribeAlarms, DeleteAlarms, SetAlarmState.

use std::collections::BTreeSet;

use ebb_aws_model::Double;
use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::{AlarmError, AlarmRequest};
use ebb_decide::{AlarmRecord, Command, ForcedState};
use ebb_units::Scope;
use serde_json::{Value, json};

use super::{alarm_arn, repeated, write_dimensions};
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::seconds;
use crate::api::{Context, document, tags};

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutMetricAlarmInput = context.input()?;
    if input.metrics.as_ref().is_some_and(|metrics| !metrics.is_empty()) {
        return not_built("alarms on metric math");
    }
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
    let request = AlarmRequest {
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
    let undelivered = spec
        .alarm_actions
        .iter()
        .chain(&spec.ok_actions)
        .chain(&spec.insufficient_data_actions)
        .filter(|action| !action.contains(":scalingPolicy:"));
    for action in undelivered {
        tracing::warn!(
            alarm = spec.name,
            action,
            "alarm action is stored but not delivered: this release runs scaling policies only"
        );
    }
    context.engine.call(context.scope, Command::PutMetricAlarm(Box::new(spec), tags)).await?;
    Ok(json!({}))
}

fn not_built<T>(what: &str) -> Result<T, ApiError> {
    Err(ApiError::NotBuilt(what.to_owned()))
}

/// Rule cw.describe-alarms: metric alarms unless other types are asked for; unknown names are skipped; by name.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let mut input: model::DescribeAlarmsInput = context.input()?;
    // Query clients send an empty list as a member without a value: it selects nothing out.
    input.alarm_names = input.alarm_names.filter(|names| !names.is_empty());
    if input.children_of_alarm_name.is_some() || input.parents_of_alarm_name.is_some() {
        return not_built("composite alarms");
    }
    if input.alarm_names.is_some() && input.alarm_name_prefix.is_some() {
        return Err(ApiError::Invalid(
            "AlarmNames and AlarmNamePrefix must not be given together.".to_owned(),
        ));
    }
    let size = usize::try_from(input.max_records.unwrap_or(100)).unwrap_or(100);
    let types = input.alarm_types.clone().unwrap_or_default();
    let metric_alarms = types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm");
    let wanted = input.clone();
    let scope = context.scope.clone();
    // The task that decides gives its time to the selection alone; pages are cut and written here.
    let all: Vec<AlarmRecord> = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope).filter(|_| metric_alarms) else {
                return Vec::new();
            };
            let selected = |alarm: &&AlarmRecord| selected(alarm, &wanted);
            match &wanted.alarm_names {
                Some(names) => {
                    let names: BTreeSet<&String> = names.iter().collect();
                    let named = names.into_iter().filter_map(|name| realm.alarms().get(name));
                    named.filter(selected).cloned().collect()
                }
                None => realm.alarms().values().filter(selected).cloned().collect(),
            }
        })
        .await?;
    let filters = format!(
        "{:?}{:?}{:?}{:?}{:?}",
        input.alarm_names,
        input.alarm_name_prefix,
        input.state_value,
        input.action_prefix,
        input.alarm_types
    );
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Ascending };
    let page = page(all, &filters, &cut, |alarm| alarm.spec.name.clone())?;
    let alarms = page.items.iter().map(|alarm| write_alarm(context.scope, alarm)).collect();
    document(&model::DescribeAlarmsOutput {
        composite_alarms: Some(Vec::new()),
        metric_alarms: Some(alarms),
        next_token: page.next,
    })
}

fn selected(alarm: &AlarmRecord, wanted: &model::DescribeAlarmsInput) -> bool {
    let spec = &alarm.spec;
    let starts = |prefix: &String| {
        spec.ok_actions
            .iter()
            .chain(&spec.alarm_actions)
            .chain(&spec.insufficient_data_actions)
            .any(|action| action.starts_with(prefix))
    };
    wanted.alarm_name_prefix.as_ref().is_none_or(|prefix| spec.name.starts_with(prefix))
        && wanted.state_value.as_ref().is_none_or(|value| value == alarm.state.value.as_str())
        && wanted.action_prefix.as_ref().is_none_or(starts)
}

/// Rule cw.describe-alarms.as-set: what the client did not set is not filled in.
fn write_alarm(scope: &Scope, alarm: &AlarmRecord) -> model::MetricAlarm {
    let spec = &alarm.spec;
    let (statistic, extended) = if spec.statistic.is_basic() {
        (Some(spec.statistic_text()), None)
    } else {
        (None, Some(spec.statistic_text()))
    };
    model::MetricAlarm {
        alarm_name: Some(spec.name.clone()),
        alarm_arn: Some(alarm_arn(scope, &spec.name)),
        alarm_description: spec.description.clone(),
        alarm_configuration_updated_timestamp: Some(seconds(alarm.state.configuration_updated)),
        actions_enabled: Some(spec.actions_enabled),
        ok_actions: Some(spec.ok_actions.clone()),
        alarm_actions: Some(spec.alarm_actions.clone()),
        insufficient_data_actions: Some(spec.insufficient_data_actions.clone()),
        state_value: Some(alarm.state.value.to_string()),
        state_reason: Some(alarm.state.reason.clone()),
        state_reason_data: alarm.state.reason_data.clone(),
        state_updated_timestamp: Some(seconds(alarm.state.updated)),
        metric_name: Some(spec.metric.name().to_owned()),
        namespace: Some(spec.metric.namespace().to_owned()),
        statistic,
        extended_statistic: extended,
        dimensions: Some(write_dimensions(&spec.metric)),
        period: i32::try_from(spec.period_secs).ok(),
        unit: spec.unit.map(|unit| unit.to_string()),
        evaluation_periods: i32::try_from(spec.evaluation_periods).ok(),
        datapoints_to_alarm: spec.datapoints_to_alarm.and_then(|number| i32::try_from(number).ok()),
        threshold: Some(Double(spec.threshold)),
        comparison_operator: Some(spec.comparison.as_str().to_owned()),
        treat_missing_data: spec.treat_missing_data.map(|treat| treat.as_str().to_owned()),
        evaluate_low_sample_count_percentile: spec
            .evaluate_low_sample_count_percentile
            .map(|option| option.as_str().to_owned()),
        state_transitioned_timestamp: Some(seconds(alarm.state.transitioned)),
        ..Default::default()
    }
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteAlarmsInput = context.input()?;
    context.engine.call(context.scope, Command::DeleteAlarms(input.alarm_names)).await?;
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
