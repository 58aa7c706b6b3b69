//! A world in virtual time around one controller: a clock, copies that take a while to start, load, and a store.
//!
//! After every event the world checks what must always hold: rows come before acts and answers, the store holds what
//! the controller knows, and the fleet runs what the controller thinks it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use ebb_decide::alarm::{Points, StateValue};
use ebb_decide::decision::{Decision, Explanation};
use ebb_decide::hosting::{
    Backlog, CopyState, DeploymentConfig, Fleet, InstanceSize, Replicas, Size, Traffic,
    UpdatePolicy, Variant,
};
use ebb_decide::metric::{BucketRow, Datum, Resolution, Samples};
use ebb_decide::scaling::{
    Activity, CustomFailure, CustomOrder, CustomReport, CustomStatus, ScheduledAction,
    ShadowRecord, StatusCode,
};
use ebb_decide::{
    AlarmRecord, Answer, Beginning, CallId, Command, CompositeRecord, Config, Controller,
    CopyOrder, CopyReport, Effect, Event, ForcedState, Notification, Realm, Record, RecordKind,
    Refusal, Shadow, StoredRow, Told,
};
use ebb_units::{
    Capacity, CopyId, MetricId, Scope, SignedDuration, Timestamp, Unit, Workload, WorkloadKey,
};

/// What happens to copies that are started.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// Healthy after so many milliseconds.
    Healthy(i64),
    /// Gone after so many milliseconds, with a reason.
    Crash(i64, &'static str),
    /// Nothing is ever heard of them.
    Silence,
}

/// The custom resource of a world, as it would speak over HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) report: CustomReport,
    /// What it answers instead, to whatever it is asked or told.
    pub(crate) refuses: Option<&'static str>,
    /// Whether it has at once what it is told to have.
    pub(crate) follows: bool,
    /// Everything it was asked and told.
    pub(crate) orders: Vec<CustomOrder>,
}

impl Resource {
    pub(crate) fn of(capacity: u32) -> Self {
        let report = CustomReport {
            actual: Capacity(capacity),
            desired: Capacity(capacity),
            status: CustomStatus::Successful,
            failure: None,
        };
        Self { report, refuses: None, follows: true, orders: Vec::new() }
    }

    fn answer(&mut self, order: CustomOrder) -> Result<CustomReport, CustomFailure> {
        self.orders.push(order);
        if let Some(reason) = self.refuses {
            return Err(CustomFailure(reason.to_owned()));
        }
        if let CustomOrder::Set(to) = order {
            self.report.desired = to;
            self.report.status = CustomStatus::InProgress;
            if self.follows {
                self.arrive();
            }
        }
        Ok(self.report.clone())
    }

    /// What it was told to have is there.
    pub(crate) fn arrive(&mut self) {
        self.report.actual = self.report.desired;
        self.report.status = CustomStatus::Successful;
    }
}

/// A controller and what surrounds it.
pub(crate) struct World {
    pub(crate) controller: Controller,
    pub(crate) now: Timestamp,
    pub(crate) fate: Fate,
    /// What happens instead to copies of certain images.
    pub(crate) fates: BTreeMap<&'static str, Fate>,
    pub(crate) notified: Vec<Notification>,
    /// Every decision on a capacity, in order.
    pub(crate) decisions: Vec<Decision>,
    /// Every decision of a shadow, with its name.
    pub(crate) shadowed: Vec<(String, Decision)>,
    /// Nobody answers notifications.
    pub(crate) deaf: bool,
    /// Each change of a desired capacity that an activity or a command has made, in order.
    pub(crate) history: Vec<(Timestamp, u32)>,
    /// Everything that was done, as text: what must be the same when the same is told again.
    pub(crate) transcript: Vec<String>,
    /// Everything that the controller was told, as a recording of it is kept.
    pub(crate) told: Vec<String>,
    config: Config,
    scope: Scope,
    rows: BTreeMap<(RecordKind, String), Record>,
    buckets: BTreeMap<(MetricId, Unit, u32, i64), BucketRow>,
    reports: BTreeMap<(Timestamp, u64), (CopyId, CopyReport)>,
    pub(crate) resource: Resource,
    orders: BTreeMap<(Timestamp, u64), (WorkloadKey, CustomOrder)>,
    running: BTreeMap<CopyId, Workload>,
    load: BTreeMap<Workload, f64>,
    /// The share of the traffic that the new version of an endpoint has.
    shares: BTreeMap<String, f64>,
    next_load: Timestamp,
    watched: Option<Workload>,
    number: u64,
}

