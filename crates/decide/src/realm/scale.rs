//! Decisions: an alarm names a policy, all policies of the target are heard, the capacity moves or stays, and why.

use std::cmp::Ordering;

use ebb_units::{Bounds, Capacity, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use super::custom::Waiting;
use super::{AlarmRecord, Realm, Turn};
use crate::alarm::StateValue;
use crate::decision::{BoundsBy, BoundsSet, Judged, Outcome, Question, Trigger};
use crate::policy::Held;
use crate::refusal::Refusal;
use crate::scaling::{Activity, Cause, NotScaledReason, PolicyConfig, StatusCode, SupersededBy};

/// What the target service says about a capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CapacityFacts {
    /// What was asked for last.
    pub desired: Capacity,
    /// What serves.
    pub current: Capacity,
    /// Whether it may be changed now.
    pub scalable: bool,
}

impl Realm {
    /// An alarm has named a policy: hear all policies of its target and act.
    pub(super) fn policy_triggered(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        policy: &str,
        alarm: &str,
    ) {
        let waiting = Waiting::Policy { policy: policy.to_owned(), alarm: alarm.to_owned() };
        if self.targets.contains_key(workload) && !self.put_off(turn, workload, waiting) {
            self.hear_policies(turn, workload, policy, alarm);
        }
    }

    pub(super) fn hear_policies(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        policy: &str,
        alarm: &str,
    ) {
        let trigger = Trigger { policy: policy.to_owned(), alarm: alarm.to_owned() };
        let hearing = self.hearing(self, turn.now, turn.config, workload, Some(trigger));
        let Some(hearing) = hearing else { return };
        let Judged { standings, outcome, heard } = hearing.judge();
        let desired = hearing.known().map(|facts| facts.desired);
        // What is suspended is no answer: the data count when scaling goes on.
        if !matches!(outcome, Outcome::Held(Held::Suspended(_))) {
            self.note_answered(&hearing, &heard);
        }
        let winner = outcome.wanted().and_then(|(_, policy)| policy);
        let cause = match winner.and_then(|index| Some((index, standings[index].wish.as_ref()?))) {
            Some((index, wish)) => Cause::Policy {
                policy: hearing.policies[index].name.clone(),
                alarm: wish.alarm.clone(),
            },
            None => Cause::Policy { policy: policy.to_owned(), alarm: alarm.to_owned() },
        };
        let named = winner.map(|index| hearing.policies[index].name.clone());
        self.tell_decision(turn, workload, Question::Policies(hearing), outcome.clone());
        if self.only_wishes(turn.now, workload, (desired, &outcome), named.as_deref()) {
            return;
        }
        match outcome {
            Outcome::Changed { to, .. } | Outcome::Refused { to, .. } => {
                if let Some(desired) = desired {
                    self.change(turn, workload, cause, desired, to);
                }
            }
            Outcome::Held(held) => {
                // A policy that asks for nothing, or waits for others, is no news; AWS logs nothing either.
                let reason = desired.and_then(|desired| NotScaledReason::of(&held, desired));
                if let Some(reason) = reason {
                    self.log_not_scaled(turn, workload, cause, desired, reason);
                }
            }
            Outcome::UnderWay(_) | Outcome::Unreachable => {}
            Outcome::NotScalable => {
                let reason = NotScaledReason::TargetServicePutResourceAsUnscalable;
                self.log_not_scaled(turn, workload, cause, desired, reason);
            }
            Outcome::Missing => {
                let missing = Failure::from(&Refusal::NotFound(self.missing(workload)));
                self.log_failed(turn, workload, cause, (None, None), missing);
            }
        }
    }

    /// Whether the list of the alarm's present state names the policy, and is not silenced.
    pub(super) fn names_now(&self, now: Timestamp, alarm: &AlarmRecord, arn: &str) -> bool {
        let actions = match alarm.state.value {
            StateValue::Ok => &alarm.spec.ok_actions,
            StateValue::Alarm => &alarm.spec.alarm_actions,
            StateValue::InsufficientData => &alarm.spec.insufficient_data_actions,
        };
        alarm.spec.actions_enabled
            && actions.iter().any(|action| action == arn)
            && !self.is_muted(&alarm.spec.name, now)
    }

    /// Rule aas.suspend.resume: when scaling is no longer suspended, alarms in breach are looked at again.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html>
    pub(super) fn scaling_resumed(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        // One alarm is enough: all policies of the target are heard.
        let breached = self.policy_names(workload).into_iter().find_map(|name| {
            let policy = self.policies.get(&(workload.clone(), name.clone()))?;
            let action = match &policy.config {
                PolicyConfig::Tracking(_) => policy.managed_action(),
                PolicyConfig::Step(_) => policy.arn.clone(),
            };
            let in_breach = |alarm: &&AlarmRecord| {
                alarm.state.value == StateValue::Alarm && self.names_now(turn.now, alarm, &action)
            };
            let alarm = self.alarms_naming(&action).find(in_breach)?;
            Some((name, alarm.spec.name.clone()))
        });
        if let Some((policy, alarm)) = breached {
            self.policy_triggered(turn, workload, &policy, &alarm);
        }
    }

