//! Custom resources: things behind a URL that say how much of them there is, and that can be told how much there should be.
//!
//! Rule aas.custom.contract: GET gives, and PATCH of the desired capacity gives back, actual and desired capacity and how
//! the last change stands. <https://github.com/aws/aws-auto-scaling-custom-resource>

use ebb_units::Capacity;
use serde::{Deserialize, Serialize};

/// What to do with a custom resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum CustomOrder {
    /// Ask how it stands.
    Ask,
    /// Set the desired capacity.
    Set(Capacity),
}

/// What a custom resource says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomReport {
    /// What is there.
    pub actual: Capacity,
    /// What is to be there.
    pub desired: Capacity,
    /// How the last change stands.
    pub status: CustomStatus,
    /// Why it failed.
    pub failure: Option<String>,
}

/// How the last change of a custom resource stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names of the contract")]
pub enum CustomStatus {
    Pending,
    InProgress,
    Successful,
    Failed,
}

/// The resource could not be reached, or said no, or something that is not in the contract.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error, Serialize, Deserialize)]
#[error("{0}")]
pub struct CustomFailure(pub String);

impl CustomStatus {
    /// The status of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "Pending" => Self::Pending,
            "InProgress" => Self::InProgress,
            "Successful" => Self::Successful,
            "Failed" => Self::Failed,
            _ => return None,
        })
    }
}
