//! The real binary, as people and scripts run it.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]

mod autoscale;
mod crashes;
mod demo;
mod harness;
mod kill;
mod serve;
mod stop;
mod usage;
