//! Alarms of a realm: kept, looked at, and what follows when they change.

use std::collections::BTreeMap;

use ebb_units::{SignedDuration, Timestamp};

use super::{AlarmRecord, Realm, Row, Turn};
use crate::agenda::Task;
use crate::alarm::{self, AlarmSpec, AlarmState, Evaluation, StateValue};
use crate::effect::Answer;
use crate::event::ForcedState;
use crate::metric::Datum;
use crate::refusal::Refusal;

/// Scaling actions run again each minute while the alarm stays. A little less, so that an evaluation at the same second
/// of the next minute is never early by rounding.
const REPEAT: SignedDuration = SignedDuration::from_millis(59_500);

impl Realm {
    pub(crate) fn put_data(
        &mut self,
        turn: &mut Turn<'_>,
        data: &[Datum],
    ) -> Result<Answer, Refusal> {
        self.record_data(turn, data);
        Ok(Answer::Done)
    }

    /// Records data, and fires at once what the data settle.
    pub(super) fn record_data(&mut self, turn: &mut Turn<'_>, data: &[Datum]) {
        for datum in data {
            self.metrics.record(datum);
        }
        if !turn.config.alarms_early {
            return;
        }
        let mut watching: Vec<String> = data
            .iter()
            .filter_map(|datum| self.watchers.get(&datum.metric))
            .flatten()
            .filter(|name| self.may_fire_early(name))
            .cloned()
            .collect();
        watching.sort();
        watching.dedup();
        // All states first: alarms that the same data fire are heard together.
        watching.retain(|name| self.fire_early(turn, name));
        for name in watching {
            self.run_actions(turn, &name, true);
        }
    }

    fn may_fire_early(&self, name: &str) -> bool {
        self.alarms.get(name).is_some_and(|alarm| alarm.state.value != StateValue::Alarm)
    }

    /// Puts an alarm into `ALARM` when the open period settles that already. Returns whether it did.
    fn fire_early(&mut self, turn: &mut Turn<'_>, name: &str) -> bool {
        let Some(alarm) = self.alarms.get(name) else { return false };
        let previous = alarm.state.value;
        if alarm::evaluate_early(&alarm.spec, &self.metrics, turn.now, previous).is_none() {
            return false;
        }
        let (evaluation, until) = self.judge(turn, alarm);
        self.take_over(turn, name, evaluation, Some(until))
    }

    /// Evaluates an alarm, by what the open period settles too if that is wanted. Returns where the data end that
    /// were judged.
    fn judge(&self, turn: &Turn<'_>, alarm: &AlarmRecord) -> (Evaluation, Timestamp) {
        let AlarmRecord { spec, state, .. } = alarm;
        let closed = alarm::evaluate(spec, &self.metrics, turn.now, state.value);
        let until = alarm::windows(spec, turn.now).last().map_or(turn.now, |newest| newest.1);
        if !turn.config.alarms_early || closed.state == StateValue::Alarm {
            return (closed, until);
        }
        // What the open period settles already stays settled: without this, an alarm that fired early would fall back
        // for the rest of its minute.
        let Some(mut early) = alarm::evaluate_early(spec, &self.metrics, turn.now, state.value)
        else {
            return (closed, until);
        };
        // The newest point is still growing. A policy that computed with it would take the load for less than it is.
        if early.recent.len() > 1 {
            early.recent.pop();
        }
        // Just after now, so that the span contains it.
        let until = turn.now.checked_add(SignedDuration::from_nanos(1)).unwrap_or(turn.now);
        (early, until)
    }

