//! A world with its traffic, and the advice that AWS gives for it.

use ebb_sim::tune::default_advice;
use ebb_sim::{Arrival, Bounds, Policies, Scenario};

use crate::Failed;

/// A trace with the world that it is run in.
pub(crate) struct Case {
    pub(crate) name: String,
    /// What kind of traffic.
    pub(crate) kind: &'static str,
    /// The numbers that it was made from, for people.
    pub(crate) about: String,
    pub(crate) scenario: Scenario,
    pub(crate) arrivals: Vec<Arrival>,
    pub(crate) bounds: Bounds,
}

/// What makes a case when it is its turn: all of them together would not fit into memory.
pub(crate) struct Maker {
    pub(crate) name: String,
    make: Box<dyn FnOnce() -> Result<Case, Failed>>,
}

impl Maker {
    pub(crate) fn new(name: String, make: impl FnOnce() -> Result<Case, Failed> + 'static) -> Self {
        Self { name, make: Box::new(make) }
    }

    pub(crate) fn make(self) -> Result<Case, Failed> {
        (self.make)()
    }
}

impl Case {
    /// AWS's default advice; with a lower bound of zero also the documented way back from there.
    pub(crate) fn advice(&self) -> Result<Policies, Failed> {
        let advice = default_advice(&self.scenario, &self.arrivals, self.bounds)?;
        let wakes = self.bounds.min == 0;
        Ok(if wakes { advice.waking_up(&self.scenario.host.workload) } else { advice })
    }
}
