//! Models, endpoint configurations and endpoints of a realm.

use std::collections::BTreeMap;

use ebb_units::{Capacity, Workload};

use super::{CapacityFacts, Realm, Row, Turn};
use crate::effect::Answer;
use crate::event::{EndpointConfigRequest, VariantChange};
use crate::hosting::{
    DeploymentConfig, Endpoint, EndpointConfig, EndpointStatus, Generation, Instance, InstanceId,
    Launch, Model, Variant, VariantConfig,
};
use crate::refusal::Refusal;

impl Realm {
    pub(crate) fn create_model(&mut self, model: Model) -> Result<Answer, Refusal> {
        let arn = self.arn("model", &model.name);
        if self.models.contains_key(&model.name) {
            return Err(Refusal::Taken(format!("Cannot create already existing model \"{arn}\".")));
        }
        self.touch(Row::Model(model.name.clone()));
        self.models.insert(model.name.clone(), model);
        Ok(Answer::Arn(arn))
    }

    pub(crate) fn delete_model(&mut self, name: &str) -> Result<Answer, Refusal> {
        if self.models.remove(name).is_none() {
            return Err(self.no_model(name));
        }
        self.touch(Row::Model(name.to_owned()));
        Ok(Answer::Done)
    }

    pub(crate) fn no_model(&self, name: &str) -> Refusal {
        Refusal::NotFound(format!("Could not find model \"{}\".", self.arn("model", name)))
    }

    /// Rule sagemaker.endpoint-config: immutable, and every model it names must exist now.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html>
    pub(crate) fn create_endpoint_config(
        &mut self,
        turn: &mut Turn<'_>,
        request: EndpointConfigRequest,
    ) -> Result<Answer, Refusal> {
        let arn = self.arn("endpoint-config", &request.name);
        if self.configs.contains_key(&request.name) {
            return Err(Refusal::Taken(format!(
                "Cannot create already existing endpoint configuration \"{arn}\"."
            )));
        }
        for (index, variant) in request.variants.iter().enumerate() {
            let earlier = &request.variants[..index];
            if earlier.iter().any(|other| other.name == variant.name) {
                return Err(Refusal::Invalid(format!(
                    "The variant name \"{}\" was non-unique within the request.",
                    variant.name
                )));
            }
            self.check_variant(&request, variant)?;
        }
        let name = request.name.clone();
        self.configs.insert(name.clone(), request.accepted(turn.now));
        self.touch(Row::EndpointConfig(name));
        Ok(Answer::Arn(arn))
    }

    fn check_variant(
        &self,
        request: &EndpointConfigRequest,
        variant: &VariantConfig,
    ) -> Result<(), Refusal> {
        let invalid = |text: String| Err(Refusal::Invalid(text));
        match &variant.model {
            Some(model) => {
                match self.models.get(model) {
                    None => return Err(self.no_model(model)),
                    Some(found) if found.launch.is_none() => {
                        return invalid(format!("Model \"{model}\" has no container to run."));
                    }
                    Some(_) => {}
                }
                if variant.managed.is_some() {
                    return invalid("ManagedInstanceScaling is only supported for inference component endpoints.".to_owned());
                }
            }
            None if request.asynchronous.is_some() => {
                return invalid(format!(
                    "Variant \"{}\" of an asynchronous endpoint must name a model.",
                    variant.name
                ));
            }
            None if !request.has_execution_role => {
                return invalid(format!(
                    "Variant \"{}\" names no model, so it hosts inference components, which need an ExecutionRoleArn.",
                    variant.name
                ));
            }
            None => {}
        }
        if let Some(managed) = variant.managed
            && managed.max < managed.min
        {
            return invalid(
                "ManagedInstanceScaling MaxInstanceCount must not be less than MinInstanceCount."
                    .to_owned(),
            );
        }
        Ok(())
    }

    pub(crate) fn delete_endpoint_config(&mut self, name: &str) -> Result<Answer, Refusal> {
        if self.configs.remove(name).is_none() {
            return Err(self.no_config(name));
        }
        self.touch(Row::EndpointConfig(name.to_owned()));
        Ok(Answer::Done)
    }

    pub(crate) fn no_config(&self, name: &str) -> Refusal {
        let arn = self.arn("endpoint-config", name);
        Refusal::NotFound(format!("Could not find endpoint configuration \"{arn}\"."))
    }

    pub(crate) fn no_endpoint(&self, name: &str) -> Refusal {
        let arn = self.arn("endpoint", name);
        Refusal::NotFound(format!("Could not find endpoint \"{arn}\"."))
    }

