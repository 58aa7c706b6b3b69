//! Copies moved by a rule that is no AWS policy: it is asked at its interval, and what it says is done.

use std::collections::VecDeque;

use crate::arrival::{MINUTE_NS, SECOND_NS, ns_of_secs, secs_of_ns};
use crate::scaling::{Bounds, Observation, Scaler};

use super::recorder::{Areas, Recorder, share};

/// How long instances without copies are kept.
const KEPT_NS: u64 = 10 * MINUTE_NS;

/// A rule, and when it is asked next.
#[derive(Debug)]
pub(super) struct Direct {
    scaler: Box<dyn Scaler>,
    bounds: Bounds,
    interval_ns: u64,
    /// Whether a request that finds nothing makes it be asked at once.
    pub(super) wakes: bool,
    pub(super) next_ns: u64,
    pub(super) desired: u32,
    /// Instances of the last ten minutes, each with the instant until which it is kept, fewer and later ones last.
    kept: VecDeque<(u64, u32)>,
    /// Number of the next copy.
    next_copy: u64,
    asked_ns: u64,
    areas: Areas,
    arrivals: u64,
    answered: u64,
    work_ns: u64,
    /// Work of all arrivals so far.
    pub(super) brought_ns: u64,
}

impl Direct {
    pub(super) fn new(scaler: Box<dyn Scaler>, bounds: Bounds, initial: u32) -> Self {
        let interval_ns = ns_of_secs(scaler.interval_secs()).max(SECOND_NS);
        Self {
            wakes: scaler.wakes_from_zero(),
            scaler,
            bounds,
            interval_ns,
            next_ns: 0,
            desired: initial.clamp(bounds.min, bounds.max.max(bounds.min)),
            kept: VecDeque::new(),
            next_copy: 1,
            asked_ns: 0,
            areas: Areas::default(),
            arrivals: 0,
            answered: 0,
            work_ns: 0,
            brought_ns: 0,
        }
    }

    /// How many instances of components there are when so many are needed. An instance without copies is kept for ten
    /// minutes, as managed instance scaling keeps it.
    pub(super) fn keep(&mut self, now_ns: u64, needed: u32) -> u32 {
        while self.kept.front().is_some_and(|(until_ns, _)| *until_ns <= now_ns) {
            self.kept.pop_front();
        }
        while self.kept.back().is_some_and(|(_, instances)| *instances <= needed) {
            self.kept.pop_back();
        }
        self.kept.push_back((now_ns.saturating_add(KEPT_NS), needed));
        self.kept.front().map_or(needed, |(_, instances)| *instances)
    }

    pub(super) fn new_copy(&mut self) -> u64 {
        self.next_copy += 1;
        self.next_copy - 1
    }

    /// Asks the rule. `used` has been added to the areas already.
    #[expect(clippy::cast_precision_loss, reason = "means for rules")]
    pub(super) fn ask(&mut self, now_ns: u64, recorder: &Recorder, waiting: u64, width: u32) {
        let passed = (now_ns - self.asked_ns) as f64;
        let (was, is) = (self.areas, recorder.areas);
        let capacity = f64::from(width) * (is.serving() - was.serving());
        let seen = Observation {
            at_secs: secs_of_ns(now_ns),
            since_secs: secs_of_ns(now_ns - self.asked_ns),
            arrivals: recorder.summary.arrivals - self.arrivals,
            answered: recorder.summary.answered - self.answered,
            concurrency_mean: if passed > 0.0 {
                (is.concurrency - was.concurrency) / passed
            } else {
                recorder.in_system as f64
            },
            concurrency: recorder.in_system,
            waiting,
            work_secs: secs_of_ns(self.brought_ns - self.work_ns),
            utilisation: share(is.used - was.used, capacity),
            ready: recorder.level.ready,
            starting: recorder.level.starting,
            desired: self.desired,
        };
        self.asked_ns = now_ns;
        self.next_ns = now_ns + self.interval_ns;
        self.areas = is;
        self.arrivals = recorder.summary.arrivals;
        self.answered = recorder.summary.answered;
        self.work_ns = self.brought_ns;
        if let Some(desired) = self.scaler.desired(&seen) {
            self.desired = desired.clamp(self.bounds.min, self.bounds.max.max(self.bounds.min));
        }
    }
}
