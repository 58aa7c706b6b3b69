//! The activity log of a realm: what was done, what is under way, and what has been said already.

use std::collections::{BTreeMap, VecDeque};

use ebb_units::{Timestamp, Workload};

use crate::scaling::{Activity, StatusCode};

/// Activities are kept for six weeks, in seconds.
///
/// Rule aas.activity.retention:
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html>
const KEEP_SECS: i64 = 6 * 7 * 24 * 3600;
/// And never more than this many; the oldest go first.
const MOST: usize = 20_000;

/// All activities of a realm. Workloads that do nothing new cost no search through the log.
#[derive(Debug, Default)]
pub(super) struct ActivityLog {
    /// Oldest first, which is by rising sequence.
    entries: VecDeque<Activity>,
    /// The activity of a workload whose capacity is not reached yet: at most one.
    open: BTreeMap<Workload, u64>,
    /// Entries since the capacity was last moved, each with another cause.
    unmoved: BTreeMap<Workload, Vec<u64>>,
}

impl ActivityLog {
    /// Takes back the entries of an earlier run, in any order.
    pub(super) fn restore(&mut self, mut entries: Vec<Activity>) {
        entries.sort_by_key(|activity| activity.sequence);
        for activity in entries {
            self.add(activity);
        }
    }

    /// Adds an entry. Returns what was dropped for it, or because it is too old.
    pub(super) fn push(&mut self, now: Timestamp, activity: Activity) -> Vec<Activity> {
        self.add(activity);
        self.prune(now)
    }

    /// Drops what is too old. Returns what was dropped.
    pub(super) fn prune(&mut self, now: Timestamp) -> Vec<Activity> {
        let oldest = now.as_second() - KEEP_SECS;
        let mut dropped = Vec::new();
        while let Some(first) = self.entries.front()
            && (self.entries.len() > MOST || first.start.as_second() < oldest)
        {
            dropped.extend(self.entries.pop_front());
        }
        for gone in &dropped {
            if self.open.get(&gone.workload) == Some(&gone.sequence) {
                self.open.remove(&gone.workload);
            }
            if let Some(unmoved) = self.unmoved.get_mut(&gone.workload) {
                unmoved.retain(|sequence| *sequence != gone.sequence);
                if unmoved.is_empty() {
                    self.unmoved.remove(&gone.workload);
                }
            }
        }
        dropped
    }

    /// Ends the open activity of a workload by `how`. Returns it as it is then.
    pub(super) fn end(
        &mut self,
        workload: &Workload,
        now: Timestamp,
        how: impl FnOnce(&mut Activity),
    ) -> Option<Activity> {
        let sequence = self.open.remove(workload)?;
        let at = self.position(sequence)?;
        let activity = &mut self.entries[at];
        activity.end = Some(now);
        how(activity);
        debug_assert!(!activity.is_open(), "an activity that ends is over");
        Some(activity.clone())
    }

    /// The open activity of a workload is no longer pending. Returns it as it is then.
    pub(super) fn accept(&mut self, workload: &Workload) -> Option<Activity> {
        let at = self.position(*self.open.get(workload)?)?;
        let activity = &mut self.entries[at];
        activity.status = StatusCode::InProgress;
        Some(activity.clone())
    }

    /// The activity of a workload whose capacity is not reached yet.
    pub(super) fn open(&self, workload: &Workload) -> Option<&Activity> {
        self.get(*self.open.get(workload)?)
    }

    /// Whether an entry that moved nothing says what the log says already. The alarm's repeat each minute would fill the
    /// log with the same lines.
    pub(super) fn says(&self, entry: &Activity) -> bool {
        let unmoved = self.unmoved.get(&entry.workload).into_iter().flatten();
        unmoved.filter_map(|sequence| self.get(*sequence)).any(|past| {
            past.cause == entry.cause
                && past.wanted == entry.wanted
                && past.not_scaled == entry.not_scaled
                && past.failure == entry.failure
        })
    }

    pub(super) fn get(&self, sequence: u64) -> Option<&Activity> {
        self.position(sequence).map(|at| &self.entries[at])
    }

    /// Oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Activity> {
        self.entries.iter()
    }

    fn add(&mut self, activity: Activity) {
        let Activity { workload, sequence, .. } = &activity;
        let failed = matches!(activity.status, StatusCode::Failed);
        if failed {
            let unmoved = self.unmoved.remove(workload).unwrap_or_default();
            let others = unmoved
                .into_iter()
                .filter(|past| self.get(*past).is_some_and(|past| past.cause != activity.cause));
            let unmoved = others.chain([*sequence]).collect();
            self.unmoved.insert(workload.clone(), unmoved);
        } else {
            self.unmoved.remove(workload);
        }
        if activity.is_open() {
            self.open.insert(workload.clone(), *sequence);
        }
        self.entries.push_back(activity);
    }

    fn position(&self, sequence: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&sequence, |activity| activity.sequence).ok()
    }
}

#[cfg(test)]
mod tests {
    use ebb_units::Capacity;

    use super::*;
    use crate::scaling::{Cause, NotScaledReason};

    fn entry(sequence: u64, alarm: &str, max: u32) -> Activity {
        Activity {
            id: format!("id-{sequence}"),
            sequence,
            workload: Workload::Component { name: "c".to_owned() },
            cause: Cause::Policy { policy: "p".to_owned(), alarm: alarm.to_owned() },
            wanted: None,
            from: Some(Capacity(1)),
            start: Timestamp::from_second(i64::try_from(sequence).unwrap()).unwrap(),
            end: None,
            status: StatusCode::Failed,
            not_scaled: Some(NotScaledReason::AlreadyAtMaxCapacity { max: Capacity(max) }),
            failure: None,
            refused: None,
            bounds: None,
            superseded: None,
        }
    }

    #[test]
    fn two_alarms_that_take_turns_are_logged_once_each() {
        let mut log = ActivityLog::default();
        let now = Timestamp::from_second(100).unwrap();
        log.push(now, entry(1, "a", 4));
        assert!(!log.says(&entry(2, "b", 4)), "another alarm");
        log.push(now, entry(2, "b", 4));
        assert!(log.says(&entry(3, "a", 4)) && log.says(&entry(3, "b", 4)));
        assert!(!log.says(&entry(3, "a", 5)), "another maximum");
        log.push(now, entry(3, "a", 5));
        assert!(!log.says(&entry(4, "a", 4)), "the reason has changed back");
        let moved = Activity { status: StatusCode::InProgress, ..entry(4, "a", 4) };
        log.push(now, moved);
        assert!(!log.says(&entry(5, "a", 5)), "the capacity has moved since");
    }

    // Covers: aas.activity.retention
    #[test]
    fn old_entries_go() {
        let mut log = ActivityLog::default();
        log.push(Timestamp::UNIX_EPOCH, entry(1, "a", 4));
        let later = Timestamp::from_second(KEEP_SECS + 2).unwrap();
        let gone = log.push(later, Activity { start: later, ..entry(2, "b", 4) });
        assert_eq!(gone.len(), 1);
        assert_eq!((log.iter().count(), log.says(&entry(3, "a", 4))), (1, false));
    }
}