    pub(crate) fn create_endpoint(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        config_name: &str,
        deployment: Option<DeploymentConfig>,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        let arn = self.arn("endpoint", name);
        if self.endpoints.keys().any(|taken| taken.eq_ignore_ascii_case(name)) {
            return Err(Refusal::Taken(format!(
                "Cannot create already existing endpoint \"{arn}\"."
            )));
        }
        let Some(config) = self.configs.get(config_name) else {
            return Err(self.no_config(config_name));
        };
        let mut variants = self.variants_from(config)?;
        if let Some(deployment) = &deployment {
            self.check_deployment(deployment, &variants)?;
        }
        for variant in variants.iter_mut().filter(|variant| variant.launch.is_none()) {
            for _ in 0..variant.desired.0 {
                let id = InstanceId(turn.ids.instances.number());
                variant.instances.push(Instance { id, empty_since: Some(turn.now) });
            }
        }
        let endpoint = Endpoint {
            name: name.to_owned(),
            config: config_name.to_owned(),
            created: turn.now,
            modified: turn.now,
            status: EndpointStatus::Creating,
            failure: None,
            variants,
            asynchronous: config.asynchronous.clone(),
            document: config.document.clone(),
            tags,
            generation: Generation::default(),
            deployment: None,
            last_deployment: deployment,
        };
        self.endpoints.insert(name.to_owned(), endpoint);
        self.touch(Row::Endpoint(name.to_owned()));
        self.reconcile_endpoint(turn, name);
        self.plan_release(turn, name);
        self.route(turn, name);
        Ok(Answer::Arn(arn))
    }

    /// The variants of a configuration, as they begin: without instances that hold components.
    pub(super) fn variants_from(&self, config: &EndpointConfig) -> Result<Vec<Variant>, Refusal> {
        let begin = |config: &VariantConfig| {
            let launch = match &config.model {
                Some(model) => Some(self.launch_of(model, config.startup_timeout_secs)?),
                None => None,
            };
            Ok(Variant {
                config: config.clone(),
                launch,
                weight: config.weight,
                desired: config.initial,
                before: None,
                instances: Vec::new(),
            })
        };
        config.variants.iter().map(begin).collect()
    }

    /// What a model starts, as it is now: deleting or replacing the model later does not reach what runs.
    pub(super) fn launch_of(
        &self,
        model: &str,
        startup_timeout_secs: Option<u32>,
    ) -> Result<Launch, Refusal> {
        let found = self.models.get(model).ok_or_else(|| self.no_model(model))?;
        let launch = found.launch.clone().ok_or_else(|| {
            Refusal::Invalid(format!("Model \"{model}\" has no container to run."))
        })?;
        Ok(Launch { startup_timeout_secs, ..launch })
    }

    /// Rule sagemaker.in-progress: an endpoint that is not at rest cannot be changed.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpointWeightsAndCapacities.html>
    fn at_rest(&self, name: &str) -> Result<&Endpoint, Refusal> {
        let endpoint = self.endpoints.get(name).ok_or_else(|| self.no_endpoint(name))?;
        match endpoint.status {
            EndpointStatus::InService
            | EndpointStatus::Failed
            | EndpointStatus::UpdateRollbackFailed => Ok(endpoint),
            EndpointStatus::Creating
            | EndpointStatus::Updating
            | EndpointStatus::RollingBack
            | EndpointStatus::Deleting => Err(Refusal::Invalid(format!(
                "Cannot update in-progress endpoint \"{}\".",
                self.arn("endpoint", name)
            ))),
        }
    }

    /// The same, for an update: what has failed in its creation can only be deleted.
    pub(super) fn updatable(&self, name: &str) -> Result<&Endpoint, Refusal> {
        let endpoint = self.at_rest(name)?;
        if endpoint.status == EndpointStatus::Failed {
            return Err(Refusal::Invalid(format!(
                "Cannot update failed endpoint \"{}\". Delete it and create it again.",
                self.arn("endpoint", name)
            )));
        }
        Ok(endpoint)
    }

