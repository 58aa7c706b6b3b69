//! The state of one scope and what happens to it. The controller owns the realms and the agenda.

mod actions;
mod alarm_tags;
mod alarms;
mod announce;
mod anomaly;
mod book;
mod component_updates;
mod components;
mod composites;
mod custom;
mod dashboards;
mod deployments;
mod due;
mod endpoints;
mod family;
mod fresh;
mod hearing;
mod history;
mod hosting_tags;
mod instances;
mod log;
mod mutes;
mod outbox;
mod publish;
mod reconcile;
mod revert;
mod scale;
mod scheduled;
mod settle;
mod shadows;
mod target_tags;
mod targets;
mod updates;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ebb_units::{Capacity, CopyId, MetricId, Scope, Timestamp, Workload, WorkloadKey};
use serde::{Deserialize, Serialize};

use crate::agenda::{Agenda, Updated};
use crate::alarm::{
    AlarmSpec, AlarmState, CompositeSpec, MuteRule, Points, Suppression, Workspace,
};
use crate::controller::Config;
use crate::effect::{CopyOrder, Effect, Notification, Record, RecordKind, history_key, key_on};
use crate::hosting::{Backlog, Component, Endpoint, EndpointConfig, Fleet, Model, Replicas};
use crate::ids::Ids;
use crate::instant::InstantNanos;
use crate::metric::Metrics;
use crate::scaling::{Activity, ScalableTarget, ScalingPolicy, ScheduledAction};
pub(crate) use alarms::REPEAT;
use announce::Announced;
use book::AlarmId;
use custom::CustomResource;
pub use dashboards::Dashboard;
use due::Due;
use family::Family;
use history::History;
use log::ActivityLog;
use outbox::Outbox;
use shadows::Shadowing;

pub use book::Alarms;
pub use scale::CapacityFacts;
pub use shadows::Shadow;
pub use targets::unsupported_metric;

/// Everything that is known of one account in one region.
#[derive(Debug)]
pub struct Realm {
    scope: Scope,
    metrics: Metrics,
    alarms: Alarms,
    /// Alarms to look at, by instant.
    due: Due,
    workspace: Workspace,
    composites: BTreeMap<String, CompositeRecord>,
    family: Family,
    history: History,
    mutes: BTreeMap<String, MuteRule>,
    /// When each mute rule begins or ends to mute next, as far as that is planned.
    mute_edges: BTreeMap<String, Timestamp>,
    /// By the name of an alarm, the mute rules that name it.
    muted_by: BTreeMap<String, BTreeSet<String>>,
    dashboards: BTreeMap<String, Dashboard>,
    /// Notifications that wait for their delivery, by id.
    outbox: Outbox,
    announced: Announced,
    /// Which alarms name an action.
    by_action: BTreeMap<String, BTreeSet<String>>,
    targets: BTreeMap<Workload, ScalableTarget>,
    policies: BTreeMap<(Workload, String), ScalingPolicy>,
    scheduled: BTreeMap<(Workload, String), ScheduledAction>,
    /// Which policy has an ARN.
    policy_arns: BTreeMap<String, (Workload, String)>,
    activities: ActivityLog,
    /// Activities as they come back, until all rows are there.
    restored: Vec<Activity>,
    models: BTreeMap<String, Model>,
    configs: BTreeMap<String, EndpointConfig>,
    endpoints: BTreeMap<String, Endpoint>,
    components: BTreeMap<String, Component>,
    replicas: BTreeMap<Workload, Replicas>,
    backlogs: BTreeMap<String, PublishedBacklog>,
    customs: BTreeMap<Workload, CustomResource>,
    /// By the name of an alarm, the updates that go back when it is in breach.
    guarded: BTreeMap<String, BTreeSet<Updated>>,
    shadows: BTreeMap<String, Shadow>,
    /// Present in a realm that is itself a shadow.
    shadowing: Option<Shadowing>,
    dirty: BTreeSet<Row>,
    /// Alarms that were judged to another state in this turn. All others whose rows change are in `dirty`.
    judged: Vec<(Arc<str>, AlarmId)>,
}

/// Names a row of the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Row {
    Target(Workload),
    Policy(Workload, String),
    ScheduledAction(Workload, String),
    /// By sequence, in which the log is searched, and id, which is its key.
    Activity(u64, String),
    Alarm(String),
    Composite(String),
    Notification(String),
    MuteRule(String),
    Dashboard(String),
    /// By what it is about.
    AnomalyDetector(String),
    Model(String),
    EndpointConfig(String),
    Endpoint(String),
    Component(String),
    Shadow(String),
}

