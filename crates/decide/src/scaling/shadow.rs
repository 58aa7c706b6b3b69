//! What is kept of a shadow: a candidate that decides on a target beside what scales it, and moves nothing.

use ebb_units::{Capacity, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ScalableTarget, ScalingPolicy, ScheduledAction};
use crate::realm::AlarmRecord;

/// A shadow as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShadowRecord {
    /// Its name within the scope.
    pub name: String,
    /// When it was put.
    pub created: Timestamp,
    /// The target as the shadow has it: its bounds, and whether scaling is suspended.
    pub target: ScalableTarget,
    /// Its policies, each with its own cooldowns.
    pub policies: Vec<ScalingPolicy>,
    /// Its alarms, those that target tracking manages among them.
    pub alarms: Vec<AlarmRecord>,
    /// Its scheduled actions.
    pub scheduled: Vec<ScheduledAction>,
    /// What has come of its decisions.
    pub wishes: Wishes,
}

/// A change that a shadow has decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// When.
    pub at: Timestamp,
    /// The policy that won; absent when bounds would have moved the capacity.
    pub policy: Option<String>,
    /// The capacity that was asked for last then.
    pub from: Capacity,
    /// The one that the shadow would have set.
    pub to: Capacity,
}

/// The changes of a shadow that matter to its cooldowns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Wishes {
    /// The last one that nobody has carried out so far.
    pub open: Option<Wish>,
    /// One that what really scales the target has carried out too: it is under way.
    pub made: Option<Wish>,
}
