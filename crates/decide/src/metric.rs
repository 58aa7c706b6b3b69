//! Metric series of one scope: what PutMetricData and the meters add, and every statistic over it.
//!
//! Samples are folded into buckets of one second or one minute the moment they arrive, so memory follows
//! time and not traffic. Buckets age into coarser ones ([`Metrics::compact`]) as CloudWatch's do.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>

mod aggregate;
mod bucket;
mod datum;
mod distribution;
mod extended;
mod query;
pub(crate) mod second;
mod series;
mod stored;
mod stream;
mod units;

pub use aggregate::Aggregate;
pub use datum::{Datum, Resolution, Samples};
pub use query::{Picked, Point, Slot, Span};
pub use series::{DroppedBuckets, Metrics};
pub(crate) use series::{Series, SeriesId};
pub use stored::{BucketRow, RestoreError};