    /// Sets the capacity, and opens the activity that follows it.
    fn change(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        cause: Cause,
        from: Capacity,
        to: Capacity,
    ) {
        if let Err(refusal) = self.may_change(workload) {
            let change = (Some(from), Some(to));
            self.log_failed(turn, workload, cause, change, Failure::from(&refusal));
            return;
        }
        self.override_open(turn, workload, to);
        // The activity comes before the change: one that fails at once has to find it.
        let activity = Self::new_activity(turn, workload, cause, Some(from), Some(to));
        // A custom resource has yet to take it; SageMaker's are here.
        let status = match workload {
            Workload::Custom { .. } => StatusCode::Pending,
            Workload::Variant { .. } | Workload::Component { .. } => StatusCode::InProgress,
        };
        self.push_activity(turn, Activity { status, ..activity });
        self.set_desired(turn, workload, to);
    }

    /// Bounds were registered or updated.
    pub(super) fn enforce_bounds(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        if let Some(target) = self.targets.get(workload) {
            let bounds = target.bounds;
            self.move_into(turn, workload, bounds, BoundsBy::Registration);
        }
    }

    /// Moves a capacity to the nearer bound, whatever cooldowns say.
    pub(super) fn move_into(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        bounds: Bounds,
        by: BoundsBy,
    ) {
        let Some(capacity) = self.capacity(workload) else { return };
        let refusal = self.refusal(workload, capacity);
        let set = BoundsSet { by, capacity, bounds, refusal };
        let outcome = set.judge();
        // It lies inside.
        if matches!(outcome, Outcome::Held(_)) {
            return;
        }
        let wanted = outcome.wanted();
        self.tell_decision(turn, workload, Question::Bounds(set), outcome.clone());
        if self.only_wishes(turn.now, workload, (Some(capacity.desired), &outcome), None) {
            return;
        }
        if let Some((to, _)) = wanted {
            let cause = match to.cmp(&capacity.desired) {
                Ordering::Less => Cause::MaximumSet(to),
                Ordering::Equal | Ordering::Greater => Cause::MinimumSet(to),
            };
            self.change(turn, workload, cause, capacity.desired, to);
        }
    }

    /// The capacity may have been reached: ends the open activity and opens its cooldown.
    ///
    /// Rule aas.activity.fulfilled: an activity has succeeded when what it asked for is in service.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html>
    pub(super) fn check_fulfilled(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        let Some(facts) = self.capacity(workload) else { return };
        if !facts.scalable || facts.current != facts.desired {
            return;
        }
        self.fulfil_in_shadows(turn, workload, facts.desired);
        self.succeed_open(turn, workload);
    }

    pub(super) fn succeed_open(&mut self, turn: &Turn<'_>, workload: &Workload) {
        let Some(ended) = self.end_open(turn, workload, |activity| {
            activity.status = StatusCode::Successful;
        }) else {
            return;
        };
        if let Activity {
            cause: Cause::Policy { policy, .. },
            from: Some(from),
            wanted: Some(to),
            ..
        } = &ended
        {
            self.open_cooldown(turn, workload, policy, *from, *to);
        }
    }

    /// Rule aas.cooldown.start: a cooldown starts when the activity has succeeded.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown>
    pub(super) fn open_cooldown(
        &mut self,
        turn: &Turn<'_>,
        workload: &Workload,
        policy: &str,
        from: Capacity,
        to: Capacity,
    ) {
        let out = to > from;
        for name in self.policy_names(workload) {
            let Some(found) = self.policies.get_mut(&(workload.clone(), name.clone())) else {
                continue;
            };
            if out {
                found.cooldown.end_scale_in();
            }
            if name == policy {
                let config = &found.config;
                if out {
                    let secs = config.scale_out_cooldown_secs();
                    found.cooldown.scaled_out(turn.now, to.0 - from.0, secs);
                } else {
                    let secs = config.scale_in_cooldown_secs();
                    found.cooldown.scaled_in(turn.now, secs);
                }
            }
            self.touch_policy(workload, &name);
        }
    }

    /// The target service has given up on the capacity that was asked for.
    ///
    /// Rule aas.activity.unfulfilled: what the service took on and could not do is unfulfilled; failed is what it refused.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html>
    pub(super) fn unfulfilled(&mut self, turn: &Turn<'_>, workload: &Workload, reason: &str) {
        self.give_up_in_shadows(workload);
        self.end_open(turn, workload, |activity| {
            activity.status = StatusCode::Unfulfilled;
            activity.failure = Some(reason.to_owned());
        });
    }

    /// Someone has set another capacity while an activity was open.
    pub(super) fn override_open(&mut self, turn: &Turn<'_>, workload: &Workload, later: Capacity) {
        self.note_in_shadows(turn.now, workload, later);
        self.end_open(turn, workload, |activity| {
            activity.status = StatusCode::Overridden;
            activity.superseded = Some(SupersededBy(later));
        });
    }

