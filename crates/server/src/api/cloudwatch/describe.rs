//! DescribeAlarms: which alarms are shown, in which pages, and how.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ebb_aws_model::Double;
use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::{MetricWatch, StateValue, Watch, alarm_arn};
use ebb_decide::{AlarmRecord, CompositeRecord, Realm};
use ebb_units::Scope;
use serde_json::Value;

use super::{composites, query, write_dimensions};
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::seconds;
use crate::api::{Context, document};

/// An alarm to show.
enum Found {
    Metric(Box<model::MetricAlarm>),
    Composite(Box<model::CompositeAlarm>),
}

impl Found {
    fn name(&self) -> String {
        let name = match self {
            Self::Metric(alarm) => &alarm.alarm_name,
            Self::Composite(alarm) => &alarm.alarm_name,
        };
        name.clone().unwrap_or_default()
    }
}

/// Rule cw.describe-alarms: metric alarms unless other types are asked for; unknown names are skipped; by name.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>
pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let mut input: model::DescribeAlarmsInput = context.input()?;
    // Query clients send an empty list as a member without a value: it selects nothing out.
    input.alarm_names = input.alarm_names.filter(|names| !names.is_empty());
    check(&input)?;
    let size = usize::try_from(input.max_records.unwrap_or(100)).unwrap_or(100);
    let filters = format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        input.alarm_names,
        input.alarm_name_prefix,
        input.state_value,
        input.action_prefix,
        input.alarm_types,
        input.children_of_alarm_name,
        input.parents_of_alarm_name
    );
    let token = input.next_token.clone();
    let scope = context.scope.clone();
    // The task that decides gives its time to the selection alone; pages are cut here.
    let all = context
        .engine
        .read(move |view| view.realm(&scope).map_or_else(Vec::new, |realm| select(realm, &input)))
        .await?;
    let token = token.as_deref();
    let cut = Cut { operation: context.operation, token, most: size, order: Order::Ascending };
    let page = page(all, &filters, &cut, Found::name)?;
    let (mut metric_alarms, mut composite_alarms) = (Vec::new(), Vec::new());
    for found in page.items {
        match found {
            Found::Metric(alarm) => metric_alarms.push(*alarm),
            Found::Composite(alarm) => composite_alarms.push(*alarm),
        }
    }
    document(&model::DescribeAlarmsOutput {
        composite_alarms: Some(composite_alarms),
        metric_alarms: Some(metric_alarms),
        next_token: page.next,
    })
}

fn check(input: &model::DescribeAlarmsInput) -> Result<(), ApiError> {
    let refuse = |text: &str| Err(ApiError::Invalid(text.to_owned()));
    if input.alarm_names.is_some() && input.alarm_name_prefix.is_some() {
        return refuse("AlarmNames and AlarmNamePrefix must not be given together.");
    }
    let filtered = input.alarm_names.is_some()
        || input.alarm_name_prefix.is_some()
        || input.state_value.is_some()
        || input.action_prefix.is_some()
        || input.alarm_types.as_ref().is_some_and(|types| !types.is_empty());
    match (&input.children_of_alarm_name, &input.parents_of_alarm_name) {
        (None, None) => Ok(()),
        (Some(_), Some(_)) => {
            refuse("ChildrenOfAlarmName and ParentsOfAlarmName must not be given together.")
        }
        _ if filtered => refuse(
            "ChildrenOfAlarmName and ParentsOfAlarmName go together with MaxRecords and NextToken only.",
        ),
        _ => Ok(()),
    }
}

