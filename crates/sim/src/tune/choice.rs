//! Which of the candidates is recommended, and what it turned out to be worth.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::frontier::{Frontier, Point};
use super::judge::Chances;

/// What is wanted.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// The cheapest with this share of requests within the objective.
    Attain {
        /// 0 to 1.
        share: f64,
    },
    /// As far ahead of the base as can be, without being behind it in anything.
    BeatBase,
}

/// Part of the allowed misses that is kept free, and part by which the base must be beaten: what was searched flatters
/// whoever was chosen on it.
const MARGIN: f64 = 0.1;

/// Cheaper by this is as good as fewer misses by [`FEWER`].
const CHEAPER: f64 = 0.2;
const FEWER: f64 = 0.3;

/// Least chance of beating the base, or of being ahead of it, at which it is left.
const LEAST_BEATS: f64 = 0.4;
const LEAST_AHEAD: f64 = 0.6;
/// What is as good as this share of the best is as likely.
const ALIKE: f64 = 0.95;
/// Share of the requests that may be missed more under additional load by somebody who is still hoped for.
const FORGIVEN: f64 = 2e-4;
/// What is as good as this share of the best on the searched part may be better elsewhere.
const NEARLY: f64 = 0.8;

/// The cheapest on the frontier that attains a share; `None` stays with the base.
#[expect(clippy::cast_precision_loss, reason = "shares")]
pub(super) fn attaining(share: f64, base: Figures, frontier: &Frontier) -> Option<&Point> {
    let points = frontier.points();
    let allowed = (1.0 - share) * base.requests as f64 * (1.0 - MARGIN);
    let good = |figures: &Figures| figures.misses as f64 <= allowed;
    // Cheapest first; when none is good enough, the dearest misses least.
    let best = points.iter().find(|point| good(&point.figures)).or(points.last())?;
    let stays = if good(&base) {
        base.cost <= best.figures.cost
    } else {
        !good(&best.figures) && base.misses <= best.figures.misses
    };
    (!stays).then_some(best)
}

/// Those that are behind the base in nothing on the searched part, likeliest to beat it first: half of them as far ahead as
/// can be, half of them with as much room as can be.
pub(super) fn shortlist<'a>(
    base: &Point,
    all: &'a [Point],
    most: usize,
    seed: u64,
) -> Vec<(Chances, &'a Point)> {
    let mut list: Vec<_> = all
        .iter()
        .filter(|point| {
            point.figures.cost <= base.figures.cost
                && point.figures.avoidable() <= base.figures.avoidable()
        })
        .map(|point| (Chances::of(&base.blocks, &point.blocks, seed), point))
        .collect();
    list.sort_by(|(one, a), (other, b)| {
        let lead = || lead(base.figures, b.figures).total_cmp(&lead(base.figures, a.figures));
        other.merit().total_cmp(&one.merit()).then_with(lead)
    });
    // What differs in what does not matter is one.
    list.dedup_by(|(_, one), (_, other)| one.figures == other.figures);
    let least = list.first().map_or(0.0, |(best, _)| best.merit() * NEARLY);
    let near = list.partition_point(|(one, _)| least <= one.merit());
    if most < near {
        let mut roomy = list.split_off(most / 2);
        roomy.truncate(near - most / 2);
        roomy.sort_by(|(_, one), (_, other)| other.figures.cost.total_cmp(&one.figures.cost));
        list.extend(roomy);
    }
    list.truncate(most);
    list
}

/// Those that would be likeliest to beat the base if a few misses more were forgiven them: under less load they may have
/// none of these.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of requests"
)]
pub(super) fn hopeful<'a>(
    base: &Point,
    all: &'a [Point],
    most: usize,
    seed: u64,
) -> Vec<&'a Point> {
    let forgiven = (base.figures.requests as f64 * FORGIVEN).ceil() as u64;
    let mut list: Vec<_> = all
        .iter()
        .map(|point| (Chances::with(&base.blocks, &point.blocks, forgiven, seed).merit(), point))
        .filter(|(merit, _)| 0.0 < *merit)
        .collect();
    list.sort_by(|(one, a), (other, b)| {
        let misses = || a.figures.avoidable().cmp(&b.figures.avoidable());
        other.total_cmp(one).then_with(misses)
    });
    list.dedup_by(|(_, one), (_, other)| one.figures == other.figures);
    list.into_iter().take(most).map(|(_, point)| point).collect()
}

