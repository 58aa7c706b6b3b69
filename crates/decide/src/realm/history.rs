//! The history of the alarms of a realm.

use std::collections::VecDeque;
use std::sync::Arc;

use ebb_units::Timestamp;

use super::{Realm, Turn};
use crate::alarm::{self, AlarmKind, AlarmState, HistoryItem, HistoryType, StateValue};

/// Items are kept for thirty days, in seconds.
///
/// Rule cw.history.retention: thirty days, also after the alarm is gone.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html>
const KEEP_SECS: i64 = 30 * 24 * 3600;
/// And never more than this many; the oldest go first. An item has about a kilobyte and six at most, so a scope whose
/// alarms change all day holds some ten megabytes. AWS names no number.
const MOST: usize = 10_000;

/// All items, oldest first, which is by rising sequence.
#[derive(Debug, Default)]
pub(super) struct History {
    items: VecDeque<HistoryItem>,
    /// The first item that the store has not been given.
    new_from: Option<u64>,
    /// Items that are gone and that the store has.
    dropped: Vec<u64>,
}

impl History {
    /// Takes back an item of an earlier run; [`History::sort`] follows when all are there.
    pub(super) fn restore(&mut self, item: HistoryItem) {
        self.items.push_back(item);
    }

    pub(super) fn sort(&mut self) {
        self.items.make_contiguous().sort_by_key(|item| item.sequence);
    }

    fn push(&mut self, item: HistoryItem) {
        let now = item.at;
        self.new_from.get_or_insert(item.sequence);
        self.items.push_back(item);
        self.prune(now);
    }

    /// Drops what is too old or too much.
    fn prune(&mut self, now: Timestamp) {
        let oldest = now.as_second() - KEEP_SECS;
        while let Some(first) = self
            .items
            .pop_front_if(|first| first.at.as_second() < oldest)
            .or_else(|| if self.items.len() > MOST { self.items.pop_front() } else { None })
        {
            // Of one that came and went at once the store need not hear.
            if self.new_from.is_none_or(|new| first.sequence < new) {
                self.dropped.push(first.sequence);
            }
        }
    }

    /// What has changed since the last call: the sequences of items that are gone, and new items.
    pub(super) fn take_changes(&mut self) -> (Vec<u64>, impl Iterator<Item = &HistoryItem>) {
        let new_from = self.new_from.take().unwrap_or(u64::MAX);
        let new = self.items.partition_point(|item| item.sequence < new_from);
        (std::mem::take(&mut self.dropped), self.items.range(new..))
    }

    pub(super) fn has_changes(&self) -> bool {
        self.new_from.is_some() || !self.dropped.is_empty()
    }

    pub(super) fn get(&self, sequence: u64) -> Option<&HistoryItem> {
        let at = self.items.binary_search_by_key(&sequence, |item| item.sequence).ok()?;
        self.items.get(at)
    }

    pub(super) fn last_sequence(&self) -> Option<u64> {
        self.items.back().map(|item| item.sequence)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl Realm {
    /// What the alarms of this scope have been through, oldest first.
    pub fn alarm_history(&self) -> impl DoubleEndedIterator<Item = &HistoryItem> {
        self.history.items.iter()
    }

    /// Forgets what is too old.
    pub(super) fn prune_history(&mut self, turn: &Turn<'_>) {
        self.history.prune(turn.now);
    }

    /// The item of a sequence number.
    pub fn history_item(&self, sequence: u64) -> Option<&HistoryItem> {
        self.history.get(sequence)
    }

    /// Notes that the state of an alarm has changed.
    pub(super) fn note_state(
        &mut self,
        turn: &mut Turn<'_>,
        (name, kind): (&Arc<str>, AlarmKind),
        (old, new): (AlarmState, AlarmState),
    ) {
        if new.value == StateValue::Alarm {
            self.wake_updates(turn, name);
        }
        let told = alarm::state_change(old, new);
        self.note_as(turn, name, kind, HistoryType::StateUpdate, told);
    }

    /// Notes that an alarm was created, changed or deleted. `before` is what it was.
    pub(super) fn note_configuration(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        before: Option<(AlarmKind, alarm::Members)>,
    ) {
        let now = self.alarm_members(name);
        let Some(kind) = now.as_ref().or(before.as_ref()).map(|(kind, _)| *kind) else { return };
        let told = alarm::configuration_update(
            name,
            before.map(|(_, members)| members),
            now.map(|(_, members)| members),
        );
        self.note_as(turn, &name.into(), kind, HistoryType::ConfigurationUpdate, told);
    }

    /// What stands in the history for the configuration of an alarm.
    pub(super) fn alarm_members(&self, name: &str) -> Option<(AlarmKind, alarm::Members)> {
        if let Some(record) = self.alarms.get(name) {
            let members = alarm::metric_members(&self.scope, &record.spec, &record.state);
            return Some((AlarmKind::MetricAlarm, members));
        }
        let record = self.composites.get(name)?;
        let members = alarm::composite_members(&self.scope, &record.spec, &record.state);
        Some((AlarmKind::CompositeAlarm, members))
    }

    pub(super) fn note(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        what: HistoryType,
        told: alarm::Told,
    ) {
        let composite = self.composites.contains_key(name);
        let kind = if composite { AlarmKind::CompositeAlarm } else { AlarmKind::MetricAlarm };
        self.note_as(turn, &name.into(), kind, what, told);
    }

    pub(super) fn note_as(
        &mut self,
        turn: &mut Turn<'_>,
        name: &Arc<str>,
        kind: AlarmKind,
        what: HistoryType,
        told: alarm::Told,
    ) {
        let sequence = *turn.sequence;
        *turn.sequence += 1;
        let alarm = Arc::clone(name);
        let item = HistoryItem { sequence, alarm, kind, at: turn.now, what, told };
        self.history.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Covers: cw.history.retention
    #[test]
    fn the_newest_stay() {
        let mut history = History::default();
        let item = |sequence| HistoryItem {
            sequence,
            alarm: "a".into(),
            kind: AlarmKind::MetricAlarm,
            at: Timestamp::UNIX_EPOCH,
            what: HistoryType::Action,
            told: (String::new(), String::new()).into(),
        };
        for sequence in 0..MOST as u64 {
            history.push(item(sequence));
        }
        assert!(history.take_changes().0.is_empty());
        history.push(item(MOST as u64));
        assert_eq!(history.take_changes().0, [0]);
        for sequence in MOST as u64 + 1..=3 * MOST as u64 {
            history.push(item(sequence));
        }
        let (dropped, new) = history.take_changes();
        assert!(dropped.into_iter().eq(1..=MOST as u64), "the others were never told of");
        assert!(new.map(|item| item.sequence).eq(2 * MOST as u64 + 1..=3 * MOST as u64));
        assert!(!history.has_changes());
        assert!(history.get(0).is_none() && history.get(3 * MOST as u64).is_some());
        assert_eq!(history.last_sequence(), Some(3 * MOST as u64));
    }
}
