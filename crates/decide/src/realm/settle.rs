//! Moving endpoints and components on when what they are at is done, hopeless, or undone.
//!
//! Statuses: <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html>

use ebb_units::{Capacity, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Row, Turn};
use crate::hosting::{ComponentStatus, EndpointStatus, Fleet, Generation};

impl Realm {
    pub(super) fn settle(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        match workload {
            Workload::Variant { endpoint, .. } => self.settle_endpoint(turn, endpoint),
            Workload::Component { name } => self.settle_component(turn, name),
            // Has no copies here.
            Workload::Custom { .. } => {}
        }
    }

    pub(super) fn settle_endpoint(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(endpoint) = self.endpoints.get(name) else { return };
        match endpoint.status {
            EndpointStatus::Failed => {}
            // A copy that had died may be back, and with it the capacity that an activity waits for.
            EndpointStatus::InService => {
                for workload in self.variants_of(name) {
                    self.check_fulfilled(turn, &workload);
                }
            }
            EndpointStatus::Deleting => self.remove_when_empty(turn, name),
            // Nothing but another update, or its end, moves it on.
            EndpointStatus::UpdateRollbackFailed => {}
            EndpointStatus::RollingBack => self.advance_deployment(turn, name),
            EndpointStatus::Updating if endpoint.deployment.is_some() => {
                self.advance_deployment(turn, name);
            }
            EndpointStatus::Creating | EndpointStatus::Updating => {
                let creating = endpoint.status == EndpointStatus::Creating;
                let moving: Vec<(Workload, bool)> = endpoint
                    .variants
                    .iter()
                    .filter(|variant| variant.launch.is_some())
                    .filter(|variant| creating || variant.before.is_some())
                    .map(|variant| {
                        let workload = variant_workload(name, &variant.config.name);
                        let current = self.current(&workload);
                        (workload, reached(current, variant.desired, variant.before))
                    })
                    .collect();
                if moving.iter().all(|(_, reached)| *reached) {
                    self.endpoint_in_service(turn, name);
                    return;
                }
                let generation = endpoint.generation;
                let hopeless =
                    moving.iter().find_map(|(workload, _)| self.hopeless(workload, generation));
                if let Some(reason) = hopeless {
                    self.give_up_endpoint(turn, name, &reason);
                }
            }
        }
    }

    pub(super) fn variants_of(&self, endpoint: &str) -> Vec<Workload> {
        let variants = self.endpoints.get(endpoint).into_iter().flat_map(|found| &found.variants);
        variants.map(|variant| variant_workload(endpoint, &variant.config.name)).collect()
    }

