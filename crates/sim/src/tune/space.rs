//! What may be varied: every knob of a target's policies, as a number from 0 to 1.

use ebb_decide::alarm::Watch;
use ebb_decide::policy::{PredefinedMetric, TrackedMetric};
use ebb_decide::{PolicyBlock, PolicyRequest};
use serde::{Deserialize, Serialize};

use super::added::Additions;
use super::days::Days;
use super::staffing;
use crate::arrival::{Arrival, SECOND_NS, secs_of_ns};
use crate::scaling::Policies;
use crate::scenario::Scenario;

/// A value that was set.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Setting {
    /// The policy or alarm; the scalable target when absent.
    pub of: Option<String>,
    /// Which of its members, by AWS's name.
    pub member: String,
    /// To what.
    pub value: String,
}

/// What values are measured by.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Yardstick {
    /// Requests that a copy can do in a minute.
    per_minute: f64,
    /// Requests that a copy works on at a time.
    width: f64,
    /// Copies that the mean load keeps busy.
    busy: f64,
    /// Copies that the busiest minutes keep busy.
    busiest: f64,
}

impl Yardstick {
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    pub(super) fn new(
        scenario: &Scenario,
        work_secs: f64,
        arrivals: &[Arrival],
        secs: f64,
    ) -> Self {
        let per_sec = scenario.discipline.capacity() / work_secs.max(1e-9);
        let mut busiest = 0;
        for window in
            arrivals.chunk_by(|one, other| one.at_ns / WINDOW_NS == other.at_ns / WINDOW_NS)
        {
            busiest = busiest.max(window.len());
        }
        Self {
            per_minute: per_sec * 60.0,
            width: f64::from(scenario.discipline.width()),
            busy: arrivals.len() as f64 / secs.max(1.0) / per_sec,
            busiest: busiest as f64 / secs_of_ns(WINDOW_NS) / per_sec,
        }
    }

    /// Copies that the busiest minutes keep busy.
    pub(super) fn busiest(&self) -> f64 {
        self.busiest
    }

    /// Requests that keep a copy busy for so long.
    pub(super) fn in_window(&self, secs: f64) -> f64 {
        self.per_minute * secs / 60.0
    }

    /// Copies that so many requests a second keep busy.
    pub(super) fn busy_at(&self, per_sec: f64) -> f64 {
        per_sec * 60.0 / self.per_minute
    }

    /// Requests that a copy works on at a time.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// What a predefined metric says of a copy that does all it can.
    fn most(&self, metric: PredefinedMetric) -> f64 {
        use PredefinedMetric as M;
        match metric {
            M::SageMakerVariantInvocationsPerInstance
            | M::SageMakerInferenceComponentInvocationsPerCopy => self.per_minute,
            M::SageMakerVariantConcurrentRequestsPerModelHighResolution
            | M::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution => self.width,
            M::SageMakerVariantProvisionedConcurrencyUtilization => 1.0,
        }
    }
}

/// Windows of which the busiest is looked for.
const WINDOW_NS: u64 = 300 * SECOND_NS;

/// One thing that may be varied. Numbers are positions among the policies or alarms.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Knob {
    /// Which of the predefined metrics is tracked.
    Metric {
        policy: usize,
    },
    /// The target of a predefined metric: the share of a copy's most that it stands for.
    Use {
        policy: usize,
        yardstick: Yardstick,
    },
    /// The target of another metric.
    Target {
        policy: usize,
        base: f64,
    },
    ScaleOutCooldown {
        policy: usize,
    },
    ScaleInCooldown {
        policy: usize,
    },
    StepCooldown {
        policy: usize,
    },
    /// All steps of a policy, larger or smaller.
    Steps {
        policy: usize,
    },
    Period {
        alarm: usize,
    },
    EvaluationPeriods {
        alarm: usize,
    },
    Threshold {
        alarm: usize,
        base: f64,
    },
    /// The lower bound.
    MinCapacity {
        from: u32,
        to: u32,
    },
}

/// Everything that may be varied.
#[derive(Debug)]
pub(super) struct Space {
    base: Policies,
    knobs: Vec<Knob>,
    additions: Option<Additions>,
}

