//! The section of `ebb.toml`.

use ebb_aws_model::cloudwatch::PutMetricAlarmInput;
use ebb_units::Timestamp;
use serde_json::Value;

use super::aws::request;
use crate::Form;
use crate::blueprint::policy_id;
use crate::link::key_of_resource;
use crate::shaped::{alias_of, kebab};
use crate::{Blueprint, Declared, PolicyId};

/// Members that hold instants.
const INSTANTS: [&str; 2] = ["StartTime", "EndTime"];

/// Targets with their policies, alarms and scheduled actions, as `ebb.toml` has them. Policies and actions whose target is
/// not declared get one with their key alone.
pub fn toml(blueprint: &Blueprint) -> String {
    let mut text = String::new();
    let mut written = Vec::new();
    for key in keys(blueprint) {
        // The last one is what would stand in the end.
        let target = blueprint.targets.iter().rev().find(|target| {
            let request = &target.request;
            key == [&request.resource_id, &request.scalable_dimension, &request.service_namespace]
        });
        let own = target.map_or(Value::Null, |target| request(&target.request));
        section(&mut text, "[[targets]]");
        key_lines(&mut text, &key);
        body(&mut text, "targets", "RegisterScalableTargetRequest", &own, &KEY);
        for policy in &blueprint.policies {
            let of = &policy.request;
            if key != [&of.resource_id, &of.scalable_dimension, &of.service_namespace] {
                continue;
            }
            let mut left_out = KEY.to_vec();
            let blocks = [
                (
                    "TargetTrackingScaling",
                    of.target_tracking_scaling_policy_configuration.is_some(),
                ),
                ("StepScaling", of.step_scaling_policy_configuration.is_some()),
            ];
            let told: Vec<&str> =
                blocks.into_iter().filter(|(_, is)| *is).map(|(kind, _)| kind).collect();
            if of.policy_type.as_deref().is_some_and(|kind| told == [kind]) {
                left_out.push("PolicyType");
            }
            section(&mut text, "[[targets.policies]]");
            body(
                &mut text,
                "targets.policies",
                "PutScalingPolicyRequest",
                &request(&policy.request),
                &left_out,
            );
            let id = policy_id(of);
            for (index, alarm) in blueprint.alarms.iter().enumerate() {
                if runs_first(alarm).as_ref() == Some(&id) {
                    write_alarm(&mut text, "targets.policies.alarms", alarm, Some(&id));
                    written.push(index);
                }
            }
        }
        for action in &blueprint.scheduled_actions {
            let of = &action.request;
            if key == [&of.resource_id, &of.scalable_dimension, &of.service_namespace] {
                section(&mut text, "[[targets.scheduled-actions]]");
                let path = "targets.scheduled-actions";
                body(&mut text, path, "PutScheduledActionRequest", &request(of), &KEY);
            }
        }
    }
    for (index, alarm) in blueprint.alarms.iter().enumerate() {
        if !written.contains(&index) {
            write_alarm(&mut text, "metric-alarms", alarm, None);
        }
    }
    text
}

/// Some members of a table.
pub(super) fn snippet(shape: &str, members: &Value) -> String {
    let mut text = String::new();
    for (name, value) in members.as_object().into_iter().flatten() {
        let alias = alias_of(Form::Toml, shape, name);
        let name = alias.map_or_else(|| kebab(name), str::to_owned);
        line(&mut text, &name, &inline(value));
    }
    text
}

const KEY: [&str; 3] = ["ResourceId", "ScalableDimension", "ServiceNamespace"];

