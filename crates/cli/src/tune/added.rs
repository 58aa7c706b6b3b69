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

#[cfg(test)]
mod tests {
    use ebb_decide::PolicyRequest;
    use ebb_decide::policy::{AdjustmentType, StepAdjustment};
    use ebb_decide::scaling::PolicyType;
    use ebb_sim::Bounds;
    use ebb_units::Workload;

    use super::*;

    #[test]
    fn a_table_of_capacities_is_written_as_a_step_policy_with_its_steps() {
        let workload = Workload::Component { name: "one".to_owned() };
        let step = |lower, upper, adjustment| StepAdjustment { lower, upper, adjustment };
        let table = StepRequest {
            adjustment_type: Some(AdjustmentType::ExactCapacity),
            steps: vec![step(Some(0.0), Some(12.5), 1), step(Some(12.5), None, 2)],
            cooldown_secs: Some(60),
            ..StepRequest::default()
        };
        let policies = Policies::none(Bounds { min: 0, max: 2 })
            .with(PolicyRequest {
                workload: workload.clone(),
                name: "table".to_owned(),
                policy_type: Some(PolicyType::StepScaling),
                block: Some(PolicyBlock::Step(table)),
            })
            .waking_up(&workload);
        let target = json!({
            "ServiceNamespace": "sagemaker",
            "ResourceId": "inference-component/one",
            "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
        });
        let nothing = read_answer(SOURCE, &json!({ "PutScalingPolicy": [] })).unwrap();
        let added = beside(&nothing, &target, &policies).unwrap();
        let written = serde_json::to_value(&added.policies[0].request).unwrap();
        assert_eq!(
            written["StepScalingPolicyConfiguration"],
            json!({
                "AdjustmentType": "ExactCapacity",
                "Cooldown": 60,
                "StepAdjustments": [
                    {
                        "MetricIntervalLowerBound": 0.0,
                        "MetricIntervalUpperBound": 12.5,
                        "ScalingAdjustment": 1,
                    },
                    { "MetricIntervalLowerBound": 12.5, "ScalingAdjustment": 2 },
                ],
            })
        );
        let woken = &added.alarms[0].request;
        assert_eq!(woken.metric_name.as_deref(), Some("NoCapacityInvocationFailures"));
        assert_eq!((added.policies.len(), added.alarms.len()), (2, 1));
    }
}
