//! The server: the one place where wire, decisions, store, fleet and gateway meet.
//!
//! [`Server::start`] opens a data folder and listens on one port. Behind it a single task owns the
//! [`Controller`](ebb_decide::Controller); the gateway's data path never waits for it.

mod access;
mod api;
mod clock;
mod config;
mod courier;
mod custom;
mod elsewhere;
mod engine;
mod files;
mod http;
mod idle;
mod lanes;
mod listener;
mod notice;
mod outgoing;
mod patience;
mod recording;
mod scrape;
mod server;
mod status;
mod storage;

pub use access::key::AccessKey;
pub use config::{ColdMode, FleetKind, Settings, SettingsError};
pub use elsewhere::StorageSettings;
pub use recording::{ReplayError, Replayed, replay};
pub use scrape::{MetricKind, Scrape, ScrapedMetric};
pub use server::{Broken, ServeError, Server};