    /// The target service has taken what a pending activity asks for.
    pub(super) fn accept_open(&mut self, workload: &Workload) {
        if let Some(accepted) = self.activities.accept(workload) {
            self.touch_activity(&accepted);
        }
    }

    pub(super) fn end_open(
        &mut self,
        turn: &Turn<'_>,
        workload: &Workload,
        how: impl FnOnce(&mut Activity),
    ) -> Option<Activity> {
        let ended = self.activities.end(workload, turn.now, how)?;
        self.touch_activity(&ended);
        Some(ended)
    }

    /// Logs a change that the target service did not take; from and to what, as far as that is known.
    pub(super) fn log_failed(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        cause: Cause,
        (from, to): (Option<Capacity>, Option<Capacity>),
        failure: Failure,
    ) {
        let activity = Self::new_activity(turn, workload, cause, from, to);
        let ended = Activity {
            status: StatusCode::Failed,
            end: Some(turn.now),
            failure: Some(failure.reason),
            refused: failure.code.map(str::to_owned),
            ..activity
        };
        if !self.activities.says(&ended) {
            self.push_activity(turn, ended);
        }
    }

    pub(super) fn log_not_scaled(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        cause: Cause,
        desired: Option<Capacity>,
        reason: NotScaledReason,
    ) {
        let activity = Self::new_activity(turn, workload, cause, desired, None);
        let entry = Activity { not_scaled: Some(reason), status: StatusCode::Failed, ..activity };
        if !self.activities.says(&entry) {
            self.push_activity(turn, entry);
        }
    }

    pub(super) fn new_activity(
        turn: &mut Turn<'_>,
        workload: &Workload,
        cause: Cause,
        from: Option<Capacity>,
        wanted: Option<Capacity>,
    ) -> Activity {
        let sequence = *turn.sequence;
        *turn.sequence += 1;
        Activity {
            id: turn.ids.activities.uuid(),
            sequence,
            workload: workload.clone(),
            cause,
            wanted,
            from,
            start: turn.now,
            end: None,
            status: StatusCode::Pending,
            not_scaled: None,
            failure: None,
            refused: None,
            bounds: None,
            superseded: None,
        }
    }

    /// Entries that are too old go, also while nothing new comes.
    pub(super) fn prune_activities(&mut self, turn: &Turn<'_>) {
        for gone in self.activities.prune(turn.now) {
            self.touch_activity(&gone);
        }
    }

    pub(super) fn push_activity(&mut self, turn: &Turn<'_>, activity: Activity) {
        // The log that a shadow sees is that of the realm, and what a shadow would do is no activity.
        if self.shadowing.is_some() {
            return;
        }
        self.touch_activity(&activity);
        for gone in self.activities.push(turn.now, activity) {
            self.touch_activity(&gone);
        }
    }

    /// Desired and current capacity of a workload; `None` when there is no such resource.
    pub fn capacity(&self, workload: &Workload) -> Option<CapacityFacts> {
        match workload {
            Workload::Variant { endpoint, variant } => self.variant_capacity(endpoint, variant),
            Workload::Component { name } => self.component_capacity(name),
            Workload::Custom { .. } => self.custom_capacity(workload),
        }
    }

    /// What the service that owns the capacity has against changing it now.
    pub(super) fn may_change(&self, workload: &Workload) -> Result<(), Refusal> {
        match workload {
            Workload::Variant { endpoint, variant } => self.may_change_variant(endpoint, variant),
            Workload::Component { name } => self.may_change_component(name),
            // It says so itself, when it is told.
            Workload::Custom { .. } => Ok(()),
        }
    }

    fn set_desired(&mut self, turn: &mut Turn<'_>, workload: &Workload, to: Capacity) {
        match workload {
            Workload::Variant { endpoint, variant } => {
                self.set_variant_desired(turn, endpoint, variant, to);
            }
            Workload::Component { name } => self.set_component_desired(turn, name, to),
            Workload::Custom { .. } => self.set_custom_desired(turn, workload, to),
        }
    }
}

/// Why the target service did not take a capacity.
pub(super) struct Failure {
    /// In its words.
    pub(super) reason: String,
    /// The code of its error, if it gave one.
    pub(super) code: Option<&'static str>,
}

impl From<&Refusal> for Failure {
    fn from(refusal: &Refusal) -> Self {
        Self { reason: refusal.to_string(), code: Some(refusal_code(refusal)) }
    }
}

/// The code of SageMaker's error for a refusal.
fn refusal_code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::LimitExceeded(_) => "ResourceLimitExceeded",
        Refusal::Invalid(_)
        | Refusal::NotFound(_)
        | Refusal::NoSuchArn(_)
        | Refusal::NoSuchDetector
        | Refusal::TooManyTags { .. }
        | Refusal::Taken(_) => "ValidationException",
    }
}
