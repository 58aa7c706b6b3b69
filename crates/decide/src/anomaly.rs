//! What is expected of a metric: a band around the values that it has had.
//!
//! AWS's models are its own. This one is ours, small and the same on every machine: it takes the points of two weeks, and
//! for each hour of the day their mean and how far they deviate from it. See [`Expected`].
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html>

mod detector;
mod expected;
mod subject;

pub use detector::{AnomalyDetector, Training};
pub(crate) use detector::{Detectors, metric_key};
pub(crate) use expected::past;
pub use expected::{Expected, HISTORY_SECS};
pub use subject::{MathSubject, MathSubjectError, MetricSubject, Subject};
