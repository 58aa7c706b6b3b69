//! Alarms of a realm: kept, looked at, and what follows when they change.

use std::collections::BTreeMap;
use std::sync::Arc;

use ebb_units::{SignedDuration, Timestamp};

use super::book::{AlarmId, Entry};
use super::{AlarmRecord, Realm, Row, Turn};
use crate::agenda::Task;
use crate::alarm::{
    self, AlarmKind, AlarmSpec, AlarmState, Finding, Points, StateValue, Watch, Why,
};
use crate::effect::Answer;
use crate::event::ForcedState;
use crate::instant::InstantNanos;
use crate::metric::Datum;
use crate::refusal::Refusal;

/// Scaling actions run again each minute while the alarm stays. A little less, so that an evaluation at the same second
/// of the next minute is never early by rounding.
pub(crate) const REPEAT: SignedDuration = SignedDuration::from_millis(59_500);

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
        let mut settled: Vec<AlarmId> = Vec::new();
        let mut shadowed = Vec::new();
        for datum in data {
            let Some(series) = self.metrics.record_in(datum) else { continue };
            if turn.config.alarms_early {
                settled.extend(self.alarms.watchers(series));
                if !self.shadows.is_empty() {
                    shadowed.push(series);
                }
            }
        }
        if !shadowed.is_empty() {
            self.settle_in_shadows(turn, &shadowed);
        }
        self.fire_settled(turn, settled);
    }

    /// Fires those of the alarms that their data settle.
    pub(super) fn fire_settled(&mut self, turn: &mut Turn<'_>, mut settled: Vec<AlarmId>) {
        // Each once, however many data it has got.
        settled.sort_unstable();
        settled.dedup();
        let early = |id| Some((id, self.settled_early(turn, id)?));
        let mut firing: Vec<(AlarmId, Finding)> = settled.into_iter().filter_map(early).collect();
        firing.sort_by_key(|(id, _)| self.alarms.entry(*id).map(|alarm| &alarm.record.spec.name));
        // All states first: alarms that the same data fire are heard together.
        let fire = |(id, early)| self.fire_early(turn, id, early).then_some(id);
        let fired: Vec<AlarmId> = firing.into_iter().filter_map(fire).collect();
        for id in fired {
            self.run_actions(turn, id, true);
        }
    }

    /// By what the open period settles that an alarm goes into `ALARM`, if it does.
    fn settled_early(&mut self, turn: &Turn<'_>, id: AlarmId) -> Option<Finding> {
        let Entry { record, series } = self.alarms.entry(id)?;
        let (spec, previous) = (&record.spec, record.state.value);
        let series = self.metrics.series((*series)?);
        if previous == StateValue::Alarm {
            return None;
        }
        alarm::evaluate_series_early(spec, series, turn.now, previous, &mut self.workspace)
    }

    /// Puts an alarm into `ALARM` that the open period settles. Returns whether that changed it.
    fn fire_early(&mut self, turn: &mut Turn<'_>, id: AlarmId, early: Finding) -> bool {
        self.judge(turn, id, Some(early))
            .is_some_and(|(finding, until)| self.take_found(turn, id, finding, until))
    }

    /// Evaluates an alarm, by what the open period settles too if that is wanted; `early` is that, when somebody has looked
    /// already. Returns where the data end that were judged.
    fn judge(
        &mut self,
        turn: &Turn<'_>,
        id: AlarmId,
        early: Option<Finding>,
    ) -> Option<(Finding, Timestamp)> {
        let Entry { record, series } = self.alarms.entry(id)?;
        let AlarmRecord { spec, state, .. } = record;
        let Some(series) = *series else {
            let found = alarm::evaluate_now(spec, &self.metrics, turn.now, state.value);
            return Some((found, alarm::judged_until(spec, turn.now)));
        };
        let (series, workspace) = (self.metrics.series(series), &mut self.workspace);
        let previous = state.value;
        let closed = alarm::evaluate_series(spec, Some(series), turn.now, previous, workspace);
        if !turn.config.alarms_early || closed.state == StateValue::Alarm {
            return Some((closed, alarm::judged_until(spec, turn.now)));
        }
        // What the open period settles already stays settled: without this, an alarm that fired early would fall back
        // for the rest of its minute.
        let early = early
            .or_else(|| alarm::evaluate_series_early(spec, series, turn.now, previous, workspace));
        let Some(mut early) = early else {
            return Some((closed, alarm::judged_until(spec, turn.now)));
        };
        // The newest point is still growing. A policy that computed with it would take the load for less than it is.
        if early.recent.len() > 1 {
            early.recent = early.recent.without_newest();
        }
        // Just after now, so that the span contains it.
        let until = turn.now.checked_add(SignedDuration::from_nanos(1)).unwrap_or(turn.now);
        Some((early, until))
    }

    pub(crate) fn put_alarm(
        &mut self,
        turn: &mut Turn<'_>,
        spec: AlarmSpec,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        let name = spec.name.to_string();
        if self.composites.contains_key(&name) {
            return Err(taken_by_another_type(&name));
        }
        let before = self.alarm_members(&name);
        let (mut new, mut changed) = (true, true);
        let record = match self.unindex_alarm(&name) {
            Some(mut existing) => {
                (new, changed) = (false, *existing.spec != spec);
                existing.spec = Arc::new(spec);
                existing.state.configuration_updated = turn.now;
                // They are points of what it watched before.
                existing.recent = Points::default();
                existing
            }
            None => AlarmRecord {
                spec: Arc::new(spec),
                state: AlarmState::initial(turn.now),
                tags,
                recent: Points::default(),
                last_action: None,
                judged_until: None,
                answered: None,
                next_evaluation: None,
            },
        };
        let id = self.index_alarm(record);
        self.touch(Row::Alarm(name.clone()));
        // Rule cw.history.unchanged: a put that changes nothing is no update in the history.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
        if changed {
            self.note_configuration(turn, &name, before);
        }
        if new {
            // A managed alarm that is gone may have left composite alarms that name it.
            self.pass_on(turn, &name, StateValue::InsufficientData);
        }
        self.plan_first(turn, id);
        if turn.config.alarms_early
            && let Some(early) = self.settled_early(turn, id)
            && self.fire_early(turn, id, early)
        {
            self.run_actions(turn, id, true);
        }
        Ok(Answer::Done)
    }

    pub(super) fn index_alarm(&mut self, mut record: AlarmRecord) -> AlarmId {
        for action in actions_of(&record.spec) {
            self.by_action.entry(action.clone()).or_default().insert(record.spec.name.to_string());
        }
        let series = match &mut Arc::make_mut(&mut record.spec).watch {
            Watch::Metric(watch) => {
                let series = self.metrics.watch(&watch.metric);
                watch.metric.clone_from(self.metrics.series(series).metric());
                Some(series)
            }
            Watch::Math(_) => None,
        };
        self.alarms.insert(Entry { record, series })
    }

    pub(super) fn unindex_alarm(&mut self, name: &str) -> Option<AlarmRecord> {
        let Entry { record, series } = self.alarms.remove(name)?;
        if let Some(series) = series {
            self.metrics.unwatch(series);
        }
        for action in actions_of(&record.spec) {
            if let Some(names) = self.by_action.get_mut(action) {
                names.remove(name);
                if names.is_empty() {
                    self.by_action.remove(action);
                }
            }
        }
        Some(record)
    }

    pub(crate) fn delete_alarms(
        &mut self,
        turn: &mut Turn<'_>,
        names: &[String],
    ) -> Result<Answer, Refusal> {
        self.check_dependents(names)?;
        // Rule cw.delete-alarms: known names are deleted even when others do not exist; none known is not found.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
        // A composite alarm goes before its children: what becomes of them is nothing to it any more.
        let composites = names.iter().filter(|name| self.forget_composite(turn, name)).count();
        let alarms = names.iter().filter(|name| self.forget_alarm(turn, name)).count();
        if composites + alarms == 0 && !names.is_empty() {
            return Err(Refusal::NotFound(String::new()));
        }
        Ok(Answer::Done)
    }

    /// Deletes a metric alarm, and tells the composite alarms that have to do with it.
    pub(super) fn forget_alarm(&mut self, turn: &mut Turn<'_>, name: &str) -> bool {
        let before = self.alarm_members(name);
        let Some(gone) = self.unindex_alarm(name) else { return false };
        self.touch(Row::Alarm(name.to_owned()));
        self.note_configuration(turn, name, before);
        self.pass_on(turn, name, gone.state.value);
        true
    }

    /// Takes an action off every alarm that names it; the alarms stay.
    pub(super) fn remove_action(&mut self, turn: &mut Turn<'_>, action: &str) {
        let names: Vec<String> =
            self.by_action.remove(action).unwrap_or_default().into_iter().collect();
        for name in names {
            let before = self.alarm_members(&name);
            let Some(alarm) = self.alarms.get_mut(&name) else { continue };
            let spec = Arc::make_mut(&mut alarm.spec);
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
        let why = Why::told(forced.reason, forced.reason_data);
        if self.composites.contains_key(name) {
            self.set_composite(turn, name, forced.value, why);
        } else if let Some(id) = self.alarms.id(name) {
            self.take_over(turn, id, forced.value, forced.recent.into(), None, |_| why);
            self.run_actions(turn, id, true);
        }
        Ok(Answer::Done)
    }

    pub(super) fn plan_first(&mut self, turn: &mut Turn<'_>, id: AlarmId) {
        let Some(alarm) = self.alarms.entry(id) else { return };
        let at = alarm::first_evaluation(&alarm.record.spec, turn.now);
        self.plan(turn, id, at);
    }

    /// Plans the next look at an alarm. A plan that it had before stays in the list, and is passed over then.
    fn plan(&mut self, turn: &mut Turn<'_>, id: AlarmId, at: Timestamp) {
        let Some(alarm) = self.alarms.entry_mut(id) else { return };
        alarm.record.next_evaluation = Some(at.into());
        if self.due.add(at, id) {
            turn.agenda.add(at, Task::Alarms(self.scope.clone()));
        }
    }

    /// The scheduled evaluation of all alarms that were planned for `due`, in the order in which they were.
    pub(crate) fn look_at_due(&mut self, turn: &mut Turn<'_>, due: Timestamp) {
        for id in self.due.take(due) {
            self.look_at(turn, id, due);
        }
    }

    fn look_at(&mut self, turn: &mut Turn<'_>, id: AlarmId, due: Timestamp) {
        let Some(alarm) = self.alarms.entry(id) else { return };
        if alarm.record.next_evaluation != Some(due.into()) {
            return;
        }
        let next = alarm::following_evaluation(&alarm.record.spec, due, turn.now);
        self.plan(turn, id, next);
        let Some((finding, until)) = self.judge(turn, id, None) else { return };
        let changed = self.take_found(turn, id, finding, until);
        self.run_actions(turn, id, changed);
    }

    /// Takes over what an evaluation of the data before `until` found. Returns whether the state has changed.
    fn take_found(
        &mut self,
        turn: &mut Turn<'_>,
        id: AlarmId,
        finding: Finding,
        until: Timestamp,
    ) -> bool {
        let Finding { state, because, recent } = finding;
        self.take_over(turn, id, state, recent, Some(until), |spec| {
            because.map_or_else(Why::default, |because| Why::judged(spec, because))
        })
    }

    /// Takes over a state, which is there for a reason if it is another one. Returns whether it is.
    fn take_over(
        &mut self,
        turn: &mut Turn<'_>,
        id: AlarmId,
        state: StateValue,
        recent: Points,
        until: Option<Timestamp>,
        why: impl FnOnce(&Arc<AlarmSpec>) -> Why,
    ) -> bool {
        let Some(Entry { record: alarm, .. }) = self.alarms.entry_mut(id) else { return false };
        alarm.recent = recent;
        alarm.judged_until = until.map(InstantNanos::from);
        if alarm.state.value == state {
            return false;
        }
        let old = alarm.state.clone();
        alarm.state.set(state, why(&alarm.spec), turn.now);
        alarm.last_action = None;
        alarm.answered = None;
        let (name, before, new) = (Arc::clone(&alarm.spec.name), old.value, alarm.state.clone());
        self.judged.push((Arc::clone(&name), id));
        self.note_state(turn, (&name, AlarmKind::MetricAlarm), (old, new));
        self.pass_on(turn, &name, before);
        true
    }

    /// Runs the actions of the present state.
    ///
    /// Rule cw.actions.repeat: a scaling action runs again each minute while the alarm stays in the state that
    /// names it; all other actions run on the change alone.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
    fn run_actions(&mut self, turn: &mut Turn<'_>, id: AlarmId, changed: bool) {
        let Some(Entry { record: alarm, .. }) = self.alarms.entry(id) else { return };
        let actions = match alarm.state.value {
            StateValue::Ok => &alarm.spec.ok_actions,
            StateValue::Alarm => &alarm.spec.alarm_actions,
            StateValue::InsufficientData => &alarm.spec.insufficient_data_actions,
        };
        if !alarm.spec.actions_enabled {
            return;
        }
        if changed && self.is_muted(&alarm.spec.name, turn.now) {
            let name = alarm.spec.name.clone();
            self.hold_muted(&name);
            return;
        }
        if actions.is_empty() {
            return;
        }
        let last = alarm.last_action.map(Timestamp::from);
        if last.is_some_and(|last| turn.now.duration_since(last) < REPEAT) {
            return;
        }
        // Scaling actions repeat, so they are heard again after the silence without more.
        if self.is_muted(&alarm.spec.name, turn.now) {
            return;
        }
        self.act(turn, id, changed, false);
    }

    /// Runs the actions that a mute rule has held back.
    pub(super) fn run_actions_after_mute(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(id) = self.alarms.id(name) else { return };
        if self.alarms.get(name).is_some_and(|alarm| alarm.spec.actions_enabled) {
            self.act(turn, id, true, true);
        }
    }

    fn act(&mut self, turn: &mut Turn<'_>, id: AlarmId, changed: bool, after_mute: bool) {
        let Some(Entry { record: alarm, .. }) = self.alarms.entry(id) else { return };
        let actions = match alarm.state.value {
            StateValue::Ok => &alarm.spec.ok_actions,
            StateValue::Alarm => &alarm.spec.alarm_actions,
            StateValue::InsufficientData => &alarm.spec.insufficient_data_actions,
        };
        let (actions, name) = (actions.to_vec(), alarm.spec.name.clone());
        for action in actions {
            if let Some((workload, policy)) = self.policy_named(&action) {
                if let Some(alarm) = self.alarms.entry_mut(id) {
                    alarm.record.last_action = Some(turn.now.into());
                }
                if changed {
                    self.note_scaling(turn, &name, &action);
                }
                self.policy_triggered(turn, &workload, &policy, &name);
            } else if changed {
                self.notify(turn, &name, &action, after_mute);
            }
        }
    }
}

/// What a name is refused with that an alarm of the other type has.
pub(super) fn taken_by_another_type(name: &str) -> Refusal {
    Refusal::Invalid(format!(
        "AlarmName [{name}] is already used by another alarm of a different type"
    ))
}

fn actions_of(spec: &AlarmSpec) -> impl Iterator<Item = &String> {
    spec.ok_actions.iter().chain(&spec.alarm_actions).chain(&spec.insufficient_data_actions)
}
