//! Inference components: models that share the instances of a variant.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Timestamp};
use serde::{Deserialize, Serialize};

use super::copies::Fleet;
use super::deployment::DeploymentConfig;
use super::model::Launch;
use super::rollout::{Generation, Rollout};

/// An inference component.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Component {
    /// Unique in its scope.
    pub name: String,
    /// The endpoint that hosts it.
    pub endpoint: String,
    /// The variant that hosts it.
    pub variant: String,
    /// When it was created.
    pub created: Timestamp,
    /// When something about it last changed.
    pub modified: Timestamp,
    /// Where it stands.
    pub status: ComponentStatus,
    /// When the operation in progress began.
    pub updating_since: Option<Timestamp>,
    /// Why the last operation failed.
    pub failure: Option<String>,
    /// Copies wanted.
    pub desired: Capacity,
    /// Copies wanted before the change that is under way: what a failed one goes back to.
    #[serde(default)]
    pub before: Option<Capacity>,
    /// What its copies run.
    pub launch: Launch,
    /// What each copy reserves.
    pub requirements: Requirements,
    /// The specification as JSON text, for the description.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Which version its copies are of.
    #[serde(default)]
    pub generation: Generation,
    /// The new version that is being brought in.
    #[serde(default)]
    pub update: Option<Box<ComponentUpdate>>,
    /// How the last new version was brought in.
    #[serde(default)]
    pub last_deployment: Option<DeploymentConfig>,
}

/// A new version of an inference component on its way in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComponentUpdate {
    /// What its copies run.
    pub launch: Launch,
    /// What each copy reserves.
    pub requirements: Requirements,
    /// The specification as JSON text, for the description.
    pub document: String,
    /// Copies wanted.
    pub desired: Capacity,
    /// How far it is.
    pub rollout: Rollout,
}

impl Component {
    /// The copies of the version that was there before an update, which are all when none is under way.
    pub fn old_fleet(&self) -> Fleet {
        self.update.as_ref().map_or(Fleet::Whole, |update| Fleet::Old(update.rollout.generation))
    }

    /// What a copy of a generation reserves.
    pub fn requirements_of(&self, generation: Generation) -> Requirements {
        match &self.update {
            Some(update) if update.rollout.generation == generation => update.requirements,
            Some(_) | None => self.requirements,
        }
    }
}

/// What a copy reserves on an instance.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Requirements {
    /// Cores; 0 when none are reserved.
    pub cores: f64,
    /// Memory in MB (2^20 bytes).
    pub memory_mb: f64,
    /// Accelerators.
    pub accelerators: f64,
}

/// Status of an inference component.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own names")]
pub enum ComponentStatus {
    InService,
    Creating,
    Updating,
    Failed,
    Deleting,
}

impl ComponentStatus {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InService => "InService",
            Self::Creating => "Creating",
            Self::Updating => "Updating",
            Self::Failed => "Failed",
            Self::Deleting => "Deleting",
        }
    }
}
