//! Autoscaling of a model endpoint as a client library: register, put policies, describe, clean up.
//!
//! [`EndpointAutoscaling`] says what is wanted for one endpoint variant or inference component:
//! bounds, a metric to keep at a target, cooldowns, and whether it may go down to zero. Its
//! [`setup`](EndpointAutoscaling::setup) brings that about through any [`AutoScalingClient`] and its
//! [`cleanup`](EndpointAutoscaling::cleanup) takes all of it away again. Both may run twice.
//!
//! Two clients exist: [`EbbtideClient`] speaks to an Ebbtide server over http or https, signed where it has [`Credentials`], and
//! with them to AWS's own hosts; with the feature `aws`, `AwsClient` speaks to AWS by the official SDK.
//!
//! ```no_run
//! use ebb_autoscale::{EbbtideClient, EndpointAutoscaling, Metric, Resource};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = EbbtideClient::new("http://127.0.0.1:4600", "us-east-1".parse()?)?;
//! let component = Resource::Component { name: "llama-8b".to_owned() };
//! let mut autoscaling = EndpointAutoscaling::new(component, Metric::ConcurrentRequests, 5.0);
//! autoscaling.to_zero = true;
//! let report = autoscaling.setup(&client).await?;
//! for step in &report.steps {
//!     println!("{step}");
//! }
//! # Ok(()) }
//! ```

mod alarm;
#[cfg(feature = "aws")]
mod aws;
mod cleanup;
mod client;
mod credentials;
mod ebbtide;
mod endpoint;
mod metric;
mod names;
mod patience;
mod plan;
mod report;
mod resource;
mod setup;
mod signing;
mod step;
mod target;
mod tracking;

pub use alarm::{DescribedAlarm, WakeAlarm};
#[cfg(feature = "aws")]
pub use aws::{AwsClient, AwsOptions};
pub use cleanup::{CleanupError, cleanup};
pub use client::{
    AutoScalingClient, ClientError, DescribedPolicy, PolicyKind, PutPolicy, ScalingPolicy,
};
pub use credentials::{Credentials, CredentialsError, configured_region};
pub use ebbtide::{Described, EbbtideClient, EndpointUrlError, Endpoints};
pub use endpoint::EndpointAutoscaling;
pub use metric::Metric;
pub use names::Names;
pub use plan::{InvalidAutoscaling, Plan, Wake};
pub use report::{Outcome, Report, Step, What};
pub use resource::{ParseResourceError, Resource};
pub use setup::SetupError;
pub use signing::{Signing, UnsignableError};
pub use step::{MetricAggregation, StepScalingPolicy};
pub use target::ScalableTarget;
pub use tracking::{
    CustomizedMetric, PredefinedMetric, TargetTrackingScalingPolicy, TrackedMetric,
};

pub use ebb_tls::Trust;
pub use ebb_units::{Bounds, Capacity, MetricId, Region, Statistic, Unit};
