//! What is due when. Ties are broken by the order of the tasks themselves, so that one history is one history.

use std::collections::BTreeSet;

use ebb_units::{Scope, Timestamp, Workload};

/// Something that has to happen at an instant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Task {
    /// The ten-second boundary: gauges of concurrency.
    PublishConcurrency,
    /// The minute boundary: everything AWS publishes once a minute.
    PublishMinute,
    /// A copy may be started again after failures.
    Retry(Scope, Workload),
    /// An instance has been empty for long enough, or a component could not be placed for too long.
    Settle(Scope, String),
    /// A custom resource that has not followed yet is asked again.
    Custom(Scope, Workload),
    /// A scheduled action of a shadow, by their names.
    ShadowScheduled(Scope, String, String),
    /// A scheduled action of a target runs.
    Scheduled(Scope, Workload, String),
    /// Alarms of a shadow are to be looked at; it knows which. Shadows come before the realm, to see the same.
    ShadowAlarms(Scope, String),
    /// Alarms are to be looked at; the realm knows which.
    Alarms(Scope),
    /// A mute rule begins or ends to mute.
    Mute(Scope, String),
    /// A wait or extension period of a composite alarm ends.
    Suppression(Scope, String),
    /// An update of an endpoint or a component may go on, or has to go back.
    Update(Scope, Updated),
}

/// What an update is of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Updated {
    /// An endpoint, by name.
    Endpoint(String),
    /// An inference component, by name.
    Component(String),
}

/// Tasks in the order of their instants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda(BTreeSet<(Timestamp, Task)>);

impl Agenda {
    pub(crate) fn add(&mut self, at: Timestamp, task: Task) {
        self.0.insert((at, task));
    }

    pub(crate) fn remove(&mut self, at: Timestamp, task: Task) {
        self.0.remove(&(at, task));
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes the earliest task that is due at `now`.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, Task)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop_first()
    }
}
