//! A checked set of queries.

mod history;

use std::collections::{BTreeMap, BTreeSet};

use ebb_units::{MetricId, SignedDuration, Statistic, Timestamp};

use super::error::MathError;
use super::evaluate::{Evaluator, MOST_VALUES, Names};
use super::expr::{Expr, Node};
use super::function::Function;
use super::kind::{Kind, Meaning, kind};
use super::parse::parse;
use super::query::{MetricStat, Query, Source};
use super::search::Search;
use super::series::{Base, Series, Value};
use crate::anomaly::{Expected, HISTORY_SECS};
use crate::metric::second::second_of;
use crate::metric::{Metrics, Span};

/// Period of an expression that reads no metric and names none.
const DEFAULT_PERIOD_SECS: u32 = 300;
/// For how long after its last datum a metric is found.
const FOUND_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Most metrics that a search may find, as on AWS.
const MOST_FOUND: usize = 500;

/// A set of queries that refer to each other, each of them sound.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    steps: Vec<Step>,
    /// In which order they can be evaluated.
    order: Vec<usize>,
}

#[derive(Clone, PartialEq, Debug)]
struct Step {
    query: Query,
    node: Option<Node>,
    period_secs: u32,
    kind: Kind,
    /// Made of metrics alone: nothing is searched, and no band is in it.
    plain: bool,
}

/// Queries that do not fit together. The words are those of GetMetricData.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum PlanError {
    #[error("The values for parameter id in MetricDataQueries are not unique.")]
    DuplicateId,
    #[error("Error in expression '{id}': {error}")]
    Expression { id: String, error: MathError },
}

/// What part of the series is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// First instant, included; rounded down as for plain metrics.
    pub start: Timestamp,
    /// Last instant, excluded.
    pub end: Timestamp,
    /// The time of asking.
    pub now: Timestamp,
}

/// One series of the results.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Which query it belongs to, counted from zero.
    pub query: usize,
    /// What a member of an array is called.
    pub label: Option<String>,
    /// Its periods.
    pub base: Base,
    /// One value for each of them.
    pub values: Vec<Option<f64>>,
}

impl Plan {
    /// Checks a set of queries.
    ///
    /// # Errors
    /// [`PlanError`] for the first query that cannot be evaluated.
    pub fn new(queries: Vec<Query>) -> Result<Self, PlanError> {
        let mut ids = BTreeMap::new();
        for (index, query) in queries.iter().enumerate() {
            if ids.insert(query.id.clone(), index).is_some() {
                return Err(PlanError::DuplicateId);
            }
        }
        let mut nodes = Vec::with_capacity(queries.len());
        for query in &queries {
            nodes.push(match &query.source {
                Source::Metric(_) => None,
                Source::Expression(text) => {
                    let parsed = parse(text);
                    Some(parsed.map_err(|error| PlanError::of(query, error))?)
                }
            });
        }
        let order = order(&queries, &nodes, &ids)?;
        let mut steps: Vec<Option<Step>> = vec![None; queries.len()];
        for index in order.iter().copied() {
            let query = queries[index].clone();
            let step = Step::new(query, nodes[index].take(), &steps, &ids)?;
            steps[index] = Some(step);
        }
        Ok(Self { steps: steps.into_iter().flatten().collect(), order })
    }

