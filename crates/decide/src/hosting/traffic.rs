//! What the service measures, turned into the metrics that AWS publishes.
//!
//! Names, units and dimensions: <https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html>

use ebb_units::{MetricId, Timestamp, Unit, Workload};
use serde::{Deserialize, Serialize};

use crate::metric::{Datum, Resolution, Samples as MetricSamples};

/// Values and how often each occurred.
pub type Samples = Vec<(f64, f64)>;

/// What the gateway measured on one workload since it was last asked.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Traffic {
    /// Requests sent to the model, each with its share: one divided by the copies there were.
    pub shares: Samples,
    /// Requests that ended, well or not; each is a sample of the error metrics.
    pub answered: f64,
    /// Microseconds the model took.
    pub model_latency_us: Samples,
    /// Microseconds spent beside the model.
    pub overhead_latency_us: Samples,
    /// Requests that the model answered with 4xx.
    pub errors_4xx: f64,
    /// Requests that the model answered with 5xx.
    pub errors_5xx: f64,
    /// Requests that got no 2xx from the model.
    pub model_errors: f64,
    /// Streams that ended, well or not.
    #[serde(default)]
    pub streams: f64,
    /// Answers that broke off after they had begun.
    #[serde(default)]
    pub mid_stream_errors: f64,
    /// Microseconds until the first part of a stream.
    #[serde(default)]
    pub first_chunk_latency_us: Samples,
    /// What the model had of them.
    #[serde(default)]
    pub first_chunk_model_latency_us: Samples,
    /// And the rest.
    #[serde(default)]
    pub first_chunk_overhead_latency_us: Samples,
    /// Requests that found no copy.
    pub no_capacity: f64,
    /// What only asynchronous endpoints measure.
    pub asynchronous: AsyncTraffic,
}

/// What the asynchronous workers measured.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct AsyncTraffic {
    /// Microseconds to fetch an input.
    pub download_latency_us: Samples,
    /// Inputs that could not be fetched.
    pub download_failures: f64,
    /// Microseconds to write a result.
    pub upload_latency_us: Samples,
    /// Results that could not be written.
    pub upload_failures: f64,
    /// Requests whose time to live ran out in the queue.
    pub expired: f64,
    /// Requests that failed for any reason.
    pub failures: f64,
    /// Requests processed.
    pub processed: f64,
    /// Milliseconds in the queue.
    pub time_in_backlog_ms: Samples,
    /// Milliseconds from receipt to the end.
    pub total_time_ms: Samples,
}

/// The queue of an asynchronous endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Backlog {
    /// Requests that wait.
    pub waiting: u64,
    /// Requests in work.
    pub in_progress: u64,
    /// When the oldest waiting request was received.
    pub oldest: Option<Timestamp>,
}

/// A metric of a workload: with the dimensions EndpointName and VariantName, or InferenceComponentName. The service
/// publishes none of custom resources.
pub fn metric_of(workload: &Workload, namespace: &str, name: &str) -> MetricId {
    match workload {
        Workload::Variant { endpoint, variant } => MetricId::new(
            namespace,
            name,
            [("EndpointName", endpoint.as_str()), ("VariantName", variant.as_str())],
        ),
        Workload::Component { name: component } => {
            MetricId::new(namespace, name, [("InferenceComponentName", component.as_str())])
        }
        Workload::Custom { .. } => MetricId::new(namespace, name, []),
    }
}

/// The same of one fleet alone.
///
/// Rule sagemaker.metrics.endpoint-config: from the beginning of a deployment to its end, what is published with the
/// dimensions EndpointName and VariantName is published once more of either fleet, with its EndpointConfigName beside them.
/// The metric without it has both together.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html>
pub(crate) fn of_config(metric: &MetricId, config: &str) -> MetricId {
    let dimensions = metric.dimensions().iter().map(|it| (&*it.name, &*it.value));
    let all = dimensions.chain([("EndpointConfigName", config)]);
    MetricId::new(metric.namespace(), metric.name(), all)
}

