//! The controller's clock: real time, or a multiple of it.

use std::time::{Duration, Instant};

use ebb_units::{SignedDuration, Timestamp};

/// Tells the controller's time. At speed 60 a minute passes each real second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    real: Instant,
    start: Timestamp,
    speed: f64,
}

impl Clock {
    /// A clock that begins at `start` and runs `speed` times as fast as real time.
    pub(crate) fn new(start: Timestamp, speed: f64) -> Self {
        Self { real: Instant::now(), start, speed }
    }

    /// The present.
    pub(crate) fn now(&self) -> Timestamp {
        let passed = self.real.elapsed().mul_f64(self.speed);
        SignedDuration::try_from(passed)
            .ok()
            .and_then(|passed| self.start.checked_add(passed).ok())
            .unwrap_or(Timestamp::MAX)
    }

    /// How long, in real time, until the clock shows `at`. Zero when it has.
    pub(crate) fn until(&self, at: Timestamp) -> Duration {
        let left = at.duration_since(self.now());
        let left = Duration::try_from(left).unwrap_or(Duration::ZERO);
        left.div_f64(self.speed)
    }

    /// How much real time a span of the clock's time takes.
    pub(crate) fn real(&self, span: Duration) -> Duration {
        span.div_f64(self.speed)
    }

    /// How many times as fast as real time it runs.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_as_fast_as_it_is_told() {
        let start = Timestamp::from_second(1_000_000).unwrap();
        let clock = Clock::new(start, 1000.0);
        let before = Instant::now();
        while before.elapsed() < Duration::from_millis(5) {
            std::hint::spin_loop();
        }
        assert!(clock.now() >= start.checked_add(SignedDuration::from_secs(5)).unwrap());
        assert_eq!(clock.until(start), Duration::ZERO);
        assert_eq!(clock.real(Duration::from_secs(60)), Duration::from_millis(60));
    }
}
