//! Running a scenario.

use std::ops::ControlFlow;

use ebb_decide::decision::Decision;

use crate::arrival::Arrival;
use crate::outcome::Outcome;
use crate::scaling::Scaling;
use crate::scenario::{Scenario, ScenarioError};
use crate::trace::TraceError;
use crate::world::{Refused, World};

/// How far a simulation is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Progress {
    /// Seconds that were simulated.
    pub simulated_secs: f64,
    /// Requests that came.
    pub arrivals: u64,
    /// Those of them that missed the objective, or failed, so far.
    pub slo_misses: u64,
    /// Those that failed.
    pub failed: u64,
    /// Price of the instances so far.
    pub cost: f64,
}

/// Who follows a simulation while it runs, and may end it.
pub trait Follow {
    /// A row of the timeline has ended.
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()>;

    /// A decision was taken, also one to leave the capacity as it is; in the order in which they were taken. Its times are
    /// those of the controller's clock, which a publication delay sets back.
    fn decided(&mut self, decision: &Decision) -> ControlFlow<()>;
}

/// Follows nothing but the progress.
struct Progressing<F>(F);

impl<F: FnMut(&Progress) -> ControlFlow<()>> Follow for Progressing<F> {
    fn progress(&mut self, progress: &Progress) -> ControlFlow<()> {
        (self.0)(progress)
    }

    fn decided(&mut self, _: &Decision) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// A simulation without a result.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The arrivals are wrong.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The scenario is wrong.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The controller takes the policies for wrong.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The scenario wants service times that the arrivals do not have.
    #[error(
        "request {number} has no service time: the scenario takes it from the trace, which needs a column such as \"service_ms\""
    )]
    NoServiceTime {
        /// Which request, from 1.
        number: u64,
    },
}

/// Runs a scenario over arrivals, which must be sorted by time.
///
/// The same scenario, scaling and arrivals give the same outcome, byte for byte.
///
/// # Errors
/// [`SimulationError`] when anything is wrong; there is no partial outcome.
pub fn simulate(
    scenario: &Scenario,
    scaling: Scaling,
    arrivals: impl IntoIterator<Item = Result<Arrival, TraceError>>,
) -> Result<Outcome, SimulationError> {
    simulate_watched(scenario, scaling, arrivals, |_| ControlFlow::Continue(()))
}

/// The same, telling how far it is at the end of each row of the timeline. Who watches may end it there.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_watched(
    scenario: &Scenario,
    scaling: Scaling,
    arrivals: impl IntoIterator<Item = Result<Arrival, TraceError>>,
    watch: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Outcome, SimulationError> {
    simulate_followed(scenario, scaling, arrivals, &mut Progressing(watch))
}

/// The same, told to somebody who follows the decisions too.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_followed(
    scenario: &Scenario,
    scaling: Scaling,
    arrivals: impl IntoIterator<Item = Result<Arrival, TraceError>>,
    follower: &mut impl Follow,
) -> Result<Outcome, SimulationError> {
    World::new(scenario, scaling)?.run(&mut arrivals.into_iter(), follower)
}

/// The same for whoever wants costs and misses only: rows do not tell what the alarms see.
pub(crate) fn simulate_figures(
    scenario: &Scenario,
    scaling: Scaling,
    arrivals: impl IntoIterator<Item = Result<Arrival, TraceError>>,
    watch: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Outcome, SimulationError> {
    let world = World::new(scenario, scaling)?.without_readings();
    world.run(&mut arrivals.into_iter(), &mut Progressing(watch))
}
