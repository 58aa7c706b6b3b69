//! Mute rules of a realm, and the actions that they hold back.

use std::collections::BTreeSet;

use ebb_units::Timestamp;

use super::{Realm, Row, Turn};
use crate::agenda::Task;
use crate::alarm::{AlarmState, MuteRule, StateValue};
use crate::effect::Answer;
use crate::refusal::Refusal;

/// Rules of a scope. AWS tells that there is a limit, but no number; each rule may name a hundred alarms.
const MOST_RULES: usize = 1000;

impl Realm {
    pub(crate) fn put_mute_rule(
        &mut self,
        turn: &mut Turn<'_>,
        mut rule: MuteRule,
    ) -> Result<Answer, Refusal> {
        let name = rule.name.clone();
        let before = self.mutes.get(&name);
        if before.is_none() && self.mutes.len() >= MOST_RULES {
            return Err(Refusal::LimitExceeded(format!(
                "There can be at most {MOST_RULES} alarm mute rules"
            )));
        }
        let before = before.cloned();
        if let Some(before) = &before {
            rule.tags.clone_from(&before.tags);
            self.unindex_mute(before);
        }
        self.keep_mute(rule);
        self.touch(Row::MuteRule(name.clone()));
        self.plan_mute(turn, &name);
        for alarm in before.iter().flat_map(MuteRule::targets) {
            self.unmute(turn, alarm);
        }
        Ok(Answer::Done)
    }

    /// Rule cw.mute.delete: what a deleted rule held back is told at once; a rule that is not there is no error.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarmMuteRule.html>
    pub(crate) fn delete_mute_rule(&mut self, turn: &mut Turn<'_>, name: &str) -> Answer {
        if let Some(rule) = self.mutes.remove(name) {
            self.unindex_mute(&rule);
            self.plan_mute(turn, name);
            self.touch(Row::MuteRule(name.to_owned()));
            for alarm in rule.targets() {
                self.unmute(turn, alarm);
            }
        }
        Answer::Done
    }

    pub(super) fn keep_mute(&mut self, rule: MuteRule) {
        for alarm in rule.targets() {
            self.muted_by.entry(alarm.clone()).or_default().insert(rule.name.clone());
        }
        self.mutes.insert(rule.name.clone(), rule);
    }

    fn unindex_mute(&mut self, rule: &MuteRule) {
        for alarm in rule.targets() {
            if let Some(rules) = self.muted_by.get_mut(alarm) {
                rules.remove(&rule.name);
                if rules.is_empty() {
                    self.muted_by.remove(alarm);
                }
            }
        }
    }

    /// Plans the next edge of a rule in place of what was planned for it; nothing for one that is gone.
    pub(super) fn plan_mute(&mut self, turn: &mut Turn<'_>, name: &str) {
        let task = Task::Mute(self.scope.clone(), name.to_owned());
        if let Some(planned) = self.mute_edges.remove(name) {
            turn.agenda.remove(planned, task.clone());
        }
        let edge = self.mutes.get(name).and_then(|rule| rule.next_edge(turn.now));
        if let Some(edge) = edge {
            self.mute_edges.insert(name.to_owned(), edge);
            turn.agenda.add(edge, task);
        }
    }

    /// Plans all rules, and tells what the silence that ended meanwhile has held back.
    pub(super) fn resume_mutes(&mut self, turn: &mut Turn<'_>) {
        let names: Vec<String> = self.mutes.keys().cloned().collect();
        for name in names {
            self.mute_edge(turn, &name);
        }
    }

    /// A rule begins or ends to mute.
    pub(crate) fn mute_edge(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(rule) = self.mutes.get(name) else { return };
        let targets: BTreeSet<String> = rule.targets().cloned().collect();
        self.plan_mute(turn, name);
        for alarm in targets {
            self.unmute(turn, &alarm);
        }
    }

    /// Mute rules by name.
    pub fn mute_rules(&self) -> impl Iterator<Item = &MuteRule> {
        self.mutes.values()
    }

    /// The mute rule of a name.
    pub fn mute_rule(&self, name: &str) -> Option<&MuteRule> {
        self.mutes.get(name)
    }

    pub(super) fn is_muted(&self, name: &str, now: Timestamp) -> bool {
        let rules = self.muted_by.get(name).into_iter().flatten();
        rules.filter_map(|rule| self.mutes.get(rule)).any(|rule| rule.is_active(now))
    }

    /// Notes that an alarm has changed in silence. What it said before the silence began is kept, so that a change and
    /// its undoing leave nothing to tell.
    pub(super) fn hold_muted(&mut self, name: &str) {
        let (state, row) = if let Some(alarm) = self.alarms.get_mut(name) {
            (&mut alarm.state, Row::Alarm(name.to_owned()))
        } else if let Some(record) = self.composites.get_mut(name) {
            (&mut record.state, Row::Composite(name.to_owned()))
        } else {
            return;
        };
        let said = state.previous.unwrap_or(StateValue::InsufficientData);
        state.muted_since.get_or_insert(said);
        self.touch(row);
    }

    /// Tells what an alarm has kept to itself, unless another rule still mutes it.
    ///
    /// Rule cw.mute.end: when the silence ends, the actions of the state that the alarm is in by then run.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html>
    fn unmute(&mut self, turn: &mut Turn<'_>, name: &str) {
        if self.is_muted(name, turn.now) {
            return;
        }
        let composite = self.composites.contains_key(name);
        let take = |state: &mut AlarmState| Some((state.muted_since.take()?, state.value));
        let taken = if let Some(alarm) = self.alarms.get_mut(name) {
            take(&mut alarm.state)
        } else {
            self.composites.get_mut(name).and_then(|record| take(&mut record.state))
        };
        let Some((before, now)) = taken else { return };
        let row = if composite { Row::Composite } else { Row::Alarm };
        self.touch(row(name.to_owned()));
        if before == now {
            return;
        }
        if composite {
            self.run_composite_actions_after_mute(turn, name);
        } else {
            self.run_actions_after_mute(turn, name);
        }
    }
}
