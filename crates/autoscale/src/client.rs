//! The calls that a service has to understand, whoever provides it.

use std::error::Error;

use serde::Serialize;

use crate::{
    DescribedAlarm, Resource, ScalableTarget, StepScalingPolicy, TargetTrackingScalingPolicy,
    WakeAlarm,
};

/// A policy of either kind.
#[derive(Clone, PartialEq, Debug)]
pub enum ScalingPolicy {
    /// Keeps a metric at a value.
    TargetTracking(TargetTrackingScalingPolicy),
    /// Changes the capacity when its alarm fires.
    Step(StepScalingPolicy),
}

/// What putting a policy gives.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PutPolicy {
    /// ARN of the policy: what an alarm needs as its action.
    pub arn: String,
    /// Names of the alarms that the service made for it; none for a step policy.
    pub alarms: Vec<String>,
}

/// A policy as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DescribedPolicy {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its type.
    pub kind: PolicyKind,
    /// Names of the alarms that run it.
    pub alarms: Vec<String>,
}

/// The type of a policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum PolicyKind {
    /// `TargetTrackingScaling`
    TargetTracking,
    /// `StepScaling`
    Step,
    /// Another one.
    Other(String),
}

impl From<&str> for PolicyKind {
    /// Reads the spelling on the wire.
    fn from(text: &str) -> Self {
        match text {
            "TargetTrackingScaling" => Self::TargetTracking,
            "StepScaling" => Self::Step,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// What it is about does not exist.
    #[error("the service did not find it: {message} ({code})")]
    NotFound {
        /// The error code of the service.
        code: String,
        /// Its message.
        message: String,
    },
    /// The service does not accept the call as it is.
    #[error("the service refused: {message} ({code})")]
    Refused {
        /// The error code of the service.
        code: String,
        /// Its message.
        message: String,
    },
    /// The service could not take the call now; the same call may succeed later.
    #[error("the service could not take the call now: {message} ({code})")]
    Busy {
        /// The error code of the service.
        code: String,
        /// Its message.
        message: String,
    },
    /// No answer came.
    #[error("could not get an answer from \"{endpoint}\"")]
    Transport {
        /// Whom it was sent to.
        endpoint: String,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// An answer came that does not follow the protocol.
    #[error("the answer of \"{endpoint}\" is not what the protocol says: {problem}")]
    Unreadable {
        /// Who answered.
        endpoint: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl ClientError {
    /// Sorts an error of the service by what a caller can do about it.
    pub(crate) fn from_service(status: u16, code: String, message: String) -> Self {
        match code.as_str() {
            "ObjectNotFoundException" | "ResourceNotFoundException" | "ResourceNotFound" => {
                Self::NotFound { code, message }
            }
            "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "TooManyRequestsException"
            | "RequestLimitExceeded"
            | "ConcurrentUpdateException"
            | "InternalServiceException"
            | "InternalServiceError"
            | "InternalFailure"
            | "ServiceUnavailable" => Self::Busy { code, message },
            _ if status == 429 || status >= 500 => Self::Busy { code, message },
            _ => Self::Refused { code, message },
        }
    }

    /// Whether the same call may succeed later.
    pub fn may_succeed_later(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Transport { .. })
    }
}

/// Application Auto Scaling and the alarms of CloudWatch, as far as autoscaling an endpoint needs them.
///
/// All calls are in the namespace `sagemaker`, and each fails with a [`ClientError`].
pub trait AutoScalingClient: Send + Sync {
    /// Registers a resource, or changes the bounds of a registered one.
    fn register_scalable_target(
        &self,
        target: &ScalableTarget,
    ) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// Takes a resource out, with its policies and scheduled actions.
    fn deregister_scalable_target(
        &self,
        resource: &Resource,
    ) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// The registered ones of these resources; of all resources when none is named.
    fn describe_scalable_targets(
        &self,
        resources: &[Resource],
    ) -> impl Future<Output = Result<Vec<ScalableTarget>, ClientError>> + Send;

    /// Creates a policy of a registered resource, or replaces the one of that name.
    fn put_scaling_policy(
        &self,
        resource: &Resource,
        policy: &ScalingPolicy,
    ) -> impl Future<Output = Result<PutPolicy, ClientError>> + Send;

    /// Deletes a policy.
    fn delete_scaling_policy(
        &self,
        resource: &Resource,
        name: &str,
    ) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// The policies of a resource.
    fn describe_scaling_policies(
        &self,
        resource: &Resource,
    ) -> impl Future<Output = Result<Vec<DescribedPolicy>, ClientError>> + Send;

    /// Creates an alarm, or replaces the one of that name. When it fires it runs the policy with this ARN.
    fn put_metric_alarm(
        &self,
        alarm: &WakeAlarm,
        policy_arn: &str,
    ) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// The alarms of these names that exist; at most 100 names.
    fn describe_alarms(
        &self,
        names: &[String],
    ) -> impl Future<Output = Result<Vec<DescribedAlarm>, ClientError>> + Send;

    /// Deletes alarms; at most 100 names.
    fn delete_alarms(
        &self,
        names: &[String],
    ) -> impl Future<Output = Result<(), ClientError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sorted_by_what_to_do() {
        let sorted = |status, code: &str| match ClientError::from_service(
            status,
            code.to_owned(),
            String::new(),
        ) {
            ClientError::NotFound { .. } => "not found",
            ClientError::Refused { .. } => "refused",
            ClientError::Busy { .. } => "busy",
            ClientError::Transport { .. } | ClientError::Unreadable { .. } => "other",
        };
        assert_eq!(sorted(400, "ObjectNotFoundException"), "not found");
        assert_eq!(sorted(404, "ResourceNotFound"), "not found");
        assert_eq!(sorted(400, "ValidationException"), "refused");
        assert_eq!(sorted(403, "AccessDeniedException"), "refused");
        assert_eq!(sorted(400, "ThrottlingException"), "busy");
        assert_eq!(sorted(500, "ConcurrentUpdateException"), "busy");
        assert_eq!(sorted(503, "Whatever"), "busy");
        assert_eq!(sorted(429, "Whatever"), "busy");
    }
}
