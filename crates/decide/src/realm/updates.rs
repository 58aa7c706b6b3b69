//! What updates of endpoints and of inference components have in common: which copies count as what, which alarms guard
//! them, when they are looked at.

use ebb_units::{Timestamp, Workload};

use super::{Realm, Turn};
use crate::agenda::{Task, Updated};
use crate::hosting::{Fleet, Generation, Rollout};

impl Realm {
    /// The update that a workload is part of.
    pub fn rollout_of(&self, workload: &Workload) -> Option<&Rollout> {
        match workload {
            Workload::Variant { endpoint, .. } => {
                Some(&self.endpoints.get(endpoint)?.deployment.as_ref()?.rollout)
            }
            Workload::Component { name } => {
                Some(&self.components.get(name)?.update.as_ref()?.rollout)
            }
            Workload::Custom { .. } => None,
        }
    }

    pub(super) fn old_fleet(&self, workload: &Workload) -> Fleet {
        self.rollout_of(workload).map_or(Fleet::Whole, |rollout| Fleet::Old(rollout.generation))
    }

    /// Rule sagemaker.deployment.rollback: an update goes back when new copies cannot be started, when it takes longer than
    /// it may, or when one of its alarms is in `ALARM` while new copies have traffic.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html>
    pub(super) fn reason_to_turn_back(&self, turn: &Turn<'_>, rollout: &Rollout) -> Option<String> {
        if let Some(deadline) = rollout.deadline
            && deadline <= turn.now
        {
            let secs = deadline.duration_since(rollout.started).as_secs();
            return Some(format!(
                "The deployment was not complete after {secs} seconds (MaximumExecutionTimeoutInSeconds) and was rolled back."
            ));
        }
        if rollout.share() <= 0.0 {
            return None;
        }
        let alarm = rollout.alarms.iter().find(|name| self.in_alarm(name))?;
        Some(format!("The deployment was rolled back: alarm \"{alarm}\" is in state ALARM."))
    }

    pub(super) fn plan_update(&self, turn: &mut Turn<'_>, at: Option<Timestamp>, updated: Updated) {
        if let Some(at) = at {
            turn.agenda.add(at, Task::Update(self.scope.clone(), updated));
        }
    }

    pub(crate) fn look_at_update(&mut self, turn: &mut Turn<'_>, updated: &Updated) {
        match updated {
            Updated::Endpoint(name) => self.reconcile_endpoint(turn, name),
            Updated::Component(name) => self.reconcile_component(turn, name),
        }
    }

    /// These alarms are heard while the update is under way.
    pub(super) fn guard(&mut self, alarms: &[String], updated: &Updated) {
        for alarm in alarms {
            self.guarded.entry(alarm.clone()).or_default().insert(updated.clone());
        }
    }

    pub(super) fn unguard(&mut self, updated: &Updated) {
        self.guarded.retain(|_, guarded| {
            guarded.remove(updated);
            !guarded.is_empty()
        });
    }

    /// An alarm is in breach. What it guards is looked at when everybody has been told of it.
    pub(super) fn wake_updates(&self, turn: &mut Turn<'_>, alarm: &str) {
        for updated in self.guarded.get(alarm).into_iter().flatten() {
            self.plan_update(turn, Some(turn.now), updated.clone());
        }
    }

    /// Rule ebb.deployment.restart: an update that was under way when the process died goes on. The step whose traffic was
    /// watched is made once more; what was on its way back goes back at once.
    pub(super) fn resume_updates(&mut self) {
        for deployment in self.endpoints.values_mut().filter_map(|it| it.deployment.as_mut()) {
            deployment.rollout.resume();
        }
        for update in self.components.values_mut().filter_map(|it| it.update.as_mut()) {
            update.rollout.resume();
        }
        self.guard_updates();
    }

    /// The alarms of all updates that are under way are heard.
    pub(super) fn guard_updates(&mut self) {
        let mut guards: Vec<(Vec<String>, Updated)> = Vec::new();
        for (name, endpoint) in &self.endpoints {
            if let Some(deployment) = &endpoint.deployment {
                let alarms = deployment.rollout.alarms.clone();
                guards.push((alarms, Updated::Endpoint(name.clone())));
            }
        }
        for (name, component) in &self.components {
            if let Some(update) = &component.update {
                guards.push((update.rollout.alarms.clone(), Updated::Component(name.clone())));
            }
        }
        for (alarms, updated) in guards {
            self.touch(match &updated {
                Updated::Endpoint(name) => super::Row::Endpoint(name.clone()),
                Updated::Component(name) => super::Row::Component(name.clone()),
            });
            self.guard(&alarms, &updated);
        }
    }

    /// After the end of an update the copies that stay are of one generation, whatever they were. Returns which. It is none
    /// that was there before, so that the next update can tell its own.
    pub(super) fn merge_generations(
        &mut self,
        workloads: &[Workload],
        after: Generation,
        from: Generation,
    ) -> Generation {
        let merged = after.next();
        for workload in workloads {
            let Some(replicas) = self.replicas.get_mut(workload) else { continue };
            for copy in replicas.copies.values_mut() {
                copy.generation = merged;
            }
            let starts = replicas.starts.remove(&from).unwrap_or_default();
            replicas.starts.clear();
            replicas.starts.insert(merged, starts);
        }
        merged
    }
}
