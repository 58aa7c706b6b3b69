//! Virtual time: the decision core over traffic of last week, or of a generator, in a second.
//!
//! A simulation takes three things and gives one:
//!
//! - a [`Scenario`]: what serves, how long requests take, how copies start, what they cost, how fast alarms see;
//! - a [`Scaling`]: AWS policies and alarms in the very same [`ebb_decide::Controller`] that the server runs, or a
//!   [`Scaler`] of another kind to compare them with;
//! - arrivals: a [`Trace`], a [`Generator`], or any iterator of [`Arrival`]s in order;
//! - an [`Outcome`]: figures, timeline, activities with their reasons.
//!
//! ```
//! use ebb_sim::{Bounds, Generator, Pattern, Policies, Scaling, Scenario, simulate};
//!
//! let scenario = Scenario::new();
//! let traffic = Generator::new(Pattern::Constant { rate: 5.0 }, 600.0, 1);
//! let scaling = Scaling::Policies(Policies::none(Bounds { min: 1, max: 4 }));
//! let outcome = simulate(&scenario, scaling, traffic.arrivals()?)?;
//! assert_eq!(outcome.summary.answered, outcome.summary.arrivals);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! No rule of AWS is written down here. The world tells the controller what the server would tell it, at virtual instants,
//! and does what it orders. What nobody watches is not told: a metric without an alarm changes no decision.

mod arrival;
mod compare;
mod distribution;
mod generate;
mod outcome;
mod process;
mod random;
mod scaling;
mod scenario;
mod simulate;
mod spelling;
mod trace;
pub mod tune;
mod work;
mod world;

pub use arrival::Arrival;
pub use compare::{
    CompareError, Compared, Contender, Kind, RIVALS, RivalSpec, SpecError, Watch, Way, compare,
};
pub use distribution::{Distribution, DistributionError};
pub use generate::{Generated, Generator, GeneratorError, Pattern};
pub use outcome::{
    ActivityEntry, AlarmChange, CapacityChange, Elasticity, Outcome, Quantiles, Row, Summary,
    Tracked, Unscaled,
};
pub use random::{Random, Stream};
pub use scaling::{Bounds, Observation, Policies, Policy, Scaler, Scaling};
pub use scenario::{
    Asynchronous, Cold, Discipline, Faults, Gateway, Host, Objective, Routing, Scenario,
    ScenarioError, Service, StartUp, Timing,
};
pub use simulate::{
    Follow, Progress, SimulationError, simulate, simulate_followed, simulate_watched,
};
pub use spelling::SpellingError;
pub use trace::{
    Progress as TraceProgress, ServiceKnown, TimeUnit, Trace, TraceError, TraceOptions,
};
pub use world::Refused;
