//! Models: what to run.

use std::collections::BTreeMap;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

/// How a copy is started.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Launch {
    /// The image, as it was named; the fleet knows what it means.
    pub image: String,
    /// The environment of the process, and nothing besides the container contract's own variables.
    pub environment: BTreeMap<String, String>,
    /// Seconds until the first healthy ping; the contract's eight minutes when absent.
    pub startup_timeout_secs: Option<u32>,
}

/// A model. Creation is synchronous and checks nothing about the image.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Model {
    /// Unique in its scope.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// What a variant or component that names it starts; absent for a model without a container.
    pub launch: Option<Launch>,
    /// The request as JSON text, for the description.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}
