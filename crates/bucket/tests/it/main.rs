//! The store as clients meet it: HTTP requests over TCP, and the calls of the process around it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod buckets;
mod client;
mod concurrency;
mod crash;
mod integrity;
mod listing;
mod multipart;
mod objects;
mod process;
