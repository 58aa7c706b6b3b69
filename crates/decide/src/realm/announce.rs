//! Tells those who want to know that endpoints and components have another status, and how far deployments are.
//!
//! What has changed is seen at the end of a turn, by comparing: whoever sets a status need not think of it, and a status
//! that lasts no longer than a turn is nobody's business.

use std::collections::BTreeMap;

use super::endpoints::variant_workload;
use super::{Realm, Row, Turn};
use crate::effect::{About, Notification};
use crate::hosting::{
    Change, Component, ComponentStatus, Endpoint, EndpointStatus, Fleet, TEST_MESSAGE,
};
use ebb_units::{Capacity, Workload};

/// In front of the names of those who want all changes of status, among the receivers.
const EVENT: &str = "event:";

/// What is gone is told of as it was last, so that is kept. Empty while nobody wants to know.
#[derive(Debug, Default)]
pub(super) struct Announced {
    endpoints: BTreeMap<String, Endpoint>,
    components: BTreeMap<String, Component>,
}

impl Realm {
    /// What there is since an earlier run has been told then.
    pub(super) fn resume_announced(&mut self, turn: &Turn<'_>) {
        let endpoints = self.endpoints.values().filter(|endpoint| is_watched(turn, endpoint));
        let endpoints = endpoints.map(|endpoint| (endpoint.name.clone(), endpoint.clone()));
        let components = self.components.clone();
        self.announced.endpoints = endpoints.collect();
        if event_receivers(turn).next().is_some() {
            self.announced.components = components;
        }
    }

    /// Tells what has changed in this turn. What is told may set off alarms, and those may change more.
    pub(crate) fn announce(&mut self, turn: &mut Turn<'_>) {
        loop {
            let changed: Vec<Row> =
                self.dirty.iter().filter(|row| self.has_news(turn, row)).cloned().collect();
            if changed.is_empty() {
                return;
            }
            for row in changed {
                if let Row::Endpoint(name) = row {
                    self.announce_endpoint(turn, &name);
                } else if let Row::Component(name) = row {
                    self.announce_component(turn, &name);
                }
            }
        }
    }

    fn has_news(&self, turn: &Turn<'_>, row: &Row) -> bool {
        if let Row::Endpoint(name) = row {
            let before = self.announced.endpoints.get(name);
            let now = self.endpoints.get(name).filter(|endpoint| is_watched(turn, endpoint));
            return match (before, now) {
                (Some(before), Some(now)) => before.status != now.status || is_further(before, now),
                (before, now) => before.is_some() != now.is_some(),
            };
        }
        let Row::Component(name) = row else { return false };
        let before = self.announced.components.get(name).map(|before| before.status);
        let now = self.components.get(name).map(|now| now.status);
        before != now && event_receivers(turn).next().is_some()
    }

    fn announce_endpoint(&mut self, turn: &mut Turn<'_>, name: &str) {
        let before = self.announced.endpoints.remove(name);
        let Some(now) = self.endpoints.get(name).filter(|now| is_watched(turn, now)).cloned()
        else {
            let Some(before) = before else { return };
            if before.status != EndpointStatus::Deleting {
                self.endpoint_is(turn, &before, EndpointStatus::Deleting.as_str());
            }
            self.endpoint_is(turn, &before, "Deleted");
            return;
        };
        let is_new = before.is_none();
        if is_new && now.status != EndpointStatus::Creating {
            self.endpoint_is(turn, &now, EndpointStatus::Creating.as_str());
        }
        let is_changed = before.as_ref().is_none_or(|before| before.status != now.status);
        if is_changed {
            self.endpoint_is(turn, &now, now.status.as_str());
        }
        if before.is_some_and(|before| is_further(&before, &now)) {
            self.deployment_is(turn, &now);
        }
        if is_new || (is_changed && now.status == EndpointStatus::Updating) {
            self.try_topics(turn, &now);
        }
        self.announced.endpoints.insert(name.to_owned(), now);
    }

