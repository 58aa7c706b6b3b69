//! Quantities, names and identities of Ebbtide, parsed once and never invalid.
//!
//! Everything here is plain data: no I/O, no clock. Two numbers that could be swapped are two types,
//! and a value that exists has passed its check.

mod arn;
mod capacity;
mod copy;
mod metric;
mod scope;
mod statistic;
mod unit;

pub use arn::{Arn, ParseArnError};
pub use capacity::{Bounds, Capacity, InvertedBounds};
pub use copy::{CopyId, Workload, WorkloadKey};
pub use metric::{Dimension, MetricId, SharedTexts};
pub use scope::{AccountId, ParseAccountError, ParseRegionError, Region, Scope};
pub use statistic::{Comparison, ParseStatisticError, Range, Statistic};
pub use unit::{ParseUnitError, Unit};

pub use jiff::{SignedDuration, Timestamp};