/// Those that come nearest to being behind in nothing.
#[expect(clippy::cast_precision_loss, reason = "shares")]
pub(super) fn nearest<'a>(base: &Point, all: &'a [Point], most: usize) -> Vec<&'a Point> {
    let behind = |point: &Point| {
        let cost = point.figures.cost / base.figures.cost.max(f64::MIN_POSITIVE);
        let misses =
            (point.figures.avoidable() as f64 + 0.5) / (base.figures.avoidable() as f64 + 0.5);
        cost.max(misses)
    };
    let mut list: Vec<_> = all.iter().map(|point| (behind(point), point)).collect();
    list.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    list.into_iter().take(most).map(|(_, point)| point).collect()
}

/// Which of several is best, if that is good enough to leave the base for it. Each comes with what it costs of the base; of
/// those that are about as likely it is the one with most room.
pub(super) fn likeliest(candidates: &[(Chances, f64)]) -> Option<usize> {
    let good = |one: &Chances| LEAST_BEATS <= one.beats || LEAST_AHEAD <= one.ahead;
    let merit = |one: &Chances| if good(one) { one.merit() } else { 0.0 };
    let best = candidates.iter().map(|(one, _)| merit(one)).fold(0.0, f64::max);
    let mut roomiest: Option<(usize, f64)> = None;
    for (number, (one, cost)) in candidates.iter().enumerate() {
        let near = 0.0 < merit(one) && best * ALIKE <= merit(one);
        if near && roomiest.is_none_or(|(_, most)| most < room(*cost)) {
            roomiest = Some((number, room(*cost)));
        }
    }
    roomiest.map(|(number, _)| number)
}

/// How much room for what was not seen there is at a cost: the nearer to what is still cheaper by [`CHEAPER`] the more.
pub(super) fn room(cost: f64) -> f64 {
    -(cost - (1.0 - CHEAPER)).abs()
}

/// How far ahead of the base: 1 is [`CHEAPER`] or [`FEWER`], whichever is further.
#[expect(clippy::cast_precision_loss, reason = "shares")]
fn lead(base: Figures, own: Figures) -> f64 {
    let cost = own.cost / base.cost.max(f64::MIN_POSITIVE);
    // Half a miss on both sides, so that none is a number too.
    let misses = (own.avoidable() as f64 + 0.5) / (base.avoidable() as f64 + 0.5);
    let cheaper = cost.ln() / (1.0 - CHEAPER).ln();
    let fewer = misses.ln() / (1.0 - FEWER).ln();
    cheaper.max(fewer)
}

/// What the recommendation is worth beside the base, on traffic that the search has not seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least 30 % fewer misses at no more cost, or at least 20 % cheaper at no more misses. As everywhere here, misses
    /// are those that more capacity would have helped.
    Beats,
    /// Ahead in one and not behind in the other, but by less.
    Ahead,
    /// The same.
    Even,
    /// Ahead in one and behind in the other.
    Mixed,
    /// Behind.
    Behind,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Beats => "clearly better",
            Self::Ahead => "a little better",
            Self::Even => "the same",
            Self::Mixed => "better in one, worse in the other",
            Self::Behind => "worse",
        })
    }
}

