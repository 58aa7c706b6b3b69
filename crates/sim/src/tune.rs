//! Search for settings that cost less or miss less, over the same arrivals for all.
//!
//! The traffic is split in time. The first part is searched: every candidate meets the same arrivals, service times and
//! start-up times (common random numbers), so that two of them differ by their settings alone. It is searched under more
//! load than there was ([`Tuning::headroom`]): what just fits the past is too tight for the future. The second part was
//! never seen by the search, carries what load there was, and tells what the choice is worth; how sure that is comes from
//! resampling its blocks.
//!
//! What a policy costs and how many requests miss their objective only ever grow while a simulation runs. So a candidate
//! is given up as soon as an earlier one was no worse in both *in the end*: that loses nothing. Who wants to beat the base
//! also gives up what costs or misses far more than the base.
//!
//! Whoever is best of many on one past owes some of that to chance. So the likeliest to beat the base, by drawing blocks of
//! time again and again, are run on the searched part with other luck and under other load before one of them is chosen.

mod added;
mod advice;
mod bound;
mod choice;
mod confidence;
mod crowd;
mod days;
mod elsewhere;
mod figures;
mod frontier;
mod judge;
mod search;
mod space;
mod staffing;
mod trial;

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use crate::arrival::{Arrival, secs_of_ns};
use crate::compare::CompareError;
use crate::outcome::Row;
use crate::scaling::Policies;
use crate::scenario::Scenario;
use crate::simulate::SimulationError;

pub use advice::{SAFETY_FACTOR, default_advice};
pub use bound::oracle;
pub use choice::{Goal, Verdict};
pub use confidence::{Interval, Sureness};
pub use figures::Figures;
pub use search::{Standing, usual_trials};
pub use space::Setting;

use choice::attaining;
use confidence::sureness;
use crowd::crowded;
use days::Days;
use elsewhere::Elsewhere;
use frontier::Point;
use search::Search;
use space::{Space, Yardstick};
use trial::{Course, Limits, Pace, Runner};

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
    /// Whether policies, alarms and scheduled actions may be added to a target that has one tracking policy.
    pub additions: bool,
    /// Most candidates.
    pub trials: usize,
    /// Most candidates of the frontier that are told: each is run over everything once more.
    pub points: usize,
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
    /// Those of them that were given up before their end, since another was no worse in everything, or nobody who wants to
    /// beat the base would choose them.
    pub given_up: usize,
    /// Those of them that the service would refuse.
    pub refused: usize,
    /// Where the search started.
    pub base: Candidate,
    /// What it recommends. The base itself when nothing better was found.
    pub recommended: Candidate,
    /// Candidates for which no other is better in both cost and misses, cheapest first: [`Tuning::points`] at most, evenly
    /// among them.
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
    /// The oracle cannot be simulated.
    #[error("could not simulate what somebody would do who knew what comes")]
    Oracle(#[source] CompareError),
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
    let (scenario, split_secs) = prepared(tuning, arrivals)?;
    let searched = crowded(arrivals, split_secs, tuning.headroom, tuning.seed);
    let threads = tuning.threads.get();
    let runner = Runner { scenario: &scenario, arrivals, searched: &searched, split_secs, threads };
    let (outcome, work_secs) = runner.base(&tuning.base)?;
    let Course { sum, blocks } = runner.course(&outcome.timeline);
    let base = Point { place: Vec::new(), figures: sum, blocks };
    let yardstick = Yardstick::new(&scenario, work_secs, &searched, split_secs);
    let days = Days::of(&scenario, &searched, split_secs, &yardstick);
    let space = Space::new(&tuning.base, &yardstick, days, tuning.additions);
    if space.is_empty() {
        return Err(TuneError::NothingToTune);
    }
    let limits = match tuning.goal {
        Goal::BeatBase => limits(&scenario, sum, &outcome.timeline, split_secs),
        Goal::Attain { .. } => Limits::default(),
    };
    drop(outcome);
    let search = Search { tuning, space: &space, runner: &runner, base: &base, limits };
    let found = search.run(&mut watch)?;
    let chosen = match tuning.goal {
        Goal::Attain { share } => attaining(share, sum, &found.frontier),
        Goal::BeatBase => {
            Elsewhere { tuning, space: &space, runner: &runner, base: &base }.best(&found)?
        }
    };

    // The base, the choice, and the frontier: each of them is run over everything.
    let every = found.frontier.points().len().div_ceil(tuning.points.max(1)).max(1);
    let told = found.frontier.points().iter().step_by(every).take(tuning.points);
    let points = chosen.into_iter().chain(told);
    let mut shown = vec![(tuning.base.clone(), Vec::new(), base.figures)];
    for point in points {
        let (policies, settings) = space.at(&point.place);
        shown.push((policies, settings, point.figures));
    }
    let all: Vec<Policies> = shown.iter().map(|(policies, ..)| policies.clone()).collect();
    let rows = runner.wholes(&all)?;
    let own = usize::from(chosen.is_some());
    let sureness = sureness(&scenario, &rows[0], &rows[own], tuning.seed);
    let mut candidates: Vec<Candidate> = shown
        .into_iter()
        .zip(&rows)
        .map(|((policies, settings, searched), rows)| {
            let held_out = Figures::of_rows(&scenario, rows);
            Candidate { settings, policies, searched, held_out }
        })
        .collect();
    let frontier = candidates.split_off(own + 1);
    let (base, recommended) = (candidates[0].clone(), candidates[own].clone());
    Ok(Tuned {
        goal: tuning.goal,
        split_secs,
        trials: found.trials,
        given_up: found.given_up,
        refused: found.refused,
        verdict: Verdict::of(&base.held_out, &recommended.held_out),
        sureness,
        base,
        recommended,
        frontier,
    })
}

/// Who wants to beat the base has no use for what costs or misses more than this many times as much.
const MOST_COST: f64 = 1.25;
const MOST_MISSES: f64 = 1.5;
/// A share of the requests that may miss all the same: few misses are little to go by.
const FEW_MISSES: f64 = 0.002;
/// Who is dearer by less than this share, and misses no more, is not given up for it.
const ROOM: f64 = 0.1;
/// From this share of the time on, whoever is dearer by so much is given up.
const PACE_FROM: f64 = 0.25;
const PACE: f64 = 1.4;

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of requests"
)]
fn limits(scenario: &Scenario, base: Figures, rows: &[Row], split_secs: f64) -> Limits {
    let misses = base.misses as f64;
    let most = (misses * MOST_MISSES).max(misses + FEW_MISSES * base.requests as f64).ceil();
    let mut cost = 0.0;
    let costs = rows.iter().map(|row| {
        cost += Figures::of_row(scenario, row).cost;
        cost * PACE
    });
    let pace = Pace {
        from_secs: split_secs * PACE_FROM,
        step_secs: f64::from(scenario.step_secs),
        costs: costs.collect(),
    };
    Limits { most: Some((base.cost * MOST_COST, most as u64)), room: ROOM, pace: Some(pace) }
}

/// The world with a price, and where the searched part ends.
fn prepared(tuning: &Tuning, arrivals: &[Arrival]) -> Result<(Scenario, f64), TuneError> {
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
    Ok((scenario, split_secs))
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
