//! Down to zero and back.

use ebb_aws_model::application_autoscaling::PutScheduledActionRequest;
use ebb_blueprint::Declared;
use ebb_units::{Capacity, Workload};
use serde_json::json;

use crate::facts::{dimension, facts, may_have_data_at_zero, metrics_of, name_of, of_watch};
use crate::finding::Report;
use crate::subject::{Measured, Policy, Subject, Target};

const ALARM: &str = "PutMetricAlarmInput";
const TARGET: &str = "RegisterScalableTargetRequest";

/// NoCapacityInvocationFailures that has to exceed one.
pub(super) fn second_failure(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in &subject.alarms {
        let Some(spec) = &alarm.spec else { continue };
        let Some(watch) = spec.watch.metric() else { continue };
        let counts = watch.metric.name() == "NoCapacityInvocationFailures";
        if !counts || !spec.comparison.is_upward() || alarm.runs.is_empty() {
            continue;
        }
        // What one failed request gives does not breach; two do not always come within a period.
        if !spec.comparison.breaches(1.0, spec.threshold) {
            let fix =
                json!({"ComparisonOperator": "GreaterThanOrEqualToThreshold", "Threshold": 1.0});
            let message = format!(
                "\"{}\" does not fire at the first failed request: one failure within {} s gives {} 1, which is not {} {}",
                spec.name,
                spec.period_secs,
                watch.statistic_text(),
                if spec.comparison == ebb_units::Comparison::GreaterThanThreshold {
                    "above"
                } else {
                    "at least"
                },
                spec.threshold,
            );
            report.add_fixed(alarm.declared, "Threshold", message, (ALARM, &fix));
        }
    }
}

/// Nothing that wakes.
pub(super) fn no_wake(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(declared) = target.declared.filter(|_| target.may_be_zero()) else { continue };
        if target.policies.is_empty() || wakes(subject, target) || blind(subject, target).is_some()
        {
            continue;
        }
        let Some(workload) = &target.workload else { continue };
        let metric = if subject.is_asynchronous(target) == Some(true) {
            "HasBacklogWithoutCapacity"
        } else {
            "NoCapacityInvocationFailures"
        };
        let message = format!(
            "{workload} may go to 0 and nothing brings it back: at 0 its policies have no data; add a step policy that an alarm on {metric} runs, or a minimum of 1"
        );
        report.add_fixed(declared, "MinCapacity", message, (TARGET, &json!({"MinCapacity": 1})));
    }
}

/// A step policy that is to wake, and looks at what is not there.
pub(super) fn blind_wake(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        if !target.may_be_zero() || wakes(subject, target) {
            continue;
        }
        let Some((policy, index)) = blind(subject, target) else { continue };
        let Some(alarm) = subject.alarms.get(index) else { continue };
        let Some(spec) = &alarm.spec else { continue };
        let message = format!(
            "\"{}\" is to run \"{}\" from 0, and {} has no data while nothing is up: watch NoCapacityInvocationFailures (components) or HasBacklogWithoutCapacity (asynchronous endpoints)",
            spec.name,
            policy.name(),
            name_of(&spec.watch),
        );
        report.add(alarm.declared, "MetricName", message);
    }
}

/// Whether anything brings a target out of zero, as the engine would reckon it.
fn wakes(subject: &Subject<'_>, target: &Target<'_>) -> bool {
    let by_policy = target.policies.iter().any(|policy| {
        let tracking = policy.tracking.as_ref().zip(target.workload.as_ref());
        let by_tracking = tracking.is_some_and(|(config, workload)| {
            may_have_data_at_zero(&config.metric.watch(workload).0)
        });
        let blind_to_alarms = policy.step.is_some() && unknown_alarms(subject, policy);
        by_tracking
            || blind_to_alarms
            || subject.alarms_of(policy).any(|(_, spec)| {
                may_have_data_at_zero(&spec.watch) && steps_out_of_zero(policy, spec)
            })
    });
    by_policy || target.actions.iter().any(|action| lifts(action))
}

/// A step policy whose alarms are not told, and so may be there.
fn unknown_alarms(subject: &Subject<'_>, policy: &Policy<'_>) -> bool {
    let unresolved =
        |alarm: &crate::subject::Alarm<'_>| alarm.declared.unknown.contains("AlarmActions");
    policy.alarms.is_empty()
        && (subject.alarms.iter().any(unresolved) || !super::step::knows_alarms(subject))
}

