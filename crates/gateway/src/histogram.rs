//! A bounded, lock-free distribution of times.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Values below this have a bucket each.
const EXACT: u64 = 128;
/// Buckets per doubling above that: a bucket is 1/64 to 1/128 of its value wide.
const PER_DOUBLING: u64 = 64;
/// Larger values count as this one. In microseconds 19 hours, beyond any timeout.
const LARGEST: u64 = (1 << 36) - 1;
const BUCKETS: usize = 1984;

/// A distribution taken out of the gateway.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Distribution {
    /// Sum of the values, exact.
    pub sum: f64,
    /// Smallest value, exact; zero when there is none.
    pub min: f64,
    /// Largest value, exact; zero when there is none.
    pub max: f64,
    /// Values with how often each was seen, ascending. A value from 128 up stands for a bucket
    /// around it and is at most 0.8 % off.
    pub values: Vec<(f64, u32)>,
}

impl Distribution {
    /// Number of values.
    pub fn count(&self) -> u64 {
        self.values.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// True when nothing was seen.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Counts per bucket. Allocated at the first value: most workloads never see one.
#[derive(Debug, Default)]
pub(crate) struct Histogram(OnceLock<Box<Counts>>);

#[derive(Debug)]
struct Counts {
    sum: AtomicU64,
    min: AtomicU64,
    max: AtomicU64,
    buckets: Vec<AtomicU32>,
}

impl Histogram {
    pub(crate) fn record(&self, value: u64) {
        let value = value.min(LARGEST);
        let counts = self.0.get_or_init(|| {
            Box::new(Counts {
                sum: AtomicU64::new(0),
                min: AtomicU64::new(u64::MAX),
                max: AtomicU64::new(0),
                buckets: (0..BUCKETS).map(|_| AtomicU32::new(0)).collect(),
            })
        });
        if value < counts.min.load(Ordering::Relaxed) {
            counts.min.fetch_min(value, Ordering::Relaxed);
        }
        if value > counts.max.load(Ordering::Relaxed) {
            counts.max.fetch_max(value, Ordering::Relaxed);
        }
        counts.sum.fetch_add(value, Ordering::Relaxed);
        // Last and with release, so that whoever takes the bucket sees the three above.
        counts.buckets[bucket(value)].fetch_add(1, Ordering::Release);
    }

    /// What was recorded since the last call. A value that is being recorded meanwhile is counted
    /// now or at the next call, never twice and never not at all.
    #[expect(clippy::cast_precision_loss, reason = "sums of times stay far below 2^53")]
    pub(crate) fn take(&self) -> Distribution {
        let Some(counts) = self.0.get() else { return Distribution::default() };
        let mut values = Vec::new();
        for (index, bucket) in counts.buckets.iter().enumerate() {
            if bucket.load(Ordering::Relaxed) != 0 {
                let count = bucket.swap(0, Ordering::Acquire);
                values.push((middle(index as u64), count));
            }
        }
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return Distribution::default();
        };
        let min = counts.min.swap(u64::MAX, Ordering::Relaxed);
        let max = counts.max.swap(0, Ordering::Relaxed);
        Distribution {
            sum: counts.sum.swap(0, Ordering::Relaxed) as f64,
            min: if min == u64::MAX { first.0 } else { min as f64 },
            max: if max == 0 { last.0 } else { max as f64 },
            values,
        }
    }
}

fn bucket(value: u64) -> usize {
    let index = if value < EXACT {
        value
    } else {
        let shift = u64::from(value.ilog2()) - 6;
        EXACT + (shift - 1) * PER_DOUBLING + ((value >> shift) - PER_DOUBLING)
    };
    usize::try_from(index).expect("below BUCKETS")
}

#[expect(clippy::cast_precision_loss, reason = "bucket bounds stay below 2^36")]
fn middle(index: u64) -> f64 {
    if index < EXACT {
        return index as f64;
    }
    let shift = (index - EXACT) / PER_DOUBLING + 1;
    let low = (PER_DOUBLING + (index - EXACT) % PER_DOUBLING) << shift;
    low as f64 + ((1_u64 << shift) - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "test values are small")]
    fn buckets_stay_within_a_percent_and_in_order() {
        let mut last = 0;
        for value in (0..5000).chain((0..36).map(|bit| 1 << bit)).chain([LARGEST]) {
            let index = bucket(value);
            assert!(index < BUCKETS, "{value}");
            let off = (middle(index as u64) - value as f64).abs();
            assert!(off <= value as f64 * 0.008, "{value} is off by {off}");
        }
        for value in 0..1_000_000 {
            let index = bucket(value);
            assert!(index == last || index == last + 1, "{value}");
            last = index;
        }
        assert_eq!(bucket(LARGEST), BUCKETS - 1);
    }

    #[test]
    fn what_is_taken_is_gone_and_exact_at_the_ends() {
        let histogram = Histogram::default();
        assert!(histogram.take().is_empty());
        for value in [1000, 3, 3, 777_777] {
            histogram.record(value);
        }
        let taken = histogram.take();
        assert_eq!(taken.count(), 4);
        assert!((taken.sum - 778_783.0).abs() < 0.1);
        assert!((taken.min - 3.0).abs() < 0.1);
        assert!((taken.max - 777_777.0).abs() < 0.1);
        assert_eq!(taken.values[0], (3.0, 2));
        assert!(histogram.take().is_empty());
    }
}
