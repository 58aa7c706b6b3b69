//! Why a request cannot be turned into a command.

/// A request that fits the model and yet says nothing that can be done. The text is the service's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A rule of the service that only the wire form knows.
    #[error("{0}")]
    Invalid(String),
    /// CloudWatch's `InvalidParameterValue`.
    #[error("{0}")]
    ParameterValue(String),
    /// A number that is beyond what one server takes on.
    #[error("{0}")]
    Limit(String),
    /// Declared by AWS, not built here.
    #[error("Ebbtide does not implement {0} yet")]
    NotBuilt(String),
}
