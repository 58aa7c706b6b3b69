//! One request at a model, from the moment it is sent until its response is complete.

use std::sync::Arc;
use std::time::Instant;

use crate::copy::{Copy, Lease};
use crate::meter::{Ending, Meter};
use crate::tap::Trace;
use crate::workload::{Tally, Workload};

/// Holds the place at the copy and knows the times. Dropped without an ending, the client has left,
/// and that says nothing about the model.
#[derive(Debug)]
pub(crate) struct Exchange {
    tally: Tally,
    /// Given back at the ending: the copy has nothing to do any more.
    lease: Option<Lease>,
    /// When the gateway got the request; absent for asynchronous ones, which have no overhead metric.
    entered: Option<Instant>,
    sent: Instant,
    /// For whoever listens.
    trace: Option<Box<Trace>>,
    stream: Stream,
}

/// Whether the response is a stream, and how far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stream {
    No,
    Silent,
    Begun,
}

impl Exchange {
    pub(crate) fn new(
        workload: Arc<Workload>,
        lease: Lease,
        entered: Option<Instant>,
        trace: Option<Box<Trace>>,
    ) -> Self {
        let tally = Tally::new(workload, &lease);
        if entered.is_some() {
            tally.count(Meter::invoked);
        }
        let lease = Some(lease);
        Self { tally, lease, entered, sent: Instant::now(), trace, stream: Stream::No }
    }

    /// Its response is a stream, of which the first part is measured.
    pub(crate) fn is_stream(&mut self) {
        self.stream = Stream::Silent;
    }

    /// A part of the response is there.
    pub(crate) fn part(&mut self) {
        if self.stream != Stream::Silent {
            return;
        }
        self.stream = Stream::Begun;
        if let Some(entered) = self.entered {
            let (model, overhead) = (self.sent.elapsed(), self.sent - entered);
            self.tally.count(|meter| meter.first_chunk(model, overhead));
        }
    }

    /// Counts the ending, once.
    pub(crate) fn end(&mut self, ending: Ending) {
        if self.lease.take().is_none() {
            return;
        }
        let overhead = self.entered.map(|entered| self.sent - entered);
        let model = self.sent.elapsed();
        self.tally.count(|meter| meter.ended(ending, model, overhead));
        if let (Some(mut trace), Ending::Answered(status)) = (self.trace.take(), ending) {
            trace.answered(status);
        }
        if self.stream != Stream::No {
            self.tally.count(Meter::stream_ended);
        }
    }

    /// A new attempt, perhaps with another copy.
    pub(crate) fn restart(&mut self, lease: Option<Lease>) {
        if let Some(lease) = lease {
            self.tally.moved(&lease);
            self.lease = Some(lease);
        }
        self.sent = Instant::now();
        if let Some(trace) = &mut self.trace {
            trace.sent();
        }
    }

    /// So much of the answer went on.
    pub(crate) fn passed(&mut self, bytes: usize) {
        if let Some(trace) = &mut self.trace {
            trace.passed(bytes);
        }
    }

    /// The copy, until the ending.
    pub(crate) fn copy(&self) -> Option<&Arc<Copy>> {
        self.lease.as_ref().map(Lease::copy)
    }
}
