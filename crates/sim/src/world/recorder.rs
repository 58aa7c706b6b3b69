//! What is written down while the world runs: rows of the timeline, and sums.

use std::collections::BTreeMap;

use ebb_decide::alarm::StateValue;
use ebb_decide::scaling::Activity;

use crate::arrival::secs_of_ns;
use crate::outcome::{
    ActivityEntry, AlarmChange, CapacityChange, Histogram, Row, Summary, Unscaled, elasticity,
};
use crate::scenario::Scenario;

/// Why a request was not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Failure {
    Refused,
    Lost,
    Expired,
}

/// Levels times nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Areas {
    pub(super) concurrency: f64,
    /// Copies that serve.
    pub(super) ready: f64,
    draining: f64,
    starting: f64,
    instances: f64,
    pub(super) used: f64,
}

/// Everything that becomes an outcome.
#[derive(Debug)]
pub(super) struct Recorder {
    step_ns: u64,
    /// Nanoseconds of work that a copy does in one.
    speed: f64,
    width: f64,
    objective_ns: u64,
    price_per_hour: f64,
    pub(super) summary: Summary,
    latency: Histogram,
    wait: Histogram,
    row: Row,
    row_latency: Histogram,
    row_areas: Areas,
    pub(super) rows: Vec<Row>,
    next_row_ns: u64,
    pub(super) areas: Areas,
    /// Until when levels have been added up.
    concurrency_ns: u64,
    capacity_ns: u64,
    pub(super) in_system: u64,
    pub(super) level: CapacityChange,
    pub(super) capacity: Vec<CapacityChange>,
    pub(super) alarms: Vec<AlarmChange>,
    alarm_states: BTreeMap<String, StateValue>,
    activities: BTreeMap<u64, ActivityEntry>,
    unscaled: BTreeMap<&'static str, Unscaled>,
}

impl Recorder {
    pub(super) fn new(scenario: &Scenario) -> Self {
        let step_ns = u64::from(scenario.step_secs) * crate::arrival::SECOND_NS;
        let mut summary =
            Summary { objective_ms: scenario.objective.latency_ms, ..Summary::default() };
        summary.slo_attainment = 1.0;
        Self {
            step_ns,
            speed: scenario.discipline.capacity(),
            width: f64::from(scenario.discipline.width()),
            objective_ns: crate::arrival::ns_of_secs(scenario.objective.latency_ms / 1e3),
            price_per_hour: scenario.host.price_per_hour,
            summary,
            latency: Histogram::new(),
            wait: Histogram::new(),
            row: Row::default(),
            row_latency: Histogram::new(),
            row_areas: Areas::default(),
            rows: Vec::new(),
            next_row_ns: step_ns,
            areas: Areas::default(),
            concurrency_ns: 0,
            capacity_ns: 0,
            in_system: 0,
            level: CapacityChange::default(),
            capacity: Vec::new(),
            alarms: Vec::new(),
            alarm_states: BTreeMap::new(),
            activities: BTreeMap::new(),
            unscaled: BTreeMap::new(),
        }
    }

    pub(super) fn next_row_ns(&self) -> u64 {
        self.next_row_ns
    }

    pub(super) fn arrived(&mut self, now_ns: u64, work_ns: u64, is_cold: bool) {
        self.pass(now_ns);
        self.in_system += 1;
        self.summary.arrivals += 1;
        self.row.arrivals += 1;
        let cold = u64::from(is_cold);
        self.summary.cold += cold;
        self.row.cold += cold;
        self.row.work_secs += secs_of_ns(work_ns);
    }

    pub(super) fn answered(&mut self, now_ns: u64, latency_ns: u64, wait_ns: u64, work_ns: u64) {
        self.pass(now_ns);
        self.in_system -= 1;
        self.summary.answered += 1;
        self.row.answered += 1;
        self.latency.add(latency_ns);
        self.row_latency.add(latency_ns);
        self.wait.add(wait_ns);
        let missed = u64::from(self.objective_ns < latency_ns);
        self.summary.slo_misses += missed;
        self.row.slo_misses += missed;
        let too_long = u64::from(self.objective_ns < work_ns);
        self.summary.too_long += too_long;
        self.row.too_long += too_long;
    }

