//! Policies as users write them.

use ebb_decide::policy::{PredefinedMetric, TrackedMetric, TrackingConfig};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_sim::{Bounds, Policies};
use ebb_units::Workload;

pub(crate) fn component() -> Workload {
    Workload::Component { name: "simulated".to_owned() }
}

pub(crate) fn variant() -> Workload {
    Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() }
}

/// Target tracking of requests per copy and minute, cooldowns as by default.
pub(crate) fn tracking(workload: &Workload, target_value: f64) -> PolicyRequest {
    let metric = PredefinedMetric::of(workload)[0];
    tracking_of(workload, metric, target_value, None)
}

pub(crate) fn tracking_of(
    workload: &Workload,
    metric: PredefinedMetric,
    target_value: f64,
    cooldown_secs: Option<i32>,
) -> PolicyRequest {
    PolicyRequest {
        workload: workload.clone(),
        name: "track".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(TrackingConfig {
            target_value,
            metric: TrackedMetric::Predefined(metric),
            scale_in_cooldown_secs: cooldown_secs,
            scale_out_cooldown_secs: cooldown_secs,
            disable_scale_in: None,
        })),
    }
}

/// A target that nothing moves.
pub(crate) fn fixed(copies: u32) -> Policies {
    Policies::none(Bounds { min: copies, max: copies })
}
