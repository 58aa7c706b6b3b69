//! What a search has put beside the policies that there were, as requests.

use ebb_blueprint::{Blueprint, PolicyId, read_answer};
use ebb_decide::alarm::{AlarmSpec, MathWatch, Watch};
use ebb_decide::math::{Query, Source};
use ebb_decide::policy::StepRequest;
use ebb_decide::{PolicyBlock, ScheduledActionRequest};
use ebb_sim::Policies;
use ebb_units::MetricId;
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
            .map(|spec| alarm(blueprint, target, spec))
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

fn alarm(blueprint: &Blueprint, target: &Value, spec: &AlarmSpec) -> Value {
    let text = |member: &str| target[member].as_str().unwrap_or_default().to_owned();
    let actions = spec.alarm_actions.iter().map(|name| {
        let policy = PolicyId {
            namespace: text("ServiceNamespace"),
            resource: text("ResourceId"),
            name: name.clone(),
        };
        policy.action(&blueprint.scope())
    });
    let mut request = json!({
        "AlarmName": spec.name,
        "AlarmActions": actions.collect::<Vec<_>>(),
        "EvaluationPeriods": spec.evaluation_periods,
        "Threshold": spec.threshold,
        "ComparisonOperator": spec.comparison.as_str(),
        "TreatMissingData": spec.treat_missing_data.map(|missing| missing.as_str()),
    });
    match &spec.watch {
        Watch::Metric(watch) => {
            request["Namespace"] = json!(watch.metric.namespace());
            request["MetricName"] = json!(watch.metric.name());
            request["Dimensions"] = dimensions(&watch.metric);
            request["Statistic"] = json!(watch.statistic.to_string());
            request["Period"] = json!(spec.period_secs);
        }
        Watch::Math(math) => request["Metrics"] = queries(math, Some(spec.period_secs)),
    }
    request
}

/// The queries of an expression. Those of an alarm have a period; a policy's have none.
pub(super) fn queries(math: &MathWatch, period_secs: Option<u32>) -> Value {
    let one = |query: &Query| {
        let mut written = json!({ "Id": query.id, "ReturnData": query.returns_data() });
        match &query.source {
            Source::Expression(expression) => written["Expression"] = json!(expression),
            Source::Metric(stat) => {
                let mut metric = json!({
                    "Namespace": stat.metric.namespace(),
                    "MetricName": stat.metric.name(),
                });
                metric["Dimensions"] = dimensions(&stat.metric);
                written["MetricStat"] = json!({ "Metric": metric, "Stat": stat.stat });
                if let Some(period_secs) = period_secs {
                    written["MetricStat"]["Period"] = json!(period_secs);
                }
            }
        }
        written
    };
    math.queries().map(one).collect()
}

fn dimensions(metric: &MetricId) -> Value {
    let all = metric.dimensions().iter();
    all.map(|one| json!({ "Name": &*one.name, "Value": &*one.value })).collect()
}

fn scheduled_action(target: &Value, action: &ScheduledActionRequest) -> Value {
    let mut request = target.clone();
    request["ScheduledActionName"] = json!(action.name);
    request["Schedule"] = json!(action.schedule.as_ref().map(|schedule| schedule.as_str()));
    request["ScalableTargetAction"] =
        json!({ "MinCapacity": action.action.and_then(|action| action.min) });
    request
}
