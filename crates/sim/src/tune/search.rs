//! Where to look: first where it is good for much traffic and evenly everywhere, then around what is best so far.

use super::Tuning;
use super::choice::{Goal, nearest, shortlist};
use super::frontier::{Frontier, Point};
use super::space::Space;
use super::trial::{Course, Limits, Runner, Trial};
use crate::arrival::{Arrival, secs_of_ns};
use crate::random::{Random, Stream};
use crate::simulate::SimulationError;

/// Most of the trials that are spent on the usual places, and share of them that look everywhere.
const USUAL: f64 = 0.5;
const EVERYWHERE: f64 = 0.1;
/// Most of the rest that is spent on them again, at the cost that is aimed at.
const AIMED: f64 = 0.3;
/// Rounds around what is best. Each knows what the one before it found.
const ROUNDS: usize = 8;
/// Rounds without anything new after which it is over.
const PATIENCE: usize = 3;
/// How far a knob is moved at first; less with each round.
const REACH: f64 = 0.2;
/// Of so many that are looked for around the best, one differs in nothing but how much a copy is used.
const SQUEEZED: usize = 3;
/// What such a one should cost of the base: a little less than [`CHEAPER`](super::choice) asks for, or than the base.
const AIMS: [(f64, f64); 2] = [(0.66, 0.78), (0.84, 0.98)];
/// Most of the likeliest to beat the base that are looked around.
const ELITE: usize = 6;

/// Candidates for a day of traffic.
const A_DAY: f64 = 200.0;
/// The least of these for long traffic, and the most for short one.
const LEAST: f64 = 0.5;
const MOST: f64 = 5.0;

/// How many candidates are usually tried: fewer on long traffic and more on short one, as each takes longer there.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1,000 at most")]
pub fn usual_trials(arrivals: &[Arrival]) -> usize {
    let secs = arrivals.last().map_or(0.0, |last| secs_of_ns(last.at_ns));
    (A_DAY * (86_400.0 / secs).clamp(LEAST, MOST)) as usize
}

/// How far a search is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing {
    /// Candidates that were tried.
    pub tried: usize,
    /// Most that will be.
    pub trials: usize,
    /// Candidates on the frontier, as of the last round.
    pub frontier: usize,
}

pub(super) struct Search<'a> {
    pub(super) tuning: &'a Tuning,
    pub(super) space: &'a Space,
    pub(super) runner: &'a Runner<'a>,
    pub(super) base: &'a Point,
    pub(super) limits: Limits,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    /// The best, without the base.
    pub(super) frontier: Frontier,
    /// All that were run to their end.
    pub(super) all: Vec<Point>,
    pub(super) trials: usize,
    pub(super) given_up: usize,
    pub(super) refused: usize,
}

