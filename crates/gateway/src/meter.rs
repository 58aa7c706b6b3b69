//! What is counted per workload, and the form in which it is taken out.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ebb_units::{CopyId, WorkloadKey};

use crate::asynchronous::meter::{AsyncMeter, AsyncMeters};
use crate::event::Backlog;
use crate::histogram::{Distribution, Histogram};

/// Everything measured since the meters were last taken.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Meters {
    /// Workloads that have copies, or to which something happened.
    pub workloads: Vec<WorkloadMeters>,
    /// The same of the two versions of each variant that is being updated, as far as something happened to them.
    pub fleets: Vec<FleetMeters>,
    /// The backlog of every asynchronous endpoint, now.
    pub backlogs: Vec<Backlog>,
}

/// What was measured of one version of a variant, whose own meters have it too.
#[derive(Clone, PartialEq, Debug)]
pub struct FleetMeters {
    /// Which of the two.
    pub side: Side,
    /// What its copies did. Neither requests that found no copy nor the copies themselves are told here, and requests are not
    /// told by the number of instances.
    pub meters: WorkloadMeters,
}

/// A side of a [`Split`](crate::Split).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Copies of the new version, which has this number.
    New(u64),
    /// All other copies, while this version is brought in.
    Old(u64),
}

/// What was measured of one workload.
///
/// Rule sagemaker.metrics.invocation: which request counts in which metric.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html>
#[derive(Clone, PartialEq, Debug)]
pub struct WorkloadMeters {
    /// Which workload.
    pub key: WorkloadKey,
    /// Requests sent to the model, by the number of instances there were at that time. Asynchronous
    /// requests are not among them.
    pub invocations: Vec<Invocations>,
    /// Requests that ended, well or not: the number of data in the three error metrics.
    pub answered: u32,
    /// Requests the model answered with 4xx.
    pub errors_4xx: u32,
    /// Requests the model answered with 5xx.
    pub errors_5xx: u32,
    /// Requests without a 2xx from the model, broken connections and timeouts included.
    pub model_errors: u32,
    /// Requests whose response broke off after it had begun; among the model errors too.
    pub mid_stream_errors: u32,
    /// Requests that found no copy and were not yet reported by an event.
    pub no_capacity: u32,
    /// Time the model took, in microseconds.
    pub model_latency_us: Distribution,
    /// Time in the gateway without the model's, in microseconds. Time held counts here.
    pub overhead_latency_us: Distribution,
    /// Streams that ended, well or not: the number of data in `MidStreamErrors`.
    pub streams: u32,
    /// Until the first part of a stream, in microseconds: since the request came.
    pub first_chunk_latency_us: Distribution,
    /// The same since the model was asked.
    pub first_chunk_model_latency_us: Distribution,
    /// The difference of the two.
    pub first_chunk_overhead_latency_us: Distribution,
    /// The copies, with the requests they have.
    pub copies: Vec<CopyMeters>,
    /// Requests held now.
    pub held: u32,
    /// Most requests held at a time.
    pub held_max: u32,
    /// Asynchronous work; absent when there was none.
    pub asynchronous: Option<AsyncMeters>,
}

/// Requests that were sent while there was a certain number of instances.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Invocations {
    /// Instances or copies at that time, at least 1; each request adds one part in so many to
    /// `InvocationsPerInstance`.
    pub instances: u32,
    /// Number of requests.
    pub count: u32,
}

/// Requests in flight at one copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CopyMeters {
    /// Which copy.
    pub copy: CopyId,
    /// In flight now.
    pub in_flight: u32,
    /// Most at a time.
    pub in_flight_max: u32,
}

/// How a request to the model ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// The model answered with this status, and completely.
    Answered(u16),
    /// Refused or broken connection before the response began.
    NoAnswer,
    /// The response did not begin in time.
    TimedOut,
    /// The response began and broke off.
    BrokeOff,
}

/// Requests by how they ended: each counts in one of these, so that whoever takes them meanwhile sees it whole or not
/// yet.
#[derive(Debug, Default)]
struct Endings {
    well: AtomicU32,
    with_4xx: AtomicU32,
    with_5xx: AtomicU32,
    /// Answered with anything else than success or an error.
    otherwise: AtomicU32,
    without_answer: AtomicU32,
    too_late: AtomicU32,
    broken_off: AtomicU32,
}

