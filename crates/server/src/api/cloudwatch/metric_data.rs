//! GetMetricData: metrics and expressions.

use std::collections::BTreeSet;

use ebb_aws_model::Double;
use ebb_aws_model::cloudwatch as model;
use ebb_decide::math::{
    Facts, Line, MetricStat, Offset, Plan, Query, Source, Window, default_labels, expand,
    is_dynamic,
};
use ebb_decide::metric::{Metrics, Span};
use ebb_units::{Scope, Timestamp};

use serde_json::Value;

use super::query;
use crate::api::error::ApiError;
use crate::api::paging;
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

const MOST_QUERIES: usize = 500;
const MOST_POINTS: usize = 100_800;

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
    let queries = query::read(&input.metric_data_queries, "MetricDataQueries", account)?;
    let plan = Plan::new(queries).map_err(|error| ApiError::Invalid(error.to_string()))?;
    let offset = offset(input.label_options.as_ref())?;
    let from = match &input.next_token {
        Some(token) => open(token, &input)?,
        None => Place::default(),
    };
    let newest_first = input.scan_by.as_deref() != Some("TimestampAscending");
    let scope = context.scope.clone();
    let (parts, next) = context
        .engine
        .read(move |view| {
            let nothing = Metrics::default();
            let metrics = view.realm(&scope).map_or(&nothing, |realm| realm.metrics());
            let window = Window { start, end, now: view.now() };
            let reading = Reading { plan: &plan, metrics, scope: &scope, window, offset };
            let entries = reading.entries()?;
            let (parts, next) = gather(entries.len(), from, most, |index| {
                let mut found = reading.read(&entries[index]);
                if newest_first {
                    found.points.reverse();
                }
                found
            });
            let named = entries.iter().map(|entry| (entry.id().to_owned(), reading.label(entry)));
            Ok::<_, ApiError>((named.zip(parts).collect::<Vec<_>>(), next))
        })
        .await??;
    let results = parts
        .into_iter()
        .map(|((id, label), part)| model::MetricDataResult {
            id: Some(id),
            label: Some(label),
            timestamps: Some(part.points.iter().map(|(at, _)| seconds(*at)).collect()),
            values: Some(part.points.iter().map(|(_, value)| Double(*value)).collect()),
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

/// The time zone in which labels tell times.
fn offset(options: Option<&model::LabelOptions>) -> Result<Offset, ApiError> {
    let Some(text) = options.and_then(|options| options.timezone.as_deref()) else {
        return Ok(Offset::UTC);
    };
    let read = || {
        let (sign, digits) = match text.split_at_checked(1)? {
            ("+", digits) => (1, digits),
            ("-", digits) => (-1, digits),
            _ => return None,
        };
        let all = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let digits: i32 = all.then(|| digits.parse().ok())??;
        let (hours, minutes) = (digits / 100, digits % 100);
        let secs = (minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))?;
        Offset::from_seconds(secs).ok()
    };
    read().ok_or_else(|| {
        ApiError::Invalid(format!(
            "The value {text} for parameter LabelOptions.Timezone is invalid: it must be +HHMM or -HHMM."
        ))
    })
}

/// One result: a metric query, which is read when its page is, or a series of an expression.
enum Entry<'a> {
    Metric { query: &'a Query, stat: &'a MetricStat, default: String },
    Line { query: &'a Query, line: Line },
}

/// What there is of one result.
struct Found {
    points: Vec<(Timestamp, f64)>,
    message: Option<String>,
}

impl Entry<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Metric { query, .. } | Self::Line { query, .. } => &query.id,
        }
    }
}

struct Reading<'a> {
    plan: &'a Plan,
    metrics: &'a Metrics,
    scope: &'a Scope,
    window: Window,
    offset: Offset,
}

