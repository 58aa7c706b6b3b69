//! Metric math in target tracking policies.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::alarm::MathWatch;
use ebb_decide::math::{MetricStat, Query, Source};
use ebb_units::MetricId;

use crate::RequestError;

/// This model of a query has no period: all are read once a minute, as customized metrics are.
const PERIOD_SECS: u32 = 60;

/// The queries of a policy.
///
/// Rule aas.tracking.math: each is a metric or an expression; one returns data, the last where there are expressions; single
/// members and queries exclude each other.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html>
pub(super) fn read(
    specification: &model::CustomizedMetricSpecification,
    queries: &[model::TargetTrackingMetricDataQuery],
) -> Result<MathWatch, RequestError> {
    let single = specification.metric_name.is_some()
        || specification.namespace.is_some()
        || specification.statistic.is_some()
        || specification.unit.is_some()
        || specification.dimensions.as_ref().is_some_and(|dimensions| !dimensions.is_empty());
    if single {
        return invalid(
            "You can use a specification with metric math or a specification without metric math, but not a combination of both.",
        );
    }
    let read: Vec<Query> = queries.iter().map(query).collect::<Result<_, _>>()?;
    let expressions = read.iter().any(|query| matches!(query.source, Source::Expression(_)));
    if expressions && !read.last().is_some_and(Query::returns_data) {
        return invalid("The expression that returns data must be the last of Metrics.");
    }
    MathWatch::new(read).or_else(|error| invalid(&error.to_string()))
}

fn query(given: &model::TargetTrackingMetricDataQuery) -> Result<Query, RequestError> {
    let id = &given.id;
    let first = id.starts_with(|c: char| c.is_ascii_lowercase());
    if !first || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return invalid(&format!(
            "The Id \"{id}\" must begin with a lower-case letter and hold letters, digits and underscores only."
        ));
    }
    let source = match (&given.metric_stat, &given.expression) {
        (Some(stat), None) => Source::Metric(metric_stat(stat)?),
        (None, Some(expression)) => Source::Expression(expression.clone()),
        (Some(_), Some(_)) | (None, None) => {
            return invalid("Each element of Metrics must have either MetricStat or Expression.");
        }
    };
    Ok(Query {
        id: id.clone(),
        label: given.label.clone(),
        return_data: given.return_data,
        period_secs: None,
        account_id: None,
        source,
    })
}

fn metric_stat(given: &model::TargetTrackingMetricStat) -> Result<MetricStat, RequestError> {
    let (Some(name), Some(namespace)) = (&given.metric.metric_name, &given.metric.namespace) else {
        return invalid("MetricName and Namespace of a metric must be specified.");
    };
    let Ok(statistic) = given.stat.parse() else {
        return invalid(&format!("\"{}\" is not a statistic.", given.stat));
    };
    let unit = match &given.unit {
        Some(unit) => match unit.parse() {
            Ok(unit) => Some(unit),
            Err(_) => return invalid(&format!("\"{unit}\" is not a unit of CloudWatch.")),
        },
        None => None,
    };
    let dimensions = given.metric.dimensions.iter().flatten();
    let metric = MetricId::new(
        namespace,
        name,
        dimensions.map(|dimension| (dimension.name.as_str(), dimension.value.as_str())),
    );
    let stat = given.stat.clone();
    Ok(MetricStat { metric, statistic, stat, period_secs: PERIOD_SECS, unit })
}

/// The queries as they were sent.
pub(super) fn write(watch: &MathWatch) -> model::CustomizedMetricSpecification {
    let queries = watch.queries().map(|query| {
        let (metric_stat, expression) = match &query.source {
            Source::Metric(stat) => (Some(write_stat(stat)), None),
            Source::Expression(expression) => (None, Some(expression.clone())),
        };
        model::TargetTrackingMetricDataQuery {
            id: query.id.clone(),
            metric_stat,
            expression,
            label: query.label.clone(),
            return_data: query.return_data,
        }
    });
    model::CustomizedMetricSpecification { metrics: Some(queries.collect()), ..Default::default() }
}

fn write_stat(stat: &MetricStat) -> model::TargetTrackingMetricStat {
    let dimensions: Vec<model::TargetTrackingMetricDimension> = stat
        .metric
        .dimensions()
        .iter()
        .map(|dimension| model::TargetTrackingMetricDimension {
            name: dimension.name.to_string(),
            value: dimension.value.to_string(),
        })
        .collect();
    model::TargetTrackingMetricStat {
        metric: model::TargetTrackingMetric {
            metric_name: Some(stat.metric.name().to_owned()),
            namespace: Some(stat.metric.namespace().to_owned()),
            dimensions: (!dimensions.is_empty()).then_some(dimensions),
        },
        stat: stat.stat.clone(),
        unit: stat.unit.map(|unit| unit.to_string()),
    }
}

fn invalid<T>(text: &str) -> Result<T, RequestError> {
    Err(RequestError::Invalid(format!("The customized metric specification is not valid. {text}")))
}