impl Endings {
    fn of(&self, ending: Ending) -> &AtomicU32 {
        match ending {
            Ending::Answered(200..300) => &self.well,
            Ending::Answered(400..500) => &self.with_4xx,
            Ending::Answered(500..) => &self.with_5xx,
            Ending::Answered(_) => &self.otherwise,
            Ending::NoAnswer => &self.without_answer,
            Ending::TimedOut => &self.too_late,
            Ending::BrokeOff => &self.broken_off,
        }
    }
}

/// The counters of one workload.
#[derive(Debug)]
pub(crate) struct Meter {
    /// Instances in the upper half, requests since that number holds in the lower: one atomic add
    /// counts a request under the number of its time, whatever happens at that moment.
    current: AtomicU64,
    /// Requests under earlier numbers of instances.
    earlier: Mutex<Vec<Invocations>>,
    endings: Endings,
    no_capacity: AtomicU32,
    model_latency_us: Histogram,
    overhead_latency_us: Histogram,
    streams: AtomicU32,
    first_chunk_latency_us: Histogram,
    first_chunk_model_latency_us: Histogram,
    first_chunk_overhead_latency_us: Histogram,
    pub(crate) asynchronous: AsyncMeter,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            current: AtomicU64::new(1 << 32),
            earlier: Mutex::default(),
            endings: Endings::default(),
            no_capacity: AtomicU32::new(0),
            model_latency_us: Histogram::default(),
            overhead_latency_us: Histogram::default(),
            streams: AtomicU32::new(0),
            first_chunk_latency_us: Histogram::default(),
            first_chunk_model_latency_us: Histogram::default(),
            first_chunk_overhead_latency_us: Histogram::default(),
            asynchronous: AsyncMeter::default(),
        }
    }

    /// Sets the number that later requests are divided by.
    pub(crate) fn set_instances(&self, instances: u32) {
        let instances = u64::from(instances.max(1)) << 32;
        if self.current.load(Ordering::Relaxed) & !0xffff_ffff == instances {
            return;
        }
        let before = split(self.current.swap(instances, Ordering::Relaxed));
        if before.count != 0 {
            self.earlier.lock().unwrap_or_else(PoisonError::into_inner).push(before);
        }
    }

    pub(crate) fn invoked(&self) {
        self.current.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self, ending: Ending, model: Duration, overhead: Option<Duration>) {
        self.endings.of(ending).fetch_add(1, Ordering::Relaxed);
        if ending == Ending::NoAnswer {
            return;
        }
        // Whoever answered too late or in part has taken its time all the same.
        self.model_latency_us.record(micros(model));
        if let Some(overhead) = overhead {
            self.overhead_latency_us.record(micros(overhead));
        }
    }

    /// The first part of a stream is there.
    pub(crate) fn first_chunk(&self, model: Duration, overhead: Duration) {
        self.first_chunk_latency_us.record(micros(model + overhead));
        self.first_chunk_model_latency_us.record(micros(model));
        self.first_chunk_overhead_latency_us.record(micros(overhead));
    }

    pub(crate) fn stream_ended(&self) {
        self.streams.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request that found no copy, and takes out all that are not yet reported.
    pub(crate) fn no_capacity(&self) -> u32 {
        self.no_capacity.swap(0, Ordering::Relaxed).saturating_add(1)
    }

    /// Puts back what [`Self::no_capacity`] took out and nobody received.
    pub(crate) fn unreported(&self, count: u32) {
        self.no_capacity.fetch_add(count, Ordering::Relaxed);
    }

    /// Everything since the last call; copies and held requests are the caller's to add.
    pub(crate) fn take(&self, key: WorkloadKey) -> WorkloadMeters {
        let all = |counter: &AtomicU32| {
            if counter.load(Ordering::Relaxed) == 0 {
                0
            } else {
                counter.swap(0, Ordering::Relaxed)
            }
        };
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let mut invocations = std::mem::take(&mut *earlier);
        let current = self.current.fetch_and(!0xffff_ffff, Ordering::Relaxed);
        drop(earlier);
        if split(current).count != 0 {
            invocations.push(split(current));
        }
        let Endings { well, with_4xx, with_5xx, otherwise, without_answer, too_late, broken_off } =
            &self.endings;
        let (errors_4xx, errors_5xx) = (all(with_4xx), all(with_5xx));
        let mid_stream_errors = all(broken_off);
        let model_errors = errors_4xx
            + errors_5xx
            + all(otherwise)
            + all(without_answer)
            + all(too_late)
            + mid_stream_errors;
        WorkloadMeters {
            key,
            invocations,
            answered: all(well) + model_errors,
            errors_4xx,
            errors_5xx,
            model_errors,
            mid_stream_errors,
            no_capacity: all(&self.no_capacity),
            model_latency_us: self.model_latency_us.take(),
            overhead_latency_us: self.overhead_latency_us.take(),
            streams: all(&self.streams),
            first_chunk_latency_us: self.first_chunk_latency_us.take(),
            first_chunk_model_latency_us: self.first_chunk_model_latency_us.take(),
            first_chunk_overhead_latency_us: self.first_chunk_overhead_latency_us.take(),
            copies: Vec::new(),
            held: 0,
            held_max: 0,
            asynchronous: self.asynchronous.take(),
        }
    }
}

