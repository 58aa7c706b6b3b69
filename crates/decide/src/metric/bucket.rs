//! One bucket of a stream, and the four grains in which buckets are kept.

use super::aggregate::Aggregate;

/// The grains, finest first: length in seconds and how long buckets of it are kept.
///
/// Rule cw.metric.retention: 3 hours, 15 days, 63 days, 455 days.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>
pub(super) const GRAINS: [Grain; 4] = [
    Grain { secs: 1, keep_secs: 3 * 3600 },
    Grain { secs: 60, keep_secs: 15 * DAY },
    Grain { secs: 300, keep_secs: 63 * DAY },
    Grain { secs: 3600, keep_secs: 455 * DAY },
];

const DAY: i64 = 86_400;

/// A length of bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain {
    /// Length in seconds; each divides the next.
    pub(super) secs: i64,
    /// Age in seconds at which buckets roll up into the next grain, or are dropped from the last.
    pub(super) keep_secs: i64,
}

/// Samples between a start and that plus the grain. Most series get one sample in a bucket, and there are two weeks of
/// minutes of each: the start is kept in six bytes, so that one sample and what belongs to it need sixteen.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Bucket {
    /// One sample and nothing else.
    One { start: Start, dirty: bool, value: f64 },
    /// All others.
    Many { start: Start, dirty: bool, samples: Box<Aggregate> },
}

/// Seconds since 1970; all years that a timestamp can have are within 38 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Start([u8; 6]);

impl Bucket {
    pub(super) fn new(start: i64, samples: Aggregate) -> Self {
        let (start, dirty) = (Start::new(start), false);
        match samples.only_value() {
            Some(value) => Self::One { start, dirty, value },
            None => Self::Many { start, dirty, samples: Box::new(samples) },
        }
    }

    /// Seconds since 1970, a multiple of the grain.
    pub(super) fn start(&self) -> i64 {
        let (Self::One { start, .. } | Self::Many { start, .. }) = self;
        start.secs()
    }

    /// Notes whether it has changed since it was last given to the store. Gives what was noted before.
    pub(super) fn set_dirty(&mut self, now: bool) -> bool {
        let (Self::One { dirty, .. } | Self::Many { dirty, .. }) = self;
        std::mem::replace(dirty, now)
    }

    /// Adds samples.
    pub(super) fn absorb(&mut self, samples: &Aggregate) {
        match self {
            Self::Many { samples: all, .. } => all.absorb(samples),
            Self::One { start, dirty, value } => {
                let mut all = Aggregate::of_value(*value);
                all.absorb(samples);
                *self = Self::Many { start: *start, dirty: *dirty, samples: Box::new(all) };
            }
        }
    }

    /// Shows what was recorded.
    pub(super) fn show<T>(&self, to: impl FnOnce(&Aggregate) -> T) -> T {
        match self {
            Self::One { value, .. } => to(&Aggregate::of_value(*value)),
            Self::Many { samples, .. } => to(samples),
        }
    }
}

impl Start {
    fn new(secs: i64) -> Self {
        let [a, b, c, d, e, f, ..] = secs.to_le_bytes();
        Self([a, b, c, d, e, f])
    }

    fn secs(self) -> i64 {
        let [a, b, c, d, e, f] = self.0;
        // Shifted up and down again, the sign fills the upper bytes.
        i64::from_le_bytes([0, 0, a, b, c, d, e, f]) >> 16
    }
}

/// Whether data of this age may be read at this period.
///
/// Rule cw.metric.period-by-age: beyond three hours whole minutes, beyond 15 days multiples of five minutes, beyond
/// 63 days whole hours, beyond 455 days nothing. By age and not by what was rolled up already, so that an
/// answer does not depend on when the rolling happened.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>
pub(super) fn readable(age_secs: i64, period_secs: i64) -> bool {
    GRAINS.iter().find(|grain| age_secs <= grain.keep_secs).is_some_and(|grain| {
        // Data stored per minute can be read at a finer period: it shows at the minute's start.
        grain.secs == 1 || period_secs % grain.secs == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_of_one_sample_is_small_and_says_the_same() {
        assert!(size_of::<Bucket>() <= 16);
        for value in [0.0, 3.5, -1.0] {
            let one = Aggregate::of_value(value);
            let mut bucket = Bucket::new(0, one.clone());
            assert!(
                matches!(bucket, Bucket::One { value: kept, .. } if kept.total_cmp(&value).is_eq())
            );
            assert!(bucket.show(|samples| *samples == one));
            let mut two = one.clone();
            two.absorb(&one);
            bucket.absorb(&one);
            assert!(bucket.show(|samples| *samples == two));
        }
    }

    #[test]
    fn starts_reach_over_all_years() {
        for start in [0, 1, -1, 60, -3600, 253_402_207_200, -377_705_023_201] {
            assert_eq!(Bucket::new(start, Aggregate::of_value(1.0)).start(), start);
        }
    }
}