    pub(crate) fn put_alarm(
        &mut self,
        turn: &mut Turn<'_>,
        spec: AlarmSpec,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        let name = spec.name.clone();
        if self.composites.contains_key(&name) {
            return Err(Refusal::Invalid(format!(
                "A composite alarm with the name {name} already exists"
            )));
        }
        let before = self.alarm_members(&name);
        let record = match self.alarms.remove(&name) {
            Some(mut existing) => {
                self.unindex_alarm(&existing);
                existing.spec = spec;
                existing.state.configuration_updated = turn.now;
                // They are points of what it watched before.
                existing.recent = Vec::new();
                existing
            }
            None => AlarmRecord {
                spec,
                state: AlarmState::initial(turn.now),
                tags,
                recent: Vec::new(),
                last_action: None,
                judged_until: None,
                answered: None,
                next_evaluation: None,
            },
        };
        self.index_alarm(record);
        self.touch(Row::Alarm(name.clone()));
        self.note_configuration(turn, &name, before);
        self.plan_first(turn, &name);
        if turn.config.alarms_early && self.may_fire_early(&name) && self.fire_early(turn, &name) {
            self.run_actions(turn, &name, true);
        }
        Ok(Answer::Done)
    }

    pub(super) fn index_alarm(&mut self, record: AlarmRecord) {
        let name = record.spec.name.clone();
        self.watchers.entry(record.spec.metric.clone()).or_default().insert(name.clone());
        for action in actions_of(&record.spec) {
            self.by_action.entry(action.clone()).or_default().insert(name.clone());
        }
        self.alarms.insert(name, record);
    }

    fn unindex_alarm(&mut self, record: &AlarmRecord) {
        let name = &record.spec.name;
        if let Some(names) = self.watchers.get_mut(&record.spec.metric) {
            names.remove(name);
            if names.is_empty() {
                self.watchers.remove(&record.spec.metric);
            }
        }
        for action in actions_of(&record.spec) {
            if let Some(names) = self.by_action.get_mut(action) {
                names.remove(name);
                if names.is_empty() {
                    self.by_action.remove(action);
                }
            }
        }
    }

    pub(crate) fn delete_alarms(
        &mut self,
        turn: &mut Turn<'_>,
        names: &[String],
    ) -> Result<Answer, Refusal> {
        self.check_dependents(names)?;
        // Rule cw.delete-alarms: known names are deleted even when others do not exist; none known is not found.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
        let known = names
            .iter()
            .filter(|name| {
                let before = self.alarm_state(name).map(|state| state.value);
                let gone = self.forget_alarm(turn, name) || self.forget_composite(turn, name);
                // A suppressor that is gone is silent.
                if let Some(before) = before {
                    self.suppressor_changed(turn, name, before);
                }
                gone
            })
            .count();
        if known == 0 && !names.is_empty() {
            return Err(Refusal::NotFound(String::new()));
        }
        Ok(Answer::Done)
    }

    pub(super) fn forget_alarm(&mut self, turn: &mut Turn<'_>, name: &str) -> bool {
        let before = self.alarm_members(name);
        let Some(record) = self.alarms.remove(name) else { return false };
        self.unindex_alarm(&record);
        self.touch(Row::Alarm(name.to_owned()));
        self.note_configuration(turn, name, before);
        true
    }

    /// Takes an action off every alarm that names it; the alarms stay.
    pub(super) fn remove_action(&mut self, turn: &mut Turn<'_>, action: &str) {
        let names: Vec<String> =
            self.by_action.remove(action).unwrap_or_default().into_iter().collect();
        for name in names {
            let before = self.alarm_members(&name);
            let Some(alarm) = self.alarms.get_mut(&name) else { continue };
            let spec = &mut alarm.spec;
            for list in
                [&mut spec.ok_actions, &mut spec.alarm_actions, &mut spec.insufficient_data_actions]
            {
                list.retain(|listed| listed != action);
            }
            alarm.state.configuration_updated = turn.now;
            self.touch(Row::Alarm(name.clone()));
            self.note_configuration(turn, &name, before);
        }
    }

