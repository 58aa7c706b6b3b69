//! What a detector is about: a statistic of a metric, or what an expression makes of several.

use ebb_units::{MetricId, Statistic};
use serde::{Deserialize, Serialize};

use super::detector::metric_key;
use crate::math::{Plan, PlanError, Query};

/// What a detector is about.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Subject {
    /// One metric.
    Metric(MetricSubject),
    /// Metric math. Behind a pointer: it is large, and few detectors have it.
    Math(Box<MathSubject>),
}

/// A statistic of one metric.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MetricSubject {
    /// The metric.
    pub metric: MetricId,
    /// Its statistic.
    pub statistic: Statistic,
    /// The statistic as its client wrote it.
    pub stat: String,
}

/// Queries, one of which the detector is about. Invariant: exactly one of them returns data, and it is one series that is
/// made of metrics alone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "MathRow", into = "MathRow")]
pub struct MathSubject {
    plan: Plan,
    returned: usize,
}

#[derive(Clone, Serialize, Deserialize)]
struct MathRow {
    metrics: Vec<Query>,
}

/// Queries that a detector cannot be about.
///
/// Rule cw.anomaly.math: one series of metrics and expressions over them; a model is of that series alone.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricMathAnomalyDetector.html>
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum MathSubjectError {
    #[error("Exactly one element of the metrics list should return data.")]
    Returned,
    #[error(
        "The element that returns data must be one time series, without SEARCH and ANOMALY_DETECTION_BAND."
    )]
    NoSeries,
    #[error("{0}")]
    Plan(#[from] PlanError),
}

impl Subject {
    /// Names it among those of its scope.
    pub fn key(&self) -> String {
        match self {
            Self::Metric(of) => metric_key(&of.metric, of.statistic),
            Self::Math(of) => math_key(&of.plan, of.returned),
        }
    }
}

/// Names a detector on a query of a plan. No statistic is called so.
pub(crate) fn math_key(plan: &Plan, query: usize) -> String {
    format!("math {}", plan.subject(query))
}

impl MathSubject {
    /// Checks queries.
    ///
    /// # Errors
    /// [`MathSubjectError`] for the first rule that is broken.
    pub fn new(queries: Vec<Query>) -> Result<Self, MathSubjectError> {
        let mut returned = queries.iter().enumerate().filter(|(_, query)| query.returns_data());
        let (Some((returned, _)), None) = (returned.next(), returned.next()) else {
            return Err(MathSubjectError::Returned);
        };
        let plan = Plan::new(queries)?;
        if !plan.is_plain_series(returned) {
            return Err(MathSubjectError::NoSeries);
        }
        Ok(Self { plan, returned })
    }

    /// The queries in their order.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.plan.queries()
    }

    /// The metrics that are read, more than once if several queries read one.
    pub fn metrics(&self) -> impl Iterator<Item = &MetricId> {
        self.plan.metrics().map(|stat| &stat.metric)
    }

    pub(super) fn plan(&self) -> (&Plan, usize) {
        (&self.plan, self.returned)
    }
}

impl TryFrom<MathRow> for MathSubject {
    type Error = MathSubjectError;

    fn try_from(row: MathRow) -> Result<Self, MathSubjectError> {
        Self::new(row.metrics)
    }
}

impl From<MathSubject> for MathRow {
    fn from(subject: MathSubject) -> Self {
        Self { metrics: subject.queries().cloned().collect() }
    }
}
