//! Detectors: what users say about the metrics of which a band is wanted.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Statistic, Timestamp};
use serde::{Deserialize, Serialize};

use crate::schedule::Zone;

/// A detector on one statistic of one metric.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AnomalyDetector {
    /// The metric.
    pub metric: MetricId,
    /// Its statistic.
    pub statistic: Statistic,
    /// The statistic as its client wrote it.
    pub stat: String,
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

/// The detectors of one scope. A metric has one for each of its statistics.
pub(crate) type Detectors = BTreeMap<(MetricId, String), AnomalyDetector>;

/// Names a detector among those of its scope. `tm90` and `TM(0%:90%)` are the same statistic.
pub(crate) fn detector_key(metric: &MetricId, statistic: Statistic) -> (MetricId, String) {
    (metric.clone(), statistic.to_string())
}

impl AnomalyDetector {
    /// The key of its row: quoted, so that no two detectors share one.
    pub fn key(&self) -> String {
        Self::row_key(&self.metric, &self.statistic.to_string())
    }

    pub(crate) fn row_key(metric: &MetricId, statistic: &str) -> String {
        let mut key = format!("{statistic} {:?} {:?}", metric.namespace(), metric.name());
        for dimension in metric.dimensions() {
            key += &format!(" {:?}={:?}", dimension.name, dimension.value);
        }
        key
    }

    pub(super) fn excludes(&self, at: Timestamp) -> bool {
        self.excluded.iter().any(|(start, end)| *start <= at && at < *end)
    }
}
