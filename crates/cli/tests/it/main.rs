//! The real binary, as people and scripts run it.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]

mod autoscale;
mod chance;
mod cold_starts;
mod compare;
mod crashes;
mod demo;
mod deploy;
mod drains;
mod explain;
mod fates;
mod fidelity;
mod harness;
mod https;
mod kill;
mod kills;
mod lint;
mod live;
mod record;
mod serve;
mod shadow;
mod signed;
mod simulate;
mod soak;
mod stop;
mod tiny;
mod tune;
mod usage;
