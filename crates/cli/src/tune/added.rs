//! What a search has put beside the policies that there were, as requests.

use ebb_blueprint::{Blueprint, PolicyId, read_answer};
use ebb_decide::alarm::{AlarmSpec, Watch};
use ebb_decide::policy::StepRequest;
use ebb_decide::{PolicyBlock, ScheduledActionRequest};
use ebb_sim::Policies;
use serde_json::{Value, json};

use super::apply::SOURCE;
use crate::failure::Failure;

/// The policies, alarms and scheduled actions of a candidate that the declaration does not have.
pub(super) fn beside(
    blueprint: &Blueprint,
    target: &Value,
    policies: &Policies,
) -> Result<Blueprint, Failure> {
    let resource = &target["ResourceId"];
    let mut steps = Vec::new();
    for policy in &policies.policies {
        let known = blueprint.policies.iter().any(|own| {
            own.request.policy_name == policy.request.name && own.request.resource_id == *resource
        });
        let Some(PolicyBlock::Step(step)) = &policy.request.block else { continue };
        if !known {
            steps.push(step_policy(target, &policy.request.name, step));
        }
    }
    let known = |name: &str| blueprint.alarms.iter().any(|own| own.request.alarm_name == name);
    let alarms = policies.alarms.iter().filter(|alarm| !known(&alarm.name));
    let known = |name: &str| {
        let mut all = blueprint.scheduled_actions.iter();
        all.any(|own| {
            own.request.scheduled_action_name == name && own.request.resource_id == *resource
        })
    };
    let scheduled = policies.scheduled.iter().filter(|action| !known(&action.name));
    let answer = json!({
        "PutScalingPolicy": steps,
        "PutMetricAlarm": alarms
            .filter_map(|spec| alarm(blueprint, target, spec))
            .collect::<Vec<_>>(),
        "PutScheduledAction": scheduled
            .map(|action| scheduled_action(target, action))
            .collect::<Vec<_>>(),
    });
    read_answer(SOURCE, &answer).map_err(|error| Failure::from_error(&error))
}

fn step_policy(target: &Value, name: &str, step: &StepRequest) -> Value {
    let steps = step.steps.iter().map(|one| {
        let mut members = json!({ "ScalingAdjustment": one.adjustment });
        if let Some(lower) = one.lower {
            members["MetricIntervalLowerBound"] = json!(lower);
        }
        if let Some(upper) = one.upper {
            members["MetricIntervalUpperBound"] = json!(upper);
        }
        members
    });
    let mut request = target.clone();
    request["PolicyName"] = json!(name);
    request["PolicyType"] = json!("StepScaling");
    request["StepScalingPolicyConfiguration"] = json!({
        "AdjustmentType": step.adjustment_type,
        "StepAdjustments": steps.collect::<Vec<_>>(),
        "MinAdjustmentMagnitude": step.min_adjustment_magnitude,
        "Cooldown": step.cooldown_secs,
    });
    request
}

/// Alarms that are added watch single metrics only.
fn alarm(blueprint: &Blueprint, target: &Value, spec: &AlarmSpec) -> Option<Value> {
    let Watch::Metric(watch) = &spec.watch else { return None };
    let text = |member: &str| target[member].as_str().unwrap_or_default().to_owned();
    let actions = spec.alarm_actions.iter().map(|name| {
        let policy = PolicyId {
            namespace: text("ServiceNamespace"),
            resource: text("ResourceId"),
            name: name.clone(),
        };
        policy.action(&blueprint.scope())
    });
    let dimensions = watch.metric.dimensions().iter();
    Some(json!({
        "AlarmName": spec.name,
        "AlarmActions": actions.collect::<Vec<_>>(),
        "Namespace": watch.metric.namespace(),
        "MetricName": watch.metric.name(),
        "Dimensions": dimensions
            .map(|one| json!({ "Name": &*one.name, "Value": &*one.value }))
            .collect::<Vec<_>>(),
        "Statistic": watch.statistic.to_string(),
        "Period": spec.period_secs,
        "EvaluationPeriods": spec.evaluation_periods,
        "Threshold": spec.threshold,
        "ComparisonOperator": spec.comparison.as_str(),
        "TreatMissingData": spec.treat_missing_data.map(|missing| missing.as_str()),
    }))
}

fn scheduled_action(target: &Value, action: &ScheduledActionRequest) -> Value {
    let mut request = target.clone();
    request["ScheduledActionName"] = json!(action.name);
    request["Schedule"] = json!(action.schedule.as_ref().map(|schedule| schedule.as_str()));
    request["ScalableTargetAction"] =
        json!({ "MinCapacity": action.action.and_then(|action| action.min) });
    request
}
