//! What is read from all forms, and written in all.

#![expect(clippy::unwrap_used, reason = "a test panics")]

mod errors;
mod knobs;
mod read;
mod setup;
mod support;
mod write;
