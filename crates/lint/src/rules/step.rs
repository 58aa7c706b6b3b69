//! Step policies, and the alarms that run them.

use ebb_decide::policy::{AdjustmentType, StepConfig};
use ebb_units::{Capacity, Comparison};
use serde_json::{Value, json};

use crate::facts::of_watch;
use crate::finding::Report;
use crate::subject::{Measured, Policy, Subject, Target};

const POLICY: &str = "PutScalingPolicyRequest";
const ALARM: &str = "PutMetricAlarmInput";
const BLOCK: &str = "StepScalingPolicyConfiguration";
const STEPS: &str = "StepScalingPolicyConfiguration.StepAdjustments";

/// The value nearest to the threshold at which an alarm fires.
pub(super) fn first_breach(spec: &Measured) -> f64 {
    let threshold = spec.threshold;
    if spec.comparison.breaches(threshold, threshold) {
        threshold
    } else if spec.comparison.is_upward() {
        threshold.next_up()
    } else {
        threshold.next_down()
    }
}

/// Whether the alarms of policies would be known if there were any.
pub(super) fn knows_alarms(subject: &Subject<'_>) -> bool {
    let blueprint = subject.blueprint;
    let whole = |form| form != ebb_blueprint::Form::Aws;
    blueprint.lists_alarms
        || !blueprint.alarms.is_empty()
        || blueprint.policies.iter().any(|policy| whole(policy.form))
}

/// A step policy that nothing runs.
pub(super) fn no_alarm(subject: &Subject<'_>, report: &mut Report<'_>) {
    if !knows_alarms(subject) {
        return;
    }
    let unresolved =
        subject.alarms.iter().any(|alarm| alarm.declared.unknown.contains("AlarmActions"));
    for (_, policy) in subject.policies() {
        let is_step = policy.declared.request.step_scaling_policy_configuration.is_some();
        if is_step && policy.alarms.is_empty() && !unresolved {
            let message = format!(
                "no alarm has \"{}\" among its actions, so nothing ever runs it",
                policy.name()
            );
            report.add(policy.declared, "", message);
        }
    }
}

/// An action on a policy that is not there.
pub(super) fn dangling(subject: &Subject<'_>, report: &mut Report<'_>) {
    let blueprint = subject.blueprint;
    let is_whole = blueprint.lists_policies
        || blueprint.policies.iter().any(|one| one.form != ebb_blueprint::Form::Aws);
    if !is_whole {
        return;
    }
    for alarm in &subject.alarms {
        for id in &alarm.runs {
            let known = subject.policies().any(|(_, policy)| policy.id == *id);
            if !known {
                let message = format!(
                    "\"{}\" runs the policy \"{}\" of {}, which does not exist",
                    alarm.declared.request.alarm_name, id.name, id.resource
                );
                report.add(alarm.declared, "AlarmActions", message);
            }
        }
    }
}

/// Actions that are switched off.
pub(super) fn switched_off(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in &subject.alarms {
        if alarm.declared.request.actions_enabled == Some(false) && !alarm.runs.is_empty() {
            let message = format!(
                "the actions of \"{}\" are disabled, so it never runs \"{}\"",
                alarm.declared.request.alarm_name, alarm.runs[0].name
            );
            let fix = json!({"ActionsEnabled": true});
            report.add_fixed(alarm.declared, "ActionsEnabled", message, (ALARM, &fix));
        }
    }
}

/// Bounds that look like values of the metric.
pub(super) fn absolute_bounds(subject: &Subject<'_>, report: &mut Report<'_>) {
    each(subject, |policy, step, spec| {
        let nearest = step.steps.iter().filter_map(|step| step.lower).min_by(f64::total_cmp);
        if !spec.comparison.is_upward() || spec.threshold <= 0.0 {
            return;
        }
        if let Some(nearest) = nearest.filter(|nearest| *nearest >= spec.threshold) {
            let first = nearest + spec.threshold;
            let message = format!(
                "bounds are distances from the threshold of the alarm: with a threshold of {} the first step begins at {first}; did you mean a lower bound of {}?",
                spec.threshold,
                nearest - spec.threshold
            );
            let moved = moved_steps(step, -spec.threshold);
            report.add_fixed(policy.declared, STEPS, message, (POLICY, &json!({BLOCK: moved})));
        }
    });
}

