//! Asynchronous invocations: accepted durably, worked on when a copy has room, result stored.

pub(crate) mod accept;
pub(crate) mod foretold;
pub(crate) mod journal;
pub(crate) mod meter;
pub(crate) mod objects;
pub(crate) mod queue;
pub(crate) mod request;
pub(crate) mod worker;
