//! The data path: routing to copies, holding while cold, async workers, per-request measurement.
//!
//! A [`Gateway`] is told what endpoints there are and which copies serve them, forwards invocations
//! to those copies, and measures. It knows nothing of policies, stores or the control plane: routing
//! pictures go in, [`Meters`] and [`GatewayEvent`]s come out.
//!
//! No request waits for the control side. The hot path reads snapshots, counts with atomics, and
//! drives the connection to the model from the request's own task.

mod asynchronous;
mod body;
mod config;
mod copy;
mod error;
mod event;
mod exchange;
mod forward;
mod gateway;
mod head;
mod headers;
mod histogram;
mod hold;
mod inbound;
mod invoke;
mod meter;
mod model_name;
mod picture;
mod plain;
mod pool;
mod random;
mod relay;
mod room;
mod routes;
mod serve;
mod session;
mod stream;
mod tap;
mod upload;
mod wire;
mod workload;

pub use asynchronous::foretold::Foretold;
pub use asynchronous::journal::{AsyncOutcome, BoxFuture, Journal, JournalError};
pub use asynchronous::meter::AsyncMeters;
pub use asynchronous::objects::{Object, ObjectError, Objects};
pub use asynchronous::request::AsyncRequest;
pub use body::{BodyError, GatewayBody};
pub use config::{AsyncLimits, Clock, GatewayConfig, HoldLimits};
pub use event::{Backlog, GatewayEvent};
pub use gateway::Gateway;
pub use histogram::Distribution;
pub use meter::{CopyMeters, FleetMeters, Invocations, Meters, Side, WorkloadMeters};
pub use plain::{Permit, PlainTarget};
pub use routes::{
    AsyncSettings, ComponentRoute, EndpointRoutes, OnCold, RoutingStrategy, Split, Topics,
    VariantRoute,
};
pub use tap::{Listener, Observed, TooManyListeners};
