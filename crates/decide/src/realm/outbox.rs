//! What waits to be told to others, and what came of it.

use std::collections::BTreeMap;

use ebb_units::{Unit, Workload};

use super::{Realm, Row, Turn};
use crate::alarm::{self, HistoryType};
use crate::effect::{About, Answer, Effect, Notification};
use crate::event::InferenceNotice;
use crate::hosting::metric_of;
use crate::metric::{Datum, Resolution, Samples};

/// Notifications that wait at the same time. A receiver that is down for an hour misses the changes of a thousand alarms
/// at most; beyond that the history, or a metric, says that they were not sent.
const MOST_WAITING: usize = 1000;
/// And their messages together, in bytes: results of asynchronous requests may be in them.
const MOST_BYTES: usize = 64 << 20;

/// Notifications by id.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: BTreeMap<String, Notification>,
    bytes: usize,
}

impl Outbox {
    pub(super) fn waiting(&self) -> &BTreeMap<String, Notification> {
        &self.waiting
    }

    pub(super) fn insert(&mut self, notification: Notification) {
        self.bytes += notification.message.len();
        self.waiting.insert(notification.id.clone(), notification);
    }

    fn remove(&mut self, id: &str) -> Option<Notification> {
        let notification = self.waiting.remove(id)?;
        self.bytes -= notification.message.len();
        Some(notification)
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= MOST_WAITING || self.bytes >= MOST_BYTES
    }
}

impl Realm {
    /// Gives a notification to whoever delivers it.
    pub(super) fn post(&mut self, turn: &mut Turn<'_>, notification: Notification) {
        if !turn.config.receivers.contains(&notification.arn) {
            self.told(turn, &notification, Err("No receiver is configured for this ARN"));
        } else if self.outbox.is_full() {
            self.told(turn, &notification, Err("Too many notifications wait for their receivers"));
        } else {
            self.touch(Row::Notification(notification.id.clone()));
            self.outbox.insert(notification.clone());
            turn.effects.push(Effect::Notify(Box::new(notification)));
        }
    }

    /// Tells a topic of an asynchronous endpoint how a request has ended.
    ///
    /// Rule sagemaker.async.notification-failures: what cannot be told to a topic counts in NotificationFailures.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html>
    pub(crate) fn notify_inference(
        &mut self,
        turn: &mut Turn<'_>,
        notice: InferenceNotice,
    ) -> Answer {
        let InferenceNotice { id, topic, workload, message } = notice;
        // After a crash a request may end a second time.
        if !self.outbox.waiting.contains_key(&id) {
            let notification = Notification {
                id,
                scope: self.scope.clone(),
                arn: topic,
                about: About::Inference { workload },
                at: turn.now,
                subject: None,
                message,
            };
            self.post(turn, notification);
        }
        Answer::Done
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
            .waiting
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
        match &of.about {
            About::Alarm { alarm, kind, state_updated, .. } => {
                let message = outcome.is_ok().then_some(of.message.as_str());
                let told = alarm::action(&of.arn, *state_updated, message, outcome.err());
                self.note_as(turn, &alarm.as_str().into(), *kind, HistoryType::Action, told);
            }
            About::Inference { workload } if outcome.is_err() => {
                let datum = notification_failure(turn, workload);
                self.record_data(turn, &[datum]);
            }
            About::Inference { .. } | About::Test { .. } | About::Event { .. } => {}
        }
    }
}

fn notification_failure(turn: &Turn<'_>, workload: &Workload) -> Datum {
    Datum {
        metric: metric_of(workload, "AWS/SageMaker", "NotificationFailures"),
        unit: Unit::Count,
        at: turn.now,
        resolution: Resolution::OneSecond,
        samples: Samples::Values(vec![(1.0, 1.0)]),
    }
}
