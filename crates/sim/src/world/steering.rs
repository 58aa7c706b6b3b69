//! The controller and what it is told: the very events that the server tells it, at virtual instants.
//!
//! With a publication delay the controller lives that much behind the world: it hears of everything, and acts, late by the
//! delay. To a scaling loop that is the same as metrics that come late, and needs no rule of its own.

use std::collections::{BTreeMap, BTreeSet};

use ebb_decide::alarm::{AlarmSpec, MathWatch, StateValue, Watch, window_values};
use ebb_decide::decision::Decision;
use ebb_decide::hosting::{CopyState, InstanceId, InstanceSize};
use ebb_decide::math::Source;
use ebb_decide::{
    AlarmRecord, Answer, CallId, Command, Config, Controller, CopyOrder, CopyReport, Effect, Event,
    Refusal,
};
use ebb_units::{CopyId, Scope, SignedDuration, Timestamp, Workload, WorkloadKey};

use super::setup;
use crate::arrival::{MINUTE_NS, SECOND_NS, ns_of_secs};
use crate::outcome::Tracked;
use crate::scaling::Policies;
use crate::scenario::Scenario;

/// Instances without copies are released after ten minutes: nothing of a set-up at zero is left after this.
const LONG_BEFORE: SignedDuration = SignedDuration::from_mins(20);
/// Old metric data are rolled up this often.
const COMPACT_NS: u64 = 60 * MINUTE_NS;
/// Where simulated copies listen.
const ADDRESS: std::net::SocketAddr =
    std::net::SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// The controller with its place in virtual time.
#[derive(Debug)]
pub(super) struct Steering {
    pub(super) controller: Controller,
    pub(super) key: WorkloadKey,
    endpoint: String,
    variant: String,
    start: Timestamp,
    delay_ns: u64,
    pub(super) early: bool,
    /// What the alarms watch.
    pub(super) watched: Watched,
    last_ns: u64,
    compact_ns: u64,
    /// The earliest evaluation of an alarm.
    next_alarm_ns: u64,
    has_schedule: bool,
    effects: Vec<Effect>,
    calls: u64,
}

/// Which metrics are watched: what nobody looks at changes no decision, and is not measured.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watched {
    pub(super) latency: bool,
    pub(super) errors: bool,
    pub(super) concurrency: bool,
    pub(super) usage: bool,
    pub(super) high_resolution: bool,
}

/// A command that the controller has refused, with what was asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what} was refused")]
pub struct Refused {
    /// What was asked, in words.
    pub what: String,
    /// Why not, in AWS's words.
    #[source]
    pub source: Refusal,
}

impl Steering {
    /// A controller with the endpoint in service at the start, and the target with its policies.
    /// What is decided meanwhile is added to `decided`.
    pub(super) fn set_up(
        scenario: &Scenario,
        policies: &Policies,
        decided: &mut Vec<Decision>,
    ) -> Result<Self, Refused> {
        let scope = Scope {
            account: "000000000000".parse().expect("twelve digits"),
            region: "us-east-1".parse().expect("a region"),
        };
        let workload = scenario.host.workload.clone();
        let begin = if scenario.host.initial == 0 {
            scenario.start.checked_sub(LONG_BEFORE).unwrap_or(scenario.start)
        } else {
            scenario.start
        };
        let config = Config {
            alarms_early: scenario.timing.alarms_early,
            fresh_data: scenario.timing.fresh_data,
            receivers: BTreeSet::new(),
            host: InstanceSize { cores: 4.0, memory_mb: 16_384.0, accelerators: 0.0 },
            seed: scenario.seed,
        };
        let (endpoint, variant) = setup::place(&workload);
        let mut steering = Self {
            controller: Controller::new(config, begin),
            key: WorkloadKey { scope, workload: workload.clone() },
            endpoint,
            variant,
            start: scenario.start,
            delay_ns: ns_of_secs(scenario.timing.publication_delay_secs),
            early: scenario.timing.alarms_early,
            watched: Watched::default(),
            last_ns: 0,
            compact_ns: COMPACT_NS,
            next_alarm_ns: 0,
            has_schedule: !policies.scheduled.is_empty(),
            effects: Vec::new(),
            calls: 0,
        };
        for command in setup::hosting(scenario, begin) {
            steering.ask(begin, "an endpoint", command, decided)?;
        }
        if let Some(component) = setup::component(&scenario.host) {
            steering.ask(begin, "the inference component", component, decided)?;
        }
        if scenario.host.initial == 0
            && let Some(command) = setup::to_zero(&workload)
        {
            steering.ask(begin, "a start without copies", command, decided)?;
            steering.let_pass(scenario.start);
        }
        steering.put(scenario, policies, decided)?;
        steering.watched = steering.look_what_is_watched();
        steering.plan_alarms();
        steering.effects.clear();
        Ok(steering)
    }

