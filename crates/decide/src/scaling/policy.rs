//! Scaling policies as they are kept.

use ebb_units::{Scope, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use super::target::namespace_of;
use crate::policy::{Cooldown, StepConfig, TrackingConfig};

/// A policy on a scalable target.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScalingPolicy {
    /// Unique on its target.
    pub name: String,
    /// The target it moves.
    pub workload: Workload,
    /// Kept through every update.
    pub arn: String,
    /// Suffix of the action of its managed alarms; kept through every update.
    pub created_by: String,
    /// When it was put first.
    pub created: Timestamp,
    /// What it does.
    pub config: PolicyConfig,
    /// Names of the alarms it manages: high, then low. Empty for a step policy.
    pub alarms: Vec<String>,
    /// What its finished activities still hold back.
    pub cooldown: Cooldown,
}

/// The two kinds of policy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum PolicyConfig {
    /// Keep a metric at a value.
    Tracking(TrackingConfig),
    /// Adjust by how far an alarm is breached.
    Step(StepConfig),
}

/// The kind of a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PolicyType {
    /// Keep a metric at a value.
    TargetTrackingScaling,
    /// Adjust by how far an alarm is breached.
    StepScaling,
}

impl PolicyType {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TargetTrackingScaling => "TargetTrackingScaling",
            Self::StepScaling => "StepScaling",
        }
    }
}

impl PolicyConfig {
    /// Which kind it is.
    pub fn policy_type(&self) -> PolicyType {
        match self {
            Self::Tracking(_) => PolicyType::TargetTrackingScaling,
            Self::Step(_) => PolicyType::StepScaling,
        }
    }

    /// Seconds of the scale-out cooldown.
    pub fn scale_out_cooldown_secs(&self) -> u32 {
        match self {
            Self::Tracking(config) => config.scale_out_cooldown_secs(),
            Self::Step(config) => config.cooldown_secs(),
        }
    }

    /// Seconds of the scale-in cooldown.
    pub fn scale_in_cooldown_secs(&self) -> u32 {
        match self {
            Self::Tracking(config) => config.scale_in_cooldown_secs(),
            Self::Step(config) => config.cooldown_secs(),
        }
    }
}

impl ScalingPolicy {
    /// The ARN of a policy.
    pub fn make_arn(scope: &Scope, policy_uuid: &str, workload: &Workload, name: &str) -> String {
        let Scope { account, region } = scope;
        let (partition, namespace) = (region.partition(), namespace_of(workload));
        format!(
            "arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:{policy_uuid}:resource/{namespace}/{workload}:policyName/{name}"
        )
    }

    /// The action that its managed alarms carry.
    pub fn managed_action(&self) -> String {
        format!("{}:createdBy/{}", self.arn, self.created_by)
    }

    /// Whether an alarm action names this policy: the bare ARN, or with the suffix of its managed alarms.
    pub fn is_named_by(&self, action: &str) -> bool {
        action == self.arn
            || action
                .strip_prefix(&self.arn)
                .and_then(|rest| rest.strip_prefix(":createdBy/"))
                .is_some_and(|id| id == self.created_by)
    }
}
