//! Inference components of a realm.

use ebb_units::{Capacity, Workload};

use super::{CapacityFacts, Realm, Row, Turn};
use crate::agenda::Updated;
use crate::effect::Answer;
use crate::event::ComponentRequest;
use crate::hosting::{Component, ComponentStatus, EndpointStatus, Generation};
use crate::refusal::Refusal;

impl Realm {
    /// Rule sagemaker.create-component: the endpoint is in service, the variant carries no model, the copies are not 0.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html>
    pub(crate) fn create_component(
        &mut self,
        turn: &mut Turn<'_>,
        request: ComponentRequest,
    ) -> Result<Answer, Refusal> {
        let arn = self.arn("inference-component", &request.name);
        if self.components.contains_key(&request.name) {
            return Err(Refusal::Taken(format!(
                "Cannot create already existing inference component \"{arn}\"."
            )));
        }
        let variant = self.hosting_variant(&request)?;
        if request.copies.0 == 0 {
            return Err(Refusal::Invalid(
                "Inference components copy count an integer larger than 0".to_owned(),
            ));
        }
        let launch = match &request.model {
            Some(model) => self.launch_of(model, request.launch.startup_timeout_secs)?,
            None => request.launch,
        };
        let component = Component {
            name: request.name.clone(),
            endpoint: request.endpoint,
            variant,
            created: turn.now,
            modified: turn.now,
            status: ComponentStatus::Creating,
            updating_since: Some(turn.now),
            failure: None,
            desired: request.copies,
            before: None,
            launch,
            requirements: request.requirements,
            document: request.document,
            tags: request.tags,
            generation: Generation::default(),
            update: None,
            last_deployment: None,
        };
        let endpoint = component.endpoint.clone();
        self.components.insert(request.name.clone(), component);
        self.touch(Row::Component(request.name.clone()));
        self.reconcile_component(turn, &request.name);
        self.route(turn, &endpoint);
        Ok(Answer::Arn(arn))
    }

    fn hosting_variant(&self, request: &ComponentRequest) -> Result<String, Refusal> {
        let name = &request.endpoint;
        let endpoint = self.endpoints.get(name).ok_or_else(|| self.no_endpoint(name))?;
        if endpoint.status != EndpointStatus::InService {
            return Err(Refusal::Invalid(format!(
                "Cannot create an inference component on endpoint \"{}\" while it is {}.",
                self.arn("endpoint", name),
                endpoint.status.as_str()
            )));
        }
        let variant = match &request.variant {
            Some(named) => endpoint.variant(named).ok_or_else(|| {
                Refusal::Invalid(format!(
                    "The variant name(s) \"{named}\" is/are not present within endpoint configuration \"{}\".",
                    endpoint.config
                ))
            })?,
            None => match endpoint.variants.as_slice() {
                [only] => only,
                _ => {
                    return Err(Refusal::Invalid(
                        "VariantName must be given: the endpoint has more than one variant."
                            .to_owned(),
                    ));
                }
            },
        };
        if variant.launch.is_some() {
            return Err(Refusal::Invalid(format!(
                "Variant \"{}\" has a model of its own and cannot host inference components.",
                variant.config.name
            )));
        }
        Ok(variant.config.name.clone())
    }

    pub(crate) fn no_component(&self, name: &str) -> Refusal {
        let arn = self.arn("inference-component", name);
        Refusal::NotFound(format!("Could not find inference component \"{arn}\"."))
    }

    /// Rule sagemaker.component-in-progress: a component that is not at rest cannot be changed.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateInferenceComponentRuntimeConfig.html>
    pub(super) fn may_change_component(&self, name: &str) -> Result<(), Refusal> {
        let component = self.components.get(name).ok_or_else(|| self.no_component(name))?;
        let state = match component.status {
            ComponentStatus::InService | ComponentStatus::Failed => return Ok(()),
            ComponentStatus::Creating => "CREATE_IN_PROGRESS",
            ComponentStatus::Updating if component.update.is_some() => "UPDATE_IN_PROGRESS",
            ComponentStatus::Updating => "UPDATE_RC_IN_PROGRESS",
            ComponentStatus::Deleting => "DELETE_IN_PROGRESS",
        };
        Err(Refusal::Invalid(format!(
            "Cannot update inference component \"{}\" while it is in state {state}",
            self.arn("inference-component", name)
        )))
    }

    pub(crate) fn update_component_copies(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        copies: Capacity,
    ) -> Result<Answer, Refusal> {
        self.may_change_component(name)?;
        let workload = Workload::Component { name: name.to_owned() };
        self.override_open(turn, &workload, copies);
        self.set_component_desired(turn, name, copies);
        Ok(Answer::Arn(self.arn("inference-component", name)))
    }

    pub(super) fn set_component_desired(&mut self, turn: &mut Turn<'_>, name: &str, to: Capacity) {
        let workload = Workload::Component { name: name.to_owned() };
        self.replicas.entry(workload).or_default().forget_failures();
        if let Some(component) = self.components.get_mut(name) {
            component.status = ComponentStatus::Updating;
            component.updating_since = Some(turn.now);
            component.modified = turn.now;
            component.failure = None;
            component.before.get_or_insert(component.desired);
            component.desired = to;
        }
        self.touch(Row::Component(name.to_owned()));
        self.reconcile_component(turn, name);
    }

    pub(super) fn component_capacity(&self, name: &str) -> Option<CapacityFacts> {
        let component = self.components.get(name)?;
        Some(CapacityFacts {
            desired: component.desired,
            current: self.current(&Workload::Component { name: name.to_owned() }),
            scalable: component.status == ComponentStatus::InService,
        })
    }

    /// A component may be deleted in any state, which cancels what runs: one that is stuck must never block its name.
    pub(crate) fn delete_component(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
    ) -> Result<Answer, Refusal> {
        if !self.components.contains_key(name) {
            return Err(self.no_component(name));
        }
        self.remove_component(turn, name);
        Ok(Answer::Done)
    }

    pub(super) fn remove_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        let workload = Workload::Component { name: name.to_owned() };
        self.unfulfilled(turn, &workload, "The inference component was deleted.");
        self.drain_all(turn, &workload);
        self.unguard(&Updated::Component(name.to_owned()));
        let Some(component) = self.components.get_mut(name) else { return };
        component.update = None;
        component.status = ComponentStatus::Deleting;
        component.modified = turn.now;
        let endpoint = component.endpoint.clone();
        self.touch(Row::Component(name.to_owned()));
        self.settle_component(turn, name);
        self.route(turn, &endpoint);
    }
}
