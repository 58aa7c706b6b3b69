//! The values of one bucket with their counts, in bounded memory.
//!
//! Up to [`EXACT`] distinct values are kept as they are, which makes percentiles exact. Beyond that values
//! share the bins of CloudWatch's own histogram, a tenth wide each, and each bin keeps its mean: the error
//! stays below a tenth and the number of bins below about 15,000 whatever is published.

use std::collections::BTreeMap;

/// Distinct values that are kept exactly.
const EXACT: usize = 128;
/// The bin that holds zero, which has no logarithm.
const ZERO: i16 = i16::MIN;

/// Values that are not negative, with their counts.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Distribution {
    /// Sorted by value, no value twice.
    Exact(Vec<(f64, f64)>),
    /// By bin, each with the mean of its values and their count.
    Binned(BTreeMap<i16, (f64, f64)>),
}

impl Distribution {
    /// A distribution of two values.
    pub(super) fn of(first: (f64, f64), second: (f64, f64)) -> Self {
        let mut made = Self::Exact(vec![first]);
        made.add(second.0, second.1);
        made
    }

    /// Adds `count` samples of `value`. Both are finite, `value` is not negative and `count` is positive.
    pub(super) fn add(&mut self, value: f64, count: f64) {
        match self {
            Self::Exact(entries) => {
                let at = entries.partition_point(|(known, _)| known.total_cmp(&value).is_lt());
                if let Some((known, seen)) = entries.get_mut(at)
                    && known.total_cmp(&value).is_eq()
                {
                    *seen = finite(*seen + count);
                } else if entries.len() < EXACT {
                    entries.insert(at, (value, count));
                } else {
                    let mut bins = BTreeMap::new();
                    for (known, seen) in entries.iter().copied().chain([(value, count)]) {
                        add_to_bin(&mut bins, known, seen);
                    }
                    *self = Self::Binned(bins);
                }
            }
            Self::Binned(bins) => add_to_bin(bins, value, count),
        }
    }

    /// Values with counts, ascending.
    pub(super) fn entries(&self) -> Vec<(f64, f64)> {
        match self {
            Self::Exact(entries) => entries.clone(),
            Self::Binned(bins) => bins.values().copied().collect(),
        }
    }
}

/// The number, or the largest finite one of its sign where it overflowed.
pub(super) fn finite(number: f64) -> f64 {
    number.clamp(-f64::MAX, f64::MAX)
}

fn add_to_bin(bins: &mut BTreeMap<i16, (f64, f64)>, value: f64, count: f64) {
    let (mean, seen) = bins.entry(bin_of(value)).or_insert((value, 0.0));
    *seen = finite(*seen + count);
    // Both lie in the same bin, so the step is small and cannot overflow.
    *mean += (value - *mean) * (count / *seen).min(1.0);
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the logarithm of a positive double lies between -745 and 710, so the bin between -7,820 and 7,450"
)]
fn bin_of(value: f64) -> i16 {
    if value > 0.0 { (value.ln() / 1.1_f64.ln()).floor() as i16 } else { ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_bounded_and_close() {
        let mut many = Distribution::of((0.0, 1.0), (1.0, 1.0));
        for i in 2..10_000 {
            many.add(f64::from(i), 1.0);
        }
        let entries = many.entries();
        assert!(entries.len() < 110, "{}", entries.len());
        assert!(entries.is_sorted_by(|a, b| a.0 < b.0));
        let count: f64 = entries.iter().map(|(_, count)| count).sum();
        assert!((count - 10_000.0).abs() < 1e-6);
    }

    #[test]
    fn takes_the_largest_and_the_smallest() {
        let mut many = Distribution::Binned(BTreeMap::new());
        for value in [0.0, f64::from_bits(1), 1e-300, 1.0, 1e300, f64::MAX] {
            many.add(value, 1e300);
            many.add(value, f64::MAX);
        }
        assert_eq!(many.entries().len(), 6);
        assert!(many.entries().iter().all(|(mean, count)| mean.is_finite() && count.is_finite()));
    }
}
