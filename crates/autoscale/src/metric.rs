//! The metrics that an endpoint is usually scaled by, and what each is for a given resource.

use ebb_units::{MetricId, Statistic, Unit};

use crate::plan::InvalidAutoscaling;
use crate::{CustomizedMetric, PredefinedMetric, Resource, TrackedMetric};

/// What the size of an endpoint follows.
#[derive(Clone, PartialEq, Debug)]
pub enum Metric {
    /// Invocations per minute and copy; components only.
    InvocationsPerCopy,
    /// Invocations per minute and instance; variants of real-time endpoints only.
    InvocationsPerInstance,
    /// Requests under way per copy or model, every 10 s: reacts soonest.
    ConcurrentRequests,
    /// Percent of a core in use, summed over the cores of an instance, so that 400 is four busy cores;
    /// for a component: percent of the cores that a copy has reserved, 0 to 100.
    CpuUtilization,
    /// Queued and running requests per instance; variants of asynchronous endpoints only.
    BacklogPerInstance,
    /// Anything else in CloudWatch.
    Customized(CustomizedMetric),
}

impl Metric {
    /// What to track for this resource; `asynchronous` says what kind of endpoint a variant is on.
    pub(crate) fn tracked(
        &self,
        resource: &Resource,
        asynchronous: bool,
    ) -> Result<TrackedMetric, InvalidAutoscaling> {
        use PredefinedMetric as P;
        use TrackedMetric::{Customized, Predefined};
        match (self, resource) {
            (Self::InvocationsPerCopy, Resource::Component { .. }) => {
                Ok(Predefined(P::SageMakerInferenceComponentInvocationsPerCopy))
            }
            // Asynchronous endpoints publish neither of the two, so such a policy would never act.
            // https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
            (Self::InvocationsPerInstance | Self::ConcurrentRequests, Resource::Variant { .. })
                if asynchronous =>
            {
                Err(InvalidAutoscaling::NotPublished { metric: self.name() })
            }
            (Self::InvocationsPerInstance, Resource::Variant { .. }) => {
                Ok(Predefined(P::SageMakerVariantInvocationsPerInstance))
            }
            (Self::ConcurrentRequests, Resource::Variant { .. }) => {
                Ok(Predefined(P::SageMakerVariantConcurrentRequestsPerModelHighResolution))
            }
            (Self::ConcurrentRequests, Resource::Component { .. }) => Ok(Predefined(
                P::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
            )),
            (Self::CpuUtilization, Resource::Variant { endpoint, variant }) => {
                Ok(Customized(CustomizedMetric {
                    metric: MetricId::new(
                        "/aws/sagemaker/Endpoints",
                        "CPUUtilization",
                        [("EndpointName", endpoint.as_str()), ("VariantName", variant.as_str())],
                    ),
                    statistic: Statistic::Average,
                    unit: Some(Unit::Percent),
                }))
            }
            (Self::CpuUtilization, Resource::Component { name }) => {
                Ok(Customized(CustomizedMetric {
                    metric: MetricId::new(
                        "/aws/sagemaker/InferenceComponents",
                        "CPUUtilizationNormalized",
                        [("InferenceComponentName", name.as_str())],
                    ),
                    statistic: Statistic::Average,
                    unit: Some(Unit::Percent),
                }))
            }
            (Self::BacklogPerInstance, Resource::Variant { endpoint, .. }) if asynchronous => {
                Ok(Customized(CustomizedMetric {
                    metric: MetricId::new(
                        "AWS/SageMaker",
                        "ApproximateBacklogSizePerInstance",
                        [("EndpointName", endpoint.as_str())],
                    ),
                    statistic: Statistic::Average,
                    unit: None,
                }))
            }
            (Self::Customized(metric), _) if metric.statistic.is_basic() => {
                Ok(Customized(metric.clone()))
            }
            (Self::Customized(metric), _) => {
                Err(InvalidAutoscaling::Statistic(metric.statistic.to_string()))
            }
            (Self::InvocationsPerCopy, Resource::Variant { .. })
            | (Self::InvocationsPerInstance, Resource::Component { .. })
            | (Self::BacklogPerInstance, _) => Err(InvalidAutoscaling::WrongResource {
                metric: self.name(),
                resource: resource.clone(),
            }),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::InvocationsPerCopy => "invocations per copy",
            Self::InvocationsPerInstance => "invocations per instance",
            Self::ConcurrentRequests => "concurrent requests",
            Self::CpuUtilization => "CPU utilization",
            Self::BacklogPerInstance => "backlog per instance",
            Self::Customized(_) => "customized",
        }
    }
}