/// A breach that no step covers.
pub(super) fn gap_at_threshold(subject: &Subject<'_>, report: &mut Report<'_>) {
    each(subject, |policy, step, spec| {
        let metric = first_breach(spec);
        let covered = |metric: f64| {
            step.proposal(Capacity(1), metric, spec.threshold, spec.comparison).is_some()
        };
        // Bounds on the wrong side, and those that are values of the metric, are other mistakes.
        let far = if spec.comparison.is_upward() { 1e300 } else { -1e300 };
        let absolute = spec.comparison.is_upward()
            && spec.threshold > 0.0
            && step.steps.iter().filter_map(|step| step.lower).all(|lower| lower >= spec.threshold)
            && step.steps.iter().all(|step| step.lower.is_some());
        if !covered(metric) && covered(far) && !absolute {
            let message = format!(
                "\"{}\" fires at {metric}, and no step begins there: the first is farther from the threshold {}",
                spec.name, spec.threshold
            );
            report.add(policy.declared, STEPS, message);
        }
    });
}

/// Steps on the side where the alarm is not in ALARM.
pub(super) fn step_never_reached(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (_, policy) in subject.policies() {
        let Some(step) = &policy.step else { continue };
        let specs: Vec<&Measured> = subject.alarms_of(policy).map(|(_, spec)| spec).collect();
        if specs.is_empty() {
            continue;
        }
        for (index, one) in step.steps.iter().enumerate() {
            let alone = StepConfig { steps: vec![*one], ..step.clone() };
            let reached = specs.iter().any(|spec| reaches(&alone, one.lower, one.upper, spec));
            if !reached {
                let side = if specs[0].comparison.is_upward() { "below" } else { "above" };
                let message = format!(
                    "this step lies {side} the threshold {}, where \"{}\" is not in ALARM, so it is never taken",
                    specs[0].threshold, specs[0].name
                );
                let mirrored = json!({BLOCK: mirrored_steps(step)});
                report.add_fixed(
                    policy.declared,
                    &format!("{STEPS}[{index}]"),
                    message,
                    (POLICY, &mirrored),
                );
            }
        }
    }
}

/// Whether any value that breaches falls into a step, asked at the values where that can change.
fn reaches(step: &StepConfig, lower: Option<f64>, upper: Option<f64>, spec: &Measured) -> bool {
    let around = |bound: f64| {
        let at = spec.threshold + bound;
        [at.next_down(), at, at.next_up()]
    };
    let bounds = lower.into_iter().chain(upper).flat_map(around);
    bounds.chain([first_breach(spec), 1e300, -1e300]).any(|metric| {
        spec.comparison.breaches(metric, spec.threshold)
            && step.proposal(Capacity(1), metric, spec.threshold, spec.comparison).is_some()
    })
}

/// Percent of nothing.
pub(super) fn percent_of_nothing(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some(step) = &policy.step else { continue };
        if step.adjustment_type != AdjustmentType::PercentChangeInCapacity || !target.may_be_zero()
        {
            continue;
        }
        let grows = step.steps.iter().any(|one| one.adjustment > 0);
        let wakes = step.steps.iter().filter(|one| one.adjustment > 0).any(|one| {
            let alone = StepConfig { steps: vec![*one], ..step.clone() };
            let metric = one.lower.or(one.upper).unwrap_or(0.0);
            let comparison = Comparison::GreaterThanOrEqualToThreshold;
            alone.proposal(Capacity(0), metric, 0.0, comparison).is_some_and(|to| to > Capacity(0))
        });
        if grows && !wakes {
            let message = "a percentage of 0 is 0, so this policy never leaves 0: set MinAdjustmentMagnitude, or change by numbers".to_owned();
            let mut block = block_of(policy);
            block["MinAdjustmentMagnitude"] = json!(1);
            let fix = json!({BLOCK: block});
            report.add_fixed(
                policy.declared,
                &format!("{BLOCK}.AdjustmentType"),
                message,
                (POLICY, &fix),
            );
        }
    }
}

/// Exact numbers outside the bounds.
pub(super) fn exact_outside(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let (Some(step), Some(bounds)) = (&policy.step, target.bounds()) else { continue };
        if step.adjustment_type != AdjustmentType::ExactCapacity {
            continue;
        }
        for (index, one) in step.steps.iter().enumerate() {
            let wanted = Capacity(u32::try_from(one.adjustment).unwrap_or(0));
            let got = bounds.clamp(wanted);
            if got != wanted {
                let message = format!(
                    "this step asks for {} and gets {}: the target is bound to {} to {}",
                    wanted.0,
                    got.0,
                    bounds.min().0,
                    bounds.max().0
                );
                let member = format!("{STEPS}[{index}].ScalingAdjustment");
                report.add(policy.declared, &member, message);
            }
        }
    }
}