/// Requests of a load arrive in batches, this far apart.
const BATCH: SignedDuration = SignedDuration::from_secs(10);
/// A custom resource answers after this long.
const ANSWER: SignedDuration = SignedDuration::from_millis(50);
/// A copy that is drained is gone after this long.
const DRAIN: SignedDuration = SignedDuration::from_secs(2);

pub(crate) fn start() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

pub(crate) fn secs(secs: i64) -> SignedDuration {
    SignedDuration::from_secs(secs)
}

pub(crate) fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

impl World {
    /// Alarms fire as soon as they can; copies serve after 20 seconds.
    pub(crate) fn new() -> Self {
        Self::with(true, true)
    }

    /// Alarms keep CloudWatch's timing.
    pub(crate) fn on_the_minute() -> Self {
        Self::with(false, true)
    }

    /// Alarms keep CloudWatch's timing, and policies reckon with whatever their alarms see.
    pub(crate) fn like_aws() -> Self {
        Self::with(false, false)
    }

    /// Somebody wants to be told of every status.
    pub(crate) fn watched() -> Self {
        let topic = crate::setup::TOPIC.to_owned();
        Self::telling(true, true, BTreeSet::from([topic, "event:all".to_owned()]))
    }

    fn with(alarms_early: bool, fresh_data: bool) -> Self {
        let receivers = BTreeSet::from([crate::setup::TOPIC.to_owned()]);
        Self::telling(alarms_early, fresh_data, receivers)
    }

    fn telling(alarms_early: bool, fresh_data: bool, receivers: BTreeSet<String>) -> Self {
        let host = InstanceSize { cores: 4.0, memory_mb: 16384.0, accelerators: 0.0 };
        let config = Config { alarms_early, fresh_data, receivers, host, seed: 7 };
        let scope = Scope {
            account: "000000000000".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
        };
        Self {
            controller: Controller::new(config.clone(), start()),
            now: start(),
            fate: Fate::Healthy(20_000),
            fates: BTreeMap::new(),
            notified: Vec::new(),
            decisions: Vec::new(),
            shadowed: Vec::new(),
            deaf: false,
            history: Vec::new(),
            transcript: Vec::new(),
            told: vec![as_text(&Told::Begin(Box::new(Beginning {
                config: config.clone(),
                now: start(),
                records: Vec::new(),
                buckets: Vec::new(),
            })))],
            config,
            scope,
            rows: BTreeMap::new(),
            buckets: BTreeMap::new(),
            reports: BTreeMap::new(),
            resource: Resource::of(2),
            orders: BTreeMap::new(),
            running: BTreeMap::new(),
            load: BTreeMap::new(),
            shares: BTreeMap::new(),
            next_load: start() + secs(5),
            watched: None,
            number: 0,
        }
    }

    /// Writes down how the desired capacity of a workload goes from now on.
    pub(crate) fn watch(&mut self, workload: &Workload) {
        self.watched = Some(workload.clone());
        self.history.clear();
        self.note_history();
    }

