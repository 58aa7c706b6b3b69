//! The typed form.

use std::collections::BTreeMap;

use ebb_aws_model::application_autoscaling::{
    PutScalingPolicyRequest, PutScheduledActionRequest, RegisterScalableTargetRequest,
};
use ebb_aws_model::cloudwatch::{PutCompositeAlarmInput, PutMetricAlarmInput};
use ebb_aws_model::sagemaker::CreateEndpointConfigInput;
use ebb_decide::hosting::Requirements;
use ebb_units::Scope;

use crate::link::scope_of;
use crate::{Declared, Place, PolicyId};

/// All that was declared, each as the request that would bring it about, in the order of the source.
#[derive(Clone, Debug, Default)]
pub struct Blueprint {
    /// Scalable targets.
    pub targets: Vec<Declared<RegisterScalableTargetRequest>>,
    /// Scaling policies.
    pub policies: Vec<Declared<PutScalingPolicyRequest>>,
    /// Scheduled actions.
    pub scheduled_actions: Vec<Declared<PutScheduledActionRequest>>,
    /// Alarms that somebody made. Their actions name policies as [`PolicyId`] reads them.
    pub alarms: Vec<Declared<PutMetricAlarmInput>>,
    /// Alarms that target tracking policies keep for themselves, as they stand. They are nothing to apply.
    pub managed_alarms: Vec<Declared<PutMetricAlarmInput>>,
    /// Composite alarms.
    pub composite_alarms: Vec<Declared<PutCompositeAlarmInput>>,
    /// Endpoint configurations, for what they say about instances.
    pub endpoint_configs: Vec<Declared<CreateEndpointConfigInput>>,
    /// Endpoints.
    pub endpoints: Vec<Declared<Endpoint>>,
    /// Inference components.
    pub components: Vec<Declared<Component>>,
    /// How many instances the account may have, by their type.
    pub quotas: Vec<Declared<Quota>>,
    /// Hosts of custom resources that the server may call, where its settings name them.
    pub custom_resource_hosts: Option<Vec<String>>,
    /// What could not be taken over, and why.
    pub notes: Vec<Note>,
    /// Account and region of the source, as far as it tells.
    pub scope: Option<Scope>,
    /// Whether a list of all policies was among the sources, so that one that is missing there does not exist.
    pub lists_policies: bool,
    /// Whether a list of all alarms was among the sources.
    pub lists_alarms: bool,
}

/// An endpoint and the configuration that it uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    /// Its name.
    pub name: String,
    /// The name of its configuration.
    pub config: String,
    /// Instances that its variants are to have now, as far as a description tells.
    pub desired: BTreeMap<String, u32>,
}

/// An inference component and where it is hosted.
#[derive(Clone, PartialEq, Debug)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// The endpoint that hosts it.
    pub endpoint: String,
    /// The variant, where it is named.
    pub variant: Option<String>,
    /// Copies that it is to have now, where a description tells.
    pub desired: Option<u32>,
    /// What each copy reserves, where that is told.
    pub requirements: Requirements,
}

/// A quota of Service Quotas for instances behind endpoints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Such as `ml.g5.xlarge`.
    pub instance_type: String,
    /// Most instances.
    pub most: u32,
}

/// Something that could not be taken over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// What, and why.
    pub text: String,
}

impl Blueprint {
    /// Account and region of the source. Where it does not tell, the region is that of the topics that alarms tell, else
    /// `us-east-1`, and the account is all zeros.
    pub fn scope(&self) -> Scope {
        self.scope.clone().unwrap_or_else(|| {
            let told = self.alarms.iter().flat_map(|alarm| actions(&alarm.request));
            let told = told.filter(|action| PolicyId::of_action(action).is_none());
            told.filter_map(|action| scope_of(action)).next().unwrap_or_else(default_scope)
        })
    }

    /// Whether nothing at all was declared.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
            && self.policies.is_empty()
            && self.scheduled_actions.is_empty()
            && self.alarms.is_empty()
            && self.managed_alarms.is_empty()
            && self.composite_alarms.is_empty()
            && self.endpoint_configs.is_empty()
            && self.endpoints.is_empty()
            && self.components.is_empty()
            && self.quotas.is_empty()
    }

    /// Adds what another source has declared.
    pub fn extend(&mut self, other: Self) {
        self.targets.extend(other.targets);
        self.policies.extend(other.policies);
        self.scheduled_actions.extend(other.scheduled_actions);
        self.alarms.extend(other.alarms);
        self.managed_alarms.extend(other.managed_alarms);
        self.composite_alarms.extend(other.composite_alarms);
        self.endpoint_configs.extend(other.endpoint_configs);
        self.endpoints.extend(other.endpoints);
        self.components.extend(other.components);
        self.quotas.extend(other.quotas);
        self.custom_resource_hosts =
            self.custom_resource_hosts.take().or(other.custom_resource_hosts);
        self.notes.extend(other.notes);
        self.scope = self.scope.take().or(other.scope);
        self.lists_policies |= other.lists_policies;
        self.lists_alarms |= other.lists_alarms;
    }

    /// The alarms that run a policy.
    pub fn alarms_of<'a>(
        &'a self,
        policy: &'a PolicyId,
    ) -> impl Iterator<Item = &'a Declared<PutMetricAlarmInput>> {
        self.alarms.iter().filter(move |alarm| {
            actions(&alarm.request)
                .any(|action| PolicyId::of_action(action).is_some_and(|id| id == *policy))
        })
    }
}

/// What identifies a policy that was declared.
pub fn policy_id(policy: &PutScalingPolicyRequest) -> PolicyId {
    PolicyId {
        namespace: policy.service_namespace.clone(),
        resource: policy.resource_id.clone(),
        name: policy.policy_name.clone(),
    }
}

/// All actions of an alarm.
pub fn actions(alarm: &PutMetricAlarmInput) -> impl Iterator<Item = &String> {
    [&alarm.ok_actions, &alarm.alarm_actions, &alarm.insufficient_data_actions]
        .into_iter()
        .flatten()
        .flatten()
}

/// Hosts of custom resources that a server may call when its settings name none: this machine.
pub const DEFAULT_CUSTOM_RESOURCE_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

pub(crate) fn default_scope() -> Scope {
    Scope {
        account: "000000000000".parse().expect("twelve digits"),
        region: "us-east-1".parse().expect("the name of a region"),
    }
}
