//! Copies that follow at once or after a while, and a load that a rival looks at.

use std::collections::VecDeque;

use ebb_rivals::{CpuReport, Observation, Rival};
use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

pub(crate) fn secs(secs: i64) -> SignedDuration {
    SignedDuration::from_secs(secs)
}

pub(crate) fn bounds(min: u32, max: u32) -> Bounds {
    Bounds::new(Capacity(min), Capacity(max)).unwrap()
}

/// What a rival is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Load {
    /// Requests in the system, all along.
    pub(crate) in_system: u32,
    pub(crate) arrivals_per_s: u32,
    pub(crate) cpu_percent: Option<f64>,
}

/// One rival and its copies.
pub(crate) struct Scene {
    rival: Rival,
    pub(crate) now: Timestamp,
    looked: Option<Timestamp>,
    start_up: SignedDuration,
    pub(crate) desired: u32,
    ready: u32,
    starting: VecDeque<(Timestamp, u32)>,
    /// Each change of the number that there shall be, with the seconds since the beginning.
    pub(crate) changes: Vec<(i64, u32)>,
    begin: Timestamp,
}

impl Scene {
    pub(crate) fn new(rival: Rival, copies: u32, start_up: SignedDuration) -> Self {
        let begin: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
        let (looked, starting, changes) = (None, VecDeque::new(), Vec::new());
        Self {
            rival,
            now: begin,
            looked,
            start_up,
            desired: copies,
            ready: copies,
            starting,
            changes,
            begin,
        }
    }

    /// The load holds for so long.
    pub(crate) fn hold(&mut self, load: Load, seconds: i64) {
        let until = self.now + secs(seconds);
        while self.now < until {
            self.look(load);
            self.now += self.rival.looks().every;
        }
    }

    fn look(&mut self, load: Load) {
        while self.starting.front().is_some_and(|&(at, _)| at <= self.now) {
            self.ready += self.starting.pop_front().map_or(0, |(_, copies)| copies);
        }
        let seen = self.observe(load);
        self.looked = Some(self.now);
        if let Some(Capacity(wanted)) = self.rival.wanted(&seen)
            && wanted != self.desired
        {
            if wanted > self.desired {
                self.starting.push_back((self.now + self.start_up, wanted - self.desired));
            } else {
                self.ready = self.ready.min(wanted);
                self.starting.clear();
            }
            self.desired = wanted;
            self.changes.push((self.now.duration_since(self.begin).as_secs(), wanted));
        }
    }

    fn observe(&self, load: Load) -> Observation {
        let elapsed = self.looked.map_or(SignedDuration::ZERO, |at| self.now.duration_since(at));
        let waiting = self.ready == 0;
        let in_system = f64::from(load.in_system);
        Observation {
            now: self.now,
            elapsed,
            desired: Capacity(self.desired),
            ready: Capacity(self.ready),
            starting: Capacity(self.starting.iter().map(|&(_, copies)| copies).sum()),
            in_flight: if waiting { 0 } else { load.in_system },
            queued: if waiting { load.in_system } else { 0 },
            arrivals: u64::from(load.arrivals_per_s) * elapsed.as_secs().unsigned_abs(),
            mean_in_flight: if waiting { 0.0 } else { in_system },
            mean_queued: if waiting { in_system } else { 0.0 },
            cpu: load
                .cpu_percent
                .map(|mean_percent| CpuReport { copies: Capacity(self.ready), mean_percent }),
        }
    }
}

/// So many requests in the system.
pub(crate) fn requests(in_system: u32) -> Load {
    Load { in_system, ..Load::default() }
}

/// So many requests come each second.
pub(crate) fn arriving(arrivals_per_s: u32) -> Load {
    Load { arrivals_per_s, ..Load::default() }
}

/// Copies are so busy.
pub(crate) fn busy(cpu_percent: f64) -> Load {
    Load { cpu_percent: Some(cpu_percent), ..Load::default() }
}
