//! Alarms of a realm: kept, looked at, and what follows when they change.

use std::collections::BTreeMap;

use ebb_units::{SignedDuration, Timestamp};

use super::{AlarmRecord, Realm, Turn};
use crate::agenda::Task;
use crate::alarm::{self, AlarmSpec, AlarmState, Evaluation, StateValue};
use crate::effect::{Answer, Effect, Notification, RecordKind};
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
        for name in watching {
            self.fire_early(turn, &name);
        }
    }

    fn may_fire_early(&self, name: &str) -> bool {
        self.alarms.get(name).is_some_and(|alarm| alarm.state.value != StateValue::Alarm)
    }

    fn fire_early(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(alarm) = self.alarms.get(name) else { return };
        let early = alarm::evaluate_early(&alarm.spec, &self.metrics, turn.now, alarm.state.value);
        if let Some(evaluation) = early {
            self.take_over(turn, name, evaluation);
        }
    }

    pub(crate) fn put_alarm(
        &mut self,
        turn: &mut Turn<'_>,
        spec: AlarmSpec,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        let name = spec.name.clone();
        let record = match self.alarms.remove(&name) {
            Some(mut existing) => {
                self.unindex_alarm(&existing);
                existing.spec = spec;
                existing.state.configuration_updated = turn.now;
                existing
            }
            None => AlarmRecord {
                spec,
                state: AlarmState::initial(turn.now),
                tags,
                recent: Vec::new(),
                last_action: None,
                next_evaluation: None,
            },
        };
        self.index_alarm(record);
        self.touch(RecordKind::Alarm, name.as_str());
        self.plan_first(turn, &name);
        if turn.config.alarms_early && self.may_fire_early(&name) {
            self.fire_early(turn, &name);
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
        _turn: &mut Turn<'_>,
        names: &[String],
    ) -> Result<Answer, Refusal> {
        // Rule cw.delete-alarms: known names are deleted even when others do not exist; none known is not found.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
        let known = names.iter().filter(|name| self.forget_alarm(name)).count();
        if known == 0 && !names.is_empty() {
            return Err(Refusal::NotFound(String::new()));
        }
        Ok(Answer::Done)
    }

    pub(super) fn forget_alarm(&mut self, name: &str) -> bool {
        let Some(record) = self.alarms.remove(name) else { return false };
        self.unindex_alarm(&record);
        self.touch(RecordKind::Alarm, name);
        true
    }

    /// Takes an action off every alarm that names it; the alarms stay.
    pub(super) fn remove_action(&mut self, turn: &Turn<'_>, action: &str) {
        let names: Vec<String> =
            self.by_action.remove(action).unwrap_or_default().into_iter().collect();
        for name in names {
            let Some(alarm) = self.alarms.get_mut(&name) else { continue };
            let spec = &mut alarm.spec;
            for list in
                [&mut spec.ok_actions, &mut spec.alarm_actions, &mut spec.insufficient_data_actions]
            {
                list.retain(|listed| listed != action);
            }
            alarm.state.configuration_updated = turn.now;
            self.touch(RecordKind::Alarm, name);
        }
    }

    pub(crate) fn set_alarm_state(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        forced: ForcedState,
    ) -> Result<Answer, Refusal> {
        let Some(alarm) = self.alarms.get(name) else {
            return Err(Refusal::NotFound(String::new()));
        };
        // Rule cw.set-alarm-state: the state that is there already changes nothing.
        if alarm.state.value != forced.value {
            let evaluation = Evaluation {
                state: forced.value,
                reason: forced.reason,
                reason_data: forced.reason_data,
                recent: forced.recent,
            };
            self.take_over(turn, name, evaluation);
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
        let previous = alarm.state.value;
        // What the open period settles already stays settled: without this, an alarm that fired early would fall back
        // for the rest of its minute.
        let early = if turn.config.alarms_early {
            alarm::evaluate_early(&alarm.spec, &self.metrics, turn.now, previous)
        } else {
            None
        };
        let evaluation = early
            .unwrap_or_else(|| alarm::evaluate(&alarm.spec, &self.metrics, turn.now, previous));
        self.take_over(turn, name, evaluation);
    }

    /// Takes over an evaluation: a change of state, its actions, and the minute's repeat of scaling actions.
    fn take_over(&mut self, turn: &mut Turn<'_>, name: &str, evaluation: Evaluation) {
        let Some(alarm) = self.alarms.get_mut(name) else { return };
        let changed = alarm.state.value != evaluation.state;
        alarm.recent = evaluation.recent;
        if changed {
            alarm.state.value = evaluation.state;
            alarm.state.reason = evaluation.reason;
            alarm.state.reason_data = evaluation.reason_data;
            alarm.state.updated = turn.now;
            alarm.state.transitioned = turn.now;
            alarm.last_action = None;
        }
        // Rule cw.actions.repeat: a scaling action runs again each minute while the alarm stays in the state that
        // names it; all other actions run on the change alone.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
        let repeats = alarm.last_action.is_none_or(|last| turn.now.duration_since(last) >= REPEAT);
        let actions = match alarm.state.value {
            StateValue::Ok => &alarm.spec.ok_actions,
            StateValue::Alarm => &alarm.spec.alarm_actions,
            StateValue::InsufficientData => &alarm.spec.insufficient_data_actions,
        };
        if !changed && (actions.is_empty() || !repeats) {
            return;
        }
        let run = alarm.spec.actions_enabled && (changed || repeats);
        let actions = if run { actions.clone() } else { Vec::new() };
        let reason = alarm.state.reason.clone();
        let mut scaled = false;
        for action in actions {
            if let Some((workload, policy)) = self.policy_named(&action) {
                scaled = true;
                self.policy_triggered(turn, &workload, &policy, name);
            } else if changed {
                turn.effects.push(Effect::Notify(Box::new(Notification {
                    scope: self.scope.clone(),
                    arn: action,
                    alarm: name.to_owned(),
                    reason: reason.clone(),
                })));
            }
        }
        if (changed || scaled)
            && let Some(alarm) = self.alarms.get_mut(name)
        {
            if scaled {
                alarm.last_action = Some(turn.now);
            }
            self.touch(RecordKind::Alarm, name);
        }
    }
}

fn actions_of(spec: &AlarmSpec) -> impl Iterator<Item = &String> {
    spec.ok_actions.iter().chain(&spec.alarm_actions).chain(&spec.insufficient_data_actions)
}
