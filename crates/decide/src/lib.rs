//! The decision core: metrics, alarms, policies, cooldowns, hosting states. No clock, no I/O.
//!
//! One [`Controller`] owns the in-memory state of every scope. It takes an [`Event`] with a `now` and gives back
//! [`Effect`]s: rows to persist, copies to start and drain, calls to answer. The live server feeds it the clock and the
//! sockets; an accelerated server a faster clock; a simulator an agenda. There is no second implementation of any rule.

pub mod alarm;
pub mod anomaly;
pub mod decision;
pub mod hosting;
pub mod math;
pub mod metric;
pub mod policy;
pub mod scaling;
pub mod schedule;

mod agenda;
mod controller;
mod effect;
mod event;
mod history;
mod ids;
mod instant;
mod json;
mod realm;
mod refusal;

pub use controller::{Config, Controller};
pub use effect::{About, Answer, CopyOrder, Effect, Notification, Record, RecordKind};
pub use event::{
    CallId, CapacityAction, Command, ComponentChange, ComponentRequest, CopyReport,
    EndpointConfigRequest, EndpointUpdate, Event, ForcedState, InferenceNotice, PolicyBlock,
    PolicyRequest, ScheduledActionRequest, ShadowRequest, StoredRow, Tagged, TargetRequest,
    VariantChange,
};
pub use history::{Beginning, NoBeginning, Retelling, Told};
pub use instant::InstantNanos;
pub use realm::{
    AlarmRecord, Alarms, CapacityFacts, CompositeRecord, Dashboard, Realm, Shadow,
    unsupported_metric,
};
pub use refusal::Refusal;
