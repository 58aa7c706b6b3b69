//! What alarms tell others: notifications that wait for their delivery, and the history of what came of them.

use super::{Realm, Row, Turn};
use crate::alarm::{self, AlarmKind, AlarmState, HistoryType};
use crate::effect::{Effect, Notification};

/// Notifications that wait at the same time. A receiver that is down for an hour misses the changes of a thousand alarms
/// at most; beyond that the history says that they were not sent.
const MOST_WAITING: usize = 1000;

impl Realm {
    /// Tells an ARN that is no scaling policy that an alarm has entered its state.
    ///
    /// Rule cw.actions.elsewhere: a failed action changes no alarm; the history tells of it.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
    pub(super) fn notify(&mut self, turn: &mut Turn<'_>, name: &str, arn: &str, after_mute: bool) {
        let Some((kind, state, message)) = self.message(name, after_mute) else { return };
        let notification = Notification {
            id: turn.ids.notifications.uuid(),
            scope: self.scope.clone(),
            arn: arn.to_owned(),
            alarm: name.to_owned(),
            kind,
            state: state.value,
            state_updated: state.updated,
            at: turn.now,
            subject: alarm::subject(&self.scope, name, state.value),
            message,
        };
        if !turn.config.receivers.contains(arn) {
            self.told(turn, &notification, Err("No receiver is configured for this ARN"));
        } else if self.outbox.len() >= MOST_WAITING {
            self.told(turn, &notification, Err("Too many notifications wait for their receivers"));
        } else {
            self.touch(Row::Notification(notification.id.clone()));
            self.outbox.insert(notification.id.clone(), notification.clone());
            turn.effects.push(Effect::Notify(Box::new(notification)));
        }
    }

    fn message(&self, name: &str, after_mute: bool) -> Option<(AlarmKind, AlarmState, String)> {
        if let Some(record) = self.alarms.get(name) {
            let message =
                alarm::metric_message(&self.scope, &record.spec, &record.state, after_mute);
            return Some((AlarmKind::MetricAlarm, record.state.clone(), message));
        }
        let record = self.composites.get(name)?;
        let message =
            alarm::composite_message(&self.scope, &record.spec, &record.state, after_mute);
        Some((AlarmKind::CompositeAlarm, record.state.clone(), message))
    }

    /// A notification has reached its receiver, or never will.
    pub(crate) fn delivered(&mut self, turn: &mut Turn<'_>, id: &str, outcome: Result<(), String>) {
        // What is not there any more was delivered twice.
        let Some(notification) = self.outbox.remove(id) else { return };
        self.touch(Row::Notification(id.to_owned()));
        self.told(turn, &notification, outcome.as_ref().copied().map_err(String::as_str));
    }

    /// Sends again what waits since an earlier run.
    pub(super) fn resume_notifications(&mut self, turn: &mut Turn<'_>) {
        let (waiting, homeless): (Vec<Notification>, Vec<Notification>) = self
            .outbox
            .values()
            .cloned()
            .partition(|waiting| turn.config.receivers.contains(&waiting.arn));
        for notification in homeless {
            let outcome = Err("Its receiver is no longer configured".to_owned());
            self.delivered(turn, &notification.id, outcome);
        }
        let effects = waiting.into_iter().map(|waiting| Effect::Notify(Box::new(waiting)));
        turn.effects.extend(effects);
    }

    fn told(&mut self, turn: &mut Turn<'_>, of: &Notification, outcome: Result<(), &str>) {
        let message = outcome.is_ok().then_some(of.message.as_str());
        let told = alarm::action(&of.arn, of.state_updated, message, outcome.err());
        self.note_as(turn, &of.alarm, of.kind, HistoryType::Action, told);
    }

    /// Notes that a scaling policy has been run.
    pub(super) fn note_scaling(&mut self, turn: &mut Turn<'_>, name: &str, arn: &str) {
        let Some(state) = self.alarm_state(name) else { return };
        let told = alarm::action(arn, state.updated, None, None);
        self.note(turn, name, HistoryType::Action, told);
    }
}
