//! The copies of one workload while the server runs. Nothing here outlives a restart: copies are started anew.

use std::collections::BTreeMap;

use ebb_units::{CopyId, SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::debt::Debt;
use super::placement::InstanceId;
use super::rollout::Generation;

/// All copies of one workload.
#[derive(Clone, Debug, Default)]
pub struct Replicas {
    /// The copies by id.
    pub copies: BTreeMap<CopyId, Copy>,
    /// How starts have gone, by what was started. A new version that does not start says nothing about the old one.
    pub starts: BTreeMap<Generation, Starts>,
    /// When the last request was served, by the copies that served it.
    last_requests: BTreeMap<Fleet, Timestamp>,
    /// What had waited for the first copy when nothing served.
    pub debt: Option<Debt>,
}

/// How the starts of one generation have gone.
#[derive(Clone, Debug, Default)]
pub struct Starts {
    /// Starts that failed one after the other.
    pub failures: u32,
    /// No start before this instant.
    pub retry_at: Option<Timestamp>,
    /// What the last failure was.
    pub last_failure: Option<String>,
}

/// Some of the copies of a workload.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Fleet {
    /// All: no deployment is under way.
    #[default]
    Whole,
    /// What a deployment brings in.
    New(Generation),
    /// What was there before the deployment that brings in this generation.
    Old(Generation),
}

impl Fleet {
    /// Whether a copy of this generation is one of them.
    pub fn has(self, generation: Generation) -> bool {
        match self {
            Self::Whole => true,
            Self::New(new) => generation == new,
            Self::Old(new) => generation != new,
        }
    }

    /// Whether it is all copies.
    pub(crate) fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// One copy.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Where it stands.
    pub state: CopyState,
    /// Since when.
    pub since: Timestamp,
    /// Requests in flight when last heard of.
    pub in_flight: u32,
    /// The instance it is placed on; absent for a variant with a model.
    pub instance: Option<InstanceId>,
    /// Of which version it is.
    pub generation: Generation,
    /// Usage heard of since the last publication.
    pub usage: Usage,
}

/// Where a copy stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CopyState {
    /// Started, not healthy yet.
    Starting,
    /// Gets traffic.
    Healthy,
    /// Gets no new traffic; finishes what it has and stops.
    Draining,
}

/// A copy that has served this long was no failed start.
const PROVEN_AFTER: SignedDuration = SignedDuration::from_secs(60);

impl Copy {
    /// Whether it has served for so long that its start cannot be called a failure.
    pub fn is_proven(&self, now: Timestamp) -> bool {
        self.state == CopyState::Healthy && now.duration_since(self.since) >= PROVEN_AFTER
    }
}

/// Running sums of usage reports.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    reports: u32,
    cpu_percent: f64,
    memory_percent: f64,
    memory_bytes: f64,
}

impl Usage {
    /// Adds one report. CPU is a sum over cores: 100 is one whole core.
    pub fn add(&mut self, cpu_percent: f64, memory_percent: f64, memory_bytes: f64) {
        self.reports += 1;
        self.cpu_percent += cpu_percent;
        self.memory_percent += memory_percent;
        self.memory_bytes += memory_bytes;
    }

    /// Means since the last call: CPU percent, memory percent of the host, memory bytes. `None` without reports.
    pub fn take(&mut self) -> Option<(f64, f64, f64)> {
        let taken = std::mem::take(self);
        let n = f64::from(taken.reports);
        (taken.reports > 0)
            .then(|| (taken.cpu_percent / n, taken.memory_percent / n, taken.memory_bytes / n))
    }
}

/// Whether a minute was idle is asked when it has just ended.
const REQUESTS_KEPT: SignedDuration = SignedDuration::from_mins(2);

impl Replicas {
    /// Copies have served requests.
    pub fn served(&mut self, fleet: Fleet, now: Timestamp) {
        self.last_requests.retain(|_, at| now.duration_since(*at) <= REQUESTS_KEPT);
        self.last_requests.insert(fleet, now);
    }

    /// Whether copies have served a request in the minute that begins then, or later.
    pub fn is_busy(&self, fleet: Fleet, minute: Timestamp) -> bool {
        self.last_requests.get(&fleet).is_some_and(|at| *at >= minute)
    }

    /// Copies that get traffic or, while a deployment has not given them any yet, could.
    pub fn healthy(&self, fleet: Fleet) -> u32 {
        self.count(|copy| copy.state == CopyState::Healthy && fleet.has(copy.generation))
    }

