//! New versions of inference components: asked for, driven from batch to batch, ended or undone.

use ebb_units::Workload;

use super::settle::shortened;
use super::{Realm, Row, Turn};
use crate::agenda::Updated;
use crate::effect::Answer;
use crate::event::ComponentChange;
use crate::hosting::{
    Component, ComponentStatus, ComponentUpdate, DeploymentConfig, Fleet, Progress, Rollout,
};
use crate::refusal::Refusal;

impl Realm {
    /// Rule sagemaker.update-component: copies are replaced batch by batch, new ones first, so that there has to be room
    /// for one batch more.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateInferenceComponent.html>
    pub(crate) fn update_component(
        &mut self,
        turn: &mut Turn<'_>,
        change: ComponentChange,
    ) -> Result<Answer, Refusal> {
        let name = change.name.as_str();
        self.may_change_component(name)?;
        let component = self.components.get(name).ok_or_else(|| self.no_component(name))?;
        if component.status == ComponentStatus::Failed {
            return Err(Refusal::Invalid(format!(
                "Cannot update failed inference component \"{}\". Delete it and create it again.",
                self.arn("inference-component", name)
            )));
        }
        let launch = match &change.model {
            Some(model) => self.launch_of(model, change.launch.startup_timeout_secs)?,
            None => change.launch,
        };
        let desired = change.copies.unwrap_or(component.desired);
        let asked = change.deployment;
        let how = asked.clone().unwrap_or_else(DeploymentConfig::default_of_components);
        how.check(desired.0).map_err(Refusal::invalid)?;
        self.check_alarms(&how.alarms)?;
        let rollout = Rollout::new(component.generation.next(), &how, desired.0, turn.now);
        let update = ComponentUpdate {
            launch,
            requirements: change.requirements,
            document: change.document,
            desired,
            rollout,
        };
        let (endpoint, workload) = (component.endpoint.clone(), component_workload(name));
        self.override_open(turn, &workload, desired);
        self.replicas.entry(workload).or_default().forget_failures();
        self.guard(&how.alarms, &Updated::Component(name.to_owned()));
        if let Some(component) = self.components.get_mut(name) {
            component.update = Some(Box::new(update));
            component.last_deployment = asked;
            component.status = ComponentStatus::Updating;
            component.updating_since = Some(turn.now);
            component.failure = None;
            component.modified = turn.now;
        }
        self.touch(Row::Component(name.to_owned()));
        self.route(turn, &endpoint);
        self.reconcile_component(turn, name);
        Ok(Answer::Arn(self.arn("inference-component", name)))
    }

    /// Moves the update of a component on as far as it can go now.
    pub(super) fn advance_update(&mut self, turn: &mut Turn<'_>, name: &str) {
        let workload = component_workload(name);
        loop {
            let Some(component) = self.components.get(name) else { return };
            let Some(update) = &component.update else { return };
            let (mut new_ready, mut old_ready) = (true, true);
            for wanted in component.wanted() {
                let ready = self.healthy(&workload, wanted.fleet) >= wanted.number;
                match wanted.fleet {
                    Fleet::New(_) => new_ready &= ready,
                    Fleet::Old(_) | Fleet::Whole => old_ready &= ready,
                }
            }
            let rollout = &update.rollout;
            if rollout.is_rolling_back() {
                let hopeless = self.hopeless(&workload, component.generation);
                if let Some(reason) = hopeless.filter(|_| !old_ready) {
                    self.undo_update(turn, name, Some(&reason));
                    return;
                }
            } else {
                let hopeless = self.hopeless(&workload, rollout.generation);
                let hopeless = hopeless.filter(|_| !new_ready);
                let reason = hopeless.or_else(|| self.reason_to_turn_back(turn, rollout));
                if let Some(reason) = reason {
                    self.turn_update_back(turn, name, reason);
                    continue;
                }
            }
            let Some(component) = self.components.get_mut(name) else { return };
            let endpoint = component.endpoint.clone();
            let Some(update) = &mut component.update else { return };
            match update.rollout.advance(turn.now, new_ready, old_ready) {
                Progress::Waits(until) => {
                    self.plan_update(turn, until, Updated::Component(name.to_owned()));
                    return;
                }
                Progress::Moved => {
                    component.modified = turn.now;
                    self.touch(Row::Component(name.to_owned()));
                    self.route(turn, &endpoint);
                    self.order_copies(turn, name);
                }
                Progress::Done => {
                    self.finish_update(turn, name);
                    return;
                }
                Progress::Undone => {
                    self.undo_update(turn, name, None);
                    return;
                }
            }
        }
    }

    /// A copy fits nowhere, and there is no waiting any more.
    pub(super) fn fall_back_component(&mut self, turn: &mut Turn<'_>, name: &str, reason: &str) {
        let Some(component) = self.components.get(name) else { return };
        let back = component.update.as_ref().is_some_and(|it| it.rollout.is_rolling_back());
        if back {
            self.undo_update(turn, name, Some(reason));
        } else {
            self.turn_update_back(turn, name, reason.to_owned());
        }
    }

    fn turn_update_back(&mut self, turn: &mut Turn<'_>, name: &str, reason: String) {
        let Some(component) = self.components.get_mut(name) else { return };
        let Some(update) = &mut component.update else { return };
        update.rollout.roll_back(reason);
        component.modified = turn.now;
        let endpoint = component.endpoint.clone();
        self.touch(Row::Component(name.to_owned()));
        self.route(turn, &endpoint);
        self.order_copies(turn, name);
    }

    /// The new version is all there is from now on.
    fn finish_update(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get_mut(name) else { return };
        let Some(update) = component.update.take() else { return };
        let ComponentUpdate { launch, requirements, document, desired, rollout } = *update;
        // What old copies reserve is told no more: they hold their room as if they were new until they are gone.
        *component = Component {
            launch,
            requirements,
            document,
            desired,
            generation: rollout.generation,
            ..component.clone()
        };
        let workload = component_workload(name);
        self.unguard(&Updated::Component(name.to_owned()));
        self.drain_fleet(turn, &workload, Fleet::Old(rollout.generation));
        if let Some(replicas) = self.replicas.get_mut(&workload) {
            replicas.starts.retain(|generation, _| *generation == rollout.generation);
        }
        self.component_in_service(turn, name);
        self.reconcile_component(turn, name);
    }

    /// The new version goes, and the old one stays.
    fn undo_update(&mut self, turn: &mut Turn<'_>, name: &str, why: Option<&str>) {
        let Some(component) = self.components.get_mut(name) else { return };
        let Some(update) = component.update.take() else { return };
        let rollout = update.rollout;
        let reason = rollout.reason.unwrap_or_default();
        let told = match why {
            Some(why) => format!("{reason} The rollback failed too: {why}"),
            None => reason,
        };
        component.failure = Some(shortened(&told));
        let (old, workload) = (component.generation, component_workload(name));
        self.unguard(&Updated::Component(name.to_owned()));
        self.drain_fleet(turn, &workload, Fleet::New(rollout.generation));
        let merged = self.merge_generations(&[workload], rollout.generation, old);
        if let Some(component) = self.components.get_mut(name) {
            component.generation = merged;
        }
        self.component_in_service(turn, name);
        self.reconcile_component(turn, name);
    }
}

fn component_workload(name: &str) -> Workload {
    Workload::Component { name: name.to_owned() }
}
