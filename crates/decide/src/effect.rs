//! What the controller wants done. Nothing is left to choose for whoever does it.

use ebb_units::{CopyId, Scope, Workload, WorkloadKey};
use serde::{Deserialize, Serialize};

use crate::alarm::StateValue;
use crate::event::CallId;
use crate::hosting::{Component, Endpoint, EndpointConfig, Launch, Model};
use crate::realm::{AlarmRecord, CompositeRecord};
use crate::refusal::Refusal;
use crate::scaling::{Activity, CustomOrder, ScalableTarget, ScalingPolicy, ScheduledAction};

/// Something to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Store this row. Durable before any [`Effect::Answer`] of the same turn is given.
    Put {
        /// Whose row.
        scope: Scope,
        /// The row.
        record: Box<Record>,
    },
    /// Remove this row.
    Delete {
        /// Whose row.
        scope: Scope,
        /// Which kind.
        kind: RecordKind,
        /// Its key within the kind.
        key: String,
    },
    /// Start, serve, drain or forget a copy.
    Copy {
        /// Which copy.
        copy: CopyId,
        /// Of which workload.
        key: WorkloadKey,
        /// What.
        order: CopyOrder,
    },
    /// Ask or tell a custom resource. Answered by [`crate::Event::Custom`] with the same number.
    Custom {
        /// Which resource.
        key: WorkloadKey,
        /// Names the order.
        number: u64,
        /// What.
        order: CustomOrder,
    },
    /// The routing picture of an endpoint has changed: read it anew.
    Route {
        /// Whose endpoint.
        scope: Scope,
        /// Which one.
        endpoint: String,
    },
    /// Tell an ARN that is no scaling policy that an alarm has changed.
    Notify(Box<Notification>),
    /// Answer a call.
    Answer {
        /// Which call.
        call: CallId,
        /// With what.
        result: Result<Answer, Refusal>,
    },
}

/// What to do with a copy.
#[derive(Clone, PartialEq, Debug)]
pub enum CopyOrder {
    /// Start it.
    Start(Launch),
    /// It is healthy: send it requests.
    Serve {
        /// Where it listens.
        address: std::net::SocketAddr,
    },
    /// Send it no more requests; when its last one is done, stop it.
    Drain,
    /// It is gone: fail what it still had.
    Forget,
}

/// An alarm has entered a state whose actions name `arn`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notification {
    /// Whose alarm.
    pub scope: Scope,
    /// Whom to tell.
    pub arn: String,
    /// Which alarm.
    pub alarm: String,
    /// The state it is in.
    pub state: StateValue,
    /// Why it is in it.
    pub reason: String,
}

/// What a successful command says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Nothing besides success.
    Done,
    /// The ARN of what was made or changed.
    Arn(String),
    /// The ARN of a policy, and names of its managed alarms.
    Policy {
        /// Its ARN.
        arn: String,
        /// High, then low.
        alarms: Vec<String>,
    },
}

/// A row that outlives the process.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each holds what it is named after")]
pub enum Record {
    Target(ScalableTarget),
    Policy(ScalingPolicy),
    ScheduledAction(ScheduledAction),
    Activity(Activity),
    Alarm(AlarmRecord),
    Composite(CompositeRecord),
    Model(Model),
    EndpointConfig(EndpointConfig),
    Endpoint(Endpoint),
    Component(Component),
}

/// The kind of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "see Record")]
pub enum RecordKind {
    Target,
    Policy,
    ScheduledAction,
    Activity,
    Alarm,
    Composite,
    Model,
    EndpointConfig,
    Endpoint,
    Component,
}

impl RecordKind {
    /// The name of the kind in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Policy => "policy",
            Self::ScheduledAction => "scheduled-action",
            Self::Activity => "activity",
            Self::Alarm => "alarm",
            Self::Composite => "composite-alarm",
            Self::Model => "model",
            Self::EndpointConfig => "endpoint-config",
            Self::Endpoint => "endpoint",
            Self::Component => "component",
        }
    }
}

impl Record {
    /// Kind and key; together unique within a scope.
    pub fn identity(&self) -> (RecordKind, String) {
        match self {
            Self::Target(target) => (RecordKind::Target, target.workload.to_string()),
            Self::Policy(policy) => (RecordKind::Policy, key_on(&policy.workload, &policy.name)),
            Self::ScheduledAction(action) => {
                (RecordKind::ScheduledAction, key_on(&action.workload, &action.name))
            }
            Self::Activity(activity) => (RecordKind::Activity, activity.id.clone()),
            Self::Alarm(alarm) => (RecordKind::Alarm, alarm.spec.name.clone()),
            Self::Composite(record) => (RecordKind::Composite, record.spec.name.clone()),
            Self::Model(model) => (RecordKind::Model, model.name.clone()),
            Self::EndpointConfig(config) => (RecordKind::EndpointConfig, config.name.clone()),
            Self::Endpoint(endpoint) => (RecordKind::Endpoint, endpoint.name.clone()),
            Self::Component(component) => (RecordKind::Component, component.name.clone()),
        }
    }
}

/// A space cannot stand in a resource id, so the key cuts back into its two parts.
pub(crate) fn key_on(workload: &Workload, name: &str) -> String {
    format!("{workload} {name}")
}
