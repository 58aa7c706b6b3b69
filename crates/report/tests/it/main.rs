//! What pages must hold.

mod bounds;
mod pages;
mod worlds;
