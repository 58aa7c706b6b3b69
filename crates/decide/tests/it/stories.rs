//! Minutes of behaviour in a few lines each.

mod announced;
mod asynchronous;
mod bounds;
mod component_updates;
mod composite;
mod cooldown;
mod crashes;
mod custom;
mod deployments;
mod explained;
mod history;
mod lifecycle;
mod log;
mod managed_alarms;
mod math;
mod metrics;
mod mute;
mod placement;
mod restart;
mod scheduled;
mod several;
mod shadows;
mod suspended;
mod tags;
mod timing;
mod zero;
