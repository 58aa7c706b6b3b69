//! The samples of one bucket or window, folded: count, sum, extremes and, where it is of use, the distribution.

use ebb_units::Statistic;

use super::datum::Samples;
use super::distribution::{Distribution, finite};
use super::extended;

/// Samples of one unit, folded together.
#[derive(Clone, PartialEq, Debug)]
pub struct Aggregate {
    pub(super) count: f64,
    pub(super) sum: f64,
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) spread: Spread,
}

/// What is known of the single samples. The common bucket, one value, needs no memory beside the minimum.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Spread {
    /// All samples equal the minimum.
    Same,
    /// A negative sample or a summary took part: extended statistics are not available.
    Unknown,
    /// At least two values.
    Many(Box<Distribution>),
}

impl Default for Aggregate {
    fn default() -> Self {
        Self {
            count: 0.0,
            sum: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            spread: Spread::Same,
        }
    }
}

impl Aggregate {
    /// One sample.
    pub(super) fn of_value(value: f64) -> Self {
        let spread = if value < 0.0 { Spread::Unknown } else { Spread::Same };
        Self { count: 1.0, sum: value, min: value, max: value, spread }
    }

    /// The sample, when it is one and nothing else is known.
    pub(super) fn only_value(&self) -> Option<f64> {
        let value = self.min + 0.0; // turns -0 into 0
        (*self == Self::of_value(value)).then_some(value)
    }

    /// Adds the samples of one datum. Numbers that are not finite and counts that are not positive are passed over.
    pub fn record(&mut self, samples: &Samples) {
        match samples {
            Samples::Values(values) => {
                for (value, count) in values {
                    self.add_value(*value, *count);
                }
            }
            Samples::Set { count, sum, min, max } => self.add_set(*count, *sum, *min, *max),
        }
    }

    /// Adds all samples of `other`.
    pub fn absorb(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        if self.is_empty() {
            self.clone_from(other);
            return;
        }
        match &other.spread {
            Spread::Unknown => self.spread = Spread::Unknown,
            Spread::Same => self.spread_value(other.min, other.count),
            Spread::Many(distribution) => {
                for (value, count) in distribution.entries() {
                    self.spread_value(value, count);
                }
            }
        }
        self.add_totals(other.count, other.sum, other.min, other.max);
    }

    /// Adds count, sum and extremes of `other` only: enough for the basic statistics, and much cheaper.
    pub(super) fn absorb_totals(&mut self, other: &Self) {
        self.spread = Spread::Unknown;
        self.add_totals(other.count, other.sum, other.min, other.max);
    }

    /// True when no sample was added.
    pub fn is_empty(&self) -> bool {
        self.count <= 0.0
    }

    /// Number of samples; fractions are possible, as counts may be fractions.
    pub fn sample_count(&self) -> f64 {
        self.count
    }

    /// The statistic, or `None` when there is no sample or the statistic is not available for these samples.
    pub fn value(&self, statistic: Statistic) -> Option<f64> {
        if self.is_empty() {
            return None;
        }
        match statistic {
            Statistic::SampleCount => Some(self.count),
            Statistic::Average => Some(finite(self.sum / self.count)),
            Statistic::Sum => Some(self.sum),
            Statistic::Minimum => Some(self.min),
            Statistic::Maximum => Some(self.max),
            Statistic::Percentile(_)
            | Statistic::TrimmedMean(_)
            | Statistic::TrimmedCount(_)
            | Statistic::TrimmedSum(_)
            | Statistic::WinsorizedMean(_)
            | Statistic::PercentileRank(_) => self.extended(statistic),
        }
    }

    // Rule cw.statistic.extended-available: not when a sample is negative, and not from a summary.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
    fn extended(&self, statistic: Statistic) -> Option<f64> {
        let only = [(self.min, self.count)];
        let many;
        let entries: &[(f64, f64)] = match &self.spread {
            Spread::Unknown => return None,
            Spread::Same => &only,
            Spread::Many(distribution) => {
                many = distribution.entries();
                &many
            }
        };
        // Bins know their means; the extremes are known better.
        if let Statistic::Percentile(percent) = statistic {
            if percent <= 0.0 {
                return Some(self.min);
            }
            if percent >= 100.0 {
                return Some(self.max);
            }
        }
        extended::value(entries, statistic)
    }

