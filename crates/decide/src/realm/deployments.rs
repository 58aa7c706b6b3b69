//! Updates of endpoints: asked for, driven from step to step, ended or undone.

use ebb_units::{Capacity, Workload};

use super::endpoints::variant_workload;
use super::settle::shortened;
use super::{Realm, Row, Turn};
use crate::agenda::Updated;
use crate::effect::Answer;
use crate::event::EndpointUpdate;
use crate::hosting::{
    Deployment, DeploymentConfig, Endpoint, EndpointConfig, EndpointStatus, Fleet, Instance,
    InstanceId, Progress, Rollout, Variant,
};
use crate::refusal::Refusal;

impl Realm {
    /// Rule sagemaker.update-endpoint: variants begin anew as the configuration says, unless their properties are to be
    /// retained; what is running serves until the new copies do.
    ///
    /// Unlike AWS, a variant with a scalable target does not begin with fewer instances than it has: the number was found by
    /// scaling, and the traffic that asked for it is still there. And such a variant may change its instance type.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html>
    pub(crate) fn update_endpoint(
        &mut self,
        turn: &mut Turn<'_>,
        update: EndpointUpdate,
    ) -> Result<Answer, Refusal> {
        let name = update.endpoint.as_str();
        let endpoint = self.updatable(name)?;
        let config =
            self.configs.get(&update.config).ok_or_else(|| self.no_config(&update.config))?;
        self.check_kinds(endpoint, config)?;
        self.check_targets(endpoint, config)?;
        let mut variants = self.variants_from(config)?;
        for variant in &mut variants {
            let Some(before) = endpoint.variant(&variant.config.name) else { continue };
            let workload = variant_workload(name, &variant.config.name);
            if update.retain_weights {
                variant.weight = before.weight;
            }
            if update.retain_desired {
                variant.desired = before.desired;
            } else if self.targets.contains_key(&workload) {
                variant.desired = variant.desired.max(before.desired);
            }
        }
        let retained = endpoint.last_deployment.clone().filter(|_| update.retain_deployment);
        let asked = update.deployment.or(retained);
        let how = asked.clone().unwrap_or_else(DeploymentConfig::default_of_endpoints);
        self.check_deployment(&how, &variants)?;
        let generation = endpoint.generation.next();
        let rollout = Rollout::new(generation, &how, instances(&variants), turn.now);
        let deployment = Deployment {
            config: update.config,
            document: update.document.unwrap_or_else(|| config.document.clone()),
            asynchronous: config.asynchronous.clone(),
            variants,
            rollout,
        };
        for workload in self.variants_of(name) {
            let found = deployment.variants.iter();
            let mut same =
                found.filter(|variant| variant_workload(name, &variant.config.name) == workload);
            let later = same.next().map_or(Capacity(0), |variant| variant.desired);
            self.override_open(turn, &workload, later);
            self.replicas.entry(workload).or_default().forget_failures();
        }
        self.guard(&how.alarms, &Updated::Endpoint(name.to_owned()));
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.deployment = Some(Box::new(deployment));
            endpoint.last_deployment = asked;
            endpoint.status = EndpointStatus::Updating;
            endpoint.failure = None;
            endpoint.modified = turn.now;
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
        self.reconcile_endpoint(turn, name);
        Ok(Answer::Arn(self.arn("endpoint", name)))
    }

    /// What an endpoint cannot become: it keeps its queue or its lack of one, and a variant that hosts components goes on
    /// hosting them, on instances of the same type.
    fn check_kinds(&self, endpoint: &Endpoint, config: &EndpointConfig) -> Result<(), Refusal> {
        let invalid = |text: String| Err(Refusal::Invalid(text));
        if endpoint.asynchronous.is_some() != config.asynchronous.is_some() {
            return invalid(format!(
                "Endpoint \"{}\" cannot be updated from {} to {}. Create another endpoint.",
                self.arn("endpoint", &endpoint.name),
                kind(endpoint.asynchronous.is_some()),
                kind(config.asynchronous.is_some())
            ));
        }
        for old in &endpoint.variants {
            let name = &old.config.name;
            let new = config.variants.iter().find(|variant| variant.name == *name);
            if new.is_some_and(|new| new.model.is_some() != old.launch.is_some()) {
                return invalid(format!(
                    "Variant \"{name}\" cannot change between running a model and hosting inference components. Give the new variant another name."
                ));
            }
            let mut hosted = self.components.values().filter(|component| {
                component.endpoint == endpoint.name && component.variant == *name
            });
            let Some(component) = hosted.next() else { continue };
            if new.is_none_or(|new| new.instance_type != old.config.instance_type) {
                return invalid(format!(
                    "Variant \"{name}\" hosts inference component \"{}\". Delete its inference components before it is removed or its instance type is changed.",
                    self.arn("inference-component", &component.name)
                ));
            }
        }
        Ok(())
    }