fn select(realm: &Realm, input: &model::DescribeAlarmsInput) -> Vec<Found> {
    if let Some(name) = &input.children_of_alarm_name {
        return children(realm, name);
    }
    if let Some(name) = &input.parents_of_alarm_name {
        return realm.parents_of(name).map(|parent| parent_of(realm, parent)).collect();
    }
    let types = input.alarm_types.clone().unwrap_or_default();
    let wants = |kind: &str| types.iter().any(|wanted| wanted == kind);
    let names: Option<BTreeSet<&String>> = input.alarm_names.as_ref().map(|it| it.iter().collect());
    let mut all = Vec::new();
    if types.is_empty() || wants("MetricAlarm") {
        let selected = |alarm: &&AlarmRecord| {
            let AlarmRecord { spec, state, .. } = alarm;
            let lists: [&Vec<String>; 3] =
                [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions];
            matches(input, &spec.name, state.value, lists)
        };
        let write = |alarm| Found::Metric(Box::new(write_alarm(realm.scope(), alarm)));
        match &names {
            Some(names) => {
                let named = names.iter().filter_map(|name| realm.alarms().get(name));
                all.extend(named.filter(selected).map(write));
            }
            None => all.extend(realm.alarms().values().filter(selected).map(write)),
        }
    }
    if wants("CompositeAlarm") {
        let selected = |record: &&CompositeRecord| {
            let CompositeRecord { spec, state, .. } = record;
            let lists = [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions];
            matches(input, &spec.name, state.value, lists)
        };
        let write = |record| {
            let reason = realm.suppressed_reason(record);
            Found::Composite(Box::new(composites::write(realm.scope(), record, reason)))
        };
        match &names {
            Some(names) => {
                let named = names.iter().filter_map(|name| realm.composites().get(*name));
                all.extend(named.filter(selected).map(write));
            }
            None => all.extend(realm.composites().values().filter(selected).map(write)),
        }
    }
    all
}

fn matches(
    wanted: &model::DescribeAlarmsInput,
    name: &str,
    state: StateValue,
    actions: [&Vec<String>; 3],
) -> bool {
    let starts = |prefix: &String| {
        actions.into_iter().flatten().any(|action| action.starts_with(prefix.as_str()))
    };
    wanted.alarm_name_prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix.as_str()))
        && wanted.state_value.as_ref().is_none_or(|value| value == state.as_str())
        && wanted.action_prefix.as_ref().is_none_or(starts)
}

/// Rule cw.describe-alarms.relatives: of children name, ARN, state and its time are told, of parents name and ARN.
fn children(realm: &Realm, of: &str) -> Vec<Found> {
    let Some(record) = realm.composites().get(of) else { return Vec::new() };
    let names: BTreeSet<&str> =
        record.spec.rule.children().into_iter().map(|child| child.name.as_str()).collect();
    let known = names.into_iter().filter_map(|name| Some((name, realm.alarm_state(name)?)));
    known
        .map(|(name, state)| {
            let (alarm_name, alarm_arn) =
                (Some(name.to_owned()), Some(alarm_arn(realm.scope(), name)));
            let state_value = Some(state.value.to_string());
            let state_updated_timestamp = Some(seconds(state.updated));
            if realm.composites().contains_key(name) {
                Found::Composite(Box::new(model::CompositeAlarm {
                    alarm_name,
                    alarm_arn,
                    state_value,
                    state_updated_timestamp,
                    ..Default::default()
                }))
            } else {
                Found::Metric(Box::new(model::MetricAlarm {
                    alarm_name,
                    alarm_arn,
                    state_value,
                    state_updated_timestamp,
                    ..Default::default()
                }))
            }
        })
        .collect()
}

fn parent_of(realm: &Realm, parent: &CompositeRecord) -> Found {
    let name = &parent.spec.name;
    Found::Composite(Box::new(model::CompositeAlarm {
        alarm_name: Some(name.clone()),
        alarm_arn: Some(alarm_arn(realm.scope(), name)),
        ..Default::default()
    }))
}

