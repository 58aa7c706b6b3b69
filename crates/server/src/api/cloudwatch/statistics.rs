//! GetMetricStatistics.

use std::collections::BTreeMap;

use ebb_aws_model::Double;
use ebb_aws_model::cloudwatch as model;
use ebb_decide::metric::Span;
use ebb_requests::metric::check_period;
use ebb_units::{Statistic, Unit};
use serde_json::Value;

use super::{metric_id, metrics_input};
use crate::api::error::ApiError;
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

const MOST_POINTS: f64 = 1440.0;

/// Rule cw.get-metric-statistics: one datapoint per unit and period; at most 1440, counted from the span.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>
pub(super) async fn get(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::GetMetricStatisticsInput = metrics_input(&mut context)?;
    let period_secs = check_period(input.period)?;
    let basic = input.statistics.unwrap_or_default();
    let extended = input.extended_statistics.unwrap_or_default();
    if basic.is_empty() && extended.is_empty() {
        return Err(ApiError::ParameterMissing(
            "Must specify either Statistics or ExtendedStatistics".to_owned(),
        ));
    }
    if !basic.is_empty() && !extended.is_empty() {
        return Err(ApiError::ParameterCombination(
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.".to_owned(),
        ));
    }
    let (start, end) = (instant(input.start_time)?, instant(input.end_time)?);
    if start >= end {
        return Err(ApiError::ParameterValue(
            "The parameter StartTime must be less than the parameter EndTime.".to_owned(),
        ));
    }
    let points = end.duration_since(start).as_secs_f64() / f64::from(period_secs);
    if points > MOST_POINTS {
        return Err(ApiError::ParameterCombination(format!(
            "You have requested up to {points:.0} datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range."
        )));
    }
    let basic = parse(&basic, true)?;
    let extended = parse(&extended, false)?;
    let unit: Option<Unit> = match &input.unit {
        Some(unit) => Some(unit.parse().map_err(|error| ApiError::Invalid(format!("{error}")))?),
        None => None,
    };
    let metric = metric_id(&input.namespace, &input.metric_name, input.dimensions.as_ref());
    let scope = context.scope.clone();
    let datapoints = context
        .engine
        .read(move |view| {
            let span = Span { start, end, period_secs, now: view.now() };
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let slots = realm.metrics().slots(&metric, unit, &span);
            slots
                .iter()
                .filter_map(|slot| {
                    let mut point = model::Datapoint {
                        timestamp: Some(seconds(slot.at)),
                        unit: Some(slot.unit.to_string()),
                        ..Default::default()
                    };
                    for (name, statistic) in &basic {
                        let value = slot.samples.value(*statistic).map(Double);
                        match name.as_str() {
                            "SampleCount" => point.sample_count = value,
                            "Average" => point.average = value,
                            "Sum" => point.sum = value,
                            "Minimum" => point.minimum = value,
                            _ => point.maximum = value,
                        }
                    }
                    let values: BTreeMap<String, Double> = extended
                        .iter()
                        .filter_map(|(name, statistic)| {
                            Some((name.clone(), Double(slot.samples.value(*statistic)?)))
                        })
                        .collect();
                    // A period in which none of the statistics can be told has no datapoint.
                    let empty = basic.is_empty() && values.is_empty();
                    point.extended_statistics = (!values.is_empty()).then_some(values);
                    (!empty).then_some(point)
                })
                .collect()
        })
        .await?;
    document(&model::GetMetricStatisticsOutput {
        label: Some(input.metric_name),
        datapoints: Some(datapoints),
    })
}

fn parse(names: &[String], basic: bool) -> Result<Vec<(String, Statistic)>, ApiError> {
    let parse = |name: &String| {
        let statistic = name.parse().ok().filter(|found: &Statistic| found.is_basic() == basic);
        let list = if basic { "Statistics" } else { "ExtendedStatistics" };
        statistic.map(|statistic| (name.clone(), statistic)).ok_or_else(|| {
            ApiError::ParameterValue(format!(
                "The value {name} for parameter {list} is not supported."
            ))
        })
    };
    names.iter().map(parse).collect()
}