impl WorkloadMeters {
    /// True when there is nothing to report.
    pub(crate) fn is_empty(&self) -> bool {
        self.copies.is_empty() && self.held_max == 0 && self.is_quiet()
    }

    /// True when nothing has happened. The time of a request may come in later than its count, and alone.
    pub fn is_quiet(&self) -> bool {
        self.invocations.is_empty()
            && self.answered == 0
            && self.first_chunk_latency_us.count() == 0
            && self.no_capacity == 0
            && self.model_latency_us.is_empty()
            && self.overhead_latency_us.is_empty()
            && self.asynchronous.is_none()
    }

    /// All requests that were sent to the model.
    pub fn invocations_total(&self) -> u64 {
        self.invocations.iter().map(|part| u64::from(part.count)).sum()
    }
}

fn split(packed: u64) -> Invocations {
    let half = |bits: u64| u32::try_from(bits & 0xffff_ffff).unwrap_or(u32::MAX);
    Invocations { instances: half(packed >> 32), count: half(packed) }
}

pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use ebb_units::{Scope, Workload};

    use super::*;

    fn key() -> WorkloadKey {
        let scope = Scope {
            account: "000000000000".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
        };
        WorkloadKey { scope, workload: Workload::Component { name: "c".into() } }
    }

    #[test]
    fn requests_count_under_the_number_of_instances_of_their_time() {
        let meter = Meter::new();
        meter.invoked();
        meter.set_instances(4);
        meter.invoked();
        meter.invoked();
        meter.set_instances(4);
        meter.invoked();
        let part = |instances, count| Invocations { instances, count };
        assert_eq!(meter.take(key()).invocations, [part(1, 1), part(4, 3)]);
        meter.invoked();
        assert_eq!(meter.take(key()).invocations, [part(4, 1)]);
        assert!(meter.take(key()).is_empty());
    }

    #[test]
    fn a_time_that_comes_in_after_its_count_is_not_lost() {
        let meter = Meter::new();
        meter.endings.of(Ending::Answered(200)).fetch_add(1, Ordering::Relaxed);
        assert!(!meter.take(key()).is_quiet());
        meter.model_latency_us.record(7);
        let later = meter.take(key());
        assert!(!later.is_quiet() && !later.is_empty());
        assert_eq!(later.model_latency_us.count(), 1);
        meter.overhead_latency_us.record(7);
        assert!(!meter.take(key()).is_quiet());
        assert!(meter.take(key()).is_quiet());
    }

    #[test]
    fn endings_fall_into_their_classes() {
        let meter = Meter::new();
        let ms = Duration::from_millis(2);
        for ending in [
            Ending::Answered(200),
            Ending::Answered(404),
            Ending::Answered(503),
            Ending::Answered(302),
            Ending::NoAnswer,
            Ending::TimedOut,
            Ending::BrokeOff,
        ] {
            meter.ended(ending, ms, Some(ms));
        }
        let taken = meter.take(key());
        assert_eq!((taken.answered, taken.errors_4xx, taken.errors_5xx), (7, 1, 1));
        assert_eq!((taken.model_errors, taken.mid_stream_errors), (6, 1));
        assert_eq!(taken.model_latency_us.count(), 6, "all but that without an answer");
        assert_eq!(taken.overhead_latency_us.count(), 6);
    }
}
