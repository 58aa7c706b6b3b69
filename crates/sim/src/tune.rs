//! Search for settings that cost less or miss less, over the same arrivals for all.
//!
//! The traffic is split in time. The first part is searched: every candidate meets the same arrivals, service times and
//! start-up times (common random numbers), so that two of them differ by their settings alone. It is searched under more
//! load than there was ([`Tuning::headroom`]): what just fits the past is too tight for the future. The second part was
//! never seen by the search, carries what load there was, and tells what the choice is worth; how sure that is comes from
//! resampling its blocks.
//!
//! What a policy costs and how many requests miss their objective only ever grow while a simulation runs. So a candidate
//! is given up as soon as an earlier one was no worse in both *in the end*: that loses nothing.

mod advice;
mod choice;
mod confidence;
mod crowd;
mod figures;
mod frontier;
mod search;
mod space;
mod trial;

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use crate::arrival::{Arrival, secs_of_ns};
use crate::scaling::Policies;
use crate::scenario::Scenario;
use crate::simulate::SimulationError;

pub use advice::{SAFETY_FACTOR, default_advice};
pub use choice::{Goal, Verdict};
pub use confidence::{Interval, Sureness};
pub use figures::Figures;
pub use search::Standing;
pub use space::Setting;

use choice::choose;
use confidence::sureness;
use crowd::crowded;
use search::Search;
use space::{Space, Yardstick};
use trial::Runner;

/// Most requests that are held in memory for a search: 40 bytes each.
pub const MOST_ARRIVALS: usize = 50_000_000;

/// What to search, and how long.
#[derive(Clone, PartialEq, Debug)]
pub struct Tuning {
    /// The world.
    pub scenario: Scenario,
    /// Where the search starts, and what its result is measured against.
    pub base: Policies,
    /// What is wanted.
    pub goal: Goal,
    /// Share of the time that is searched; the rest is held out. Above 0 and below 1.
    pub searched_share: f64,
    /// Share of the requests that come twice in the part that is searched.
    pub headroom: f64,
    /// Most candidates.
    pub trials: usize,
    /// Threads.
    pub threads: NonZeroUsize,
    /// Seed of the search. The world has its own.
    pub seed: u64,
}

/// What a search has found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tuned {
    /// What is wanted.
    pub goal: Goal,
    /// Seconds from the start until which the traffic was searched. What comes after was held out.
    pub split_secs: f64,
    /// Candidates that were tried.
    pub trials: usize,
    /// Those of them that were given up before their end, since another was no worse in everything.
    pub given_up: usize,
    /// Those of them that the service would refuse.
    pub refused: usize,
    /// Where the search started.
    pub base: Candidate,
    /// What it recommends. The base itself when nothing better was found.
    pub recommended: Candidate,
    /// All candidates for which no other is better in both cost and misses, cheapest first.
    pub frontier: Vec<Candidate>,
    /// What the recommendation is worth on traffic that the search has not seen.
    pub verdict: Verdict,
    /// How sure that is.
    pub sureness: Sureness,
}

/// Policies with what they came to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Candidate {
    /// What was set. Empty for the base.
    pub settings: Vec<Setting>,
    /// All of it, ready to apply.
    pub policies: Policies,
    /// On the part that was searched, under its additional load.
    pub searched: Figures,
    /// On the part that was held out.
    pub held_out: Figures,
}

/// A search without a result.
#[derive(Debug, thiserror::Error)]
pub enum TuneError {
    /// The base itself cannot be simulated.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// There is nothing to vary.
    #[error("there is nothing to tune: neither a policy nor room between the bounds")]
    NothingToTune,
    /// Too little traffic to hold some of it out.
    #[error(
        "{rows} minutes of traffic are too few to tune on a part and to check on the rest: at least {least} are needed"
    )]
    TooShort {
        /// Rows of the timeline that there are.
        rows: usize,
        /// Rows that are needed.
        least: usize,
    },
    /// A share that leaves nothing.
    #[error(
        "the share of the traffic that is searched must lie between 0.1 and 0.9, but is {share}"
    )]
    Share {
        /// What was asked.
        share: f64,
    },
    /// No share of the requests.
    #[error("the headroom must lie between 0 and 1, but is {headroom}")]
    Headroom {
        /// What was asked.
        headroom: f64,
    },
    /// More than memory should hold.
    #[error(
        "more than {MOST_ARRIVALS} requests are too many to hold in memory: take a part of the trace, or thin it out"
    )]
    TooManyArrivals,
}

