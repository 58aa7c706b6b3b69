//! Pages about what was done in virtual time: a simulation, a comparison, a search.
//!
//! A page is one file. Nothing is loaded, and its policy of content forbids it; without a script it is complete, with it
//! the charts zoom. How large it gets is bounded: charts keep the points that can be seen ([`ebb_charts`]), tables keep
//! what matters most and say how much they left out. All text of users (names, reasons, command lines) goes through
//! `maud`, which escapes whatever is put into a page.

mod comparison;
mod document;
mod figures;
mod rows;
mod simulation;
mod tables;
mod tuning;
pub mod words;
mod world;

pub use comparison::{Comparison, Measured};
pub use simulation::Simulation;
pub use tables::Table;
pub use tuning::{Apply, Search};

/// How a page came to be, so that it can be made again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The command line.
    pub command: String,
    /// What made it, such as `ebb 0.1.0`.
    pub program: String,
}
