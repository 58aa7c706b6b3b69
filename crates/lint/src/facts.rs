//! What is known of the metrics that SageMaker publishes.
//!
//! Sources: <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html> and
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html>

use ebb_decide::alarm::Watch;
use ebb_decide::math::Source;
use ebb_units::MetricId;

/// Which dimensions a metric has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    /// Endpoint and variant, or inference component.
    Workload,
    /// Endpoint and variant.
    Variant,
    /// Inference component.
    Component,
    /// Endpoint alone.
    Endpoint,
}

/// What is known of a metric.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Its dimensions.
    pub(crate) of: Of,
    /// There are data while no instance and no copy is up.
    pub(crate) at_zero: bool,
    /// There are no data while nothing happens.
    pub(crate) sparse: bool,
    /// Seconds from one datum to the next.
    pub(crate) resolution_secs: u32,
    /// No datum is larger.
    pub(crate) most: Option<f64>,
    /// It falls in proportion as capacity grows.
    pub(crate) per_unit: bool,
}

const SAGEMAKER: &str = "AWS/SageMaker";
const ENDPOINTS: &str = "/aws/sagemaker/Endpoints";
const COMPONENTS: &str = "/aws/sagemaker/InferenceComponents";

/// What is known of a metric; None for metrics of others.
pub(crate) fn facts(namespace: &str, name: &str) -> Option<Facts> {
    let usual = Facts {
        of: Of::Workload,
        at_zero: false,
        sparse: false,
        resolution_secs: 60,
        most: None,
        per_unit: false,
    };
    let per_request = Facts { sparse: true, ..usual };
    let per_unit = Facts { per_unit: true, ..usual };
    let gauge = Facts { of: Of::Endpoint, at_zero: true, ..usual };
    let of_jobs = Facts { of: Of::Variant, sparse: true, ..usual };
    Some(match (namespace, name) {
        (SAGEMAKER, "Invocations") => usual,
        (SAGEMAKER, "InvocationsPerInstance") => Facts { of: Of::Variant, ..per_unit },
        (SAGEMAKER, "InvocationsPerCopy") => Facts { of: Of::Component, ..per_unit },
        (SAGEMAKER, "ConcurrentRequestsPerModel") => {
            Facts { of: Of::Variant, resolution_secs: 10, ..per_unit }
        }
        (SAGEMAKER, "ConcurrentRequestsPerCopy") => {
            Facts { of: Of::Component, resolution_secs: 10, ..per_unit }
        }
        (SAGEMAKER, "NoCapacityInvocationFailures") => {
            Facts { of: Of::Component, at_zero: true, ..per_request }
        }
        (
            SAGEMAKER,
            "Invocation4XXErrors"
            | "Invocation5XXErrors"
            | "InvocationModelErrors"
            | "ModelLatency"
            | "OverheadLatency"
            | "FirstChunkLatency"
            | "FirstChunkModelLatency"
            | "FirstChunkOverheadLatency"
            | "MidStreamErrors",
        ) => per_request,
        (SAGEMAKER, "ApproximateBacklogSize" | "ApproximateAgeOfOldestRequest") => gauge,
        (SAGEMAKER, "HasBacklogWithoutCapacity") => Facts { most: Some(1.0), ..gauge },
        (SAGEMAKER, "ApproximateBacklogSizePerInstance") => {
            Facts { at_zero: false, per_unit: true, ..gauge }
        }
        (
            SAGEMAKER,
            "RequestDownloadFailures"
            | "RequestDownloadLatency"
            | "ResponseUploadFailures"
            | "ResponseUploadLatency"
            | "NotificationFailures"
            | "ExpiredRequests"
            | "InvocationFailures"
            | "InvocationsProcessed"
            | "InvocationsProcesssed"
            | "TimeInBacklog"
            | "TotalProcessingTime",
        ) => of_jobs,
        (ENDPOINTS, "CPUUtilization" | "GPUUtilization" | "GPUMemoryUtilization") => {
            Facts { of: Of::Variant, ..per_unit }
        }
        (
            ENDPOINTS,
            "MemoryUtilization"
            | "DiskUtilization"
            | "CPUUtilizationNormalized"
            | "GPUUtilizationNormalized"
            | "GPUMemoryUtilizationNormalized"
            | "MemoryUtilizationNormalized",
        ) => Facts { of: Of::Variant, most: Some(100.0), ..per_unit },
        (
            COMPONENTS,
            "CPUUtilizationNormalized"
            | "GPUUtilizationNormalized"
            | "GPUMemoryUtilizationNormalized"
            | "MemoryUtilizationNormalized",
        ) => Facts { of: Of::Component, most: Some(100.0), ..per_unit },
        _ => return None,
    })
}

/// What is known of the metric that is watched; None for metric math and for metrics of others.
pub(crate) fn of_watch(watch: &Watch) -> Option<Facts> {
    let metric = &watch.metric()?.metric;
    facts(metric.namespace(), metric.name())
}

/// The metrics that are read, one or those of an expression.
pub(crate) fn metrics_of(watch: &Watch) -> Vec<&MetricId> {
    match watch {
        Watch::Metric(watch) => vec![&watch.metric],
        Watch::Math(watch) => watch
            .queries()
            .filter_map(|query| match &query.source {
                Source::Metric(stat) => Some(&stat.metric),
                Source::Expression(_) => None,
            })
            .collect(),
    }
}

/// Whether something may be read while nothing is up. An expression may fill gaps, so it gets the benefit of the doubt.
pub(crate) fn may_have_data_at_zero(watch: &Watch) -> bool {
    of_watch(watch).is_none_or(|facts| facts.at_zero)
}

/// How people know it.
pub(crate) fn name_of(watch: &Watch) -> String {
    match watch.metric() {
        Some(watch) => watch.metric.name().to_owned(),
        None => "the expression".to_owned(),
    }
}

/// The value of a dimension.
pub(crate) fn dimension<'m>(metric: &'m MetricId, name: &str) -> Option<&'m str> {
    let found = metric.dimensions().iter().find(|dimension| &*dimension.name == name);
    found.map(|dimension| &*dimension.value)
}