/// The targets of all that is declared, each once, in the order in which they are named first.
fn keys(blueprint: &Blueprint) -> Vec<[&String; 3]> {
    let mut keys: Vec<[&String; 3]> = Vec::new();
    let targets = blueprint.targets.iter().map(|one| &one.request);
    let targets =
        targets.map(|of| [&of.resource_id, &of.scalable_dimension, &of.service_namespace]);
    let policies = blueprint.policies.iter().map(|one| &one.request);
    let policies =
        policies.map(|of| [&of.resource_id, &of.scalable_dimension, &of.service_namespace]);
    let actions = blueprint.scheduled_actions.iter().map(|one| &one.request);
    let actions =
        actions.map(|of| [&of.resource_id, &of.scalable_dimension, &of.service_namespace]);
    for key in targets.chain(policies).chain(actions) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn key_lines(text: &mut String, [resource, dimension, namespace]: &[&String; 3]) {
    line(text, "resource-id", &quoted(resource));
    let told = key_of_resource(resource);
    if told.as_ref().is_none_or(|key| key.namespace != **namespace) {
        line(text, "service-namespace", &quoted(namespace));
    }
    if told.as_ref().is_none_or(|key| key.dimension != **dimension) {
        line(text, "scalable-dimension", &quoted(dimension));
    }
}

/// The policy under which an alarm is written.
fn runs_first(alarm: &Declared<PutMetricAlarmInput>) -> Option<PolicyId> {
    alarm.request.alarm_actions.iter().flatten().find_map(|action| PolicyId::of_action(action))
}

fn write_alarm(
    text: &mut String,
    path: &str,
    alarm: &Declared<PutMetricAlarmInput>,
    under: Option<&PolicyId>,
) {
    let mut alarm = alarm.request.clone();
    if let (Some(actions), Some(_)) = (&mut alarm.alarm_actions, under) {
        actions.retain(|action| PolicyId::of_action(action).as_ref() != under);
        if actions.is_empty() {
            alarm.alarm_actions = None;
        }
    }
    section(text, &format!("[[{path}]]"));
    body(text, path, "PutMetricAlarmInput", &request(&alarm), &[]);
}

fn section(text: &mut String, head: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(head);
    text.push('\n');
}

fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(&format!("{name} = {value}\n"));
}

/// The members of a request: plain ones first, then those that are tables.
fn body(text: &mut String, path: &str, shape: &str, value: &Value, left_out: &[&str]) {
    let Value::Object(members) = value else { return };
    let name_of = |member: &str| {
        alias_of(Form::Toml, shape, member).map_or_else(|| kebab(member), str::to_owned)
    };
    let kept = || members.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
    for (name, value) in kept().filter(|(_, value)| !value.is_object()) {
        let written = match value.as_f64().filter(|_| INSTANTS.contains(&name.as_str())) {
            Some(seconds) => instant(seconds),
            None => inline(value),
        };
        line(text, &name_of(name), &written);
    }
    for (name, value) in kept().filter(|(_, value)| value.is_object()) {
        let path = format!("{path}.{}", name_of(name));
        section(text, &format!("[{path}]"));
        for (name, value) in value.as_object().into_iter().flatten() {
            line(text, &name_within(&path, name), &inline(value));
        }
    }
}

/// A name below the request: tags have names of their own, all else is a member and has no other name than its own.
fn name_within(path: &str, name: &str) -> String {
    if path.ends_with(".tags") { quoted(name) } else { kebab(name) }
}

fn inline(value: &Value) -> String {
    match value {
        // No request has nulls.
        Value::Null => "\"\"".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let items: Vec<String> =
                items.iter().map(|item| format!("  {},\n", inline(item))).collect();
            format!("[\n{}]", items.concat())
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{} = {}", kebab(name), inline_in_table(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

/// Within a table in braces everything stays on one line.
fn inline_in_table(value: &Value) -> String {
    let Value::Array(items) = value else { return inline(value) };
    let items: Vec<String> = items.iter().map(inline_in_table).collect();
    format!("[{}]", items.join(", "))
}

/// The escapes of JSON are escapes of TOML too; only DEL stands bare in JSON alone.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from f64 saturates; what is no time stays a number"
)]
fn instant(seconds: f64) -> String {
    match Timestamp::from_millisecond((seconds * 1000.0).round() as i64) {
        Ok(at) => at.to_string(),
        Err(_) => seconds.to_string(),
    }
}
