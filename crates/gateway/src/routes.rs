//! The routing picture of an endpoint, as the server describes it.

use ebb_units::WorkloadKey;
use serde::{Deserialize, Serialize};

/// Everything the gateway has to know of one endpoint. Replaces what it knew before.
#[derive(Clone, PartialEq, Debug)]
pub struct EndpointRoutes {
    /// Name, in the case the endpoint was created with.
    pub name: String,
    /// Whether it takes requests. If not, callers are told that it does not exist, as on AWS.
    pub in_service: bool,
    /// Present on an asynchronous endpoint, which takes asynchronous invocations only.
    pub asynchronous: Option<AsyncSettings>,
    /// The production variants.
    pub variants: Vec<VariantRoute>,
    /// The inference components that run on it.
    pub components: Vec<ComponentRoute>,
    /// What happens to a request that finds no copy.
    pub on_cold: OnCold,
}

/// One production variant.
#[derive(Clone, PartialEq, Debug)]
pub struct VariantRoute {
    /// Name of the variant.
    pub name: String,
    /// Share of the traffic, relative to the other variants; zero is reached by name only.
    pub weight: f32,
    /// What serves it. Absent on a variant that hosts inference components and has no model itself.
    pub workload: Option<WorkloadKey>,
    /// Present while a new version of it is brought in.
    pub split: Option<Split>,
}

/// How the requests of a workload are divided between the copies of a new version and all others.
///
/// When either side has no copy that takes work, the other gets everything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Split {
    /// The new version.
    pub version: u64,
    /// Its share of the requests, 0 to 1.
    pub share: f64,
}

/// One inference component.
#[derive(Clone, PartialEq, Debug)]
pub struct ComponentRoute {
    /// Name of the component.
    pub name: String,
    /// The variant it is placed on.
    pub variant: String,
    /// What serves it.
    pub workload: WorkloadKey,
    /// Present while a new version of it is brought in.
    pub split: Option<Split>,
}

/// What happens to a request that finds no copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnCold {
    /// It waits for the first copy, within bounds.
    #[default]
    Hold,
    /// It is refused at once, as on AWS.
    Fail,
}

/// How requests are spread over the copies of a workload.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RoutingStrategy {
    /// The copy with the fewest requests in flight.
    #[default]
    LeastOutstanding,
    /// Any copy.
    Random,
}

/// Where an asynchronous endpoint puts its results.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AsyncSettings {
    /// `S3OutputPath`, with or without a slash at its end.
    pub output_path: Option<String>,
    /// `S3FailurePath`; without one nothing is written on failure.
    pub failure_path: Option<String>,
    /// `MaxConcurrentInvocationsPerInstance`, 1 to 1000.
    pub max_concurrent: Option<u32>,
    /// Who is told how requests end.
    pub topics: Topics,
}

/// The topics of an asynchronous endpoint, by ARN. A request keeps those that it was accepted with.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Topics {
    /// Told of each result.
    pub success: Option<String>,
    /// Told of each failure.
    pub error: Option<String>,
    /// Whether small results go along.
    pub success_with_response: bool,
    /// Whether small error bodies go along.
    pub error_with_response: bool,
}

impl Topics {
    pub(crate) fn is_empty(&self) -> bool {
        self.success.is_none() && self.error.is_none()
    }
}