/// An alarm as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlarmRecord {
    /// What it watches. Shared with the states that it was judged to, which say why when they are asked.
    pub spec: Arc<AlarmSpec>,
    /// How it stands.
    pub state: AlarmState,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// The datapoints of the last evaluation, newest last; what policies compute with.
    #[serde(skip)]
    pub recent: Points,
    /// When its scaling actions last ran. Not worth a row each minute: after a restart they run at the first evaluation.
    #[serde(skip)]
    pub last_action: Option<InstantNanos>,
    /// Where the data end that the last evaluation judged; absent for a state that was set by hand.
    #[serde(skip)]
    pub judged_until: Option<InstantNanos>,
    /// Time of the newest datum that step policies have answered since the state last changed.
    #[serde(default)]
    pub answered: Option<InstantNanos>,
    /// When it is looked at next; guards against tasks of an older schedule.
    #[serde(skip)]
    pub next_evaluation: Option<InstantNanos>,
}

/// A composite alarm as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CompositeRecord {
    /// What it says of which alarms.
    pub spec: CompositeSpec,
    /// How it stands.
    pub state: AlarmState,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// What holds its actions back, while something does.
    pub suppression: Option<Suppression>,
}

/// The queue of an endpoint and whether its turn has been published in the running minute.
#[derive(Clone, Copy, Debug, Default)]
struct PublishedBacklog {
    backlog: Backlog,
    turned_in: Option<Timestamp>,
}

/// What one event may use: time, settings, identifiers, the agenda, and where effects go.
pub(crate) struct Turn<'a> {
    pub(crate) now: Timestamp,
    pub(crate) config: &'a Config,
    pub(crate) ids: &'a mut Ids,
    pub(crate) agenda: &'a mut Agenda,
    pub(crate) effects: &'a mut Vec<Effect>,
    pub(crate) sequence: &'a mut u64,
}

impl Realm {
    /// A scope in which nothing has happened.
    pub fn empty(scope: Scope) -> Self {
        Self {
            scope,
            metrics: Metrics::default(),
            alarms: Alarms::default(),
            due: Due::default(),
            workspace: Workspace::default(),
            composites: BTreeMap::new(),
            family: Family::default(),
            history: History::default(),
            mutes: BTreeMap::new(),
            mute_edges: BTreeMap::new(),
            muted_by: BTreeMap::new(),
            dashboards: BTreeMap::new(),
            outbox: Outbox::default(),
            announced: Announced::default(),
            by_action: BTreeMap::new(),
            targets: BTreeMap::new(),
            policies: BTreeMap::new(),
            scheduled: BTreeMap::new(),
            policy_arns: BTreeMap::new(),
            activities: ActivityLog::default(),
            restored: Vec::new(),
            models: BTreeMap::new(),
            configs: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            components: BTreeMap::new(),
            replicas: BTreeMap::new(),
            backlogs: BTreeMap::new(),
            customs: BTreeMap::new(),
            guarded: BTreeMap::new(),
            shadows: BTreeMap::new(),
            shadowing: None,
            dirty: BTreeSet::new(),
            judged: Vec::new(),
        }
    }