    pub(crate) fn set_alarm_state(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        forced: ForcedState,
    ) -> Result<Answer, Refusal> {
        let Some(state) = self.alarm_state(name) else {
            return Err(Refusal::NotFound(String::new()));
        };
        // Rule cw.set-alarm-state: the state that is there already changes nothing. A composite alarm keeps a state set by
        // hand until a child changes or it is put again.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
        if state.value == forced.value {
            return Ok(Answer::Done);
        }
        if self.composites.contains_key(name) {
            self.set_composite(turn, name, forced.value, forced.reason, forced.reason_data);
        } else {
            let evaluation = Evaluation {
                state: forced.value,
                reason: forced.reason,
                reason_data: forced.reason_data,
                recent: forced.recent,
            };
            self.take_over(turn, name, evaluation, None);
            self.run_actions(turn, name, true);
        }
        Ok(Answer::Done)
    }

    pub(super) fn plan_first(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        let at = alarm::first_evaluation(&alarm.spec, turn.now);
        alarm.next_evaluation = Some(at);
        turn.agenda.add(at, Task::Alarm(self.scope.clone(), name.to_owned()));
    }

    /// The scheduled evaluation of an alarm, planned for `due`.
    pub(crate) fn look_at(&mut self, turn: &mut Turn<'_>, name: &str, due: Timestamp) {
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        if alarm.next_evaluation != Some(due) {
            return;
        }
        let next = alarm::next_evaluation(&alarm.spec, turn.now);
        alarm.next_evaluation = Some(next);
        turn.agenda.add(next, Task::Alarm(self.scope.clone(), name.to_owned()));
        let Some(alarm) = self.alarms.get(name) else { return };
        let (evaluation, until) = self.judge(turn, alarm);
        let changed = self.take_over(turn, name, evaluation, Some(until));
        self.run_actions(turn, name, changed);
    }

    /// Takes over what an evaluation of the data before `until` found. Returns whether the state has changed.
    fn take_over(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        evaluation: Evaluation,
        until: Option<Timestamp>,
    ) -> bool {
        let Some(alarm) = self.alarms.get_mut(name) else { return false };
        alarm.recent = evaluation.recent;
        alarm.judged_until = until;
        let old = alarm.state.clone();
        if old.value == evaluation.state {
            return false;
        }
        alarm.state.set(evaluation.state, evaluation.reason, evaluation.reason_data, turn.now);
        alarm.last_action = None;
        alarm.answered = None;
        self.touch(Row::Alarm(name.to_owned()));
        self.note_state(turn, name, &old);
        self.pass_on(turn, name, old.value);
        true
    }

    /// Runs the actions of the present state.
    ///
    /// Rule cw.actions.repeat: a scaling action runs again each minute while the alarm stays in the state that
    /// names it; all other actions run on the change alone.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
    fn run_actions(&mut self, turn: &mut Turn<'_>, name: &str, changed: bool) {
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        let repeats = alarm.last_action.is_none_or(|last| turn.now.duration_since(last) >= REPEAT);
        if !alarm.spec.actions_enabled || !repeats {
            return;
        }
        let actions = match alarm.state.value {
            StateValue::Ok => alarm.spec.ok_actions.clone(),
            StateValue::Alarm => alarm.spec.alarm_actions.clone(),
            StateValue::InsufficientData => alarm.spec.insufficient_data_actions.clone(),
        };
        for action in actions {
            if let Some((workload, policy)) = self.policy_named(&action) {
                if let Some(alarm) = self.alarms.get_mut(name) {
                    alarm.last_action = Some(turn.now);
                }
                if changed {
                    self.note_scaling(turn, name, &action);
                }
                self.policy_triggered(turn, &workload, &policy, name);
            } else if changed {
                self.notify(turn, name, &action);
            }
        }
    }
}

fn actions_of(spec: &AlarmSpec) -> impl Iterator<Item = &String> {
    spec.ok_actions.iter().chain(&spec.alarm_actions).chain(&spec.insufficient_data_actions)
}
