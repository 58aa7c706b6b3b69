//! What an alarm's action names.

use std::fmt;

use ebb_decide::scaling::Key;
use ebb_units::{Arn, Scope};

/// A policy by what stays the same wherever it is put.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PolicyId {
    /// Such as `sagemaker`.
    pub namespace: String,
    /// Such as `inference-component/llama`.
    pub resource: String,
    /// Its name.
    pub name: String,
}

impl PolicyId {
    /// The policy that an action of an alarm names; None for another kind of action.
    pub fn of_action(action: &str) -> Option<Self> {
        let arn: Arn = action.parse().ok()?;
        if arn.service != "autoscaling" {
            return None;
        }
        let rest = arn.resource.strip_prefix("scalingPolicy:")?;
        let (_, rest) = rest.split_once(":resource/")?;
        let (resource, name) = rest.split_once(":policyName/")?;
        let (namespace, resource) = resource.split_once('/')?;
        let name = name.rsplit_once(":createdBy/").map_or(name, |(name, _)| name);
        Some(Self {
            namespace: namespace.to_owned(),
            resource: resource.to_owned(),
            name: name.to_owned(),
        })
    }

    /// An action that names it before anybody knows the ARN that it will have.
    pub fn action(&self, scope: &Scope) -> String {
        let Scope { account, region } = scope;
        let partition = region.partition();
        let Self { namespace, resource, name } = self;
        format!(
            "arn:{partition}:autoscaling:{region}:{account}:scalingPolicy:00000000-0000-0000-0000-000000000000:resource/{namespace}/{resource}:policyName/{name}"
        )
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.name, self.resource)
    }
}

/// Whether the action is that of an alarm that a target tracking policy keeps for itself.
pub(crate) fn is_managed(action: &str) -> bool {
    action.contains(":scalingPolicy:") && action.contains(":createdBy/")
}

/// Account and region of an ARN.
pub(crate) fn scope_of(arn: &str) -> Option<Scope> {
    let arn: Arn = arn.parse().ok()?;
    Some(Scope { account: arn.account.parse().ok()?, region: arn.region.parse().ok()? })
}

/// Namespace and dimension of a resource id that names its own kind.
pub(crate) fn key_of_resource(resource: &str) -> Option<Key> {
    let (namespace, dimension) = if resource.starts_with("endpoint/") {
        ("sagemaker", "sagemaker:variant:DesiredInstanceCount")
    } else if resource.starts_with("inference-component/") {
        ("sagemaker", "sagemaker:inference-component:DesiredCopyCount")
    } else if resource.starts_with("http://") || resource.starts_with("https://") {
        ("custom-resource", "custom-resource:ResourceType:Property")
    } else {
        return None;
    };
    Some(Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_names_its_policy_wherever_it_is() {
        let arn = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:6d8972f3:resource/sagemaker/endpoint/e/variant/v:policyName/my:policy";
        let id = PolicyId::of_action(arn).unwrap();
        assert_eq!((id.resource.as_str(), id.name.as_str()), ("endpoint/e/variant/v", "my:policy"));
        let managed = format!("{arn}:createdBy/7f1a");
        assert_eq!(PolicyId::of_action(&managed).unwrap(), id);
        assert!(is_managed(&managed) && !is_managed(arn));
        let scope = scope_of(arn).unwrap();
        assert_eq!(PolicyId::of_action(&id.action(&scope)).unwrap(), id);
        assert!(PolicyId::of_action("arn:aws:sns:eu-west-1:123456789012:t").is_none());
    }
}