impl Verdict {
    /// Compares.
    #[expect(clippy::cast_precision_loss, reason = "shares")]
    pub fn of(base: &Figures, own: &Figures) -> Self {
        let (was, is) = (base.avoidable(), own.avoidable());
        let (dear, bad) = (own.cost > base.cost, is > was);
        let (cheap, good) = (own.cost < base.cost, is < was);
        let fewer = good && is as f64 <= was as f64 * (1.0 - FEWER) && !dear;
        let cheaper = cheap && own.cost <= base.cost * (1.0 - CHEAPER) && !bad;
        match (dear || bad, cheap || good) {
            _ if fewer || cheaper => Self::Beats,
            (false, true) => Self::Ahead,
            (false, false) => Self::Even,
            (true, true) => Self::Mixed,
            (true, false) => Self::Behind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(cost: f64, misses: u64) -> Figures {
        Figures { cost, misses, requests: 1000, ..Figures::default() }
    }

    fn frontier(points: &[(f64, u64)]) -> Frontier {
        let mut frontier = Frontier::default();
        for (cost, misses) in points {
            let figures = figures(*cost, *misses);
            frontier.add(Point { figures, ..Point::default() });
        }
        frontier
    }

    #[test]
    fn an_objective_takes_the_cheapest_that_attains_it_with_a_margin() {
        let base = figures(10.0, 0);
        let points = frontier(&[(4.0, 30), (5.0, 10), (6.0, 8), (9.0, 0)]);
        let cost = |share| attaining(share, base, &points).map(|point| point.figures.cost);
        assert_eq!(cost(0.99), Some(6.0), "9 of 1,000 may miss when 10 are allowed");
        assert_eq!(cost(0.96), Some(4.0));
        assert_eq!(cost(1.0), Some(9.0));
        let none = frontier(&[(4.0, 30)]);
        assert_eq!(attaining(0.99, figures(3.0, 0), &none), None);
        let least = attaining(0.99, figures(3.0, 40), &none);
        assert_eq!(least.map(|point| point.figures.misses), Some(30), "nearer, at least");
    }

    fn even_blocks(cost: f64, misses: u64) -> Point {
        let block =
            Figures { cost: cost / 10.0, misses: misses / 10, requests: 100, ..Figures::default() };
        Point { figures: figures(cost, misses), blocks: vec![block; 10], ..Point::default() }
    }

    #[test]
    fn beating_the_base_is_being_behind_in_nothing() {
        let base = even_blocks(10.0, 100);
        let best = |points: &[(f64, u64)]| {
            let all: Vec<_> = points.iter().map(|one| even_blocks(one.0, one.1)).collect();
            shortlist(&base, &all, 5, 1).first().map(|(_, point)| point.figures.cost)
        };
        assert_eq!(best(&[(5.0, 110), (12.0, 0)]), None);
        assert_eq!(best(&[(7.8, 90), (9.0, 10)]), Some(9.0), "a tenth of the misses is surer");
        assert_eq!(best(&[(4.0, 90), (9.0, 60)]), Some(4.0));
        assert_eq!(best(&[(9.5, 26), (9.0, 90)]), Some(9.5), "a little cheaper, and far better");
        assert_eq!(best(&[(9.9, 26), (9.0, 60)]), Some(9.0), "by a hair is not relied on");
    }

    #[test]
    fn the_base_is_left_for_what_is_likely_only() {
        let chances = |beats, ahead| (Chances { beats, ahead }, 1.0);
        assert_eq!(likeliest(&[chances(0.35, 0.5), chances(0.1, 0.1)]), None);
        assert_eq!(likeliest(&[chances(0.5, 0.5), chances(0.0, 0.9), chances(0.8, 0.8)]), Some(2));
        assert_eq!(likeliest(&[chances(0.1, 0.7)]), Some(0), "ahead is enough");
    }

    #[test]
    fn of_those_that_are_about_as_likely_it_is_the_one_with_most_room() {
        let candidate = |beats, cost| (Chances { beats, ahead: 1.0 }, cost);
        let all = [candidate(1.0, 0.5), candidate(0.97, 0.7), candidate(0.8, 0.8)];
        assert_eq!(likeliest(&all), Some(1));
        let fewer = [candidate(0.9, 0.98), candidate(0.9, 0.9)];
        assert_eq!(likeliest(&fewer), Some(1), "nearer to costing more than the base");
    }

    #[test]
    fn verdicts() {
        let base = figures(10.0, 100);
        for (cost, misses, verdict) in [
            (10.0, 70, Verdict::Beats),
            (8.0, 100, Verdict::Beats),
            (8.1, 71, Verdict::Ahead),
            (10.0, 100, Verdict::Even),
            (7.0, 101, Verdict::Mixed),
            (10.1, 0, Verdict::Mixed),
            (10.1, 100, Verdict::Behind),
        ] {
            assert_eq!(Verdict::of(&base, &figures(cost, misses)), verdict, "{cost} {misses}");
        }
        assert_eq!(Verdict::of(&figures(10.0, 0), &figures(8.0, 0)), Verdict::Beats);
        let hard = |misses| Figures { too_long: 90, ..figures(10.0, misses) };
        assert_eq!(
            Verdict::of(&hard(100), &hard(97)),
            Verdict::Beats,
            "3 of 10 that could be helped"
        );
        assert_eq!(Verdict::of(&figures(10.0, 0), &figures(10.0, 0)), Verdict::Even);
    }
}
