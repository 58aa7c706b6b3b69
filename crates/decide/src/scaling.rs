//! Application Auto Scaling's things: scalable targets, policies, managed alarms, activities.

mod activity;
mod custom;
mod managed_alarm;
mod policy;
mod scheduled;
mod shadow;
mod target;

pub use activity::{Activity, Cause, NewBounds, NotScaledReason, StatusCode, SupersededBy};
pub use custom::{CustomFailure, CustomOrder, CustomReport, CustomStatus};
pub use managed_alarm::{Side, managed_alarm};
pub use policy::{PolicyConfig, PolicyType, ScalingPolicy};
pub use scheduled::ScheduledAction;
pub use shadow::{ShadowRecord, Wish, Wishes};
pub use target::{
    Key, ScalableTarget, Suspended, UnsupportedResource, dimension_of, key_of, namespace_of,
    noun_of, parse_workload,
};
