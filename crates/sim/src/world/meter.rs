//! What the gateway counts until it is told to the controller; the counterpart of `gateway/src/meter.rs`.

use ebb_decide::hosting::{AsyncTraffic, Traffic, TrafficSamples};

use super::steering::Watched;
use crate::outcome::Histogram;

/// Counters since the last time they were taken.
#[derive(Debug)]
pub(super) struct Meter {
    /// Requests sent to copies, by the number of copies there were.
    shares: Vec<(u32, u64)>,
    copies: u32,
    answered: u64,
    model_errors: u64,
    no_capacity: u64,
    processed: u64,
    failures: u64,
    expired: u64,
    model: Histogram,
    overhead: Histogram,
    backlog: Histogram,
    total: Histogram,
    /// Whether anything at all was counted.
    pub(super) is_dirty: bool,
    watched: Watched,
}

impl Meter {
    pub(super) fn new(watched: Watched) -> Self {
        Self {
            shares: Vec::new(),
            copies: 1,
            answered: 0,
            model_errors: 0,
            no_capacity: 0,
            processed: 0,
            failures: 0,
            expired: 0,
            model: Histogram::new(),
            overhead: Histogram::new(),
            backlog: Histogram::new(),
            total: Histogram::new(),
            is_dirty: false,
            watched,
        }
    }

    /// Sets the number that later requests are divided by.
    pub(super) fn set_copies(&mut self, copies: u32) {
        self.copies = copies.max(1);
    }

    /// A request was sent to a copy.
    pub(super) fn invoked(&mut self) {
        self.is_dirty = true;
        match self.shares.last_mut() {
            Some((copies, count)) if *copies == self.copies => *count += 1,
            _ => self.shares.push((self.copies, 1)),
        }
    }

    pub(super) fn no_capacity(&mut self) {
        self.is_dirty = true;
        self.no_capacity += 1;
    }

    /// A request was answered after so long in the line and so long at the copy.
    pub(super) fn answered(&mut self, waited_ns: u64, took_ns: u64) {
        if self.watched.errors {
            self.is_dirty = true;
            self.answered += 1;
        }
        if self.watched.latency {
            self.is_dirty = true;
            self.model.add(took_ns);
            self.overhead.add(waited_ns);
        }
    }

    /// An asynchronous request was worked on.
    pub(super) fn processed(&mut self, waited_ns: u64, took_ns: u64) {
        self.answered(waited_ns, took_ns);
        self.is_dirty = true;
        self.processed += 1;
        if self.watched.latency {
            self.backlog.add(waited_ns);
            self.total.add(waited_ns + took_ns);
        }
    }

    /// The copy died over a request.
    pub(super) fn lost(&mut self) {
        if self.watched.errors {
            self.is_dirty = true;
            self.answered += 1;
            self.model_errors += 1;
        }
    }

    pub(super) fn expired(&mut self) {
        self.is_dirty = true;
        self.expired += 1;
        self.failures += 1;
    }

    /// Everything since the last call.
    #[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
    pub(super) fn take(&mut self) -> Option<Traffic> {
        if !std::mem::take(&mut self.is_dirty) {
            return None;
        }
        let all = |counter: &mut u64| std::mem::take(counter) as f64;
        let share = |(copies, count): (u32, u64)| (1.0 / f64::from(copies), count as f64);
        Some(Traffic {
            shares: self.shares.drain(..).map(share).collect(),
            answered: all(&mut self.answered),
            model_latency_us: samples(&mut self.model, 1e3),
            overhead_latency_us: samples(&mut self.overhead, 1e3),
            errors_4xx: 0.0,
            errors_5xx: 0.0,
            model_errors: all(&mut self.model_errors),
            no_capacity: all(&mut self.no_capacity),
            asynchronous: AsyncTraffic {
                expired: all(&mut self.expired),
                failures: all(&mut self.failures),
                processed: all(&mut self.processed),
                time_in_backlog_ms: samples(&mut self.backlog, 1e6),
                total_time_ms: samples(&mut self.total, 1e6),
                ..AsyncTraffic::default()
            },
            ..Traffic::default()
        })
    }
}

fn samples(times: &mut Histogram, unit_ns: f64) -> TrafficSamples {
    if times.is_empty() {
        return Vec::new();
    }
    let samples = times.entries().map(|(ns, count)| (ns / unit_ns, count)).collect();
    times.clear();
    samples
}
