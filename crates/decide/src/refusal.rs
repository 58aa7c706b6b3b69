//! Why a command is refused. The server turns a refusal into the code and status of the service that was asked.

use serde::{Deserialize, Serialize};

/// A command that changes nothing because it may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// A value, a combination or a state that does not allow it. AWS's `ValidationException` and its like.
    #[error("{0}")]
    Invalid(String),
    /// The thing that the command is about does not exist.
    #[error("{0}")]
    NotFound(String),
    /// A quota is used up.
    #[error("{0}")]
    LimitExceeded(String),
    /// No resource has this ARN.
    #[error("No scalable target was found for the ARN {0}")]
    NoSuchArn(String),
    /// No anomaly detector watches this statistic of this metric.
    #[error("There is no anomaly detector for this metric and statistic.")]
    NoSuchDetector,
    /// A resource would have more tags than one may have.
    #[error("A resource can have at most {most} tags.")]
    TooManyTags {
        /// Which resource.
        arn: String,
        /// How many it may have.
        most: usize,
    },
    /// The name is taken.
    #[error("{0}")]
    Taken(String),
}

impl Refusal {
    /// An [`Refusal::Invalid`] with what an error says.
    pub fn invalid(error: impl std::fmt::Display) -> Self {
        Self::Invalid(error.to_string())
    }
}