    pub(crate) fn update_weights_and_capacities(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        changes: &[VariantChange],
    ) -> Result<Answer, Refusal> {
        let endpoint = self.updatable(name)?;
        if endpoint.status == EndpointStatus::UpdateRollbackFailed {
            return Err(Refusal::Invalid(format!(
                "Cannot update endpoint \"{}\" while it is UpdateRollbackFailed. Update it to an endpoint configuration, or delete it.",
                self.arn("endpoint", name)
            )));
        }
        for change in changes {
            match endpoint.variant(&change.variant) {
                None => {
                    return Err(Refusal::Invalid(format!(
                        "The variant name(s) \"{}\" is/are not present within endpoint configuration \"{}\".",
                        change.variant, endpoint.config
                    )));
                }
                Some(variant) if variant.launch.is_none() && change.desired.is_some() => {
                    return Err(hosts_components(&change.variant));
                }
                Some(_) => {}
            }
        }
        for change in changes {
            if let Some(weight) = change.weight
                && let Some(endpoint) = self.endpoints.get_mut(name)
                && let Some(variant) = endpoint.variant_mut(&change.variant)
            {
                variant.weight = weight;
                endpoint.modified = turn.now;
            }
            if let Some(desired) = change.desired {
                let workload = variant_workload(name, &change.variant);
                self.override_open(turn, &workload, desired);
                self.move_variant(turn, name, &change.variant, desired);
            }
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.reconcile_endpoint(turn, name);
        self.route(turn, name);
        Ok(Answer::Arn(self.arn("endpoint", name)))
    }

    /// Rule sagemaker.delete-endpoint: refused while an operation runs; the targets of its variants go with it.
    ///
    /// Unlike AWS, its inference components go too: a component whose endpoint is gone could never serve again. An
    /// endpoint in creation may be deleted as well, which cancels the creation.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html>
    pub(crate) fn delete_endpoint(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
    ) -> Result<Answer, Refusal> {
        let endpoint = self.endpoints.get(name).ok_or_else(|| self.no_endpoint(name))?;
        if endpoint.status != EndpointStatus::Creating {
            self.at_rest(name)?;
        }
        let components: Vec<String> = self
            .components
            .values()
            .filter(|component| component.endpoint == name)
            .map(|component| component.name.clone())
            .collect();
        for component in components {
            self.remove_component(turn, &component);
        }
        let workloads: Vec<Workload> = self.endpoints[name]
            .variants
            .iter()
            .map(|variant| variant_workload(name, &variant.config.name))
            .collect();
        for workload in workloads {
            if self.targets.contains_key(&workload) {
                self.deregister_target(turn, &workload)?;
            }
            self.drain_all(turn, &workload);
        }
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.status = EndpointStatus::Deleting;
            endpoint.modified = turn.now;
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.settle_endpoint(turn, name);
        self.route(turn, name);
        Ok(Answer::Done)
    }

    pub(super) fn variant_capacity(&self, endpoint: &str, variant: &str) -> Option<CapacityFacts> {
        let found = self.endpoints.get(endpoint)?;
        let desired = found.variant(variant)?.desired;
        Some(CapacityFacts {
            desired,
            current: self.current_instances(endpoint, variant),
            scalable: found.status == EndpointStatus::InService,
        })
    }

    /// Instances of a variant that are in service.
    pub fn current_instances(&self, endpoint: &str, variant: &str) -> Capacity {
        let hosted = self
            .endpoints
            .get(endpoint)
            .and_then(|endpoint| endpoint.variant(variant))
            .filter(|variant| variant.launch.is_none());
        match hosted {
            Some(variant) => Capacity(u32::try_from(variant.instances.len()).unwrap_or(u32::MAX)),
            None => self.current(&variant_workload(endpoint, variant)),
        }
    }

    pub(super) fn may_change_variant(&self, endpoint: &str, variant: &str) -> Result<(), Refusal> {
        let found = self.at_rest(endpoint)?;
        if found.variant(variant).is_some_and(|variant| variant.launch.is_none()) {
            return Err(hosts_components(variant));
        }
        Ok(())
    }

    pub(super) fn set_variant_desired(
        &mut self,
        turn: &mut Turn<'_>,
        endpoint: &str,
        variant: &str,
        to: Capacity,
    ) {
        self.move_variant(turn, endpoint, variant, to);
        self.reconcile_endpoint(turn, endpoint);
    }

    fn move_variant(&mut self, turn: &mut Turn<'_>, endpoint: &str, variant: &str, to: Capacity) {
        let workload = variant_workload(endpoint, variant);
        self.replicas.entry(workload).or_default().forget_failures();
        let Some(found) = self.endpoints.get_mut(endpoint) else { return };
        found.status = EndpointStatus::Updating;
        found.failure = None;
        found.modified = turn.now;
        if let Some(variant) = found.variant_mut(variant) {
            variant.before.get_or_insert(variant.desired);
            variant.desired = to;
        }
        self.touch(Row::Endpoint(endpoint.to_owned()));
    }
}

fn hosts_components(variant: &str) -> Refusal {
    Refusal::Invalid(format!(
        "Variant \"{variant}\" hosts inference components: change their copies; its instances follow."
    ))
}

pub(super) fn variant_workload(endpoint: &str, variant: &str) -> Workload {
    Workload::Variant { endpoint: endpoint.to_owned(), variant: variant.to_owned() }
}