/// Rule cw.describe-alarms.as-set: what the client did not set is not filled in.
pub(super) fn write_alarm(scope: &Scope, alarm: &AlarmRecord) -> model::MetricAlarm {
    let spec = &alarm.spec;
    let watched = match &spec.watch {
        Watch::Metric(watch) => write_metric(watch, spec.period_secs),
        Watch::Math(watch) => model::MetricAlarm {
            metrics: Some(watch.queries().map(query::write).collect()),
            threshold_metric_id: watch.band_id().map(str::to_owned),
            ..Default::default()
        },
    };
    let (reason, reason_data) = alarm.state.why.texts();
    model::MetricAlarm {
        alarm_name: Some(spec.name.to_string()),
        alarm_arn: Some(alarm_arn(scope, &spec.name)),
        alarm_description: spec.description.clone(),
        alarm_configuration_updated_timestamp: Some(seconds(alarm.state.configuration_updated)),
        actions_enabled: Some(spec.actions_enabled),
        ok_actions: Some(spec.ok_actions.to_vec()),
        alarm_actions: Some(spec.alarm_actions.to_vec()),
        insufficient_data_actions: Some(spec.insufficient_data_actions.to_vec()),
        state_value: Some(alarm.state.value.to_string()),
        state_reason: Some(reason.into_owned()),
        state_reason_data: reason_data.map(Cow::into_owned),
        state_updated_timestamp: Some(seconds(alarm.state.updated)),
        evaluation_periods: i32::try_from(spec.evaluation_periods).ok(),
        datapoints_to_alarm: spec.datapoints_to_alarm.and_then(|number| i32::try_from(number).ok()),
        threshold: spec.threshold.map(Double),
        comparison_operator: Some(spec.comparison.as_str().to_owned()),
        treat_missing_data: spec.treat_missing_data.map(|treat| treat.as_str().to_owned()),
        evaluate_low_sample_count_percentile: spec
            .evaluate_low_sample_count_percentile
            .map(|option| option.as_str().to_owned()),
        state_transitioned_timestamp: Some(seconds(alarm.state.transitioned)),
        ..watched
    }
}

/// What an alarm on one metric watches.
fn write_metric(watch: &MetricWatch, period_secs: u32) -> model::MetricAlarm {
    let (statistic, extended_statistic) = if watch.statistic.is_basic() {
        (Some(watch.statistic_text()), None)
    } else {
        (None, Some(watch.statistic_text()))
    };
    model::MetricAlarm {
        metric_name: Some(watch.metric.name().to_owned()),
        namespace: Some(watch.metric.namespace().to_owned()),
        statistic,
        extended_statistic,
        dimensions: Some(write_dimensions(&watch.metric)),
        period: i32::try_from(period_secs).ok(),
        unit: watch.unit.map(|unit| unit.to_string()),
        ..Default::default()
    }
}

/// Rule cw.describe-alarms-for-metric: the dimensions of the alarm are exactly those that are asked for; what else is
/// given narrows further. No pages.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html>
pub(super) async fn for_metric(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeAlarmsForMetricInput = context.input()?;
    let metric = super::metric_id(&input.namespace, &input.metric_name, input.dimensions.as_ref());
    let scope = context.scope.clone();
    let alarms = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let alarms = realm.alarms_watching(&metric).map(|alarm| write_alarm(&scope, alarm));
            alarms.filter(|alarm| narrowed(alarm, &input)).collect()
        })
        .await?;
    document(&model::DescribeAlarmsForMetricOutput { metric_alarms: Some(alarms) })
}

fn narrowed(alarm: &model::MetricAlarm, wanted: &model::DescribeAlarmsForMetricInput) -> bool {
    // An alarm on the result of an expression has no metric of its own.
    alarm.metric_name.is_some()
        && (wanted.statistic.is_none() || alarm.statistic == wanted.statistic)
        && (wanted.extended_statistic.is_none()
            || alarm.extended_statistic == wanted.extended_statistic)
        && (wanted.period.is_none() || alarm.period == wanted.period)
        && (wanted.unit.is_none() || alarm.unit == wanted.unit)
}

/// DescribeAlarmContributors: only alarms on several series have any, and there are none of those here.
pub(super) async fn contributors(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeAlarmContributorsInput = context.input()?;
    if input.next_token.is_some() {
        return Err(ApiError::NextToken);
    }
    let (scope, name) = (context.scope.clone(), input.alarm_name.clone());
    let known = context
        .engine
        .read(move |view| {
            view.realm(&scope).is_some_and(|realm| realm.alarm_state(&name).is_some())
        })
        .await?;
    if !known {
        return Err(ApiError::NoResource { kind: "alarm", id: input.alarm_name });
    }
    let none = Vec::new();
    document(&model::DescribeAlarmContributorsOutput { alarm_contributors: none, next_token: None })
}
