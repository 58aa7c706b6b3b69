//! Target tracking: keep a metric at a value by changing capacity in proportion.
//!
//! Rules: <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>

use ebb_units::{Capacity, Dimension, MetricId, Statistic, Unit, Workload};
use serde::{Deserialize, Serialize};

use crate::alarm::{MathWatch, MetricWatch, Watch};
use crate::math::{Query, Source};

/// Customized metrics are read in periods of this length.
const MINUTE_SECS: u32 = 60;

/// Configuration of a target tracking policy, members kept absent where they were not given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrackingConfig {
    /// The value to keep the metric at.
    pub target_value: f64,
    /// The metric that is tracked.
    pub metric: TrackedMetric,
    /// Seconds after a finished scale-in before the next one; 300 when absent.
    pub scale_in_cooldown_secs: Option<i32>,
    /// Seconds after a finished scale-out in which its units count as credit; 300 when absent.
    pub scale_out_cooldown_secs: Option<i32>,
    /// True: the policy only ever scales out.
    pub disable_scale_in: Option<bool>,
}

/// The metric a policy tracks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum TrackedMetric {
    /// One of the service's own.
    Predefined(PredefinedMetric),
    /// Any CloudWatch metric.
    Customized(CustomizedMetric),
    /// What an expression makes of several metrics.
    Math(Box<MathWatch>),
}

/// A single CloudWatch metric with its statistic.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CustomizedMetric {
    /// Which metric.
    pub metric: MetricId,
    /// How the samples of a minute become one number.
    pub statistic: Statistic,
    /// Only data of this unit counts; any unit when absent.
    pub unit: Option<Unit>,
    /// The metric's dimensions as they were given: they are described in that order, although it means nothing.
    #[serde(default)]
    pub given: Vec<Dimension>,
}

/// Metrics that Application Auto Scaling knows by name for SageMaker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PredefinedMetric {
    /// Requests per instance and minute.
    SageMakerVariantInvocationsPerInstance,
    /// Requests in flight per instance, every ten seconds.
    SageMakerVariantConcurrentRequestsPerModelHighResolution,
    /// Requests per copy and minute.
    SageMakerInferenceComponentInvocationsPerCopy,
    /// Requests in flight per copy, every ten seconds.
    SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
    /// Share of a serverless variant's provisioned concurrency that is in use, 0 to 1. Read by the managed alarms of
    /// provisioned concurrency only, which nothing here can have yet.
    SageMakerVariantProvisionedConcurrencyUtilization,
}

impl PredefinedMetric {
    /// The metrics that fit a workload, in AWS's order.
    pub fn of(workload: &Workload) -> &'static [Self] {
        match workload {
            Workload::Variant { .. } => &[
                Self::SageMakerVariantInvocationsPerInstance,
                Self::SageMakerVariantConcurrentRequestsPerModelHighResolution,
            ],
            // AWS has none for them; users publish their own.
            Workload::Custom { .. } => &[],
            Workload::Component { .. } => &[
                Self::SageMakerInferenceComponentInvocationsPerCopy,
                Self::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
            ],
        }
    }

    /// The name on the wire.
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
            Self::SageMakerVariantProvisionedConcurrencyUtilization => {
                "SageMakerVariantProvisionedConcurrencyUtilization"
            }
        }
    }

    /// The CloudWatch metric behind the name, its statistic and its period in seconds.
    ///
    /// Rule aas.predefined: <https://docs.aws.amazon.com/autoscaling/application/userguide/monitoring-cloudwatch.html>
    pub fn reads(self, workload: &Workload) -> (MetricId, Statistic, u32) {
        let (name, statistic, period_secs) = match self {
            Self::SageMakerVariantInvocationsPerInstance => {
                ("InvocationsPerInstance", Statistic::Sum, 60)
            }
            Self::SageMakerVariantConcurrentRequestsPerModelHighResolution => {
                ("ConcurrentRequestsPerModel", Statistic::Average, 10)
            }
            Self::SageMakerInferenceComponentInvocationsPerCopy => {
                ("InvocationsPerCopy", Statistic::Sum, 60)
            }
            Self::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution => {
                ("ConcurrentRequestsPerCopy", Statistic::Average, 10)
            }
            Self::SageMakerVariantProvisionedConcurrencyUtilization => {
                ("ServerlessProvisionedConcurrencyUtilization", Statistic::Average, 60)
            }
        };
        (crate::hosting::metric_of(workload, "AWS/SageMaker", name), statistic, period_secs)
    }
}

