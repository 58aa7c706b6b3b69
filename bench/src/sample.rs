//! Samples and what is told of them.

use std::time::Duration;

/// Milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// A count as a number to reckon with.
pub(crate) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Sorted samples.
#[derive(Clone, Debug)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn new(mut samples: Vec<f64>) -> Self {
        samples.sort_unstable_by(f64::total_cmp);
        Self(samples)
    }

    /// The smallest sample that at least this many of a thousand do not exceed (nearest rank); nothing without
    /// samples.
    pub(crate) fn permille(&self, share: usize) -> Option<f64> {
        let rank = (self.0.len() * share).div_ceil(1000).max(1);
        self.0.get(rank - 1).copied()
    }

    pub(crate) fn p50(&self) -> Option<f64> {
        self.permille(500)
    }

    pub(crate) fn p90(&self) -> Option<f64> {
        self.permille(900)
    }

    pub(crate) fn p99(&self) -> Option<f64> {
        self.permille(990)
    }

    pub(crate) fn min(&self) -> Option<f64> {
        self.0.first().copied()
    }

    pub(crate) fn max(&self) -> Option<f64> {
        self.0.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest_that_cover_the_share() {
        let samples = Samples::new((1..=100).rev().map(f64::from).collect());
        let told = [samples.min(), samples.p50(), samples.p90(), samples.p99(), samples.max()];
        assert_eq!(format!("{:?}", told.map(Option::unwrap)), "[1.0, 50.0, 90.0, 99.0, 100.0]");
        // Of three, the middle one is the first that covers half; only the largest covers 99 of 100.
        let three = Samples::new(vec![3.0, 1.0, 2.0]);
        assert_eq!((three.p50(), three.p99()), (Some(2.0), Some(3.0)));
        assert_eq!(Samples::new(Vec::new()).p50(), None);
    }
}
