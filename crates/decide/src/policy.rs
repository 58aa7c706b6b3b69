//! Scaling arithmetic: what one policy proposes, and what all policies of a target decide together.
//!
//! Pure functions over plain numbers. Who calls them, when, and with which alarm is the controller's business.

mod cooldown;
mod step;
mod tracking;
mod verdict;

pub use cooldown::Cooldown;
pub(crate) use step::mean;
pub use step::{
    AdjustmentType, Aggregation, StepAdjustment, StepConfig, StepConfigError, StepRequest,
};
pub use tracking::{
    CustomizedMetric, PredefinedMetric, TargetValueError, TrackedMetric, TrackingConfig, proposal,
};
pub use verdict::{Direction, Held, Standing, TargetFacts, Verdict, Vote, Wish, decide};
