//! PutMetricData and ListMetrics.

use ebb_aws_model::cloudwatch as model;
use ebb_aws_model::java_double;
use ebb_decide::Command;
use ebb_decide::metric::{Datum, Resolution, Samples};
use ebb_units::{MetricId, Scope, SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{metric_id, metrics_input, repeated, token_is_a_parameter, write_dimensions};
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::instant;
use crate::api::{Context, document};
use crate::engine::Engine;

pub(super) const MOST_DATA: usize = 1000;
pub(super) const MOST_VALUES: usize = 150;
pub(super) const MOST_DIMENSIONS: usize = 30;
/// Two weeks back, two hours ahead.
const OLDEST: SignedDuration = SignedDuration::from_hours(14 * 24);
const NEWEST: SignedDuration = SignedDuration::from_hours(2);

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutMetricDataInput = metrics_input(&mut context)?;
    let data = read(input, context.engine.now())?;
    record(context.engine, context.scope, data).await
}

/// Records data that have been read.
pub(crate) async fn record(
    engine: &Engine,
    scope: &Scope,
    data: Vec<Datum>,
) -> Result<Value, ApiError> {
    engine.call(scope, Command::PutMetricData(data)).await?;
    Ok(json!({}))
}

/// Rule cw.put-metric-data: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>
pub(super) fn read(
    input: model::PutMetricDataInput,
    now: Timestamp,
) -> Result<Vec<Datum>, ApiError> {
    if input.entity_metric_data.as_ref().is_some_and(|data| !data.is_empty()) {
        return Err(ApiError::NotBuilt("PutMetricData with EntityMetricData".to_owned()));
    }
    let data = input.metric_data.unwrap_or_default();
    if data.is_empty() {
        return Err(ApiError::ParameterMissing(
            "At least one MetricDatum object must be present in the MetricData parameter."
                .to_owned(),
        ));
    }
    if data.len() > MOST_DATA {
        return Err(ApiError::ParameterValue(format!(
            "The collection MetricData must not have a size greater than {MOST_DATA}."
        )));
    }
    if !is_printable(&input.namespace) {
        return Err(ApiError::ParameterValue(format!(
            "The value {} for parameter Namespace is invalid.",
            input.namespace
        )));
    }
    if input.namespace.starts_with("AWS/") {
        return Err(ApiError::ParameterValue(
            "The value AWS/ for parameter Namespace is invalid.".to_owned(),
        ));
    }
    check_times(&data, now)?;
    data.iter()
        .enumerate()
        .map(|(index, datum)| read_datum(&input.namespace, datum, index + 1, now))
        .collect()
}

pub(super) fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(at);
    age <= OLDEST && -age <= NEWEST
}

fn check_times(data: &[model::MetricDatum], now: Timestamp) -> Result<(), ApiError> {
    let mut wrong = Vec::new();
    for (index, datum) in data.iter().enumerate() {
        let Some(given) = datum.timestamp else { continue };
        let fits = instant(given).is_ok_and(|at| is_recent(at, now));
        if !fits {
            wrong.push(format!(
                "The parameter MetricData.member.{}.Timestamp must specify a time within the past two weeks.",
                index + 1
            ));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(ApiError::ParameterValue(wrong.join("\n"))) }
}

fn read_datum(
    namespace: &str,
    given: &model::MetricDatum,
    index: usize,
    now: Timestamp,
) -> Result<Datum, ApiError> {
    let path = format!("MetricData.member.{index}");
    let dimensions = given.dimensions.as_ref();
    if dimensions.is_some_and(|dimensions| dimensions.len() > MOST_DIMENSIONS) {
        return Err(ApiError::ParameterValue(format!(
            "The collection {path}.Dimensions must not have a size greater than {MOST_DIMENSIONS}."
        )));
    }
    if repeated(dimensions.into_iter().flatten().map(|dimension| dimension.name.as_str())) {
        return Err(ApiError::ParameterValue(format!(
            "The parameter {path}.Dimensions must not contain the same dimension name more than once."
        )));
    }
    for dimension in dimensions.into_iter().flatten() {
        let legal = !dimension.name.starts_with(':')
            && [&dimension.name, &dimension.value]
                .into_iter()
                .all(|text| is_printable(text) && !text.trim().is_empty());
        if !legal {
            return Err(ApiError::ParameterValue(format!(
                "The value {}={} for parameter {path}.Dimensions is invalid.",
                dimension.name, dimension.value
            )));
        }
    }
    let resolution = match given.storage_resolution {
        None | Some(60) => Resolution::OneMinute,
        Some(1) => Resolution::OneSecond,
        Some(_) => {
            return Err(ApiError::ParameterValue(format!(
                "The parameter {path}.StorageResolution must be a value in the set [ 1, 60 ]."
            )));
        }
    };
    let unit = match &given.unit {
        Some(unit) => unit.parse().map_err(|error| ApiError::Invalid(format!("{error}")))?,
        None => ebb_units::Unit::None,
    };
    Ok(Datum {
        metric: metric_id(namespace, &given.metric_name, dimensions),
        unit,
        at: match given.timestamp {
            Some(at) => instant(at)?,
            None => now,
        },
        resolution,
        samples: read_samples(given, &path)?,
    })
}

pub(super) fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control())
}

