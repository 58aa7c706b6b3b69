//! Endpoints, their configurations and their variants.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Timestamp};
use serde::{Deserialize, Serialize};

use super::model::Launch;
use super::placement::Instance;

/// An immutable recipe for endpoints.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EndpointConfig {
    /// Unique in its scope.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// The variants, in the order given.
    pub variants: Vec<VariantConfig>,
    /// Present for an asynchronous endpoint.
    pub asynchronous: Option<AsyncConfig>,
    /// The request as JSON text, for the description.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// One variant of an endpoint configuration.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VariantConfig {
    /// Unique in the configuration.
    pub name: String,
    /// Absent when the variant hosts inference components.
    pub model: Option<String>,
    /// Instances at creation.
    pub initial: Capacity,
    /// Share of the traffic.
    pub weight: f64,
    /// Such as `ml.m5.xlarge`.
    pub instance_type: Option<String>,
    /// Whether the service moves the number of instances with the copies placed on them.
    pub managed: Option<ManagedScaling>,
    /// `LEAST_OUTSTANDING_REQUESTS`, `RANDOM` or absent.
    pub routing: Option<String>,
    /// Seconds until the first healthy ping.
    pub startup_timeout_secs: Option<u32>,
}

/// Managed instance scaling of a variant that hosts inference components.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ManagedScaling {
    /// Whether it acts.
    pub enabled: bool,
    /// Fewest instances.
    pub min: Capacity,
    /// Most instances.
    pub max: Capacity,
}

/// What makes an endpoint asynchronous.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AsyncConfig {
    /// Where results go.
    pub output_path: Option<String>,
    /// Where error bodies go.
    pub failure_path: Option<String>,
    /// Requests in work per copy; the gateway picks when absent.
    pub max_concurrent: Option<u32>,
}

/// An endpoint. Keeps its own copy of the configuration, which may be deleted at any time.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Endpoint {
    /// Unique in its scope, compared without case.
    pub name: String,
    /// Name of the configuration it was made from.
    pub config: String,
    /// When it was created.
    pub created: Timestamp,
    /// When something about it last changed.
    pub modified: Timestamp,
    /// Where it stands.
    pub status: EndpointStatus,
    /// Why the last operation failed.
    pub failure: Option<String>,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Present for an asynchronous endpoint.
    pub asynchronous: Option<AsyncConfig>,
    /// Members of the configuration that the description of the endpoint repeats, as JSON text.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A variant of a living endpoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Variant {
    /// What it was made from.
    pub config: VariantConfig,
    /// What its instances run; absent when it hosts inference components.
    pub launch: Option<Launch>,
    /// Share of the traffic now.
    pub weight: f64,
    /// Instances wanted.
    pub desired: Capacity,
    /// Instances wanted before the change that is under way: what a failed one goes back to.
    #[serde(default)]
    pub before: Option<Capacity>,
    /// Instances that hold components. Empty for a variant with a model, whose copies are its instances.
    pub instances: Vec<Instance>,
}

/// Status of an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own names")]
pub enum EndpointStatus {
    Creating,
    InService,
    Updating,
    Deleting,
    Failed,
}

impl EndpointStatus {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::InService => "InService",
            Self::Updating => "Updating",
            Self::Deleting => "Deleting",
            Self::Failed => "Failed",
        }
    }

    /// Whether requests may be sent to it.
    pub fn serves(self) -> bool {
        matches!(self, Self::InService | Self::Updating)
    }
}

impl Endpoint {
    /// The variant of that name.
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.config.name == name)
    }

    /// The variant of that name.
    pub fn variant_mut(&mut self, name: &str) -> Option<&mut Variant> {
        self.variants.iter_mut().find(|variant| variant.config.name == name)
    }
}
