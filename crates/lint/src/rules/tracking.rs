//! Target tracking.

use ebb_aws_model::application_autoscaling::TargetTrackingScalingPolicyConfiguration;
use ebb_decide::alarm::AlarmSpec;
use ebb_decide::policy::{Cooldown, PredefinedMetric, TrackedMetric, TrackingConfig, proposal};
use ebb_decide::scaling::{PolicyConfig, ScalingPolicy, Side, managed_alarm};
use ebb_units::{Capacity, Scope, Timestamp, Workload};
use serde_json::{Value, json};

use crate::facts::{name_of, of_watch};
use crate::finding::Report;
use crate::subject::{Policy, Subject};

const POLICY: &str = "PutScalingPolicyRequest";
const BLOCK: &str = "TargetTrackingScalingPolicyConfiguration";
const TARGET_VALUE: &str = "TargetTrackingScalingPolicyConfiguration.TargetValue";

/// The block with something changed.
fn changed(policy: &Policy<'_>, change: impl FnOnce(&mut Value)) -> Value {
    let block: &Option<TargetTrackingScalingPolicyConfiguration> =
        &policy.declared.request.target_tracking_scaling_policy_configuration;
    let mut block = serde_json::to_value(block).unwrap_or_default();
    change(&mut block);
    json!({BLOCK: block})
}

/// The alarm that the engine would make for a policy, on the side of one that stands.
pub(super) fn managed(
    standing: &AlarmSpec,
    policy: &Policy<'_>,
    tracking: &TrackingConfig,
    workload: &Workload,
    scope: &Scope,
) -> Option<AlarmSpec> {
    let side = if standing.comparison.is_upward() { Side::High } else { Side::Low };
    let made = ScalingPolicy {
        name: policy.name().to_owned(),
        workload: workload.clone(),
        arn: policy.id.action(scope),
        created_by: String::new(),
        created: Timestamp::UNIX_EPOCH,
        config: PolicyConfig::Tracking(tracking.clone()),
        alarms: Vec::new(),
        cooldown: Cooldown::default(),
    };
    Some(managed_alarm(&made, tracking, workload, side, ""))
}

/// Two policies on one metric.
pub(super) fn twins(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        for (index, policy) in target.policies.iter().enumerate() {
            let Some(own) = &policy.tracking else { continue };
            let twin = target.policies[..index].iter().find(|other| {
                let other = other.tracking.as_ref();
                other.is_some_and(|other| other.metric.same_specification(&own.metric))
            });
            if let Some(twin) = twin {
                let message = format!(
                    "\"{}\" tracks the same metric as \"{}\", which the service refuses: one policy scales both ways; for two speeds set DisableScaleIn and add a step policy",
                    policy.name(),
                    twin.name()
                );
                report.add(policy.declared, BLOCK, message);
            }
        }
    }
}

/// A share that is written as a percentage.
pub(super) fn fraction(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (_, policy) in subject.policies() {
        let block = &policy.declared.request.target_tracking_scaling_policy_configuration;
        let Some(block) = block else { continue };
        let metric = block.predefined_metric_specification.as_ref();
        let is_share = metric.is_some_and(|metric| {
            metric.predefined_metric_type == "SageMakerVariantProvisionedConcurrencyUtilization"
        });
        if is_share && block.target_value.0 > 1.0 {
            let value = block.target_value.0 / 100.0;
            let message = format!(
                "the utilization of provisioned concurrency is 0 to 1, so {} is never reached; write {value}",
                block.target_value.0
            );
            let fix = changed(policy, |block| block["TargetValue"] = json!(value));
            report.add_fixed(policy.declared, TARGET_VALUE, message, (POLICY, &fix));
        }
    }
}

/// Whether a policy counts requests of a minute.
fn counts_requests(tracking: &TrackingConfig) -> bool {
    match &tracking.metric {
        TrackedMetric::Predefined(metric) => matches!(
            metric,
            PredefinedMetric::SageMakerVariantInvocationsPerInstance
                | PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy
        ),
        TrackedMetric::Customized(own) => {
            matches!(own.metric.name(), "InvocationsPerInstance" | "InvocationsPerCopy")
        }
        TrackedMetric::Math(_) => false,
    }
}

