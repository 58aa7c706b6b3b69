//! Why a call fails, and the one function that turns it into AWS's code, status and message.

use ebb_aws_model::{Invalid, Service};
use ebb_aws_wire::AwsError;
use ebb_decide::Refusal;
use ebb_requests::RequestError;

use crate::engine::CallError;

/// A call that fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The document does not fit the model.
    #[error(transparent)]
    Model(#[from] Invalid),
    /// The controller has refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A rule of the service that only the wire form knows.
    #[error("{0}")]
    Invalid(String),
    /// CloudWatch's `InvalidParameterValue`.
    #[error("{0}")]
    ParameterValue(String),
    /// CloudWatch's `InvalidParameterCombination`.
    #[error("{0}")]
    ParameterCombination(String),
    /// CloudWatch's `MissingParameter`.
    #[error("{0}")]
    ParameterMissing(String),
    /// CloudWatch's `InvalidFormat`.
    #[error("{0}")]
    Format(String),
    /// A number that is beyond what one server takes on.
    #[error("{0}")]
    Limit(String),
    /// A page token that was not made for this request.
    #[error("The NextToken value is not valid.")]
    NextToken,
    /// CloudWatch's `ResourceNotFoundException`.
    #[error("The {kind} {id} does not exist")]
    NoResource {
        /// What it would be.
        kind: &'static str,
        /// Its name or ARN.
        id: String,
    },
    /// CloudWatch's `DashboardNotFoundError`.
    #[error("Dashboard {0} does not exist")]
    NoDashboard(String),
    /// CloudWatch's `DashboardInvalidInputError`.
    #[error("{0}")]
    Dashboard(String),
    /// Declared by AWS, not built here.
    #[error("Ebbtide does not implement {0} yet")]
    NotBuilt(String),
    /// The server stops; another one, or this one started again, will answer.
    #[error("{0}")]
    Stopping(String),
    /// The store fails, or something that cannot be is.
    #[error("{0}")]
    Internal(String),
}

impl From<RequestError> for ApiError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Invalid(text) => Self::Invalid(text),
            RequestError::ParameterValue(text) => Self::ParameterValue(text),
            RequestError::Limit(text) => Self::Limit(text),
            RequestError::NotBuilt(what) => Self::NotBuilt(what),
        }
    }
}

impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => Self::Refused(refusal),
            CallError::Stopped => Self::Stopping(error.to_string()),
            CallError::NotDurable(_) => Self::Internal(error.to_string()),
        }
    }
}

impl ApiError {
    /// The error as the service would give it.
    pub(crate) fn aws(self, service: Service) -> AwsError {
        let text = self.to_string();
        match self {
            Self::Model(invalid) => AwsError::from(invalid),
            Self::Refused(refusal) => refused(refusal, service),
            Self::Limit(_) => refused(Refusal::LimitExceeded(text), service),
            Self::NoDashboard(_) => AwsError::new("DashboardNotFoundError", text),
            Self::Dashboard(_) => AwsError::new("DashboardInvalidInputError", text),
            Self::NoResource { kind, id } => no_resource(kind, &id),
            Self::Invalid(_) => AwsError::validation(text),
            Self::ParameterValue(_) => AwsError::new("InvalidParameterValueException", text),
            Self::ParameterCombination(_) => {
                AwsError::new("InvalidParameterCombinationException", text)
            }
            Self::ParameterMissing(_) => AwsError::new("MissingRequiredParameterException", text),
            Self::Format(_) => AwsError::new("InvalidFormatFault", text),
            Self::NextToken => match service {
                Service::ApplicationAutoScaling => AwsError::new("InvalidNextTokenException", text),
                Service::CloudWatch => AwsError::new("InvalidNextToken", text),
                Service::SageMaker | Service::SageMakerRuntime => AwsError::validation(text),
            },
            Self::NotBuilt(what) => AwsError::not_built(&what),
            // Clients retry a 503, and find the server again when it is back.
            Self::Stopping(_) => AwsError::new("ServiceUnavailable", text),
            Self::Internal(_) => match service {
                Service::ApplicationAutoScaling => AwsError::new("InternalServiceException", text),
                Service::CloudWatch => AwsError::new("InternalServiceFault", text),
                Service::SageMaker | Service::SageMakerRuntime => AwsError::internal(text),
            },
        }
    }
}

/// CloudWatch's newer operations name what they do not find.
fn no_resource(kind: &str, id: &str) -> AwsError {
    AwsError::new("ResourceNotFoundException", format!("The {kind} {id} does not exist"))
        .with_member("ResourceType", kind)
        .with_member("ResourceId", id)
}

fn refused(refusal: Refusal, service: Service) -> AwsError {
    let text = refusal.to_string();
    match (refusal, service) {
        (Refusal::NotFound(_), Service::ApplicationAutoScaling) => {
            AwsError::new("ObjectNotFoundException", text)
        }
        (Refusal::NoSuchArn(arn), Service::ApplicationAutoScaling) => {
            AwsError::new("ResourceNotFoundException", text).with_member("ResourceName", arn)
        }
        (Refusal::TooManyTags { arn, .. }, Service::ApplicationAutoScaling) => {
            AwsError::new("TooManyTagsException", text).with_member("ResourceName", arn)
        }
        (Refusal::NoSuchArn(arn), Service::CloudWatch) => no_resource("resource", &arn),
        (Refusal::TooManyTags { .. }, Service::CloudWatch) => {
            AwsError::new("InvalidParameterValueException", text)
        }
        (Refusal::NoSuchDetector, _) => AwsError::new("ResourceNotFoundException", text),
        // AWS's ResourceNotFound carries no message at all.
        (Refusal::NotFound(_), Service::CloudWatch) => {
            AwsError::without_message("ResourceNotFound")
        }
        (Refusal::LimitExceeded(_), Service::ApplicationAutoScaling) => {
            AwsError::new("LimitExceededException", text)
        }
        (Refusal::LimitExceeded(_), Service::CloudWatch) => {
            AwsError::new("LimitExceededFault", text)
        }
        (Refusal::LimitExceeded(_), Service::SageMaker) => {
            AwsError::new("ResourceLimitExceeded", text)
        }
        // SageMaker says ValidationException both for what is missing and for what is there already.
        (
            Refusal::Invalid(_)
            | Refusal::Taken(_)
            | Refusal::NotFound(_)
            | Refusal::NoSuchArn(_)
            | Refusal::TooManyTags { .. }
            | Refusal::LimitExceeded(_),
            _,
        ) => AwsError::validation(text),
    }
}