    /// Whose state this is.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// All metric series.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    pub(crate) fn metrics_mut(&mut self) -> &mut Metrics {
        &mut self.metrics
    }

    /// Metric alarms by name.
    pub fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    /// Composite alarms by name.
    pub fn composites(&self) -> &BTreeMap<String, CompositeRecord> {
        &self.composites
    }

    /// Notifications that wait for their delivery, by id.
    pub fn notifications(&self) -> &BTreeMap<String, Notification> {
        self.outbox.waiting()
    }

    /// Alarms that name an action, such as the ARN of a step policy.
    pub fn alarms_naming(&self, action: &str) -> impl Iterator<Item = &AlarmRecord> {
        self.by_action.get(action).into_iter().flatten().filter_map(|name| self.alarms.get(name))
    }

    /// Alarms that watch a metric, by name.
    pub fn alarms_watching(&self, metric: &MetricId) -> impl Iterator<Item = &AlarmRecord> {
        let watchers = self.metrics.id(metric).map_or(&[][..], |id| self.alarms.watchers(id));
        let entries = watchers.iter().filter_map(|id| self.alarms.entry(*id));
        let mut found: Vec<&AlarmRecord> = entries.map(|alarm| &alarm.record).collect();
        found.sort_unstable_by_key(|alarm| &alarm.spec.name);
        found.into_iter()
    }

    /// Scalable targets.
    pub fn targets(&self) -> &BTreeMap<Workload, ScalableTarget> {
        &self.targets
    }

    /// Policies by target and name.
    pub fn policies(&self) -> &BTreeMap<(Workload, String), ScalingPolicy> {
        &self.policies
    }

    /// Scheduled actions by target and name.
    pub fn scheduled_actions(&self) -> &BTreeMap<(Workload, String), ScheduledAction> {
        &self.scheduled
    }

    /// Activities, newest first.
    pub fn activities(&self) -> impl Iterator<Item = &Activity> {
        self.activities.iter().rev()
    }

    /// Models by name.
    pub fn models(&self) -> &BTreeMap<String, Model> {
        &self.models
    }

    /// Endpoint configurations by name.
    pub fn endpoint_configs(&self) -> &BTreeMap<String, EndpointConfig> {
        &self.configs
    }

    /// Endpoints by name.
    pub fn endpoints(&self) -> &BTreeMap<String, Endpoint> {
        &self.endpoints
    }

    /// Inference components by name.
    pub fn components(&self) -> &BTreeMap<String, Component> {
        &self.components
    }

    /// Copies of a workload, if it has ever had any.
    pub fn replicas(&self, workload: &Workload) -> Option<&Replicas> {
        self.replicas.get(workload)
    }

    /// Every workload that has copies.
    pub fn workloads(&self) -> impl Iterator<Item = (&Workload, &Replicas)> {
        self.replicas.iter()
    }

    /// The queue of an asynchronous endpoint.
    pub fn backlog(&self, endpoint: &str) -> Backlog {
        self.backlogs.get(endpoint).map(|published| published.backlog).unwrap_or_default()
    }

    /// Instances or copies of a workload that serve. Those that an update brings in are not counted yet.
    pub fn current(&self, workload: &Workload) -> Capacity {
        self.healthy(workload, self.old_fleet(workload))
    }

    /// Copies of a workload among which its requests are divided.
    pub fn sharing(&self, workload: &Workload) -> Capacity {
        let fleet = match self.rollout_of(workload) {
            None => Fleet::Whole,
            Some(rollout) if rollout.share() <= 0.0 => Fleet::Old(rollout.generation),
            Some(rollout) if rollout.share() >= 1.0 => Fleet::New(rollout.generation),
            Some(_) => Fleet::Whole,
        };
        self.healthy(workload, fleet)
    }

    /// Copies of a workload that are healthy, of some of its versions.
    pub fn healthy(&self, workload: &Workload, fleet: Fleet) -> Capacity {
        Capacity(self.replicas.get(workload).map_or(0, |replicas| replicas.healthy(fleet)))
    }

    fn key(&self, workload: &Workload) -> WorkloadKey {
        WorkloadKey { scope: self.scope.clone(), workload: workload.clone() }
    }

    fn order(&self, turn: &mut Turn<'_>, copy: CopyId, workload: &Workload, order: CopyOrder) {
        turn.effects.push(Effect::Copy { copy, key: self.key(workload), order });
    }

    fn route(&self, turn: &mut Turn<'_>, endpoint: &str) {
        let effect = Effect::Route { scope: self.scope.clone(), endpoint: endpoint.to_owned() };
        if !turn.effects.contains(&effect) {
            turn.effects.push(effect);
        }
    }

    fn touch(&mut self, row: Row) {
        self.dirty.insert(row);
    }

    fn touch_policy(&mut self, workload: &Workload, name: &str) {
        self.touch(Row::Policy(workload.clone(), name.to_owned()));
    }

    fn touch_activity(&mut self, activity: &Activity) {
        self.touch(Row::Activity(activity.sequence, activity.id.clone()));
    }

    /// Nothing is kept here, and nothing is left to store.
    pub(crate) fn is_empty(&self) -> bool {
        self.dirty.is_empty()
            && !self.history.has_changes()
            && self.targets.is_empty()
            && self.alarms.is_empty()
            && self.composites.is_empty()
            && self.history.is_empty()
            && self.outbox.waiting().is_empty()
            && self.mutes.is_empty()
            && self.dashboards.is_empty()
            && self.metrics.detectors().is_empty()
            && self.models.is_empty()
            && self.configs.is_empty()
            && self.endpoints.is_empty()
            && self.components.is_empty()
            && self.shadows.is_empty()
            && self.activities.iter().next().is_none()
            && self.metrics.is_empty()
    }

    /// Rows that have changed in this turn, each once and as it is now: by kind, and then by key.
    pub(crate) fn flush(&mut self, effects: &mut Vec<Effect>) {
        let mut rows = std::mem::take(&mut self.dirty);
        let mut later = rows.split_off(&Row::Composite(String::new()));
        let alarms = rows.split_off(&Row::Alarm(String::new()));
        self.flush_rows(rows, effects);
        self.flush_alarms(alarms, effects);
        let latest = later.split_off(&Row::Notification(String::new()));
        self.flush_rows(later, effects);
        self.flush_history(effects);
        self.flush_rows(latest, effects);
    }

    /// Whether any row has changed in this turn; none has after it.
    fn take_changed(&mut self) -> bool {
        let judged = std::mem::take(&mut self.judged);
        let dirty = std::mem::take(&mut self.dirty);
        !judged.is_empty() || !dirty.is_empty() || self.history.has_changes()
    }

    fn flush_rows(&self, rows: impl IntoIterator<Item = Row>, effects: &mut Vec<Effect>) {
        for row in rows {
            let scope = self.scope.clone();
            effects.push(match self.record(&row) {
                Some(record) => Effect::Put { scope, record: Box::new(record) },
                None => {
                    let (kind, key) = row.identity();
                    Effect::Delete { scope, kind, key }
                }
            });
        }
    }

    fn flush_alarms(&mut self, mut rows: BTreeSet<Row>, effects: &mut Vec<Effect>) {
        let mut judged = std::mem::take(&mut self.judged);
        judged.sort_unstable();
        judged.dedup();
        effects.reserve(judged.len());
        for (name, id) in judged {
            // What comes before it by name, and once if it is among them.
            let row = Row::Alarm(name.to_string());
            if !rows.is_empty() {
                let after = rows.split_off(&row);
                self.flush_rows(std::mem::replace(&mut rows, after), effects);
                rows.remove(&row);
            }
            match self.alarms.entry(id).filter(|alarm| alarm.record.spec.name == name) {
                Some(alarm) => effects.push(Effect::Put {
                    scope: self.scope.clone(),
                    record: Box::new(Record::Alarm(alarm.record.clone())),
                }),
                None => self.flush_rows([row], effects),
            }
        }
        self.flush_rows(rows, effects);
    }

    fn flush_history(&mut self, effects: &mut Vec<Effect>) {
        if !self.history.has_changes() {
            return;
        }
        let scope = || self.scope.clone();
        let (dropped, new) = self.history.take_changes();
        effects.extend(dropped.into_iter().map(|sequence| Effect::Delete {
            scope: scope(),
            kind: RecordKind::History,
            key: history_key(sequence),
        }));
        effects.extend(new.map(|item| Effect::Put {
            scope: scope(),
            record: Box::new(Record::History(item.clone())),
        }));
    }

    fn record(&self, row: &Row) -> Option<Record> {
        match row {
            Row::Target(workload) => self.targets.get(workload).cloned().map(Record::Target),
            Row::Policy(workload, name) => {
                let key = (workload.clone(), name.clone());
                self.policies.get(&key).cloned().map(Record::Policy)
            }
            Row::ScheduledAction(workload, name) => {
                let key = (workload.clone(), name.clone());
                self.scheduled.get(&key).cloned().map(Record::ScheduledAction)
            }
            Row::Activity(sequence, _) => {
                self.activities.get(*sequence).cloned().map(Record::Activity)
            }
            Row::Alarm(name) => self.alarms.get(name).cloned().map(Record::Alarm),
            Row::Composite(name) => self.composites.get(name).cloned().map(Record::Composite),
            Row::Notification(id) => {
                self.outbox.waiting().get(id).cloned().map(Record::Notification)
            }
            Row::MuteRule(name) => self.mutes.get(name).cloned().map(Record::MuteRule),
            Row::Dashboard(name) => self.dashboards.get(name).cloned().map(Record::Dashboard),
            Row::AnomalyDetector(key) => {
                self.metrics.detectors().get(key).cloned().map(Record::AnomalyDetector)
            }
            Row::Model(name) => self.models.get(name).cloned().map(Record::Model),
            Row::EndpointConfig(name) => {
                self.configs.get(name).cloned().map(Record::EndpointConfig)
            }
            Row::Endpoint(name) => self.endpoints.get(name).cloned().map(Record::Endpoint),
            Row::Component(name) => self.components.get(name).cloned().map(Record::Component),
            Row::Shadow(name) => {
                self.shadows.get(name).and_then(Shadow::record).map(Record::Shadow)
            }
        }
    }

    /// Takes back a row of an earlier run. Rows may come in any order; [`Realm::resume`] follows.
    pub(crate) fn restore(&mut self, record: Record) {
        match record {
            Record::Target(target) => {
                self.targets.insert(target.workload.clone(), target);
            }
            Record::Policy(policy) => self.keep_policy(policy),
            Record::ScheduledAction(action) => {
                self.scheduled.insert((action.workload.clone(), action.name.clone()), action);
            }
            Record::Activity(activity) => self.restored.push(activity),
            Record::Alarm(alarm) => drop(self.index_alarm(alarm)),
            Record::MuteRule(rule) => self.keep_mute(rule),
            Record::Dashboard(dashboard) => {
                self.dashboards.insert(dashboard.name.clone(), dashboard);
            }
            Record::History(item) => self.history.restore(item),
            Record::Notification(waiting) => self.outbox.insert(waiting),
            Record::Composite(record) => {
                self.family.add(&record.spec);
                self.composites.insert(record.spec.name.clone(), record);
            }
            Record::AnomalyDetector(detector) => self.keep_detector(detector),
            Record::Model(model) => {
                self.models.insert(model.name.clone(), model);
            }
            Record::EndpointConfig(config) => {
                self.configs.insert(config.name.clone(), config);
            }
            Record::Endpoint(endpoint) => {
                self.endpoints.insert(endpoint.name.clone(), endpoint);
            }
            Record::Component(component) => {
                self.components.insert(component.name.clone(), component);
            }
            Record::Shadow(record) => self.restore_shadow(record),
        }
    }

    /// After all rows are back: sorts the log, plans alarms and releases, starts copies to the desired numbers.
    pub(crate) fn resume(&mut self, turn: &mut Turn<'_>) {
        self.plan_all(turn);
        self.resume_notifications(turn);
        self.resume_mutes(turn);
        self.plan_scheduled(turn);
        self.resume_shadows(turn);
        self.resume_customs(turn);
        self.resume_updates();
        self.reconcile_all(turn);
    }

    /// Sorts the logs, and plans what has its time.
    fn plan_all(&mut self, turn: &mut Turn<'_>) {
        self.activities.restore(std::mem::take(&mut self.restored));
        if let Some(last) = self.activities.iter().next_back() {
            *turn.sequence = (*turn.sequence).max(last.sequence + 1);
        }
        self.history.sort();
        if let Some(last) = self.history.last_sequence() {
            *turn.sequence = (*turn.sequence).max(last + 1);
        }
        let alarms: Vec<AlarmId> = self.alarms.ids().collect();
        for id in alarms {
            self.plan_first(turn, id);
        }
        self.family.rank_all();
        for name in self.composites.keys() {
            self.plan_suppression(turn, name);
        }
        self.resume_announced(turn);
    }

    /// Starts and drains copies to the numbers that are wanted, and sets all routes.
    fn reconcile_all(&mut self, turn: &mut Turn<'_>) {
        let endpoints: Vec<String> = self.endpoints.keys().cloned().collect();
        for name in &endpoints {
            self.reconcile_endpoint(turn, name);
            self.route(turn, name);
        }
        let components: Vec<String> = self.components.keys().cloned().collect();
        for name in &components {
            self.reconcile_component(turn, name);
        }
        for name in &endpoints {
            self.note_empty_instances(turn, name);
            self.plan_release(turn, name);
        }
    }
}

impl Row {
    fn identity(self) -> (RecordKind, String) {
        match self {
            Self::Target(workload) => (RecordKind::Target, workload.to_string()),
            Self::Policy(workload, name) => (RecordKind::Policy, key_on(&workload, &name)),
            Self::ScheduledAction(workload, name) => {
                (RecordKind::ScheduledAction, key_on(&workload, &name))
            }
            Self::Activity(_, id) => (RecordKind::Activity, id),
            Self::Alarm(name) => (RecordKind::Alarm, name),
            Self::Composite(name) => (RecordKind::Composite, name),
            Self::Notification(id) => (RecordKind::Notification, id),
            Self::MuteRule(name) => (RecordKind::MuteRule, name),
            Self::Dashboard(name) => (RecordKind::Dashboard, name),
            Self::AnomalyDetector(key) => (RecordKind::AnomalyDetector, key),
            Self::Model(name) => (RecordKind::Model, name),
            Self::EndpointConfig(name) => (RecordKind::EndpointConfig, name),
            Self::Endpoint(name) => (RecordKind::Endpoint, name),
            Self::Component(name) => (RecordKind::Component, name),
            Self::Shadow(name) => (RecordKind::Shadow, name),
        }
    }
}
