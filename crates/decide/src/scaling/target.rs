//! Scalable targets: which capacity may be moved, and between which bounds.

use std::collections::BTreeMap;
use std::fmt;

use ebb_units::{Bounds, Scope, Timestamp, Workload};
use serde::{Deserialize, Serialize};

/// The namespace of everything here.
pub(super) const NAMESPACE: &str = "sagemaker";

/// A capacity that policies may move.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScalableTarget {
    /// What is scaled.
    pub workload: Workload,
    /// Between which values.
    pub bounds: Bounds,
    /// Last part of the target's ARN.
    pub id: String,
    /// The id that the ARNs of all policies of this target share.
    pub policy_uuid: String,
    /// When it was registered first.
    pub created: Timestamp,
    /// What is switched off.
    pub suspended: Suspended,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Which kinds of scaling are switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Suspended {
    /// Scale-in by policies.
    pub dynamic_in: bool,
    /// Scale-out by policies.
    pub dynamic_out: bool,
    /// Scheduled actions.
    pub scheduled: bool,
}

impl ScalableTarget {
    /// The target's ARN.
    pub fn arn(&self, scope: &Scope) -> String {
        let Scope { account, region } = scope;
        let partition = region.partition();
        format!(
            "arn:{partition}:application-autoscaling:{region}:{account}:scalable-target/{}",
            self.id
        )
    }

    /// The service-linked role that Application Auto Scaling works with.
    ///
    /// Rule aas.role: <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html>
    pub fn role_arn(scope: &Scope) -> String {
        let Scope { account, region } = scope;
        let partition = region.partition();
        format!(
            "arn:{partition}:iam::{account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
        )
    }
}

/// Namespace, resource id and dimension as a request names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Such as `sagemaker`.
    pub namespace: String,
    /// Such as `endpoint/e/variant/v`.
    pub resource: String,
    /// Such as `sagemaker:variant:DesiredInstanceCount`.
    pub dimension: String,
}

impl fmt::Display for Key {
    /// The way "not found" messages name a target.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { namespace, resource, dimension } = self;
        write!(
            f,
            "service namespace: {namespace}, resource ID: {resource}, scalable dimension: {dimension}"
        )
    }
}

/// Namespace, dimension and resource id do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsupportedResource {
    /// AWS refuses the combination too.
    #[error("Unsupported service namespace, resource type or scalable dimension")]
    Unknown,
    /// Provisioned concurrency, which only serverless variants have; there are none here.
    #[error("The variant is not serverless, so it has no provisioned concurrency to scale.")]
    NotServerless,
    /// AWS knows it, this server does not run such resources.
    #[error(
        "Ebbtide scales sagemaker:variant:DesiredInstanceCount and sagemaker:inference-component:DesiredCopyCount; this namespace and dimension are not supported"
    )]
    NotBuilt,
}

/// The workload that a resource id of a dimension names.
///
/// # Errors
/// [`UnsupportedResource`] when the three do not fit together.
pub fn parse_workload(key: &Key) -> Result<Workload, UnsupportedResource> {
    if key.namespace != NAMESPACE {
        return Err(match key.dimension.split_once(':') {
            Some((service, _)) if service == key.namespace => UnsupportedResource::NotBuilt,
            _ => UnsupportedResource::Unknown,
        });
    }
    let parts: Vec<&str> = key.resource.split('/').collect();
    match (key.dimension.as_str(), parts.as_slice()) {
        ("sagemaker:variant:DesiredInstanceCount", ["endpoint", endpoint, "variant", variant])
            if !endpoint.is_empty() && !variant.is_empty() =>
        {
            Ok(Workload::Variant {
                endpoint: (*endpoint).to_owned(),
                variant: (*variant).to_owned(),
            })
        }
        ("sagemaker:inference-component:DesiredCopyCount", ["inference-component", name])
            if !name.is_empty() =>
        {
            Ok(Workload::Component { name: (*name).to_owned() })
        }
        (
            "sagemaker:variant:DesiredProvisionedConcurrency",
            ["endpoint", endpoint, "variant", variant],
        ) if !endpoint.is_empty() && !variant.is_empty() => Err(UnsupportedResource::NotServerless),
        _ => Err(UnsupportedResource::Unknown),
    }
}

/// Namespace, resource id and dimension of a workload.
pub fn key_of(workload: &Workload) -> Key {
    Key {
        namespace: NAMESPACE.to_owned(),
        resource: workload.to_string(),
        dimension: dimension_of(workload).to_owned(),
    }
}

/// The scalable dimension of a workload.
pub fn dimension_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } => "sagemaker:variant:DesiredInstanceCount",
        Workload::Component { .. } => "sagemaker:inference-component:DesiredCopyCount",
    }
}

/// How AWS names the client by which it calls the service that owns the capacity.
pub(super) fn client_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } | Workload::Component { .. } => "AmazonSageMaker",
    }
}

/// What activities call the capacity.
pub fn noun_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } => "desired instance count",
        Workload::Component { .. } => "desired copy count",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(
        namespace: &str,
        resource: &str,
        dimension: &str,
    ) -> Result<String, UnsupportedResource> {
        parse_workload(&Key {
            namespace: namespace.to_owned(),
            resource: resource.to_owned(),
            dimension: dimension.to_owned(),
        })
        .map(|workload| workload.to_string())
    }

    // Covers: aas.role
    #[test]
    fn the_role_is_that_of_the_service_in_the_accounts_partition() {
        let role = |region: &str| {
            let (account, region) = ("123456789012".parse().unwrap(), region.parse().unwrap());
            ScalableTarget::role_arn(&Scope { account, region })
        };
        let path = "role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
        assert_eq!(role("eu-central-1"), format!("arn:aws:iam::123456789012:{path}"));
        assert_eq!(role("cn-north-1"), format!("arn:aws-cn:iam::123456789012:{path}"));
    }

    #[test]
    fn resource_and_dimension_must_fit() {
        let (instances, copies) = (
            "sagemaker:variant:DesiredInstanceCount",
            "sagemaker:inference-component:DesiredCopyCount",
        );
        assert_eq!(
            parse("sagemaker", "endpoint/e/variant/v", instances).unwrap(),
            "endpoint/e/variant/v"
        );
        assert_eq!(
            parse("sagemaker", "inference-component/c", copies).unwrap(),
            "inference-component/c"
        );
        for (resource, dimension) in [
            ("variant/x", instances),
            ("endpoint//variant/v", instances),
            ("endpoint/e/variant/v", copies),
            ("inference-component/c", instances),
            ("inference-component/c/d", copies),
        ] {
            assert_eq!(parse("sagemaker", resource, dimension), Err(UnsupportedResource::Unknown));
        }
        assert_eq!(
            parse("ecs", "service/c/s", "ecs:service:DesiredCount"),
            Err(UnsupportedResource::NotBuilt)
        );
        assert_eq!(parse("ecs", "service/c/s", instances), Err(UnsupportedResource::Unknown));
    }
}
