//! What a simulation must do.

mod compare;
mod episodes;
mod faults;
mod policies;
mod queueing;
mod reproduce;
mod traces;
mod tune;
