//! A distribution of times in a few numbers.

use serde::{Deserialize, Serialize};

/// Mean and percentiles. Percentiles are at most 0.4 % off, the mean and the largest are exact. All are 0 without data.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named after what they are")]
pub struct Quantiles {
    pub mean: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}
