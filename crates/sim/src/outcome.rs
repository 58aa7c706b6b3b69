//! What came of a simulation. All of it can be written and read as JSON; members are only ever added.

mod activity;
mod elasticity;
mod histogram;
mod quantiles;

use ebb_decide::alarm::StateValue;
use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

pub use activity::{ActivityEntry, AlarmChange, CapacityChange, Unscaled};
pub use elasticity::Elasticity;
pub(crate) use elasticity::elasticity;
pub(crate) use histogram::Histogram;
pub use quantiles::Quantiles;

/// What came of a simulation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The instant from which all seconds count.
    pub start: Timestamp,
    /// Seed of everything random.
    pub seed: u64,
    /// Length of a row of the timeline in seconds.
    pub step_secs: u32,
    /// The figures.
    pub summary: Summary,
    /// How it went, row by row.
    pub timeline: Vec<Row>,
    /// What the alarms watch, in the order of [`Row::metrics`].
    pub tracked: Vec<Tracked>,
    /// Every change of the capacity. In between it stayed.
    pub capacity: Vec<CapacityChange>,
    /// Every change of an alarm's state.
    pub alarms: Vec<AlarmChange>,
    /// What was scaled, and why. Oldest first.
    pub activities: Vec<ActivityEntry>,
    /// Decisions that left the capacity as it was, by reason.
    pub unscaled: Vec<Unscaled>,
    /// True when whoever watched it has ended it: what is told reaches until then.
    pub stopped: bool,
}

/// The figures of a simulation.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Seconds that were simulated.
    pub simulated_secs: f64,
    /// Requests that came. Each ended once: `arrivals = answered + failed + unfinished`.
    pub arrivals: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that were not: the three below together.
    pub failed: u64,
    /// Found no copy, and none came in time.
    pub refused: u64,
    /// Were at a copy that died.
    pub lost: u64,
    /// Waited in an asynchronous queue until they expired.
    pub expired: u64,
    /// Had neither been answered nor failed when the simulation ended.
    pub unfinished: u64,
    /// Requests that found no copy when they came.
    pub cold: u64,
    /// Milliseconds from arrival to answer, of those that were answered.
    pub latency_ms: Quantiles,
    /// Milliseconds from arrival until a copy began with it, of the same.
    pub wait_ms: Quantiles,
    /// The objective in milliseconds.
    pub objective_ms: f64,
    /// Share of all requests that were answered within the objective; 1 when there was none.
    pub slo_attainment: f64,
    /// Requests that were not answered within the objective.
    pub slo_misses: u64,
    /// Those among them that were answered and take longer than the objective even alone on a copy: no capacity helps.
    pub too_long: u64,
    /// Price of all instance hours.
    pub cost: f64,
    /// Instances times hours, from their order to their end.
    pub instance_hours: f64,
    /// Copies times seconds in which they could serve, those among them that drained.
    pub copy_secs: f64,
    /// Copies times seconds in which they started.
    pub starting_secs: f64,
    /// Share of the capacity of the copies that served which was in use.
    pub utilisation: f64,
    /// Seconds of work that the requests brought.
    pub work_secs: f64,
    /// Mean number of requests in the system.
    pub concurrency_mean: f64,
    /// Mean number of copies that served.
    pub copies_mean: f64,
    /// Most copies that served.
    pub copies_peak: u32,
    /// Changes of the desired number upwards.
    pub scale_outs: u64,
    /// Changes of the desired number downwards.
    pub scale_ins: u64,
    /// Copies that were started.
    pub starts: u64,
    /// Copies that died.
    pub crashes: u64,
    /// How well capacity followed demand.
    pub elasticity: Elasticity,
}

/// A row of the timeline.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    /// Seconds from the start to the beginning of the row.
    pub at_secs: f64,
    /// Requests that came.
    pub arrivals: u64,
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Requests that found no copy when they came.
    pub cold: u64,
    /// Requests that missed the objective: known when they are answered or fail, and in the last row also of those that were
    /// neither.
    pub slo_misses: u64,
    /// Those among them that take longer than the objective even alone on a copy.
    pub too_long: u64,
    /// Seconds of work that the arrivals brought.
    pub work_secs: f64,
    /// Copies that this work needs, by [`Elasticity`]'s measure.
    pub demand: u32,
    /// Copies asked for at the end of the row.
    pub desired: u32,
    /// Mean number of copies that served.
    pub running: f64,
    /// Mean number of instances.
    pub instances: f64,
    /// Share of the serving copies' capacity that was in use.
    pub utilisation: f64,
    /// Mean number of requests in the system.
    pub concurrency: f64,
    /// Requests that waited for a copy at the end of the row: held or queued.
    pub waiting: u64,
    /// 99th percentile of the latency in milliseconds; absent without answers.
    pub latency_p99_ms: Option<f64>,
    /// The newest datapoint of each of [`Outcome::tracked`].
    pub metrics: Vec<Option<f64>>,
    /// The state of each of [`Outcome::tracked`] at the end of the row.
    pub states: Vec<StateValue>,
}

/// What an alarm watches.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tracked {
    /// Name of the alarm.
    pub alarm: String,
    /// The policy that it drives, when it is one.
    pub policy: Option<String>,
    /// What it watches, such as `InvocationsPerCopy`.
    pub metric: String,
    /// The statistic, such as `Sum`.
    pub statistic: String,
    /// Length of its periods in seconds.
    pub period_secs: u32,
    /// Periods that it judges.
    pub evaluation_periods: u32,
    /// What it compares with; absent when that is a band.
    pub threshold: Option<f64>,
    /// How, such as `GreaterThanThreshold`.
    pub comparison: String,
}