    fn add_value(&mut self, value: f64, count: f64) {
        if !value.is_finite() || !count.is_finite() || count <= 0.0 {
            return;
        }
        let value = value + 0.0; // turns -0 into 0
        self.spread_value(value, count);
        self.add_totals(count, finite(value * count), value, value);
    }

    fn add_set(&mut self, count: f64, sum: f64, min: f64, max: f64) {
        if ![count, sum, min, max].iter().all(|number| number.is_finite()) || count <= 0.0 {
            return;
        }
        // A summary of equal samples is as good as the samples. The sum is compared with room for rounding,
        // as its sender added it up step by step.
        let exact = finite(min * count);
        let equal = max.total_cmp(&min).is_eq() && (sum - exact).abs() <= exact.abs() * 1e-9;
        if equal {
            self.spread_value(min + 0.0, count);
        } else {
            self.spread = Spread::Unknown;
        }
        self.add_totals(count, sum, min, max);
    }

    /// Notes `count` samples of `value`; called before they are added to the totals.
    fn spread_value(&mut self, value: f64, count: f64) {
        if value < 0.0 {
            self.spread = Spread::Unknown;
            return;
        }
        match &mut self.spread {
            Spread::Unknown => {}
            Spread::Many(distribution) => distribution.add(value, count),
            Spread::Same if self.count <= 0.0 || self.min.total_cmp(&value).is_eq() => {}
            Spread::Same => {
                let both = Distribution::of((self.min, self.count), (value, count));
                self.spread = Spread::Many(Box::new(both));
            }
        }
    }

    fn add_totals(&mut self, count: f64, sum: f64, min: f64, max: f64) {
        self.count = finite(self.count + count);
        self.sum = finite(self.sum + sum);
        self.min = self.min.min(min);
        self.max = self.max.max(max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(f64, f64)]) -> Aggregate {
        let mut made = Aggregate::default();
        made.record(&Samples::Values(values.to_vec()));
        made
    }

    #[test]
    fn a_plain_bucket_is_small() {
        assert!(size_of::<Aggregate>() <= 48);
        assert_eq!(of(&[(3.0, 1.0), (3.0, 4.0)]).spread, Spread::Same);
    }

    #[test]
    fn absorbing_equals_recording_both() {
        let (left, right) = ([(1.0, 2.0), (5.0, 1.0)], [(5.0, 3.0), (0.0, 1.0)]);
        let mut merged = of(&left);
        merged.absorb(&of(&right));
        assert_eq!(merged, of(&[left, right].concat()));
        merged.absorb(&of(&[(-1.0, 1.0)]));
        assert_eq!(merged.value("p50".parse().unwrap()), None);
        assert_eq!(merged.value(Statistic::Minimum), Some(-1.0));
    }

    #[test]
    fn bad_and_extreme_numbers_do_no_harm() {
        let mut all =
            of(&[(f64::NAN, 1.0), (1.0, f64::NAN), (1.0, 0.0), (1.0, -2.0), (f64::INFINITY, 1.0)]);
        assert!(all.is_empty());
        all.record(&Samples::Set { count: f64::NAN, sum: 1.0, min: 1.0, max: 1.0 });
        assert_eq!(all.value(Statistic::Average), None);
        for value in [f64::MAX, -f64::MAX, f64::MAX, 0.0, 1e-300] {
            all.record(&Samples::Values(vec![(value, 1e300), (value, f64::MAX)]));
        }
        for statistic in ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] {
            assert!(all.value(statistic.parse().unwrap()).unwrap().is_finite(), "{statistic}");
        }
    }

    #[test]
    fn the_extremes_survive_binning() {
        let values: Vec<(f64, f64)> =
            (0..500).map(|i| (1000.0 + f64::from(i) * 7.3, 1.0)).collect();
        let all = of(&values);
        assert_eq!(all.value("p0".parse().unwrap()), Some(1000.0));
        assert_eq!(all.value("p100".parse().unwrap()), Some(1000.0 + 499.0 * 7.3));
        let median = all.value("p50".parse().unwrap()).unwrap();
        assert!((median / 2817.7 - 1.0).abs() < 0.1, "{median}");
    }
}
