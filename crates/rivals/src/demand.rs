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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    begin: Timestamp,
    step: SignedDuration,
    copies: Vec<Capacity>,
    mean: Capacity,
}

impl Demand {
    /// Of `work`, in steps of `step`, where each copy serves `slots` requests at a time. Steps are at least a millisecond.
    pub fn of(
        mut work: Vec<Work>,
        slots: u32,
        may_wait: SignedDuration,
        step: SignedDuration,
    ) -> Self {
        let slots = slots.max(1);
        let step = step.max(SignedDuration::from_millis(1));
        work.sort_unstable();
        let begin = work.first().map_or(Timestamp::UNIX_EPOCH, |first| first.arrival);
        let spans = serve(&work, may_wait);
        let end = spans.iter().map(|&(_, end)| end).max().unwrap_or(begin);
        let busy_s: f64 = work.iter().map(|one| one.service.as_secs_f64()).sum();
        let places =
            count::ceil_leniently(busy_s / secs_between(begin, end).max(step.as_secs_f64()));
        let busiest = busiest(&spans, begin, step);
        let copies = busiest.into_iter().map(|places| Capacity(places.div_ceil(slots))).collect();
        Self { begin, step, copies, mean: Capacity(places.0.div_ceil(slots)) }
    }

    /// The length of a step.
    pub fn step(&self) -> SignedDuration {
        self.step
    }

    /// The most that any step needs.
    pub fn peak(&self) -> Capacity {
        self.copies.iter().copied().max().unwrap_or_default()
    }

    /// What the work needs on the average, rounded up.
    pub fn mean(&self) -> Capacity {
        self.mean
    }

    /// The most that is needed from `from` until `until`, both included.
    pub fn most_within(&self, from: Timestamp, until: Timestamp) -> Capacity {
        let Some(last) = index(self.begin, until, self.step) else { return Capacity(0) };
        let first = index(self.begin, from, self.step).unwrap_or(0).min(self.copies.len());
        let last = last.saturating_add(1).min(self.copies.len());
        self.copies.get(first..last).into_iter().flatten().copied().max().unwrap_or_default()
    }
}

/// When each request is served, from and until.
fn serve(work: &[Work], may_wait: SignedDuration) -> Vec<(Timestamp, Timestamp)> {
    let mut spans = Vec::with_capacity(work.len());
    // Places by the moment at which they become free; those that are free already are not counted, they cost nothing.
    let mut ends: BTreeMap<Timestamp, u32> = BTreeMap::new();
    for one in work {
        ends = ends.split_off(&one.arrival);
        let in_time = one.arrival.saturating_add(may_wait).unwrap_or(Timestamp::MAX);
        let behind = ends.range(..=in_time).next_back().map(|(&end, _)| end);
        let start = behind.unwrap_or(one.arrival);
        if let Some(end) = behind {
            take(&mut ends, end);
        }
        let end = start.saturating_add(one.service).unwrap_or(Timestamp::MAX);
        *ends.entry(end).or_default() += 1;
        spans.push((start, end));
    }
    spans
}

fn take(ends: &mut BTreeMap<Timestamp, u32>, end: Timestamp) {
    if let Some(places) = ends.get_mut(&end) {
        *places -= 1;
        if *places == 0 {
            ends.remove(&end);
        }
    }
}

/// The largest number of spans that overlap at one moment of each step.
fn busiest(spans: &[(Timestamp, Timestamp)], begin: Timestamp, step: SignedDuration) -> Vec<u32> {
    let mut begins: Vec<Timestamp> = spans.iter().map(|&(from, _)| from).collect();
    let mut ends: Vec<Timestamp> = spans.iter().map(|&(_, until)| until).collect();
    begins.sort_unstable();
    ends.sort_unstable();
    let (mut begun, mut ended) = (0, 0);
    let mut busiest: Vec<u32> = Vec::new();
    let mut now = 0_u32;
    while let Some(&end) = ends.get(ended) {
        let at = begins.get(begun).map_or(end, |&from| from.min(end));
        let step_at = index(begin, at, step).unwrap_or(0);
        // Until this moment it stays as busy as the last turn left it; a turn at the beginning of a step is all of it.
        let into_step = at.duration_since(begin).as_nanos() % step.as_nanos();
        let until = if into_step == 0 { step_at } else { step_at + 1 };
        if busiest.len() < until {
            busiest.resize(until, now);
        }
        // Those that end at this moment leave their places to those that begin.
        let from_here = count_while(begins.get(begun..), at);
        let until_here = count_while(ends.get(ended..), at);
        (begun, ended) = (begun + from_here, ended + until_here);
        now = u32::try_from(begun - ended).unwrap_or(u32::MAX);
        if busiest.len() <= step_at {
            busiest.resize(step_at + 1, now);
        }
        if let Some(most) = busiest.get_mut(step_at) {
            *most = (*most).max(now);
        }
    }
    busiest
}

/// How many of the sorted `moments` are `at`.
fn count_while(moments: Option<&[Timestamp]>, at: Timestamp) -> usize {
    moments.into_iter().flatten().take_while(|&&moment| moment == at).count()
}

/// Which step `at` lies in; none before the first.
fn index(begin: Timestamp, at: Timestamp, step: SignedDuration) -> Option<usize> {
    let since = at.duration_since(begin);
    if since.is_negative() {
        return None;
    }
    usize::try_from(since.as_nanos() / step.as_nanos()).ok()
}

fn secs_between(from: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(from).as_secs_f64()
}
