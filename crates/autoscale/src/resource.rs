//! What is scaled, and how Application Auto Scaling calls it.

use std::fmt;
use std::str::FromStr;

/// Something whose size can be changed: the instances of a variant or the copies of a component.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Resource {
    /// A production variant; its size is a number of instances.
    Variant {
        /// Name of the endpoint.
        endpoint: String,
        /// Name of the variant.
        variant: String,
    },
    /// An inference component; its size is a number of copies.
    Component {
        /// Name of the inference component.
        name: String,
    },
}

/// The text is not the resource id of a variant or component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a resource id: expected endpoint/NAME/variant/NAME or inference-component/NAME"
)]
pub struct ParseResourceError(String);

impl Resource {
    /// The scalable dimension: which of its numbers is changed.
    ///
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html>
    pub fn dimension(&self) -> &'static str {
        match self {
            Self::Variant { .. } => "sagemaker:variant:DesiredInstanceCount",
            Self::Component { .. } => "sagemaker:inference-component:DesiredCopyCount",
        }
    }
}

impl fmt::Display for Resource {
    /// The resource id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variant { endpoint, variant } => {
                write!(f, "endpoint/{endpoint}/variant/{variant}")
            }
            Self::Component { name } => write!(f, "inference-component/{name}"),
        }
    }
}

impl FromStr for Resource {
    type Err = ParseResourceError;

    /// Reads a resource id.
    fn from_str(text: &str) -> Result<Self, ParseResourceError> {
        let parts: Vec<&str> = text.splitn(5, '/').collect();
        match parts[..] {
            ["endpoint", endpoint, "variant", variant]
                if !endpoint.is_empty() && !variant.is_empty() =>
            {
                Ok(Self::Variant { endpoint: endpoint.to_owned(), variant: variant.to_owned() })
            }
            ["inference-component", name] if !name.is_empty() => {
                Ok(Self::Component { name: name.to_owned() })
            }
            _ => Err(ParseResourceError(text.chars().take(200).collect())),
        }
    }
}

impl serde::Serialize for Resource {
    /// As its resource id.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip() {
        for (id, dimension) in [
            ("endpoint/chat/variant/AllTraffic", "sagemaker:variant:DesiredInstanceCount"),
            ("inference-component/llama", "sagemaker:inference-component:DesiredCopyCount"),
        ] {
            let resource: Resource = id.parse().unwrap();
            assert_eq!((resource.to_string().as_str(), resource.dimension()), (id, dimension));
        }
        for bad in [
            "",
            "llama",
            "inference-component/",
            "inference-component/a/b",
            "endpoint/a",
            "endpoint//variant/v",
            "endpoint/a/variant/",
            "endpoint/a/variant/b/c",
        ] {
            assert!(bad.parse::<Resource>().is_err(), "{bad}");
        }
    }
}
