//! What AWS advises whoever has not tuned anything.

use ebb_decide::policy::{PredefinedMetric, TrackedMetric, TrackingConfig};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_units::Workload;

use crate::scaling::{Bounds, Policies};
use crate::scenario::Scenario;

/// Share of a copy's largest rate at which AWS's guide wants copies to be kept.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html>
pub const SAFETY_FACTOR: f64 = 0.5;

/// Target tracking of the invocations per copy, at the largest rate of a copy times [`SAFETY_FACTOR`] times 60, with
/// cooldowns left at their default. `work_secs` is what a request takes on average.
pub fn default_advice(scenario: &Scenario, work_secs: f64, bounds: Bounds) -> Policies {
    let most_per_sec = scenario.discipline.capacity() / work_secs.max(1e-9);
    let metric = match &scenario.host.workload {
        Workload::Component { .. } => {
            PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy
        }
        Workload::Variant { .. } | Workload::Custom { .. } => {
            PredefinedMetric::SageMakerVariantInvocationsPerInstance
        }
    };
    Policies::none(bounds).with(PolicyRequest {
        workload: scenario.host.workload.clone(),
        name: "invocations".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(TrackingConfig {
            target_value: most_per_sec * SAFETY_FACTOR * 60.0,
            metric: TrackedMetric::Predefined(metric),
            scale_in_cooldown_secs: None,
            scale_out_cooldown_secs: None,
            disable_scale_in: None,
        })),
    })
}
