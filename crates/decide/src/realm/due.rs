//! When alarms are looked at: lists of them by instant.

use std::collections::BTreeMap;

use ebb_units::Timestamp;

use super::book::AlarmId;

/// Alarms by the instant of their next look. All that are looked at together are mostly planned together again, so the list
/// that was added to last is at hand.
#[derive(Debug, Default)]
pub(super) struct Due {
    lists: BTreeMap<Timestamp, Vec<AlarmId>>,
    at_hand: Option<(Timestamp, Vec<AlarmId>)>,
}

impl Due {
    /// Adds an alarm to those of an instant. Says whether it is the first there.
    pub(super) fn add(&mut self, at: Timestamp, id: AlarmId) -> bool {
        if let Some((hand, list)) = &mut self.at_hand
            && *hand == at
        {
            list.push(id);
            return false;
        }
        if let Some((hand, list)) = self.at_hand.take() {
            self.lists.insert(hand, list);
        }
        let mut list = self.lists.remove(&at).unwrap_or_default();
        list.push(id);
        let first = list.len() == 1;
        self.at_hand = Some((at, list));
        first
    }

    /// Takes the alarms of an instant, in the order in which they were added.
    pub(super) fn take(&mut self, at: Timestamp) -> Vec<AlarmId> {
        match self.at_hand.take_if(|(hand, _)| *hand == at) {
            Some((_, list)) => list,
            None => self.lists.remove(&at).unwrap_or_default(),
        }
    }
}