    pub(super) fn failed(&mut self, now_ns: u64, why: Failure) {
        self.pass(now_ns);
        self.in_system -= 1;
        self.summary.failed += 1;
        self.summary.slo_misses += 1;
        self.row.failed += 1;
        self.row.slo_misses += 1;
        match why {
            Failure::Refused => self.summary.refused += 1,
            Failure::Lost => self.summary.lost += 1,
            Failure::Expired => self.summary.expired += 1,
        }
    }

    /// Adds up the requests in the system until now.
    #[expect(clippy::cast_precision_loss, reason = "areas need no last digit")]
    pub(super) fn pass(&mut self, now_ns: u64) {
        self.areas.concurrency += self.in_system as f64 * (now_ns - self.concurrency_ns) as f64;
        self.concurrency_ns = now_ns;
    }

    /// Adds up everything until now.
    pub(super) fn pass_all(&mut self, now_ns: u64) {
        self.pass(now_ns);
        self.pass_capacity(now_ns);
    }

    /// Adds up the capacity until now.
    #[expect(clippy::cast_precision_loss, reason = "areas need no last digit")]
    fn pass_capacity(&mut self, now_ns: u64) {
        let passed = (now_ns - self.capacity_ns) as f64;
        self.capacity_ns = now_ns;
        let CapacityChange { ready, starting, draining, instances, .. } = self.level;
        self.areas.ready += f64::from(ready) * passed;
        self.areas.draining += f64::from(draining) * passed;
        self.areas.starting += f64::from(starting) * passed;
        self.areas.instances += f64::from(instances) * passed;
    }

    /// The capacity from now on.
    pub(super) fn set_capacity(&mut self, now_ns: u64, level: CapacityChange) {
        let level = CapacityChange { at_secs: self.level.at_secs, ..level };
        if level == self.level && !self.capacity.is_empty() {
            return;
        }
        self.pass_capacity(now_ns);
        if !self.capacity.is_empty() {
            let (before, after) = (self.level.desired, level.desired);
            self.summary.scale_outs += u64::from(before < after);
            self.summary.scale_ins += u64::from(after < before);
        }
        self.level = CapacityChange { at_secs: secs_of_ns(now_ns), ..level };
        self.summary.copies_peak = self.summary.copies_peak.max(level.ready);
        // Several changes of one instant are one.
        self.capacity.pop_if(|last| last.at_secs.total_cmp(&self.level.at_secs).is_eq());
        self.capacity.push(self.level);
    }

    /// An alarm as it stands since an instant; it may come several times, and begins without data.
    pub(super) fn alarm(&mut self, since_ns: u64, alarm: &str, state: StateValue, reason: &str) {
        let known = self.alarm_states.get(alarm).copied();
        if known.unwrap_or(StateValue::InsufficientData) == state {
            return;
        }
        let (name, reason) = (alarm.to_owned(), reason.to_owned());
        self.alarm_states.insert(name.clone(), state);
        self.alarms.push(AlarmChange { at_secs: secs_of_ns(since_ns), alarm: name, state, reason });
    }

    /// An activity as it stands now; it may come several times.
    pub(super) fn activity(&mut self, activity: &Activity, begin_ns: u64, end_ns: Option<u64>) {
        let at_secs = secs_of_ns(begin_ns);
        if let Some(reason) = activity.not_scaled {
            let code = reason.code();
            let entry = self.unscaled.entry(code).or_insert_with(|| Unscaled {
                code: code.to_owned(),
                count: 0,
                first_secs: at_secs,
                last_secs: at_secs,
            });
            entry.count += 1;
            entry.last_secs = at_secs;
            return;
        }
        let entry = ActivityEntry::of(activity, at_secs, end_ns.map(secs_of_ns));
        self.activities.insert(activity.sequence, entry);
    }

