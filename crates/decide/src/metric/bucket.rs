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

/// Samples between `start` and `start` plus the grain.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Bucket {
    /// Seconds since 1970, a multiple of the grain.
    pub(super) start: i64,
    /// Changed since it was last given to the store.
    pub(super) dirty: bool,
    kept: Kept,
}

/// What was recorded. Most series get one sample in a bucket, and there are two weeks of minutes of each.
#[derive(Clone, PartialEq, Debug)]
enum Kept {
    One(f64),
    Many(Box<Aggregate>),
}

impl Bucket {
    pub(super) fn new(start: i64, samples: Aggregate) -> Self {
        let kept = match samples.only_value() {
            Some(value) => Kept::One(value),
            None => Kept::Many(Box::new(samples)),
        };
        Self { start, dirty: false, kept }
    }

    /// Adds samples.
    pub(super) fn absorb(&mut self, samples: &Aggregate) {
        match &mut self.kept {
            Kept::Many(all) => all.absorb(samples),
            Kept::One(value) => {
                let mut all = Aggregate::of_value(*value);
                all.absorb(samples);
                self.kept = Kept::Many(Box::new(all));
            }
        }
    }

    /// Shows what was recorded.
    pub(super) fn show<T>(&self, to: impl FnOnce(&Aggregate) -> T) -> T {
        match &self.kept {
            Kept::One(value) => to(&Aggregate::of_value(*value)),
            Kept::Many(all) => to(all),
        }
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
        assert!(size_of::<Bucket>() <= 32);
        for value in [0.0, 3.5, -1.0] {
            let one = Aggregate::of_value(value);
            let mut bucket = Bucket::new(0, one.clone());
            assert_eq!(bucket.kept, Kept::One(value));
            assert!(bucket.show(|samples| *samples == one));
            let mut two = one.clone();
            two.absorb(&one);
            bucket.absorb(&one);
            assert!(bucket.show(|samples| *samples == two));
        }
    }
}
