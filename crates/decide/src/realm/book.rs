//! The alarms of a realm: by name for those who ask, by number for the minute's work.
//!
//! A million alarms are looked at each minute. Searching each by its name, and its metric by the metric's, would be most
//! of that work, so an alarm has a number, which leads to it at once, and knows the place of its series.

use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::Arc;

use super::AlarmRecord;
use crate::metric::SeriesId;

/// All alarms of a scope.
#[derive(Clone, Debug, Default)]
pub struct Alarms {
    by_name: BTreeMap<Arc<str>, AlarmId>,
    entries: Vec<Option<Entry>>,
    free: Vec<AlarmId>,
    /// Which alarms watch a series, by the place of the series.
    watchers: Vec<Watchers>,
}

/// The alarms that watch a series: nearly always one, which then needs no list.
#[derive(Clone, Debug, Default)]
enum Watchers {
    #[default]
    None,
    One(AlarmId),
    #[expect(clippy::box_collection, reason = "there are a million of the others")]
    Several(Box<Vec<AlarmId>>),
}

/// Names an alarm as long as it is there; then the number may be given to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct AlarmId(u32);

/// An alarm and the series it watches, when it is one: alarms on metric math find theirs at each look.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) record: AlarmRecord,
    pub(super) series: Option<SeriesId>,
}

impl Alarms {
    /// The alarm of a name.
    pub fn get(&self, name: &str) -> Option<&AlarmRecord> {
        self.id(name).and_then(|id| self.entry(id)).map(|entry| &entry.record)
    }

    /// Whether there is an alarm of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// All names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(|name| &**name)
    }

    /// All alarms, in the order of their names.
    pub fn values(&self) -> impl Iterator<Item = &AlarmRecord> {
        self.ids().filter_map(|id| self.entry(id)).map(|entry| &entry.record)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// Puts an alarm in whose name is not there yet.
    pub(super) fn insert(&mut self, entry: Entry) -> AlarmId {
        let name = Arc::clone(&entry.record.spec.name);
        let series = entry.series;
        let id = match self.free.pop() {
            Some(id) => {
                self.entries[id.index()] = Some(entry);
                id
            }
            None => {
                self.entries.push(Some(entry));
                let last = self.entries.len() - 1;
                AlarmId(u32::try_from(last).expect("fewer than 2^32 alarms fit in memory"))
            }
        };
        if let Some(series) = series.map(SeriesId::index) {
            if self.watchers.len() <= series {
                self.watchers.resize_with(series + 1, Watchers::default);
            }
            self.watchers[series].add(id);
        }
        self.by_name.insert(name, id);
        id
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Entry> {
        let id = self.by_name.remove(name)?;
        let entry = self.entries[id.index()].take()?;
        if let Some(series) = entry.series {
            self.watchers[series.index()].remove(id);
        }
        self.free.push(id);
        Some(entry)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut AlarmRecord> {
        let id = self.id(name)?;
        self.entry_mut(id).map(|entry| &mut entry.record)
    }

    /// The number of a name.
    pub(super) fn id(&self, name: &str) -> Option<AlarmId> {
        self.by_name.get(name).copied()
    }

    /// All numbers, in the order of the names.
    pub(super) fn ids(&self) -> impl Iterator<Item = AlarmId> {
        self.by_name.values().copied()
    }

    pub(super) fn entry(&self, id: AlarmId) -> Option<&Entry> {
        self.entries.get(id.index())?.as_ref()
    }

    pub(super) fn entry_mut(&mut self, id: AlarmId) -> Option<&mut Entry> {
        self.entries.get_mut(id.index())?.as_mut()
    }

    /// Alarms that watch a series.
    pub(super) fn watchers(&self, series: SeriesId) -> &[AlarmId] {
        self.watchers.get(series.index()).map_or(&[], Watchers::as_slice)
    }
}

impl Watchers {
    fn add(&mut self, id: AlarmId) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(id),
            Self::One(first) => Self::Several(Box::new(vec![first, id])),
            Self::Several(mut all) => {
                all.push(id);
                Self::Several(all)
            }
        };
    }

    fn remove(&mut self, id: AlarmId) {
        match self {
            Self::One(only) if *only == id => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::Several(all) => {
                all.retain(|watcher| *watcher != id);
                if let [only] = all[..] {
                    *self = Self::One(only);
                }
            }
        }
    }

    fn as_slice(&self) -> &[AlarmId] {
        match self {
            Self::None => &[],
            Self::One(only) => std::slice::from_ref(only),
            Self::Several(all) => all,
        }
    }
}

impl AlarmId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Index<&str> for Alarms {
    type Output = AlarmRecord;

    /// # Panics
    /// When there is no alarm of this name.
    fn index(&self, name: &str) -> &AlarmRecord {
        self.get(name).expect("an alarm of this name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watchers_come_and_go_in_their_order() {
        let mut watchers = Watchers::default();
        for id in 0..3 {
            watchers.add(AlarmId(id));
        }
        assert_eq!(watchers.as_slice(), [AlarmId(0), AlarmId(1), AlarmId(2)]);
        watchers.remove(AlarmId(1));
        assert_eq!(watchers.as_slice(), [AlarmId(0), AlarmId(2)]);
        watchers.remove(AlarmId(7));
        watchers.remove(AlarmId(0));
        assert!(matches!(watchers, Watchers::One(AlarmId(2))));
        watchers.remove(AlarmId(0));
        watchers.remove(AlarmId(2));
        assert!(watchers.as_slice().is_empty());
    }
}
