//! How many copies a known run of requests needs, moment by moment.

use std::collections::BTreeMap;

use ebb_units::{Capacity, SignedDuration, Timestamp};

use crate::count;

/// One request of the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work {
    /// When it comes.
    pub arrival: Timestamp,
    /// How long a copy works on it.
    pub service: SignedDuration,
}

/// Copies needed in each step of time, so that no request waits longer than it may.
///
/// With no waiting allowed this is exact: each request is served from its arrival on, and a step needs as many places
/// as there are requests at its busiest moment. With some waiting allowed each request goes behind the one that ends
/// last among those that end in time, and takes a place of its own when there is none: a plan that holds the promise,
/// though a cheaper one may exist.
///
/// Requests are added one by one; memory grows with the steps and with the requests under way, not with all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    slots: u32,
    may_wait: SignedDuration,
    step: SignedDuration,
    /// The first arrival, and the last end.
    span: Option<(Timestamp, Timestamp)>,
    /// Work of all requests, and how many they are.
    service: SignedDuration,
    requests: u32,
    /// Places by the moment at which they become free. One that is free already costs nothing, and is not here.
    ends: BTreeMap<Timestamp, u32>,
    /// By how much the number of places in use changes, at moments that are not settled yet.
    turns: BTreeMap<Timestamp, i64>,
    /// Places in use at the last moment that is settled.
    in_use: i64,
    /// The most places in use at one moment of each step that is settled, and of the one that is not.
    busiest: Vec<u32>,
}

impl Demand {
    /// Nothing yet, in steps of `step` (a millisecond at least), where each copy serves `slots` requests at a time.
    pub fn new(slots: u32, may_wait: SignedDuration, step: SignedDuration) -> Self {
        Self {
            slots: slots.max(1),
            may_wait: may_wait.max(SignedDuration::ZERO),
            step: step.max(SignedDuration::from_millis(1)),
            span: None,
            service: SignedDuration::ZERO,
            requests: 0,
            ends: BTreeMap::new(),
            turns: BTreeMap::new(),
            in_use: 0,
            busiest: Vec::new(),
        }
    }

    /// Of all of `work`, which is in the order of its arrivals.
    pub fn of(
        work: impl IntoIterator<Item = Work>,
        slots: u32,
        may_wait: SignedDuration,
        step: SignedDuration,
    ) -> Self {
        let mut demand = Self::new(slots, may_wait, step);
        for one in work {
            demand.add(one);
        }
        demand.close();
        demand
    }

    /// One more request. It comes no earlier than the one before.
    pub fn add(&mut self, one: Work) {
        // Nothing begins or ends before this arrival any more.
        self.settle(one.arrival);
        self.ends = self.ends.split_off(&one.arrival);
        let in_time = one.arrival.saturating_add(self.may_wait).unwrap_or(Timestamp::MAX);
        let behind = self.ends.range(..=in_time).next_back().map(|(&end, _)| end);
        if let Some(end) = behind {
            take(&mut self.ends, end);
        }
        let start = behind.unwrap_or(one.arrival);
        let end = start.saturating_add(one.service).unwrap_or(Timestamp::MAX);
        *self.ends.entry(end).or_default() += 1;
        *self.turns.entry(start).or_default() += 1;
        *self.turns.entry(end).or_default() -= 1;
        self.service = self.service.saturating_add(one.service);
        self.requests = self.requests.saturating_add(1);
        let (begin, last) = self.span.unwrap_or((one.arrival, end));
        self.span = Some((begin, last.max(end)));
    }

    /// No request comes any more.
    pub fn close(&mut self) {
        self.settle(Timestamp::MAX);
    }

    /// Writes down everything before a moment.
    fn settle(&mut self, before: Timestamp) {
        let Some((begin, _)) = self.span else { return };
        while let Some(first) = self.turns.first_entry().filter(|first| *first.key() < before) {
            let (at, change) = first.remove_entry();
            let step = index(begin, at, self.step).unwrap_or(0);
            // Until this moment it stays as busy as the last turn left it; a turn at the beginning of a step is all of it.
            let into_step = at.duration_since(begin).as_nanos() % self.step.as_nanos();
            let until = if into_step == 0 { step } else { step + 1 };
            let in_use = |places: i64| u32::try_from(places.max(0)).unwrap_or(u32::MAX);
            if self.busiest.len() < until {
                self.busiest.resize(until, in_use(self.in_use));
            }
            // Those that end at this moment leave their places to those that begin.
            self.in_use += change;
            if self.busiest.len() <= step {
                self.busiest.resize(step + 1, 0);
            }
            if let Some(most) = self.busiest.get_mut(step) {
                *most = (*most).max(in_use(self.in_use));
            }
        }
    }

    /// The length of a step.
    pub fn step(&self) -> SignedDuration {
        self.step
    }

    /// The most that any step needs.
    pub fn peak(&self) -> Capacity {
        self.copies(self.busiest.iter().copied().max().unwrap_or(0))
    }

    /// What the work needs on the average from the first arrival to the last end, rounded up.
    pub fn mean(&self) -> Capacity {
        let Some((begin, end)) = self.span else { return Capacity(0) };
        let secs = end.duration_since(begin).max(self.step).as_secs_f64();
        self.copies(count::ceil_leniently(self.service.as_secs_f64() / secs).0)
    }

    /// How long a request is worked on, on the average.
    pub fn mean_service(&self) -> SignedDuration {
        let requests = i32::try_from(self.requests.max(1)).unwrap_or(i32::MAX);
        self.service / requests
    }

    /// The most that is needed from `from` until `until`, both included.
    pub fn most_within(&self, from: Timestamp, until: Timestamp) -> Capacity {
        let Some((begin, _)) = self.span else { return Capacity(0) };
        let Some(last) = index(begin, until, self.step) else { return Capacity(0) };
        let first = index(begin, from, self.step).unwrap_or(0).min(self.busiest.len());
        let last = last.saturating_add(1).min(self.busiest.len());
        let places = self.busiest.get(first..last).into_iter().flatten().copied().max();
        self.copies(places.unwrap_or(0))
    }

    fn copies(&self, places: u32) -> Capacity {
        Capacity(places.div_ceil(self.slots))
    }
}

fn take(ends: &mut BTreeMap<Timestamp, u32>, end: Timestamp) {
    if let Some(places) = ends.get_mut(&end) {
        *places -= 1;
        if *places == 0 {
            ends.remove(&end);
        }
    }
}

/// Which step `at` lies in; none before the first.
fn index(begin: Timestamp, at: Timestamp, step: SignedDuration) -> Option<usize> {
    let since = at.duration_since(begin);
    if since.is_negative() {
        return None;
    }
    usize::try_from(since.as_nanos() / step.as_nanos()).ok()
}
