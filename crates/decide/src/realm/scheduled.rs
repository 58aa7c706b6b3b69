//! Scheduled actions of a realm: put, deleted, planned and run.

use ebb_units::{Bounds, Capacity, Timestamp, Workload};

use super::custom::Waiting;
use super::targets::{INVERTED, at_least_zero};
use super::{Realm, Row, Turn};
use crate::agenda::Task;
use crate::decision::BoundsBy;
use crate::effect::Answer;
use crate::event::{CapacityAction, ScheduledActionRequest};
use crate::refusal::Refusal;
use crate::scaling::{Activity, Cause, NewBounds, ScheduledAction, StatusCode, key_of};

/// Quota of scheduled actions on one target.
const MOST_ACTIONS: usize = 200;

impl Realm {
    /// Rule aas.put-scheduled-action: creates or updates; absent members keep their value, but the two times go when they
    /// are not given again.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
    pub(crate) fn put_scheduled_action(
        &mut self,
        turn: &mut Turn<'_>,
        request: ScheduledActionRequest,
    ) -> Result<Answer, Refusal> {
        let ScheduledActionRequest { workload, name, schedule, zone, start, end, action } = request;
        let Some(target) = self.targets.get(&workload) else {
            return Err(key_of(&workload).not_registered());
        };
        let key = (workload.clone(), name.clone());
        let existing = self.scheduled.get(&key);
        let missing = |member: &str| Refusal::Invalid(format!("{member} must be set"));
        let bounds = match action {
            Some(action) => checked(action)?,
            None => existing.map(|action| action.bounds).ok_or(missing("ScalableTargetAction"))?,
        };
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            return Err(Refusal::Invalid("StartTime must be before EndTime".to_owned()));
        }
        // A rate counts anew only when it is given anew.
        let kept = existing.map_or(turn.now, |action| action.anchor);
        let anchor = if schedule.is_some() { turn.now } else { kept };
        let stored = existing.map(|action| action.schedule.clone());
        let schedule = schedule.or(stored).ok_or(missing("Schedule"))?;
        if existing.is_none() && self.action_names(&workload).len() >= MOST_ACTIONS {
            return Err(Refusal::LimitExceeded(format!(
                "The maximum number of scheduled actions per scalable target ({MOST_ACTIONS}) has been reached"
            )));
        }
        let arn = ScheduledAction::make_arn(&self.scope, &target.policy_uuid, &workload, &name);
        let action = ScheduledAction {
            arn,
            created: existing.map_or(turn.now, |action| action.created),
            schedule,
            zone: zone.or_else(|| existing.and_then(|action| action.zone.clone())),
            start,
            end,
            bounds,
            anchor,
            done_until: turn.now,
            planned: None,
            name,
            workload,
        };
        self.remove_scheduled(turn, &key);
        self.scheduled.insert(key.clone(), action);
        self.plan_run(turn, &key, None);
        Ok(Answer::Done)
    }

    /// Rule aas.delete-scheduled-action:
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeleteScheduledAction.html>
    pub(crate) fn delete_scheduled_action(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        name: &str,
    ) -> Result<Answer, Refusal> {
        if !self.targets.contains_key(workload) {
            return Err(key_of(workload).not_registered());
        }
        if !self.remove_scheduled(turn, &(workload.clone(), name.to_owned())) {
            return Err(Refusal::NotFound(format!(
                "No scheduled action found for {}, scheduled action name: {name}",
                key_of(workload)
            )));
        }
        Ok(Answer::Done)
    }

    pub(super) fn remove_scheduled_actions(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        for name in self.action_names(workload) {
            self.remove_scheduled(turn, &(workload.clone(), name));
        }
    }

    /// Takes an action away with its plan. Returns whether there was one.
    fn remove_scheduled(&mut self, turn: &mut Turn<'_>, key: &(Workload, String)) -> bool {
        let gone = self.scheduled.remove(key);
        if let Some(at) = gone.as_ref().and_then(|action| action.planned) {
            turn.agenda.remove(at, self.run_task(key));
        }
        self.touch(Row::ScheduledAction(key.0.clone(), key.1.clone()));
        gone.is_some()
    }

    fn run_task(&self, (workload, name): &(Workload, String)) -> Task {
        Task::Scheduled(self.scope.clone(), workload.clone(), name.clone())
    }

    fn action_names(&self, workload: &Workload) -> Vec<String> {
        self.scheduled
            .range((workload.clone(), String::new())..)
            .take_while(|((of, _), _)| of == workload)
            .map(|((_, name), _)| name.clone())
            .collect()
    }

    /// After a start: plans all actions.
    ///
    /// Rule ebb.schedule.missed: of the runs that fell into a time when the server was down, the last of each action is
    /// made up, in the order of their instants. The bounds are then those that the schedules ask for now. AWS has no such
    /// gap; runs that a suspension has stopped are lost here as there.
    pub(super) fn plan_scheduled(&mut self, turn: &mut Turn<'_>) {
        let keys: Vec<(Workload, String)> = self.scheduled.keys().cloned().collect();
        for key in keys {
            let missed = self
                .scheduled
                .get(&key)
                .and_then(|action| action.last_run(action.done_until, turn.now));
            self.plan_run(turn, &key, missed);
        }
    }

    /// Puts the next run on the agenda: the one that was missed, or the next by the schedule.
    fn plan_run(
        &mut self,
        turn: &mut Turn<'_>,
        key: &(Workload, String),
        missed: Option<Timestamp>,
    ) {
        let task = self.run_task(key);
        let Some(action) = self.scheduled.get_mut(key) else { return };
        action.planned = missed.or_else(|| action.next_run(action.done_until.max(turn.now)));
        if let Some(at) = action.planned {
            turn.agenda.add(at, task);
        }
    }

    /// A run is due. A server that is far behind runs it at the present: then the last of the runs that were missed counts,
    /// at its place among those of other actions.
    pub(crate) fn scheduled_action_due(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        name: &str,
        due: Timestamp,
    ) {
        let key = (workload.clone(), name.to_owned());
        let Some(action) = self.scheduled.get_mut(&key) else { return };
        if action.planned != Some(due) {
            return;
        }
        let later = action.last_run(due, turn.now);
        if later.is_some() {
            self.plan_run(turn, &key, later);
            return;
        }
        action.done_until = turn.now;
        let bounds = action.bounds;
        self.touch(Row::ScheduledAction(key.0.clone(), key.1.clone()));
        self.plan_run(turn, &key, None);
        self.run_scheduled(turn, workload, name, bounds);
    }

    /// Rule aas.scheduled.run: sets the bounds and keeps them; moves a capacity that lies outside what was set, whatever
    /// cooldowns and running activities say; while suspended, the run is lost. A resource that cannot be changed now is
    /// not waited for: the change fails. Bounds that do not fit together change nothing, and the run is used up.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html>
    fn run_scheduled(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        name: &str,
        given: NewBounds,
    ) {
        let Some(target) = self.targets.get_mut(workload) else { return };
        if target.suspended.scheduled {
            return;
        }
        let (min, max) = given.over(target.bounds.min(), target.bounds.max());
        let bounds = Bounds::new(min, max).ok();
        if let Some(bounds) = bounds {
            target.bounds = bounds;
            self.touch(Row::Target(workload.clone()));
        }
        let (status, failure) = match bounds {
            Some(_) => (StatusCode::Successful, None),
            None => (StatusCode::Failed, Some(INVERTED.to_owned())),
        };
        let desired = self.capacity(workload).map(|facts| facts.desired);
        let cause = Cause::Scheduled(name.to_owned());
        let activity = Self::new_activity(turn, workload, cause, desired, None);
        // AWS gives these entries no end.
        self.push_activity(turn, Activity { status, failure, bounds: Some(given), ..activity });
        if bounds.is_none() {
            return;
        }
        // Only a bound that was set moves the capacity.
        let floor = given.min.unwrap_or(Capacity(0));
        let ceiling = given.max.unwrap_or(Capacity(u32::MAX));
        let Ok(asked) = Bounds::new(floor, ceiling) else { return };
        let waiting = Waiting::Scheduled { name: name.to_owned(), bounds: asked };
        if !self.put_off(turn, workload, waiting) {
            self.move_into(turn, workload, asked, BoundsBy::Scheduled(name.to_owned()));
        }
    }
}

/// Rule aas.scheduled.action: at least one bound, none below zero, not the wrong way round. Against the target's own
/// bounds a single one is held only when the action runs.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTargetAction.html>
fn checked(action: CapacityAction) -> Result<NewBounds, Refusal> {
    let min = action.min.map(|min| at_least_zero(min, "Minimum")).transpose()?;
    let max = action.max.map(|max| at_least_zero(max, "Maximum")).transpose()?;
    match (min, max) {
        (None, None) => Err(Refusal::Invalid(
            "At least one of minimum capacity and maximum capacity should be provided".to_owned(),
        )),
        (Some(min), Some(max)) if max < min => Err(Refusal::Invalid(INVERTED.to_owned())),
        _ => Ok(NewBounds { min, max }),
    }
}
