//! `ebb.toml`: what is declared there beside the settings of the server.
//!
//! Members are those of AWS's requests in kebab-case. `[[targets]]` is RegisterScalableTarget, with `[[targets.policies]]`
//! (PutScalingPolicy), `[[targets.policies.alarms]]` (PutMetricAlarm; the policy becomes an action of theirs) and
//! `[[targets.scheduled-actions]]` (PutScheduledAction) below. `[[metric-alarms]]` are alarms that run no policy here.

use ebb_aws_model::application_autoscaling::{
    PutScalingPolicyRequest, PutScheduledActionRequest, RegisterScalableTargetRequest,
};
use ebb_aws_model::cloudwatch::PutMetricAlarmInput;
use ebb_units::Scope;

use super::shapes;
use crate::Form;
use crate::blueprint::{Blueprint, default_scope, policy_id};
use crate::link::key_of_resource;
use crate::node::{Member, Node, Tree};
use crate::shaped::{unknown_name, wrong};
use crate::{Declared, ReadError};

/// Names at the top of `ebb.toml` that are settings of the server.
pub const SETTINGS: &[&str] = &[
    "listen",
    "data-dir",
    "ephemeral",
    "account",
    "speed",
    "fleet",
    "images",
    "cold",
    "alarms",
    "scaling",
    "notifications",
    "async",
    "storage",
    "tls",
    "scrape",
    "simulated",
    "copies",
    "record",
    "access-keys",
];

const SCALING: &str = "scaling";
const TARGETS: &str = "targets";
const METRIC_ALARMS: &str = "metric-alarms";
const POLICIES: &str = "policies";
const ALARMS: &str = "alarms";
const SCHEDULED_ACTIONS: &str = "scheduled-actions";

pub(super) fn read(node: &Node) -> Result<Blueprint, ReadError> {
    let mut blueprint = Blueprint::default();
    let scope = scope(node);
    for member in node.members() {
        if member.name == TARGETS {
            for target in tables(&member.value)? {
                read_target(target, &scope, &mut blueprint)?;
            }
        } else if member.name == METRIC_ALARMS {
            for alarm in tables(&member.value)? {
                blueprint.alarms.push(read_alarm(alarm)?);
            }
        } else if member.name == SCALING {
            blueprint.custom_resource_hosts =
                member.value.get("custom-resource-hosts").map(|hosts| {
                    hosts.items().iter().filter_map(Node::text).map(str::to_owned).collect()
                });
        } else if !SETTINGS.contains(&member.name.as_str()) {
            let known: Vec<String> = SETTINGS
                .iter()
                .chain(&[TARGETS, METRIC_ALARMS])
                .map(|name| (*name).to_owned())
                .collect();
            return Err(unknown_name(&member.value.place, &member.name, &known));
        }
    }
    Ok(blueprint)
}

/// The account is a setting of the server; the region is that of whoever asks.
fn scope(node: &Node) -> Scope {
    let account = node.text_of("account").and_then(|account| account.parse().ok());
    let default = default_scope();
    Scope { account: account.unwrap_or(default.account), ..default }
}

fn read_target(node: &Node, scope: &Scope, blueprint: &mut Blueprint) -> Result<(), ReadError> {
    let own = without(node, &[POLICIES, SCHEDULED_ACTIONS])?;
    let mut target: Declared<RegisterScalableTargetRequest> =
        Declared::read(shapes::target(), None, &complete(&own), Form::Toml)?;
    target.address = node.place.path.clone();
    let key = Key {
        namespace: target.request.service_namespace.clone(),
        resource: target.request.resource_id.clone(),
        dimension: target.request.scalable_dimension.clone(),
    };
    blueprint.targets.push(target);
    for policy in node.get(POLICIES).map_or(Ok(&[][..]), tables)? {
        read_policy(policy, &key, scope, blueprint)?;
    }
    for action in node.get(SCHEDULED_ACTIONS).map_or(Ok(&[][..]), tables)? {
        let mut action: Declared<PutScheduledActionRequest> =
            Declared::read(shapes::scheduled_action(), None, &key.added_to(action), Form::Toml)?;
        action.address = action.place().path.clone();
        blueprint.scheduled_actions.push(action);
    }
    Ok(())
}