    /// Copies that are healthy or will be.
    pub fn alive(&self, fleet: Fleet) -> u32 {
        self.count(|copy| copy.state != CopyState::Draining && fleet.has(copy.generation))
    }

    fn count(&self, which: impl Fn(&Copy) -> bool) -> u32 {
        u32::try_from(self.copies.values().filter(|copy| which(copy)).count()).unwrap_or(u32::MAX)
    }

    /// Which copies to take away: those that do not serve yet, newest first, then the idlest, then the youngest.
    ///
    /// The point is to harm nobody: a copy with work in flight goes only when there is no idle one.
    pub fn victims(&self, fleet: Fleet, number: u32) -> Vec<CopyId> {
        let mut candidates: Vec<(&CopyId, &Copy)> = self
            .copies
            .iter()
            .filter(|(_, copy)| copy.state != CopyState::Draining && fleet.has(copy.generation))
            .collect();
        candidates.sort_by_key(|(id, copy)| {
            let serving = copy.state == CopyState::Healthy;
            (serving, copy.in_flight, std::cmp::Reverse(copy.since), **id)
        });
        candidates.into_iter().take(number as usize).map(|(id, _)| *id).collect()
    }

    /// Why no further start of a generation is worth a try.
    pub fn hopeless(&self, generation: Generation) -> Option<String> {
        let starts = self.starts.get(&generation)?;
        starts.last_failure.clone().filter(|_| starts.failures >= Starts::GIVE_UP_AFTER)
    }

    /// An operator asked anew: forget the failures.
    pub fn forget_failures(&mut self) {
        self.starts.values_mut().for_each(Starts::succeeded);
    }
}

impl Starts {
    /// After that many failed starts in a row an operation is given up.
    pub const GIVE_UP_AFTER: u32 = 3;

    /// A start failed, or a copy died: wait longer each time, from 10 seconds to 5 minutes. Copies that fail while the
    /// wait is on belong to the same failure: one hiccup that takes all of them with it counts once.
    pub fn failed(&mut self, now: Timestamp, reason: String) {
        self.last_failure = Some(reason);
        if self.retry_at.is_some_and(|until| now < until) {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        let doublings = (self.failures - 1).min(5);
        let wait_secs = (10_i64 << doublings).min(300);
        self.retry_at = now.checked_add(SignedDuration::from_secs(wait_secs)).ok();
    }

    /// A copy stayed healthy: forget the failures.
    pub fn succeeded(&mut self) {
        self.failures = 0;
        self.retry_at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(state: CopyState, since: i64, in_flight: u32) -> Copy {
        Copy {
            state,
            since: Timestamp::from_second(since).unwrap(),
            in_flight,
            instance: None,
            generation: Generation(0),
            usage: Usage::default(),
        }
    }

    #[test]
    fn the_idlest_copy_goes_first() {
        let mut replicas = Replicas::default();
        replicas.copies.insert(CopyId(1), copy(CopyState::Healthy, 10, 3));
        replicas.copies.insert(CopyId(2), copy(CopyState::Healthy, 20, 0));
        replicas.copies.insert(CopyId(3), copy(CopyState::Starting, 30, 0));
        replicas.copies.insert(CopyId(4), copy(CopyState::Draining, 5, 0));
        let whole = Fleet::Whole;
        assert_eq!(replicas.victims(whole, 2), [CopyId(3), CopyId(2)]);
        assert_eq!(replicas.victims(whole, 9), [CopyId(3), CopyId(2), CopyId(1)]);
        assert_eq!((replicas.healthy(whole), replicas.alive(whole)), (2, 3));
        // The youngest comes with a deployment.
        replicas.copies.get_mut(&CopyId(2)).unwrap().generation = Generation(1);
        let (new, old) = (Fleet::New(Generation(1)), Fleet::Old(Generation(1)));
        assert_eq!((replicas.healthy(new), replicas.healthy(old)), (1, 1));
        assert_eq!(replicas.victims(new, 9), [CopyId(2)]);
        assert_eq!(replicas.victims(old, 1), [CopyId(3)]);
    }

    #[test]
    fn back_off_grows_and_ends() {
        let mut starts = Starts::default();
        let mut now = Timestamp::UNIX_EPOCH;
        let waits: Vec<i64> = (0..7)
            .map(|_| {
                starts.failed(now, "exit code 1".to_owned());
                starts.failed(now, "the same, of another copy".to_owned());
                let before = std::mem::replace(&mut now, starts.retry_at.unwrap());
                now.duration_since(before).as_secs()
            })
            .collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300]);
    }
}
