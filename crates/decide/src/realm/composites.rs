//! Composite alarms of a realm: kept, evaluated when a child changes, and what follows.

use std::collections::{BTreeMap, BTreeSet};

use ebb_units::Timestamp;

use super::alarms::taken_by_another_type;
use super::{CompositeRecord, Realm, Row, Turn};
use crate::agenda::Task;
use crate::alarm::{
    self, AlarmKind, AlarmState, CompositeError, CompositeSpec, Outcome, StateValue, Suppression,
    Why, alarm_arn,
};
use crate::effect::Answer;
use crate::refusal::Refusal;

/// A child may be named by this many composite alarms.
///
/// Rule cw.composite.parents: a child has a bounded number of parents.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
const MOST_PARENTS: usize = 150;

/// Composite alarms that a change reaches, in the order in which they are evaluated, each with the children that have
/// changed.
type Wave = BTreeMap<(u32, String), Vec<String>>;

/// How an alarm came to be as it is put.
#[derive(Clone, Copy)]
enum Put {
    New,
    Changed,
    Same,
}

impl Realm {
    pub(crate) fn put_composite(
        &mut self,
        turn: &mut Turn<'_>,
        spec: CompositeSpec,
        tags: BTreeMap<String, String>,
    ) -> Result<Answer, Refusal> {
        self.check_composite(&spec)?;
        let name = spec.name.clone();
        let before = self.alarm_members(&name);
        let mut frozen = BTreeSet::new();
        let put = match self.composites.remove(&name) {
            Some(mut existing) => {
                let put = if existing.spec == spec { Put::Same } else { Put::Changed };
                frozen = self.family.frozen();
                self.family.remove(&existing.spec);
                let suppressor =
                    |spec: &CompositeSpec| spec.suppressor.as_ref().map(alarm::Suppressor::name);
                // Rule cw.composite.suppressor-changed: a new suppressor ends what the old one held back, unheard.
                // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
                if suppressor(&existing.spec) != suppressor(&spec) {
                    self.unplan_suppression(turn, &name, existing.suppression.take());
                }
                self.family.add(&spec);
                self.family.rank_all();
                existing.spec = spec;
                existing.state.configuration_updated = turn.now;
                self.composites.insert(name.clone(), existing);
                put
            }
            None => {
                let named = self.family.parents(&name).next().is_some();
                self.family.add(&spec);
                // The name of a managed alarm that is gone may still stand in rules.
                if named {
                    self.family.rank_all();
                }
                let record = CompositeRecord {
                    spec,
                    state: AlarmState::initial(turn.now),
                    tags,
                    suppression: None,
                };
                self.composites.insert(name.clone(), record);
                Put::New
            }
        };
        self.touch(Row::Composite(name.clone()));
        if !matches!(put, Put::Same) {
            self.note_configuration(turn, &name, before);
        }
        let what = if matches!(put, Put::New) { "created" } else { "updated" };
        self.evaluate_put(turn, &name, what);
        self.thaw(turn, &frozen);
        Ok(Answer::Done)
    }

    /// Judges those that were part of a cycle and no longer are: they have missed what happened meanwhile.
    fn thaw(&mut self, turn: &mut Turn<'_>, frozen: &BTreeSet<String>) {
        let ranked = frozen.iter().filter_map(|name| Some((self.family.rank(name)?, name.clone())));
        let wave = ranked.map(|place| (place, Vec::new())).collect();
        self.run_wave(turn, wave);
    }