    /// Rule sagemaker.update-endpoint.targets: a variant that is a scalable target cannot be removed.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html>
    fn check_targets(&self, endpoint: &Endpoint, config: &EndpointConfig) -> Result<(), Refusal> {
        let removed =
            endpoint.variants.iter().map(|variant| variant.config.name.as_str()).filter(|name| {
                let stays = config.variants.iter().any(|variant| variant.name == *name);
                !stays && self.targets.contains_key(&variant_workload(&endpoint.name, name))
            });
        let removed: Vec<String> = removed.map(|name| format!("\"{name}\"")).collect();
        if removed.is_empty() {
            return Ok(());
        }
        Err(Refusal::Invalid(format!(
            "The variant(s) {} must be deregistered as scalable targets with AWS Auto Scaling before they can be removed or have their instance type updated.",
            removed.join(", ")
        )))
    }

    pub(super) fn check_deployment(
        &self,
        how: &DeploymentConfig,
        variants: &[Variant],
    ) -> Result<(), Refusal> {
        how.check(instances(variants)).map_err(Refusal::invalid)?;
        self.check_alarms(&how.alarms)
    }

    /// An alarm that is not there guards nothing, which is better said at once.
    pub(super) fn check_alarms(&self, alarms: &[String]) -> Result<(), Refusal> {
        match alarms.iter().find(|name| self.alarm_state(name).is_none()) {
            Some(unknown) => Err(Refusal::Invalid(format!(
                "Could not find the alarm \"{unknown}\" that AutoRollbackConfiguration names."
            ))),
            None => Ok(()),
        }
    }

    /// Moves the deployment of an endpoint on as far as it can go now.
    pub(super) fn advance_deployment(&mut self, turn: &mut Turn<'_>, name: &str) {
        loop {
            let Some(endpoint) = self.endpoints.get(name) else { return };
            let Some(deployment) = &endpoint.deployment else { return };
            let ready = |of_new: bool| {
                endpoint.wanted().iter().all(|(variant, wanted)| {
                    let counts = matches!(wanted.fleet, Fleet::New(_)) == of_new;
                    let workload = variant_workload(name, variant);
                    !counts || self.healthy(&workload, wanted.fleet) >= wanted.number
                })
            };
            let (new_ready, old_ready) = (ready(true), ready(false));
            let rollout = &deployment.rollout;
            if rollout.is_rolling_back() {
                let hopeless = self.hopeless_version(endpoint, false);
                if let Some(reason) = hopeless.filter(|_| !old_ready) {
                    self.rollback_failed(turn, name, &reason);
                    return;
                }
            } else {
                let hopeless = self.hopeless_version(endpoint, true).filter(|_| !new_ready);
                let reason = hopeless.or_else(|| self.reason_to_turn_back(turn, rollout));
                if let Some(reason) = reason {
                    self.turn_back(turn, name, reason);
                    continue;
                }
            }
            let Some(endpoint) = self.endpoints.get_mut(name) else { return };
            let Some(deployment) = &mut endpoint.deployment else { return };
            match deployment.rollout.advance(turn.now, new_ready, old_ready) {
                Progress::Waits(until) => {
                    let updated = Updated::Endpoint(name.to_owned());
                    self.plan_update(turn, until, updated);
                    return;
                }
                Progress::Moved => {
                    endpoint.modified = turn.now;
                    self.touch(Row::Endpoint(name.to_owned()));
                    self.route(turn, name);
                    self.order_instances(turn, name);
                }
                Progress::Done => {
                    self.finish_deployment(turn, name);
                    return;
                }
                Progress::Undone => {
                    self.undo_deployment(turn, name, EndpointStatus::InService, None);
                    return;
                }
            }
        }
    }

    /// Why starting instances of the new version, or of the old one, is given up.
    fn hopeless_version(&self, endpoint: &Endpoint, of_new: bool) -> Option<String> {
        endpoint.wanted().iter().find_map(|(variant, wanted)| {
            let counts = matches!(wanted.fleet, Fleet::New(_)) == of_new;
            let workload = variant_workload(&endpoint.name, variant);
            self.hopeless(&workload, wanted.generation).filter(|_| counts)
        })
    }

    fn turn_back(&mut self, turn: &mut Turn<'_>, name: &str, reason: String) {
        let Some(endpoint) = self.endpoints.get_mut(name) else { return };
        let Some(deployment) = &mut endpoint.deployment else { return };
        deployment.rollout.roll_back(reason);
        endpoint.status = EndpointStatus::RollingBack;
        endpoint.modified = turn.now;
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
        self.order_instances(turn, name);
    }

