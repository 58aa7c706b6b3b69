//! What the controller wants done. Nothing is left to choose for whoever does it.

use ebb_units::{CopyId, Scope, Timestamp, Workload, WorkloadKey};
use serde::{Deserialize, Serialize};

use crate::alarm::{AlarmKind, HistoryItem, MuteRule, StateValue};
use crate::anomaly::AnomalyDetector;
use crate::decision::Decision;
use crate::event::CallId;
use crate::hosting::{Component, Endpoint, EndpointConfig, Generation, Launch, Model};
use crate::realm::{AlarmRecord, CompositeRecord, Dashboard};
use crate::refusal::Refusal;
use crate::scaling::{
    Activity, CustomOrder, ScalableTarget, ScalingPolicy, ScheduledAction, ShadowRecord,
};

/// Something to do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
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
    /// Nothing to do: a decision was taken, and this is how. Whoever wants to tell of it keeps it.
    Decided {
        /// Whose target.
        scope: Scope,
        /// The shadow that has taken it; absent when it was acted upon.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shadow: Option<String>,
        /// What was seen, and what came of it.
        decision: Box<Decision>,
    },
    /// Tell somebody outside. It is a row until [`Event::Delivered`](crate::Event::Delivered) says what came of it; after a
    /// restart it is told again.
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
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum CopyOrder {
    /// Start it.
    Start(Launch),
    /// It is healthy: send it requests.
    Serve {
        /// Where it listens.
        address: std::net::SocketAddr,
        /// Of which version it is: what share of the traffic a version gets is part of the routing picture.
        generation: Generation,
    },
    /// Send it no more requests; when its last one is done, stop it.
    Drain,
    /// It is gone: fail what it still had.
    Forget,
}

/// Something that somebody outside wants to be told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notification {
    /// Its id, a UUID.
    pub id: String,
    /// Whose resource it is about.
    pub scope: Scope,
    /// Whom to tell: the ARN of a topic, or a receiver of events as [`Config::receivers`](crate::Config::receivers) names
    /// it.
    pub arn: String,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
    /// When it was to be told.
    pub at: Timestamp,
    /// One line, where AWS has one.
    #[serde(default)]
    pub subject: Option<String>,
    /// JSON of the service that tells it.
    pub message: String,
}

/// What a notification is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum About {
    /// An alarm has entered a state whose actions name the receiver.
    Alarm {
        /// Which alarm.
        alarm: String,
        /// What that alarm is.
        kind: AlarmKind,
        /// The state it has entered.
        state: StateValue,
        /// When that state was written.
        state_updated: Timestamp,
    },
    /// An asynchronous request has ended.
    Inference {
        /// The variant that counts when it cannot be told.
        workload: Workload,
    },
    /// The topics of an asynchronous endpoint are tried.
    Test {
        /// Which endpoint.
        tested: String,
    },
    /// A resource has another status.
    Event {
        /// What EventBridge calls it.
        detail_type: String,
    },
}

impl Notification {
    /// The alarm that it is about, if it is about one.
    pub fn alarm(&self) -> Option<(&str, StateValue)> {
        match &self.about {
            About::Alarm { alarm, state, .. } => Some((alarm, *state)),
            About::Inference { .. } | About::Test { .. } | About::Event { .. } => None,
        }
    }
}

/// What a successful command says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
    History(HistoryItem),
    Notification(Notification),
    MuteRule(MuteRule),
    Dashboard(Dashboard),
    AnomalyDetector(AnomalyDetector),
    Model(Model),
    EndpointConfig(EndpointConfig),
    Endpoint(Endpoint),
    Component(Component),
    Shadow(ShadowRecord),
}

/// The kind of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "see Record")]
pub enum RecordKind {
    Target,
    Policy,
    ScheduledAction,
    Activity,
    Alarm,
    Composite,
    History,
    Notification,
    MuteRule,
    Dashboard,
    AnomalyDetector,
    Model,
    EndpointConfig,
    Endpoint,
    Component,
    Shadow,
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
            Self::History => "alarm-history",
            Self::Notification => "notification",
            Self::MuteRule => "alarm-mute-rule",
            Self::Dashboard => "dashboard",
            Self::AnomalyDetector => "anomaly-detector",
            Self::Model => "model",
            Self::EndpointConfig => "endpoint-config",
            Self::Endpoint => "endpoint",
            Self::Component => "component",
            Self::Shadow => "shadow",
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
            Self::Alarm(alarm) => (RecordKind::Alarm, alarm.spec.name.to_string()),
            Self::Composite(record) => (RecordKind::Composite, record.spec.name.clone()),
            Self::History(item) => (RecordKind::History, history_key(item.sequence)),
            Self::Notification(waiting) => (RecordKind::Notification, waiting.id.clone()),
            Self::MuteRule(rule) => (RecordKind::MuteRule, rule.name.clone()),
            Self::Dashboard(dashboard) => (RecordKind::Dashboard, dashboard.name.clone()),
            Self::AnomalyDetector(detector) => (RecordKind::AnomalyDetector, detector.key()),
            Self::Model(model) => (RecordKind::Model, model.name.clone()),
            Self::EndpointConfig(config) => (RecordKind::EndpointConfig, config.name.clone()),
            Self::Endpoint(endpoint) => (RecordKind::Endpoint, endpoint.name.clone()),
            Self::Component(component) => (RecordKind::Component, component.name.clone()),
            Self::Shadow(shadow) => (RecordKind::Shadow, shadow.name.clone()),
        }
    }
}

/// Keys sort as the items do.
pub(crate) fn history_key(sequence: u64) -> String {
    format!("{sequence:020}")
}

/// A space cannot stand in a resource id, so the key cuts back into its two parts.
pub(crate) fn key_on(workload: &Workload, name: &str) -> String {
    format!("{workload} {name}")
}
