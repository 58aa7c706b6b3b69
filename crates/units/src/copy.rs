//! What serves: a workload (variant or inference component) and its copies.

use std::fmt;
use std::str::FromStr;

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

/// The text names nothing that is scaled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no resource: expected endpoint/NAME/variant/NAME, inference-component/NAME or the URL of a custom resource"
)]
pub struct ParseWorkloadError(String);

impl FromStr for Workload {
    type Err = ParseWorkloadError;

    /// Reads what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, ParseWorkloadError> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            ["endpoint", endpoint, "variant", variant]
                if !endpoint.is_empty() && !variant.is_empty() =>
            {
                let (endpoint, variant) = ((*endpoint).to_owned(), (*variant).to_owned());
                Ok(Self::Variant { endpoint, variant })
            }
            ["inference-component", name] if !name.is_empty() => {
                Ok(Self::Component { name: (*name).to_owned() })
            }
            ["http:" | "https:", "", host, ..] if !host.is_empty() => {
                Ok(Self::Custom { url: text.to_owned() })
            }
            _ => Err(ParseWorkloadError(text.chars().take(256).collect())),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resource_ids_are_read_as_they_are_written() {
        for text in
            ["endpoint/e/variant/v", "inference-component/c", "https://host/x/y", "http://h"]
        {
            assert_eq!(text.parse::<Workload>().unwrap().to_string(), text);
        }
        for text in
            ["", "endpoint/e", "endpoint//variant/v", "inference-component/", "c", "http://"]
        {
            assert!(text.parse::<Workload>().is_err(), "{text}");
        }
    }
}