    fn remove_when_empty(&mut self, turn: &mut Turn<'_>, name: &str) {
        let variants = self.variants_of(name);
        let left = self.components.values().any(|component| component.endpoint == name)
            || variants.iter().any(|workload| self.has_copies(workload));
        if left {
            return;
        }
        self.endpoints.remove(name);
        self.backlogs.remove(name);
        for workload in &variants {
            self.replicas.remove(workload);
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
    }

    fn has_copies(&self, workload: &Workload) -> bool {
        self.replicas.get(workload).is_some_and(|replicas| !replicas.copies.is_empty())
    }

    pub(super) fn hopeless(&self, workload: &Workload, generation: Generation) -> Option<String> {
        self.replicas.get(workload)?.hopeless(generation)
    }

    fn endpoint_in_service(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(endpoint) = self.endpoints.get_mut(name) else { return };
        endpoint.status = EndpointStatus::InService;
        endpoint.modified = turn.now;
        for variant in &mut endpoint.variants {
            variant.before = None;
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
        for workload in self.variants_of(name) {
            self.check_fulfilled(turn, &workload);
        }
    }

    /// Rule sagemaker.failed-update: a failed creation is `Failed`; a failed change goes back to the count before it, in
    /// service, with the reason. New copies that do serve by then are kept.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html>
    fn give_up_endpoint(&mut self, turn: &mut Turn<'_>, name: &str, reason: &str) {
        let Some(endpoint) = self.endpoints.get(name) else { return };
        let creating = endpoint.status == EndpointStatus::Creating;
        let variants: Vec<(String, Option<Capacity>)> = endpoint
            .variants
            .iter()
            .map(|variant| (variant.config.name.clone(), variant.before))
            .collect();
        for (variant, before) in variants {
            let workload = variant_workload(name, &variant);
            if creating {
                self.drain_all(turn, &workload);
                continue;
            }
            let Some(before) = before else { continue };
            self.unfulfilled(turn, &workload, reason);
            let back = before.max(self.current(&workload));
            if let Some(endpoint) = self.endpoints.get_mut(name)
                && let Some(variant) = endpoint.variant_mut(&variant)
            {
                variant.desired = back;
                variant.before = None;
            }
            self.shrink(turn, &workload, Fleet::Whole, back);
        }
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.status =
                if creating { EndpointStatus::Failed } else { EndpointStatus::InService };
            endpoint.failure = Some(shortened(reason));
            endpoint.modified = turn.now;
        }
        self.touch(Row::Endpoint(name.to_owned()));
        self.route(turn, name);
    }

    pub(super) fn settle_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get(name) else { return };
        let workload = Workload::Component { name: name.to_owned() };
        let endpoint = component.endpoint.clone();
        match component.status {
            ComponentStatus::Failed => {}
            ComponentStatus::InService => self.check_fulfilled(turn, &workload),
            ComponentStatus::Deleting => {
                if self.has_copies(&workload) {
                    return;
                }
                self.components.remove(name);
                self.replicas.remove(&workload);
                self.touch(Row::Component(name.to_owned()));
                self.note_empty_instances(turn, &endpoint);
                self.route(turn, &endpoint);
                self.settle_endpoint(turn, &endpoint);
            }
            ComponentStatus::Updating if component.update.is_some() => {
                self.advance_update(turn, name);
            }
            ComponentStatus::Creating | ComponentStatus::Updating => {
                let current = self.current(&workload);
                if reached(current, component.desired, component.before) {
                    self.component_in_service(turn, name);
                } else if let Some(reason) = self.hopeless(&workload, component.generation) {
                    self.give_up_component(turn, name, &reason);
                }
            }
        }
    }

    pub(super) fn component_in_service(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get_mut(name) else { return };
        component.status = ComponentStatus::InService;
        component.updating_since = None;
        component.before = None;
        component.modified = turn.now;
        let endpoint = component.endpoint.clone();
        self.touch(Row::Component(name.to_owned()));
        self.route(turn, &endpoint);
        self.check_fulfilled(turn, &Workload::Component { name: name.to_owned() });
    }

    /// As for endpoints, by the same rule.
    pub(super) fn give_up_component(&mut self, turn: &mut Turn<'_>, name: &str, reason: &str) {
        let workload = Workload::Component { name: name.to_owned() };
        let current = self.current(&workload);
        self.unfulfilled(turn, &workload, reason);
        let Some(component) = self.components.get_mut(name) else { return };
        let creating = component.status == ComponentStatus::Creating;
        component.status =
            if creating { ComponentStatus::Failed } else { ComponentStatus::InService };
        component.failure = Some(shortened(reason));
        component.updating_since = None;
        component.modified = turn.now;
        let back = component.before.take().unwrap_or_default().max(current);
        let keep = if creating { Capacity(0) } else { back };
        if !creating {
            component.desired = back;
        }
        let endpoint = component.endpoint.clone();
        self.shrink(turn, &workload, Fleet::Whole, keep);
        self.touch(Row::Component(name.to_owned()));
        self.route(turn, &endpoint);
    }
}

/// Whether a change is done. A scale-in is done with the last copy too many: one that is missing for another reason
/// comes back by itself.
fn reached(current: Capacity, desired: Capacity, before: Option<Capacity>) -> bool {
    current == desired || (current < desired && before.is_some_and(|before| desired < before))
}

/// FailureReason holds at most 1024 characters.
pub(super) fn shortened(reason: &str) -> String {
    reason.chars().take(1024).collect()
}
