//! What becomes of rows that the disk did not take.
//!
//! What somebody asked for is taken back: it was refused, so it must not stand in memory or be stored later
//! (`Event::Reverted`). What the controller has done by itself stands, and its rows are owed: they are written again
//! with the next batch, as they are then.

use std::collections::{BTreeMap, BTreeSet};

use ebb_decide::{Controller, Effect, Event, Realm, Record, RecordKind, StoredRow};
use ebb_store::{Store, Write};
use ebb_units::Scope;

use super::perform::put;

/// Names a row of the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct RowKey {
    scope: Scope,
    kind: RecordKind,
    key: String,
}

impl RowKey {
    /// The row that an effect writes, if it writes one.
    pub(super) fn of(effect: &Effect) -> Option<Self> {
        match effect {
            Effect::Put { scope, record } => {
                let (kind, key) = record.identity();
                Some(Self { scope: scope.clone(), kind, key })
            }
            Effect::Delete { scope, kind, key } => {
                Some(Self { scope: scope.clone(), kind: *kind, key: key.clone() })
            }
            Effect::Copy { .. }
            | Effect::Custom { .. }
            | Effect::Route { .. }
            | Effect::Notify(_)
            | Effect::Decided { .. }
            | Effect::Answer { .. } => None,
        }
    }
}

/// Reads what the store has of these rows, and makes events of it that take them back.
///
/// # Errors
/// In words, when they cannot be read now.
pub(super) async fn revert(store: &Store, rows: &BTreeSet<RowKey>) -> Result<Vec<Event>, String> {
    let keys: Vec<ebb_store::RowKey> = rows
        .iter()
        .map(|RowKey { scope, kind, key }| ebb_store::RowKey {
            scope: scope.clone(),
            kind: kind.as_str(),
            key: key.clone(),
        })
        .collect();
    let bodies = store.rows(&keys).await.map_err(|error| error.to_string())?;
    let mut of_scopes: BTreeMap<Scope, Vec<StoredRow>> = BTreeMap::new();
    for (RowKey { scope, kind, key }, body) in rows.iter().zip(bodies) {
        let record = body.map(|body| serde_json::from_str(&body)).transpose();
        let record = record.map_err(|error| format!("row \"{key}\" cannot be read: {error}"))?;
        let row = StoredRow { kind: *kind, key: key.clone(), record };
        of_scopes.entry(scope.clone()).or_default().push(row);
    }
    let event = |(scope, rows)| Event::Reverted { scope, rows };
    Ok(of_scopes.into_iter().map(event).collect())
}

/// The row as it is now: put, or deleted.
pub(super) fn write(controller: &Controller, row: &RowKey) -> Option<Write> {
    let RowKey { scope, kind, key } = row;
    match controller.realm(scope).and_then(|realm| record(realm, *kind, key)) {
        Some(record) => put(scope.clone(), &record),
        None => Some(Write::Delete { scope: scope.clone(), kind: kind.as_str(), key: key.clone() }),
    }
}

fn record(realm: &Realm, kind: RecordKind, key: &str) -> Option<Record> {
    // Keys of these are made up of parts; a failing disk is rare enough to look at all of them.
    let find = |mut records: Box<dyn Iterator<Item = Record> + '_>| {
        records.find(|record| record.identity().1 == key)
    };
    match kind {
        RecordKind::Target => find(Box::new(realm.targets().values().cloned().map(Record::Target))),
        RecordKind::Policy => {
            find(Box::new(realm.policies().values().cloned().map(Record::Policy)))
        }
        RecordKind::ScheduledAction => {
            let actions = realm.scheduled_actions().values().cloned();
            find(Box::new(actions.map(Record::ScheduledAction)))
        }
        RecordKind::Activity => {
            let found = realm.activities().find(|activity| activity.id == key);
            found.cloned().map(Record::Activity)
        }
        RecordKind::Alarm => realm.alarms().get(key).cloned().map(Record::Alarm),
        RecordKind::Composite => realm.composites().get(key).cloned().map(Record::Composite),
        RecordKind::History => {
            let sequence = key.parse().ok()?;
            realm.history_item(sequence).cloned().map(Record::History)
        }
        RecordKind::Notification => {
            realm.notifications().get(key).cloned().map(Record::Notification)
        }
        RecordKind::MuteRule => realm.mute_rule(key).cloned().map(Record::MuteRule),
        RecordKind::Dashboard => realm.dashboards().get(key).cloned().map(Record::Dashboard),
        RecordKind::AnomalyDetector => {
            find(Box::new(realm.anomaly_detectors().cloned().map(Record::AnomalyDetector)))
        }
        RecordKind::Model => realm.models().get(key).cloned().map(Record::Model),
        RecordKind::EndpointConfig => {
            realm.endpoint_configs().get(key).cloned().map(Record::EndpointConfig)
        }
        RecordKind::Endpoint => realm.endpoints().get(key).cloned().map(Record::Endpoint),
        RecordKind::Component => realm.components().get(key).cloned().map(Record::Component),
        RecordKind::Shadow => realm.shadows().get(key)?.record().map(Record::Shadow),
    }
}
