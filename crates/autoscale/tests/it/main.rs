//! The clients and the set-up against a server that records what it is sent and answers from a script.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

#[cfg(feature = "aws")]
mod aws;
mod cleanup;
mod ebbtide;
mod fake;
mod setup;