const COOLDOWN_SECS: [i32; 8] = [0, 15, 30, 60, 120, 180, 300, 600];
const PERIOD_SECS: [u32; 3] = [60, 120, 300];
const SHORT_PERIOD_SECS: [u32; 4] = [10, 20, 30, 60];
const EVALUATION_PERIODS: [u32; 5] = [1, 2, 3, 5, 10];
const STEP_FACTORS: [f64; 5] = [0.5, 1.0, 1.5, 2.0, 3.0];
/// Shares of a copy's most: from nearly idle to more than it can do.
const USE: (f64, f64) = (0.05, 1.2);
/// Of a target that is there.
const TARGET: (f64, f64) = (0.125, 4.0);
/// Alarms on these wake from zero: any datum is one too many, and there is no better threshold.
const WAKING: [&str; 2] = ["NoCapacityInvocationFailures", "HasBacklogWithoutCapacity"];

/// Where a search begins.
struct Start {
    /// Where the knob of the metric stands: at 0 invocations are tracked, at 1 requests in flight. The nearer to the middle, the
    /// sooner a neighbour tries the other.
    metric: f64,
    /// Share of a copy's most.
    share: f64,
    scale_out_cooldown_secs: i32,
    scale_in_cooldown_secs: i32,
    step_out: bool,
    step_in: bool,
    schedule: bool,
    table: Option<[f64; staffing::NUMBERS]>,
}

/// A table of capacities; tracking only helps where it is far too little.
const fn table(period: f64, share: f64, surplus: f64, step_out: bool) -> Start {
    let table = Some([period, 0.5, share, surplus]);
    Start { table, ..start(INVOCATIONS, 0.95, (60, 300), [step_out, false, false]) }
}

const fn start(
    metric: f64,
    share: f64,
    (scale_out_cooldown_secs, scale_in_cooldown_secs): (i32, i32),
    [step_out, step_in, schedule]: [bool; 3],
) -> Start {
    Start {
        metric,
        share,
        scale_out_cooldown_secs,
        scale_in_cooldown_secs,
        step_out,
        step_in,
        schedule,
        table: None,
    }
}

const INVOCATIONS: f64 = 0.0;
const IN_FLIGHT: f64 = 0.75;

const STARTS: [Start; 20] = [
    table(0.6, 0.2, 0.6, false),
    table(0.75, 0.4, 0.75, false),
    table(0.1, 0.3, 0.5, true),
    table(0.6, 0.6, 0.6, true),
    table(0.4, 0.2, 0.8, false),
    table(0.95, 0.2, 0.6, true),
    start(IN_FLIGHT, 0.6, (60, 300), [false, false, false]),
    start(1.0, 0.85, (60, 300), [false, true, false]),
    start(IN_FLIGHT, 0.75, (60, 300), [false, false, false]),
    start(1.0, 0.75, (60, 300), [true, true, false]),
    start(IN_FLIGHT, 0.9, (30, 120), [false, false, false]),
    start(INVOCATIONS, 0.7, (60, 300), [false, false, false]),
    start(INVOCATIONS, 0.85, (60, 120), [true, false, false]),
    start(IN_FLIGHT, 0.7, (60, 300), [false, true, false]),
    start(INVOCATIONS, 0.7, (60, 300), [false, true, false]),
    start(1.0, 0.8, (60, 300), [false, false, true]),
    start(INVOCATIONS, 0.6, (60, 300), [true, true, false]),
    start(INVOCATIONS, 0.7, (60, 300), [false, true, true]),
    start(1.0, 0.95, (60, 300), [true, true, true]),
    start(IN_FLIGHT, 0.6, (30, 300), [true, false, false]),
];