impl Traffic {
    /// Requests that reached the model.
    pub fn requests(&self) -> f64 {
        self.shares.iter().map(|(_, count)| count).sum()
    }

    /// The data to record at `at` for a workload. `per_unit` names the metric of shares, when there is one.
    pub fn data(&self, workload: &Workload, asynchronous: bool, at: Timestamp) -> Vec<Datum> {
        let (requests, answered) = (self.requests(), self.answered);
        let mut data = Vec::new();
        let mut put = |name: &str, unit: Unit, samples: Samples| {
            let samples: Samples = samples.into_iter().filter(|(_, count)| *count > 0.0).collect();
            if !samples.is_empty() {
                data.push(datum(workload, name, unit, samples, at));
            }
        };
        // Each request is a sample of 0 or 1, so that Average is the error rate.
        let flags = |hits: f64, of: f64| vec![(1.0, hits), (0.0, (of - hits).max(0.0))];
        if !asynchronous {
            put("Invocations", Unit::None, vec![(1.0, requests)]);
            let per_unit = match workload {
                Workload::Variant { .. } => "InvocationsPerInstance",
                Workload::Component { .. } | Workload::Custom { .. } => "InvocationsPerCopy",
            };
            put(per_unit, Unit::None, self.shares.clone());
            put("OverheadLatency", Unit::Microseconds, self.overhead_latency_us.clone());
        }
        put("ModelLatency", Unit::Microseconds, self.model_latency_us.clone());
        put("Invocation4XXErrors", Unit::None, flags(self.errors_4xx, answered));
        put("Invocation5XXErrors", Unit::None, flags(self.errors_5xx, answered));
        if !asynchronous {
            put("InvocationModelErrors", Unit::None, flags(self.model_errors, answered));
            let broken = self.mid_stream_errors;
            put("MidStreamErrors", Unit::None, flags(broken, self.streams.max(broken)));
            for (name, samples) in [
                ("FirstChunkLatency", &self.first_chunk_latency_us),
                ("FirstChunkModelLatency", &self.first_chunk_model_latency_us),
                ("FirstChunkOverheadLatency", &self.first_chunk_overhead_latency_us),
            ] {
                put(name, Unit::Microseconds, samples.clone());
            }
        }
        put("NoCapacityInvocationFailures", Unit::None, vec![(1.0, self.no_capacity)]);
        let own = &self.asynchronous;
        put("RequestDownloadLatency", Unit::Microseconds, own.download_latency_us.clone());
        put("RequestDownloadFailures", Unit::Count, vec![(1.0, own.download_failures)]);
        put("ResponseUploadLatency", Unit::Microseconds, own.upload_latency_us.clone());
        put("ResponseUploadFailures", Unit::Count, vec![(1.0, own.upload_failures)]);
        put("ExpiredRequests", Unit::Count, vec![(1.0, own.expired)]);
        put("InvocationFailures", Unit::Count, vec![(1.0, own.failures)]);
        // AWS documents the name with three s; both spellings are published.
        put("InvocationsProcesssed", Unit::Count, vec![(1.0, own.processed)]);
        put("InvocationsProcessed", Unit::Count, vec![(1.0, own.processed)]);
        put("TimeInBacklog", Unit::Milliseconds, own.time_in_backlog_ms.clone());
        put("TotalProcessingTime", Unit::Milliseconds, own.total_time_ms.clone());
        data
    }
}

/// One datum of the service's own, under `AWS/SageMaker`.
pub(crate) fn datum(
    workload: &Workload,
    name: &str,
    unit: Unit,
    samples: Samples,
    at: Timestamp,
) -> Datum {
    Datum {
        metric: metric_of(workload, "AWS/SageMaker", name),
        unit,
        at,
        resolution: Resolution::OneSecond,
        samples: MetricSamples::Values(samples),
    }
}