    /// The new version is all there is from now on.
    fn finish_deployment(&mut self, turn: &mut Turn<'_>, name: &str) {
        let before = self.variants_of(name);
        let Some(endpoint) = self.endpoints.get_mut(name) else { return };
        let Some(deployment) = endpoint.deployment.take() else { return };
        let Deployment { config, document, asynchronous, mut variants, rollout } = *deployment;
        for variant in variants.iter_mut().filter(|variant| variant.launch.is_none()) {
            let there = endpoint.variant(&variant.config.name);
            let instances = there.map(|before| before.instances.clone()).unwrap_or_default();
            take_instances(turn, variant, instances);
        }
        endpoint.config = config;
        endpoint.document = document;
        endpoint.asynchronous = asynchronous;
        endpoint.variants = variants;
        endpoint.generation = rollout.generation;
        endpoint.status = EndpointStatus::InService;
        endpoint.failure = None;
        endpoint.modified = turn.now;
        self.unguard(&Updated::Endpoint(name.to_owned()));
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
        for workload in before {
            self.drain_fleet(turn, &workload, Fleet::Old(rollout.generation));
            if let Some(replicas) = self.replicas.get_mut(&workload) {
                replicas.starts.retain(|generation, _| *generation == rollout.generation);
            }
            self.forget_if_gone(&workload);
        }
        self.plan_release(turn, name);
        self.reconcile_endpoint(turn, name);
    }

    /// The new version goes, and the old one stays.
    fn undo_deployment(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        status: EndpointStatus,
        why: Option<&str>,
    ) {
        let Some(endpoint) = self.endpoints.get_mut(name) else { return };
        let Some(deployment) = endpoint.deployment.take() else { return };
        let reason = deployment.rollout.reason.unwrap_or_default();
        let told = why.map_or_else(|| reason.clone(), |why| format!("{reason} {why}"));
        endpoint.status = status;
        endpoint.failure = Some(shortened(&told));
        endpoint.modified = turn.now;
        self.unguard(&Updated::Endpoint(name.to_owned()));
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
        let generation = deployment.rollout.generation;
        let mixed = status == EndpointStatus::UpdateRollbackFailed;
        for variant in &deployment.variants {
            let stays = self.endpoints.get(name).and_then(|it| it.variant(&variant.config.name));
            let keep = mixed && stays.is_some();
            let workload = variant_workload(name, &variant.config.name);
            if !keep {
                self.drain_fleet(turn, &workload, Fleet::New(generation));
            }
            self.forget_if_gone(&workload);
        }
        let workloads = self.variants_of(name);
        let old = self.endpoints.get(name).map(|endpoint| endpoint.generation).unwrap_or_default();
        let merged = self.merge_generations(&workloads, generation, old);
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.generation = merged;
        }
        self.reconcile_endpoint(turn, name);
    }

    /// Rule sagemaker.update-rollback-failed: when neither the new nor the old version can be started, what serves of both
    /// goes on serving; only another update or the end of the endpoint leads out.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html>
    fn rollback_failed(&mut self, turn: &mut Turn<'_>, name: &str, why: &str) {
        let status = EndpointStatus::UpdateRollbackFailed;
        let why = format!("The rollback failed too: {why}");
        self.undo_deployment(turn, name, status, Some(&why));
    }

    /// A workload that nothing leads to any more is forgotten with its last copy.
    pub(super) fn forget_if_gone(&mut self, workload: &Workload) {
        if self.capacity(workload).is_some() {
            return;
        }
        let left = self.replicas.get(workload).is_some_and(|found| !found.copies.is_empty());
        let arriving =
            matches!(workload, Workload::Variant { .. }) && self.rollout_of(workload).is_some();
        if !left && !arriving {
            self.replicas.remove(workload);
        }
    }
}

/// Instances that are replaced: those that hold components stay as they are.
fn instances(variants: &[Variant]) -> u32 {
    let models = variants.iter().filter(|variant| variant.launch.is_some());
    models.map(|variant| variant.desired.0).fold(0, u32::saturating_add)
}

/// Gives a variant that hosts components the instances it had, as many as it is to have now. None with copies is taken.
fn take_instances(turn: &mut Turn<'_>, variant: &mut Variant, mut there: Vec<Instance>) {
    let managed = variant.config.managed.filter(|managed| managed.enabled);
    let had_none = there.is_empty();
    let (least, most) = match managed {
        Some(managed) if had_none => (variant.desired.0, managed.max.0.max(variant.desired.0)),
        // Instances come and go with the copies; those above the maximum are released when they are empty for long enough.
        Some(managed) => (managed.min.0, u32::MAX),
        None => (variant.desired.0, variant.desired.0),
    };
    let mut left = u32::try_from(there.len()).unwrap_or(u32::MAX);
    there.retain(|instance| {
        let goes = left > most && instance.empty_since.is_some();
        left -= u32::from(goes);
        !goes
    });
    while left < least {
        let id = InstanceId(turn.ids.instances.number());
        there.push(Instance { id, empty_since: Some(turn.now) });
        left += 1;
    }
    variant.desired = Capacity(left);
    variant.instances = there;
}

fn kind(asynchronous: bool) -> &'static str {
    if asynchronous { "asynchronous inference" } else { "real-time inference" }
}