    /// The queries in their order.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.steps.iter().map(|step| &step.query)
    }

    /// The metrics that are read. What a search finds is not among them.
    pub fn metrics(&self) -> impl Iterator<Item = &MetricStat> {
        self.steps.iter().filter_map(|step| match &step.query.source {
            Source::Metric(stat) => Some(stat),
            Source::Expression(_) => None,
        })
    }

    /// Whether an expression searches.
    pub fn searches(&self) -> bool {
        self.steps.iter().filter_map(|step| step.node.as_ref()).any(|node| {
            let mut found = false;
            node.walk(&mut |part| found |= matches!(part.expr, Expr::Call(Function::Search, _)));
            found
        })
    }

    /// The period of a query in seconds.
    pub fn period_secs(&self, query: usize) -> u32 {
        self.steps.get(query).map_or(DEFAULT_PERIOD_SECS, |step| step.period_secs)
    }

    /// Whether a query is a band, upper end first.
    pub fn is_band(&self, query: usize) -> bool {
        let node = self.steps.get(query).and_then(|step| step.node.as_ref());
        node.is_some_and(|node| matches!(node.expr, Expr::Call(Function::AnomalyDetectionBand, _)))
    }

    /// Whether a query may result in several series.
    pub fn is_array(&self, query: usize) -> bool {
        self.steps.get(query).is_some_and(|step| step.kind == Kind::Array)
    }

    /// The series of all queries that are asked for their own sake, in the order of the queries.
    ///
    /// # Errors
    /// [`PlanError`] when they would have to look at more than one request may.
    pub fn evaluate(&self, metrics: &Metrics, window: &Window) -> Result<Vec<Line>, PlanError> {
        let returned = self.queries().enumerate().filter(|(_, query)| query.returns_data());
        let wanted = returned.map(|(index, _)| index).collect();
        self.evaluate_some(metrics, window, &wanted)
    }

    /// The series of the queries that `wanted` picks by their index.
    ///
    /// # Errors
    /// As [`Plan::evaluate`].
    pub fn evaluate_some(
        &self,
        metrics: &Metrics,
        window: &Window,
        wanted: &BTreeSet<usize>,
    ) -> Result<Vec<Line>, PlanError> {
        let mut left = MOST_VALUES;
        self.lines(metrics, window, wanted, &mut left)
    }

    fn lines(
        &self,
        metrics: &Metrics,
        window: &Window,
        wanted: &BTreeSet<usize>,
        left: &mut usize,
    ) -> Result<Vec<Line>, PlanError> {
        let needed = self.needed(wanted.clone());
        let mut world = World { plan: self, metrics, window, values: BTreeMap::new(), base: None };
        for index in self.order.iter().copied().filter(|index| needed.contains(index)) {
            let step = &self.steps[index];
            let base = window.base(step.period_secs);
            let too_large = || PlanError::of(&step.query, MathError::TooLarge);
            if base.periods > *left {
                return Err(too_large());
            }
            let value = match (&step.query.source, &step.node) {
                (Source::Metric(stat), _) => {
                    *left -= base.periods;
                    Value::Series(read(metrics, stat, &base, window))
                }
                (Source::Expression(_), None) => continue,
                (Source::Expression(_), Some(node)) => {
                    world.base = Some(base);
                    let mut evaluator = Evaluator { base, names: &world, left: *left };
                    let value = evaluator.evaluate(node);
                    *left = evaluator.left;
                    value.map_err(|error| PlanError::of(&step.query, error))?
                }
            };
            world.values.insert(step.query.id.clone(), value);
        }
        let mut lines = Vec::new();
        for (index, step) in self.steps.iter().enumerate().filter(|(at, _)| wanted.contains(at)) {
            let value = world.values.remove(&step.query.id);
            let base = window.base(step.period_secs);
            for series in value.map(Value::members).unwrap_or_default() {
                let label = series.label.as_deref().map(str::to_owned);
                lines.push(Line { query: index, label, base, values: series.values });
            }
        }
        Ok(lines)
    }
}

impl PlanError {
    fn of(query: &Query, error: MathError) -> Self {
        Self::Expression { id: query.id.clone(), error }
    }
}