/// A target that looks like requests per second.
pub(super) fn per_second(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (_, policy) in subject.policies() {
        let Some(tracking) = policy.tracking.as_ref().filter(|tracking| counts_requests(tracking))
        else {
            continue;
        };
        let target = tracking.target_value;
        if target <= 1.0 {
            let message = format!(
                "the target is per minute: {target} means one request in {:.0} s for each; for {target} a second write {}",
                60.0 / target,
                target * 60.0
            );
            let fix = changed(policy, |block| block["TargetValue"] = json!(target * 60.0));
            report.add_fixed(policy.declared, TARGET_VALUE, message, (POLICY, &fix));
        }
    }
}

/// A target from which a trickle leads to the maximum.
pub(super) fn jumps(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let (Some(tracking), Some(bounds)) = (&policy.tracking, target.bounds()) else { continue };
        let start = Capacity(bounds.min().0.max(1));
        if !counts_requests(tracking) || bounds.max() <= Capacity(start.0 + 1) {
            continue;
        }
        // The least number of requests a minute at which the engine asks for the maximum.
        let most = 60 * start.0;
        let enough = (1..=most).find(|requests| {
            let each = f64::from(*requests) / f64::from(start.0);
            proposal(start, each, tracking.target_value) >= bounds.max()
        });
        if let Some(requests) = enough {
            let message = format!(
                "with a target of {} already {requests} requests a minute, less than one a second for each, lead from {} to the maximum of {} in one step",
                tracking.target_value,
                start.0,
                bounds.max().0
            );
            report.add(policy.declared, TARGET_VALUE, message);
        }
    }
}

/// The gap between scaling out and in among few.
pub(super) fn gap_of_few(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let (Some(tracking), Some(bounds)) = (&policy.tracking, target.bounds()) else { continue };
        let reaches_two = bounds.min() <= Capacity(1) && bounds.max() >= Capacity(2);
        if !tracking.scales_in() || !reaches_two {
            continue;
        }
        // The largest tenth of the target at which two become one.
        let share = (1..=10_u32).rev().find(|tenths| {
            let metric = tracking.target_value * f64::from(*tenths) / 10.0;
            proposal(Capacity(2), metric, tracking.target_value) <= Capacity(1)
        });
        let percent = share.unwrap_or(0) * 10;
        let message = format!(
            "from 2 to 1 it scales in only when the metric is down to {percent} % of the target ({}), not at 90 %",
            tracking.target_value * f64::from(percent) / 100.0
        );
        report.add(policy.declared, TARGET_VALUE, message);
    }
}

/// A customized metric where a faster one has a name.
pub(super) fn read_by_minute(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let TrackedMetric::Customized(own) = &tracking.metric else { continue };
        let (_, period_secs) = tracking.metric.watch(workload);
        let faster = PredefinedMetric::of(workload).iter().find(|predefined| {
            let (metric, _, secs) = predefined.reads(workload);
            metric.name() == own.metric.name() && secs < period_secs
        });
        if let Some(faster) = faster {
            let (_, _, secs) = faster.reads(workload);
            let message = format!(
                "a customized metric is read every {period_secs} s, however often it is published; {} reads {} every {secs} s",
                faster.as_str(),
                own.metric.name()
            );
            let fix = changed(policy, |block| {
                if let Some(block) = block.as_object_mut() {
                    block.remove("CustomizedMetricSpecification");
                }
                block["PredefinedMetricSpecification"] =
                    json!({"PredefinedMetricType": faster.as_str()});
            });
            let member = format!("{BLOCK}.CustomizedMetricSpecification");
            report.add_fixed(policy.declared, &member, message, (POLICY, &fix));
        }
    }
}

/// A metric that is silent when there is nothing to do.
pub(super) fn silent(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let (watch, _) = tracking.metric.watch(workload);
        if tracking.scales_in() && of_watch(&watch).is_some_and(|facts| facts.sparse) {
            let message = format!(
                "{} has no data in quiet times, and missing is not zero: the managed alarms go to INSUFFICIENT_DATA and nothing scales in; track FILL(m1, 0) or FILL(m1, REPEAT)",
                name_of(&watch)
            );
            report.add(policy.declared, &format!("{BLOCK}.CustomizedMetricSpecification"), message);
        }
    }
}

