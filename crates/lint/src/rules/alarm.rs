//! Alarms: periods, missing data, kinds that cannot scale.

use ebb_blueprint::PolicyId;
use ebb_decide::alarm::{AlarmSpec, Observed, StateValue, evaluation_range, judge};
use ebb_units::{Statistic, Timestamp};
use serde_json::json;

use crate::facts::{name_of, of_watch};
use crate::finding::Report;
use crate::subject::Subject;

const ALARM: &str = "PutMetricAlarmInput";

/// A composite alarm or an anomaly alarm that is to run a policy.
pub(super) fn cannot_scale(subject: &Subject<'_>, report: &mut Report<'_>) {
    for composite in &subject.blueprint.composite_alarms {
        let actions = composite.request.alarm_actions.iter().flatten();
        for policy in actions.filter_map(|action| PolicyId::of_action(action)) {
            let message = format!(
                "a composite alarm cannot run scaling policies, and \"{}\" is to run \"{}\": use an alarm on a metric or on metric math",
                composite.request.alarm_name, policy.name
            );
            report.add(composite, "AlarmActions", message);
        }
    }
    for alarm in &subject.alarms {
        if alarm.declared.request.threshold_metric_id.is_some() && !alarm.runs.is_empty() {
            let message = format!(
                "an anomaly alarm cannot run scaling policies, and \"{}\" is to run \"{}\"",
                alarm.declared.request.alarm_name, alarm.runs[0].name
            );
            report.add(alarm.declared, "ThresholdMetricId", message);
        }
    }
}

/// A period in which there is mostly nothing.
pub(super) fn short_period(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in &subject.alarms {
        let Some(spec) = &alarm.spec else { continue };
        let Some(facts) = of_watch(&spec.watch) else { continue };
        // What is counted as it happens may be read in any period.
        if spec.period_secs < facts.resolution_secs && !facts.sparse {
            let message = format!(
                "{} is published every {} s, so most periods of {} s are empty",
                name_of(&spec.watch),
                facts.resolution_secs,
                spec.period_secs
            );
            let fix = json!({"Period": facts.resolution_secs});
            report.add_fixed(alarm.declared, "Period", message, (ALARM, &fix));
        }
    }
}

/// An alarm that stays as it is once its metric falls silent.
pub(super) fn stuck(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in subject.alarms.iter().filter(|alarm| !alarm.runs.is_empty()) {
        let Some(spec) = &alarm.spec else { continue };
        if !of_watch(&spec.watch).is_some_and(|facts| facts.sparse) {
            continue;
        }
        if spec.comparison.is_upward() {
            // What fires at one datum is back in INSUFFICIENT_DATA when that has left the range.
            if spec.evaluation_periods > 1
                && after_silence(spec, StateValue::Alarm) != StateValue::Ok
            {
                tell(
                    report,
                    alarm.declared,
                    spec,
                    "once it has fired and nothing more comes, it does not return to OK",
                );
            }
        } else if after_silence(spec, StateValue::Ok) != StateValue::Alarm {
            let message = format!(
                "\"{}\" watches for little of {}, which has no data when there is little: in silence it goes to {} and never fires; treat missing data as breaching, or watch FILL(m1, 0)",
                spec.name,
                name_of(&spec.watch),
                after_silence(spec, StateValue::Ok)
            );
            let fix = json!({"TreatMissingData": "breaching"});
            report.add_fixed(alarm.declared, "TreatMissingData", message, (ALARM, &fix));
        }
    }
}

fn tell(
    report: &mut Report<'_>,
    declared: &ebb_blueprint::Declared<ebb_aws_model::cloudwatch::PutMetricAlarmInput>,
    spec: &AlarmSpec,
    what: &str,
) {
    let message = format!(
        "\"{}\" watches {}, which has data only when something happens: {what} but to {}, and its action is repeated each minute until then",
        spec.name,
        name_of(&spec.watch),
        after_silence(spec, StateValue::Alarm)
    );
    let fix = json!({"TreatMissingData": "notBreaching"});
    report.add_fixed(declared, "TreatMissingData", message, (ALARM, &fix));
}