fn read_policy(
    node: &Node,
    key: &Key,
    scope: &Scope,
    blueprint: &mut Blueprint,
) -> Result<(), ReadError> {
    let own = key.added_to(&with_type(&without(node, &[ALARMS])?));
    let mut policy: Declared<PutScalingPolicyRequest> =
        Declared::read(shapes::policy(), None, &own, Form::Toml)?;
    policy.address = node.place.path.clone();
    let action = policy_id(&policy.request).action(scope);
    blueprint.policies.push(policy);
    for alarm in node.get(ALARMS).map_or(Ok(&[][..]), tables)? {
        let mut alarm = read_alarm(alarm)?;
        alarm.request.alarm_actions.get_or_insert_default().push(action.clone());
        blueprint.alarms.push(alarm);
    }
    Ok(())
}

fn read_alarm(node: &Node) -> Result<Declared<PutMetricAlarmInput>, ReadError> {
    let mut alarm: Declared<PutMetricAlarmInput> =
        Declared::read(shapes::alarm(), None, node, Form::Toml)?;
    alarm.address = alarm.place().path.clone();
    Ok(alarm)
}

/// What identifies a target, for all that is below it.
struct Key {
    namespace: String,
    resource: String,
    dimension: String,
}

impl Key {
    fn added_to(&self, node: &Node) -> Node {
        let mut node = node.clone();
        for (name, text) in [
            ("service-namespace", &self.namespace),
            ("resource-id", &self.resource),
            ("scalable-dimension", &self.dimension),
        ] {
            // What the target does not say is its own mistake; here it is missing, not empty.
            if !text.is_empty() {
                put(&mut node, name, text);
            }
        }
        node
    }
}

/// A resource id tells its namespace and dimension, where they are not given.
fn complete(node: &Node) -> Node {
    let mut node = node.clone();
    if let Some(key) = node.text_of("resource-id").and_then(key_of_resource) {
        if node.get("service-namespace").is_none() {
            put(&mut node, "service-namespace", &key.namespace);
        }
        if node.get("scalable-dimension").is_none() {
            put(&mut node, "scalable-dimension", &key.dimension);
        }
    }
    node
}

/// The block of a policy tells its type.
fn with_type(node: &Node) -> Node {
    let mut node = node.clone();
    if node.get("policy-type").is_none() {
        match (node.get("target-tracking").is_some(), node.get("step-scaling").is_some()) {
            (true, false) => put(&mut node, "policy-type", "TargetTrackingScaling"),
            (false, true) => put(&mut node, "policy-type", "StepScaling"),
            (true, true) | (false, false) => {}
        }
    }
    node
}

fn put(node: &mut Node, name: &str, text: &str) {
    let value = node.made(Tree::Text(text.to_owned()));
    if let Tree::Object(members) = &mut node.tree {
        members.push(Member { name: name.to_owned(), value });
    }
}

/// A table without the lists that are read on their own.
fn without(node: &Node, lists: &[&str]) -> Result<Node, ReadError> {
    let Tree::Object(members) = &node.tree else { return Err(wrong(node, "a table")) };
    let kept = members.iter().filter(|member| !lists.contains(&member.name.as_str()));
    Ok(node.made(Tree::Object(kept.cloned().collect())))
}

fn tables(node: &Node) -> Result<&[Node], ReadError> {
    let Tree::List(items) = &node.tree else {
        return Err(wrong(node, "tables in double brackets, such as [[targets]]"));
    };
    match items.iter().find(|item| !matches!(item.tree, Tree::Object(_))) {
        Some(item) => Err(wrong(item, "a table")),
        None => Ok(items),
    }
}
