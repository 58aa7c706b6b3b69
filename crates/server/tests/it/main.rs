//! The server in one process, over real sockets, with a simulated fleet.

#![allow(clippy::unwrap_used, reason = "what a test cannot unwrap fails it")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::wildcard_enum_match_arm,
    reason = "tests read documents whose values they have made themselves"
)]

mod alarm_history;
mod alarms;
mod anomaly;
mod asynchronous;
mod autoscaling;
mod cold;
mod composite;
mod conformance;
mod connections;
mod custom;
mod decisions;
mod deployments;
mod elsewhere;
mod ephemeral;
mod harness;
mod hostile;
mod hosting;
mod metrics;
mod mute;
mod not_built;
mod notifications;
mod paging;
mod plain_http;
mod protocols;
mod receiver;
mod record;
mod recording;
mod restart;
mod scheduled;
mod scopes;
mod scrape;
mod shadows;
mod signatures;
mod signed;
#[path = "../../../aws-wire/tests/it/signer.rs"]
mod signer;
mod start;
mod streaming;
mod tags;
mod vectors;
