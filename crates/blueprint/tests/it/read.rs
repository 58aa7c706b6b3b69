use std::path::Path;

use ebb_blueprint::{Blueprint, PolicyId, actions, policy_id, write};
use serde_json::{Value, json};

use crate::support::{described, read};

/// The requests, without what forms differ in: defaults that a description or a provider fills in, and ids in ARNs.
fn essence(blueprint: &Blueprint) -> Value {
    let mut all = write::aws_json(blueprint);
    for target in all["RegisterScalableTarget"].as_array_mut().unwrap() {
        target.as_object_mut().unwrap().remove("SuspendedState");
    }
    for policy in all["PutScalingPolicy"].as_array_mut().unwrap() {
        if let Some(block) = policy.get_mut("TargetTrackingScalingPolicyConfiguration") {
            block.as_object_mut().unwrap().remove("DisableScaleIn");
        }
    }
    for alarm in all["PutMetricAlarm"].as_array_mut().unwrap() {
        let alarm = alarm.as_object_mut().unwrap();
        for beside in ["ActionsEnabled", "OKActions", "InsufficientDataActions"] {
            alarm.remove(beside);
        }
        for action in alarm["AlarmActions"].as_array_mut().unwrap() {
            *action = json!(PolicyId::of_action(action.as_str().unwrap()).unwrap().to_string());
        }
    }
    all
}

#[test]
fn all_forms_say_the_same() {
    let toml = read("llama.toml");
    let want = essence(&toml);
    assert_eq!(want["PutScalingPolicy"].as_array().unwrap().len(), 2);
    assert_eq!(
        want["PutMetricAlarm"][0]["AlarmActions"],
        json!(["wake of inference-component/llama"])
    );
    assert_eq!(want["PutScheduledAction"][0]["StartTime"], json!(1_767_571_200.0));
    assert_eq!(essence(&described()), want);
    assert_eq!(essence(&read("plan.json")), want);
}

#[test]
fn descriptions_tell_scope_and_managed_alarms() {
    let blueprint = described();
    let scope = blueprint.scope();
    assert_eq!((scope.account.as_str(), scope.region.as_str()), ("123456789012", "eu-west-1"));
    assert_eq!(blueprint.managed_alarms.len(), 1);
    assert!(blueprint.lists_policies && blueprint.lists_alarms);
    assert_eq!(blueprint.targets[0].request.role_arn, None, "nobody declared the linked role");
}

#[test]
fn a_plan_tells_modules_references_and_what_is_unknown() {
    let plan = read("plan.json");
    let addresses: Vec<&str> = plan.policies.iter().map(|policy| policy.address.as_str()).collect();
    let (track, wake) = (
        "module.llama.aws_appautoscaling_policy.track",
        "module.llama.aws_appautoscaling_policy.wake[0]",
    );
    assert_eq!(addresses, [track, wake]);
    assert_eq!(plan.scope().region.as_str(), "eu-west-1");
    let wake = policy_id(&plan.policies[1].request);
    assert_eq!(plan.alarms_of(&wake).count(), 1, "the reference to the policy was followed");
    assert!(plan.alarms[0].unknown.is_empty());
    let notes: Vec<&str> = plan.notes.iter().map(|note| note.text.as_str()).collect();
    let note =
        "aws_appautoscaling_target.later: resource_id is known only after apply, so it is left out";
    assert_eq!(notes, [note]);
    assert_eq!(plan.endpoints[0].request.name, "llama");
    assert_eq!(
        plan.endpoints[0].request.config,
        plan.endpoint_configs[0].request.endpoint_config_name
    );
    let variant = &plan.endpoint_configs[0].request.production_variants[0];
    let managed = variant.managed_instance_scaling.as_ref().unwrap();
    assert_eq!((managed.min_instance_count, managed.max_instance_count), (Some(0), Some(4)));
}

#[test]
fn an_action_that_cannot_be_followed_is_unknown_not_missing() {
    let plan = crate::support::fixture("plan.json");
    let plan = plan.replace("aws_appautoscaling_policy.wake", "module.policies.wake");
    let plan = ebb_blueprint::read("plan.json", &plan).unwrap();
    assert!(plan.alarms[0].unknown.contains("AlarmActions"));
    assert_eq!(actions(&plan.alarms[0].request).count(), 0);
}