fn steps_out_of_zero(policy: &Policy<'_>, spec: &Measured) -> bool {
    let Some(step) = &policy.step else { return false };
    // Just beyond the threshold, and far beyond it.
    [super::step::first_breach(spec), 1e12].into_iter().any(|metric| {
        spec.comparison.is_upward()
            && step
                .proposal(Capacity(0), metric, spec.threshold, spec.comparison)
                .is_some_and(|wanted| wanted > Capacity(0))
    })
}

fn lifts(action: &Declared<PutScheduledActionRequest>) -> bool {
    let bounds = action.request.scalable_target_action.as_ref();
    bounds.and_then(|bounds| bounds.min_capacity).is_some_and(|min| min > 0)
}

/// The first policy that steps out of zero by an alarm without data at zero.
fn blind<'s, 'b>(
    subject: &'s Subject<'b>,
    target: &'s Target<'b>,
) -> Option<(&'s Policy<'b>, usize)> {
    target.policies.iter().find_map(|policy| {
        policy.alarms.iter().find_map(|index| {
            let spec = subject.alarms.get(*index)?.spec.as_ref()?;
            let blind = !may_have_data_at_zero(&spec.watch) && steps_out_of_zero(policy, spec);
            blind.then_some((policy, *index))
        })
    })
}

/// A real-time variant with a minimum of 0.
pub(super) fn variant_at_zero(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(declared) = target.declared else { continue };
        let is_variant = matches!(target.workload, Some(Workload::Variant { .. }));
        if !is_variant
            || declared.request.min_capacity != Some(0)
            || subject.is_asynchronous(target) == Some(true)
        {
            continue;
        }
        let message = "AWS keeps a real-time variant at one instance at least; 0 is for inference components with managed instance scaling and for asynchronous endpoints (Ebbtide takes any variant to 0)".to_owned();
        report.add_fixed(declared, "MinCapacity", message, (TARGET, &json!({"MinCapacity": 1})));
    }
}

/// Components at zero on instances that stay.
pub(super) fn instances_stay(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in subject.targets.iter().filter(|target| target.may_be_zero()) {
        let Some(workload @ Workload::Component { name }) = &target.workload else { continue };
        let Some((config, index, variant)) = subject.variant_of(workload) else { continue };
        let managed = variant.managed_instance_scaling.as_ref();
        let least = match managed {
            Some(managed) if managed.status.as_deref() == Some("ENABLED") => {
                managed.min_instance_count.unwrap_or(1)
            }
            Some(_) | None => variant.initial_instance_count.unwrap_or(1),
        };
        if least > 0 {
            let member =
                format!("ProductionVariants[{index}].ManagedInstanceScaling.MinInstanceCount");
            let message = format!(
                "inference component \"{name}\" may go to 0 copies, and {least} instance(s) of variant \"{}\" stay and are billed",
                variant.variant_name
            );
            let most = managed.and_then(|managed| managed.max_instance_count).unwrap_or(least);
            let fix = json!({"ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": most}});
            report.add_fixed(config, &member, message, ("ProductionVariant", &fix));
        }
    }
}

/// A policy of an asynchronous variant on metrics of real-time ones.
pub(super) fn never_published(subject: &Subject<'_>, report: &mut Report<'_>) {
    const REAL_TIME: [&str; 4] =
        ["Invocations", "InvocationsPerInstance", "OverheadLatency", "ConcurrentRequestsPerModel"];
    for (target, policy) in subject.policies() {
        let Some(Workload::Variant { endpoint, .. }) = &target.workload else { continue };
        let config = subject.config_of(endpoint);
        if config.is_none_or(|config| config.request.async_inference_config.is_none()) {
            continue;
        }
        for watch in subject.watches(target, policy) {
            let dead = metrics_of(&watch).into_iter().find(|metric| {
                REAL_TIME.contains(&metric.name())
                    && dimension(metric, "EndpointName") == Some(endpoint)
            });
            if let Some(metric) = dead {
                let message = format!(
                    "\"{endpoint}\" is asynchronous, and {} is never published for it: the policy is accepted and never does anything; track ApproximateBacklogSizePerInstance",
                    metric.name()
                );
                report.add(policy.declared, "TargetTrackingScalingPolicyConfiguration", message);
            }
        }
    }
}

