//! PutMetricAlarm.

use std::collections::BTreeMap;

use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::{AlarmError, AlarmRequest, AlarmSpec};
use ebb_units::Scope;

use crate::metric::repeated;
use crate::{RequestError, query};

/// The alarm that is asked for, and its tags.
///
/// # Errors
/// [`RequestError`] in CloudWatch's words.
pub fn read(
    input: model::PutMetricAlarmInput,
    scope: &Scope,
) -> Result<(AlarmSpec, BTreeMap<String, String>), RequestError> {
    if input.evaluation_criteria.is_some() || input.evaluation_interval.is_some() {
        return Err(RequestError::NotBuilt("PromQL alarms".to_owned()));
    }
    let dimensions = input.dimensions.as_ref();
    if repeated(dimensions.into_iter().flatten().map(|dimension| dimension.name.as_str())) {
        return Err(RequestError::Invalid(
            "Dimensions must not contain the same dimension name more than once.".to_owned(),
        ));
    }
    let tags = input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value));
    let tags = tags.collect();
    let queries = input.metrics.unwrap_or_default();
    let metrics = query::read(&queries, "Metrics", scope.account.as_str())?;
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
        threshold_metric_id: input.threshold_metric_id,
        comparison_operator: input.comparison_operator,
        treat_missing_data: input.treat_missing_data,
        evaluate_low_sample_count_percentile: input.evaluate_low_sample_count_percentile,
    };
    let spec = request.check(&scope.region).map_err(|error| {
        let text = error.to_string();
        if matches!(error, AlarmError::ExtendedStatistic(_)) {
            RequestError::ParameterValue(text)
        } else {
            RequestError::Invalid(text)
        }
    })?;
    Ok((spec, tags))
}
