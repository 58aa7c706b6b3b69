//! A rival in the world's terms.

use ebb_rivals::{CpuReport, Observation as Sight, Rival};
use ebb_units::{Capacity, SignedDuration, Timestamp};

use crate::scaling::{Observation, Scaler};

/// A rival that the world asks.
#[derive(Debug)]
pub(super) struct RivalScaler {
    rival: Rival,
    start: Timestamp,
}

impl RivalScaler {
    pub(super) fn new(rival: Rival, start: Timestamp) -> Self {
        Self { rival, start }
    }
}

impl Scaler for RivalScaler {
    fn interval_secs(&self) -> f64 {
        self.rival.looks().every.as_secs_f64()
    }

    fn wakes_from_zero(&self) -> bool {
        self.rival.looks().at_once_from_zero
    }

    fn desired(&mut self, seen: &Observation) -> Option<u32> {
        self.rival.wanted(&sight(seen, self.start)).map(|Capacity(copies)| copies)
    }
}

fn sight(seen: &Observation, start: Timestamp) -> Sight {
    let count = |requests: u64| u32::try_from(requests).unwrap_or(u32::MAX);
    let span = |secs: f64| SignedDuration::try_from_secs_f64(secs).unwrap_or_default();
    // Of the mean only the sum is known: what waits for a copy now is taken for what has waited.
    #[expect(clippy::cast_precision_loss, reason = "a number of requests, for a mean")]
    let mean_queued = seen.concurrency_mean.min(seen.waiting as f64);
    let cpu = CpuReport { copies: Capacity(seen.ready), mean_percent: seen.utilisation * 100.0 };
    Sight {
        now: start.saturating_add(span(seen.at_secs)).unwrap_or(Timestamp::MAX),
        elapsed: span(seen.since_secs),
        desired: Capacity(seen.desired),
        ready: Capacity(seen.ready),
        starting: Capacity(seen.starting),
        in_flight: count(seen.concurrency.saturating_sub(seen.waiting)),
        queued: count(seen.waiting),
        arrivals: seen.arrivals,
        mean_in_flight: seen.concurrency_mean - mean_queued,
        mean_queued,
        cpu: (seen.ready > 0).then_some(cpu),
    }
}
