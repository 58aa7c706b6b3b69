//! What was declared, put together: targets with their policies, policies with their alarms.

use std::ops::Deref;

use ebb_aws_model::application_autoscaling::{
    PutScalingPolicyRequest, PutScheduledActionRequest, RegisterScalableTargetRequest,
};
use ebb_aws_model::cloudwatch::PutMetricAlarmInput;
use ebb_aws_model::sagemaker::{CreateEndpointConfigInput, ProductionVariant};
use ebb_blueprint::{Blueprint, Declared, PolicyId, alarm_of, policy_id, policy_of};
use ebb_decide::PolicyBlock;
use ebb_decide::alarm::{AlarmSpec, Watch};
use ebb_decide::policy::{StepConfig, TrackingConfig};
use ebb_decide::scaling::{Key, parse_workload};
use ebb_units::{Bounds, Capacity, Scope, Workload};

/// All that was declared.
pub(crate) struct Subject<'b> {
    pub(crate) blueprint: &'b Blueprint,
    pub(crate) scope: Scope,
    pub(crate) targets: Vec<Target<'b>>,
    pub(crate) alarms: Vec<Alarm<'b>>,
}

/// A resource that is scaled.
pub(crate) struct Target<'b> {
    /// Its registration, where that is declared.
    pub(crate) declared: Option<&'b Declared<RegisterScalableTargetRequest>>,
    /// What it is, if it is something.
    pub(crate) workload: Option<Workload>,
    pub(crate) policies: Vec<Policy<'b>>,
    pub(crate) actions: Vec<&'b Declared<PutScheduledActionRequest>>,
}

/// A policy.
pub(crate) struct Policy<'b> {
    pub(crate) declared: &'b Declared<PutScalingPolicyRequest>,
    pub(crate) id: PolicyId,
    /// What it does, if the service would take it.
    pub(crate) tracking: Option<TrackingConfig>,
    /// What it does, if the service would take it.
    pub(crate) step: Option<StepConfig>,
    /// Positions in [`Subject::alarms`] of the alarms that run it in ALARM.
    pub(crate) alarms: Vec<usize>,
}

/// An alarm.
pub(crate) struct Alarm<'b> {
    pub(crate) declared: &'b Declared<PutMetricAlarmInput>,
    /// What it is, if the service would take it. Alarms on a band have no threshold and are not looked at further: they can
    /// run no policies.
    pub(crate) spec: Option<Measured>,
    /// The policies that it runs in ALARM.
    pub(crate) runs: Vec<PolicyId>,
}

/// An alarm with a threshold.
pub(crate) struct Measured {
    pub(crate) threshold: f64,
    spec: AlarmSpec,
}

impl Measured {
    pub(crate) fn of(spec: AlarmSpec) -> Option<Self> {
        Some(Self { threshold: spec.threshold?, spec })
    }
}

impl Deref for Measured {
    type Target = AlarmSpec;

    fn deref(&self) -> &AlarmSpec {
        &self.spec
    }
}

impl<'b> Subject<'b> {
    pub(crate) fn of(blueprint: &'b Blueprint) -> Self {
        let scope = blueprint.scope();
        let alarms: Vec<Alarm<'b>> = blueprint
            .alarms
            .iter()
            .map(|declared| Alarm {
                declared,
                spec: alarm_of(declared, &scope).ok().and_then(|(spec, _)| Measured::of(spec)),
                runs: declared
                    .request
                    .alarm_actions
                    .iter()
                    .flatten()
                    .filter_map(|action| PolicyId::of_action(action))
                    .collect(),
            })
            .collect();
        let mut targets: Vec<(Key, Target<'b>)> = Vec::new();
        for declared in &blueprint.targets {
            let of = &declared.request;
            let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
            of_key(&mut targets, key).declared = Some(declared);
        }
        for declared in &blueprint.policies {
            let of = &declared.request;
            let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
            of_key(&mut targets, key).policies.push(Policy::of(declared, &alarms));
        }
        for declared in &blueprint.scheduled_actions {
            let of = &declared.request;
            let key = key(&of.service_namespace, &of.resource_id, &of.scalable_dimension);
            of_key(&mut targets, key).actions.push(declared);
        }
        let targets = targets.into_iter().map(|(_, target)| target).collect();
        Self { blueprint, scope, targets, alarms }
    }

    /// Each policy with the target that it scales.
    pub(crate) fn policies(&self) -> impl Iterator<Item = (&Target<'b>, &Policy<'b>)> {
        self.targets
            .iter()
            .flat_map(|target| target.policies.iter().map(move |policy| (target, policy)))
    }

    /// The alarms that run a policy and would be taken by the service, with what they are.
    pub(crate) fn alarms_of<'s>(
        &'s self,
        policy: &'s Policy<'b>,
    ) -> impl Iterator<Item = (&'s Alarm<'b>, &'s Measured)> {
        policy.alarms.iter().filter_map(|index| {
            let alarm = self.alarms.get(*index)?;
            Some((alarm, alarm.spec.as_ref()?))
        })
    }

