//! Who takes part.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use ebb_rivals::{Demand, Work};
use ebb_units::SignedDuration;

use super::error::CompareError;
use super::rival;
use super::scaler::RivalScaler;
use super::spec::RivalSpec;
use crate::arrival::Arrival;
use crate::random::{Random, Stream};
use crate::scaling::{Bounds, Policies, Scaling};
use crate::scenario::Scenario;
use crate::simulate::SimulationError;
use crate::trace::TraceError;

/// Somebody who scales.
#[derive(Clone, Debug)]
pub struct Contender {
    /// Its name, which no other contender has.
    pub name: String,
    /// What it is, in a few words.
    pub about: String,
    /// How it scales.
    pub way: Way,
}

/// How a contender scales.
#[derive(Clone, Debug)]
pub enum Way {
    /// By AWS's policies, in the decision core.
    Policies(Policies),
    /// As another autoscaler does.
    Rival {
        /// Which, and how it is set.
        spec: RivalSpec,
        /// Between which numbers of copies.
        bounds: Bounds,
    },
}

impl Contender {
    /// Policies under a name.
    pub fn policies(name: &str, about: &str, policies: Policies) -> Self {
        Self { name: name.to_owned(), about: about.to_owned(), way: Way::Policies(policies) }
    }

    /// A rival under the name that it has.
    pub fn rival(spec: RivalSpec, bounds: Bounds) -> Self {
        Self { name: spec.name(), about: spec.about(), way: Way::Rival { spec, bounds } }
    }
}

/// A contender that can begin.
pub(super) struct Ready {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) scaling: Scaling,
}

pub(super) fn check_names(contenders: &[Contender]) -> Result<(), CompareError> {
    if contenders.is_empty() {
        return Err(CompareError::Nobody);
    }
    let mut names = BTreeSet::new();
    match contenders.iter().find(|one| !names.insert(&one.name)) {
        Some(twice) => Err(CompareError::Twice { name: twice.name.clone() }),
        None => Ok(()),
    }
}

/// Tells those who know the future what comes, and makes everybody ready.
pub(super) fn make_ready<I>(
    scenario: &Scenario,
    contenders: Vec<Contender>,
    arrivals: &impl Fn() -> Result<I, TraceError>,
) -> Result<Vec<Ready>, CompareError>
where
    I: IntoIterator<Item = Result<Arrival, TraceError>>,
{
    let future = Future {
        known: OnceCell::new(),
        read: |may_wait| {
            arrivals()
                .map_err(SimulationError::from)
                .and_then(|arrivals| demand(scenario, arrivals, may_wait))
                .map_err(CompareError::Traffic)
        },
    };
    let mut ready = Vec::with_capacity(contenders.len());
    for Contender { name, about, way } in contenders {
        let scaling = match way {
            Way::Policies(policies) => Scaling::Policies(policies),
            Way::Rival { spec, bounds } => {
                let rival = rival::make(&spec, scenario, bounds, &future)?;
                let scaler = Box::new(RivalScaler::new(rival, scenario.start));
                Scaling::Other { scaler, bounds }
            }
        };
        ready.push(Ready { name, about, scaling });
    }
    Ok(ready)
}

/// What will come, for those who know it. It is read when the first of them asks.
pub(super) struct Future<F> {
    known: OnceCell<Demand>,
    read: F,
}

impl<F: Fn(SignedDuration) -> Result<Demand, CompareError>> Future<F> {
    /// What it takes so that nobody waits.
    pub(super) fn without_waiting(&self) -> Result<&Demand, CompareError> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let read = (self.read)(SignedDuration::ZERO)?;
        Ok(self.known.get_or_init(|| read))
    }

    /// What it takes so that nobody waits longer than this.
    pub(super) fn waiting(&self, may_wait: SignedDuration) -> Result<Demand, CompareError> {
        if may_wait == SignedDuration::ZERO {
            return self.without_waiting().cloned();
        }
        (self.read)(may_wait)
    }
}

/// A request counts for a day at most: what takes longer has failed long before.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The step in which somebody who knows the future acts.
const STEP: SignedDuration = SignedDuration::from_secs(1);

/// What the arrivals will ask for, with the very service times that every contender will see.
fn demand(
    scenario: &Scenario,
    arrivals: impl IntoIterator<Item = Result<Arrival, TraceError>>,
    may_wait: SignedDuration,
) -> Result<Demand, SimulationError> {
    let mut luck = Random::new(scenario.seed, Stream::Service);
    let limit_ns = scenario.limit_secs.map_or(u64::MAX, |secs| secs.saturating_mul(1_000_000_000));
    let width = scenario.discipline.width();
    // At full use each request of a batch takes longer than alone.
    let speed = scenario.discipline.speed(width).max(1e-9);
    let mut demand = Demand::new(width, may_wait, STEP);
    for (number, arrival) in (1..).zip(arrivals) {
        let arrival = arrival?;
        if limit_ns <= arrival.at_ns {
            break;
        }
        let work_ns = scenario.service.work_ns(&arrival, number, &mut luck)?;
        let at = i64::try_from(arrival.at_ns).unwrap_or(i64::MAX);
        let alone = SignedDuration::from_nanos(i64::try_from(work_ns).unwrap_or(i64::MAX));
        let service = SignedDuration::try_from_secs_f64(alone.as_secs_f64() / speed)
            .map_or(LONGEST, |service| service.min(LONGEST));
        let arrival = scenario.start.saturating_add(SignedDuration::from_nanos(at));
        demand.add(Work { arrival: arrival.unwrap_or(scenario.start), service });
    }
    demand.close();
    Ok(demand)
}
