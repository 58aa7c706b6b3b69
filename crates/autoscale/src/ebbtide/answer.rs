//! The bodies that come back, read as far as they are needed.

use ebb_units::{Bounds, Capacity};
use serde::Deserialize;

use crate::{DescribedAlarm, DescribedPolicy, PolicyKind, Resource, ScalableTarget};

/// Any object; what it holds is not needed.
#[derive(Deserialize)]
pub(super) struct Empty {}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Targets {
    #[serde(default)]
    pub(super) scalable_targets: Vec<Target>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Target {
    resource_id: String,
    scalable_dimension: String,
    min_capacity: Capacity,
    max_capacity: Capacity,
}

impl Target {
    /// None for a target of another dimension, such as provisioned concurrency.
    pub(super) fn read(self) -> Option<ScalableTarget> {
        let resource: Resource = self.resource_id.parse().ok()?;
        if resource.dimension() != self.scalable_dimension {
            return None;
        }
        let bounds = Bounds::new(self.min_capacity, self.max_capacity).ok()?;
        Some(ScalableTarget { resource, bounds })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutPolicy {
    #[serde(rename = "PolicyARN")]
    policy_arn: String,
    #[serde(default)]
    alarms: Vec<AlarmName>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AlarmName {
    alarm_name: String,
}

impl PutPolicy {
    pub(super) fn read(self) -> crate::PutPolicy {
        crate::PutPolicy { arn: self.policy_arn, alarms: names(self.alarms) }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policies {
    #[serde(default)]
    pub(super) scaling_policies: Vec<Policy>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policy {
    #[serde(rename = "PolicyARN")]
    policy_arn: String,
    policy_name: String,
    policy_type: String,
    #[serde(default)]
    alarms: Vec<AlarmName>,
}

impl Policy {
    pub(super) fn read(self) -> DescribedPolicy {
        DescribedPolicy {
            name: self.policy_name,
            arn: self.policy_arn,
            kind: PolicyKind::from(self.policy_type.as_str()),
            alarms: names(self.alarms),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Alarms {
    #[serde(default)]
    pub(super) metric_alarms: Vec<Alarm>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Alarm {
    alarm_name: String,
    alarm_arn: String,
    state_value: String,
    #[serde(default)]
    alarm_actions: Vec<String>,
}

impl Alarm {
    pub(super) fn read(self) -> DescribedAlarm {
        DescribedAlarm {
            name: self.alarm_name,
            arn: self.alarm_arn,
            state: self.state_value,
            actions: self.alarm_actions,
        }
    }
}

fn names(alarms: Vec<AlarmName>) -> Vec<String> {
    alarms.into_iter().map(|alarm| alarm.alarm_name).collect()
}
