//! A bucket as the store keeps it: plain columns and a few bytes for the distribution.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Unit};
use serde::{Deserialize, Serialize};

use super::aggregate::{Aggregate, Spread};
use super::bucket::{Bucket, GRAINS};
use super::distribution::Distribution;

const UNKNOWN: u8 = 0;
const EXACT: u8 = 1;
const BINNED: u8 = 2;

/// One bucket, ready for a row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BucketRow {
    /// Which metric.
    pub metric: MetricId,
    /// Which of its units.
    pub unit: Unit,
    /// Length of the bucket in seconds: 1, 60, 300 or 3600.
    pub resolution_secs: u32,
    /// Start in seconds since 1970.
    pub start_secs: i64,
    /// Number of samples.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// The distribution; empty when all samples are equal.
    pub distribution: Vec<u8>,
}

/// The row cannot have been written by this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// No bucket has this length or start.
    #[error("no bucket of {resolution_secs} seconds starts at second {start_secs}")]
    Place {
        /// The length in the row.
        resolution_secs: u32,
        /// The start in the row.
        start_secs: i64,
    },
    /// Count, sum or extremes are impossible.
    #[error("the totals of the bucket are impossible")]
    Totals,
    /// The distribution cannot be read.
    #[error("the distribution of the bucket cannot be read")]
    Distribution,
}

impl BucketRow {
    pub(super) fn new(metric: &MetricId, unit: Unit, grain: i64, bucket: &Bucket) -> Self {
        bucket.show(|Aggregate { count, sum, min, max, spread }| Self {
            metric: metric.clone(),
            unit,
            resolution_secs: u32::try_from(grain).expect("grains are at most an hour"),
            start_secs: bucket.start(),
            count: *count,
            sum: *sum,
            min: *min,
            max: *max,
            distribution: write(spread),
        })
    }

    /// The row of its grain, and the samples.
    pub(super) fn read(&self) -> Result<(usize, Aggregate), RestoreError> {
        let secs = i64::from(self.resolution_secs);
        let row = GRAINS
            .iter()
            .position(|grain| grain.secs == secs && self.start_secs.rem_euclid(secs) == 0)
            .ok_or(RestoreError::Place {
                resolution_secs: self.resolution_secs,
                start_secs: self.start_secs,
            })?;
        let &Self { count, sum, min, max, .. } = self;
        let finite = [count, sum, min, max].iter().all(|number| number.is_finite());
        // A client's own summary may well have a minimum above its maximum: that is not ours to refuse here.
        if !finite || count <= 0.0 {
            return Err(RestoreError::Totals);
        }
        let spread = read(&self.distribution).ok_or(RestoreError::Distribution)?;
        Ok((row, Aggregate { count, sum, min, max, spread }))
    }
}

fn write(spread: &Spread) -> Vec<u8> {
    let Spread::Many(distribution) = spread else {
        return if matches!(spread, Spread::Unknown) { vec![UNKNOWN] } else { Vec::new() };
    };
    let pair = |(value, count): &(f64, f64)| [value.to_le_bytes(), count.to_le_bytes()].concat();
    match distribution.as_ref() {
        Distribution::Exact(entries) => {
            std::iter::once(EXACT).chain(entries.iter().flat_map(pair)).collect()
        }
        Distribution::Binned(bins) => {
            let bin = |(bin, entry): (&i16, &(f64, f64))| {
                bin.to_le_bytes().into_iter().chain(pair(entry)).collect::<Vec<u8>>()
            };
            std::iter::once(BINNED).chain(bins.iter().flat_map(bin)).collect()
        }
    }
}

fn read(bytes: &[u8]) -> Option<Spread> {
    let Some((kind, rest)) = bytes.split_first() else { return Some(Spread::Same) };
    let distribution = match *kind {
        UNKNOWN => return rest.is_empty().then_some(Spread::Unknown),
        EXACT => {
            let (pairs, []) = rest.as_chunks::<16>() else { return None };
            let entries = pairs.iter().map(|pair| read_pair(pair)).collect::<Option<Vec<_>>>()?;
            let ascending = entries.is_sorted_by(|a, b| a.0 < b.0);
            if entries.is_empty() || !ascending {
                return None;
            }
            Distribution::Exact(entries)
        }
        BINNED => {
            let (bins, []) = rest.as_chunks::<18>() else { return None };
            let bin = |bytes: &[u8; 18]| {
                let (bin, pair) = bytes.split_first_chunk::<2>()?;
                Some((i16::from_le_bytes(*bin), read_pair(pair)?))
            };
            Distribution::Binned(bins.iter().map(bin).collect::<Option<BTreeMap<_, _>>>()?)
        }
        _ => return None,
    };
    Some(Spread::Many(Box::new(distribution)))
}

fn read_pair(bytes: &[u8]) -> Option<(f64, f64)> {
    let (value, rest) = bytes.split_first_chunk::<8>()?;
    let (value, count) = (f64::from_le_bytes(*value), f64::from_le_bytes(rest.try_into().ok()?));
    let sound = value.is_finite() && value >= 0.0 && count.is_finite() && count > 0.0;
    sound.then_some((value, count))
}