impl Step {
    fn new(
        query: Query,
        node: Option<Node>,
        before: &[Option<Self>],
        ids: &BTreeMap<String, usize>,
    ) -> Result<Self, PlanError> {
        let Some(node) = node else {
            let period_secs = match &query.source {
                Source::Metric(stat) => stat.period_secs,
                Source::Expression(_) => DEFAULT_PERIOD_SECS,
            };
            return Ok(Self { query, node: None, period_secs, kind: Kind::Series, plain: true });
        };
        let known = |id: &str| before.get(*ids.get(id)?)?.as_ref();
        let meaning = |id: &str| {
            known(id).map(|step| Meaning {
                kind: step.kind,
                is_metric: step.node.is_none(),
                is_plain: step.plain,
            })
        };
        let of = |error| PlanError::of(&query, error);
        let kind = kind(&node, &meaning).map_err(of)?;
        if kind == Kind::Scalar {
            return Err(of(MathError::ScalarResult));
        }
        let mut plain = true;
        node.walk(&mut |part| match &part.expr {
            Expr::Id(id) => plain &= known(id).is_some_and(|step| step.plain),
            Expr::Call(Function::Search | Function::AnomalyDetectionBand, _) => plain = false,
            Expr::Number(_)
            | Expr::Text(_)
            | Expr::Word(_)
            | Expr::Negative(_)
            | Expr::Binary(..)
            | Expr::Array(_)
            | Expr::Call(..) => {}
        });
        let mut periods = BTreeSet::new();
        node.walk(&mut |part| match &part.expr {
            Expr::Id(id) => periods.extend(known(id).map(|step| step.period_secs)),
            Expr::Call(Function::Metrics, _) => {
                let metrics = before.iter().flatten().filter(|step| step.node.is_none());
                periods.extend(metrics.map(|step| step.period_secs));
            }
            Expr::Call(Function::Search, arguments) => {
                periods.extend(arguments.get(2).and_then(period))
            }
            Expr::Number(_)
            | Expr::Text(_)
            | Expr::Word(_)
            | Expr::Negative(_)
            | Expr::Binary(..)
            | Expr::Array(_)
            | Expr::Call(..) => {}
        });
        // Rule cw.math.period: the metrics of an expression share one period. What AWS does with several is not known;
        // a refusal is better than series that do not meet.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
        if periods.len() > 1 {
            return Err(of(MathError::MixedPeriods));
        }
        // An expression that reads no metric keeps step with the finest of its request.
        let metrics = before.iter().flatten().filter(|step| step.node.is_none());
        let period_secs = periods
            .first()
            .copied()
            .or(query.period_secs)
            .or_else(|| metrics.map(|step| step.period_secs).min())
            .unwrap_or(DEFAULT_PERIOD_SECS)
            .max(1);
        Ok(Self { query, node: Some(node), period_secs, kind, plain })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number of at most a million"
)]
fn period(node: &Node) -> Option<u32> {
    if let Expr::Number(number) = &node.expr { Some((*number as u32).max(1)) } else { None }
}

/// Metrics first, then expressions so that each comes after those it names.
fn order(
    queries: &[Query],
    nodes: &[Option<Node>],
    ids: &BTreeMap<String, usize>,
) -> Result<Vec<usize>, PlanError> {
    let mut order: Vec<usize> =
        (0..queries.len()).filter(|index| nodes[*index].is_none()).collect();
    let mut waiting: Vec<(usize, BTreeSet<usize>)> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some(node) = node else { continue };
        let mut named = BTreeSet::new();
        node.walk(&mut |part| {
            if let Expr::Id(id) = &part.expr {
                named.extend(ids.get(id).copied());
            }
        });
        waiting.push((index, named));
    }
    let mut done: BTreeSet<usize> = order.iter().copied().collect();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|(_, named)| named.is_subset(&done));
        let Some(ready) = ready else {
            let (index, _) = waiting[0];
            return Err(PlanError::of(&queries[index], MathError::Cycle));
        };
        let (index, _) = waiting.remove(ready);
        done.insert(index);
        order.push(index);
    }
    Ok(order)
}

impl Window {
    fn base(&self, period_secs: u32) -> Base {
        let span = Span { start: self.start, end: self.end, period_secs, now: self.now };
        let first_secs = second_of(span.rounded_start());
        let end = second_of(self.end) + i64::from(self.end.subsec_nanosecond() > 0);
        let length = end.saturating_sub(first_secs).max(0);
        let period = i64::from(period_secs.max(1));
        let periods = usize::try_from(length.div_euclid(period) + i64::from(length % period > 0));
        Base { first_secs, period_secs: period_secs.max(1), periods: periods.unwrap_or(usize::MAX) }
    }
}

fn read(metrics: &Metrics, stat: &MetricStat, base: &Base, window: &Window) -> Series {
    read_metric(metrics, &stat.metric, stat.unit, stat.statistic, base, window)
}

