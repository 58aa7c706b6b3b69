//! What an alarm watches: a statistic of one metric, or what an expression makes of several.

use ebb_units::{MetricId, SignedDuration, Statistic, Timestamp, Unit};
use serde::{Deserialize, Serialize};

use super::judge::{Band, Observed, Sample};
use crate::json::{Object, list, quoted};
use crate::math::{Line, MetricStat, Plan, Query, Source, Window};
use crate::metric::Metrics;

/// What an alarm watches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Watch {
    /// One metric.
    Metric(MetricWatch),
    /// Metric math. Behind a pointer: it is large, and few alarms have it.
    Math(Box<MathWatch>),
}

/// A statistic of one metric.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MetricWatch {
    /// The metric.
    pub metric: MetricId,
    /// The statistic that is compared.
    pub statistic: Statistic,
    /// An extended statistic as its client wrote it (`tm90` and `TM(:90%)` are the same statistic).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    /// Only data in this unit.
    pub unit: Option<Unit>,
}

/// Queries, one of which is compared: with a number, or with another that is a band. Invariant: exactly these return data,
/// and what is compared is one series.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "MathRow", into = "MathRow")]
pub struct MathWatch {
    plan: Plan,
    compared: usize,
    band: Option<usize>,
}

#[derive(Clone, Serialize, Deserialize)]
struct MathRow {
    metrics: Vec<Query>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold_metric_id: Option<String>,
}

/// Queries that an alarm cannot watch, in AWS's words.
///
/// Rule cw.alarm.math: up to ten metrics and ten expressions of one period, of which one series is compared; no searches.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum MathWatchError {
    #[error("Too many metrics in alarm, maximum is 10")]
    TooManyMetrics,
    #[error("Too many expressions in alarm, maximum is 10")]
    TooManyExpressions,
    #[error("Exactly one element of the metrics list should return data.")]
    Returned,
    #[error("Exactly two elements of the metrics list should return data.")]
    ReturnedWithBand,
    #[error(
        "ThresholdMetricId {0} is not the id of an ANOMALY_DETECTION_BAND expression in the metrics list."
    )]
    NoBand(String),
    #[error("Period must be a multiple of 60 of at most 3600 for anomaly detection alarms.")]
    BandPeriod,
    #[error("SEARCH is not supported on Metric Alarms.")]
    Search,
    #[error(
        "Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause"
    )]
    SeveralSeries,
    #[error("All metrics of an alarm must have the same period.")]
    MixedPeriods,
    #[error("{0}")]
    Plan(#[from] crate::math::PlanError),
}

const MOST_OF_EACH: usize = 10;

impl MathWatch {
    /// Checks queries, one of which is to be compared with a number.
    ///
    /// # Errors
    /// [`MathWatchError`] for the first rule that is broken.
    pub fn new(queries: Vec<Query>) -> Result<Self, MathWatchError> {
        let [compared] = returned(&queries).ok_or(MathWatchError::Returned)?;
        Self::checked(queries, compared, None)
    }

    /// Checks queries, one of which is to be compared with the band that `id` names.
    ///
    /// # Errors
    /// [`MathWatchError`] for the first rule that is broken.
    pub fn with_band(queries: Vec<Query>, id: &str) -> Result<Self, MathWatchError> {
        let no_band = || MathWatchError::NoBand(id.to_owned());
        let returned: [usize; 2] = returned(&queries).ok_or(MathWatchError::ReturnedWithBand)?;
        let is_named = |index: &&usize| queries[**index].id == id;
        let band = *returned.iter().find(is_named).ok_or_else(no_band)?;
        let compared = returned.into_iter().find(|index| *index != band).ok_or_else(no_band)?;
        let watch = Self::checked(queries, compared, Some(band))?;
        if !matches!(watch.period_secs(), 60..=3600) {
            return Err(MathWatchError::BandPeriod);
        }
        Ok(watch)
    }

    fn checked(
        queries: Vec<Query>,
        compared: usize,
        band: Option<usize>,
    ) -> Result<Self, MathWatchError> {
        let is_metric = |query: &&Query| matches!(query.source, Source::Metric(_));
        let metrics = queries.iter().filter(is_metric).count();
        if metrics > MOST_OF_EACH {
            return Err(MathWatchError::TooManyMetrics);
        }
        if queries.len() - metrics > MOST_OF_EACH {
            return Err(MathWatchError::TooManyExpressions);
        }
        let plan = Plan::new(queries)?;
        if let Some(band) = band.filter(|band| !plan.is_band(*band)) {
            let id = plan.queries().nth(band).map(|query| query.id.clone());
            return Err(MathWatchError::NoBand(id.unwrap_or_default()));
        }
        if plan.searches() {
            return Err(MathWatchError::Search);
        }
        if plan.is_array(compared) {
            return Err(MathWatchError::SeveralSeries);
        }
        let period = plan.period_secs(compared);
        if plan.metrics().any(|stat| stat.period_secs != period) {
            return Err(MathWatchError::MixedPeriods);
        }
        Ok(Self { plan, compared, band })
    }

    /// The id of the band that stands where a threshold would.
    pub fn band_id(&self) -> Option<&str> {
        self.queries().nth(self.band?).map(|query| query.id.as_str())
    }

