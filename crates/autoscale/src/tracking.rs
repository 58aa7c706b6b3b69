//! The target-tracking policy: keep a metric at a value.
//!
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>

use ebb_units::{MetricId, Statistic, Unit};
use serde::Serialize;

/// Adds and removes capacity so that a metric stays at a value.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TargetTrackingScalingPolicy {
    /// Its name, unique among the policies of its target.
    pub name: String,
    /// What is kept.
    pub metric: TrackedMetric,
    /// At which value; more than 0, in the unit of the metric.
    pub target_value: f64,
    /// Seconds after a scale-in before the next one.
    pub scale_in_cooldown_s: u32,
    /// Seconds for which a scale-out counts towards the next one.
    pub scale_out_cooldown_s: u32,
}

/// The metric of a target-tracking policy.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackedMetric {
    /// One that the service knows by name; its dimensions follow from the target.
    Predefined(PredefinedMetric),
    /// Any metric of CloudWatch.
    Customized(CustomizedMetric),
}

/// The predefined metrics of SageMaker hosting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum PredefinedMetric {
    /// Invocations per minute and instance of a variant.
    SageMakerVariantInvocationsPerInstance,
    /// Requests under way per model of a variant, every 10 s.
    SageMakerVariantConcurrentRequestsPerModelHighResolution,
    /// Invocations per minute and copy of a component.
    SageMakerInferenceComponentInvocationsPerCopy,
    /// Requests under way per copy of a component, every 10 s.
    SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
}

/// A metric by namespace, name and dimensions.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CustomizedMetric {
    /// Which one.
    pub metric: MetricId,
    /// How the samples of a minute become one value; one of the five basic statistics.
    pub statistic: Statistic,
    /// Unit in which the metric is published. With another unit here than there, the policy sees no data.
    pub unit: Option<Unit>,
}

impl PredefinedMetric {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SageMakerVariantInvocationsPerInstance => {
                "SageMakerVariantInvocationsPerInstance"
            }
            Self::SageMakerVariantConcurrentRequestsPerModelHighResolution => {
                "SageMakerVariantConcurrentRequestsPerModelHighResolution"
            }
            Self::SageMakerInferenceComponentInvocationsPerCopy => {
                "SageMakerInferenceComponentInvocationsPerCopy"
            }
            Self::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution => {
                "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
            }
        }
    }
}