/// An instance policy on an endpoint that hosts components.
pub(super) fn variant_under_components(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(workload @ Workload::Variant { endpoint, .. }) = &target.workload else {
            continue;
        };
        let hosts =
            subject.blueprint.components.iter().any(|one| one.request.endpoint == *endpoint);
        let managed = subject.variant_of(workload).is_some_and(|(_, _, variant)| {
            let managed = variant.managed_instance_scaling.as_ref();
            managed.is_some_and(|managed| managed.status.as_deref() == Some("ENABLED"))
        });
        let Some(declared) = target.declared.filter(|_| hosts || managed) else { continue };
        let what =
            if hosts { "hosts inference components" } else { "has managed instance scaling" };
        let message = format!(
            "\"{endpoint}\" {what}: register the components, and let managed instance scaling see to the instances"
        );
        report.add(declared, "ResourceId", message);
    }
}

/// A first number of instances outside the bounds.
pub(super) fn initial_outside(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let (Some(bounds), Some(workload @ Workload::Variant { .. })) =
            (target.bounds(), &target.workload)
        else {
            continue;
        };
        let Some((config, index, variant)) = subject.variant_of(workload) else { continue };
        let Some(initial) = variant.initial_instance_count.and_then(|n| u32::try_from(n).ok())
        else {
            continue;
        };
        let clamped = bounds.clamp(Capacity(initial));
        if clamped != Capacity(initial) {
            let member = format!("ProductionVariants[{index}].InitialInstanceCount");
            let message = format!(
                "each update of the endpoint starts {initial} instance(s) of \"{}\", and the scalable target then moves them to {}",
                variant.variant_name, clamped.0
            );
            let fix = json!({"InitialInstanceCount": clamped.0});
            report.add_fixed(config, &member, message, ("ProductionVariant", &fix));
        }
    }
}

/// A metric with the dimensions of another kind of thing.
pub(super) fn variant_name_missing(subject: &Subject<'_>, report: &mut Report<'_>) {
    each_metric(subject, |metric, tell| {
        let known = facts(metric.namespace(), metric.name());
        let of_variant = known.is_some_and(|facts| {
            use crate::facts::Of;
            matches!(facts.of, Of::Variant | Of::Workload)
        });
        if of_variant
            && dimension(metric, "EndpointName").is_some()
            && dimension(metric, "VariantName").is_none()
        {
            tell(
                report,
                format!(
                    "{} of an endpoint exists with EndpointName and VariantName only, so without VariantName there are no data",
                    metric.name()
                ),
            );
        }
    });
}

/// A metric of an endpoint with the name of a variant.
pub(super) fn variant_name_surplus(subject: &Subject<'_>, report: &mut Report<'_>) {
    each_metric(subject, |metric, tell| {
        let known = facts(metric.namespace(), metric.name());
        let of_endpoint = known.is_some_and(|facts| facts.of == crate::facts::Of::Endpoint);
        if of_endpoint && dimension(metric, "VariantName").is_some() {
            let text = format!(
                "{} is published with EndpointName alone, so with VariantName there are no data",
                metric.name()
            );
            tell(report, text);
        }
    });
}

/// A series that is published while a deployment runs, and only then.
pub(super) fn only_in_deployments(subject: &Subject<'_>, report: &mut Report<'_>) {
    let text = |metric: &ebb_units::MetricId| {
        facts(metric.namespace(), metric.name())?;
        let config = dimension(metric, "EndpointConfigName")?;
        Some(format!(
            "{} of EndpointConfigName \"{config}\" has data only while a deployment runs, and then nothing is scaled: leave that dimension out",
            metric.name()
        ))
    };
    for (target, policy) in subject.policies() {
        if let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
            && let Some(text) =
                metrics_of(&tracking.metric.watch(workload).0).into_iter().find_map(text)
        {
            report.add(policy.declared, TRACKED_DIMENSIONS, text);
        }
    }
    // Other alarms may well be there to send deployments back.
    for alarm in subject.alarms.iter().filter(|alarm| !alarm.runs.is_empty()) {
        let Some(spec) = &alarm.spec else { continue };
        if let Some(text) = metrics_of(&spec.watch).into_iter().find_map(text) {
            report.add(alarm.declared, "Dimensions", text);
        }
    }
}

const TRACKED_DIMENSIONS: &str =
    "TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Dimensions";