impl Search<'_> {
    pub(super) fn run(&self, watch: &mut impl FnMut(&Standing)) -> Result<Found, SimulationError> {
        let trials = self.tuning.trials.max(1);
        let mut random = Random::new(self.tuning.seed, Stream::Search);
        let mut found = Found::default();
        let mut places = self.space.starts();
        places.truncate(share(trials, USUAL));
        places.extend(everywhere(self.space.dimensions(), share(trials, EVERYWHERE), &mut random));
        places.truncate(trials);
        let first = places.len();
        self.round(places, &mut found, watch)?;
        let aimed = self.all_aimed(&found, trials - first);
        self.round(aimed, &mut found, watch)?;
        let (size, mut idle) = (trials.saturating_sub(found.trials).div_ceil(ROUNDS), 0);
        for round in 0..ROUNDS {
            let count = size.min(trials.saturating_sub(found.trials));
            if count == 0 || idle == PATIENCE {
                break;
            }
            #[expect(clippy::cast_precision_loss, reason = "a handful of rounds")]
            let reach = REACH * 0.75_f64.powf(round as f64);
            let places = if found.frontier.points().is_empty() {
                everywhere(self.space.dimensions(), count, &mut random)
            } else {
                let parents = self.parents(&found);
                (0..count)
                    .map(|number| {
                        let aimed = number % SQUEEZED == 0;
                        let place = aimed.then(|| self.squeezed(&parents, reach, &mut random));
                        place.flatten().unwrap_or_else(|| near(&parents, reach, &mut random))
                    })
                    .collect()
            };
            idle = if self.round(places, &mut found, watch)? { 0 } else { idle + 1 };
        }
        Ok(found)
    }

    /// What others are looked for around. Whoever wants to beat the base looks most around those that may.
    fn parents<'f>(&self, found: &'f Found) -> Vec<Parent<'f>> {
        let parent = |point: &'f Point| Parent {
            place: &point.place,
            cost: self.cost(point),
            has_room: match self.tuning.goal {
                Goal::BeatBase => point.figures.avoidable() <= self.base.figures.avoidable(),
                Goal::Attain { share } => share <= point.figures.attainment(),
            },
        };
        let mut parents: Vec<Parent<'f>> = Vec::new();
        if self.tuning.goal == Goal::BeatBase {
            let best = shortlist(self.base, &found.all, ELITE, self.tuning.seed);
            parents.extend(best.iter().map(|(_, point)| parent(point)));
            if best.is_empty() {
                parents.extend(nearest(self.base, &found.all, ELITE).into_iter().map(parent));
            }
        }
        let points = found.frontier.points();
        let every = if parents.is_empty() { 1 } else { points.len().div_ceil(ELITE).max(1) };
        parents.extend(points.iter().step_by(every).map(parent));
        parents
    }

    /// What it costs of the base.
    fn cost(&self, point: &Point) -> f64 {
        point.figures.cost / self.base.figures.cost.max(f64::MIN_POSITIVE)
    }

    /// All that were found, at the cost that is aimed at: so they can be compared by what they miss.
    fn all_aimed(&self, found: &Found, most: usize) -> Vec<Vec<f64>> {
        if self.tuning.goal != Goal::BeatBase {
            return Vec::new();
        }
        let aim = f64::midpoint(AIMS[0].0, AIMS[0].1);
        let far = |point: &&Point| {
            let cost = self.cost(point);
            !(AIMS[0].0..=AIMS[0].1).contains(&cost)
        };
        let mut aimed = Vec::new();
        for point in found.all.iter().filter(far) {
            let log_factor = (self.cost(point) / aim).ln();
            aimed.extend(self.space.tighter(&point.place, log_factor));
        }
        aimed.truncate(share(most, AIMED));
        aimed
    }

    /// A place that differs in how much a copy is used. Whoever wants to beat the base aims at a cost; else it is more where
    /// there is room, and less where there is none.
    fn squeezed(
        &self,
        parents: &[Parent<'_>],
        reach: f64,
        random: &mut Random,
    ) -> Option<Vec<f64>> {
        let parent = parents[random.below(parents.len())];
        let log_factor = match self.tuning.goal {
            Goal::BeatBase => {
                let (least, most) = AIMS[random.below(AIMS.len())];
                (parent.cost / (least + (most - least) * random.unit())).ln()
            }
            Goal::Attain { .. } => {
                let step = 3.0 * reach * random.unit();
                if parent.has_room { step } else { -step }
            }
        };
        self.space.tighter(parent.place, log_factor)
    }

    /// Tries places. True when something of it is on the frontier now.
    fn round(
        &self,
        places: Vec<Vec<f64>>,
        found: &mut Found,
        watch: &mut impl FnMut(&Standing),
    ) -> Result<bool, SimulationError> {
        let candidates: Vec<_> = places.iter().map(|place| self.space.at(place).0).collect();
        // What is known is what earlier rounds found, and not what others of this one are finding: which of them ends
        // first is chance.
        let mut known = found.frontier.clone();
        known.add(self.base.clone());
        let mut standing = Standing {
            tried: found.trials,
            trials: self.tuning.trials,
            frontier: found.frontier.points().len(),
        };
        let ends = self.runner.all(&candidates, &known, &self.limits, |_| {
            standing.tried += 1;
            watch(&standing);
        })?;
        found.trials += ends.len();
        let mut new = false;
        for (place, end) in places.into_iter().zip(ends) {
            match end {
                Trial::Done(Course { sum, blocks }) => {
                    let point = Point { place, figures: sum, blocks };
                    new |= found.frontier.add(point.clone());
                    found.all.push(point);
                }
                Trial::GivenUp => found.given_up += 1,
                Trial::Refused => found.refused += 1,
            }
        }
        Ok(new)
    }
}

/// What others are looked for around.
#[derive(Clone, Copy)]
struct Parent<'f> {
    place: &'f [f64],
    /// What it costs of the base.
    cost: f64,
    /// Whether it may cost less yet: it misses no more than is allowed.
    has_room: bool,
}

/// A Latin hypercube: of every knob each of `count` slices is met once.
#[expect(clippy::cast_precision_loss, reason = "some hundreds")]
fn everywhere(dimensions: usize, count: usize, random: &mut Random) -> Vec<Vec<f64>> {
    let mut places = vec![Vec::with_capacity(dimensions); count];
    for _ in 0..dimensions {
        let mut slices: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            slices.swap(last, random.below(last + 1));
        }
        for (place, slice) in places.iter_mut().zip(slices) {
            place.push((slice as f64 + random.unit()) / count as f64);
        }
    }
    places
}

/// A place near one or two of the best: knobs of either, some of them moved.
#[expect(clippy::cast_precision_loss, reason = "a handful of knobs")]
fn near(parents: &[Parent<'_>], reach: f64, random: &mut Random) -> Vec<f64> {
    let (one, other) = (random.below(parents.len()), random.below(parents.len()));
    let mixed = random.unit() < 0.5;
    let dimensions = parents[one].place.len();
    let moved = (2.0 / dimensions as f64).clamp(0.2, 1.0);
    (0..dimensions)
        .map(|knob| {
            let parent = if mixed && random.unit() < 0.5 { other } else { one };
            let at = parents[parent].place[knob];
            let step = if random.unit() < moved { reach * random.normal() } else { 0.0 };
            (at + step).clamp(0.0, 1.0)
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count"
)]
fn share(count: usize, share: f64) -> usize {
    ((count as f64 * share).round() as usize).clamp(1, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_traffic_gets_more_candidates_than_long_one() {
        let after = |hours: u64| {
            let at_ns = hours * 3_600_000_000_000;
            usual_trials(&[Arrival { at_ns, ..Arrival::default() }])
        };
        assert_eq!([0, 1, 12, 24, 48, 336].map(after), [1000, 1000, 400, 200, 100, 100]);
        assert_eq!(usual_trials(&[]), 1000);
    }

    #[test]
    fn a_hypercube_meets_every_slice_once() {
        let places = everywhere(3, 10, &mut Random::new(1, Stream::Search));
        for knob in 0..3 {
            for slice in 0..10_u8 {
                let (from, to) = (f64::from(slice) / 10.0, f64::from(slice + 1) / 10.0);
                let met = places.iter().filter(|place| from <= place[knob] && place[knob] < to);
                assert_eq!(met.count(), 1, "slice {slice} of knob {knob}");
            }
        }
    }
}
