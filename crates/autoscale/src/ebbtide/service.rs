//! The services that are called: their names on the wire, and where AWS has them.

/// Which of the services is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Service {
    /// Application Auto Scaling.
    Scaling,
    /// CloudWatch.
    Metrics,
    /// SageMaker's control plane.
    Hosting,
}

impl Service {
    /// Name in the credential scope.
    pub(super) fn signing_name(self) -> &'static str {
        match self {
            Self::Scaling => "application-autoscaling",
            Self::Metrics => "monitoring",
            Self::Hosting => "sagemaker",
        }
    }

    pub(super) fn target_prefix(self) -> &'static str {
        match self {
            Self::Scaling => "AnyScaleFrontendService",
            Self::Metrics => "GraniteServiceVersion20100801",
            Self::Hosting => "SageMaker",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Scaling | Self::Hosting => "application/x-amz-json-1.1",
            Self::Metrics => "application/x-amz-json-1.0",
        }
    }

    /// What its host begins with on AWS.
    pub(super) fn host_prefix(self) -> &'static str {
        match self {
            Self::Scaling => "application-autoscaling",
            Self::Metrics => "monitoring",
            Self::Hosting => "api.sagemaker",
        }
    }

    /// The variable by which AWS's clients are pointed elsewhere with this service alone.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Scaling => "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING",
            Self::Metrics => "AWS_ENDPOINT_URL_CLOUDWATCH",
            Self::Hosting => "AWS_ENDPOINT_URL_SAGEMAKER",
        }
    }
}