/// Rows of the timeline below which a part says nothing.
const LEAST_ROWS: usize = 10;

/// Searches.
///
/// The same tuning over the same arrivals gives the same result, byte for byte, with any number of threads.
///
/// # Errors
/// [`TuneError`] when the base cannot be simulated, or there is too little to work with.
pub fn tune(
    tuning: &Tuning,
    arrivals: &[Arrival],
    mut watch: impl FnMut(&Standing),
) -> Result<Tuned, TuneError> {
    if !(0.1..=0.9).contains(&tuning.searched_share) {
        return Err(TuneError::Share { share: tuning.searched_share });
    }
    if !(0.0..=1.0).contains(&tuning.headroom) {
        return Err(TuneError::Headroom { headroom: tuning.headroom });
    }
    if arrivals.len() > MOST_ARRIVALS {
        return Err(TuneError::TooManyArrivals);
    }
    let mut scenario = tuning.scenario.clone();
    if scenario.host.price_per_hour <= 0.0 {
        // Without a price instance hours are the cost.
        scenario.host.price_per_hour = 1.0;
    }
    let split_secs = split(&scenario, tuning.searched_share, arrivals)?;
    let searched = crowded(arrivals, split_secs, tuning.headroom, tuning.seed);
    let runner = Runner { scenario: &scenario, arrivals, searched: &searched, split_secs };
    let (base, work_secs) = runner.base(&tuning.base)?;
    let yardstick = Yardstick::new(&scenario, work_secs, base.requests, split_secs);
    let space = Space::new(&tuning.base, &yardstick);
    if space.is_empty() {
        return Err(TuneError::NothingToTune);
    }
    let found = Search { tuning, space: &space, runner: &runner }.run(base, &mut watch);
    let chosen = choose(tuning.goal, base, &found.frontier);

    let base_rows = runner.whole(&tuning.base)?;
    let candidate = |point: Option<&frontier::Point>| -> Result<_, TuneError> {
        let Some(point) = point else {
            let held_out = Figures::of_rows(&scenario, &base_rows);
            let policies = tuning.base.clone();
            let own = Candidate { settings: Vec::new(), policies, searched: base, held_out };
            return Ok((own, base_rows.clone()));
        };
        let (policies, settings) = space.at(&point.place);
        let rows = runner.whole(&policies)?;
        let held_out = Figures::of_rows(&scenario, &rows);
        Ok((Candidate { settings, policies, searched: point.figures, held_out }, rows))
    };
    let (recommended, rows) = candidate(chosen)?;
    let mut points = Vec::new();
    for point in found.frontier.points() {
        points.push(candidate(Some(point))?.0);
    }
    let base = candidate(None)?.0;
    Ok(Tuned {
        goal: tuning.goal,
        split_secs,
        trials: found.trials,
        given_up: found.given_up,
        refused: found.refused,
        verdict: Verdict::of(&base.held_out, &recommended.held_out),
        sureness: sureness(&scenario, &base_rows, &rows, tuning.seed),
        base,
        recommended,
        frontier: points,
    })
}

/// Where the searched part ends: whole days when there are at least four, whole rows else.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a handful of rows, and the casts saturate"
)]
fn split(scenario: &Scenario, share: f64, arrivals: &[Arrival]) -> Result<f64, TuneError> {
    const DAY_SECS: f64 = 86_400.0;
    let step = f64::from(scenario.step_secs);
    let span = arrivals.last().map_or(0.0, |last| secs_of_ns(last.at_ns));
    let unit = if span >= 4.0 * DAY_SECS { DAY_SECS } else { step };
    let split = (span * share / unit).round().max(1.0) * unit;
    let least = LEAST_ROWS as f64 * step;
    if split < least || span - split < least {
        let rows = (span / step).floor() as usize;
        let short = share.min(1.0 - share);
        return Err(TuneError::TooShort {
            rows,
            least: (LEAST_ROWS as f64 / short).ceil() as usize,
        });
    }
    Ok(split)
}
