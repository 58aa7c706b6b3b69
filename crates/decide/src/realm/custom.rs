//! Custom resources of a realm: asked before a decision, told its outcome, watched until they have followed.
//!
//! How such a resource stands is known to nobody but itself, and it may be far away. So whatever needs to know waits for
//! the answer to a question, and a change is pending until the resource has taken it. One order is under way at a time.

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp, Workload};

use super::scale::Failure;
use super::{CapacityFacts, Realm, Turn};
use crate::agenda::Task;
use crate::decision::BoundsBy;
use crate::effect::Effect;
use crate::scaling::{
    Cause, CustomFailure, CustomOrder, CustomReport, CustomStatus, NotScaledReason, StatusCode,
};

/// A resource that has not followed yet is asked again after this long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(10);
/// What waits for one answer. Policies and alarms are few; what comes on top of this many would decide the same.
const MOST_WAITING: usize = 64;

/// What is known of a custom resource.
#[derive(Debug, Default)]
pub(super) struct CustomResource {
    /// What it said last.
    report: Option<CustomReport>,
    /// The order that it has not answered, and its number.
    under_way: Option<(u64, CustomOrder)>,
    /// To be set as soon as the order under way is answered.
    next: Option<Capacity>,
    /// What waits for its answer.
    waiting: Vec<Waiting>,
    /// When it is asked again; guards against tasks of an older plan.
    look_at: Option<Timestamp>,
}

/// Something that needs to know how a resource stands now.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Waiting {
    /// An alarm has named a policy.
    Policy {
        /// Name of the policy.
        policy: String,
        /// Name of the alarm.
        alarm: String,
    },
    /// A scheduled action has set these bounds.
    Scheduled {
        /// Name of the action.
        name: String,
        /// What the capacity is to be moved into.
        bounds: Bounds,
    },
}

impl Realm {
    /// Puts off what needs to know how a custom resource stands until it has been asked. False for other resources.
    pub(super) fn put_off(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        what: Waiting,
    ) -> bool {
        if !matches!(workload, Workload::Custom { .. }) {
            return false;
        }
        let custom = self.customs.entry(workload.clone()).or_default();
        if custom.waiting.len() < MOST_WAITING && !custom.waiting.contains(&what) {
            custom.waiting.push(what);
        }
        if custom.under_way.is_none() {
            self.order_custom(turn, workload, CustomOrder::Ask);
        }
        true
    }

    fn order_custom(&mut self, turn: &mut Turn<'_>, workload: &Workload, order: CustomOrder) {
        let number = *turn.sequence;
        *turn.sequence += 1;
        let key = self.key(workload);
        self.customs.entry(workload.clone()).or_default().under_way = Some((number, order));
        turn.effects.push(Effect::Custom { key, number, order });
    }

    /// The resource was asked on the occasion of a registration. It may have been told something since, so while a change is
    /// open, what is known of it is newer.
    pub(super) fn custom_registered(&mut self, workload: &Workload, report: CustomReport) {
        let open = self.activities.open(workload).is_some();
        let custom = self.customs.entry(workload.clone()).or_default();
        if custom.report.is_none() || !open {
            custom.report = Some(report);
        }
    }

    /// A target is gone. What it had under way is nobody's business any more: the resource is not asked again.
    pub(super) fn custom_deregistered(&mut self, turn: &Turn<'_>, workload: &Workload) {
        if self.customs.remove(workload).is_some() {
            self.unfulfilled(turn, workload, "The scalable target was deregistered.");
        }
    }

    /// After a start: orders whose answer was lost are given again; setting a capacity twice is setting it once.
    pub(super) fn resume_customs(&mut self, turn: &mut Turn<'_>) {
        let custom = |workload: &&Workload| matches!(workload, Workload::Custom { .. });
        let targets: Vec<Workload> = self.targets.keys().filter(custom).cloned().collect();
        for workload in targets {
            let open = self.activities.open(&workload);
            let open = open.map(|activity| (activity.status, activity.wanted));
            self.customs.entry(workload.clone()).or_default();
            match open {
                Some((StatusCode::Pending, Some(wanted))) => {
                    self.order_custom(turn, &workload, CustomOrder::Set(wanted));
                }
                Some(_) => self.order_custom(turn, &workload, CustomOrder::Ask),
                None => {}
            }
        }
    }

    pub(super) fn custom_capacity(&self, workload: &Workload) -> Option<CapacityFacts> {
        let custom = self.customs.get(workload)?;
        let report = custom.report.as_ref()?;
        let ordered = match custom.under_way {
            Some((_, CustomOrder::Set(to))) => Some(to),
            Some((_, CustomOrder::Ask)) | None => None,
        };
        Some(CapacityFacts {
            desired: custom.next.or(ordered).unwrap_or(report.desired),
            current: report.actual,
            // A custom resource takes a new capacity at any time.
            scalable: true,
        })
    }

    pub(super) fn set_custom_desired(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        to: Capacity,
    ) {
        let custom = self.customs.entry(workload.clone()).or_default();
        if custom.under_way.is_some() {
            custom.next = Some(to);
        } else {
            self.order_custom(turn, workload, CustomOrder::Set(to));
        }
    }

