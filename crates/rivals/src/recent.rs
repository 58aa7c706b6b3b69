//! The mean of a figure over the last while, each part weighed by how long it held.

use std::collections::VecDeque;

use ebb_units::{SignedDuration, Timestamp};

/// Means between looks, as far back as the longest window reaches.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    reach: SignedDuration,
    /// When a part began and ended, and its mean; oldest first.
    parts: VecDeque<(Timestamp, Timestamp, f64)>,
}

impl Recent {
    pub(crate) fn reaching(reach: SignedDuration) -> Self {
        Self { reach, parts: VecDeque::new() }
    }

    /// The figure was `mean` during the `elapsed` that ended `now`.
    pub(crate) fn add(&mut self, now: Timestamp, elapsed: SignedDuration, mean: f64) {
        if elapsed > SignedDuration::ZERO {
            self.parts.push_back((now - elapsed, now, mean));
        }
        let oldest = now - self.reach;
        while self.parts.front().is_some_and(|&(_, end, _)| end <= oldest) {
            self.parts.pop_front();
        }
    }

    /// Mean over the last `window`, or over what is known of it; none when nothing is.
    pub(crate) fn mean(&self, now: Timestamp, window: SignedDuration) -> Option<f64> {
        let from = now - window;
        let (mut weighted, mut known) = (0.0, 0.0);
        for &(begin, end, mean) in self.parts.iter().rev() {
            if end <= from {
                break;
            }
            let held = end.duration_since(begin.max(from)).as_secs_f64();
            weighted += mean * held;
            known += held;
        }
        (known > 0.0).then(|| weighted / known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    fn secs(secs: i64) -> SignedDuration {
        SignedDuration::from_secs(secs)
    }

    #[test]
    fn parts_count_as_long_as_they_held() {
        let mut recent = Recent::reaching(secs(60));
        assert_eq!(recent.mean(at(0), secs(60)), None);
        recent.add(at(10), secs(10), 6.0);
        recent.add(at(12), secs(2), 0.0);
        // Twelve seconds are known: ten of six and two of nothing.
        assert_eq!(recent.mean(at(12), secs(60)), Some(5.0));
        // Of the last four seconds, two were of the first part.
        assert_eq!(recent.mean(at(12), secs(4)), Some(3.0));
    }

    #[test]
    fn what_is_out_of_reach_is_forgotten() {
        let mut recent = Recent::reaching(secs(6));
        for second in 1..=1000 {
            recent.add(at(second), secs(1), 1.0);
        }
        assert_eq!(recent.parts.len(), 6);
    }
}
