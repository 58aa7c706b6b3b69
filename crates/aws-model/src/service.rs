//! The services in scope and the tables of their operations and errors.

use crate::{Shape, application_autoscaling, cloudwatch, sagemaker, sagemaker_runtime};

/// A service of AWS in scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Service {
    /// Application Auto Scaling, API version 2016-02-06.
    ApplicationAutoScaling,
    /// CloudWatch, API version 2010-08-01.
    CloudWatch,
    /// The control plane of SageMaker, API version 2017-07-24.
    SageMaker,
    /// SageMaker Runtime, API version 2017-05-13.
    SageMakerRuntime,
}

/// What the model says of a service.
#[derive(Debug)]
pub struct ServiceModel {
    /// Full name, for people.
    pub full_name: &'static str,
    /// API version, a date.
    pub api_version: &'static str,
    /// The name in the SigV4 credential scope.
    pub signing_name: &'static str,
    /// What stands before the dot in `X-Amz-Target`; `None` for a service without targets.
    pub target_prefix: Option<&'static str>,
    /// The version in the content type `application/x-amz-json-<version>`.
    pub json_version: &'static str,
    /// The namespace of XML answers; `None` for a service without them.
    pub xml_namespace: Option<&'static str>,
    /// The operations, sorted by name.
    pub operations: &'static [Operation],
    /// The error shapes, sorted by name.
    pub errors: &'static [ErrorShape],
    /// Every shape, sorted by name.
    pub shapes: &'static [&'static Shape],
}

/// An operation of a service.
#[derive(Debug)]
pub struct Operation {
    /// Its name.
    pub name: &'static str,
    /// Shape of requests; `None` when there is nothing to send.
    pub input: Option<&'static Shape>,
    /// Shape of answers; `None` when there is nothing to answer.
    pub output: Option<&'static Shape>,
    /// Names of the error shapes that the model lists for it.
    pub errors: &'static [&'static str],
    /// Element around the answer in XML.
    pub result_wrapper: Option<&'static str>,
    /// Path of the request, with labels in braces; `/` unless the service is a REST one.
    pub path: &'static str,
    /// HTTP status of a success.
    pub status: u16,
}

/// An error of a service.
#[derive(Debug)]
pub struct ErrorShape {
    /// Its name.
    pub name: &'static str,
    /// Its members.
    pub shape: &'static Shape,
    /// The code that Query clients see, where it differs from the name or is given explicitly.
    pub query_code: Option<&'static str>,
    /// HTTP status, where the model gives one.
    pub status: Option<u16>,
    /// Whether the model marks it as a fault of the server.
    pub fault: bool,
}

impl Service {
    /// Every service in scope.
    pub const ALL: [Self; 4] =
        [Self::ApplicationAutoScaling, Self::CloudWatch, Self::SageMaker, Self::SageMakerRuntime];

    /// The service whose `X-Amz-Target` starts with this prefix (without the dot).
    pub fn from_target_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.model().target_prefix == Some(prefix))
    }

    /// The service that this name in a credential scope means. The runtime shares its name with the
    /// control plane, which is what comes back for it. The first clients of Application Auto Scaling
    /// signed as `autoscaling`.
    pub fn from_signing_name(name: &str) -> Option<Self> {
        let name = if name == "autoscaling" { "application-autoscaling" } else { name };
        Self::ALL.into_iter().find(|service| service.model().signing_name == name)
    }

    /// What the model says of it.
    pub fn model(self) -> &'static ServiceModel {
        match self {
            Self::ApplicationAutoScaling => &application_autoscaling::MODEL,
            Self::CloudWatch => &cloudwatch::MODEL,
            Self::SageMaker => &sagemaker::MODEL,
            Self::SageMakerRuntime => &sagemaker_runtime::MODEL,
        }
    }

    /// The operation of this name.
    pub fn operation(self, name: &str) -> Option<&'static Operation> {
        let operations = self.model().operations;
        let index = operations.binary_search_by(|operation| operation.name.cmp(name)).ok()?;
        Some(&operations[index])
    }

    /// The error shape of this name.
    pub fn error(self, name: &str) -> Option<&'static ErrorShape> {
        let errors = self.model().errors;
        let index = errors.binary_search_by(|error| error.name.cmp(name)).ok()?;
        Some(&errors[index])
    }

    /// The name in the SigV4 credential scope.
    pub fn signing_name(self) -> &'static str {
        self.model().signing_name
    }

    /// What stands before the dot in `X-Amz-Target`.
    pub fn target_prefix(self) -> Option<&'static str> {
        self.model().target_prefix
    }

    /// The version in the content type `application/x-amz-json-<version>`.
    pub fn json_version(self) -> &'static str {
        self.model().json_version
    }

    /// The namespace of XML answers.
    pub fn xml_namespace(self) -> Option<&'static str> {
        self.model().xml_namespace
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_services() {
        assert_eq!(Service::from_target_prefix("SageMaker"), Some(Service::SageMaker));
        assert_eq!(
            Service::from_target_prefix("AnyScaleFrontendService"),
            Some(Service::ApplicationAutoScaling)
        );
        assert_eq!(Service::from_target_prefix("sagemaker"), None);
        assert_eq!(
            Service::from_signing_name("autoscaling"),
            Some(Service::ApplicationAutoScaling)
        );
        assert_eq!(Service::from_signing_name("monitoring"), Some(Service::CloudWatch));
        assert_eq!(Service::from_signing_name("sagemaker"), Some(Service::SageMaker));
        assert_eq!(Service::from_signing_name("s3"), None);
    }

    #[test]
    fn every_operation_and_error_is_found_by_its_name() {
        let mut operations = 0;
        for service in Service::ALL {
            for operation in service.model().operations {
                assert_eq!(
                    service.operation(operation.name).map(|found| found.name),
                    Some(operation.name)
                );
                operations += 1;
                for error in operation.errors {
                    assert!(service.error(error).is_some(), "{}: {error}", operation.name);
                }
            }
            assert!(service.operation("Nothing").is_none());
        }
        assert_eq!(operations, 14 + 28 + 23 + 3);
    }

    #[test]
    fn errors_carry_the_codes_of_the_query_protocol() {
        let error = Service::CloudWatch.error("MissingRequiredParameterException").unwrap();
        assert_eq!((error.query_code, error.status), (Some("MissingParameter"), Some(400)));
        let error = Service::CloudWatch.error("ConflictException").unwrap();
        assert_eq!((error.query_code, error.status), (None, Some(409)));
        assert_eq!(Service::SageMakerRuntime.error("ModelError").unwrap().status, Some(424));
    }
}
