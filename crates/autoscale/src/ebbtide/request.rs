//! The bodies that are sent.

use ebb_units::{Comparison, MetricId};
use serde_json::{Value, json};

use crate::{
    CustomizedMetric, Resource, ScalableTarget, ScalingPolicy, StepScalingPolicy,
    TargetTrackingScalingPolicy, TrackedMetric, WakeAlarm,
};

/// What names a target in every call.
pub(super) fn key(resource: &Resource) -> Value {
    json!({
        "ServiceNamespace": "sagemaker",
        "ResourceId": resource.to_string(),
        "ScalableDimension": resource.dimension(),
    })
}

pub(super) fn register(target: &ScalableTarget) -> Value {
    let mut body = key(&target.resource);
    body["MinCapacity"] = json!(target.bounds.min());
    body["MaxCapacity"] = json!(target.bounds.max());
    body
}

pub(super) fn describe_targets(resources: &[Resource]) -> Value {
    let mut body = json!({ "ServiceNamespace": "sagemaker" });
    if !resources.is_empty() {
        body["ResourceIds"] = resources.iter().map(ToString::to_string).collect();
    }
    body
}

pub(super) fn put_policy(resource: &Resource, policy: &ScalingPolicy) -> Value {
    let mut body = key(resource);
    match policy {
        ScalingPolicy::TargetTracking(policy) => {
            body["PolicyName"] = json!(policy.name);
            body["PolicyType"] = json!("TargetTrackingScaling");
            body["TargetTrackingScalingPolicyConfiguration"] = tracking(policy);
        }
        ScalingPolicy::Step(policy) => {
            body["PolicyName"] = json!(policy.name);
            body["PolicyType"] = json!("StepScaling");
            body["StepScalingPolicyConfiguration"] = step(policy);
        }
    }
    body
}

pub(super) fn delete_policy(resource: &Resource, name: &str) -> Value {
    let mut body = key(resource);
    body["PolicyName"] = json!(name);
    body
}

pub(super) fn put_alarm(alarm: &WakeAlarm, policy_arn: &str) -> Value {
    json!({
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "ActionsEnabled": true,
        "AlarmActions": [policy_arn],
        "MetricName": alarm.metric.name(),
        "Namespace": alarm.metric.namespace(),
        "Statistic": alarm.statistic.to_string(),
        "Dimensions": dimensions(&alarm.metric),
        "Period": alarm.period_s,
        "EvaluationPeriods": alarm.periods,
        "DatapointsToAlarm": alarm.periods,
        "Threshold": alarm.threshold,
        "ComparisonOperator": Comparison::GreaterThanOrEqualToThreshold.as_str(),
        "TreatMissingData": "missing",
    })
}

pub(super) fn alarm_names(names: &[String]) -> Value {
    json!({ "AlarmNames": names })
}

fn tracking(policy: &TargetTrackingScalingPolicy) -> Value {
    let mut block = json!({ "TargetValue": policy.target_value });
    match &policy.metric {
        TrackedMetric::Predefined(metric) => {
            block["PredefinedMetricSpecification"] =
                json!({ "PredefinedMetricType": metric.as_str() });
        }
        TrackedMetric::Customized(metric) => {
            block["CustomizedMetricSpecification"] = customized(metric);
        }
    }
    block["ScaleOutCooldown"] = json!(policy.scale_out_cooldown_s);
    block["ScaleInCooldown"] = json!(policy.scale_in_cooldown_s);
    block
}

fn customized(metric: &CustomizedMetric) -> Value {
    let mut block = json!({
        "MetricName": metric.metric.name(),
        "Namespace": metric.metric.namespace(),
        "Dimensions": dimensions(&metric.metric),
        "Statistic": metric.statistic.to_string(),
    });
    if let Some(unit) = metric.unit {
        block["Unit"] = json!(unit.as_str());
    }
    block
}

fn step(policy: &StepScalingPolicy) -> Value {
    json!({
        "AdjustmentType": "ChangeInCapacity",
        "StepAdjustments": [
            { "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": policy.adjustment },
        ],
        "Cooldown": policy.cooldown_s,
        "MetricAggregationType": policy.aggregation.as_str(),
    })
}

fn dimensions(metric: &MetricId) -> Value {
    let each = metric.dimensions().iter();
    each.map(|dimension| json!({ "Name": dimension.name, "Value": dimension.value })).collect()
}