#[test]
fn members_know_where_they_stand() {
    let toml = read("llama.toml");
    let step = "StepScalingPolicyConfiguration.StepAdjustments[0].ScalingAdjustment";
    assert_eq!(
        toml.policies[1].place_of(step).to_string(),
        "llama.toml:25:79: targets[0].policies[1].step-scaling.step-adjustments[0].scaling-adjustment"
    );
    let absent = "StepScalingPolicyConfiguration.MinAdjustmentMagnitude";
    assert_eq!(
        toml.policies[1].place_of(absent).to_string(),
        "llama.toml:21:19: targets[0].policies[1].step-scaling"
    );
    let plan = read("plan.json");
    let place = plan.policies[1].place_of(step);
    assert_eq!(
        place.path,
        "planned_values.root_module.child_modules[0].resources[1].values.step_scaling_policy_configuration[0].step_adjustment[0].scaling_adjustment"
    );
    assert!(place.position.is_some());
    let described = described();
    let path = &described.policies[0]
        .place_of("TargetTrackingScalingPolicyConfiguration.TargetValue")
        .path;
    assert_eq!(path, "ScalingPolicies[0].TargetTrackingScalingPolicyConfiguration.TargetValue");
}

#[test]
fn single_requests_and_lists_of_them_are_read() {
    let request = json!({
        "PolicyName": "p", "ServiceNamespace": "sagemaker", "ResourceId": "inference-component/c",
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
        "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]},
    });
    let one = ebb_blueprint::read("p.json", &request.to_string()).unwrap();
    assert_eq!(one.policies[0].request.policy_name, "p");
    assert!(!one.lists_policies);
    let two = ebb_blueprint::read("p.json", &json!([request, request]).to_string()).unwrap();
    assert_eq!(two.policies[1].place().path, "[1]");
    let answer = ebb_blueprint::read_answer("http://x", &json!({"ScalingPolicies": [request]}));
    assert_eq!(answer.unwrap().policies[0].place().to_string(), "http://x: ScalingPolicies[0]");
}

#[test]
fn metric_math_of_a_plan_is_nested_as_aws_nests_it() {
    let plan = json!({"format_version": "1.2", "values": {"root_module": {"resources": [{
        "address": "aws_cloudwatch_metric_alarm.a", "mode": "managed", "type": "aws_cloudwatch_metric_alarm", "name": "a",
        "values": {"alarm_name": "a", "comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1, "threshold": 1,
            "metric_name": "", "alarm_actions": ["arn:aws:sns:us-east-1:000000000000:t"],
            "metric_query": [
                {"id": "e", "expression": "FILL(m, 0)", "return_data": true, "metric": [], "label": "x", "period": null},
                {"id": "m", "expression": "", "return_data": false, "metric": [{"metric_name": "M", "namespace": "N",
                    "dimensions": {"A": "b"}, "period": 60, "stat": "Sum", "unit": ""}]},
            ]},
    }]}}});
    let plan = ebb_blueprint::read("p.json", &plan.to_string()).unwrap();
    let metrics = serde_json::to_value(&plan.alarms[0].request.metrics).unwrap();
    let want = json!([
        {"Id": "e", "Expression": "FILL(m, 0)", "Label": "x", "ReturnData": true},
        {"Id": "m", "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "M",
            "Dimensions": [{"Name": "A", "Value": "b"}]}, "Period": 60, "Stat": "Sum"}, "ReturnData": false},
    ]);
    assert_eq!(metrics, want);
    assert!(plan.setup(&plan.scope()).is_ok());
}

#[test]
fn the_example_of_the_server_is_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ebb.toml");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(ebb_blueprint::read("ebb.toml", &text).unwrap().is_empty(), "all of it is a comment");
    let from = text.find("# [[targets]]").unwrap();
    let to = text.find("# Keys with which clients sign").unwrap();
    let lines = text[from..to].lines().filter(|line| !line.starts_with("# Alarms that"));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches(['#', ' '])).collect();
    let declared = ebb_blueprint::read("ebb.toml", &lines.join("\n")).unwrap();
    let setup = declared.setup(&declared.scope()).unwrap();
    assert_eq!((setup.targets.len(), setup.policies.len(), setup.alarms.len()), (1, 2, 2));
    assert_eq!(setup.scheduled_actions.len(), 1);
}