impl Space {
    pub(super) fn new(
        base: &Policies,
        yardstick: &Yardstick,
        days: Option<Days>,
        additions: bool,
    ) -> Self {
        let mut knobs = Vec::new();
        for (number, policy) in base.policies.iter().enumerate() {
            policy_knobs(number, &policy.request, yardstick, &mut knobs);
        }
        for (alarm, spec) in base.alarms.iter().enumerate() {
            let Watch::Metric(watch) = &spec.watch else { continue };
            knobs.push(Knob::Period { alarm });
            knobs.push(Knob::EvaluationPeriods { alarm });
            let wakes = WAKING.contains(&watch.metric.name());
            if let Some(base) = spec.threshold.filter(|base| !wakes && *base > 0.0) {
                knobs.push(Knob::Threshold { alarm, base });
            }
        }
        let from = base.bounds.min.min(1);
        let to = count((yardstick.busy * 2.0).ceil()).clamp(from, base.bounds.max);
        if from < to && base.bounds.min < base.bounds.max {
            knobs.push(Knob::MinCapacity { from, to });
        }
        let additions = additions.then(|| Additions::to(base, yardstick, days)).flatten();
        Self { base: base.clone(), knobs, additions }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.knobs.is_empty()
    }

    /// Number of knobs.
    pub(super) fn dimensions(&self) -> usize {
        self.knobs.len() + self.additions.as_ref().map_or(0, Additions::dimensions)
    }

    /// A place with fewer copies for the same load by a factor, given as its logarithm, and else the same; `None` when there
    /// is no knob that says how much a copy is used.
    pub(super) fn tighter(&self, place: &[f64], log_factor: f64) -> Option<Vec<f64>> {
        let (at, (low, high)) =
            self.knobs.iter().enumerate().find_map(|(at, knob)| Some((at, knob.tightness()?)))?;
        let mut place = place.to_vec();
        place[at] = (place[at] + log_factor / (high / low).ln()).clamp(0.0, 1.0);
        if self.additions.is_some() {
            Additions::tighter(&mut place[self.knobs.len()..], log_factor);
        }
        Some(place)
    }

    /// Places that are good for much traffic: what is searched begins with them.
    pub(super) fn starts(&self) -> Vec<Vec<f64>> {
        STARTS.iter().map(|start| self.start(start)).collect()
    }

    fn start(&self, start: &Start) -> Vec<f64> {
        let mut place: Vec<f64> = self.knobs.iter().map(|knob| knob.start(start)).collect();
        if let Some(additions) = &self.additions {
            place.extend(additions.usual(
                start.step_out,
                start.step_in,
                start.schedule,
                start.table,
            ));
        }
        place
    }

    /// The policies at a place, and what was set for them.
    pub(super) fn at(&self, place: &[f64]) -> (Policies, Vec<Setting>) {
        let mut policies = self.base.clone();
        let mut settings: Vec<_> =
            self.knobs.iter().zip(place).map(|(knob, at)| knob.turn(*at, &mut policies)).collect();
        if let (Some(additions), Some(rest)) = (&self.additions, place.get(self.knobs.len()..)) {
            settings.extend(additions.add(rest, &mut policies));
        }
        (policies, settings)
    }
}

fn policy_knobs(
    policy: usize,
    request: &PolicyRequest,
    yardstick: &Yardstick,
    knobs: &mut Vec<Knob>,
) {
    match &request.block {
        Some(PolicyBlock::Tracking(tracking)) => {
            match &tracking.metric {
                TrackedMetric::Predefined(_) => {
                    knobs.push(Knob::Metric { policy });
                    knobs.push(Knob::Use { policy, yardstick: *yardstick });
                }
                TrackedMetric::Customized(_) | TrackedMetric::Math(_) => {
                    knobs.push(Knob::Target { policy, base: tracking.target_value });
                }
            }
            knobs.push(Knob::ScaleOutCooldown { policy });
            knobs.push(Knob::ScaleInCooldown { policy });
        }
        Some(PolicyBlock::Step(_)) => {
            knobs.push(Knob::Steps { policy });
            knobs.push(Knob::StepCooldown { policy });
        }
        Some(PolicyBlock::Several) | None => {}
    }
}

