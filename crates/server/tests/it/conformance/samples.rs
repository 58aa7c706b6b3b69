//! Values that mean something: names of what is there, and requests that the services accept.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::random::Random;
use crate::harness::{COPIES, INSTANCES, ROLE, now};

/// The minute in which all data of the run lie, five minutes before its beginning.
pub(super) fn minute() -> f64 {
    static MINUTE: LazyLock<f64> = LazyLock::new(|| (now() / 60.0).floor() * 60.0 - 300.0);
    *MINUTE
}

/// A value for a member that only makes sense with some values.
pub(super) fn member(operation: &str, name: &str, random: &mut Random) -> Option<Value> {
    let one = |names: &[&str], random: &mut Random| Some(json!(random.pick(names)));
    match name {
        "ServiceNamespace" => Some(json!("sagemaker")),
        "EndpointName" => one(&["e", "c", "n1"], random),
        "EndpointConfigName" => one(&["e", "c", "g1"], random),
        "ModelName" => one(&["e", "m1"], random),
        "InferenceComponentName" => one(&["c", "k1"], random),
        "VariantName" => Some(json!("v")),
        "InstanceType" => Some(json!("ml.m5.large")),
        // Many copies of nothing are not what is tested here.
        "InitialInstanceCount" | "DesiredInstanceCount" | "CopyCount" | "MaxCapacity" => {
            Some(json!(1 + random.below(2)))
        }
        "MinCapacity" | "MinInstanceCount" => Some(json!(random.below(2))),
        "MaxInstanceCount" => Some(json!(4)),
        // Updates that are watched would take their time, and end as an alarm happens to stand.
        "WaitIntervalInSeconds" | "TerminationWaitInSeconds" => Some(json!(0)),
        "AlarmName"
            if !matches!(
                operation,
                "CreateEndpoint" | "UpdateEndpoint" | "UpdateInferenceComponent"
            ) =>
        {
            one(&["a1", "a2"], random)
        }
        "Period" => Some(json!(60)),
        "StartTime" | "StartDate" => Some(json!(minute() - 600.0)),
        "EndTime" | "EndDate" => Some(json!(minute() + 600.0)),
        "ScheduledActionName" => Some(json!("s1")),
        "Schedule" => Some(json!("at(2099-01-01T00:00:00)")),
        "Timezone" if operation == "PutScheduledAction" => Some(json!("Europe/Berlin")),
        // Nothing may scale by itself while answers are compared.
        "Namespace" if operation == "PutScalingPolicy" => Some(json!("Nobody")),
        "Namespace" => Some(json!("N")),
        "MetricName" => one(&["m1", "m2"], random),
        _ => None,
    }
}

