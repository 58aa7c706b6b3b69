//! Where capacity comes from.
//!
//! A [`Fleet`] starts and stops copies of models and tells what becomes of them in a stream of
//! [`Report`]s. It decides nothing: how many copies there should be, when a failed one is tried again and
//! which one has to go is the caller's business.
//!
//! - [`ProcessFleet`] runs one command per copy on this machine (Linux: it reads `/proc`).
//! - [`SimulatedFleet`] has copies that are only numbers with a start-up time, and yet answer requests.

mod fleet;
mod process;
mod report;
mod roster;
mod simulated;
mod spec;

pub use fleet::Fleet;
pub use process::{GuardCommand, OpenError, ProcessConfig, ProcessFleet, run_guard};
pub use report::{REPORT_QUEUE, Report};
pub use simulated::SimulatedFleet;
pub use spec::{CopySpec, DEFAULT_STARTUP_TIMEOUT, Program};