    fn announce_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        let before = self.announced.components.remove(name);
        let Some(now) = self.components.get(name).cloned() else {
            let Some(before) = before else { return };
            if before.status != ComponentStatus::Deleting {
                self.component_is(turn, &before, ComponentStatus::Deleting.as_str());
            }
            self.component_is(turn, &before, "Deleted");
            return;
        };
        if before.is_none() && now.status != ComponentStatus::Creating {
            self.component_is(turn, &now, ComponentStatus::Creating.as_str());
        }
        self.component_is(turn, &now, now.status.as_str());
        self.announced.components.insert(name.to_owned(), now);
    }

    fn endpoint_is(&mut self, turn: &mut Turn<'_>, endpoint: &Endpoint, status: &str) {
        self.tell_all(turn, |realm| {
            let arn = realm.arn("endpoint", &endpoint.name);
            let current = |variant: &str| realm.current_instances(&endpoint.name, variant);
            Change::of_endpoint(arn, endpoint, status, current)
        });
    }

    fn deployment_is(&mut self, turn: &mut Turn<'_>, endpoint: &Endpoint) {
        self.tell_all(turn, |realm| {
            let arn = realm.arn("endpoint", &endpoint.name);
            let current = |variant: &str| realm.current_instances(&endpoint.name, variant);
            let new = |variant: &str| {
                let workload = variant_workload(&endpoint.name, variant);
                let generation =
                    endpoint.deployment.as_ref().map(|deployment| deployment.rollout.generation);
                generation.map_or(Capacity(0), |new| realm.healthy(&workload, Fleet::New(new)))
            };
            Change::of_deployment(arn, endpoint, current, new)
        });
    }

    fn component_is(&mut self, turn: &mut Turn<'_>, component: &Component, status: &str) {
        self.tell_all(turn, |realm| {
            let arn = realm.arn("inference-component", &component.name);
            let endpoint = realm.arn("endpoint", &component.endpoint);
            let current = realm.current(&Workload::Component { name: component.name.clone() });
            Change::of_component(arn, &endpoint, component, status, current)
        });
    }

    fn tell_all(&mut self, turn: &mut Turn<'_>, change: impl Fn(&Self) -> Change) {
        let receivers: Vec<String> = event_receivers(turn).cloned().collect();
        for receiver in receivers {
            let change = change(self);
            let id = turn.ids.notifications.uuid();
            let notification = Notification {
                scope: self.scope.clone(),
                arn: receiver,
                about: About::Event { detail_type: change.detail_type.to_owned() },
                at: turn.now,
                subject: None,
                message: change.event(&self.scope, &id, turn.now),
                id,
            };
            self.post(turn, notification);
        }
    }

    /// Rule sagemaker.async.test-notification: topics are tried when their endpoint is created and whenever it is changed, by
    /// a scaling policy too.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html>
    fn try_topics(&mut self, turn: &mut Turn<'_>, endpoint: &Endpoint) {
        let Some(topics) = endpoint.asynchronous.as_ref().map(|given| &given.topics) else {
            return;
        };
        let error = topics.error.as_ref().filter(|error| topics.success.as_ref() != Some(*error));
        for topic in topics.success.iter().chain(error) {
            // That nobody listens is told with the first notification that somebody waits for.
            if !turn.config.receivers.contains(topic) {
                continue;
            }
            let notification = Notification {
                id: turn.ids.notifications.uuid(),
                scope: self.scope.clone(),
                arn: topic.clone(),
                about: About::Test { tested: endpoint.name.clone() },
                at: turn.now,
                subject: None,
                message: TEST_MESSAGE.to_owned(),
            };
            self.post(turn, notification);
        }
    }
}

/// Whether a deployment has come to another step, or a variant is on its way to another number of instances.
fn is_further(before: &Endpoint, now: &Endpoint) -> bool {
    let stands = |endpoint: &Endpoint| {
        let rollout = endpoint.deployment.as_ref().map(|deployment| &deployment.rollout);
        rollout.map(|rollout| (rollout.generation, rollout.step, rollout.phase))
    };
    let wanted = |endpoint: &Endpoint| {
        let variants = endpoint.variants.iter();
        variants
            .filter(|variant| variant.before.is_some_and(|before| before != variant.desired))
            .map(|variant| (variant.config.name.clone(), variant.desired))
            .collect::<Vec<_>>()
    };
    (now.deployment.is_some() && stands(before) != stands(now))
        || (!wanted(now).is_empty() && wanted(before) != wanted(now))
}

fn event_receivers<'t>(turn: &'t Turn<'_>) -> impl Iterator<Item = &'t String> {
    let from = turn.config.receivers.range(EVENT.to_owned()..);
    from.take_while(|receiver| receiver.starts_with(EVENT))
}

fn is_watched(turn: &Turn<'_>, endpoint: &Endpoint) -> bool {
    let topics = endpoint.asynchronous.as_ref().map(|given| &given.topics);
    let has_topics =
        topics.is_some_and(|topics| topics.success.is_some() || topics.error.is_some());
    has_topics || event_receivers(turn).next().is_some()
}
