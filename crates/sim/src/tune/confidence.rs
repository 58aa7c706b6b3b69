//! How sure the comparison on the held-out part is: blocks of its rows are drawn again and again with replacement (a
//! moving-block bootstrap, Künsch 1989), and the comparison is made on each draw.

use serde::{Deserialize, Serialize};

use super::choice::Verdict;
use super::figures::Figures;
use crate::outcome::Row;
use crate::random::{Random, Stream};
use crate::scenario::Scenario;

const DRAWS: usize = 1000;
/// Blocks that a part is cut into, so that what hangs together in time is drawn together.
const BLOCKS: usize = 12;

/// Where 95 of 100 draws lie.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Interval {
    /// 2.5 % lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

/// How sure it is that the recommendation is better on the traffic that was held out.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sureness {
    /// Length of the blocks that were drawn, in seconds.
    pub block_secs: f64,
    /// Cost of the recommendation as a share of the base's.
    pub cost_ratio: Interval,
    /// Misses of the recommendation less those of the base, as a share of the requests.
    pub miss_difference: Interval,
    /// Share of the draws in which it is ahead in something and behind in nothing.
    pub ahead: f64,
    /// Share of the draws in which it beats the base.
    pub beats: f64,
}

#[expect(clippy::cast_precision_loss, reason = "shares")]
pub(super) fn sureness(scenario: &Scenario, base: &[Row], own: &[Row], seed: u64) -> Sureness {
    let rows = base.len().min(own.len());
    let block = rows.div_ceil(BLOCKS).max(1);
    let mut random = Random::new(seed, Stream::Resampling);
    let (mut costs, mut misses) = (Vec::with_capacity(DRAWS), Vec::with_capacity(DRAWS));
    let (mut ahead, mut beats) = (0_usize, 0_usize);
    for _ in 0..DRAWS {
        let (mut was, mut is) = (Figures::default(), Figures::default());
        for _ in 0..rows.div_ceil(block) {
            let from = random.below(rows - block + 1);
            for at in from..from + block {
                was.add(&Figures::of_row(scenario, &base[at]));
                is.add(&Figures::of_row(scenario, &own[at]));
            }
        }
        costs.push(is.cost / was.cost.max(f64::MIN_POSITIVE));
        let requests = was.requests.max(1) as f64;
        misses.push((is.misses as f64 - was.misses as f64) / requests);
        let verdict = Verdict::of(&was, &is);
        beats += usize::from(verdict == Verdict::Beats);
        ahead += usize::from(matches!(verdict, Verdict::Beats | Verdict::Ahead));
    }
    Sureness {
        block_secs: block as f64 * f64::from(scenario.step_secs),
        cost_ratio: interval(costs),
        miss_difference: interval(misses),
        ahead: ahead as f64 / DRAWS as f64,
        beats: beats as f64 / DRAWS as f64,
    }
}

fn interval(mut draws: Vec<f64>) -> Interval {
    draws.sort_by(f64::total_cmp);
    let tail = draws.len() / 40;
    Interval { low: draws[tail], high: draws[draws.len() - 1 - tail] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize, misses: impl Fn(usize) -> u64, instances: f64) -> Vec<Row> {
        let row = |at| Row { arrivals: 100, slo_misses: misses(at), instances, ..Row::default() };
        (0..count).map(row).collect()
    }

    #[test]
    fn what_is_always_better_is_surely_better() {
        let mut scenario = Scenario::new();
        scenario.host.price_per_hour = 1.0;
        let base = rows(60, |_| 10, 4.0);
        let own = rows(60, |_| 5, 4.0);
        let sure = sureness(&scenario, &base, &own, 1);
        assert_eq!((sure.ahead, sure.beats, sure.block_secs), (1.0, 1.0, 300.0));
        assert_eq!(sure.cost_ratio, Interval { low: 1.0, high: 1.0 });
        assert_eq!(sure.miss_difference, Interval { low: -0.05, high: -0.05 });
    }

    #[test]
    fn what_rests_on_one_burst_is_not() {
        let scenario = Scenario::new();
        let base = rows(60, |at| if at == 30 { 100 } else { 1 }, 4.0);
        let own = rows(60, |at| if at == 30 { 0 } else { 2 }, 4.0);
        let sure = sureness(&scenario, &base, &own, 1);
        assert!(0.1 < sure.beats && sure.beats < 0.9, "{sure:?}");
        assert!(sure.miss_difference.low < 0.0 && 0.0 < sure.miss_difference.high, "{sure:?}");
    }
}