fn read_samples(given: &model::MetricDatum, path: &str) -> Result<Samples, ApiError> {
    let exclusive = |other: &str| {
        Err(ApiError::ParameterCombination(format!(
            "The parameters {path}.Value and {path}.{other} are mutually exclusive and you have specified both."
        )))
    };
    let values = given.values.as_ref().filter(|values| !values.is_empty());
    match (given.value, values, &given.statistic_values) {
        (Some(_), Some(_), _) => exclusive("Values"),
        (Some(_), None, Some(_)) => exclusive("StatisticValues"),
        (Some(value), None, None) => {
            Ok(Samples::Values(vec![(check_value(value.0, path, "Value")?, 1.0)]))
        }
        // A statistic set wins over values that stand beside it.
        (None, _, Some(set)) => {
            let check = |value: f64, name: &str| {
                check_value(value, path, &format!("StatisticValues.{name}"))
            };
            let samples = Samples::Set {
                count: check(set.sample_count.0, "SampleCount")?,
                sum: check(set.sum.0, "Sum")?,
                min: check(set.minimum.0, "Minimum")?,
                max: check(set.maximum.0, "Maximum")?,
            };
            if set.sample_count.0 < 0.0 || set.minimum.0 > set.maximum.0 {
                return Err(ApiError::ParameterValue(format!(
                    "The value for parameter {path}.StatisticValues is invalid."
                )));
            }
            Ok(samples)
        }
        (None, Some(values), None) => {
            if values.len() > MOST_VALUES {
                return Err(ApiError::ParameterValue(format!(
                    "The collection {path}.Values must not have a size greater than {MOST_VALUES}."
                )));
            }
            let counts = given.counts.as_ref().filter(|counts| !counts.is_empty());
            if counts.is_some_and(|counts| counts.len() != values.len()) {
                return Err(ApiError::ParameterValue(format!(
                    "The parameters {path}.Values and {path}.Counts must be of the same size."
                )));
            }
            let mut samples = Vec::with_capacity(values.len());
            for (position, value) in values.iter().enumerate() {
                let name = format!("Values.member.{}", position + 1);
                let value = check_value(value.0, path, &name)?;
                let count = counts.map_or(1.0, |counts| counts[position].0);
                let name = format!("Counts.member.{}", position + 1);
                let count = check_value(count, path, &name)?;
                if count < 0.0 {
                    return Err(out_of_range(count, path, &name));
                }
                samples.push((value, count));
            }
            Ok(Samples::Values(samples))
        }
        (None, None, None) => {
            Err(ApiError::ParameterMissing(format!("The parameter {path}.Value is required.")))
        }
    }
}

/// Rule cw.value-range: -2^360 to 2^360, nothing smaller than 2^-360 besides zero, no NaN, no infinity.
fn check_value(value: f64, path: &str, name: &str) -> Result<f64, ApiError> {
    if is_in_range(value) { Ok(value) } else { Err(out_of_range(value, path, name)) }
}

pub(super) fn is_in_range(value: f64) -> bool {
    let largest = 2.0_f64.powi(360);
    let smallest = 2.0_f64.powi(-360);
    let magnitude = value.abs();
    magnitude == 0.0 || (smallest <= magnitude && magnitude <= largest)
}

fn out_of_range(value: f64, path: &str, name: &str) -> ApiError {
    ApiError::ParameterValue(format!(
        "The value {} for parameter {path}.{name} is invalid.",
        java_double(value)
    ))
}

/// Rule cw.list-metrics: filters on dimensions match metrics that have more; 500 a page; two weeks back.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html>
pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    const RECENT: SignedDuration = SignedDuration::from_hours(3);
    let input: model::ListMetricsInput = context.input()?;
    let account = context.scope.account.as_str();
    // No other account is linked to this one.
    let foreign = input.owning_account.as_deref().is_some_and(|owner| owner != account);
    let scope = context.scope.clone();
    let wanted = input.clone();
    let all: Vec<MetricId> = context
        .engine
        .read(move |view| {
            let now = view.now();
            let keep = if wanted.recently_active.is_some() { RECENT } else { OLDEST };
            let realm = view.realm(&scope).filter(|_| !foreign);
            let metrics = realm.into_iter().flat_map(|realm| realm.metrics().list());
            metrics
                .filter(|(_, last)| now.duration_since(*last) <= keep)
                .filter(|(metric, _)| {
                    wanted.namespace.as_ref().is_none_or(|name| name == metric.namespace())
                        && wanted.metric_name.as_ref().is_none_or(|name| name == metric.name())
                        && wanted.dimensions.iter().flatten().all(|filter| {
                            metric.dimensions().iter().any(|dimension| {
                                *dimension.name == *filter.name
                                    && filter
                                        .value
                                        .as_ref()
                                        .is_none_or(|value| **value == *dimension.value)
                            })
                        })
                })
                .map(|(metric, _)| metric.clone())
                .collect()
        })
        .await?;
    let filters = format!(
        "{:?}{:?}{:?}{:?}{:?}",
        input.namespace,
        input.metric_name,
        input.dimensions,
        input.recently_active,
        input.owning_account
    );
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: 500, order: Order::Ascending };
    let page =
        page(all, &filters, &cut, |metric| format!("{metric:?}")).map_err(token_is_a_parameter)?;
    let linked = input.include_linked_accounts == Some(true);
    document(&model::ListMetricsOutput {
        owning_accounts: linked.then(|| vec![account.to_owned(); page.items.len()]),
        metrics: Some(page.items.iter().map(write_metric).collect()),
        next_token: page.next,
    })
}

fn write_metric(metric: &MetricId) -> model::Metric {
    model::Metric {
        namespace: Some(metric.namespace().to_owned()),
        metric_name: Some(metric.name().to_owned()),
        dimensions: Some(write_dimensions(metric)),
    }
}
