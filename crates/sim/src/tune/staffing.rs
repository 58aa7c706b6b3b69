//! As many copies as the load needs, read off a table: a step policy with an exact capacity for each range of the load.
//!
//! An alarm that fires whenever there are requests runs its policy each minute, and windows of some minutes slide by the
//! minute. So the capacity follows a mean of the load as long as is wanted, both ways, where target tracking answers three
//! busy minutes and waits for fifteen idle ones. Chance is counted in as in square-root staffing: the busier all of them
//! are, the less each needs to spare.

use ebb_decide::policy::StepAdjustment;

use super::space::{Yardstick, between, pick, tidy};

/// Numbers of a place that it takes.
pub(super) const NUMBERS: usize = 4;
/// AWS allows so many steps.
const MOST_STEPS: u32 = 20;
/// Up to so many times the busiest that was seen the steps are fine.
const BEYOND: f64 = 1.5;
/// Steps for what lies beyond: nothing that was never seen may find too little.
const COARSE: u32 = 2;
const PERIOD_SECS: [u32; 6] = [60, 120, 180, 300, 600, 900];
const COOLDOWN_SECS: [i32; 5] = [0, 60, 120, 300, 600];
const SURPLUS: (f64, f64) = (0.25, 6.0);
const SHARE: (f64, f64) = (0.7, 2.0);

/// Fewer copies for the same load by a factor, given as its logarithm: in the numbers of a place.
pub(super) fn tighter(place: &mut [f64], log_factor: f64) {
    if let [_, _, share, _] = place {
        *share = (*share - log_factor / (SHARE.1 / SHARE.0).ln()).clamp(0.0, 1.0);
    }
}

/// How many copies for which load.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Staffing {
    /// Seconds of the window.
    pub(super) period_secs: u32,
    /// Seconds in which the capacity is lowered once.
    pub(super) cooldown_secs: i32,
    /// Copies for each that is busy.
    share: f64,
    /// Requests that could be worked on beyond the mean, in square roots of it.
    surplus: f64,
}

impl Staffing {
    pub(super) fn at(place: [f64; NUMBERS]) -> Self {
        let [period, cooldown, share, surplus] = place;
        Self {
            period_secs: pick(&PERIOD_SECS, period),
            cooldown_secs: pick(&COOLDOWN_SECS, cooldown),
            share: between(SHARE, share),
            surplus: between(SURPLUS, surplus),
        }
    }

    /// Steps over the requests of a window.
    pub(super) fn steps(
        &self,
        yardstick: &Yardstick,
        (least, most): (u32, u32),
    ) -> Vec<StepAdjustment> {
        let window = yardstick.in_window(f64::from(self.period_secs));
        let top = self.copies(yardstick, yardstick.busiest() * BEYOND).clamp(least, most);
        let levels = levels(least, top, most);
        let mut lower = 0.0;
        let mut steps = Vec::with_capacity(levels.len());
        for (at, level) in levels.iter().enumerate() {
            let last = at + 1 == levels.len();
            let upper = tidy(self.enough_for(yardstick, f64::from(*level)) * window);
            if !last && upper <= lower {
                continue;
            }
            steps.push(StepAdjustment {
                lower: Some(lower),
                upper: (!last).then_some(upper),
                adjustment: i32::try_from(*level).unwrap_or(i32::MAX),
            });
            lower = upper;
        }
        steps
    }

    /// Copies that so many busy ones need.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some copies; the cast saturates"
    )]
    fn copies(&self, yardstick: &Yardstick, busy: f64) -> u32 {
        (self.share * (busy + self.surplus * (busy / yardstick.width()).sqrt())).ceil() as u32
    }

    /// How many may be busy of so many: the inverse of [`Self::copies`].
    fn enough_for(&self, yardstick: &Yardstick, copies: f64) -> f64 {
        let half = self.surplus / yardstick.width().sqrt() / 2.0;
        ((half * half + copies / self.share).sqrt() - half).powi(2)
    }
}

/// Up to the middle each number when there are few, and evenly on a scale of ratios else; a few more up to the most.
fn levels(least: u32, middle: u32, most: u32) -> Vec<u32> {
    let mut levels = spread(least, middle, MOST_STEPS - COARSE);
    if middle < most {
        levels.extend(spread(middle, most, COARSE + 1).into_iter().skip(1));
    }
    levels
}

