//! What serves: a workload (variant or inference component) and its copies.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Scope;

/// One running copy of a model: an instance of a variant, or a copy of an inference component.
///
/// Printed as `i-` and sixteen hexadecimal digits, which also names its log folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CopyId(pub u64);

impl fmt::Display for CopyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "i-{:016x}", self.0)
    }
}

/// What is scaled, inside a scope; all but custom resources are routed to as well.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Workload {
    /// A production variant that has a model of its own.
    Variant {
        /// Name of the endpoint, in the case it was created with.
        endpoint: String,
        /// Name of the variant.
        variant: String,
    },
    /// An inference component.
    Component {
        /// Name of the inference component.
        name: String,
    },
    /// Something outside, which is asked and told over HTTP how much of it there is.
    Custom {
        /// Where.
        url: String,
    },
}

impl fmt::Display for Workload {
    /// The resource id that Application Auto Scaling uses for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variant { endpoint, variant } => {
                write!(f, "endpoint/{endpoint}/variant/{variant}")
            }
            Self::Component { name } => write!(f, "inference-component/{name}"),
            Self::Custom { url } => f.write_str(url),
        }
    }
}

/// A workload together with whose it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct WorkloadKey {
    /// Whose workload it is.
    pub scope: Scope,
    /// Which one.
    pub workload: Workload,
}

impl fmt::Display for WorkloadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.scope, self.workload)
    }
}
