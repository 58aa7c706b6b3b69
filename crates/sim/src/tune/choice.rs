//! Which of the candidates is recommended, and what it turned out to be worth.

use serde::{Deserialize, Serialize};

use super::figures::Figures;
use super::frontier::{Frontier, Point};

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

/// The choice among the frontier; `None` stays with the base.
#[expect(clippy::cast_precision_loss, reason = "shares")]
pub(super) fn choose(goal: Goal, base: Figures, frontier: &Frontier) -> Option<&Point> {
    let points = frontier.points();
    match goal {
        Goal::Attain { share } => {
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
        Goal::BeatBase => points
            .iter()
            .filter_map(|point| Some((lead(base, point.figures)?, point)))
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, point)| point),
    }
}

/// How far ahead of the base: 1 is [`CHEAPER`] or [`FEWER`], whichever is further. `None` when it is behind in one.
#[expect(clippy::cast_precision_loss, reason = "shares")]
fn lead(base: Figures, own: Figures) -> Option<f64> {
    let cost = own.cost / base.cost.max(f64::MIN_POSITIVE);
    // Half a miss on both sides, so that none is a number too.
    let misses = (own.misses as f64 + 0.5) / (base.misses as f64 + 0.5);
    let enough = |ratio: f64| ratio <= 1.0 - MARGIN / 2.0;
    let even = own.misses <= base.misses && (own.misses == 0 || enough(misses)) && enough(cost);
    let cheaper = cost.ln() / (1.0 - CHEAPER).ln();
    let fewer = misses.ln() / (1.0 - FEWER).ln();
    even.then(|| cheaper.max(fewer))
}

/// What the recommendation is worth beside the base, on traffic that the search has not seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least 30 % fewer misses at no more cost, or at least 20 % cheaper at no more misses.
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

impl Verdict {
    /// Compares.
    #[expect(clippy::cast_precision_loss, reason = "shares")]
    pub fn of(base: &Figures, own: &Figures) -> Self {
        let misses = own.misses as f64;
        let (dear, bad) = (own.cost > base.cost, own.misses > base.misses);
        let (cheap, good) = (own.cost < base.cost, own.misses < base.misses);
        let fewer = good && misses <= base.misses as f64 * (1.0 - FEWER) && !dear;
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
        Figures { cost, misses, requests: 1000, failed: 0 }
    }

    fn frontier(points: &[(f64, u64)]) -> Frontier {
        let mut frontier = Frontier::default();
        for (cost, misses) in points {
            let figures = figures(*cost, *misses);
            frontier.add(Point { place: Vec::new(), figures });
        }
        frontier
    }

    #[test]
    fn an_objective_takes_the_cheapest_that_attains_it_with_a_margin() {
        let base = figures(10.0, 0);
        let points = frontier(&[(4.0, 30), (5.0, 10), (6.0, 8), (9.0, 0)]);
        let cost =
            |share| choose(Goal::Attain { share }, base, &points).map(|point| point.figures.cost);
        assert_eq!(cost(0.99), Some(6.0), "9 of 1,000 may miss when 10 are allowed");
        assert_eq!(cost(0.96), Some(4.0));
        assert_eq!(cost(1.0), Some(9.0));
        let none = frontier(&[(4.0, 30)]);
        assert_eq!(choose(Goal::Attain { share: 0.99 }, figures(3.0, 0), &none), None);
        let least = choose(Goal::Attain { share: 0.99 }, figures(3.0, 40), &none);
        assert_eq!(least.map(|point| point.figures.misses), Some(30), "nearer, at least");
    }

    #[test]
    fn beating_the_base_is_being_behind_in_nothing() {
        let base = figures(10.0, 100);
        let best = |points: &[(f64, u64)]| {
            choose(Goal::BeatBase, base, &frontier(points)).map(|point| point.figures.cost)
        };
        assert_eq!(best(&[(5.0, 101), (12.0, 0)]), None);
        assert_eq!(best(&[(7.0, 90), (9.0, 10)]), Some(9.0), "a tenth of the misses is worth more");
        assert_eq!(best(&[(4.0, 90), (9.0, 60)]), Some(4.0));
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
        assert_eq!(Verdict::of(&figures(10.0, 0), &figures(10.0, 0)), Verdict::Even);
    }
}