impl TrackedMetric {
    /// What the managed alarms watch, and the length of its periods in seconds.
    pub fn watch(&self, workload: &Workload) -> (Watch, u32) {
        let (metric, statistic, unit, period_secs) = match self {
            Self::Predefined(predefined) => {
                let (metric, statistic, period_secs) = predefined.reads(workload);
                (metric, statistic, None, period_secs)
            }
            // Rule aas.customized.minute: a customized metric is read once a minute, however often it is published.
            // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_CustomizedMetricSpecification.html
            Self::Customized(own) => (own.metric.clone(), own.statistic, own.unit, MINUTE_SECS),
            Self::Math(watch) => return (Watch::Math(watch.clone()), watch.period_secs()),
        };
        let extended_statistic = (!statistic.is_basic()).then(|| statistic.to_string());
        (Watch::Metric(MetricWatch { metric, statistic, extended_statistic, unit }), period_secs)
    }

    /// Whether two policies would track the same thing, which is refused.
    ///
    /// Rule aas.tracking.twin: queries are compared as a set, and a single metric among queries is that metric. A name of
    /// the service's own is never the same as the metric that it stands for.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
    pub fn same_specification(&self, other: &Self) -> bool {
        if let (Self::Predefined(a), Self::Predefined(b)) = (self, other) {
            return a == b;
        }
        if let (Some(a), Some(b)) = (self.single(), other.single()) {
            return a == b;
        }
        match (self, other) {
            (Self::Math(a), Self::Math(b)) => {
                let among = |queries: &[&Query], all: &[&Query]| {
                    queries.iter().all(|query| all.contains(query))
                };
                let (a, b): (Vec<_>, Vec<_>) = (a.queries().collect(), b.queries().collect());
                among(&a, &b) && among(&b, &a)
            }
            (Self::Predefined(_) | Self::Customized(_) | Self::Math(_), _) => false,
        }
    }

    /// The one metric that is named by itself, and its statistic.
    fn single(&self) -> Option<(&MetricId, Statistic)> {
        match self {
            Self::Predefined(_) => None,
            Self::Customized(own) => Some((&own.metric, own.statistic)),
            Self::Math(watch) => {
                let mut queries = watch.queries();
                match (queries.next().map(|query| &query.source), queries.next()) {
                    (Some(Source::Metric(stat)), None) => Some((&stat.metric, stat.statistic)),
                    (Some(Source::Metric(_) | Source::Expression(_)) | None, _) => None,
                }
            }
        }
    }
}

/// The target value lies outside what the service accepts.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was '{}'.",
    crate::alarm::java_double(*.0)
)]
pub struct TargetValueError(f64);

impl TrackingConfig {
    const DEFAULT_COOLDOWN_SECS: i32 = 300;

    /// Refuses a target value that no policy may have.
    ///
    /// # Errors
    /// [`TargetValueError`] for zero, negative, tiny, huge and non-finite values.
    pub fn check_target_value(value: f64) -> Result<(), TargetValueError> {
        if (8.515_92e-109..=1.174_271e108).contains(&value) {
            Ok(())
        } else {
            Err(TargetValueError(value))
        }
    }

    /// Seconds of the scale-out cooldown, never negative.
    pub fn scale_out_cooldown_secs(&self) -> u32 {
        seconds(self.scale_out_cooldown_secs)
    }

    /// Seconds of the scale-in cooldown, never negative.
    pub fn scale_in_cooldown_secs(&self) -> u32 {
        seconds(self.scale_in_cooldown_secs)
    }

    /// Whether the policy takes part in scale-in.
    pub fn scales_in(&self) -> bool {
        self.disable_scale_in != Some(true)
    }
}

/// AWS stores negative cooldowns as given; they act as none.
fn seconds(given: Option<i32>) -> u32 {
    u32::try_from(given.unwrap_or(TrackingConfig::DEFAULT_COOLDOWN_SECS)).unwrap_or(0)
}

/// The capacity at which the metric would sit at its target, were load spread evenly.
///
/// Rule aas.tracking.proportional: `ceil(current * metric / target)`, rounded towards more capacity; from zero one
/// copy when the metric passes the target. A tolerance of 1e-9 keeps `0.3 / 0.1` at 3.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
pub fn proposal(current: Capacity, metric: f64, target: f64) -> Capacity {
    if current.0 == 0 {
        return Capacity(u32::from(metric > target));
    }
    let exact = f64::from(current.0) * metric / target;
    Capacity(saturating_u32((exact - 1e-9).ceil()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32 first; NaN becomes 0"
)]
fn saturating_u32(value: f64) -> u32 {
    value.clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_towards_more_capacity() {
        assert_eq!(proposal(Capacity(3), 75.0, 50.0), Capacity(5));
        assert_eq!(proposal(Capacity(3), 0.1, 0.3), Capacity(1));
        assert_eq!(proposal(Capacity(1), 0.3, 0.1), Capacity(3), "0.3 / 0.1 is a hair above 3");
        assert_eq!(proposal(Capacity(u32::MAX), 1e300, 1e-100), Capacity(u32::MAX));
        assert_eq!(proposal(Capacity(4), f64::NAN, 1.0), Capacity(0));
    }
}
