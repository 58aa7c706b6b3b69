//! What alarms tell others.

use super::{Realm, Turn};
use crate::alarm::{self, AlarmKind, AlarmState, HistoryType};
use crate::effect::{About, Notification};

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
            about: About::Alarm {
                alarm: name.to_owned(),
                kind,
                state: state.value,
                state_updated: state.updated,
            },
            at: turn.now,
            subject: Some(alarm::subject(&self.scope, name, state.value)),
            message,
        };
        self.post(turn, notification);
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

    /// Notes that a scaling policy has been run.
    pub(super) fn note_scaling(&mut self, turn: &mut Turn<'_>, name: &str, arn: &str) {
        let Some(state) = self.alarm_state(name) else { return };
        let told = alarm::action(arn, state.updated, None, None);
        self.note(turn, name, HistoryType::Action, told);
    }
}