impl Knob {
    /// The range of what says how much a copy is used.
    fn tightness(&self) -> Option<(f64, f64)> {
        match self {
            Self::Use { .. } => Some(USE),
            Self::Target { .. } => Some(TARGET),
            Self::Metric { .. }
            | Self::ScaleOutCooldown { .. }
            | Self::ScaleInCooldown { .. }
            | Self::StepCooldown { .. }
            | Self::Steps { .. }
            | Self::Period { .. }
            | Self::EvaluationPeriods { .. }
            | Self::Threshold { .. }
            | Self::MinCapacity { .. } => None,
        }
    }

    /// Where it stands at a start; what that does not tell stays near the base.
    fn start(self, start: &Start) -> f64 {
        match self {
            Self::Metric { .. } => start.metric,
            Self::Use { .. } => (start.share / USE.0).ln() / (USE.1 / USE.0).ln(),
            // The base's own: between an eighth and four times of it, and between a quarter and four times.
            Self::Target { .. } => 0.6,
            Self::Threshold { .. } => 0.5,
            Self::ScaleOutCooldown { .. } => {
                place_of(&COOLDOWN_SECS, start.scale_out_cooldown_secs)
            }
            Self::ScaleInCooldown { .. } => place_of(&COOLDOWN_SECS, start.scale_in_cooldown_secs),
            Self::StepCooldown { .. } => place_of(&COOLDOWN_SECS, 60),
            Self::Steps { .. } => 0.3,
            Self::Period { .. } | Self::EvaluationPeriods { .. } | Self::MinCapacity { .. } => 0.0,
        }
    }

    /// Turns it to `at`, 0 to 1.
    fn turn(self, at: f64, policies: &mut Policies) -> Setting {
        let (of, member, value) = match self {
            Self::Metric { policy } => self.metric(policy, at, policies),
            Self::Use { policy, yardstick } => self.share(policy, yardstick, at, policies),
            Self::Target { policy, base } => {
                let value = tidy(between((base * TARGET.0, base * TARGET.1), at));
                let name = tracking(policies, policy, |own| own.target_value = value);
                (name, "TargetValue", value.to_string())
            }
            Self::ScaleOutCooldown { policy } => {
                let secs = pick(&COOLDOWN_SECS, at);
                let name =
                    tracking(policies, policy, |own| own.scale_out_cooldown_secs = Some(secs));
                (name, "ScaleOutCooldown", secs.to_string())
            }
            Self::ScaleInCooldown { policy } => {
                let secs = pick(&COOLDOWN_SECS, at);
                let name =
                    tracking(policies, policy, |own| own.scale_in_cooldown_secs = Some(secs));
                (name, "ScaleInCooldown", secs.to_string())
            }
            Self::StepCooldown { policy } => {
                let secs = pick(&COOLDOWN_SECS, at);
                let own = &mut policies.policies[policy].request;
                if let Some(PolicyBlock::Step(step)) = &mut own.block {
                    step.cooldown_secs = Some(secs);
                }
                (Some(own.name.clone()), "Cooldown", secs.to_string())
            }
            Self::Steps { policy } => {
                let factor = pick(&STEP_FACTORS, at);
                let own = &mut policies.policies[policy].request;
                let mut sizes = Vec::new();
                if let Some(PolicyBlock::Step(step)) = &mut own.block {
                    for one in &mut step.steps {
                        one.adjustment = sized(one.adjustment, factor);
                        sizes.push(one.adjustment.to_string());
                    }
                }
                (Some(own.name.clone()), "ScalingAdjustment", sizes.join(", "))
            }
            Self::Period { alarm } => {
                let own = &mut policies.alarms[alarm];
                let short = own.period_secs < 60;
                own.period_secs =
                    if short { pick(&SHORT_PERIOD_SECS, at) } else { pick(&PERIOD_SECS, at) };
                (Some(own.name.to_string()), "Period", own.period_secs.to_string())
            }
            Self::EvaluationPeriods { alarm } => {
                let own = &mut policies.alarms[alarm];
                own.evaluation_periods = pick(&EVALUATION_PERIODS, at);
                own.datapoints_to_alarm = None;
                (
                    Some(own.name.to_string()),
                    "EvaluationPeriods",
                    own.evaluation_periods.to_string(),
                )
            }
            Self::Threshold { alarm, base } => {
                let own = &mut policies.alarms[alarm];
                let value = tidy(between((base / 4.0, base * 4.0), at));
                own.threshold = Some(value);
                (Some(own.name.to_string()), "Threshold", value.to_string())
            }
            Self::MinCapacity { from, to } => {
                // Squared: near the least there is more to tell apart.
                let value = from + count(at * at * f64::from(to - from + 1)).min(to - from);
                policies.bounds.min = value;
                (None, "MinCapacity", value.to_string())
            }
        };
        Setting { of, member: member.to_owned(), value }
    }