impl<'a> Reading<'a> {
    /// All results in their order: metrics first, then expressions.
    fn entries(&self) -> Result<Vec<Entry<'a>>, ApiError> {
        let queries: Vec<&Query> = self.plan.queries().collect();
        let asked = |query: &&&Query| query.returns_data();
        let metrics: Vec<(&Query, &MetricStat)> = queries
            .iter()
            .filter(asked)
            .filter_map(|query| match &query.source {
                Source::Metric(stat) => Some((*query, stat)),
                Source::Expression(_) => None,
            })
            .collect();
        let labels = default_labels(&metrics.iter().map(|(_, stat)| *stat).collect::<Vec<_>>());
        let mut entries: Vec<Entry<'a>> = metrics
            .into_iter()
            .zip(labels)
            .map(|((query, stat), default)| Entry::Metric { query, stat, default })
            .collect();
        let is_expression = |query: &Query| matches!(query.source, Source::Expression(_));
        let wanted: BTreeSet<usize> = (0..queries.len())
            .filter(|index| queries[*index].returns_data() && is_expression(queries[*index]))
            .collect();
        if wanted.is_empty() {
            return Ok(entries);
        }
        let lines = self
            .plan
            .evaluate_some(self.metrics, &self.window, &wanted)
            .map_err(|error| ApiError::Invalid(error.to_string()))?;
        entries
            .extend(lines.into_iter().map(|line| Entry::Line { query: queries[line.query], line }));
        Ok(entries)
    }

    fn read(&self, entry: &Entry<'_>) -> Found {
        match entry {
            Entry::Metric { stat, .. } => {
                let Window { start, end, now } = self.window;
                let span = Span { start, end, period_secs: stat.period_secs, now };
                let picked =
                    self.metrics.points_of_one_unit(&stat.metric, stat.unit, stat.statistic, &span);
                let message = picked.message();
                let points = picked.points.iter().map(|point| (point.at, point.value)).collect();
                Found { points, message }
            }
            Entry::Line { line, .. } => {
                let values = line.values.iter().enumerate();
                let point = |(index, value): (usize, &Option<f64>)| {
                    value.map(|value| (line.base.at(index), value))
                };
                Found { points: values.filter_map(point).collect(), message: None }
            }
        }
    }

    /// What a result is called. Rule cw.label.array: a member of an array has its own name behind the one that its
    /// expression is given.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html>
    fn label(&self, entry: &Entry<'_>) -> String {
        let (query, default, metric, stat, period_secs) = match entry {
            Entry::Metric { query, stat, default } => (
                query,
                default.as_str(),
                Some(&stat.metric),
                Some(stat.stat.as_str()),
                stat.period_secs,
            ),
            Entry::Line { query, line } => {
                let own = line.label.as_deref().unwrap_or(&query.id);
                (query, own, None, None, line.base.period_secs)
            }
        };
        let Some(label) = &query.label else { return default.to_owned() };
        if !is_dynamic(label) {
            return match entry {
                Entry::Line { line: Line { label: Some(own), .. }, .. } => format!("{label} {own}"),
                Entry::Line { .. } | Entry::Metric { .. } => label.clone(),
            };
        }
        let points = self.read(entry).points;
        let facts = Facts {
            scope: self.scope,
            default,
            points: &points,
            metric,
            stat,
            period_secs,
            offset: self.offset,
            now: self.window.now,
        };
        expand(label, &facts)
    }
}

/// Where a page begins: at a datapoint of a result, both counted from zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Place {
    query: usize,
    point: usize,
}

/// What one page has of one result.
struct Part {
    points: Vec<(Timestamp, f64)>,
    /// Whether this page or an earlier one has the last point.
    whole: bool,
    message: Option<String>,
}

/// The parts of one page, one for each result, and where the next page begins. Results that are on other pages are not
/// read, so that the cost of a page is bounded by its size and not by the request.
///
/// Rule cw.get-metric-data.pages: AWS gives no next page when an expression is among the results, and calls them partial;
/// nothing is gained by that, so results of expressions go on like all others.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
fn gather(
    results: usize,
    from: Place,
    most: usize,
    read: impl Fn(usize) -> Found,
) -> (Vec<Part>, Option<Place>) {
    let mut room = most;
    let mut next = None;
    let mut parts = Vec::with_capacity(results);
    for index in 0..results {
        if index < from.query || next.is_some() {
            parts.push(Part { points: Vec::new(), whole: next.is_none(), message: None });
            continue;
        }
        let Found { mut points, message } = read(index);
        let skip = if index == from.query { from.point.min(points.len()) } else { 0 };
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

    /// Pages through results that have that many points each.
    fn pages(numbers: &[usize], most: usize) -> Vec<Vec<(usize, bool)>> {
        let read = |index: usize| {
            let points = vec![(Timestamp::UNIX_EPOCH, 1.0); numbers[index]];
            Found { points, message: None }
        };
        let mut pages = Vec::new();
        let mut from = Some(Place::default());
        while let Some(place) = from {
            let (parts, next) = gather(numbers.len(), place, most, read);
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
