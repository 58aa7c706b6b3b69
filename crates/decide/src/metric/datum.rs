//! One datum as it is published.

use ebb_units::{MetricId, Timestamp, Unit};
use serde::{Deserialize, Serialize};

/// The grain in which a datum is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Resolution {
    /// `StorageResolution` 1: kept per second for three hours.
    OneSecond,
    /// `StorageResolution` 60, the default: kept per minute.
    #[default]
    OneMinute,
}

/// What one datum says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Samples {
    /// Values with the number of times each was seen.
    Values(Vec<(f64, f64)>),
    /// A summary made elsewhere.
    Set {
        /// Number of samples.
        count: f64,
        /// Their sum.
        sum: f64,
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
    },
}

/// One datum of one metric.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Datum {
    /// Which metric.
    pub metric: MetricId,
    /// Units never mix: each is a stream of its own.
    pub unit: Unit,
    /// When; stored to the second.
    pub at: Timestamp,
    /// The grain it is stored in.
    pub resolution: Resolution,
    /// The samples.
    pub samples: Samples,
}
