//! How likely a candidate is to beat the base on traffic that is like what was searched: blocks of time are drawn again
//! and again with replacement, the same for both, and compared.

use super::choice::Verdict;
use super::figures::Figures;
use crate::random::{Random, Stream};

/// Blocks that a part is cut into.
pub(super) const BLOCKS: usize = 24;
/// Blocks in a row that are drawn together.
const RUN: usize = 2;
const DRAWS: usize = 300;
/// How far the costs of two policies move against each other from one part of the traffic to the next, as the standard
/// deviation of a logarithm: what is cheaper by a hair here is dearer there half of the time.
const SHIFT: f64 = 0.08;

/// Shares of the draws.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Chances {
    /// In which it beats the base.
    pub(super) beats: f64,
    /// In which it is ahead of it in something, and behind in nothing.
    pub(super) ahead: f64,
}

impl Chances {
    /// Of two parts of as many blocks, in the same order.
    pub(super) fn of(base: &[Figures], own: &[Figures], seed: u64) -> Self {
        Self::with(base, own, 0, seed)
    }

    /// The same with some misses more forgiven.
    #[expect(clippy::cast_precision_loss, reason = "shares")]
    pub(super) fn with(base: &[Figures], own: &[Figures], forgiven: u64, seed: u64) -> Self {
        let blocks = base.len().min(own.len());
        if blocks == 0 {
            return Self::default();
        }
        let mut random = Random::new(seed, Stream::Resampling);
        let (mut beats, mut ahead) = (0_usize, 0_usize);
        for _ in 0..DRAWS {
            let (mut was, mut is) = (Figures::default(), Figures::default());
            for _ in 0..blocks.div_ceil(RUN) {
                let first = random.below(blocks);
                for block in (first..first + RUN).map(|block| block % blocks) {
                    was.add(&base[block]);
                    is.add(&own[block]);
                }
            }
            was.misses += forgiven;
            is.cost *= (SHIFT * random.normal()).exp();
            let verdict = Verdict::of(&was, &is);
            beats += usize::from(verdict == Verdict::Beats);
            ahead += usize::from(matches!(verdict, Verdict::Beats | Verdict::Ahead));
        }
        Self { beats: beats as f64 / DRAWS as f64, ahead: ahead as f64 / DRAWS as f64 }
    }

    /// The mean of several.
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    pub(super) fn mean(all: &[Self]) -> Self {
        let count = all.len().max(1) as f64;
        let sum = |value: fn(&Self) -> f64| all.iter().map(value).sum::<f64>() / count;
        Self { beats: sum(|one| one.beats), ahead: sum(|one| one.ahead) }
    }

    /// More is better.
    pub(super) fn merit(self) -> f64 {
        self.beats + 0.1 * self.ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cost: f64, misses: u64) -> Figures {
        Figures { cost, misses, requests: 100, ..Figures::default() }
    }

    #[test]
    fn what_is_better_everywhere_is_likely_and_what_rests_on_one_block_is_not() {
        let base = vec![block(1.0, 10); BLOCKS];
        let better = vec![block(0.7, 5); BLOCKS];
        assert_eq!(Chances::of(&base, &better, 1), Chances { beats: 1.0, ahead: 1.0 });
        let mut lucky = vec![block(0.9, 11); BLOCKS];
        lucky[3] = block(0.9, 0);
        lucky[4] = block(0.9, 0);
        let mut unlucky = base.clone();
        unlucky[3] = block(1.0, 80);
        let chances = Chances::of(&unlucky, &lucky, 1);
        assert!(0.2 < chances.beats && chances.beats < 0.9, "{chances:?}");
        let by_a_hair = Chances::of(&base, &vec![block(0.999, 10); BLOCKS], 1);
        assert!(by_a_hair.beats < 0.01 && by_a_hair.ahead < 0.6, "{by_a_hair:?}");
    }
}