    /// The configuration of an endpoint, where it is declared.
    pub(crate) fn config_of(
        &self,
        endpoint: &str,
    ) -> Option<&'b Declared<CreateEndpointConfigInput>> {
        let blueprint = self.blueprint;
        let found = blueprint.endpoints.iter().find(|one| one.request.name == endpoint)?;
        let name = &found.request.config;
        blueprint.endpoint_configs.iter().find(|one| one.request.endpoint_config_name == *name)
    }

    /// The variant that a workload runs on, and the configuration it stands in.
    pub(crate) fn variant_of(
        &self,
        workload: &Workload,
    ) -> Option<(&'b Declared<CreateEndpointConfigInput>, usize, &'b ProductionVariant)> {
        let (endpoint, variant) = match workload {
            Workload::Variant { endpoint, variant } => (endpoint, Some(variant)),
            Workload::Component { name } => {
                let component =
                    self.blueprint.components.iter().find(|one| one.request.name == *name)?;
                (&component.request.endpoint, component.request.variant.as_ref())
            }
            Workload::Custom { .. } => return None,
        };
        let config = self.config_of(endpoint)?;
        let mut variants = config.request.production_variants.iter().enumerate();
        let found = variants.find(|(_, one)| variant.is_none_or(|name| one.variant_name == *name));
        found.map(|(index, one)| (config, index, one))
    }

    /// Whether the endpoint of a variant is asynchronous; None when nothing tells.
    pub(crate) fn is_asynchronous(&self, target: &Target<'b>) -> Option<bool> {
        let Some(Workload::Variant { endpoint, .. }) = &target.workload else { return None };
        if let Some(config) = self.config_of(endpoint) {
            return Some(config.request.async_inference_config.is_some());
        }
        // Only asynchronous endpoints have a backlog.
        let watched = target.policies.iter().flat_map(|policy| self.watches(target, policy));
        let backlog = |watch: &Watch| {
            crate::facts::metrics_of(watch).iter().any(|metric| metric.name().contains("Backlog"))
        };
        watched.into_iter().any(|watch| backlog(&watch)).then_some(true)
    }

    /// All that a policy looks at.
    pub(crate) fn watches(&self, target: &Target<'b>, policy: &Policy<'b>) -> Vec<Watch> {
        let own = policy.tracking.as_ref().zip(target.workload.as_ref());
        let own = own.map(|(tracking, workload)| tracking.metric.watch(workload).0);
        own.into_iter().chain(self.alarms_of(policy).map(|(_, spec)| spec.watch.clone())).collect()
    }
}

impl<'b> Policy<'b> {
    fn of(declared: &'b Declared<PutScalingPolicyRequest>, alarms: &[Alarm<'b>]) -> Self {
        let id = policy_id(&declared.request);
        let (mut tracking, mut step) = (None, None);
        match policy_of(declared).ok().and_then(|policy| policy.block) {
            Some(PolicyBlock::Tracking(config)) => tracking = Some(config),
            Some(PolicyBlock::Step(request)) => step = request.check().ok(),
            Some(PolicyBlock::Several) | None => {}
        }
        let runs = |(index, alarm): (usize, &Alarm<'b>)| alarm.runs.contains(&id).then_some(index);
        let alarms = alarms.iter().enumerate().filter_map(runs).collect();
        Self { declared, id, tracking, step, alarms }
    }

    pub(crate) fn name(&self) -> &str {
        &self.id.name
    }
}

impl Target<'_> {
    /// Its bounds, where both are declared and fit.
    pub(crate) fn bounds(&self) -> Option<Bounds> {
        let of = &self.declared?.request;
        let capacity = |number: Option<i32>| u32::try_from(number?).ok().map(Capacity);
        Bounds::new(capacity(of.min_capacity)?, capacity(of.max_capacity)?).ok()
    }

    /// Whether it may go to zero by itself.
    pub(crate) fn may_be_zero(&self) -> bool {
        self.bounds()
            .is_some_and(|bounds| bounds.min() == Capacity(0) && bounds.max() > Capacity(0))
    }
}

fn key(namespace: &str, resource: &str, dimension: &str) -> Key {
    Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    }
}

fn of_key<'t, 'b>(targets: &'t mut Vec<(Key, Target<'b>)>, key: Key) -> &'t mut Target<'b> {
    let index = targets.iter().position(|(known, _)| *known == key).unwrap_or(targets.len());
    if index == targets.len() {
        let workload = parse_workload(&key).ok();
        let target = Target { declared: None, workload, policies: Vec::new(), actions: Vec::new() };
        targets.push((key, target));
    }
    &mut targets[index].1
}