    /// Ends the row that ends now. `used` has been added to the areas already.
    pub(super) fn end_row(
        &mut self,
        now_ns: u64,
        waiting: u64,
        (metrics, states): (Vec<Option<f64>>, Vec<StateValue>),
    ) {
        self.pass(now_ns);
        self.pass_capacity(now_ns);
        let begin_ns = self.next_row_ns - self.step_ns;
        let length = secs_of_ns(now_ns.saturating_sub(begin_ns)).max(1e-9) * 1e9;
        let (was, is) = (self.row_areas, self.areas);
        let mean = |was: f64, is: f64| (is - was) / length;
        let mut row = std::mem::take(&mut self.row);
        row.at_secs = secs_of_ns(begin_ns);
        row.demand = demand(row.work_secs, length / 1e9 * self.speed);
        row.desired = self.level.desired;
        row.running = mean(was.ready, is.ready);
        row.instances = mean(was.instances, is.instances);
        row.concurrency = mean(was.concurrency, is.concurrency);
        row.utilisation = share(is.used - was.used, self.width * (is.serving() - was.serving()));
        row.waiting = waiting;
        row.latency_p99_ms =
            (!self.row_latency.is_empty()).then(|| self.row_latency.quantile_ns(0.99) / 1e6);
        row.metrics = metrics;
        row.states = states;
        self.summary.work_secs += row.work_secs;
        self.row_latency.clear();
        self.row_areas = is;
        self.rows.push(row);
        self.next_row_ns += self.step_ns;
    }

    /// Whether the row that is open holds any time.
    pub(super) fn row_is_open(&self, now_ns: u64) -> bool {
        self.next_row_ns - self.step_ns < now_ns || self.rows.is_empty()
    }

    /// Price of the instances until now.
    pub(super) fn cost(&self) -> f64 {
        self.areas.instances / 3.6e12 * self.price_per_hour
    }

    /// The figures at the end.
    #[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
    pub(super) fn finish(&mut self, now_ns: u64, unfinished: u64) -> Summary {
        self.pass(now_ns);
        self.pass_capacity(now_ns);
        let mut summary = std::mem::take(&mut self.summary);
        let length_ns = secs_of_ns(now_ns).max(1e-9) * 1e9;
        summary.simulated_secs = secs_of_ns(now_ns);
        summary.unfinished = unfinished;
        summary.slo_misses += unfinished;
        if let Some(last) = self.rows.last_mut() {
            last.slo_misses += unfinished;
        }
        let good = summary.arrivals - summary.slo_misses;
        if summary.arrivals > 0 {
            summary.slo_attainment = good as f64 / summary.arrivals as f64;
        }
        summary.latency_ms = self.latency.quantiles_ms();
        summary.wait_ms = self.wait.quantiles_ms();
        summary.cost = self.cost();
        summary.instance_hours = self.areas.instances / 3.6e12;
        summary.copy_secs = self.areas.serving() / 1e9;
        summary.starting_secs = self.areas.starting / 1e9;
        summary.utilisation = share(self.areas.used, self.width * self.areas.serving());
        summary.concurrency_mean = self.areas.concurrency / length_ns;
        summary.copies_mean = self.areas.ready / length_ns;
        summary.elasticity = elasticity(&self.rows);
        summary
    }

    pub(super) fn take_activities(&mut self) -> (Vec<ActivityEntry>, Vec<Unscaled>) {
        let activities = std::mem::take(&mut self.activities).into_values().collect();
        (activities, std::mem::take(&mut self.unscaled).into_values().collect())
    }
}

impl Areas {
    /// Copies that could work: those that serve and those that drain.
    pub(super) fn serving(&self) -> f64 {
        self.ready + self.draining
    }
}

pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// Copies that so much work needs, each doing so much.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; the cast saturates"
)]
fn demand(work_secs: f64, each_secs: f64) -> u32 {
    // Work that is a full copy's to the last digit needs no second one.
    (work_secs / each_secs - 1e-9).ceil() as u32
}
