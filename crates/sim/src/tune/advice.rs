//! What AWS advises whoever has not tuned anything.

use ebb_decide::policy::{PredefinedMetric, TrackedMetric, TrackingConfig};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_units::Workload;

use super::space::tidy;
use crate::arrival::Arrival;
use crate::scaling::{Bounds, Policies, Scaling};
use crate::scenario::Scenario;
use crate::simulate::{SimulationError, simulate};

/// Share of a copy's largest rate at which AWS's guide wants copies to be kept.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html>
pub const SAFETY_FACTOR: f64 = 0.5;

/// Requests from which the work of a request is learned.
const SAMPLE: usize = 10_000;

/// Target tracking of the invocations per copy, at the largest rate of a copy times [`SAFETY_FACTOR`] times 60, with
/// cooldowns left at their default. How much a copy can do is learned from the first arrivals, as a load test would.
///
/// # Errors
/// [`SimulationError`] when the scenario cannot be simulated.
pub fn default_advice(
    scenario: &Scenario,
    arrivals: &[Arrival],
    bounds: Bounds,
) -> Result<Policies, SimulationError> {
    let still = Scaling::Policies(Policies::none(Bounds { min: 1, max: 1 }));
    let sample = arrivals.iter().take(SAMPLE).copied().map(Ok);
    let seen = simulate(&Scenario { tail_secs: 0, ..scenario.clone() }, still, sample)?.summary;
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    let work_secs = seen.work_secs / seen.arrivals.max(1) as f64;
    let most_per_sec = scenario.discipline.capacity() / work_secs.max(1e-9);
    let metric = match &scenario.host.workload {
        Workload::Component { .. } => {
            PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy
        }
        Workload::Variant { .. } | Workload::Custom { .. } => {
            PredefinedMetric::SageMakerVariantInvocationsPerInstance
        }
    };
    Ok(Policies::none(bounds).with(PolicyRequest {
        workload: scenario.host.workload.clone(),
        name: "invocations".to_owned(),
        policy_type: Some(PolicyType::TargetTrackingScaling),
        block: Some(PolicyBlock::Tracking(TrackingConfig {
            target_value: tidy(most_per_sec * SAFETY_FACTOR * 60.0),
            metric: TrackedMetric::Predefined(metric),
            scale_in_cooldown_secs: None,
            scale_out_cooldown_secs: None,
            disable_scale_in: None,
        })),
    }))
}
