//! Metric data queries of requests, as the core wants them.

use std::collections::BTreeSet;

use ebb_aws_model::cloudwatch as model;
use ebb_decide::math::{MetricStat, Query, Source};

use crate::RequestError;
use crate::metric::{check_period, metric_id, write_dimensions};

/// The queries of a member of a request, each checked for itself.
///
/// # Errors
/// [`RequestError::Invalid`] in CloudWatch's words, [`RequestError::NotBuilt`] for data of other accounts.
pub fn read(
    given: &[model::MetricDataQuery],
    member: &str,
    account: &str,
) -> Result<Vec<Query>, RequestError> {
    let mut ids = BTreeSet::new();
    let mut queries = Vec::with_capacity(given.len());
    for (index, query) in given.iter().enumerate() {
        let path = format!("{member}.member.{}", index + 1);
        if !is_id(&query.id) {
            return invalid(format!(
                "The value for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
            ));
        }
        if !ids.insert(query.id.as_str()) {
            return invalid(format!("The values for parameter id in {member} are not unique."));
        }
        if query.account_id.as_deref().is_some_and(|owner| owner != account) {
            return Err(RequestError::NotBuilt("metric data of other accounts".to_owned()));
        }
        let source = match (&query.metric_stat, &query.expression) {
            (Some(_), Some(_)) => {
                return invalid(format!(
                    "The parameters {path}.Expression and {path}.MetricStat are mutually exclusive and you have specified both."
                ));
            }
            (None, None) => {
                return invalid(format!("{path} must have either MetricStat or Expression."));
            }
            (None, Some(expression)) => Source::Expression(expression.clone()),
            (Some(stat), None) => Source::Metric(metric_stat(stat, &path)?),
        };
        queries.push(Query {
            id: query.id.clone(),
            label: query.label.clone(),
            return_data: query.return_data,
            period_secs: query.period.map(period).transpose()?,
            account_id: query.account_id.clone(),
            source,
        });
    }
    Ok(queries)
}

/// A query as it is described: what was not given stays absent.
pub fn write(query: &Query) -> model::MetricDataQuery {
    let (metric_stat, expression) = match &query.source {
        Source::Expression(expression) => (None, Some(expression.clone())),
        Source::Metric(stat) => {
            let metric = model::Metric {
                namespace: Some(stat.metric.namespace().to_owned()),
                metric_name: Some(stat.metric.name().to_owned()),
                dimensions: Some(write_dimensions(&stat.metric)).filter(|all| !all.is_empty()),
            };
            let stat = model::MetricStat {
                metric,
                period: i32::try_from(stat.period_secs).unwrap_or(i32::MAX),
                stat: stat.stat.clone(),
                unit: stat.unit.map(|unit| unit.to_string()),
            };
            (Some(stat), None)
        }
    };
    model::MetricDataQuery {
        id: query.id.clone(),
        metric_stat,
        expression,
        label: query.label.clone(),
        return_data: query.return_data,
        period: query.period_secs.and_then(|secs| i32::try_from(secs).ok()),
        account_id: query.account_id.clone(),
    }
}

fn metric_stat(stat: &model::MetricStat, path: &str) -> Result<MetricStat, RequestError> {
    let metric = &stat.metric;
    let (Some(namespace), Some(name)) = (&metric.namespace, &metric.metric_name) else {
        return invalid(format!(
            "The parameters {path}.MetricStat.Metric.Namespace and {path}.MetricStat.Metric.MetricName are required."
        ));
    };
    let Ok(statistic) = stat.stat.parse() else {
        return invalid(format!(
            "The value {} for parameter {path}.MetricStat.Stat is not supported.",
            stat.stat
        ));
    };
    Ok(MetricStat {
        metric: metric_id(namespace, name, metric.dimensions.as_ref()),
        statistic,
        stat: stat.stat.clone(),
        period_secs: period(stat.period)?,
        unit: match &stat.unit {
            Some(unit) => {
                Some(unit.parse().map_err(|error| RequestError::Invalid(format!("{error}")))?)
            }
            None => None,
        },
    })
}

fn period(secs: i32) -> Result<u32, RequestError> {
    check_period(secs).map_err(|error| RequestError::Invalid(error.to_string()))
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn invalid<T>(text: String) -> Result<T, RequestError> {
    Err(RequestError::Invalid(text))
}
