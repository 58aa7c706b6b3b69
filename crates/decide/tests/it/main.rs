//! What the decision core does, seen from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod aas_vectors;
mod action_vectors;
mod alarm_early;
mod alarm_properties;
mod alarm_vectors;
mod anomaly;
mod composite_vectors;
mod driver;
mod math_vectors;
mod metric_series;
mod metric_vectors;
mod museum;
mod policy_properties;
mod properties;
mod schedules;
mod setup;
mod stories;
mod vectors;
mod watch;
