//! Detectors: what users say about the metrics of which a band is wanted.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Statistic, Timestamp};
use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::schedule::Zone;

/// A detector on one statistic of one metric, or on metric math.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AnomalyDetector {
    /// What it is about. Rows of earlier releases have the members of a metric in this very place.
    #[serde(flatten)]
    pub subject: Subject,
    /// Times of which nothing is to be learned: start included, end excluded.
    pub excluded: Vec<(Timestamp, Timestamp)>,
    /// Whose hours of the day count; universal time when absent.
    pub zone: Option<Zone>,
    /// Whether spikes are a part of the metric. When they are not, they do not widen the band.
    pub periodic_spikes: Option<bool>,
    /// When it was last put.
    pub put: Timestamp,
}

/// How far a detector is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Training {
    /// It was put a moment ago.
    Pending,
    /// The metric has not had enough points for a band.
    InsufficientData,
    /// There is a band.
    Trained,
}

impl Training {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING_TRAINING",
            Self::InsufficientData => "TRAINED_INSUFFICIENT_DATA",
            Self::Trained => "TRAINED",
        }
    }
}

/// The detectors of one scope, by [`Subject::key`].
pub(crate) type Detectors = BTreeMap<String, AnomalyDetector>;

/// Names a detector on a metric: quoted, so that no two share a name. `tm90` and `TM(0%:90%)` are the same statistic.
pub(crate) fn metric_key(metric: &MetricId, statistic: Statistic) -> String {
    let mut key = format!("{statistic} {:?} {:?}", metric.namespace(), metric.name());
    for dimension in metric.dimensions() {
        key += &format!(" {:?}={:?}", dimension.name, dimension.value);
    }
    key
}

impl AnomalyDetector {
    /// The key of its row.
    pub fn key(&self) -> String {
        self.subject.key()
    }

    pub(super) fn excludes(&self, at: Timestamp) -> bool {
        self.excluded.iter().any(|(start, end)| *start <= at && at < *end)
    }
}
