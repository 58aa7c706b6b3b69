//! Inference components: models that share the instances of a variant.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Timestamp};
use serde::{Deserialize, Serialize};

use super::model::Launch;

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
