//! What is read: everything in the folder, once, when the server starts.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Scope, Unit};

/// All that a data folder holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Contents {
    /// All records, sorted by account, region, kind and key.
    pub records: Vec<Record>,
    /// All series that have buckets, in the order in which they were first written.
    pub series: Vec<SeriesRows>,
    /// Facts about the folder as a whole.
    pub meta: BTreeMap<String, String>,
}

/// Names a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RowKey {
    /// Whose row it is.
    pub scope: Scope,
    /// Its kind.
    pub kind: &'static str,
    /// Its key, unique within scope and kind.
    pub key: String,
}

/// A stored row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Whose record it is.
    pub scope: Scope,
    /// The kind of record.
    pub kind: String,
    /// Its key, unique within scope and kind.
    pub key: String,
    /// The JSON text, as it was put.
    pub body: String,
}

/// One series with its buckets.
#[derive(Clone, PartialEq, Debug)]
pub struct SeriesRows {
    /// Whose metric it is.
    pub scope: Scope,
    /// The metric.
    pub metric: MetricId,
    /// The unit of the series.
    pub unit: Unit,
    /// The buckets, sorted by resolution and then by start; never empty.
    pub buckets: Vec<Bucket>,
}

/// The aggregate of one period.
#[derive(Clone, PartialEq, Debug)]
pub struct Bucket {
    /// Length of the period in seconds.
    pub resolution_secs: u32,
    /// Start of the period, in seconds since 1970.
    pub start_secs: i64,
    /// Number of samples.
    pub count: f64,
    /// Sum of the samples.
    pub sum: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Distribution of the samples, as it was written.
    pub distribution: Vec<u8>,
}
