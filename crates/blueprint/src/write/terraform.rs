//! Terraform's language.

mod body;

use std::collections::BTreeSet;

use ebb_aws_model::application_autoscaling::PutScalingPolicyRequest;
use serde_json::Value;

use self::body::{Body, Word};
use super::aws::request;
use crate::blueprint::policy_id;
use crate::{Blueprint, PolicyId};

/// Resources of the AWS provider, in the form that `terraform fmt` leaves alone. Policies refer to their targets and alarms
/// to their policies, so that one apply brings all of it about.
pub fn terraform(blueprint: &Blueprint) -> String {
    let mut names = Names::default();
    let targets: Vec<(String, &str, &str)> = blueprint
        .targets
        .iter()
        .map(|target| {
            let of = &target.request;
            (names.take(&of.resource_id), of.resource_id.as_str(), of.scalable_dimension.as_str())
        })
        .collect();
    let mut names = Names::default();
    let policies: Vec<(String, PolicyId)> = blueprint
        .policies
        .iter()
        .map(|policy| (names.take(&policy.request.policy_name), policy_id(&policy.request)))
        .collect();
    let key = |resource: &str, dimension: &str, namespace: &str| {
        let target = targets.iter().find(|(_, id, of)| *id == resource && *of == dimension);
        let mut body = Body::default();
        for (attribute, text) in [
            ("service_namespace", namespace),
            ("resource_id", resource),
            ("scalable_dimension", dimension),
        ] {
            let word = match target {
                Some((name, ..)) => {
                    Word::Bare(format!("aws_appautoscaling_target.{name}.{attribute}"))
                }
                None => Word::Text(text.to_owned()),
            };
            body.attribute(attribute, word);
        }
        body
    };
    let mut text = String::new();
    for (target, (name, ..)) in blueprint.targets.iter().zip(&targets) {
        let mut body = Body::default();
        body.members(&request(&target.request), &[]);
        resource(&mut text, "aws_appautoscaling_target", name, &body);
    }
    for (policy, (name, _)) in blueprint.policies.iter().zip(&policies) {
        let of = &policy.request;
        let mut body = Body::default();
        body.attribute("name", Word::Text(of.policy_name.clone()));
        body.attribute("policy_type", Word::Text(policy_type(of)));
        body.append(key(&of.resource_id, &of.scalable_dimension, &of.service_namespace));
        let given =
            ["PolicyName", "PolicyType", "ServiceNamespace", "ResourceId", "ScalableDimension"];
        body.members(&request(of), &given);
        resource(&mut text, "aws_appautoscaling_policy", name, &body);
    }
    let mut names = Names::default();
    for alarm in &blueprint.alarms {
        let mut body = Body::default();
        body.alarm(&request(&alarm.request), |action| {
            let id = PolicyId::of_action(action)?;
            let (name, _) = policies.iter().find(|(_, policy)| *policy == id)?;
            Some(format!("aws_appautoscaling_policy.{name}.arn"))
        });
        let name = names.take(&alarm.request.alarm_name);
        resource(&mut text, "aws_cloudwatch_metric_alarm", &name, &body);
    }
    let mut names = Names::default();
    for action in &blueprint.scheduled_actions {
        let of = &action.request;
        let mut body = Body::default();
        body.attribute("name", Word::Text(of.scheduled_action_name.clone()));
        body.append(key(&of.resource_id, &of.scalable_dimension, &of.service_namespace));
        let given = ["ScheduledActionName", "ServiceNamespace", "ResourceId", "ScalableDimension"];
        body.members(&request(of), &given);
        let name = names.take(&of.scheduled_action_name);
        resource(&mut text, "aws_appautoscaling_scheduled_action", &name, &body);
    }
    text
}

/// The provider takes a policy without a type for a step policy.
fn policy_type(policy: &PutScalingPolicyRequest) -> String {
    policy.policy_type.clone().unwrap_or_else(|| {
        let tracks = policy.target_tracking_scaling_policy_configuration.is_some();
        if tracks { "TargetTrackingScaling" } else { "StepScaling" }.to_owned()
    })
}

fn resource(text: &mut String, kind: &str, name: &str, body: &Body) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("resource \"{kind}\" \"{name}\" {{\n"));
    body.write(text, 1);
    text.push_str("}\n");
}

/// Some members of a resource.
pub(super) fn snippet(shape: &str, members: &Value) -> String {
    let mut body = Body::default();
    if shape == "PutMetricAlarmInput" {
        body.alarm(members, |_| None);
    } else {
        body.members(members, &[]);
    }
    let mut text = String::new();
    body.write(&mut text, 0);
    text
}

/// Names of resources, each once within its type.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn take(&mut self, text: &str) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
        let mut name: String = text.chars().map(letter).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            name.insert(0, '_');
        }
        let mut free = name.clone();
        let mut number = 2;
        while !self.0.insert(free.clone()) {
            free = format!("{name}_{number}");
            number += 1;
        }
        free
    }
}