    fn check_composite(&self, spec: &CompositeSpec) -> Result<(), Refusal> {
        if self.alarms.contains_key(&spec.name) {
            return Err(taken_by_another_type(&spec.name));
        }
        if let Some(suppressor) = &spec.suppressor
            && !self.is_own(&suppressor.reference, &suppressor.name())
        {
            return Err(Refusal::invalid(CompositeError::Suppressor));
        }
        let children = spec.rule.children();
        let missing: Vec<&str> = children
            .iter()
            .filter(|child| {
                !self.is_own(&child.text, &child.name) || self.alarm_state(&child.name).is_none()
            })
            .map(|child| child.text.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Invalid(format!(
                "Could not save the composite alarm as alarms [{}] in the alarm rule do not exist",
                missing.join(", ")
            )));
        }
        let crowded = children.iter().find(|child| {
            let others = self.family.parents(&child.name).filter(|parent| **parent != spec.name);
            others.count() >= MOST_PARENTS
        });
        if let Some(child) = crowded {
            return Err(Refusal::LimitExceeded(format!(
                "The alarm {} is already part of the alarm rules of {MOST_PARENTS} composite alarms",
                child.name
            )));
        }
        Ok(())
    }

    /// Whether an alarm is named as one of this account and region: by its name, or by the ARN that it has here.
    fn is_own(&self, reference: &str, name: &str) -> bool {
        reference == name || reference == alarm_arn(&self.scope, name)
    }

    /// Evaluates an alarm that was just put. Its reason names the put, and its reason data name all children.
    fn evaluate_put(&mut self, turn: &mut Turn<'_>, name: &str, what: &str) {
        if self.family.rank(name).is_none() {
            return;
        }
        let Some(record) = self.composites.get(name) else { return };
        let value = self.composite_value(record);
        let children: Vec<&str> =
            record.spec.rule.children().into_iter().map(|child| child.name.as_str()).collect();
        let data = self.triggering(children.into_iter());
        let reason = alarm::was_put(&alarm_arn(&self.scope, name), what, value);
        self.set_composite(turn, name, value, Why::told(reason, Some(data)));
    }

    fn composite_value(&self, record: &CompositeRecord) -> StateValue {
        let state = |name: &str| self.alarm_state(name).map(|state| state.value);
        if record.spec.rule.holds(&state) { StateValue::Alarm } else { StateValue::Ok }
    }

    fn triggering<'a>(&'a self, names: impl Iterator<Item = &'a str>) -> String {
        let states = names.filter_map(|name| {
            let state = self.alarm_state(name)?;
            Some((name, state.value, state.transitioned))
        });
        alarm::triggering(&self.scope, states)
    }

    /// Writes the state of a composite alarm, and lets follow what follows from a change.
    pub(super) fn set_composite(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        value: StateValue,
        why: Why,
    ) {
        let Some(record) = self.composites.get_mut(name) else { return };
        let old = record.state.clone();
        let before = old.value;
        record.state.set(value, why, turn.now);
        let new = record.state.clone();
        self.touch(Row::Composite(name.to_owned()));
        if before != value {
            self.note_state(turn, (&name.into(), AlarmKind::CompositeAlarm), (old, new));
            self.composite_changed(turn, name);
            self.pass_on(turn, name, before);
        }
    }

    /// Tells the composite alarms above an alarm that its state has changed or that it is there or gone, and those that it
    /// suppresses.
    ///
    /// Rule cw.composite.evaluate: a rule is judged again when a child changes state. Lower layers come first and each
    /// alarm comes once, so no alarm is judged by a child that is itself about to change.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html>
    pub(super) fn pass_on(&mut self, turn: &mut Turn<'_>, name: &str, before: StateValue) {
        self.suppressor_changed(turn, name, before);
        let mut wave = Wave::new();
        self.reach(&mut wave, name);
        self.run_wave(turn, wave);
    }

    fn run_wave(&mut self, turn: &mut Turn<'_>, mut wave: Wave) {
        while let Some(((_, parent), mut changed)) = wave.pop_first() {
            let Some(record) = self.composites.get(&parent) else { continue };
            let (value, before) = (self.composite_value(record), record.state.value);
            if value == before {
                continue;
            }
            if changed.is_empty() {
                changed.extend(self.newest_child(record).map(str::to_owned));
            }
            let Some(first) = changed.first() else { continue };
            let arn = alarm_arn(&self.scope, first);
            let reason = match self.alarm_state(first) {
                Some(cause) => alarm::transitioned(&arn, cause),
                None => alarm::was_deleted(&arn),
            };
            let data = self.triggering(changed.iter().map(String::as_str));
            let Some(record) = self.composites.get_mut(&parent) else { continue };
            let old = record.state.clone();
            record.state.set(value, Why::told(reason, Some(data)), turn.now);
            let new = record.state.clone();
            self.touch(Row::Composite(parent.clone()));
            let named = parent.as_str().into();
            self.note_state(turn, (&named, AlarmKind::CompositeAlarm), (old, new));
            self.composite_changed(turn, &parent);
            self.suppressor_changed(turn, &parent, before);
            self.reach(&mut wave, &parent);
        }
    }

    /// The child of an alarm that was the last to change.
    fn newest_child<'a>(&self, record: &'a CompositeRecord) -> Option<&'a str> {
        let children = record.spec.rule.children().into_iter().map(|child| child.name.as_str());
        children.max_by_key(|child| self.alarm_state(child).map(|state| state.transitioned))
    }

    fn reach(&self, wave: &mut Wave, child: &str) {
        for parent in self.family.parents(child) {
            // One that is part of a cycle is not evaluated.
            let Some(rank) = self.family.rank(parent) else { continue };
            wave.entry((rank, parent.clone())).or_default().push(child.to_owned());
        }
    }

    /// Runs the actions of a composite alarm that has changed, unless its suppressor holds them back.
    fn composite_changed(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(record) = self.composites.get(name) else { return };
        if !record.spec.actions_enabled {
            return;
        }
        let outcome = match &record.spec.suppressor {
            None => Outcome::Act,
            Some(suppressor) => {
                let alarms = self.in_alarm(&suppressor.name());
                Suppression::changed(suppressor, alarms, turn.now)
            }
        };
        self.take_outcome(turn, name, outcome);
    }

    /// Tells those that an alarm suppresses that it has entered or left `ALARM`.
    pub(super) fn suppressor_changed(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        before: StateValue,
    ) {
        let suppressed: Vec<String> = self.family.suppressed(name).cloned().collect();
        if suppressed.is_empty() {
            return;
        }
        let now_alarms = self.in_alarm(name);
        if now_alarms == (before == StateValue::Alarm) {
            return;
        }
        for name in suppressed {
            let Some(record) = self.composites.get(&name) else { continue };
            let Some(suppressor) = &record.spec.suppressor else { continue };
            let outcome = if now_alarms {
                Suppression::suppressor_entered(record.suppression)
            } else {
                Suppression::suppressor_left(record.suppression, suppressor, turn.now)
            };
            self.take_outcome(turn, &name, outcome);
        }
    }

    fn take_outcome(&mut self, turn: &mut Turn<'_>, name: &str, outcome: Outcome) {
        let suppression = match outcome {
            Outcome::Held(suppression) => Some(suppression),
            Outcome::Act | Outcome::Nothing => None,
        };
        let Some(record) = self.composites.get_mut(name) else { return };
        if record.suppression != suppression {
            let before = std::mem::replace(&mut record.suppression, suppression);
            record.state.updated = turn.now;
            self.unplan_suppression(turn, name, before);
            self.plan_suppression(turn, name);
            self.touch(Row::Composite(name.to_owned()));
        }
        if outcome == Outcome::Act {
            self.run_composite_actions(turn, name, false);
        }
    }

    pub(super) fn plan_suppression(&self, turn: &mut Turn<'_>, name: &str) {
        let suppression = self.composites.get(name).and_then(|record| record.suppression);
        if let Some(ends) = suppression.and_then(Suppression::ends) {
            turn.agenda.add(ends, Task::Suppression(self.scope.clone(), name.to_owned()));
        }
    }

    fn unplan_suppression(&self, turn: &mut Turn<'_>, name: &str, gone: Option<Suppression>) {
        if let Some(ends) = gone.and_then(Suppression::ends) {
            turn.agenda.remove(ends, Task::Suppression(self.scope.clone(), name.to_owned()));
        }
    }

    /// A wait or an extension that was planned to end at `due` has ended, if it is still the one that runs.
    pub(crate) fn suppression_ends(&mut self, turn: &mut Turn<'_>, name: &str, due: Timestamp) {
        let Some(record) = self.composites.get(name) else { return };
        if record.suppression.and_then(Suppression::ends) == Some(due) {
            self.take_outcome(turn, name, Outcome::Act);
        }
    }

    pub(super) fn run_composite_actions(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        after_mute: bool,
    ) {
        if !after_mute && self.is_muted(name, turn.now) {
            self.hold_muted(name);
            return;
        }
        let Some(record) = self.composites.get(name) else { return };
        let spec = &record.spec;
        if !spec.actions_enabled {
            return;
        }
        let actions = match record.state.value {
            StateValue::Ok => &spec.ok_actions,
            StateValue::Alarm => &spec.alarm_actions,
            StateValue::InsufficientData => &spec.insufficient_data_actions,
        };
        for action in actions.clone() {
            self.notify(turn, name, &action, after_mute);
        }
    }

    /// The state of an alarm of either kind.
    pub fn alarm_state(&self, name: &str) -> Option<&AlarmState> {
        let metric = self.alarms.get(name).map(|alarm| &alarm.state);
        metric.or_else(|| self.composites.get(name).map(|record| &record.state))
    }

    pub(super) fn in_alarm(&self, name: &str) -> bool {
        self.alarm_state(name).is_some_and(|state| state.value == StateValue::Alarm)
    }

    /// Why the actions of a composite alarm are held back, while they are.
    pub fn suppressed_reason(&self, record: &CompositeRecord) -> Option<String> {
        let by = match record.suppression? {
            Suppression::Alarm => {
                let name = record.spec.suppressor.as_ref()?.name();
                let arn = alarm_arn(&self.scope, &name);
                let state = self.alarm_state(&name)?;
                alarm::transitioned(&arn, state).replacen(" transitioned", " that transitioned", 1)
            }
            period @ (Suppression::WaitPeriod(_) | Suppression::ExtensionPeriod(_)) => {
                period.as_str().to_owned()
            }
        };
        Some(format!("Actions suppressed by {by}"))
    }

    /// The composite alarms whose rules name an alarm, by name.
    pub fn parents_of(&self, name: &str) -> impl Iterator<Item = &CompositeRecord> {
        self.family.parents(name).filter_map(|parent| self.composites.get(parent))
    }

    /// Rule cw.delete-alarms.dependents: what a rule names stays, unless the rule goes in the same request. So an alarm
    /// of a cycle stays until a rule breaks the cycle.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html>
    pub(super) fn check_dependents(&self, names: &[String]) -> Result<(), Refusal> {
        let composites = names.iter().filter(|name| self.composites.contains_key(*name)).count();
        if composites > 1 {
            return Err(Refusal::Invalid(
                "Only one composite alarm can be deleted at a time".to_owned(),
            ));
        }
        let needed: Vec<&str> = names
            .iter()
            .filter(|name| self.family.parents(name).any(|parent| !names.contains(parent)))
            .map(String::as_str)
            .collect();
        if needed.is_empty() {
            return Ok(());
        }
        let them = if needed.len() == 1 { "it" } else { "them" };
        Err(Refusal::Invalid(format!(
            "Cannot delete {} as there are composite alarm(s) depending on {them}.",
            needed.join(",")
        )))
    }

    pub(super) fn forget_composite(&mut self, turn: &mut Turn<'_>, name: &str) -> bool {
        let before = self.alarm_members(name);
        let Some(record) = self.composites.remove(name) else { return false };
        self.family.remove(&record.spec);
        self.unplan_suppression(turn, name, record.suppression);
        self.touch(Row::Composite(name.to_owned()));
        self.note_configuration(turn, name, before);
        // A suppressor that is gone is silent. No rule names it: what a rule names stays.
        self.suppressor_changed(turn, name, record.state.value);
        true
    }

    /// Runs the actions that a mute rule has held back, unless the alarm's suppressor holds them back now.
    ///
    /// Rule cw.mute.end-suppressed: the end of a mute rule ends no suppression. What both have held back runs when the
    /// suppression ends too.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html#Composite_Alarm_Suppression>
    pub(super) fn run_composite_actions_after_mute(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(record) = self.composites.get(name) else { return };
        let suppressor = record.spec.suppressor.as_ref();
        if record.suppression.is_some() {
            return;
        }
        if record.spec.actions_enabled && suppressor.is_some_and(|by| self.in_alarm(&by.name())) {
            self.take_outcome(turn, name, Outcome::Held(Suppression::Alarm));
            return;
        }
        self.run_composite_actions(turn, name, true);
    }
}
