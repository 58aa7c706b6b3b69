//! Scalable targets: which capacity may be moved, and between which bounds.

use std::collections::BTreeMap;
use std::fmt;

use ebb_units::{Bounds, Scope, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

const SAGEMAKER: &str = "sagemaker";
const CUSTOM: &str = "custom-resource";
const CUSTOM_DIMENSION: &str = "custom-resource:ResourceType:Property";

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
    pub fn role_arn(scope: &Scope, workload: &Workload) -> String {
        let (service, name) = match workload {
            Workload::Variant { .. } | Workload::Component { .. } => {
                (SAGEMAKER, "SageMakerEndpoint")
            }
            Workload::Custom { .. } => (CUSTOM, "CustomResource"),
        };
        let Scope { account, region } = scope;
        let partition = region.partition();
        format!(
            "arn:{partition}:iam::{account}:role/aws-service-role/{service}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_{name}"
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

impl Key {
    /// AWS's refusal where a target of this key is needed and none is registered.
    pub fn not_registered(&self) -> Refusal {
        Refusal::NotFound(format!("No scalable target registered for {self}"))
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
        "Ebbtide scales sagemaker:variant:DesiredInstanceCount, sagemaker:inference-component:DesiredCopyCount and custom-resource:ResourceType:Property; this namespace and dimension are not supported"
    )]
    NotBuilt,
}

/// The workload that a resource id of a dimension names.
///
/// # Errors
/// [`UnsupportedResource`] when the three do not fit together.
pub fn parse_workload(key: &Key) -> Result<Workload, UnsupportedResource> {
    if key.namespace == CUSTOM {
        let known = key.dimension == CUSTOM_DIMENSION && is_url(&key.resource);
        let workload = Workload::Custom { url: key.resource.clone() };
        return known.then_some(workload).ok_or(UnsupportedResource::Unknown);
    }
    if key.namespace != SAGEMAKER {
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

/// A resource id that may be called: a scheme, a host, and nothing that could not stand in a request.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

/// The namespace of a workload.
pub fn namespace_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } | Workload::Component { .. } => SAGEMAKER,
        Workload::Custom { .. } => CUSTOM,
    }
}

/// Namespace, resource id and dimension of a workload.
pub fn key_of(workload: &Workload) -> Key {
    Key {
        namespace: namespace_of(workload).to_owned(),
        resource: workload.to_string(),
        dimension: dimension_of(workload).to_owned(),
    }
}

/// The scalable dimension of a workload.
pub fn dimension_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } => "sagemaker:variant:DesiredInstanceCount",
        Workload::Component { .. } => "sagemaker:inference-component:DesiredCopyCount",
        Workload::Custom { .. } => CUSTOM_DIMENSION,
    }
}

/// How AWS names the client by which it calls the service that owns the capacity.
pub(super) fn client_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } | Workload::Component { .. } => "AmazonSageMaker",
        Workload::Custom { .. } => "CustomResource",
    }
}

/// What activities call the capacity.
pub fn noun_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::Variant { .. } => "desired instance count",
        Workload::Component { .. } => "desired copy count",
        Workload::Custom { .. } => "desired capacity",
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
        let component = Workload::Component { name: "c".to_owned() };
        let role_of = |region: &str, workload: &Workload| {
            let (account, region) = ("123456789012".parse().unwrap(), region.parse().unwrap());
            ScalableTarget::role_arn(&Scope { account, region }, workload)
        };
        let role = |region: &str| role_of(region, &component);
        let path = "role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
        assert_eq!(role("eu-central-1"), format!("arn:aws:iam::123456789012:{path}"));
        assert_eq!(role("cn-north-1"), format!("arn:aws-cn:iam::123456789012:{path}"));
        let custom = Workload::Custom { url: "http://a/b".to_owned() };
        let path = "role/aws-service-role/custom-resource.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_CustomResource";
        let arn = format!("arn:aws:iam::123456789012:{path}");
        assert_eq!(role_of("eu-central-1", &custom), arn);
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
        let custom = "custom-resource:ResourceType:Property";
        for url in ["http://localhost:8080/scalableTargetDimensions/1", "https://a.example/x?y=z"] {
            assert_eq!(parse("custom-resource", url, custom).unwrap(), url);
        }
        for url in ["ftp://a/b", "http://", "https:///x", "http://a b", "http://\u{e9}", "a"] {
            assert_eq!(parse("custom-resource", url, custom), Err(UnsupportedResource::Unknown));
        }
        let crossed = parse("custom-resource", "http://a/b", instances);
        assert_eq!(crossed, Err(UnsupportedResource::Unknown));
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
