//! The best of a search in other worlds: with other luck, other load, and a stricter objective. Who is chosen among many on
//! one world owes some of it to that world.

use super::Tuning;
use super::choice::{hopeful, likeliest, room, shortlist};
use super::crowd::crowded;
use super::figures::Figures;
use super::frontier::Point;
use super::judge::Chances;
use super::search::Found;
use super::space::Space;
use super::trial::Runner;
use crate::simulate::SimulationError;

/// Another world than the one that was searched.
struct World {
    /// How many are tried in it.
    most: usize,
    /// How much of the headroom there is; below zero so much of the load is missing.
    headroom: f64,
    /// The objective, of what it is: who often comes near to missing will miss sooner or later.
    objective: f64,
}

const fn other_world(most: usize, headroom: f64, objective: f64) -> World {
    World { most, headroom, objective }
}

/// They come one after the other, each with luck of its own.
const WORLDS: [World; 5] = [
    other_world(16, 0.0, 1.0),
    other_world(9, 0.0, 0.8),
    other_world(6, 1.0, 0.9),
    other_world(5, -1.5, 1.0),
    other_world(4, 2.0, 1.0),
];
/// Of those that are tried in the first one, how many may have missed more than the base under the additional load.
const HOPEFUL: usize = 6;

/// What candidates are tried in other worlds with.
pub(super) struct Elsewhere<'a> {
    pub(super) tuning: &'a Tuning,
    pub(super) space: &'a Space,
    pub(super) runner: &'a Runner<'a>,
    pub(super) base: &'a Point,
}

impl Elsewhere<'_> {
    /// The likeliest to beat the base; `None` stays with it.
    pub(super) fn best<'f>(&self, found: &'f Found) -> Result<Option<&'f Point>, SimulationError> {
        let Self { tuning, space, runner, base } = *self;
        // What the search itself has seen counts no more: it chose by that.
        let mut points: Vec<_> = shortlist(base, &found.all, WORLDS[0].most - HOPEFUL, tuning.seed)
            .into_iter()
            .map(|(_, point)| point)
            .collect();
        for point in hopeful(base, &found.all, WORLDS[0].most, tuning.seed) {
            if points.iter().all(|own| own.figures != point.figures) {
                points.push(point);
            }
        }
        let mut list: Vec<_> = points
            .into_iter()
            .map(|point| Contender {
                point,
                cost: point.figures.cost / base.figures.cost.max(f64::MIN_POSITIVE),
                chances: Vec::new(),
                plain: Vec::new(),
            })
            .collect();
        let mut base_plain = Vec::new();
        for (luck, world) in (1..).zip(&WORLDS) {
            list.truncate(world.most);
            if list.is_empty() {
                return Ok(None);
            }
            let seed = tuning.seed.wrapping_add(luck);
            let share = tuning.headroom * world.headroom;
            let arrivals = crowded(runner.arrivals, runner.split_secs, share, seed);
            let mut policies = vec![tuning.base.clone()];
            policies.extend(list.iter().map(|one| space.at(&one.point.place).0));
            let courses = runner.elsewhere(&policies, &arrivals, world.objective, luck)?;
            let mut courses = courses.into_iter();
            let Some(was) = courses.next() else { continue };
            let was = at_the_price_of(&mut base_plain, was.blocks, share);
            for (one, own) in list.iter_mut().zip(courses) {
                let own = at_the_price_of(&mut one.plain, own.blocks, share);
                one.chances.push(Chances::of(&was, &own, seed));
            }
            // Until here they are in the order in which the search takes them for likely.
            list.sort_by(|one, other| {
                let merit =
                    |one: &Contender<'_>| (Chances::mean(&one.chances).merit() * 20.0).round();
                let room = |one: &Contender<'_>| room(one.cost);
                merit(other).total_cmp(&merit(one)).then(room(other).total_cmp(&room(one)))
            });
        }
        let of = |one: &Contender<'_>| (Chances::mean(&one.chances), one.cost);
        let candidates: Vec<_> = list.iter().map(of).collect();
        Ok(likeliest(&candidates).map(|number| list[number].point))
    }
}

/// Who may be chosen.
struct Contender<'f> {
    point: &'f Point,
    /// What it costs of the base.
    cost: f64,
    chances: Vec<Chances>,
    /// What came of it under the load that there was.
    plain: Vec<Figures>,
}

/// Blocks under additional load, at the cost of those under the load that there was: load that never came makes whatever
/// costs the same under any look cheap. Without additional load they are kept for that.
fn at_the_price_of(plain: &mut Vec<Figures>, blocks: Vec<Figures>, share: f64) -> Vec<Figures> {
    if share <= 0.0 {
        if plain.is_empty() {
            plain.clone_from(&blocks);
        }
        return blocks;
    }
    blocks.into_iter().zip(plain).map(|(own, plain)| Figures { cost: plain.cost, ..own }).collect()
}