fn read_metric(
    metrics: &Metrics,
    metric: &MetricId,
    unit: Option<ebb_units::Unit>,
    statistic: Statistic,
    base: &Base,
    window: &Window,
) -> Series {
    let span = Span {
        start: window.start,
        end: window.end,
        period_secs: base.period_secs,
        now: window.now,
    };
    let mut values = vec![None; base.periods];
    for point in metrics.points_of_one_unit(metric, unit, statistic, &span).points {
        let offset = second_of(point.at).saturating_sub(base.first_secs);
        let index = usize::try_from(offset / i64::from(base.period_secs)).ok();
        if let Some(value) = index.and_then(|index| values.get_mut(index)) {
            *value = Some(point.value);
        }
    }
    Series::of(values)
}

struct World<'a> {
    plan: &'a Plan,
    metrics: &'a Metrics,
    window: &'a Window,
    values: BTreeMap<String, Value>,
    base: Option<Base>,
}

impl Names for World<'_> {
    fn value(&self, id: &str) -> Option<Value> {
        self.values.get(id).cloned()
    }

    fn period_secs(&self, id: &str) -> Option<u32> {
        self.plan.steps.iter().find(|step| step.query.id == id).map(|step| step.period_secs)
    }

    fn metrics(&self, part: &str) -> Vec<Series> {
        let steps = self.plan.steps.iter();
        steps
            .filter(|step| step.node.is_none() && step.query.id.contains(part))
            .filter_map(|step| {
                let value = self.values.get(&step.query.id)?.clone();
                let series = value.members().into_iter().next()?;
                let label = step.query.label.as_deref().unwrap_or(&step.query.id);
                Some(Series { label: Some(label.into()), ..series })
            })
            .collect()
    }

    fn expected(&self, id: &str, left: &mut usize) -> Result<Option<Expected>, MathError> {
        let (plan, now) = (self.plan, self.window.now);
        let Some(query) = plan.steps.iter().position(|step| step.query.id == id) else {
            return Ok(None);
        };
        let step = &plan.steps[query];
        match &step.query.source {
            Source::Metric(stat) => {
                let history = HISTORY_SECS / i64::from(step.period_secs);
                let history = usize::try_from(history).unwrap_or(usize::MAX);
                *left = left.checked_sub(history).ok_or(MathError::TooLarge)?;
                Ok(self.metrics.expected(stat, now))
            }
            Source::Expression(_) => {
                // What the expression names is plain, so it comes to no band again.
                let history = plan.history_within(self.metrics, query, now, left);
                let history = history.map_err(|_| MathError::TooLarge)?;
                Ok(self.metrics.expected_of(plan, query, history))
            }
        }
    }

    fn search(&self, search: &Search, stat: &str) -> Result<Vec<Series>, MathError> {
        let (Some(base), Ok(statistic)) = (self.base, stat.parse()) else { return Ok(Vec::new()) };
        // Rule cw.search.recent: a search finds what has had data within two weeks, whatever time is asked about.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-search-expressions.html
        let recent = |last: Timestamp| self.window.now.duration_since(last) <= FOUND_FOR;
        let found: Vec<&MetricId> = self
            .metrics
            .list()
            .filter(|(metric, last)| recent(*last) && search.matches(metric))
            .map(|(metric, _)| metric)
            .take(MOST_FOUND)
            .collect();
        if found.len().saturating_mul(base.periods) > MOST_VALUES {
            return Err(MathError::TooLarge);
        }
        let one_name = found.iter().all(|metric| metric.name() == found[0].name());
        Ok(found
            .into_iter()
            .map(|metric| {
                let series = read_metric(self.metrics, metric, None, statistic, &base, self.window);
                Series { label: Some(label(metric, one_name).into()), ..series }
            })
            .collect())
    }
}

/// What a metric that was found is called: by what tells it from the others.
fn label(metric: &MetricId, one_name: bool) -> String {
    let values = metric.dimensions().iter().map(|dimension| &*dimension.value);
    let name = (!one_name || metric.dimensions().is_empty()).then(|| metric.name());
    values.chain(name).collect::<Vec<_>>().join(" ")
}