/// So many numbers at most, the first and the last among them.
fn spread(first: u32, last: u32, count: u32) -> Vec<u32> {
    let mut levels = vec![first];
    let mut level = first;
    while level < last {
        let left = count.saturating_sub(u32::try_from(levels.len()).unwrap_or(u32::MAX)).max(1);
        let ratio = f64::from(last) / f64::from(level.max(1));
        let next = f64::from(level.max(1)) * ratio.powf(1.0 / f64::from(left));
        let even = last - level <= left;
        level = if even { level + 1 } else { super::space::count(next.round()).max(level + 1) };
        levels.push(level);
    }
    levels
}

#[cfg(test)]
mod tests {
    use ebb_decide::policy::{AdjustmentType, StepRequest};
    use ebb_units::{Capacity, Comparison};

    use super::*;
    use crate::arrival::{Arrival, SECOND_NS};
    use crate::scenario::{Discipline, Scenario};

    #[test]
    fn few_levels_are_all_there_and_many_are_spread() {
        assert_eq!(levels(1, 4, 4), [1, 2, 3, 4]);
        assert_eq!(levels(3, 3, 3), [3]);
        assert_eq!(levels(0, 2, 2), [0, 1, 2]);
        assert_eq!(levels(1, 3, 300), [1, 2, 3, 30, 300], "coarse beyond what was seen");
        for (middle, most) in [(17, 18), (18, 30), (19, 20), (40, 41), (500, 10_000), (9, 10_000)] {
            let levels = levels(1, middle, most);
            assert!(levels.len() <= 20, "{most}: {levels:?}");
            assert!(levels.is_sorted_by(|one, other| one < other), "{most}: {levels:?}");
            assert!(levels.contains(&middle));
            assert_eq!((levels[0], levels.last()), (1, Some(&most)));
        }
    }

    /// Twelve requests a second for half an hour, each of which takes a second: four at a time on a copy, so that three
    /// copies are busy.
    fn yardstick() -> Yardstick {
        let mut scenario = Scenario::new();
        scenario.discipline = Discipline::Slots { slots: 4 };
        let at = |number: u64| Arrival { at_ns: number * SECOND_NS / 12, ..Arrival::default() };
        let arrivals: Vec<_> = (0..12 * 1800).map(at).collect();
        Yardstick::new(&scenario, 1.0, &arrivals, 1800.0)
    }

    #[test]
    fn a_table_has_for_each_load_the_copies_that_it_needs() {
        let yardstick = yardstick();
        let own = Staffing { period_secs: 300, cooldown_secs: 60, share: 1.1, surplus: 2.0 };
        let request = StepRequest {
            adjustment_type: Some(AdjustmentType::ExactCapacity),
            steps: own.steps(&yardstick, (2, 50)),
            ..StepRequest::default()
        };
        let config = request.check().expect("the service takes it");
        let copies = |per_sec: f64| {
            let seen = per_sec * 300.0;
            config.proposal(Capacity(9), seen, 0.0, Comparison::GreaterThanThreshold)
        };
        // 1.1 × (busy + 2 × √(busy / 4)), rounded up.
        for (per_sec, needed) in [(1.0, 2), (4.0, 3), (8.0, 4), (12.0, 6), (17.0, 7)] {
            assert_eq!(copies(per_sec), Some(Capacity(needed)), "{per_sec} requests a second");
        }
        assert_eq!(copies(18.0), Some(Capacity(8)), "half as much again as the busiest");
        assert_eq!(copies(25.0), Some(Capacity(20)));
        assert_eq!(copies(1e6), Some(Capacity(50)), "whatever comes, up to the upper bound");
    }

    #[test]
    fn fewer_copies_by_a_factor() {
        let yardstick = yardstick();
        let mut place = [0.5; NUMBERS];
        let before = Staffing::at(place).copies(&yardstick, 500.0);
        tighter(&mut place, 2_f64.ln() / 2.0);
        let after = Staffing::at(place).copies(&yardstick, 500.0);
        assert!((f64::from(before) / f64::from(after) - 2_f64.sqrt()).abs() < 0.01);
    }
}