    fn metric(
        self,
        policy: usize,
        at: f64,
        policies: &mut Policies,
    ) -> (Option<String>, &'static str, String) {
        let metrics = PredefinedMetric::of(&policies.policies[policy].request.workload);
        let mut name = String::new();
        let of = tracking(policies, policy, |own| {
            if let TrackedMetric::Predefined(metric) = &mut own.metric {
                if !metrics.is_empty() {
                    *metric = pick(metrics, at);
                }
                metric.as_str().clone_into(&mut name);
            }
        });
        (of, "PredefinedMetricType", name)
    }

    fn share(
        self,
        policy: usize,
        yardstick: Yardstick,
        at: f64,
        policies: &mut Policies,
    ) -> (Option<String>, &'static str, String) {
        let share = between(USE, at);
        let mut value = 0.0;
        let of = tracking(policies, policy, |own| {
            let most = match &own.metric {
                TrackedMetric::Predefined(metric) => yardstick.most(*metric),
                TrackedMetric::Customized(_) | TrackedMetric::Math(_) => return,
            };
            value = tidy(share * most);
            own.target_value = value;
        });
        (of, "TargetValue", value.to_string())
    }
}

/// Changes a tracking policy, and tells its name.
fn tracking(
    policies: &mut Policies,
    policy: usize,
    change: impl FnOnce(&mut ebb_decide::policy::TrackingConfig),
) -> Option<String> {
    let own = &mut policies.policies[policy].request;
    if let Some(PolicyBlock::Tracking(tracking)) = &mut own.block {
        change(tracking);
    }
    Some(own.name.clone())
}

/// Evenly on a scale of ratios.
pub(super) fn between((low, high): (f64, f64), at: f64) -> f64 {
    low * (high / low).powf(at)
}

/// Three digits, so that a value can be read out.
pub(super) fn tidy(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// The middle of where [`pick`] gives a value.
#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn place_of(choices: &[i32], value: i32) -> f64 {
    let at = choices.iter().position(|choice| *choice == value).unwrap_or(0);
    (at as f64 + 0.5) / choices.len() as f64
}

/// One of the choices.
pub(super) fn pick<T: Copy>(choices: &[T], at: f64) -> T {
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let number = count(at * choices.len() as f64) as usize;
    choices[number.min(choices.len() - 1)]
}

/// Moves a step away from zero by a factor, and never to zero.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
fn sized(adjustment: i32, factor: f64) -> i32 {
    let moved = (f64::from(adjustment) * factor).round() as i32;
    if moved == 0 { adjustment.signum() } else { moved }
}

/// A number that is not negative, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and NaN becomes 0"
)]
pub(super) fn count(value: f64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_among_the_choices() {
        assert_eq!(
            (pick(&[1, 2, 3], 0.0), pick(&[1, 2, 3], 0.5), pick(&[1, 2, 3], 1.0)),
            (1, 2, 3)
        );
        assert_eq!((sized(1, 0.5), sized(-1, 0.4), sized(2, 1.5), sized(0, 3.0)), (1, -1, 3, 0));
        assert_eq!((tidy(1234.5), tidy(0.012_345), tidy(60.0)), (1230.0, 0.0123, 60.0));
        let (low, middle, high) =
            (between((1.0, 100.0), 0.0), between((1.0, 100.0), 0.5), between((1.0, 100.0), 1.0));
        assert!(
            (low - 1.0).abs() < 1e-9 && (middle - 10.0).abs() < 1e-9 && (high - 100.0).abs() < 1e-9
        );
    }
}
