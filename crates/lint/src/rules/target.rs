//! Targets and their keys, blocks of policies, and what the service refuses.

use ebb_blueprint::{DEFAULT_CUSTOM_RESOURCE_HOSTS, Form};
use ebb_decide::policy::StepConfigError;
use ebb_decide::scaling::UnsupportedResource;
use ebb_decide::scaling::{Key, parse_workload};
use ebb_units::Workload;
use serde_json::json;

use crate::finding::{Finding, Report};
use crate::rule::Severity;
use crate::subject::Subject;

/// Everything that the service refuses.
pub(super) fn refused(subject: &Subject<'_>, report: &mut Report<'_>) {
    let blueprint = subject.blueprint;
    // What AWS scales and Ebbtide does not is no mistake.
    let foreign = |namespace: &str, resource: &str, dimension: &str| {
        let parsed = parse_workload(&key(namespace, resource, dimension));
        matches!(parsed, Err(UnsupportedResource::NotServerless | UnsupportedResource::NotBuilt))
    };
    for one in &blueprint.targets {
        let of = &one.request;
        if !foreign(&of.service_namespace, &of.resource_id, &of.scalable_dimension) {
            each(ebb_blueprint::target_of(one), |place, text| report.at(one, place, text, None));
        }
    }
    for one in &blueprint.policies {
        let of = &one.request;
        if !foreign(&of.service_namespace, &of.resource_id, &of.scalable_dimension) {
            each(ebb_blueprint::policy_of(one), |place, text| report.at(one, place, text, None));
        }
    }
    for one in &blueprint.scheduled_actions {
        let of = &one.request;
        if !foreign(&of.service_namespace, &of.resource_id, &of.scalable_dimension) {
            each(ebb_blueprint::scheduled_of(one), |place, text| report.at(one, place, text, None));
        }
    }
    for one in &blueprint.alarms {
        let read = ebb_blueprint::alarm_of(one, &subject.scope);
        each(read, |place, text| report.at(one, place, text, None));
    }
}

fn key(namespace: &str, resource: &str, dimension: &str) -> Key {
    Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    }
}

fn each<T>(
    read: Result<T, Vec<ebb_blueprint::Refused>>,
    mut tell: impl FnMut(ebb_blueprint::Place, String),
) {
    for refused in read.err().into_iter().flatten() {
        tell(refused.place, refused.message);
    }
}

/// The words of the service are left out where a rule has better ones for the same thing.
pub(crate) fn leave_out_covered(findings: &mut Vec<Finding>) {
    let errors: Vec<ebb_blueprint::Place> = findings
        .iter()
        .filter(|one| one.rule.severity == Severity::Error && one.rule.name != "refused")
        .map(|one| one.whole.clone())
        .collect();
    findings.retain(|one| one.rule.name != "refused" || !errors.contains(&one.whole));
}

/// A type without its block.
pub(super) fn block_of_type(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.policies {
        let of = &declared.request;
        let step = of.step_scaling_policy_configuration.is_some();
        let tracking = of.target_tracking_scaling_policy_configuration.is_some();
        let (has, other, block) = match of.policy_type.as_deref() {
            Some("StepScaling") => (step, tracking, "StepScalingPolicyConfiguration"),
            Some("TargetTrackingScaling") => {
                (tracking, step, "TargetTrackingScalingPolicyConfiguration")
            }
            _ => continue,
        };
        if has && !other {
            continue;
        }
        let kind = of.policy_type.as_deref().unwrap_or_default();
        let message = match (has, other) {
            (false, true) => format!(
                "PolicyType is {kind}, and only the block of the other type is there; it wants {block}"
            ),
            (false, false) => format!("PolicyType is {kind}, and {block} is missing"),
            (true, _) => format!("a policy has one block; {kind} wants {block} alone"),
        };
        let meant = if step { "StepScaling" } else { "TargetTrackingScaling" };
        let unknown =
            ["StepScalingPolicyConfiguration", "TargetTrackingScalingPolicyConfiguration"];
        if unknown.iter().any(|member| declared.unknown.contains(*member)) {
            continue;
        }
        if step != tracking {
            let fix = json!({"PolicyType": meant});
            report.add_fixed(declared, "PolicyType", message, ("PutScalingPolicyRequest", &fix));
        } else {
            report.add(declared, "PolicyType", message);
        }
    }
}

