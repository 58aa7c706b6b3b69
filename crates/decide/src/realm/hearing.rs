//! Gathering what a decision depends on, and telling what came of it.

use ebb_units::{Timestamp, Workload};

use super::{AlarmRecord, CapacityFacts, Realm, Row, Turn};
use crate::alarm::StateValue;
use crate::controller::Config;
use crate::decision::{
    AlarmSeen, Decision, Hearing, Outcome, PolicyKind, PolicySeen, Question, ResourceSeen, Trigger,
};
use crate::effect::Effect;
use crate::instant::InstantNanos;
use crate::scaling::{CustomFailure, PolicyConfig, ScalingPolicy};

impl Realm {
    /// How all policies of a target stand at `now`; `None` when it is no scalable target. What is measured and what serves
    /// is known to `world`, which is another realm than this when this one is a shadow.
    pub(crate) fn hearing(
        &self,
        world: &Self,
        now: Timestamp,
        config: &Config,
        workload: &Workload,
        trigger: Option<Trigger>,
    ) -> Option<Hearing> {
        let target = self.targets.get(workload)?;
        let (capacity, under_way) = self.stands(world, now, workload);
        let resource = match (capacity, workload) {
            (Some(facts), _) => ResourceSeen::Known(facts),
            (None, Workload::Custom { .. }) => {
                ResourceSeen::Unreachable("it has not been asked since the start".to_owned())
            }
            (None, Workload::Variant { .. } | Workload::Component { .. }) => ResourceSeen::Missing,
        };
        let policies = self
            .policies
            .range((workload.clone(), String::new())..)
            .take_while(|((of, _), _)| of == workload)
            .map(|(_, policy)| self.policy_seen(world, now, config, policy))
            .collect();
        Some(Hearing {
            trigger,
            resource,
            bounds: target.bounds,
            out_suspended: target.suspended.dynamic_out,
            in_suspended: target.suspended.dynamic_in,
            under_way,
            youngest_copy: world.youngest_copy(workload),
            even_since: world.even_since(workload),
            refusal: capacity.and_then(|facts| world.refusal(workload, facts)),
            fresh_data: config.fresh_data,
            alarms_early: config.alarms_early,
            policies,
        })
    }

    /// What the service that owns a resource has against a change of it, besides its not being scalable now.
    pub(super) fn refusal(&self, workload: &Workload, facts: CapacityFacts) -> Option<String> {
        let refusal = self.may_change(workload).err().filter(|_| facts.scalable)?;
        Some(refusal.to_string())
    }

    fn policy_seen(
        &self,
        world: &Self,
        now: Timestamp,
        config: &Config,
        policy: &ScalingPolicy,
    ) -> PolicySeen {
        let (kind, alarms) = match &policy.config {
            PolicyConfig::Tracking(tracking) => {
                let action = policy.managed_action();
                let alarms = policy.alarms.iter().filter_map(|name| self.alarms.get(name));
                let kind = PolicyKind::Tracking {
                    target_value: tracking.target_value,
                    scales_in: tracking.scales_in(),
                };
                let seen = alarms.map(|alarm| {
                    let seen = self.alarm_seen(now, alarm, &action);
                    if config.fresh_data { world.with_measured(seen, alarm, policy) } else { seen }
                });
                (kind, seen.collect())
            }
            PolicyConfig::Step(step) => {
                let seen = self.alarms_naming(&policy.arn).map(|alarm| {
                    let seen = self.alarm_seen(now, alarm, &policy.arn);
                    let newest =
                        if seen.names_policy { world.newest_judged(alarm, now) } else { None };
                    // The first copy has answered what was measured before it, and while it worked off what had waited.
                    let is_old = config.fresh_data && newest < world.even_since(&policy.workload);
                    let answered = alarm.answered.map(Timestamp::from);
                    let answered = if is_old { answered.max(newest) } else { answered };
                    AlarmSeen { newest, answered, ..seen }
                });
                (PolicyKind::Step(step.clone()), seen.collect())
            }
        };
        PolicySeen {
            name: policy.name.clone(),
            kind,
            credit: policy.cooldown.credit(now),
            credit_until: policy.cooldown.credit_until(now),
            no_scale_in_before: policy.cooldown.no_scale_in_before(now),
            alarms,
        }
    }

    fn alarm_seen(&self, now: Timestamp, alarm: &AlarmRecord, action: &str) -> AlarmSeen {
        let AlarmRecord { spec, state, .. } = alarm;
        AlarmSeen {
            name: spec.name.to_string(),
            watch: spec.watch.clone(),
            period_secs: spec.period_secs,
            evaluation_periods: spec.evaluation_periods,
            datapoints_to_alarm: spec.needed(),
            comparison: spec.comparison,
            threshold: spec.threshold,
            missing: spec.missing(),
            state: state.value,
            since: state.transitioned,
            names_policy: self.names_now(now, alarm, action),
            points: alarm.recent.to_vec(),
            until: alarm.judged_until.map(Timestamp::from),
            points_now: None,
            measured_now: None,
            newest: None,
            answered: None,
            next_look: alarm.next_evaluation.map(Timestamp::from),
            last_action: alarm.last_action.map(Timestamp::from),
        }
    }

    /// Adds to an alarm of a tracking policy what of its data was measured with the copies that serve now, where the
    /// policy reckons with it.
    fn with_measured(
        &self,
        seen: AlarmSeen,
        alarm: &AlarmRecord,
        policy: &ScalingPolicy,
    ) -> AlarmSeen {
        let workload = &policy.workload;
        if seen.comparison.is_upward() {
            let points = if seen.names_policy { self.points_now(alarm, workload) } else { None };
            return AlarmSeen { points_now: points, ..seen };
        }
        let measured =
            (seen.state == StateValue::Alarm).then(|| self.measured_now(alarm, workload));
        AlarmSeen { measured_now: measured, ..seen }
    }

    /// A decision has been taken on what these alarms of step policies had judged.
    pub(super) fn note_answered(&mut self, hearing: &Hearing, heard: &[(usize, usize)]) {
        for (policy, alarm) in heard {
            let seen = &hearing.policies[*policy].alarms[*alarm];
            let Some(alarm) = self.alarms.get_mut(&seen.name) else { continue };
            let newest = seen.newest.map(InstantNanos::from);
            if alarm.answered < newest {
                alarm.answered = newest;
                self.touch(Row::Alarm(seen.name.clone()));
            }
        }
    }

    pub(super) fn tell_decision(
        &self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        question: Question,
        outcome: Outcome,
    ) {
        let decision = Decision { at: turn.now, workload: workload.clone(), question, outcome };
        let scope = self.scope.clone();
        let shadow = self.shadowing.as_ref().map(|shadowing| shadowing.name.clone());
        turn.effects.push(Effect::Decided { scope, shadow, decision: Box::new(decision) });
    }

    /// A custom resource did not say how it stands, so nothing was decided.
    pub(super) fn tell_unreachable(
        &self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        (policy, alarm): (&str, &str),
        failure: &CustomFailure,
    ) {
        let trigger = Trigger { policy: policy.to_owned(), alarm: alarm.to_owned() };
        let hearing = self.hearing(self, turn.now, turn.config, workload, Some(trigger));
        let Some(hearing) = hearing else { return };
        let resource = ResourceSeen::Unreachable(failure.0.clone());
        let question = Question::Policies(Hearing { resource, ..hearing });
        self.tell_decision(turn, workload, question, Outcome::Unreachable);
    }
}