    /// The queries in their order.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.plan.queries()
    }

    /// Length of a window.
    pub fn period_secs(&self) -> u32 {
        self.plan.period_secs(self.compared)
    }

    /// The queries as JSON, their members named as in requests.
    pub(super) fn json(&self) -> String {
        let queries = self.queries().map(|query| {
            let object = Object::new().text("Id", &query.id);
            let object = match &query.source {
                Source::Expression(expression) => object.text("Expression", expression),
                Source::Metric(stat) => object.raw("MetricStat", &stat_json(stat)),
            };
            let label = query.label.as_deref().map(quoted);
            let object = object.raw_if("Label", label.as_deref());
            object.raw("ReturnData", if query.returns_data() { "true" } else { "false" }).end()
        });
        list(&queries.collect::<Vec<_>>())
    }

    /// The compared series in windows, oldest first. Expressions see the whole span and no more, as AWS's do.
    ///
    /// A span that is too large to be evaluated has no values: no alarm that may be put has one.
    pub(super) fn observe(
        &self,
        metrics: &Metrics,
        (first, end): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Vec<Observed> {
        let window = Window { start: first, end, now };
        let lines = self.plan.evaluate(metrics, &window).unwrap_or_default();
        let Some(line) = lines.iter().find(|line| line.query == self.compared) else {
            return Vec::new();
        };
        // The upper end comes first.
        let mut ends = lines.iter().filter(|line| Some(line.query) == self.band);
        let (upper, lower) = (ends.next(), ends.next());
        let sample = |index: usize, value: f64| {
            let at = |line: Option<&Line>| line?.values.get(index).copied().flatten();
            let band = at(lower).zip(at(upper)).map(|(lower, upper)| Band { lower, upper });
            // Where nothing is expected there is nothing to compare with.
            let comparable = self.band.is_none() || band.is_some();
            comparable.then_some(Sample { value, count: 1.0, band })
        };
        let observed = |(index, value): (usize, &Option<f64>)| Observed {
            start: line.base.at(index),
            sample: value.and_then(|value| sample(index, value)),
        };
        line.values.iter().enumerate().map(observed).collect()
    }
}

impl TryFrom<MathRow> for MathWatch {
    type Error = MathWatchError;

    fn try_from(row: MathRow) -> Result<Self, MathWatchError> {
        match row.threshold_metric_id {
            Some(id) => Self::with_band(row.metrics, &id),
            None => Self::new(row.metrics),
        }
    }
}

impl From<MathWatch> for MathRow {
    fn from(watch: MathWatch) -> Self {
        let threshold_metric_id = watch.band_id().map(str::to_owned);
        Self { metrics: watch.queries().cloned().collect(), threshold_metric_id }
    }
}

/// The indices of the queries that return data, when there are just so many.
fn returned<const N: usize>(queries: &[Query]) -> Option<[usize; N]> {
    let returned = queries.iter().enumerate().filter(|(_, query)| query.returns_data());
    returned.map(|(index, _)| index).collect::<Vec<_>>().try_into().ok()
}

impl Watch {
    /// The metric and its statistic, when it is one.
    pub fn metric(&self) -> Option<&MetricWatch> {
        match self {
            Self::Metric(watch) => Some(watch),
            Self::Math(_) => None,
        }
    }

    /// The id of the band that stands where a threshold would.
    pub fn band_id(&self) -> Option<&str> {
        self.math()?.band_id()
    }

    /// The queries, when it is metric math.
    pub fn math(&self) -> Option<&MathWatch> {
        match self {
            Self::Metric(_) => None,
            Self::Math(watch) => Some(watch),
        }
    }
}

fn stat_json(stat: &MetricStat) -> String {
    let metric = Object::new()
        .text("Namespace", stat.metric.namespace())
        .text("MetricName", stat.metric.name())
        .raw("Dimensions", &dimensions_json(&stat.metric));
    let unit = stat.unit.map(|unit| quoted(unit.as_str()));
    Object::new()
        .raw("Metric", &metric.end())
        .raw("Period", &stat.period_secs.to_string())
        .text("Stat", &stat.stat)
        .raw_if("Unit", unit.as_deref())
        .end()
}

fn dimensions_json(metric: &MetricId) -> String {
    let dimensions = metric.dimensions().iter().map(|dimension| {
        Object::new().text("value", &dimension.value).text("name", &dimension.name).end()
    });
    list(&dimensions.collect::<Vec<_>>())
}

impl MetricWatch {
    /// The dimensions as JSON.
    pub(super) fn dimensions_json(&self) -> String {
        dimensions_json(&self.metric)
    }

    /// The statistic as its client wrote it.
    pub fn statistic_text(&self) -> String {
        self.extended_statistic.clone().unwrap_or_else(|| self.statistic.to_string())
    }
}

/// The value of an alarm in each of its windows before `until`, oldest first: start of the window, and value.
pub fn window_values(
    spec: &super::AlarmSpec,
    metrics: &Metrics,
    until: Timestamp,
) -> Vec<(Timestamp, Option<f64>)> {
    let windows = super::windows(spec, until);
    let Some(((first, _), (_, end))) = windows.first().zip(windows.last()) else {
        return Vec::new();
    };
    match &spec.watch {
        Watch::Metric(watch) => windows
            .iter()
            .map(|(from, to)| {
                let samples = metrics.window(&watch.metric, watch.unit, *from, *to);
                (*from, samples.value(watch.statistic))
            })
            .collect(),
        Watch::Math(watch) => {
            // Just after the end, so that nothing in the span is from the future.
            let now = end.checked_add(SignedDuration::from_nanos(1)).unwrap_or(*end);
            let observed = watch.observe(metrics, (*first, *end), now);
            observed.iter().map(|one| (one.start, one.sample.map(|sample| sample.value))).collect()
        }
    }
}
