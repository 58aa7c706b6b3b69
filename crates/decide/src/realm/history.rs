//! The history of the alarms of a realm.

use std::collections::VecDeque;

use ebb_units::Timestamp;

use super::{Realm, Row, Turn};
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
pub(super) struct History(VecDeque<HistoryItem>);

impl History {
    /// Takes back an item of an earlier run; [`History::sort`] follows when all are there.
    pub(super) fn restore(&mut self, item: HistoryItem) {
        self.0.push_back(item);
    }

    pub(super) fn sort(&mut self) {
        self.0.make_contiguous().sort_by_key(|item| item.sequence);
    }

    /// Adds an item. Returns the sequences of those that it displaces.
    fn push(&mut self, item: HistoryItem) -> Vec<u64> {
        let now = item.at;
        self.0.push_back(item);
        self.prune(now)
    }

    /// Drops what is too old or too much. Returns the sequences.
    fn prune(&mut self, now: Timestamp) -> Vec<u64> {
        let oldest = now.as_second() - KEEP_SECS;
        let mut dropped = Vec::new();
        while let Some(first) = self.0.front()
            && (self.0.len() > MOST || first.at.as_second() < oldest)
        {
            dropped.push(first.sequence);
            self.0.pop_front();
        }
        dropped
    }

    pub(super) fn get(&self, sequence: u64) -> Option<&HistoryItem> {
        let at = self.0.binary_search_by_key(&sequence, |item| item.sequence).ok()?;
        self.0.get(at)
    }

    pub(super) fn last_sequence(&self) -> Option<u64> {
        self.0.back().map(|item| item.sequence)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Realm {
    /// What the alarms of this scope have been through, oldest first.
    pub fn alarm_history(&self) -> impl DoubleEndedIterator<Item = &HistoryItem> {
        self.history.0.iter()
    }

    /// Forgets what is too old.
    pub(super) fn prune_history(&mut self, turn: &Turn<'_>) {
        for dropped in self.history.prune(turn.now) {
            self.touch(Row::History(dropped));
        }
    }

    /// The item of a sequence number.
    pub fn history_item(&self, sequence: u64) -> Option<&HistoryItem> {
        self.history.get(sequence)
    }

    /// Notes that the state of an alarm has changed from `old` to what it is now.
    pub(super) fn note_state(&mut self, turn: &mut Turn<'_>, name: &str, old: &AlarmState) {
        let Some(new) = self.alarm_state(name) else { return };
        let told = alarm::state_update(old, new);
        if new.value == StateValue::Alarm {
            self.wake_updates(turn, name);
        }
        self.note(turn, name, HistoryType::StateUpdate, told);
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
        self.note_as(turn, name, kind, HistoryType::ConfigurationUpdate, told);
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
        self.note_as(turn, name, kind, what, told);
    }

    pub(super) fn note_as(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        kind: AlarmKind,
        what: HistoryType,
        (summary, data): alarm::Told,
    ) {
        let sequence = *turn.sequence;
        *turn.sequence += 1;
        let alarm = name.to_owned();
        let item = HistoryItem { sequence, alarm, kind, at: turn.now, what, summary, data };
        self.touch(Row::History(sequence));
        for dropped in self.history.push(item) {
            self.touch(Row::History(dropped));
        }
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
            alarm: "a".to_owned(),
            kind: AlarmKind::MetricAlarm,
            at: Timestamp::UNIX_EPOCH,
            what: HistoryType::Action,
            summary: String::new(),
            data: String::new(),
        };
        for sequence in 0..MOST as u64 {
            assert!(history.push(item(sequence)).is_empty());
        }
        assert_eq!(history.push(item(MOST as u64)), [0]);
        assert!(history.get(0).is_none() && history.get(1).is_some());
        assert_eq!(history.last_sequence(), Some(MOST as u64));
    }
}