/// The state when there has been nothing for a whole evaluation range, as the engine judges it.
fn after_silence(spec: &AlarmSpec, before: StateValue) -> StateValue {
    let windows: Vec<Observed> = (0..evaluation_range(spec))
        .map(|index| {
            let start = i64::from(index) * i64::from(spec.period_secs);
            let start = Timestamp::from_second(start).unwrap_or(Timestamp::UNIX_EPOCH);
            Observed { start, sample: None }
        })
        .collect();
    judge(spec, &windows).state_after(before)
}

/// Silence that adds capacity.
pub(super) fn silence_scales_out(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in subject.alarms.iter().filter(|alarm| !alarm.runs.is_empty()) {
        let Some(spec) = &alarm.spec else { continue };
        if spec.comparison.is_upward() && after_silence(spec, StateValue::Ok) == StateValue::Alarm {
            let message = format!(
                "missing data are taken for a breach, so \"{}\" adds capacity whenever {} has no data",
                spec.name,
                name_of(&spec.watch)
            );
            let fix = json!({"TreatMissingData": "notBreaching"});
            report.add_fixed(alarm.declared, "TreatMissingData", message, (ALARM, &fix));
        }
    }
}

/// A statistic of shares that means nothing.
pub(super) fn shares_need_sum(subject: &Subject<'_>, report: &mut Report<'_>) {
    const SHARES: [&str; 2] = ["InvocationsPerInstance", "InvocationsPerCopy"];
    let text = |name: &str, statistic: Statistic| {
        format!(
            "each request adds a share of 1 to {name}, so only Sum counts requests; {statistic} does not"
        )
    };
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let watch = tracking.metric.watch(workload).0;
        let Some(watch) = watch.metric() else { continue };
        if SHARES.contains(&watch.metric.name()) && watch.statistic != Statistic::Sum {
            let block = "TargetTrackingScalingPolicyConfiguration";
            let member = format!("{block}.CustomizedMetricSpecification.Statistic");
            let request = &policy.declared.request.target_tracking_scaling_policy_configuration;
            let mut fix = serde_json::to_value(request).unwrap_or_default();
            fix["CustomizedMetricSpecification"]["Statistic"] = json!("Sum");
            let message = text(watch.metric.name(), watch.statistic);
            report.add_fixed(
                policy.declared,
                &member,
                message,
                ("PutScalingPolicyRequest", &json!({block: fix})),
            );
        }
    }
    for alarm in &subject.alarms {
        let Some(watch) = alarm.spec.as_ref().and_then(|spec| spec.watch.metric()) else {
            continue;
        };
        if SHARES.contains(&watch.metric.name()) && watch.statistic != Statistic::Sum {
            let message = text(watch.metric.name(), watch.statistic);
            let fix = json!({"Statistic": "Sum"});
            report.add_fixed(alarm.declared, "Statistic", message, (ALARM, &fix));
        }
    }
}

/// A managed alarm that is not as its policy would make it.
pub(super) fn edited(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.managed_alarms {
        let Ok((spec, _)) = ebb_blueprint::alarm_of(declared, &subject.scope) else { continue };
        let of = spec.alarm_actions.iter().find_map(|action| PolicyId::of_action(action));
        let found = subject.policies().find(|(_, policy)| Some(&policy.id) == of.as_ref());
        let Some((target, policy)) = found else { continue };
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let Some(made) =
            super::tracking::managed(&spec, policy, tracking, workload, &subject.scope)
        else {
            continue;
        };
        let mut changed = Vec::new();
        if made.evaluation_periods != spec.evaluation_periods {
            changed.push(("EvaluationPeriods", made.evaluation_periods.to_string()));
        }
        if made.period_secs != spec.period_secs {
            changed.push(("Period", made.period_secs.to_string()));
        }
        if let (Some(made), Some(stands)) = (made.threshold, spec.threshold)
            && !same(made, stands)
        {
            changed.push(("Threshold", made.to_string()));
        }
        if let Some((member, want)) = changed.first() {
            let message = format!(
                "\"{}\" belongs to \"{}\" and was changed by hand: its {member} would be {want}, and will be again at the next put of the policy",
                spec.name,
                policy.name()
            );
            report.add(declared, member, message);
        }
    }
}

/// As far as a number survives being printed.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