/// Keys of everything that has one.
fn each_key(
    subject: &Subject<'_>,
    mut look: impl FnMut(Key, &mut dyn FnMut(&mut Report<'_>, &str, String)),
) {
    let blueprint = subject.blueprint;
    for one in &blueprint.targets {
        let of = &one.request;
        let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
        look(key, &mut |report, member, text| report.add(one, member, text));
    }
    for one in &blueprint.policies {
        let of = &one.request;
        let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
        look(key, &mut |report, member, text| report.add(one, member, text));
    }
    for one in &blueprint.scheduled_actions {
        let of = &one.request;
        let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
        look(key, &mut |report, member, text| report.add(one, member, text));
    }
}

const INSTANCES: &str = "sagemaker:variant:DesiredInstanceCount";
const COPIES: &str = "sagemaker:inference-component:DesiredCopyCount";

/// A resource id of one kind with the dimension of another.
pub(super) fn crossed(subject: &Subject<'_>, report: &mut Report<'_>) {
    each_key(subject, |key, tell| {
        let fits = if key.resource.starts_with("inference-component/") {
            COPIES
        } else if key.resource.starts_with("endpoint/") {
            INSTANCES
        } else {
            return;
        };
        let other = [INSTANCES, COPIES].contains(&key.dimension.as_str()) && key.dimension != fits;
        if other {
            let text = format!("\"{}\" goes with {fits}, not with {}", key.resource, key.dimension);
            tell(report, "ScalableDimension", text);
        }
    });
}

/// A resource id of no kind.
pub(super) fn resource_id(subject: &Subject<'_>, report: &mut Report<'_>) {
    each_key(subject, |key, tell| {
        let refused = parse_workload(&key) == Err(UnsupportedResource::Unknown);
        let known = key.resource.starts_with("endpoint/") && key.resource.split('/').count() == 4;
        let component = key.resource.starts_with("inference-component/")
            && key.resource.split('/').count() == 2;
        let is_sagemaker = key.namespace == "sagemaker" || key.namespace.is_empty();
        if refused && is_sagemaker && !key.resource.is_empty() && !known && !component {
            let want = if key.dimension == COPIES {
                "inference-component/<name>"
            } else if key.dimension.is_empty() {
                "endpoint/<name>/variant/<name> or inference-component/<name>"
            } else {
                "endpoint/<name>/variant/<name>"
            };
            tell(
                report,
                "ResourceId",
                format!("\"{}\" names no resource; expected {want}", key.resource),
            );
        }
    });
}

/// Bounds the wrong way round.
pub(super) fn inverted(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.targets {
        let of = &declared.request;
        if let (Some(min), Some(max)) = (of.min_capacity, of.max_capacity)
            && max < min
        {
            let message = format!("the maximum {max} is below the minimum {min}");
            let fix = json!({"MinCapacity": max, "MaxCapacity": min});
            report.add_fixed(
                declared,
                "MaxCapacity",
                message,
                ("RegisterScalableTargetRequest", &fix),
            );
        }
    }
}

/// Policies that have nothing to move.
pub(super) fn no_room(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in subject.targets.iter().filter(|target| !target.policies.is_empty()) {
        let (Some(declared), Some(bounds)) = (target.declared, target.bounds()) else { continue };
        // Schedules may make room at times.
        if bounds.min() == bounds.max() && target.actions.is_empty() {
            let message = format!(
                "minimum and maximum are both {}, so \"{}\" never changes anything",
                bounds.min().0,
                target.policies[0].name()
            );
            report.add(declared, "MaxCapacity", message);
        }
    }
}

/// A target without anything that scales it.
pub(super) fn no_policy(subject: &Subject<'_>, report: &mut Report<'_>) {
    let blueprint = subject.blueprint;
    let is_whole = blueprint.lists_policies
        || !blueprint.policies.is_empty()
        || blueprint.targets.iter().any(|one| one.form == ebb_blueprint::Form::Toml);
    for target in subject.targets.iter().filter(|_| is_whole) {
        let Some(declared) = target.declared else { continue };
        if target.policies.is_empty() && target.actions.is_empty() && blueprint.notes.is_empty() {
            let message = format!(
                "{} has no policy and no scheduled action, so nothing scales it",
                declared.request.resource_id
            );
            report.add(declared, "", message);
        }
    }
}

/// Capacity that only grows.
pub(super) fn only_out(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(bounds) = target.bounds() else { continue };
        if bounds.min() == bounds.max() || target.policies.is_empty() || !target.actions.is_empty()
        {
            continue;
        }
        let understood =
            target.policies.iter().all(|policy| policy.tracking.is_some() || policy.step.is_some());
        let scales_in = target.policies.iter().any(|policy| {
            let by_step = policy.step.as_ref().is_some_and(|step| {
                use ebb_decide::policy::AdjustmentType;
                step.steps.iter().any(|one| one.adjustment < 0)
                    || step.adjustment_type == AdjustmentType::ExactCapacity
            });
            policy.tracking.as_ref().is_some_and(|tracking| tracking.scales_in()) || by_step
        });
        if understood && !scales_in {
            let policy = &target.policies[0];
            let message = format!(
                "nothing takes capacity away from {}: what \"{}\" adds stays up to the maximum of {}",
                policy.id.resource,
                policy.name(),
                bounds.max().0
            );
            report.add(policy.declared, "", message);
        }
    }
}

/// Scaling that is switched off.
pub(super) fn suspended(subject: &Subject<'_>, report: &mut Report<'_>) {
    for target in &subject.targets {
        let Some(declared) = target.declared else { continue };
        let Some(state) = &declared.request.suspended_state else { continue };
        let dynamic = !target.policies.is_empty();
        for (member, what, matters) in [
            ("DynamicScalingOutSuspended", "scale-out by policies", dynamic),
            ("DynamicScalingInSuspended", "scale-in by policies", dynamic),
            ("ScheduledScalingSuspended", "scheduled scaling", !target.actions.is_empty()),
        ] {
            let is = match member {
                "DynamicScalingOutSuspended" => state.dynamic_scaling_out_suspended,
                "DynamicScalingInSuspended" => state.dynamic_scaling_in_suspended,
                _ => state.scheduled_scaling_suspended,
            };
            if matters && is == Some(true) {
                let message = format!("{what} of {} is suspended", declared.request.resource_id);
                let fix = json!({"SuspendedState": {member: false}});
                let at = format!("SuspendedState.{member}");
                report.add_fixed(declared, &at, message, ("RegisterScalableTargetRequest", &fix));
            }
        }
    }
}

/// A role that is not used.
pub(super) fn role(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.targets {
        if let Some(role) = &declared.request.role_arn
            && !role.contains(":role/aws-service-role/")
        {
            let message = "the service works with its own linked role whatever is given here, which shows up as a change in every plan".to_owned();
            report.add(declared, "RoleARN", message);
        }
    }
}

/// A custom resource that the server of this file may not call.
pub(super) fn closed_host(subject: &Subject<'_>, report: &mut Report<'_>) {
    let named = &subject.blueprint.custom_resource_hosts;
    let default = DEFAULT_CUSTOM_RESOURCE_HOSTS.map(str::to_owned);
    let allowed = named.as_deref().unwrap_or(&default);
    for target in &subject.targets {
        let (Some(declared), Some(Workload::Custom { url })) = (target.declared, &target.workload)
        else {
            continue;
        };
        // Who may be called elsewhere stands in no declaration.
        if declared.form != Form::Toml {
            continue;
        }
        let (rest, port) = match url.split_once("://") {
            Some(("https", rest)) => (rest, 443),
            Some((_, rest)) => (rest, 80),
            None => continue,
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let has_port = authority.rfind(':') > authority.rfind(']');
        let host = if has_port {
            authority.rsplit_once(':').map_or(authority, |(host, _)| host)
        } else {
            authority
        };
        let with_port = if has_port { authority.to_owned() } else { format!("{host}:{port}") };
        let fits = |one: &String| {
            one == "*" || one.eq_ignore_ascii_case(host) || one.eq_ignore_ascii_case(&with_port)
        };
        if !allowed.iter().any(fits) {
            let message = format!(
                "the server may not call {host}, as scaling.custom-resource-hosts has only {}",
                allowed.join(", ")
            );
            let mut hosts: Vec<&str> = allowed.iter().map(String::as_str).collect();
            hosts.push(host);
            let fix = format!("[scaling]\ncustom-resource-hosts = {}\n", json!(hosts));
            report.at(declared, declared.place_of("ResourceId").clone(), message, Some(fix));
        }
    }
}

/// Intervals that the service refuses.
pub(super) fn intervals(subject: &Subject<'_>, report: &mut Report<'_>) {
    step_errors(subject, report, |error| {
        !matches!(error, StepConfigError::MagnitudeWithoutPercent | StepConfigError::NegativeExact)
    });
}

/// A magnitude that has no meaning.
pub(super) fn magnitude(subject: &Subject<'_>, report: &mut Report<'_>) {
    step_errors(subject, report, |error| *error == StepConfigError::MagnitudeWithoutPercent);
}

fn step_errors(
    subject: &Subject<'_>,
    report: &mut Report<'_>,
    wanted: impl Fn(&StepConfigError) -> bool,
) {
    for declared in &subject.blueprint.policies {
        if declared.request.policy_type.as_deref() != Some("StepScaling") {
            continue;
        }
        let Some(error) = ebb_blueprint::step_error(declared).filter(|error| wanted(error)) else {
            continue;
        };
        let member = if error == StepConfigError::MagnitudeWithoutPercent {
            "StepScalingPolicyConfiguration.MinAdjustmentMagnitude"
        } else if error == StepConfigError::NoAdjustmentType {
            "StepScalingPolicyConfiguration.AdjustmentType"
        } else {
            "StepScalingPolicyConfiguration.StepAdjustments"
        };
        report.add(declared, member, error.to_string());
    }
}
