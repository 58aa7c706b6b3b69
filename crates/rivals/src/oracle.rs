//! It knows the future: the least that any policy can have paid.
//!
//! A copy that serves at some moment must have been ordered a start-up time before. So at any moment there must be, in
//! service or starting, the most that is needed between now and a start-up time from now; and that is enough. No policy
//! under which the same requests wait no longer can ever have ordered fewer copies, at any moment. (It follows that a
//! copy is kept through a lull exactly when the lull is shorter than its start.)
//!
//! The bound is exact for a [`Demand`] without waiting and start-up times that do not vary. Only the first start-up time
//! is beyond it: what comes before any copy can be there waits.

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::{Demand, Looks};

/// The policy that was told everything.
#[derive(Clone, Debug)]
pub struct Oracle {
    demand: Demand,
    start_up: SignedDuration,
    bounds: Bounds,
}

impl Oracle {
    /// It knows that `demand` will come, and that a copy takes `start_up` to serve.
    pub fn new(demand: Demand, start_up: SignedDuration, bounds: Bounds) -> Self {
        Self { demand, start_up, bounds }
    }

    /// When it looks: at each step of what it knows.
    pub fn looks(&self) -> Looks {
        Looks { every: self.demand.step(), at_once_from_zero: false }
    }

    /// How many copies it wants until it looks again.
    pub fn wanted(&self, now: Timestamp) -> Capacity {
        // What it orders at the next look cannot serve before that look and a start-up time.
        let ahead = self.start_up + self.demand.step();
        let until = now.saturating_add(ahead).unwrap_or(Timestamp::MAX);
        self.bounds.clamp(self.demand.most_within(now, until))
    }
}
