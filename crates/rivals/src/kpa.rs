//! Knative's autoscaler.
//!
//! Every two seconds, from the concurrency (requests at copies and at the activator) over 60 s and over 6 s, each divided
//! by the target of a copy and rounded up. When the short one asks for twice what is ready it panics: for the next 60 s
//! the larger of both counts, and nothing is taken away. A look may multiply the ready copies by 1,000 at most, and halve
//! them at most. The target is 70 % of what a copy can serve at a time.
//! <https://knative.dev/docs/serving/autoscaling/kpa-specific/>,
//! <https://knative.dev/docs/serving/autoscaling/scale-to-zero/>, and `pkg/autoscaler/scaling/autoscaler.go` in
//! knative/serving for the order of the steps.
//!
//! Requests that come at zero are held by the activator, which makes the autoscaler look at once. The last copy stays
//! until the activator is in the path: `scale-to-zero-grace-period` is the upper bound of that, and this rival takes all
//! of it. The target burst capacity decides whether the activator stays in the path, never how many copies there are.

#[cfg(test)]
mod vectors;

use std::collections::VecDeque;

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::recent::Recent;
use crate::{Looks, Observation, count};

/// How the autoscaler is set.
#[derive(Clone, Debug)]
pub struct KpaSettings {
    /// `min-scale` and `max-scale`.
    pub bounds: Bounds,
    /// Requests of a copy that are aimed at: `containerConcurrency` times `container-concurrency-target-percentage`.
    pub target: f64,
    /// `tick-interval`.
    pub tick: SignedDuration,
    /// `stable-window`.
    pub stable: SignedDuration,
    /// `panic-window-percentage` of it.
    pub panic: SignedDuration,
    /// `panic-threshold-percentage` as a factor.
    pub panic_threshold: f64,
    /// `max-scale-up-rate`.
    pub max_up: f64,
    /// `max-scale-down-rate`.
    pub max_down: f64,
    /// `scale-down-delay`.
    pub scale_down_delay: SignedDuration,
    /// `scale-to-zero-grace-period`.
    pub grace: SignedDuration,
}

impl KpaSettings {
    /// The published defaults, for copies that serve `slots` requests at a time.
    pub fn published(bounds: Bounds, slots: u32) -> Self {
        Self {
            bounds,
            target: 0.7 * f64::from(slots.max(1)),
            tick: SignedDuration::from_secs(2),
            stable: SignedDuration::from_secs(60),
            panic: SignedDuration::from_secs(6),
            panic_threshold: 2.0,
            max_up: 1000.0,
            max_down: 2.0,
            scale_down_delay: SignedDuration::ZERO,
            grace: SignedDuration::from_secs(30),
        }
    }
}

/// The autoscaler with what it remembers.
#[derive(Clone, Debug)]
pub struct Kpa {
    settings: KpaSettings,
    concurrency: Recent,
    /// Since when it panics, and the most that it wanted since.
    panic: Option<(Timestamp, Capacity)>,
    /// Wishes within the scale-down delay.
    wishes: VecDeque<(Timestamp, Capacity)>,
    idle_since: Option<Timestamp>,
    begun: bool,
}

impl Kpa {
    /// By these settings.
    pub fn new(settings: KpaSettings) -> Self {
        Self {
            concurrency: Recent::reaching(settings.stable.max(settings.panic)),
            settings,
            panic: None,
            wishes: VecDeque::new(),
            idle_since: None,
            begun: false,
        }
    }

    /// When it looks.
    pub fn looks(&self) -> Looks {
        Looks { every: self.settings.tick, at_once_from_zero: true }
    }

    /// How many copies it wants; none as long as there are no data.
    pub fn wanted(&mut self, seen: &Observation) -> Option<Capacity> {
        if !self.begun {
            self.begun = true;
            // It keeps what it finds until it has seen a whole window: it begins in a panic.
            if seen.ready > Capacity(1) {
                self.panic = Some((seen.now, seen.ready));
            }
        }
        self.concurrency.add(seen.now, seen.elapsed, seen.mean_in_system());
        // What wakes it from zero is the activator's first report: one request.
        if seen.at_zero() && seen.queued > 0 {
            self.idle_since = None;
            return Some(self.settings.bounds.clamp(Capacity(1)));
        }
        let stable = self.concurrency.mean(seen.now, self.settings.stable)?;
        let short = self.concurrency.mean(seen.now, self.settings.panic)?;
        let wanted = self.windows(seen.now, seen.ready, stable, short);
        let wanted = self.delayed(seen.now, wanted);
        Some(self.settings.bounds.clamp(self.not_yet_zero(seen, wanted)))
    }

    /// What the two windows say.
    fn windows(&mut self, now: Timestamp, ready: Capacity, stable: f64, short: f64) -> Capacity {
        let ready = f64::from(ready.0.max(1));
        let most = count::ceil(self.settings.max_up * ready);
        let least = count::floor(ready / self.settings.max_down);
        let by_stable = count::ceil(stable / self.settings.target);
        let by_short = count::ceil(short / self.settings.target);
        let within = |wanted: Capacity| wanted.max(least).min(most);
        let wanted = within(by_stable);

        let over = f64::from(by_short.0) / ready >= self.settings.panic_threshold;
        self.panic = match self.panic {
            None if over => Some((now, Capacity(0))),
            Some((_, most)) if over => Some((now, most)),
            Some((since, _)) if since + self.settings.stable < now => None,
            still => still,
        };
        match &mut self.panic {
            None => wanted,
            Some((_, most)) => {
                *most = wanted.max(within(by_short)).max(*most);
                *most
            }
        }
    }

    /// The largest wish of the scale-down delay.
    fn delayed(&mut self, now: Timestamp, wanted: Capacity) -> Capacity {
        let oldest = now - self.settings.scale_down_delay;
        self.wishes.push_back((now, wanted));
        while self.wishes.len() > 1 && self.wishes.front().is_some_and(|&(at, _)| at <= oldest) {
            self.wishes.pop_front();
        }
        self.wishes.iter().map(|&(_, wish)| wish).max().unwrap_or(wanted)
    }

    /// The last copy stays for the grace period.
    fn not_yet_zero(&mut self, seen: &Observation, wanted: Capacity) -> Capacity {
        if wanted > Capacity(0) || seen.desired == Capacity(0) {
            self.idle_since = None;
            return wanted;
        }
        let since = *self.idle_since.get_or_insert(seen.now);
        if seen.now < since + self.settings.grace { Capacity(1) } else { wanted }
    }
}
