//! As many copies as ever: what is paid, and what is lost, without autoscaling.

use ebb_units::{Capacity, SignedDuration};

use crate::{Demand, Looks};

/// A number of copies that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    copies: Capacity,
}

impl Fixed {
    /// So many.
    pub fn at(copies: Capacity) -> Self {
        Self { copies }
    }

    /// As many as the busiest moment needs: nobody ever waits, and most of it idles.
    pub fn at_peak(demand: &Demand) -> Self {
        Self { copies: demand.peak() }
    }

    /// As many as the work needs on the average: the cheapest number that can do all of it, some day.
    pub fn at_mean(demand: &Demand) -> Self {
        Self { copies: demand.mean() }
    }

    /// When it looks: often enough to undo a change from outside.
    pub fn looks(&self) -> Looks {
        Looks { every: SignedDuration::from_mins(1), at_once_from_zero: false }
    }

    /// How many copies it wants.
    pub fn wanted(&self) -> Capacity {
        self.copies
    }
}
