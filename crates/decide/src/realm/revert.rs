//! Taking back what could not be stored.
//!
//! A change whose rows the store did not take was refused, so it must not stand in memory either, nor be stored later.
//! The realm is made anew from its rows, of which those of the change are as the store has them. What no row
//! holds stays: metrics, copies and what they do, queues. Copies are then started and drained to what is wanted again.

use std::collections::{BTreeMap, BTreeSet};

use ebb_units::Workload;

use super::{Realm, Shadow, Turn};
use crate::agenda::Task;
use crate::effect::{Record, RecordKind};
use crate::event::StoredRow;

impl Realm {
    /// These rows are again what they were in the store.
    pub(crate) fn revert(&mut self, turn: &mut Turn<'_>, rows: Vec<StoredRow>) {
        let mut of_store: BTreeMap<(RecordKind, String), Option<Record>> = BTreeMap::new();
        for StoredRow { kind, key, record } in rows {
            of_store.insert((kind, key), record.map(|record| *record));
        }
        let mut records: Vec<Record> = self.records();
        records.retain(|record| !of_store.contains_key(&record.identity()));
        records.extend(of_store.into_values().flatten());
        let before: BTreeSet<String> = self.endpoints.keys().cloned().collect();

        for name in self.shadows.keys().cloned().collect::<Vec<_>>() {
            self.forget_shadow(turn, &name);
        }
        let names: Vec<String> = self.alarms.keys().map(str::to_owned).collect();
        for name in names {
            // Each alarm holds on to its series.
            self.unindex_alarm(&name);
        }
        let mut old = std::mem::replace(self, Self::empty(self.scope.clone()));
        for (name, edge) in old.mute_edges {
            turn.agenda.remove(edge, Task::Mute(self.scope.clone(), name));
        }
        old.metrics.detectors_mut().clear();
        self.metrics = old.metrics;
        self.replicas = old.replicas;
        self.backlogs = old.backlogs;
        self.customs = old.customs;
        self.dirty = old.dirty;
        self.judged = old.judged;
        for record in records {
            self.restore(record);
        }
        self.plan_all(turn);
        for name in self.mutes.keys().cloned().collect::<Vec<_>>() {
            self.plan_mute(turn, &name);
        }
        self.plan_scheduled(turn);
        self.resume_shadows(turn);
        let targets = &self.targets;
        self.customs.retain(|workload, _| targets.contains_key(workload));
        for workload in self.targets.keys() {
            if matches!(workload, Workload::Custom { .. }) {
                self.customs.entry(workload.clone()).or_default();
            }
        }
        self.guard_updates();
        self.reconcile_all(turn);
        for gone in before.iter().filter(|name| !self.endpoints.contains_key(*name)) {
            self.route(turn, gone);
        }
        let homeless: Vec<Workload> = self
            .replicas
            .keys()
            .filter(|workload| {
                self.capacity(workload).is_none() && self.rollout_of(workload).is_none()
            })
            .cloned()
            .collect();
        for workload in homeless {
            self.drain_all(turn, &workload);
            self.forget_if_gone(&workload);
        }
    }

    /// All rows, as they are now.
    fn records(&self) -> Vec<Record> {
        let mut records: Vec<Record> = Vec::new();
        records.extend(self.targets.values().cloned().map(Record::Target));
        records.extend(self.policies.values().cloned().map(Record::Policy));
        records.extend(self.scheduled.values().cloned().map(Record::ScheduledAction));
        records.extend(self.activities.iter().cloned().map(Record::Activity));
        records.extend(self.alarms.values().cloned().map(Record::Alarm));
        records.extend(self.composites.values().cloned().map(Record::Composite));
        records.extend(self.alarm_history().cloned().map(Record::History));
        records.extend(self.outbox.waiting().values().cloned().map(Record::Notification));
        records.extend(self.mutes.values().cloned().map(Record::MuteRule));
        records.extend(self.dashboards.values().cloned().map(Record::Dashboard));
        records.extend(self.metrics.detectors().values().cloned().map(Record::AnomalyDetector));
        records.extend(self.shadows.values().filter_map(Shadow::record).map(Record::Shadow));
        records.extend(self.models.values().cloned().map(Record::Model));
        records.extend(self.configs.values().cloned().map(Record::EndpointConfig));
        records.extend(self.endpoints.values().cloned().map(Record::Endpoint));
        records.extend(self.components.values().cloned().map(Record::Component));
        records
    }
}
