//! Application Auto Scaling's things: scalable targets, policies, managed alarms, activities.

mod activity;
mod managed_alarm;
mod policy;
mod target;

pub use activity::{Activity, Cause, NotScaledReason, StatusCode, SupersededBy};
pub use managed_alarm::{Side, managed_alarm};
pub use policy::{PolicyConfig, PolicyType, ScalingPolicy};
pub use target::{
    Key, ScalableTarget, Suspended, UnsupportedResource, dimension_of, noun_of, parse_workload,
};
