//! GetMetricData for plain metrics.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ebb_aws_model::cloudwatch as model;
use ebb_aws_model::Double;
use ebb_decide::metric::{Picked, Span};
use ebb_units::{MetricId, Statistic, Timestamp, Unit};
use serde_json::Value;

use super::metric_id;
use super::statistics::check_period;
use crate::api::error::ApiError;
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

const MOST_QUERIES: usize = 500;
const MOST_POINTS: usize = 100_800;

struct Query {
    id: String,
    label: Option<String>,
    metric: MetricId,
    statistic: Statistic,
    stat: String,
    period_secs: u32,
    unit: Option<Unit>,
    returned: bool,
}

/// Rule cw.get-metric-data: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
pub(super) async fn get(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::GetMetricDataInput = context.input()?;
    let (start, end) = (instant(input.start_time)?, instant(input.end_time)?);
    if start == end {
        return invalid("The parameter StartTime must not equal parameter EndTime.");
    }
    if end < start {
        return invalid("The parameter EndTime must be greater than StartTime.");
    }
    if input.metric_data_queries.len() > MOST_QUERIES {
        return invalid(&format!(
            "The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}."
        ));
    }
    let most = match input.max_datapoints {
        None => MOST_POINTS,
        Some(most) => usize::try_from(most)
            .ok()
            .filter(|most| (1..=MOST_POINTS).contains(most))
            .ok_or_else(|| {
                ApiError::Invalid(format!("MaxDatapoints must be between 1 and {MOST_POINTS}."))
            })?,
    };
    let queries = read_queries(&input.metric_data_queries)?;
    let newest_first = input.scan_by.as_deref() != Some("TimestampAscending");
    let skip = match &input.next_token {
        Some(token) => open(token, &input)?,
        None => 0,
    };
    let returned: Vec<Query> = queries.into_iter().filter(|query| query.returned).collect();
    let labels = default_labels(&returned);
    let scope = context.scope.clone();
    let (returned, picked) = context
        .engine
        .read(move |view| {
            let now = view.now();
            let picked: Vec<Picked> = returned
                .iter()
                .map(|query| pick(view.realm(&scope), query, start, end, now))
                .collect();
            (returned, picked)
        })
        .await?;
    let mut left_to_skip = skip;
    let mut room = most;
    let mut results = Vec::new();
    let mut cut = false;
    for ((query, picked), label) in returned.iter().zip(picked).zip(labels) {
        let mut points = picked.points.clone();
        if newest_first {
            points.reverse();
        }
        let before = left_to_skip.min(points.len());
        left_to_skip -= before;
        points.drain(..before);
        let partial = points.len() > room;
        points.truncate(room);
        room -= points.len();
        cut |= partial;
        let messages = picked.message().map(|text| {
            vec![model::MessageData {
                code: Some("MultipleUnits".to_owned()),
                value: Some(text),
            }]
        });
        results.push(model::MetricDataResult {
            id: Some(query.id.clone()),
            label: Some(query.label.clone().unwrap_or(label)),
            timestamps: Some(points.iter().map(|point| seconds(point.at)).collect()),
            values: Some(points.iter().map(|point| Double(point.value)).collect()),
            status_code: Some(if partial { "PartialData" } else { "Complete" }.to_owned()),
            messages,
        });
    }
    let next_token = cut.then(|| seal(skip + most, &input));
    document(&model::GetMetricDataOutput {
        metric_data_results: Some(results),
        next_token,
        messages: Some(Vec::new()),
    })
}

fn pick(
    realm: Option<&ebb_decide::Realm>,
    query: &Query,
    start: Timestamp,
    end: Timestamp,
    now: Timestamp,
) -> Picked {
    let span = Span { start, end, period_secs: query.period_secs, now };
    match realm {
        Some(realm) => realm.metrics().points_of_one_unit(
            &query.metric,
            query.unit,
            query.statistic,
            &span,
        ),
        None => Picked { points: Vec::new(), units: Vec::new() },
    }
}