/// A request that is accepted when what it names is there. Where there is none, one that the model alone makes has to do,
/// which few operations accept.
pub(super) fn request(operation: &str, random: &mut Random) -> Option<Value> {
    let component = random.percent(50);
    let (resource, dimension) = if component {
        ("inference-component/c", COPIES)
    } else {
        ("endpoint/e/variant/v", INSTANCES)
    };
    let key = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": resource, "ScalableDimension": dimension,
    });
    let with = |more: Value| crate::harness::with(key.clone(), more);
    let at = minute();
    // Names enough that much can be made, and few enough that some of it is there already.
    let named = |kind: &str, random: &mut Random| format!("{kind}{}", 1 + random.below(6));
    Some(match operation {
        "RegisterScalableTarget" => {
            with(json!({ "MinCapacity": 1, "MaxCapacity": 1 + random.below(3) }))
        }
        "DeregisterScalableTarget" => key,
        "DescribeScalableTargets" | "DescribeScalingPolicies" | "DescribeScalingActivities" => {
            if random.percent(50) {
                key
            } else {
                json!({ "ServiceNamespace": "sagemaker" })
            }
        }
        "PutScalingPolicy" if random.percent(50) => with(json!({
            "PolicyName": "step", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
            },
        })),
        "PutScalingPolicy" => with(json!({
            "PolicyName": "tracking", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 5.0,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": if component {
                        "SageMakerInferenceComponentInvocationsPerCopy"
                    } else {
                        "SageMakerVariantInvocationsPerInstance"
                    },
                },
            },
        })),
        "DeleteScalingPolicy" => with(json!({ "PolicyName": random.pick(&["step", "tracking"]) })),
        "PutScheduledAction" => with(json!({
            "ScheduledActionName": named("s", random),
            // Far from now, so that it runs in no lane.
            "Schedule": "at(2099-01-01T00:00:00)",
            "ScalableTargetAction": { "MinCapacity": 1, "MaxCapacity": 2 },
        })),
        "DeleteScheduledAction" => with(json!({ "ScheduledActionName": named("s", random) })),
        "DescribeScheduledActions" => json!({ "ServiceNamespace": "sagemaker" }),
        "PutMetricData" => json!({
            "Namespace": "N",
            "MetricData": [{
                "MetricName": random.pick(&["m1", "m2"]), "Value": random.below(100),
                "Timestamp": at + random.below(300) as f64, "Unit": random.pick(&["Count", "Seconds"]),
                "Dimensions": [{ "Name": "d<&>", "Value": "x y+z%&=" }],
            }],
        }),
        "GetMetricStatistics" => json!({
            "Namespace": "N", "MetricName": random.pick(&["m1", "m2"]), "Period": 60,
            "StartTime": at - 600.0, "EndTime": at + 600.0,
            "Statistics": ["Sum", "Average"],
            "Dimensions": [{ "Name": "d<&>", "Value": "x y+z%&=" }],
        }),
        "GetMetricData" => json!({
            "StartTime": at - 600.0, "EndTime": at + 600.0,
            "MetricDataQueries": [{
                "Id": "q",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "N", "MetricName": random.pick(&["m1", "m2"]),
                        "Dimensions": [{ "Name": "d<&>", "Value": "x y+z%&=" }],
                    },
                    "Period": 60, "Stat": random.pick(&["Sum", "p50", "Maximum"]),
                },
            }],
        }),
        "PutMetricAlarm" => json!({
            "AlarmName": random.pick(&["a1", "a2"]), "Namespace": "N", "MetricName": "m1",
            "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1 + random.below(3),
            "Threshold": random.below(10), "ComparisonOperator": "GreaterThanThreshold",
            "ActionsEnabled": false,
        }),
        "SetAlarmState" => json!({
            "AlarmName": random.pick(&["a1", "a2"]), "StateValue": "OK", "StateReason": "gr\u{fc}n \u{1f600}; <a & b>",
        }),
        "EnableAlarmActions" | "DisableAlarmActions" => json!({ "AlarmNames": ["a1"] }),
        "PutCompositeAlarm" => json!({
            "AlarmName": "both", "AlarmRule": "TRUE AND NOT (FALSE OR FALSE)", "ActionsEnabled": false,
        }),
        "DescribeAlarmHistory" => json!({}),
        "DescribeAlarmsForMetric" => json!({ "Namespace": "N", "MetricName": "m1" }),
        "DeleteAlarms" => json!({ "AlarmNames": [random.pick(&["a1", "a2"])] }),
        "CreateModel" => json!({
            "ModelName": named("m", random), "PrimaryContainer": { "Image": "any" }, "ExecutionRoleArn": ROLE,
        }),
        "CreateEndpointConfig" => json!({
            "EndpointConfigName": named("g", random),
            "ProductionVariants": [{
                "VariantName": "v", "ModelName": "e",
                "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
            }],
        }),
        "CreateEndpoint" => {
            json!({ "EndpointName": named("n", random), "EndpointConfigName": "e" })
        }
        "CreateInferenceComponent" => json!({
            "InferenceComponentName": named("k", random), "EndpointName": "c", "VariantName": "v",
            "Specification": {
                "Container": { "Image": "any" },
                "ComputeResourceRequirements": {
                    "NumberOfCpuCoresRequired": 0.5, "MinMemoryRequiredInMb": 128,
                },
            },
            "RuntimeConfig": { "CopyCount": 1 },
        }),
        "UpdateInferenceComponentRuntimeConfig" => json!({
            "InferenceComponentName": "c", "DesiredRuntimeConfig": { "CopyCount": 1 + random.below(2) },
        }),
        "UpdateEndpointWeightsAndCapacities" => json!({
            "EndpointName": "e",
            "DesiredWeightsAndCapacities": [{
                "VariantName": "v", "DesiredWeight": 0.5, "DesiredInstanceCount": 1 + random.below(2),
            }],
        }),
        "UpdateEndpoint" => json!({ "EndpointName": "e", "EndpointConfigName": "e" }),
        "UpdateInferenceComponent" => {
            let mut update = json!({
                "InferenceComponentName": "c", "RuntimeConfig": { "CopyCount": 1 + random.below(2) },
            });
            if random.percent(50) {
                update["Specification"] = json!({ "Container": { "Image": "any" } });
            }
            update
        }
        "DescribeAlarms"
        | "ListMetrics"
        | "ListModels"
        | "ListEndpointConfigs"
        | "ListEndpoints"
        | "ListInferenceComponents" => json!({}),
        "DescribeModel" | "DeleteModel" => json!({ "ModelName": named("m", random) }),
        "DescribeEndpointConfig" | "DeleteEndpointConfig" => {
            json!({ "EndpointConfigName": named("g", random) })
        }
        "DescribeEndpoint" | "DeleteEndpoint" => json!({ "EndpointName": named("n", random) }),
        "DescribeInferenceComponent" | "DeleteInferenceComponent" => {
            json!({ "InferenceComponentName": named("k", random) })
        }
        _ => return None,
    })
}