    /// The capacities that were watched, without their times.
    pub(crate) fn went(&self) -> Vec<u32> {
        self.history.iter().map(|(_, capacity)| *capacity).collect()
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<Answer, Refusal> {
        self.number += 1;
        let call = CallId(self.number);
        let scope = self.scope.clone();
        let answers = self.tell(Event::Command { call, scope, command: Box::new(command) });
        let [(answered, result)] = <[_; 1]>::try_from(answers).expect("one call, one answer");
        assert_eq!(answered, call);
        result
    }

    /// A command that must succeed.
    pub(crate) fn ask(&mut self, command: Command) -> Answer {
        self.command(command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// A command whose rows the store does not take, and which is taken back.
    pub(crate) fn unstored(&mut self, command: Command) {
        let before = self.rows.clone();
        self.ask(command);
        let changed = |key: &&(RecordKind, String)| before.get(*key) != self.rows.get(*key);
        let keys: BTreeSet<(RecordKind, String)> =
            before.keys().chain(self.rows.keys()).filter(changed).cloned().collect();
        assert!(!keys.is_empty(), "a change has rows");
        let rows = keys.into_iter().map(|(kind, key)| {
            let record = before.get(&(kind, key.clone())).cloned().map(Box::new);
            StoredRow { kind, key, record }
        });
        let (rows, scope) = (rows.collect(), self.scope.clone());
        self.rows = before;
        self.tell(Event::Reverted { scope, rows });
    }

    /// A command that must be refused.
    pub(crate) fn refused(&mut self, command: Command) -> String {
        self.command(command).expect_err("must be refused").to_string()
    }

    /// Lets time pass, with everything that happens meanwhile at its own instant.
    pub(crate) fn run(&mut self, time: SignedDuration) {
        let until = self.now + time;
        loop {
            let deadline = self.controller.next_deadline();
            let report = self.reports.first_key_value().map(|((at, _), _)| *at);
            let load = (!self.load.is_empty()).then_some(self.next_load);
            let order = self.orders.first_key_value().map(|((at, _), _)| *at);
            let next = [deadline, report, load, order].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= until) else { break };
            self.now = self.now.max(next);
            if deadline == Some(next) {
                self.tell(Event::Tick);
            } else if order == Some(next) {
                let ((_, number), (key, order)) = self.orders.pop_first().unwrap();
                let answer = self.resource.answer(order);
                self.tell(Event::Custom { key, number, answer });
            } else if report == Some(next) {
                let (_, (copy, report)) = self.reports.pop_first().unwrap();
                self.tell(Event::Copy { copy, report });
            } else {
                self.serve_load();
            }
        }
        self.now = until;
        if self.load.is_empty() {
            self.next_load = next_batch(self.now);
        }
    }

    /// Lets time pass until the next full minute.
    pub(crate) fn run_to_the_minute(&mut self) {
        self.run(secs(60 - self.now.as_second().rem_euclid(60)));
    }

    /// Lets happen what happens at this instant.
    pub(crate) fn settle(&mut self) {
        self.run(SignedDuration::ZERO);
    }

    /// Sets the requests per minute on a workload.
    pub(crate) fn load(&mut self, workload: &Workload, per_minute: f64) {
        if per_minute > 0.0 {
            self.load.insert(workload.clone(), per_minute);
        } else {
            self.load.remove(workload);
        }
    }

    fn serve_load(&mut self) {
        self.next_load = next_batch(self.now);
        for (workload, per_minute) in self.load.clone() {
            self.requests(&workload, per_minute * BATCH.as_secs_f64() / 60.0);
        }
    }

    /// Requests that arrive now: served when there is a copy, refused for lack of one otherwise.
    pub(crate) fn requests(&mut self, workload: &Workload, number: f64) {
        let copies = self.current(workload);
        let traffic = if copies > 0 {
            Traffic {
                shares: vec![(1.0 / f64::from(copies), number)],
                answered: number,
                ..Traffic::default()
            }
        } else {
            Traffic { no_capacity: number, ..Traffic::default() }
        };
        self.measured(workload, Fleet::Whole, traffic);
    }

    /// What the gateway has measured on a workload, or on one fleet of it.
    pub(crate) fn measured(&mut self, workload: &Workload, fleet: Fleet, traffic: Traffic) {
        let key = WorkloadKey { scope: self.scope.clone(), workload: workload.clone() };
        self.tell(Event::Traffic { key, fleet, traffic: Box::new(traffic) });
    }

    pub(crate) fn backlog(&mut self, endpoint: &str, waiting: u64, in_progress: u64) {
        let oldest = (waiting > 0).then_some(self.now);
        let backlog = Backlog { waiting, in_progress, oldest };
        let (scope, endpoint) = (self.scope.clone(), endpoint.to_owned());
        self.tell(Event::Backlog { scope, endpoint, backlog });
    }

    /// CPU of every healthy copy of a workload, in percent.
    pub(crate) fn usage(&mut self, workload: &Workload, cpu_percent: f64) {
        for copy in self.copies(workload) {
            let report = CopyReport::Usage { cpu_percent, memory_percent: 1.0, memory_bytes: 1e6 };
            self.tell(Event::Copy { copy, report });
        }
    }

    /// How many requests each copy of a workload has in flight.
    pub(crate) fn in_flight(&mut self, workload: &Workload, number: u32) {
        let counts = self.copies(workload).into_iter().map(|copy| (copy, number)).collect();
        self.tell(Event::InFlight(counts));
    }

    /// Records values of a metric of our own for the minutes that end with the last full one, newest last.
    pub(crate) fn data(&mut self, metric: &MetricId, values: &[f64]) {
        let minute = Timestamp::from_second(self.now.as_second().div_euclid(60) * 60).unwrap();
        let data = values
            .iter()
            .rev()
            .zip(1..)
            .map(|(value, back)| datum(metric, minute - minutes(back), *value))
            .collect();
        self.ask(Command::PutMetricData(data));
    }

    /// Records a value of a metric of our own now.
    pub(crate) fn datum(&mut self, metric: &MetricId, value: f64) {
        let data = vec![datum(metric, self.now, value)];
        self.ask(Command::PutMetricData(data));
    }

    /// Sets an alarm to a state, with the points that a policy is to compute with.
    pub(crate) fn force(&mut self, alarm: &str, value: StateValue, points: &[f64]) {
        let state = ForcedState {
            value,
            reason: "by hand".to_owned(),
            reason_data: None,
            recent: points.iter().map(|point| Some(*point)).collect(),
        };
        self.ask(Command::SetAlarmState { name: alarm.to_owned(), state });
    }

    /// A copy of the workload dies.
    pub(crate) fn crash(&mut self, workload: &Workload, reason: &str) {
        let Some(copy) = self.copies(workload).first().copied() else { return };
        let report = CopyReport::Exited { reason: reason.to_owned() };
        self.tell(Event::Copy { copy, report });
    }

    /// Starts that are silent are given up by the fleet, and everything that starts from now on serves.
    pub(crate) fn behave(&mut self) {
        self.fate = Fate::Healthy(1000);
        self.fates.clear();
        self.resource.refuses = None;
        self.resource.follows = true;
        self.resource.arrive();
        self.load.clear();
        let waiting: BTreeSet<CopyId> = self.reports.values().map(|(copy, _)| *copy).collect();
        let silent: Vec<CopyId> = self
            .there()
            .workloads()
            .flat_map(|(_, replicas)| &replicas.copies)
            .filter(|(id, copy)| copy.state == CopyState::Starting && !waiting.contains(id))
            .map(|(id, _)| *id)
            .collect();
        for copy in silent {
            let report = CopyReport::Exited { reason: "did not start in time".to_owned() };
            self.tell(Event::Copy { copy, report });
        }
    }

    fn copies(&self, workload: &Workload) -> Vec<CopyId> {
        let of = |(id, found): (&CopyId, &Workload)| (found == workload).then_some(*id);
        self.running.iter().filter_map(of).collect()
    }

    /// Tells the controller one thing and does what it wants done. Returns the answers it gave.
    pub(crate) fn tell(&mut self, event: Event) -> Vec<(CallId, Result<Answer, Refusal>)> {
        let mut effects = Vec::new();
        self.told.push(as_text(&Told::Event { now: self.now, event: event.clone() }));
        self.controller.handle(self.now, event, &mut effects);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<(CallId, Result<Answer, Refusal>)> {
        self.transcript.extend(effects.iter().map(|effect| format!("{} {effect:?}", self.now)));
        let (mut answers, mut arrived) = (Vec::new(), Vec::new());
        for effect in effects {
            assert!(
                answers.is_empty() || matches!(effect, Effect::Answer { .. }),
                "after an answer: {effect:?}"
            );
            match effect {
                Effect::Put { record, .. } => {
                    self.rows.insert(record.identity(), *record);
                }
                Effect::Delete { kind, key, .. } => {
                    self.rows.remove(&(kind, key));
                }
                Effect::Copy { copy, key, order } => self.order(copy, key.workload, &order),
                Effect::Custom { key, number, order } => {
                    self.orders.insert((self.now + ANSWER, number), (key, order));
                }
                Effect::Route { .. } => {}
                Effect::Decided { scope, shadow, decision } => {
                    assert_eq!(scope, self.scope);
                    self.take_again(&decision);
                    match shadow {
                        None => self.decisions.push(*decision),
                        Some(name) => self.shadowed.push((name, *decision)),
                    }
                }
                Effect::Notify(notification) => {
                    arrived.push((notification.scope.clone(), notification.id.clone()));
                    self.notified.push(*notification);
                }
                Effect::Answer { call, result } => answers.push((call, result)),
            }
        }
        for (_, row) in self.controller.take_dirty_buckets() {
            let key = (row.metric.clone(), row.unit, row.resolution_secs, row.start_secs);
            self.buckets.insert(key, row);
        }
        self.note_history();
        self.check();
        arrived.retain(|_| !self.deaf);
        for (scope, id) in arrived {
            self.tell(Event::Delivered { scope, id, outcome: Ok(()) });
        }
        answers
    }

    /// A decision that was kept as text comes out the same, without the world that it was taken in.
    fn take_again(&self, decision: &Decision) {
        let text = serde_json::to_string(decision).unwrap();
        let kept: Decision = serde_json::from_str(&text).unwrap();
        assert_eq!(&kept, decision, "{}: {text}", self.now);
        assert_eq!(kept.differs(), None, "{}: {text}", self.now);
        assert!(!kept.explain().answer.is_empty(), "{text}");
    }

    /// The newest decision, in words.
    pub(crate) fn why(&self) -> Explanation {
        self.decisions.last().expect("a decision").explain()
    }

    fn order(&mut self, copy: CopyId, workload: Workload, order: &CopyOrder) {
        self.number += 1;
        match order {
            CopyOrder::Start(launch) => {
                assert!(self.running.insert(copy, workload).is_none(), "{copy} started twice");
                let own = self.fates.get(launch.image.as_str());
                let (after_ms, report) = match own.unwrap_or(&self.fate) {
                    Fate::Healthy(ms) => {
                        let address = SocketAddr::from(([127, 0, 0, 1], 8080));
                        (*ms, CopyReport::Healthy { address })
                    }
                    Fate::Crash(ms, reason) => {
                        (*ms, CopyReport::Exited { reason: (*reason).to_owned() })
                    }
                    Fate::Silence => return,
                };
                let at = self.now + SignedDuration::from_millis(after_ms);
                self.reports.insert((at, self.number), (copy, report));
            }
            CopyOrder::Serve { .. } => {
                assert!(self.running.contains_key(&copy), "{copy} is to serve but does not run");
            }
            CopyOrder::Drain => {
                let report = CopyReport::Exited { reason: "drained".to_owned() };
                self.reports.insert((self.now + DRAIN, self.number), (copy, report));
            }
            CopyOrder::Forget => {
                assert!(self.running.remove(&copy).is_some(), "{copy} forgotten twice");
                self.reports.retain(|_, (of, _)| *of != copy);
            }
        }
    }

    fn note_history(&mut self) {
        let Some(workload) = &self.watched else { return };
        let Some(facts) = self.realm().and_then(|realm| realm.capacity(workload)) else { return };
        let desired = facts.desired.0;
        if self.history.last().is_none_or(|(_, last)| *last != desired) {
            self.history.push((self.now, desired));
        }
    }

    /// What must hold after every event.
    fn check(&mut self) {
        let Some(realm) = self.realm() else {
            assert!(self.rows.is_empty(), "rows of nothing: {:?}", self.rows);
            return;
        };
        let mut known: BTreeMap<(RecordKind, String), Record> = BTreeMap::new();
        let mut note = |record: Record| known.insert(record.identity(), record);
        realm.targets().values().cloned().for_each(|it| drop(note(Record::Target(it))));
        realm.policies().values().cloned().for_each(|it| drop(note(Record::Policy(it))));
        realm.scheduled_actions().values().for_each(|it| {
            let planned = ScheduledAction { planned: None, ..it.clone() };
            drop(note(Record::ScheduledAction(planned)));
        });
        realm.activities().cloned().for_each(|it| drop(note(Record::Activity(it))));
        realm.alarms().values().for_each(|it| drop(note(Record::Alarm(durable(it)))));
        realm.alarm_history().cloned().for_each(|it| drop(note(Record::History(it))));
        realm.mute_rules().cloned().for_each(|it| drop(note(Record::MuteRule(it))));
        let dashboards = realm.dashboards().values().cloned();
        dashboards.for_each(|it| drop(note(Record::Dashboard(it))));
        let waiting = realm.notifications().values().cloned();
        waiting.for_each(|it| drop(note(Record::Notification(it))));
        realm.composites().values().cloned().for_each(|it| drop(note(Record::Composite(it))));
        realm.anomaly_detectors().cloned().for_each(|it| drop(note(Record::AnomalyDetector(it))));
        realm.models().values().cloned().for_each(|it| drop(note(Record::Model(it))));
        realm
            .endpoint_configs()
            .values()
            .cloned()
            .for_each(|it| drop(note(Record::EndpointConfig(it))));
        realm.endpoints().values().cloned().for_each(|it| drop(note(Record::Endpoint(it))));
        realm.components().values().cloned().for_each(|it| drop(note(Record::Component(it))));
        let shadows = realm.shadows().values().filter_map(Shadow::record);
        shadows.for_each(|it| drop(note(Record::Shadow(durable_shadow(&it)))));
        for (key, record) in &known {
            let stored = match self.rows.get(key) {
                Some(Record::Shadow(shadow)) => Some(Record::Shadow(durable_shadow(shadow))),
                Some(Record::Alarm(alarm)) => Some(Record::Alarm(durable(alarm))),
                Some(Record::ScheduledAction(action)) => {
                    let planned = ScheduledAction { planned: None, ..action.clone() };
                    Some(Record::ScheduledAction(planned))
                }
                other => other.cloned(),
            };
            assert_eq!(stored.as_ref(), Some(record), "{}: the row of {key:?} is old", self.now);
        }
        let kept: BTreeSet<_> = known.keys().collect();
        let stored: BTreeSet<_> = self.rows.keys().collect();
        assert_eq!(stored, kept, "{}: rows", self.now);

        let mut running: BTreeMap<CopyId, Workload> = BTreeMap::new();
        for (workload, replicas) in realm.workloads() {
            running.extend(replicas.copies.keys().map(|id| (*id, workload.clone())));
            let (alive, most) =
                (replicas.alive(Fleet::Whole), self.most_copies(workload, replicas));
            assert!(alive <= most, "{}: {workload} has {alive} copies, not {most}", self.now);
        }
        assert_eq!(running, self.running, "{}: copies", self.now);
        self.check_shares();
    }

    /// How many copies a workload may have: as many as it is to have, and while an update is under way those of the other
    /// version as well, or one batch of them when they are replaced in batches.
    fn most_copies(&self, workload: &Workload, replicas: &Replicas) -> u32 {
        let realm = self.there();
        let variant = |variants: &[Variant], name: &str| {
            let found = variants.iter().find(|variant| variant.config.name == name);
            found.map_or(0, |variant| variant.desired.0)
        };
        let (old, new, how) = match workload {
            Workload::Variant { endpoint, variant: name } => {
                let Some(endpoint) = realm.endpoints().get(endpoint) else { return 0 };
                let old = variant(&endpoint.variants, name);
                let Some(deployment) = &endpoint.deployment else { return old };
                let how = endpoint.last_deployment.clone();
                let how = how.unwrap_or_else(DeploymentConfig::default_of_endpoints);
                (old, variant(&deployment.variants, name), how)
            }
            Workload::Component { name } => {
                let Some(component) = realm.components().get(name) else { return 0 };
                let old = component.desired.0;
                let Some(update) = &component.update else { return old };
                let how = component.last_deployment.clone();
                let how = how.unwrap_or_else(DeploymentConfig::default_of_components);
                (old, update.desired.0, how)
            }
            Workload::Custom { .. } => return 0,
        };
        let rollout = realm.rollout_of(workload).expect("an update is under way");
        let of_new = replicas.alive(Fleet::New(rollout.generation));
        let of_old = replicas.alive(Fleet::Old(rollout.generation));
        assert!(of_new <= new, "{}: {workload} has {of_new} new copies", self.now);
        assert!(of_old <= old, "{}: {workload} has {of_old} old copies", self.now);
        match how.policy {
            UpdatePolicy::Rolling { batch, .. } if !rollout.is_rolling_back() => {
                let batch = match batch {
                    Size::Count(count) => count,
                    Size::Percent(percent) => (new * percent).div_ceil(100),
                };
                // What a part of a copy is rounded up to, on either side.
                old.max(new) + batch + 1
            }
            UpdatePolicy::Rolling { .. } | UpdatePolicy::BlueGreen { .. } => old + new,
        }
    }

    /// New copies get a larger share of the traffic only when all that it takes are healthy.
    fn check_shares(&mut self) {
        let realm = self.controller.realm(&self.scope).expect("something has happened here");
        let mut shares = BTreeMap::new();
        for (name, endpoint) in realm.endpoints() {
            let Some(deployment) = &endpoint.deployment else { continue };
            let rollout = &deployment.rollout;
            let before = self.shares.get(name).copied().unwrap_or_default();
            shares.insert(name.clone(), rollout.share());
            if rollout.share() <= before {
                continue;
            }
            for variant in deployment.variants.iter().filter(|variant| variant.launch.is_some()) {
                let (endpoint, variant_name) = (name.clone(), variant.config.name.clone());
                let workload = Workload::Variant { endpoint, variant: variant_name };
                let healthy = realm.healthy(&workload, Fleet::New(rollout.generation));
                let least = rollout.share() * f64::from(variant.desired.0);
                assert!(
                    f64::from(healthy.0) >= least - 1e-6,
                    "{}: {workload} has {healthy} new copies for {} of the traffic",
                    self.now,
                    rollout.share()
                );
            }
        }
        self.shares = shares;
    }

    /// The process dies and starts again on what was stored.
    pub(crate) fn restart(&mut self) {
        self.reports.clear();
        self.orders.clear();
        self.running.clear();
        self.now += SignedDuration::from_millis(1);
        self.controller = Controller::new(self.config.clone(), self.now);
        let scope = &self.scope;
        // What was written comes back through the store's text form.
        let through_text = |record: &Record| -> Record {
            serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap()
        };
        let rows: Vec<_> =
            self.rows.values().map(|row| (scope.clone(), through_text(row))).collect();
        let buckets: Vec<_> =
            self.buckets.values().map(|row| (scope.clone(), row.clone())).collect();
        self.told.push(as_text(&Told::Begin(Box::new(Beginning {
            config: self.config.clone(),
            now: self.now,
            records: rows.clone(),
            buckets: buckets.clone(),
        }))));
        let mut effects = Vec::new();
        let unreadable = self.controller.restore(self.now, rows, buckets, &mut effects);
        assert!(unreadable.is_empty(), "{unreadable:?}");
        self.perform(effects);
    }

    pub(crate) fn realm(&self) -> Option<&Realm> {
        self.controller.realm(&self.scope)
    }

    pub(crate) fn there(&self) -> &Realm {
        self.realm().expect("something has happened in this scope")
    }

    pub(crate) fn desired(&self, workload: &Workload) -> u32 {
        self.there().capacity(workload).expect("the workload exists").desired.0
    }

    pub(crate) fn current(&self, workload: &Workload) -> u32 {
        self.there().capacity(workload).map_or(0, |facts| facts.current.0)
    }

    pub(crate) fn alarm(&self, name: &str) -> &AlarmRecord {
        &self.there().alarms()[name]
    }

    pub(crate) fn composite(&self, name: &str) -> &CompositeRecord {
        &self.there().composites()[name]
    }

    pub(crate) fn state(&self, name: &str) -> StateValue {
        self.alarm(name).state.value
    }

    /// Activities that set out to move the capacity, newest first.
    pub(crate) fn moves(&self) -> Vec<&Activity> {
        self.there().activities().filter(|activity| activity.not_scaled.is_none()).collect()
    }

    /// Codes of the entries that did not scale, oldest first.
    pub(crate) fn held(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self
            .there()
            .activities()
            .filter_map(|activity| activity.not_scaled.map(|reason| reason.code()))
            .collect();
        codes.reverse();
        codes
    }

    /// The newest activity that set out to move the capacity.
    pub(crate) fn last_move(&self) -> &Activity {
        self.moves().first().copied().expect("an activity")
    }

    pub(crate) fn statuses(&self) -> Vec<StatusCode> {
        self.moves().iter().rev().map(|activity| activity.status).collect()
    }

    /// Instances of a variant that hosts components.
    pub(crate) fn instances(&self, endpoint: &str, variant: &str) -> u32 {
        let Capacity(instances) = self.there().current_instances(endpoint, variant);
        instances
    }
}

/// What of an alarm is worth a row.
fn durable(alarm: &AlarmRecord) -> AlarmRecord {
    AlarmRecord {
        recent: Points::default(),
        last_action: None,
        judged_until: None,
        next_evaluation: None,
        ..alarm.clone()
    }
}

fn durable_shadow(shadow: &ShadowRecord) -> ShadowRecord {
    let planned = |action: &ScheduledAction| ScheduledAction { planned: None, ..action.clone() };
    ShadowRecord {
        alarms: shadow.alarms.iter().map(durable).collect(),
        scheduled: shadow.scheduled.iter().map(planned).collect(),
        ..shadow.clone()
    }
}

pub(crate) fn datum(metric: &MetricId, at: Timestamp, value: f64) -> Datum {
    Datum {
        metric: metric.clone(),
        unit: Unit::None,
        at,
        resolution: Resolution::OneSecond,
        samples: Samples::Values(vec![(value, 1.0)]),
    }
}

/// Batches arrive at second 5, 15, 25 and so on.
fn next_batch(now: Timestamp) -> Timestamp {
    let batches = (now.as_second() - 5).div_euclid(BATCH.as_secs()) + 1;
    Timestamp::from_second(batches * BATCH.as_secs() + 5).unwrap()
}

fn as_text(told: &Told) -> String {
    serde_json::to_string(told).unwrap()
}
