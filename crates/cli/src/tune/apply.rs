//! The recommendation as something that can be applied.

use ebb_blueprint::{Blueprint, Knob, read_answer};
use ebb_decide::PolicyBlock;
use ebb_decide::policy::TrackedMetric;
use ebb_decide::scaling::key_of;
use ebb_sim::tune::Candidate;
use ebb_sim::{Policies, Scenario};
use serde_json::{Value, json};

use super::added::{beside, queries};
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
            ("Expression", Some(policy), _) => {
                track_expression(&mut chosen, policy, scenario, &candidate.policies)?;
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

/// Puts the expression that a candidate tracks in the place of what was tracked.
fn track_expression(
    chosen: &mut Blueprint,
    policy: usize,
    scenario: &Scenario,
    candidate: &Policies,
) -> Result<(), Failure> {
    let request = &mut chosen.policies[policy].request;
    let own = candidate.policies.iter().find(|own| own.request.name == request.policy_name);
    let Some(PolicyBlock::Tracking(tracking)) = own.and_then(|own| own.request.block.as_ref())
    else {
        return Ok(());
    };
    let TrackedMetric::Math(math) = &tracking.metric else { return Ok(()) };
    let mut written = target(scenario);
    written["PolicyName"] = json!(request.policy_name);
    written["PolicyType"] = json!("TargetTrackingScaling");
    written["TargetTrackingScalingPolicyConfiguration"] = json!({
        "TargetValue": tracking.target_value,
        "CustomizedMetricSpecification": { "Metrics": queries(math, None) },
    });
    let read = made(&json!({ "PutScalingPolicy": [written] }))?;
    let specification = read.policies.into_iter().find_map(|read| {
        let tracking = read.request.target_tracking_scaling_policy_configuration?;
        tracking.customized_metric_specification
    });
    if let Some(tracking) = request.target_tracking_scaling_policy_configuration.as_mut() {
        tracking.predefined_metric_specification = None;
        tracking.customized_metric_specification = specification;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use ebb_decide::PolicyRequest;
    use ebb_decide::alarm::{Actions, AlarmSpec, MathWatch, Watch};
    use ebb_decide::hosting::metric_of;
    use ebb_decide::math::{MetricStat, Query, Source};
    use ebb_decide::policy::{PredefinedMetric, StepAdjustment, StepRequest, TrackingConfig};
    use ebb_decide::scaling::PolicyType;
    use ebb_sim::Bounds;
    use ebb_sim::tune::{Figures, Setting};
    use ebb_units::{Comparison, Statistic};

    use super::*;

    fn policy(scenario: &Scenario, name: &str, block: PolicyBlock) -> PolicyRequest {
        let policy_type = match block {
            PolicyBlock::Tracking(_) => PolicyType::TargetTrackingScaling,
            PolicyBlock::Step(_) | PolicyBlock::Several => PolicyType::StepScaling,
        };
        PolicyRequest {
            workload: scenario.host.workload.clone(),
            name: name.to_owned(),
            policy_type: Some(policy_type),
            block: Some(block),
        }
    }

    fn tracked(metric: TrackedMetric) -> PolicyBlock {
        PolicyBlock::Tracking(TrackingConfig {
            target_value: 30.0,
            metric,
            scale_in_cooldown_secs: None,
            scale_out_cooldown_secs: None,
            disable_scale_in: None,
        })
    }

    fn expression(scenario: &Scenario) -> MathWatch {
        let query = |id: &str, return_data, source| Query {
            id: id.to_owned(),
            label: None,
            return_data: Some(return_data),
            period_secs: None,
            account_id: None,
            source,
        };
        let stat = MetricStat {
            metric: metric_of(&scenario.host.workload, "AWS/SageMaker", "Invocations"),
            statistic: Statistic::Sum,
            stat: "Sum".to_owned(),
            period_secs: 60,
            unit: None,
        };
        MathWatch::new(vec![
            query("all", false, Source::Metric(stat)),
            query("twice", true, Source::Expression("2 * all".to_owned())),
        ])
        .unwrap()
    }

    #[test]
    fn an_expression_and_its_alarm_are_written_in_every_form_and_read_again() {
        let scenario = Scenario::new();
        let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
        let base = Policies::none(Bounds { min: 1, max: 4 }).with(policy(
            &scenario,
            "invocations",
            tracked(TrackedMetric::Predefined(metric)),
        ));
        let math = Box::new(expression(&scenario));
        let step = StepRequest {
            steps: vec![StepAdjustment { lower: None, upper: Some(0.0), adjustment: -1 }],
            ..StepRequest::default()
        };
        let alarm = AlarmSpec {
            name: "low".into(),
            description: None,
            actions_enabled: true,
            ok_actions: Actions::default(),
            alarm_actions: vec!["in".to_owned()].into(),
            insufficient_data_actions: Actions::default(),
            watch: Watch::Math(math.clone()),
            period_secs: 60,
            evaluation_periods: 3,
            datapoints_to_alarm: None,
            threshold: Some(15.0),
            comparison: Comparison::LessThanThreshold,
            treat_missing_data: None,
            evaluate_low_sample_count_percentile: None,
        };
        let policies = Policies::none(Bounds { min: 1, max: 4 })
            .with(policy(&scenario, "invocations", tracked(TrackedMetric::Math(math))))
            .with(policy(&scenario, "in", PolicyBlock::Step(step)))
            .with_alarm(alarm);
        let setting = |member: &str, value: &str| Setting {
            of: Some("invocations".to_owned()),
            member: member.to_owned(),
            value: value.to_owned(),
        };
        let candidate = Candidate {
            settings: vec![setting("Expression", "2 * all"), setting("TargetValue", "30")],
            policies,
            searched: Figures::default(),
            held_out: Figures::default(),
        };
        let declared = advice(&scenario, &base).unwrap();
        let chosen = settings(&declared, &scenario, &candidate).unwrap();
        let aws = ebb_blueprint::write::aws_json(&chosen);
        let tracking = &aws["PutScalingPolicy"][0]["TargetTrackingScalingPolicyConfiguration"];
        assert_eq!(tracking["PredefinedMetricSpecification"], Value::Null);
        let metrics = &tracking["CustomizedMetricSpecification"]["Metrics"];
        assert_eq!(metrics[0]["MetricStat"]["Metric"]["MetricName"], "Invocations");
        assert_eq!(metrics[1]["Expression"], "2 * all");
        let watched = &aws["PutMetricAlarm"][0]["Metrics"];
        assert_eq!(watched[0]["MetricStat"]["Period"], 60);
        assert_eq!(watched[1]["Expression"], "2 * all");
        for (name, written) in
            [("ebb.toml", ebb_blueprint::write::toml(&chosen)), ("policies.json", aws.to_string())]
        {
            let again = ebb_blueprint::read(name, &written).unwrap();
            let again = ebb_blueprint::write::aws_json(&again);
            assert_eq!(again["PutMetricAlarm"][0]["Metrics"], *watched, "{name}");
            let again = &again["PutScalingPolicy"][0]["TargetTrackingScalingPolicyConfiguration"];
            assert_eq!(again["CustomizedMetricSpecification"]["Metrics"], *metrics, "{name}");
        }
        assert!(ebb_blueprint::write::terraform(&chosen).contains("2 * all"));
    }
}
