//! What a simulation must do.

mod compare;
mod episodes;
mod faults;
#[cfg(feature = "parquet")]
mod parquet;
mod policies;
mod queueing;
mod reproduce;
mod traces;
mod tune;
