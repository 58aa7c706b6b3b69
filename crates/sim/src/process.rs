//! Arrivals made from rates: a renewal process whose clock runs as fast as the rate of the moment.
//!
//! Gaps of mean 1 are drawn on that clock: exponential ones make a Poisson process, gamma ones with another coefficient of
//! variation come in bursts (above 1) or evenly (below 1). A gap that a window cannot hold is carried on into the next, so
//! that the borders of windows do not show.

use crate::arrival::{Arrival, ns_of_secs, secs_of_ns};
use crate::distribution::Distribution;
use crate::random::{Random, Stream};

/// A time of one rate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Window {
    /// From when.
    pub(crate) from_ns: u64,
    /// Until when.
    pub(crate) until_ns: u64,
    /// Arrivals in a second.
    pub(crate) per_sec: f64,
    /// Coefficient of variation of the gaps; 0 for even ones.
    pub(crate) cv: f64,
}

/// The process.
#[derive(Debug)]
pub(crate) struct Process {
    random: Random,
    now_ns: u64,
    /// What is left of the present gap, on the clock of the rates.
    left: Option<f64>,
    window: Option<Window>,
}

impl Process {
    pub(crate) fn new(random: Random) -> Self {
        Self { random, now_ns: 0, left: None, window: None }
    }

    /// The next window begins. They have to come in order.
    pub(crate) fn enter(&mut self, window: Window) {
        self.now_ns = self.now_ns.max(window.from_ns);
        self.window = Some(window);
    }

    /// The next arrival in the present window.
    pub(crate) fn next_arrival(&mut self) -> Option<u64> {
        let Window { until_ns, per_sec, cv, .. } = self.window?;
        let left = match self.left {
            Some(left) => left,
            None => gap(&mut self.random, cv),
        };
        let room = secs_of_ns(until_ns.saturating_sub(self.now_ns)) * per_sec;
        if left < room {
            self.now_ns += ns_of_secs(left / per_sec);
            self.left = None;
            if self.now_ns < until_ns {
                return Some(self.now_ns);
            }
            // Rounded up to the border: it is the first of the next window.
            self.left = Some(0.0);
        } else {
            self.left = Some(left - room);
        }
        self.now_ns = until_ns;
        self.window = None;
        None
    }
}

/// A gap of mean 1.
#[expect(clippy::float_cmp, reason = "these are set and not computed")]
fn gap(random: &mut Random, cv: f64) -> f64 {
    if cv == 1.0 {
        random.exponential()
    } else if cv == 0.0 {
        1.0
    } else {
        random.gamma(1.0 / (cv * cv))
    }
}

/// Gives arrivals their sizes.
#[derive(Debug)]
pub(crate) struct Marks {
    random: Random,
    tokens: (Distribution, Distribution),
}

impl Marks {
    pub(crate) fn new(seed: u64, tokens: (Distribution, Distribution)) -> Self {
        Self { random: Random::new(seed, Stream::Sizes), tokens }
    }

    pub(crate) fn mark(&mut self, at_ns: u64) -> Arrival {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates; no request has that many tokens"
        )]
        let mut draw = |law: &Distribution| law.draw(&mut self.random).round() as u32;
        let (input_tokens, output_tokens) = (draw(&self.tokens.0), draw(&self.tokens.1));
        Arrival { at_ns, input_tokens, output_tokens, ..Arrival::default() }
    }
}
