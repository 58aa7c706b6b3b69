//! The recommendation as something that can be applied.

use ebb_blueprint::{Blueprint, Knob, read_answer};
use ebb_decide::PolicyBlock;
use ebb_decide::policy::TrackedMetric;
use ebb_decide::scaling::key_of;
use ebb_sim::tune::Candidate;
use ebb_sim::{Policies, Scenario};
use serde_json::{Value, json};

use super::added::beside;
use crate::failure::Failure;

/// The source of what no file holds.
pub(super) const SOURCE: &str = "ebb tune";

/// AWS's advice in the form that can be written.
pub(super) fn advice(scenario: &Scenario, advice: &Policies) -> Result<Blueprint, Failure> {
    let mut policies = Vec::new();
    for policy in &advice.policies {
        let Some(PolicyBlock::Tracking(tracking)) = &policy.request.block else { continue };
        let TrackedMetric::Predefined(metric) = &tracking.metric else { continue };
        let mut request = target(scenario);
        request["PolicyName"] = json!(policy.request.name);
        request["PolicyType"] = json!("TargetTrackingScaling");
        request["TargetTrackingScalingPolicyConfiguration"] = json!({
            "TargetValue": tracking.target_value,
            "PredefinedMetricSpecification": { "PredefinedMetricType": metric.as_str() },
        });
        policies.push(request);
    }
    made(&json!({ "PutScalingPolicy": policies }))
}

/// What was declared, with the settings of a candidate and the bounds that it has.
pub(super) fn settings(
    blueprint: &Blueprint,
    scenario: &Scenario,
    candidate: &Candidate,
) -> Result<Blueprint, Failure> {
    let mut chosen = blueprint.clone();
    let resource = scenario.host.workload.to_string();
    bound(&mut chosen, scenario, &resource, &candidate.policies)?;
    let added = beside(&chosen, &target(scenario), &candidate.policies)?;
    for setting in &candidate.settings {
        let Some(of) = &setting.of else { continue };
        if adds(&added, of) {
            continue;
        }
        let policy = chosen.policies.iter().position(|policy| {
            policy.request.resource_id == resource && policy.request.policy_name == *of
        });
        let alarm = chosen.alarms.iter().position(|alarm| alarm.request.alarm_name == *of);
        let knob = match (setting.member.as_str(), policy, alarm) {
            ("TargetValue", Some(policy), _) => Knob::TargetValue { policy },
            ("ScaleOutCooldown", Some(policy), _) => Knob::ScaleOutCooldown { policy },
            ("ScaleInCooldown", Some(policy), _) => Knob::ScaleInCooldown { policy },
            ("Cooldown", Some(policy), _) => Knob::StepCooldown { policy },
            ("Period", _, Some(alarm)) => Knob::AlarmPeriod { alarm },
            ("EvaluationPeriods", _, Some(alarm)) => {
                // All of the periods have to breach.
                chosen.alarms[alarm].request.datapoints_to_alarm = None;
                Knob::AlarmPeriods { alarm }
            }
            ("Threshold", _, Some(alarm)) => Knob::AlarmThreshold { alarm },
            ("DisableScaleIn", Some(policy), _) => {
                let request = &mut chosen.policies[policy].request;
                if let Some(tracking) =
                    request.target_tracking_scaling_policy_configuration.as_mut()
                {
                    tracking.disable_scale_in = setting.value.parse().ok();
                }
                continue;
            }
            ("PredefinedMetricType", Some(policy), _) => {
                let request = &mut chosen.policies[policy].request;
                if let Some(metric) = request
                    .target_tracking_scaling_policy_configuration
                    .as_mut()
                    .and_then(|tracking| tracking.predefined_metric_specification.as_mut())
                {
                    metric.predefined_metric_type.clone_from(&setting.value);
                }
                continue;
            }
            ("ScalingAdjustment", Some(policy), _) => {
                for (step, size) in setting.value.split(", ").enumerate() {
                    set(&mut chosen, Knob::StepAdjustment { policy, step }, size)?;
                }
                continue;
            }
            _ => return Err(Failure::plain(format!("\"{of}\" has no {}", setting.member))),
        };
        set(&mut chosen, knob, &setting.value)?;
    }
    chosen.extend(added);
    Ok(chosen)
}

/// Whether something is among what is added: it is written whole, and need not be set.
fn adds(added: &Blueprint, name: &str) -> bool {
    added.policies.iter().any(|own| own.request.policy_name == name)
        || added.alarms.iter().any(|own| own.request.alarm_name == name)
        || added.scheduled_actions.iter().any(|own| own.request.scheduled_action_name == name)
}

fn set(blueprint: &mut Blueprint, knob: Knob, value: &str) -> Result<(), Failure> {
    let number: f64 =
        value.parse().map_err(|error| Failure::new("a setting is no number", &error))?;
    blueprint.set(knob, number).map_err(|error| Failure::from_error(&error))
}

fn bound(
    blueprint: &mut Blueprint,
    scenario: &Scenario,
    resource: &str,
    policies: &Policies,
) -> Result<(), Failure> {
    if !blueprint.targets.iter().any(|target| target.request.resource_id == resource) {
        blueprint.extend(made(&json!({ "RegisterScalableTarget": [target(scenario)] }))?);
    }
    let whole = |bound: u32| i32::try_from(bound).unwrap_or(i32::MAX);
    for target in &mut blueprint.targets {
        if target.request.resource_id == resource {
            target.request.min_capacity = Some(whole(policies.bounds.min));
            target.request.max_capacity = Some(whole(policies.bounds.max));
        }
    }
    Ok(())
}

/// The members that name a target.
fn target(scenario: &Scenario) -> Value {
    let key = key_of(&scenario.host.workload);
    json!({
        "ServiceNamespace": key.namespace,
        "ResourceId": key.resource,
        "ScalableDimension": key.dimension,
    })
}

fn made(answer: &Value) -> Result<Blueprint, Failure> {
    read_answer(SOURCE, answer).map_err(|error| Failure::from_error(&error))
}
