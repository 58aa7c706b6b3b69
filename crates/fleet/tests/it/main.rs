//! Tests of whole fleets. The model servers that they run are this very test binary, see [`roles`].

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "all of this is tests"
)]

mod contract;
mod harness;
mod http;
mod orphans;
mod process;
mod roles;
mod usage;
