//! What is counted of asynchronous work.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::histogram::{Distribution, Histogram};

/// What was measured of the asynchronous work of one workload.
///
/// Rule sagemaker.async.metrics: names and meaning of the metrics.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html>
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AsyncMeters {
    /// Requests that came to their end in a copy, well or not: `InvocationsProcesssed`.
    pub processed: u32,
    /// Requests that failed for any reason: `InvocationFailures`.
    pub failures: u32,
    /// Requests whose time to live was over: `ExpiredRequests`.
    pub expired: u32,
    /// Inputs that could not be read.
    pub download_failures: u32,
    /// Results that could not be written.
    pub upload_failures: u32,
    /// Time to read the input, in microseconds of real time.
    pub download_latency_us: Distribution,
    /// Time to write the result, in microseconds of real time.
    pub upload_latency_us: Distribution,
    /// Time in the queue, in milliseconds of the configured clock.
    pub time_in_backlog_ms: Distribution,
    /// From receipt to the end, in milliseconds of the configured clock.
    pub total_processing_ms: Distribution,
}

#[derive(Debug, Default)]
pub(crate) struct AsyncMeter {
    pub(crate) processed: Counter,
    pub(crate) failures: Counter,
    pub(crate) expired: Counter,
    pub(crate) download_failures: Counter,
    pub(crate) upload_failures: Counter,
    pub(crate) download_latency_us: Histogram,
    pub(crate) upload_latency_us: Histogram,
    pub(crate) time_in_backlog_ms: Histogram,
    pub(crate) total_processing_ms: Histogram,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU32);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn take(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl AsyncMeter {
    /// Everything since the last call; `None` when there is nothing.
    pub(crate) fn take(&self) -> Option<AsyncMeters> {
        let meters = AsyncMeters {
            processed: self.processed.take(),
            failures: self.failures.take(),
            expired: self.expired.take(),
            download_failures: self.download_failures.take(),
            upload_failures: self.upload_failures.take(),
            download_latency_us: self.download_latency_us.take(),
            upload_latency_us: self.upload_latency_us.take(),
            time_in_backlog_ms: self.time_in_backlog_ms.take(),
            total_processing_ms: self.total_processing_ms.take(),
        };
        (meters != AsyncMeters::default()).then_some(meters)
    }
}
