//! GetMetricData for plain metrics.

use std::collections::BTreeSet;

use ebb_aws_model::Double;
use ebb_aws_model::cloudwatch as model;
use ebb_decide::metric::{Picked, Point, Span};
use ebb_units::{MetricId, Statistic, Unit};
use serde_json::Value;

use super::metric_id;
use super::statistics::check_period;
use crate::api::error::ApiError;
use crate::api::paging;
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

const MOST_QUERIES: usize = 500;
const MOST_POINTS: usize = 100_800;

struct Query {
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
        Some(most) => {
            usize::try_from(most).ok().filter(|most| (1..=MOST_POINTS).contains(most)).ok_or_else(
                || ApiError::Invalid(format!("MaxDatapoints must be between 1 and {MOST_POINTS}.")),
            )?
        }
    };
    let account = context.scope.account.as_str();
    let queries = read_queries(&input.metric_data_queries, account)?;
    let from = match &input.next_token {
        Some(token) => open(token, &input)?,
        None => Place::default(),
    };
    let newest_first = input.scan_by.as_deref() != Some("TimestampAscending");
    let returned: Vec<Query> = queries.into_iter().filter(|query| query.returned).collect();
    let labels = default_labels(&returned);
    let scope = context.scope.clone();
    let (parts, next) = context
        .engine
        .read(move |view| {
            let realm = view.realm(&scope);
            let span = |period_secs| Span { start, end, period_secs, now: view.now() };
            gather(&returned, from, most, |query| {
                let mut picked = pick(realm, query, &span(query.period_secs));
                if newest_first {
                    picked.points.reverse();
                }
                picked
            })
        })
        .await?;
    let given = input.metric_data_queries.iter().filter(|query| query.return_data != Some(false));
    let results = parts
        .into_iter()
        .zip(given)
        .zip(labels)
        .map(|((part, query), label)| model::MetricDataResult {
            id: Some(query.id.clone()),
            label: Some(query.label.clone().unwrap_or(label)),
            timestamps: Some(part.points.iter().map(|point| seconds(point.at)).collect()),
            values: Some(part.points.iter().map(|point| Double(point.value)).collect()),
            status_code: Some(if part.whole { "Complete" } else { "PartialData" }.to_owned()),
            messages: part.message.map(|text| {
                vec![model::MessageData {
                    code: Some("MultipleUnits".to_owned()),
                    value: Some(text),
                }]
            }),
        })
        .collect();
    document(&model::GetMetricDataOutput {
        metric_data_results: Some(results),
        next_token: next.map(|place| seal(place, &input)),
        messages: Some(Vec::new()),
    })
}

/// Where a page begins: at a datapoint of a query, both counted from zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Place {
    query: usize,
    point: usize,
}

/// What one page has of one query.
struct Part {
    points: Vec<Point>,
    /// Whether this page or an earlier one has the last point.
    whole: bool,
    message: Option<String>,
}

/// The parts of one page, one for each query, and where the next page begins. Queries that are on other pages are not
/// evaluated, so that the cost of a page is bounded by its size and not by the request.
fn gather(
    queries: &[Query],
    from: Place,
    most: usize,
    pick: impl Fn(&Query) -> Picked,
) -> (Vec<Part>, Option<Place>) {
    let mut room = most;
    let mut next = None;
    let mut parts = Vec::with_capacity(queries.len());
    for (index, query) in queries.iter().enumerate() {
        if index < from.query || next.is_some() {
            parts.push(Part { points: Vec::new(), whole: next.is_none(), message: None });
            continue;
        }
        let picked = pick(query);
        let skip = if index == from.query { from.point.min(picked.points.len()) } else { 0 };
        let message = picked.message();
        let mut points = picked.points;
        points.drain(..skip);
        let whole = points.len() <= room;
        points.truncate(room);
        room -= points.len();
        if !whole {
            next = Some(Place { query: index, point: skip + points.len() });
        }
        parts.push(Part { points, whole, message });
    }
    (parts, next)
}

fn pick(realm: Option<&ebb_decide::Realm>, query: &Query, span: &Span) -> Picked {
    match realm {
        Some(realm) => {
            realm.metrics().points_of_one_unit(&query.metric, query.unit, query.statistic, span)
        }
        None => Picked { points: Vec::new(), units: Vec::new() },
    }
}

fn read_queries(given: &[model::MetricDataQuery], account: &str) -> Result<Vec<Query>, ApiError> {
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
        if query.label.as_ref().is_some_and(|label| label.contains("${")) {
            return Err(ApiError::NotBuilt("dynamic labels in GetMetricData".to_owned()));
        }
        if query.account_id.as_deref().is_some_and(|owner| owner != account) {
            return Err(ApiError::NotBuilt("GetMetricData for other accounts".to_owned()));
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
    let differ =
        |of: fn(&Query) -> String| queries.iter().map(of).collect::<BTreeSet<String>>().len() > 1;
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
fn bound_to(input: &model::GetMetricDataInput) -> u64 {
    let bound = model::GetMetricDataInput { next_token: None, ..input.clone() };
    paging::digest(&format!("GetMetricData {bound:?}"))
}

fn seal(place: Place, input: &model::GetMetricDataInput) -> String {
    paging::seal(&format!("{}.{}", place.query, place.point), bound_to(input))
}

fn open(token: &str, input: &model::GetMetricDataInput) -> Result<Place, ApiError> {
    let place = paging::open(token, bound_to(input))?;
    let (query, point) = place.split_once('.').ok_or(ApiError::NextToken)?;
    let number = |text: &str| text.parse().map_err(|_| ApiError::NextToken);
    Ok(Place { query: number(query)?, point: number(point)? })
}

fn invalid<T>(text: &str) -> Result<T, ApiError> {
    Err(ApiError::Invalid(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebb_units::Timestamp;

    /// Pages through queries that have that many points each. Every point is the number of its query.
    fn pages(numbers: &[u32], most: usize) -> Vec<Vec<(usize, bool)>> {
        let queries: Vec<Query> = numbers
            .iter()
            .map(|number| Query {
                metric: metric_id("N", &number.to_string(), None),
                statistic: Statistic::Sum,
                stat: "Sum".to_owned(),
                period_secs: 60,
                unit: None,
                returned: true,
            })
            .collect();
        let point =
            Point { at: Timestamp::UNIX_EPOCH, value: 1.0, sample_count: 1.0, unit: Unit::None };
        let pick = |query: &Query| {
            let number = query.metric.name().parse().unwrap();
            Picked { points: vec![point; number], units: vec![Unit::None] }
        };
        let mut pages = Vec::new();
        let mut from = Some(Place::default());
        while let Some(place) = from {
            let (parts, next) = gather(&queries, place, most, pick);
            pages.push(parts.iter().map(|part| (part.points.len(), part.whole)).collect());
            from = next;
        }
        pages
    }

    #[test]
    fn pages_hold_so_many_points_over_all_queries() {
        assert_eq!(pages(&[20], 10), [[(10, false)], [(10, true)]]);
        assert_eq!(
            pages(&[3, 0, 4], 4),
            [[(3, true), (0, true), (1, false)], [(0, true), (0, true), (3, true)]]
        );
        assert_eq!(pages(&[2, 2], 2), [[(2, true), (0, false)], [(0, true), (2, true)]]);
        assert_eq!(pages(&[5, 5], 100), [[(5, true), (5, true)]]);
        assert_eq!(pages(&[], 1), [vec![]]);
    }
}
