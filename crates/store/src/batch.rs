//! What is written: single writes, and batches of them that stand or fall together.

use ebb_units::{MetricId, Scope, Unit};

/// One change of the stored state.
#[derive(Clone, PartialEq, Debug)]
pub enum Write {
    /// Inserts a record, or replaces the one of the same scope, kind and key.
    Put {
        /// Whose record it is.
        scope: Scope,
        /// The kind of record, such as `endpoint`.
        kind: &'static str,
        /// Its key, unique within scope and kind.
        key: String,
        /// JSON text; kept as it is.
        body: String,
    },
    /// Removes a record. No error when there is none.
    Delete {
        /// Whose record it is.
        scope: Scope,
        /// The kind of record.
        kind: &'static str,
        /// Its key.
        key: String,
    },
    /// Inserts a bucket, or replaces the one of the same series, resolution and start.
    Bucket(BucketRow),
    /// Removes the buckets of one series and resolution that start before a moment.
    DropBuckets {
        /// Whose metric it is.
        scope: Scope,
        /// The metric.
        metric: MetricId,
        /// The unit of the series.
        unit: Unit,
        /// Length of the buckets in seconds.
        resolution_secs: u32,
        /// Buckets that start before this go, in seconds since 1970.
        before: i64,
    },
    /// Sets a fact about the folder as a whole.
    SetMeta {
        /// Its name.
        key: &'static str,
        /// Its value.
        value: String,
    },
}

/// The aggregate of one period of one series, with the identity of the series.
#[derive(Clone, PartialEq, Debug)]
pub struct BucketRow {
    /// Whose metric it is.
    pub scope: Scope,
    /// The metric.
    pub metric: MetricId,
    /// The unit of the series.
    pub unit: Unit,
    /// Length of the period in seconds.
    pub resolution_secs: u32,
    /// Start of the period, in seconds since 1970.
    pub start_secs: i64,
    /// Number of samples; not NaN, like the three that follow.
    pub count: f64,
    /// Sum of the samples.
    pub sum: f64,
    /// Smallest sample.
    pub min: f64,
    /// Largest sample.
    pub max: f64,
    /// Distribution of the samples, in an encoding that is the caller's own.
    pub distribution: Vec<u8>,
}

/// Writes that become durable together or not at all, in the order in which they were added.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Batch(Vec<Write>);

impl Batch {
    /// A batch without writes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a write at the end.
    pub fn push(&mut self, write: Write) {
        self.0.push(write);
    }

    /// Number of writes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The writes in order.
    pub fn writes(&self) -> &[Write] {
        &self.0
    }
}

impl Extend<Write> for Batch {
    fn extend<T: IntoIterator<Item = Write>>(&mut self, writes: T) {
        self.0.extend(writes);
    }
}

impl FromIterator<Write> for Batch {
    fn from_iter<T: IntoIterator<Item = Write>>(writes: T) -> Self {
        Self(writes.into_iter().collect())
    }
}

impl From<Vec<Write>> for Batch {
    fn from(writes: Vec<Write>) -> Self {
        Self(writes)
    }
}