/// Something that tells a finding about the metric at hand.
type Tell<'t> = &'t dyn Fn(&mut Report<'_>, String);

/// Each metric that a policy or an alarm reads.
fn each_metric(subject: &Subject<'_>, mut look: impl FnMut(&ebb_units::MetricId, Tell<'_>)) {
    for (target, policy) in subject.policies() {
        let Some((tracking, workload)) = policy.tracking.as_ref().zip(target.workload.as_ref())
        else {
            continue;
        };
        for metric in metrics_of(&tracking.metric.watch(workload).0) {
            look(metric, &|report, text| report.add(policy.declared, TRACKED_DIMENSIONS, text));
        }
    }
    for alarm in &subject.alarms {
        let Some(spec) = &alarm.spec else { continue };
        for metric in metrics_of(&spec.watch) {
            look(metric, &|report, text| report.add(alarm.declared, "Dimensions", text));
        }
    }
}

/// An alarm or a policy that reads the metrics of something else than what it scales.
pub(super) fn other_resource(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (target, policy) in subject.policies() {
        let Some(workload) = &target.workload else { continue };
        let own = |metric: &ebb_units::MetricId| match workload {
            Workload::Variant { endpoint, .. } => {
                dimension(metric, "EndpointName").is_none_or(|name| name == endpoint)
            }
            Workload::Component { name } => {
                dimension(metric, "InferenceComponentName").is_none_or(|other| other == name)
            }
            Workload::Custom { .. } => true,
        };
        let text = |metric: &ebb_units::MetricId| {
            let dimensions: Vec<&str> =
                metric.dimensions().iter().map(|dimension| &*dimension.value).collect();
            format!(
                "\"{}\" scales {workload} by {} of {}",
                policy.name(),
                metric.name(),
                dimensions.join(", ")
            )
        };
        if let Some(tracking) = &policy.tracking {
            let watch = tracking.metric.watch(workload).0;
            if let Some(metric) = metrics_of(&watch).into_iter().find(|metric| !own(metric)) {
                let member = "TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Dimensions";
                report.add(policy.declared, member, text(metric));
            }
        }
        for (alarm, spec) in subject.alarms_of(policy) {
            if let Some(metric) = metrics_of(&spec.watch).into_iter().find(|metric| !own(metric)) {
                report.add(alarm.declared, "Dimensions", text(metric));
            }
        }
    }
}

/// A value that a metric never has.
pub(super) fn never_fires(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in &subject.alarms {
        let Some(spec) = &alarm.spec else { continue };
        let Some(facts) = of_watch(&spec.watch) else { continue };
        let Some(watch) = spec.watch.metric() else { continue };
        let sums = matches!(
            watch.statistic,
            ebb_units::Statistic::Sum | ebb_units::Statistic::SampleCount
        );
        let most = facts.most.filter(|_| !sums);
        let reached = if spec.comparison.is_upward() {
            most.is_none_or(|most| spec.comparison.breaches(most, spec.threshold))
        } else {
            spec.comparison.breaches(0.0, spec.threshold)
        };
        if !reached {
            let range = most.map_or("never below 0".to_owned(), |most| format!("from 0 to {most}"));
            let message = format!(
                "\"{}\" can never fire: {} is {range}, which is never {} {}",
                spec.name,
                watch.metric.name(),
                spec.comparison.as_str(),
                spec.threshold
            );
            report.add(alarm.declared, "Threshold", message);
        }
    }
}

/// A value that a metric always has.
pub(super) fn always_fires(subject: &Subject<'_>, report: &mut Report<'_>) {
    for alarm in &subject.alarms {
        let Some(spec) = &alarm.spec else { continue };
        let Some(facts) = of_watch(&spec.watch) else { continue };
        let Some(watch) = spec.watch.metric() else { continue };
        let sums = matches!(
            watch.statistic,
            ebb_units::Statistic::Sum | ebb_units::Statistic::SampleCount
        );
        let always = if spec.comparison.is_upward() {
            spec.comparison.breaches(0.0, spec.threshold)
        } else {
            facts
                .most
                .filter(|_| !sums)
                .is_some_and(|most| spec.comparison.breaches(most, spec.threshold))
        };
        if always {
            let message = format!(
                "\"{}\" is in ALARM whenever there are data: every value of {} is {} {}",
                spec.name,
                watch.metric.name(),
                spec.comparison.as_str(),
                spec.threshold
            );
            report.add(alarm.declared, "Threshold", message);
        }
    }
}