/// A metric that more capacity does not lower.
pub(super) fn not_inverse(subject: &Subject<'_>, report: &mut Report<'_>) {
    // Lengths of whole queues, which are the same however many serve them.
    const QUEUES: [&str; 2] = ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessages"];
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let (watch, _) = tracking.metric.watch(workload);
        let whole = watch.metric().is_some_and(|watch| QUEUES.contains(&watch.metric.name()));
        if whole || of_watch(&watch).is_some_and(|facts| !facts.per_unit) {
            let message = format!(
                "{} does not fall in proportion as capacity grows, so tracking it runs to the maximum: divide it by the capacity, or use a metric per instance or copy",
                name_of(&watch)
            );
            report.add(policy.declared, &format!("{BLOCK}.CustomizedMetricSpecification"), message);
        }
    }
}

/// A metric that idles high beside others.
pub(super) fn blocks_others(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(workload) = &target.workload else { continue };
        let together = target
            .policies
            .iter()
            .filter(|policy| policy.tracking.as_ref().is_some_and(TrackingConfig::scales_in));
        if together.clone().count() < 2 {
            continue;
        }
        for policy in together {
            let Some(tracking) = &policy.tracking else { continue };
            let (watch, _) = tracking.metric.watch(workload);
            if watch.metric().is_some_and(|watch| watch.metric.name().contains("Memory")) {
                let message = format!(
                    "all tracking policies must agree to scale in, and {} of a loaded model idles high: above {} it blocks the others",
                    name_of(&watch),
                    tracking.target_value * 0.9
                );
                let fix = changed(policy, |block| block["DisableScaleIn"] = json!(true));
                report.add_fixed(policy.declared, BLOCK, message, (POLICY, &fix));
            }
        }
    }
}

/// A cooldown that is expected to hurry the first scale-in.
pub(super) fn short_cooldown(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let low = low_alarm_secs(tracking, workload);
        let Some(given) = tracking.scale_in_cooldown_secs else { continue };
        if tracking.scales_in() && u32::try_from(given).is_ok_and(|given| given <= 60) {
            let message = format!(
                "a ScaleInCooldown of {given} s changes later scale-ins only: the first waits for the low alarm, which takes {low} s"
            );
            report.add(policy.declared, &format!("{BLOCK}.ScaleInCooldown"), message);
        }
    }
}

/// A cooldown that is meant to cover the start of an instance.
pub(super) fn cooldown_after_start(subject: &Subject<'_>, report: &mut Report<'_>) {
    // An instance takes minutes: who writes that much mostly means its start.
    const STARTS_SECS: i32 = 300;
    for (target, policy) in subject.policies() {
        if !matches!(target.workload, Some(Workload::Variant { .. })) {
            continue;
        }
        let of = &policy.declared.request;
        let tracking = of.target_tracking_scaling_policy_configuration.as_ref();
        let step = of.step_scaling_policy_configuration.as_ref();
        let adds = policy
            .step
            .as_ref()
            .is_some_and(|step| step.steps.iter().any(|one| one.adjustment > 0));
        let (member, given) = match (tracking, step) {
            (Some(block), None) => (format!("{BLOCK}.ScaleOutCooldown"), block.scale_out_cooldown),
            (None, Some(block)) if adds => {
                ("StepScalingPolicyConfiguration.Cooldown".to_owned(), block.cooldown)
            }
            (_, _) => continue,
        };
        if let Some(given) = given.filter(|given| *given >= STARTS_SECS) {
            let message = format!(
                "the cooldown of {given} s begins when the new instances serve: from one scale-out to the next it takes their start and {given} s"
            );
            report.add(policy.declared, &member, message);
        }
    }
}

/// A fast metric that scales in as slowly as others.
pub(super) fn fast_out_only(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        let (_, period_secs) = tracking.metric.watch(workload);
        if period_secs < 60 && tracking.scales_in() {
            let low = low_alarm_secs(tracking, workload);
            let message = format!(
                "a metric of {period_secs} s speeds up scale-out only: the low alarm takes {low} s as for any other"
            );
            report.add(policy.declared, &format!("{BLOCK}.PredefinedMetricSpecification"), message);
        }
    }
}

/// How long the low alarm takes, by the alarm that the engine makes.
fn low_alarm_secs(tracking: &TrackingConfig, workload: &Workload) -> u32 {
    let policy = ScalingPolicy {
        name: String::new(),
        workload: workload.clone(),
        arn: String::new(),
        created_by: String::new(),
        created: Timestamp::UNIX_EPOCH,
        config: PolicyConfig::Tracking(tracking.clone()),
        alarms: Vec::new(),
        cooldown: Cooldown::default(),
    };
    let low = managed_alarm(&policy, tracking, workload, Side::Low, "");
    low.period_secs * low.evaluation_periods
}