    /// The resource has answered an order, or could not be made to.
    pub(crate) fn custom_answered(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        number: u64,
        answer: Result<CustomReport, CustomFailure>,
    ) {
        let Some(custom) = self.customs.get_mut(workload) else { return };
        let Some((_, order)) = custom.under_way.take_if(|(of, _)| *of == number) else { return };
        let failure = answer.map(|report| custom.report = Some(report)).err();
        if let CustomOrder::Set(to) = order {
            self.capacity_ordered(turn, workload, to, failure.as_ref());
        }
        if failure.is_none() {
            self.settle_custom(turn, workload);
        }
        let Some(custom) = self.customs.get_mut(workload) else { return };
        if let Some(to) = custom.next.take() {
            self.order_custom(turn, workload, CustomOrder::Set(to));
            return;
        }
        for waiting in std::mem::take(&mut custom.waiting) {
            match &failure {
                None => self.go_on(turn, workload, waiting),
                Some(failure) => self.give_up_waiting(turn, workload, waiting, failure),
            }
        }
        self.plan_look(turn, workload);
    }

    /// The resource has taken or refused a capacity.
    fn capacity_ordered(
        &mut self,
        turn: &Turn<'_>,
        workload: &Workload,
        to: Capacity,
        failure: Option<&CustomFailure>,
    ) {
        // A newer change may have taken the place of the one that this order was for.
        let open = self.activities.open(workload);
        if open.is_none_or(|activity| activity.wanted != Some(to)) {
            return;
        }
        match failure {
            None => self.accept_open(workload),
            Some(CustomFailure(reason)) => {
                self.end_open(turn, workload, |activity| {
                    activity.status = StatusCode::Failed;
                    activity.failure = Some(reason.clone());
                });
            }
        }
    }

    /// Rule aas.custom.fulfilled: a change has succeeded when the resource says so and has what was asked for; it has failed
    /// when the resource says that, with its reason; it is overridden when the resource is to have something else.
    /// <https://github.com/aws/aws-auto-scaling-custom-resource>
    fn settle_custom(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        let report = self.customs.get(workload).and_then(|custom| custom.report.clone());
        let open = self.activities.open(workload);
        let open = open.filter(|activity| activity.status == StatusCode::InProgress);
        let (Some(report), Some(wanted)) = (report, open.and_then(|activity| activity.wanted))
        else {
            return;
        };
        match report.status {
            CustomStatus::Failed => {
                let unknown = || "The resource gave no reason.".to_owned();
                self.end_open(turn, workload, |activity| {
                    activity.status = StatusCode::Failed;
                    activity.failure = Some(report.failure.unwrap_or_else(unknown));
                });
            }
            _ if report.desired != wanted => self.override_open(turn, workload, report.desired),
            CustomStatus::Successful if report.actual == wanted => {
                self.succeed_open(turn, workload);
            }
            CustomStatus::Pending | CustomStatus::InProgress | CustomStatus::Successful => {}
        }
    }

    fn go_on(&mut self, turn: &mut Turn<'_>, workload: &Workload, waiting: Waiting) {
        match waiting {
            Waiting::Policy { policy, alarm } => {
                self.hear_policies(turn, workload, &policy, &alarm);
            }
            Waiting::Scheduled { name, bounds } => {
                self.move_into(turn, workload, bounds, BoundsBy::Scheduled(name));
            }
        }
    }

    /// Nobody knows how the resource stands, so nothing is done.
    fn give_up_waiting(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        waiting: Waiting,
        failure: &CustomFailure,
    ) {
        let known = self.custom_capacity(workload).map(|facts| facts.desired);
        match waiting {
            Waiting::Policy { policy, alarm } => {
                self.tell_unreachable(turn, workload, (&policy, &alarm), failure);
                let reason = NotScaledReason::TargetServicePutResourceAsUnscalable;
                let cause = Cause::Policy { policy, alarm };
                self.log_not_scaled(turn, workload, cause, known, reason);
            }
            Waiting::Scheduled { name, bounds } => {
                let wanted = known.map(|known| bounds.clamp(known));
                // What was known last may fit already; after a start nothing is known.
                if known.is_none() || wanted != known {
                    let failure = Failure { reason: failure.to_string(), code: None };
                    let cause = Cause::Scheduled(name);
                    self.log_failed(turn, workload, cause, (known, wanted), failure);
                }
            }
        }
    }

    /// A change that is not there yet is looked after.
    fn plan_look(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        if self.activities.open(workload).is_none() {
            return;
        }
        let task = Task::Custom(self.scope.clone(), workload.clone());
        let Some(custom) = self.customs.get_mut(workload) else { return };
        if custom.under_way.is_none() && custom.look_at.is_none_or(|at| at <= turn.now) {
            let at = turn.now.checked_add(LOOK_AGAIN).unwrap_or(turn.now);
            custom.look_at = Some(at);
            turn.agenda.add(at, task);
        }
    }

    pub(crate) fn look_at_custom(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        due: Timestamp,
    ) {
        let Some(custom) = self.customs.get_mut(workload) else { return };
        if custom.look_at != Some(due) {
            return;
        }
        custom.look_at = None;
        let idle = custom.under_way.is_none();
        if idle && self.activities.open(workload).is_some() {
            self.order_custom(turn, workload, CustomOrder::Ask);
        }
    }
}
