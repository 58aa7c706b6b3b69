//! The gateway between real sockets: clients in front, model servers behind.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]

mod asynchronous;
mod drain;
mod failures;
mod hold;
mod memory;
mod meters;
mod model;
mod plain;
mod restarts;
mod routing;
mod streaming;
mod uploads;
mod world;
