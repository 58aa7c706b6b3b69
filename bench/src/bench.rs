//! The benches, one per question.

pub(crate) mod alarms;
pub(crate) mod breach;
pub(crate) mod cold;
pub(crate) mod gateway;
pub(crate) mod ingest;
pub(crate) mod startup;
