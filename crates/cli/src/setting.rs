//! What `ebb simulate`, `ebb compare` and `ebb tune` are told in the same words: traffic, policies, and the world.

mod policies;
pub(crate) mod spelled;
mod traffic;
mod world;

pub(crate) use policies::{PolicyOptions, TargetOptions, checked, of_files};
pub(crate) use traffic::{Arrivals, Survey, TrafficOptions};
pub(crate) use world::WorldOptions;