    fn put(
        &mut self,
        scenario: &Scenario,
        policies: &Policies,
        decided: &mut Vec<Decision>,
    ) -> Result<(), Refused> {
        let (at, workload) = (scenario.start, &scenario.host.workload);
        let target = setup::target(workload, policies.bounds);
        self.ask(at, "the scalable target", target, decided)?;
        let mut arns = Vec::new();
        for policy in &policies.policies {
            let what = format!("the policy \"{}\"", policy.request.name);
            if let Answer::Policy { arn, .. } =
                self.ask(at, &what, setup::policy(workload, policy), decided)?
            {
                arns.push(arn);
            }
        }
        for (alarm, command) in policies.alarms.iter().zip(setup::alarms(policies, &arns)) {
            self.ask(at, &format!("the alarm \"{}\"", alarm.name), command, decided)?;
        }
        for action in &policies.scheduled {
            let what = format!("the scheduled action \"{}\"", action.name);
            self.ask(at, &what, setup::scheduled(workload, action), decided)?;
        }
        Ok(())
    }

    /// A command while the world is set up: copies that it starts serve at once, those it takes away are gone at once.
    fn ask(
        &mut self,
        at: Timestamp,
        what: &str,
        command: Command,
        decided: &mut Vec<Decision>,
    ) -> Result<Answer, Refused> {
        self.calls += 1;
        let (call, scope) = (CallId(self.calls), self.key.scope.clone());
        let event = Event::Command { call, scope, command: Box::new(command) };
        let mut result = Ok(Answer::Done);
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            self.controller.handle(at, event, &mut self.effects);
            for effect in self.effects.drain(..) {
                match effect {
                    Effect::Answer { result: answer, .. } => result = answer,
                    Effect::Copy { copy, order, .. } => waiting.extend(at_once(copy, &order)),
                    Effect::Decided { decision, .. } => decided.push(*decision),
                    Effect::Put { .. }
                    | Effect::Delete { .. }
                    | Effect::Custom { .. }
                    | Effect::Route { .. }
                    | Effect::Notify(_) => {}
                }
            }
        }
        result.map_err(|source| Refused { what: what.to_owned(), source })
    }

    fn let_pass(&mut self, until: Timestamp) {
        while let Some(at) = self.controller.next_deadline().filter(|at| *at < until) {
            self.controller.handle(at, Event::Tick, &mut self.effects);
        }
        self.effects.clear();
    }

    /// The instant of the controller's clock when the world's shows so many nanoseconds.
    fn instant(&self, at_ns: u64) -> Timestamp {
        let ns = i64::try_from(at_ns).unwrap_or(i64::MAX);
        let delay = i64::try_from(self.delay_ns).unwrap_or(i64::MAX);
        let since = SignedDuration::from_nanos(ns.saturating_sub(delay));
        self.start.checked_add(since).unwrap_or(self.start)
    }

    /// When the world's clock shows what the controller's does at an instant.
    pub(super) fn world_ns(&self, at: Timestamp) -> u64 {
        let since = at.duration_since(self.start).as_nanos();
        u64::try_from(since.max(0)).unwrap_or(u64::MAX).saturating_add(self.delay_ns)
    }

    /// The instant that a measurement of then is stamped with: alarms see it late, but not displaced.
    pub(super) fn stamp(&self, at_ns: u64) -> Timestamp {
        self.instant(at_ns.saturating_add(self.delay_ns))
    }

    pub(super) fn delay_ns(&self) -> u64 {
        self.delay_ns
    }

    /// When the controller wants to be woken, on the world's clock.
    pub(super) fn deadline_ns(&self) -> u64 {
        self.controller.next_deadline().map_or(u64::MAX, |at| self.world_ns(at))
    }

    /// Tells the controller something at an instant of the world's clock. Instants never go back.
    pub(super) fn tell(&mut self, at_ns: u64, event: Event) -> Vec<Effect> {
        self.last_ns = self.last_ns.max(at_ns);
        let now = self.instant(self.last_ns);
        let mut effects = std::mem::take(&mut self.effects);
        self.controller.handle(now, event, &mut effects);
        effects
    }

    /// Gives back the list of [`Self::tell`], emptied.
    pub(super) fn reuse(&mut self, mut effects: Vec<Effect>) {
        effects.clear();
        self.effects = effects;
    }

    /// Whether a wake-up at this deadline may look at what the gateway has measured.
    pub(super) fn looks_at(&self, deadline_ns: u64) -> bool {
        let of_clock = deadline_ns.saturating_sub(self.delay_ns);
        let on_minute = self.instant(deadline_ns).as_nanosecond() % i128::from(MINUTE_NS) == 0;
        let gauges = self.watched.concurrency && of_clock.is_multiple_of(10 * SECOND_NS);
        self.early || self.has_schedule || on_minute || gauges || self.next_alarm_ns <= deadline_ns
    }

    /// After a wake-up: when alarms are looked at next.
    pub(super) fn plan_alarms(&mut self) {
        let next = self.alarms().filter_map(|alarm| alarm.next_evaluation).min();
        self.next_alarm_ns = next.map_or(u64::MAX, |at| self.world_ns(at.into()));
    }

    /// Rolls old metric data up from time to time.
    pub(super) fn compact(&mut self, now_ns: u64) {
        if self.compact_ns <= now_ns {
            self.compact_ns = now_ns + COMPACT_NS;
            self.controller.compact_metrics(self.instant(now_ns));
            // Nobody stores them, and they would pile up.
            self.controller.forget_dirty_buckets();
        }
    }

    fn alarms(&self) -> impl Iterator<Item = &AlarmRecord> {
        self.controller.realm(&self.key.scope).into_iter().flat_map(|realm| realm.alarms().values())
    }

    fn look_what_is_watched(&self) -> Watched {
        let mut watched = Watched::default();
        for alarm in self.alarms() {
            watched.high_resolution |= alarm.spec.period_secs < 60;
            for name in names(&alarm.spec.watch) {
                watched.latency |= name.contains("Latency") || name.contains("Time");
                watched.errors |= name.contains("Error");
                watched.concurrency |= name.starts_with("ConcurrentRequests");
                watched.usage |= name.contains("Utilization");
            }
        }
        watched
    }

    /// What the alarms watch, for people.
    pub(super) fn tracked(&self) -> Vec<Tracked> {
        let Some(realm) = self.controller.realm(&self.key.scope) else { return Vec::new() };
        let policy_of = |alarm: &AlarmRecord| {
            let actions = alarm.spec.alarm_actions.iter();
            actions
                .flat_map(|action| {
                    realm.policies().values().filter(move |policy| policy.is_named_by(action))
                })
                .map(|policy| policy.name.clone())
                .next()
        };
        realm
            .alarms()
            .values()
            .map(|alarm| Tracked {
                alarm: alarm.spec.name.to_string(),
                policy: policy_of(alarm),
                metric: names(&alarm.spec.watch).join(", "),
                statistic: alarm
                    .spec
                    .watch
                    .metric()
                    .map_or_else(|| "expression".to_owned(), |watch| watch.statistic_text()),
                period_secs: alarm.spec.period_secs,
                evaluation_periods: alarm.spec.evaluation_periods,
                threshold: alarm.spec.threshold,
                comparison: alarm.spec.comparison.as_str().to_owned(),
            })
            .collect()
    }

    /// The newest datapoint and the state of each alarm.
    pub(super) fn readings(&self, now_ns: u64) -> (Vec<Option<f64>>, Vec<StateValue>) {
        let Some(realm) = self.controller.realm(&self.key.scope) else { return Default::default() };
        let until = self.instant(now_ns);
        let alarms = realm.alarms().values();
        alarms
            .map(|alarm| {
                let newest = AlarmSpec { evaluation_periods: 1, ..AlarmSpec::clone(&alarm.spec) };
                let windows = window_values(&newest, realm.metrics(), until);
                (windows.last().and_then(|(_, value)| *value), alarm.state.value)
            })
            .unzip()
    }

    /// Copies that serve at the start.
    pub(super) fn serving(&self) -> Vec<CopyId> {
        let replicas = self
            .controller
            .realm(&self.key.scope)
            .and_then(|realm| realm.replicas(&self.key.workload));
        let copies = replicas.into_iter().flat_map(|replicas| &replicas.copies);
        copies.filter(|(_, copy)| copy.state == CopyState::Healthy).map(|(id, _)| *id).collect()
    }

    pub(super) fn desired(&self) -> u32 {
        let realm = self.controller.realm(&self.key.scope);
        let facts = realm.and_then(|realm| realm.capacity(&self.key.workload));
        facts.map_or(0, |facts| facts.desired.0)
    }

    /// Instances that hold components; `None` for a variant, whose copies are its instances.
    pub(super) fn instances(&self) -> Option<u32> {
        match self.key.workload {
            Workload::Component { .. } => {
                let realm = self.controller.realm(&self.key.scope)?;
                Some(realm.current_instances(&self.endpoint, &self.variant).0)
            }
            Workload::Variant { .. } | Workload::Custom { .. } => None,
        }
    }

    /// The instance that a copy of a component is placed on.
    pub(super) fn instance_of(&self, copy: CopyId) -> Option<InstanceId> {
        let realm = self.controller.realm(&self.key.scope)?;
        realm.replicas(&self.key.workload)?.copies.get(&copy)?.instance
    }

    /// All instances that hold copies now, each with the instant from which it is there.
    pub(super) fn placed(&self) -> BTreeMap<InstanceId, u64> {
        self.serving().into_iter().filter_map(|copy| Some((self.instance_of(copy)?, 0))).collect()
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(super) fn healthy(copy: CopyId) -> Event {
        Event::Copy { copy, report: CopyReport::Healthy { address: ADDRESS } }
    }

    pub(super) fn exited(copy: CopyId, reason: &str) -> Event {
        Event::Copy { copy, report: CopyReport::Exited { reason: reason.to_owned() } }
    }
}

/// What follows an order while the world is set up.
fn at_once(copy: CopyId, order: &CopyOrder) -> Option<Event> {
    match order {
        CopyOrder::Start(_) => Some(Steering::healthy(copy)),
        CopyOrder::Drain => Some(Steering::exited(copy, "drained")),
        CopyOrder::Serve { .. } | CopyOrder::Forget => None,
    }
}

/// Names of the metrics that are watched.
fn names(watch: &Watch) -> Vec<String> {
    match watch {
        Watch::Metric(metric) => vec![metric.metric.name().to_owned()],
        Watch::Math(math) => names_of(math),
    }
}

fn names_of(math: &MathWatch) -> Vec<String> {
    math.queries()
        .filter_map(|query| match &query.source {
            Source::Metric(stat) => Some(stat.metric.name().to_owned()),
            Source::Expression(_) => None,
        })
        .collect()
}