/// Two step policies that undo each other.
pub(super) fn oscillates(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        for out in &target.policies {
            for back in &target.policies {
                if let Some((alarm, text)) = undone(subject, target, out, back) {
                    report.add(alarm, "Threshold", text);
                }
            }
        }
    }
}

type DeclaredAlarm = ebb_blueprint::Declared<ebb_aws_model::cloudwatch::PutMetricAlarmInput>;

/// The alarm that fires right after a scale-out, and why.
fn undone<'s>(
    subject: &'s Subject<'_>,
    target: &Target<'_>,
    out: &'s Policy<'_>,
    back: &'s Policy<'_>,
) -> Option<(&'s DeclaredAlarm, String)> {
    let (step_out, step_back, bounds) = (out.step.as_ref()?, back.step.as_ref()?, target.bounds()?);
    for (_, high) in subject.alarms_of(out).filter(|(_, spec)| spec.comparison.is_upward()) {
        for (alarm, low) in subject.alarms_of(back).filter(|(_, spec)| !spec.comparison.is_upward())
        {
            if high.watch != low.watch || !of_watch(&high.watch).is_some_and(|facts| facts.per_unit)
            {
                continue;
            }
            let load = first_breach(high);
            // Bounds may be far apart; what is wrong shows among the small numbers.
            let last = bounds.max().0.min(bounds.min().0.saturating_add(1000));
            for now in bounds.min().0.max(1)..last {
                let wanted =
                    step_out.proposal(Capacity(now), load, high.threshold, high.comparison);
                let Some(more) = wanted.map(|wanted| bounds.clamp(wanted)) else { continue };
                if more <= Capacity(now) {
                    continue;
                }
                let after = load * f64::from(now) / f64::from(more.0);
                let less = step_back.proposal(more, after, low.threshold, low.comparison);
                let falls = less.is_some_and(|less| bounds.clamp(less) < more);
                if low.comparison.breaches(after, low.threshold) && falls {
                    let text = format!(
                        "\"{}\" and \"{}\" undo each other: at {now} a value of {load} makes {}, the same load is then {after:.2} each, and \"{}\" takes it back below {}",
                        out.name(),
                        back.name(),
                        more.0,
                        low.name,
                        low.threshold
                    );
                    return Some((alarm.declared, text));
                }
            }
        }
    }
    None
}

/// Each step policy with each alarm that runs it.
fn each(subject: &Subject<'_>, mut look: impl FnMut(&Policy<'_>, &StepConfig, &Measured)) {
    for (_, policy) in subject.policies() {
        let Some(step) = &policy.step else { continue };
        for (_, spec) in subject.alarms_of(policy) {
            look(policy, step, spec);
        }
    }
}

/// The block as it was declared.
fn block_of(policy: &Policy<'_>) -> Value {
    let block = &policy.declared.request.step_scaling_policy_configuration;
    serde_json::to_value(block).unwrap_or_default()
}

fn moved_steps(step: &StepConfig, by: f64) -> Value {
    steps(step, |lower, upper| (lower.map(|bound| bound + by), upper.map(|bound| bound + by)))
}

fn mirrored_steps(step: &StepConfig) -> Value {
    let turned = |bound: Option<f64>| bound.map(|bound| if bound == 0.0 { 0.0 } else { -bound });
    steps(step, |lower, upper| (turned(upper), turned(lower)))
}

fn steps(
    step: &StepConfig,
    change: impl Fn(Option<f64>, Option<f64>) -> (Option<f64>, Option<f64>),
) -> Value {
    let steps: Vec<Value> = step
        .steps
        .iter()
        .map(|one| {
            let (lower, upper) = change(one.lower, one.upper);
            let mut written = json!({});
            if let Some(lower) = lower {
                written["MetricIntervalLowerBound"] = json!(lower);
            }
            if let Some(upper) = upper {
                written["MetricIntervalUpperBound"] = json!(upper);
            }
            written["ScalingAdjustment"] = json!(one.adjustment);
            written
        })
        .collect();
    json!({"StepAdjustments": steps})
}
