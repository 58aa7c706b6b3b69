//! How fast a wish may become true: stabilization windows and rates.

use std::collections::VecDeque;

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::count;

/// `HPAScalingRules`: one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalingRules {
    /// `stabilizationWindowSeconds`: of all wishes in this window, the one that changes least is taken.
    pub window: SignedDuration,
    /// `policies`.
    pub limits: Vec<Limit>,
    /// `selectPolicy`.
    pub select: Select,
}

/// How much may change in a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How much.
    pub change: Change,
    /// `periodSeconds`.
    pub period: SignedDuration,
}

/// An amount of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// `Pods`.
    Copies(u32),
    /// `Percent`.
    Percent(u32),
}

/// Which of several limits holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    /// The one that lets more change.
    Max,
    /// The one that lets less change.
    Min,
    /// None: nothing changes in this direction.
    Disabled,
}

impl ScalingRules {
    /// Without window; doubling or four copies per 15 s, whichever is more.
    pub fn published_up() -> Self {
        let period = SignedDuration::from_secs(15);
        let limits = vec![
            Limit { change: Change::Percent(100), period },
            Limit { change: Change::Copies(4), period },
        ];
        Self { window: SignedDuration::ZERO, limits, select: Select::Max }
    }

    /// The highest wish of 300 s; from there all at once.
    pub fn published_down() -> Self {
        let limits =
            vec![Limit { change: Change::Percent(100), period: SignedDuration::from_secs(15) }];
        Self { window: SignedDuration::from_secs(300), limits, select: Select::Max }
    }

    fn longest_period(&self) -> SignedDuration {
        self.limits.iter().map(|limit| limit.period).max().unwrap_or_default()
    }
}

/// Wishes and changes that still matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Behavior {
    wishes: VecDeque<(Timestamp, Capacity)>,
    added: VecDeque<(Timestamp, u32)>,
    removed: VecDeque<(Timestamp, u32)>,
}

impl Behavior {
    /// What of `wish` may be true now. `rules` are those for more and those for fewer copies.
    pub(super) fn allow(
        &mut self,
        now: Timestamp,
        current: Capacity,
        wish: Capacity,
        bounds: Bounds,
        rules: (&ScalingRules, &ScalingRules),
    ) -> Capacity {
        let (up, down) = rules;
        let steady = self.stabilize(now, current, wish, up.window, down.window);
        let allowed = if steady > current {
            bounds.clamp(steady).min(self.highest(now, current, up).max(current))
        } else {
            bounds.clamp(steady).max(self.lowest(now, current, down).min(current))
        };
        self.remember(now, current, allowed, up, down);
        allowed
    }

    /// The wish that the windows leave.
    fn stabilize(
        &mut self,
        now: Timestamp,
        current: Capacity,
        wish: Capacity,
        up: SignedDuration,
        down: SignedDuration,
    ) -> Capacity {
        if self.wishes.is_empty() {
            // Nothing is known of the time before: as if what there is had been wished for.
            self.wishes.push_back((now, current));
        }
        let within = |window: SignedDuration| {
            let since = now - window;
            self.wishes.iter().filter(move |&&(at, _)| at > since).map(|&(_, wish)| wish)
        };
        let least = within(up).min().unwrap_or(wish).min(wish);
        let most = within(down).max().unwrap_or(wish).max(wish);
        self.wishes.push_back((now, wish));
        let oldest = now - up.max(down);
        while self.wishes.len() > 1 && self.wishes.front().is_some_and(|&(at, _)| at <= oldest) {
            self.wishes.pop_front();
        }
        current.max(least).min(most)
    }

    fn highest(&self, now: Timestamp, current: Capacity, rules: &ScalingRules) -> Capacity {
        let proposals = rules.limits.iter().map(|limit| {
            let before = self.at_begin_of(now, current, limit.period);
            match limit.change {
                Change::Copies(copies) => Capacity(before.saturating_add(copies)),
                Change::Percent(percent) => {
                    count::ceil(f64::from(before) * (1.0 + f64::from(percent) / 100.0))
                }
            }
        });
        let chosen = match rules.select {
            Select::Max => proposals.max(),
            Select::Min => proposals.min(),
            Select::Disabled => None,
        };
        chosen.unwrap_or(current)
    }

    fn lowest(&self, now: Timestamp, current: Capacity, rules: &ScalingRules) -> Capacity {
        let proposals = rules.limits.iter().map(|limit| {
            let before = self.at_begin_of(now, current, limit.period);
            match limit.change {
                Change::Copies(copies) => Capacity(before.saturating_sub(copies)),
                Change::Percent(percent) => {
                    count::floor(f64::from(before) * (1.0 - f64::from(percent) / 100.0))
                }
            }
        });
        let chosen = match rules.select {
            Select::Max => proposals.min(),
            Select::Min => proposals.max(),
            Select::Disabled => None,
        };
        chosen.unwrap_or(current)
    }

    /// How many copies there were when the period that ends now began.
    fn at_begin_of(&self, now: Timestamp, current: Capacity, period: SignedDuration) -> u32 {
        let since = now - period;
        let sum = |changes: &VecDeque<(Timestamp, u32)>| -> u32 {
            changes.iter().filter(|&&(at, _)| at > since).map(|&(_, copies)| copies).sum()
        };
        (current.0 + sum(&self.removed)).saturating_sub(sum(&self.added))
    }

    fn remember(
        &mut self,
        now: Timestamp,
        current: Capacity,
        allowed: Capacity,
        up: &ScalingRules,
        down: &ScalingRules,
    ) {
        if allowed > current {
            self.added.push_back((now, allowed.0 - current.0));
        } else if allowed < current {
            self.removed.push_back((now, current.0 - allowed.0));
        }
        let oldest = now - up.longest_period().max(down.longest_period());
        for changes in [&mut self.added, &mut self.removed] {
            while changes.front().is_some_and(|&(at, _)| at <= oldest) {
                changes.pop_front();
            }
        }
    }
}