fn read_queries(given: &[model::MetricDataQuery]) -> Result<Vec<Query>, ApiError> {
    let mut ids = BTreeSet::new();
    let mut queries = Vec::new();
    for (index, query) in given.iter().enumerate() {
        let path = format!("MetricDataQueries.member.{}", index + 1);
        if !is_id(&query.id) {
            return invalid(&format!(
                "The value for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
            ));
        }
        if !ids.insert(query.id.clone()) {
            return invalid("The values for parameter id in MetricDataQueries are not unique.");
        }
        let stat = match (&query.metric_stat, &query.expression) {
            (Some(_), Some(_)) => {
                return invalid(&format!(
                    "The parameters {path}.Expression and {path}.MetricStat are mutually exclusive and you have specified both."
                ));
            }
            (None, Some(_)) => {
                return Err(ApiError::NotBuilt("expressions in GetMetricData".to_owned()));
            }
            (None, None) => {
                return invalid(&format!("{path} must have either MetricStat or Expression."));
            }
            (Some(stat), None) => stat,
        };
        let metric = &stat.metric;
        let (Some(namespace), Some(name)) = (&metric.namespace, &metric.metric_name) else {
            return invalid(&format!(
                "The parameters {path}.MetricStat.Metric.Namespace and {path}.MetricStat.Metric.MetricName are required."
            ));
        };
        queries.push(Query {
            id: query.id.clone(),
            label: query.label.clone(),
            metric: metric_id(namespace, name, metric.dimensions.as_ref()),
            statistic: stat.stat.parse().map_err(|_| {
                ApiError::Invalid(format!(
                    "The value {} for parameter {path}.MetricStat.Stat is not supported.",
                    stat.stat
                ))
            })?,
            stat: stat.stat.clone(),
            period_secs: check_period(stat.period)
                .map_err(|error| ApiError::Invalid(error.to_string()))?,
            unit: match &stat.unit {
                Some(unit) => {
                    Some(unit.parse().map_err(|error| ApiError::Invalid(format!("{error}")))?)
                }
                None => None,
            },
            returned: query.return_data != Some(false),
        });
    }
    Ok(queries)
}

fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Rule cw.label.default: the metric's name; with the statistic when statistics differ, with the period when periods
/// differ; different names need neither.
fn default_labels(queries: &[Query]) -> Vec<String> {
    let differ = |of: fn(&Query) -> String| {
        queries.iter().map(of).collect::<BTreeSet<String>>().len() > 1
    };
    let names = differ(|query| query.metric.name().to_owned());
    let stats = !names && differ(|query| query.stat.clone());
    let periods = !names && differ(|query| query.period_secs.to_string());
    queries
        .iter()
        .map(|query| {
            let mut label = query.metric.name().to_owned();
            if stats {
                label = format!("{label} {}", query.stat);
            }
            if periods {
                label = format!("{label} {}", query.period_secs);
            }
            label
        })
        .collect()
}

/// What a token is bound to: everything but the token itself.
fn digest(input: &model::GetMetricDataInput) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let bound = model::GetMetricDataInput { next_token: None, ..input.clone() };
    let mut hasher = DefaultHasher::new();
    format!("{bound:?}").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn seal(skip: usize, input: &model::GetMetricDataInput) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}{skip}", digest(input)))
}

fn open(token: &str, input: &model::GetMetricDataInput) -> Result<usize, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| ApiError::NextToken)?;
    let text = String::from_utf8(bytes).map_err(|_| ApiError::NextToken)?;
    let skip = text.strip_prefix(&digest(input)).ok_or(ApiError::NextToken)?;
    skip.parse().map_err(|_| ApiError::NextToken)
}

fn invalid<T>(text: &str) -> Result<T, ApiError> {
    Err(ApiError::Invalid(text.to_owned()))
}

