//! Square-root staffing: the offered load, and a safety of β times its square root.
//!
//! With `R = λ × s` (arrivals per second times seconds of service: the offered load, in places), `R + β√R` places let a
//! share of requests wait that depends on β alone, however large the service is: Halfin and Whitt, *Heavy-traffic limits
//! for queues with many exponential servers*, Operations Research 29 (1981), <https://doi.org/10.1287/opre.29.3.567>.
//! [`beta_for`] turns that share into β: `P(wait) = 1 / (1 + β Φ(β) / φ(β))`; β = 1 lets 22 % wait.

use ebb_units::{Bounds, Capacity, SignedDuration};

use crate::recent::Recent;
use crate::{Looks, Observation, count};

/// What square-root staffing needs to know.
#[derive(Clone, Debug)]
pub struct SquareRootSettings {
    /// Between how many copies.
    pub bounds: Bounds,
    /// Mean time of service.
    pub service: SignedDuration,
    /// Requests that a copy serves at a time.
    pub slots: u32,
    /// The safety, in square roots of the offered load.
    pub beta: f64,
    /// Over how long the arrivals are averaged, and how often it looks: long enough to know a rate, short enough to
    /// follow it. A minute and ten seconds are usual.
    pub window: SignedDuration,
    /// From one look to the next.
    pub every: SignedDuration,
}

/// Staffs by the square-root rule.
#[derive(Clone, Debug)]
pub struct SquareRoot {
    settings: SquareRootSettings,
    rate: Recent,
}

impl SquareRoot {
    /// By these settings.
    pub fn new(settings: SquareRootSettings) -> Self {
        Self { rate: Recent::reaching(settings.window), settings }
    }

    /// When it looks.
    pub fn looks(&self) -> Looks {
        Looks { every: self.settings.every, at_once_from_zero: true }
    }

    /// How many copies it wants.
    pub fn wanted(&mut self, seen: &Observation) -> Capacity {
        self.rate.add(seen.now, seen.elapsed, rate_per_s(seen));
        let rate = self.rate.mean(seen.now, self.settings.window).unwrap_or(0.0);
        let wanted = self.copies_for(rate);
        let waiting = Capacity(u32::from(seen.at_zero() && seen.queued > 0));
        self.settings.bounds.clamp(wanted.max(waiting))
    }

    /// How many copies so many requests per second need.
    fn copies_for(&self, rate_per_s: f64) -> Capacity {
        let offered = rate_per_s * self.settings.service.as_secs_f64();
        let places = offered + self.settings.beta * offered.sqrt();
        count::ceil_leniently(places / f64::from(self.settings.slots.max(1)))
    }
}

/// Arrivals per second since the last look.
pub(crate) fn rate_per_s(seen: &Observation) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "fewer requests than 2^53 between two looks")]
    let arrivals = seen.arrivals as f64;
    let elapsed_s = seen.elapsed.as_secs_f64();
    if elapsed_s > 0.0 { arrivals / elapsed_s } else { 0.0 }
}

/// The β with which a share of `waiting` requests waits at all. The share lies between 0 and 1, both left out; what lies
/// outside is taken for the nearest that this can tell, 0.0001 and 0.9999.
pub fn beta_for(waiting: f64) -> f64 {
    let waiting = waiting.clamp(0.0001, 0.9999);
    let (mut low, mut high) = (0.0_f64, 10.0_f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if share_that_waits(middle) > waiting { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

fn share_that_waits(beta: f64) -> f64 {
    let density = (-beta * beta / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    1.0 / (1.0 + beta * below(beta) / density)
}

/// Φ, by the sum of its series: `1/2 + φ(x) (x + x³/3 + x⁵/15 + …)`, exact to the last digits for what is asked here.
fn below(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term > 1e-17 * sum && odd < 1e4 {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    0.5 + density * sum
}
