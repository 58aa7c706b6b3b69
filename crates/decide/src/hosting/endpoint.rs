//! Endpoints, their configurations and their variants.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Timestamp};
use serde::{Deserialize, Serialize};

use super::copies::Fleet;
use super::deployment::{Deployment, DeploymentConfig};
use super::model::Launch;
use super::placement::Instance;
use super::rollout::Generation;

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
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AsyncConfig {
    /// Where results go.
    pub output_path: Option<String>,
    /// Where error bodies go.
    pub failure_path: Option<String>,
    /// Requests in work per copy; the gateway picks when absent.
    pub max_concurrent: Option<u32>,
    /// Who is told how requests end.
    #[serde(default)]
    pub topics: AsyncTopics,
}

/// The topics of an asynchronous endpoint, by ARN.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AsyncTopics {
    /// Told of each result.
    pub success: Option<String>,
    /// Told of each failure.
    pub error: Option<String>,
    /// Whether small results go along.
    pub success_with_response: bool,
    /// Whether small error bodies go along.
    pub error_with_response: bool,
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
    /// Which version its copies are of.
    #[serde(default)]
    pub generation: Generation,
    /// The new version that is being brought in.
    #[serde(default)]
    pub deployment: Option<Box<Deployment>>,
    /// How the last new version was brought in, if that was said.
    #[serde(default)]
    pub last_deployment: Option<DeploymentConfig>,
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
    RollingBack,
    UpdateRollbackFailed,
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
            Self::RollingBack => "RollingBack",
            Self::UpdateRollbackFailed => "UpdateRollbackFailed",
            Self::Deleting => "Deleting",
            Self::Failed => "Failed",
        }
    }

    /// Whether requests may be sent to it.
    pub fn serves(self) -> bool {
        matches!(
            self,
            Self::InService | Self::Updating | Self::RollingBack | Self::UpdateRollbackFailed
        )
    }
}

/// What of the traffic a variant gets.
#[derive(Clone, PartialEq, Debug)]
pub struct VariantTraffic<'a> {
    /// Its name.
    pub variant: &'a str,
    /// Whether it runs a model of its own.
    pub has_model: bool,
    /// Its weight among the variants.
    pub weight: f64,
    /// While a deployment is under way: which copies are new, and what share of the variant's requests they get.
    pub new: Option<(Generation, f64)>,
}

impl Endpoint {
    /// The copies of the variants it has, which are all when no deployment is under way.
    pub fn old_fleet(&self) -> Fleet {
        self.deployment
            .as_ref()
            .map_or(Fleet::Whole, |deployment| Fleet::Old(deployment.rollout.generation))
    }

    /// While a deployment is under way: the copies there were and those that are brought in, with the name of their
    /// configuration.
    pub fn fleets(&self) -> impl Iterator<Item = (Fleet, &str)> {
        self.deployment.iter().flat_map(|deployment| {
            let generation = deployment.rollout.generation;
            [
                (Fleet::Old(generation), self.config.as_str()),
                (Fleet::New(generation), deployment.config.as_str()),
            ]
        })
    }

    /// Which variants get which part of the traffic now.
    ///
    /// While a deployment is under way each request goes to the new or to the old version by the share that the rollout has
    /// come to, and within the version by the weights of its variants.
    pub fn traffic(&self) -> Vec<VariantTraffic<'_>> {
        let Some(deployment) = &self.deployment else {
            let all = self.variants.iter();
            return all.map(|variant| traffic(variant, variant.weight, None)).collect();
        };
        let (share, generation) = (deployment.rollout.share(), deployment.rollout.generation);
        let part = |of: &[Variant], name: &str| {
            let found = of.iter().find(|variant| variant.config.name == name)?;
            let total: f64 = models(of).map(|variant| variant.weight).sum();
            let count = u32::try_from(models(of).count()).unwrap_or(u32::MAX);
            Some(if total > 0.0 { found.weight / total } else { 1.0 / f64::from(count.max(1)) })
        };
        let mut all = Vec::new();
        for variant in &self.variants {
            let name = &variant.config.name;
            let (old, new) = (part(&self.variants, name), part(&deployment.variants, name));
            if new.is_none() && share >= 1.0 {
                continue;
            }
            let old_weight = (1.0 - share) * old.unwrap_or(0.0);
            let new_weight = share * new.unwrap_or(0.0);
            let weight = old_weight + new_weight;
            let of_new = match new {
                None => 0.0,
                Some(_) if weight > 0.0 => new_weight / weight,
                Some(_) => share,
            };
            all.push(traffic(variant, weight, Some((generation, of_new))));
        }
        for variant in &deployment.variants {
            let name = &variant.config.name;
            if share > 0.0 && self.variant(name).is_none() {
                let weight = share * part(&deployment.variants, name).unwrap_or(0.0);
                all.push(traffic(variant, weight, Some((generation, 1.0))));
            }
        }
        all
    }

    /// The variant of that name.
    pub fn variant(&self, name: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.config.name == name)
    }

    /// The variant of that name.
    pub fn variant_mut(&mut self, name: &str) -> Option<&mut Variant> {
        self.variants.iter_mut().find(|variant| variant.config.name == name)
    }
}

fn models(variants: &[Variant]) -> impl Iterator<Item = &Variant> {
    variants.iter().filter(|variant| variant.launch.is_some())
}

fn traffic(variant: &Variant, weight: f64, new: Option<(Generation, f64)>) -> VariantTraffic<'_> {
    let has_model = variant.launch.is_some();
    VariantTraffic { variant: &variant.config.name, has_model, weight, new }
}
