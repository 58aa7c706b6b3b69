//! Traffic that nobody recorded: patterns from a few numbers and a seed.

use serde::{Deserialize, Serialize};

use crate::arrival::{Arrival, SECOND_NS, ns_of_secs, secs_of_ns};
use crate::distribution::Distribution;
use crate::process::{Marks, Process, Window};
use crate::random::{Random, Stream};
use crate::trace::TraceError;

/// Traffic by a pattern.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Generator {
    /// How the rate goes.
    pub pattern: Pattern,
    /// For how long, in seconds.
    pub secs: f64,
    /// Coefficient of variation of the gaps between requests: 1 for a Poisson process, 0 for even gaps, more for bursts.
    pub cv: f64,
    /// Tokens that a request reads.
    pub input_tokens: Distribution,
    /// Tokens that a request writes.
    pub output_tokens: Distribution,
    /// Seed of all of it.
    pub seed: u64,
}

/// How the rate goes, in requests per second.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Always the same.
    Constant {
        /// Requests per second.
        rate: f64,
    },
    /// A sine with its lowest point at the start.
    Diurnal {
        /// Mean rate.
        mean: f64,
        /// Highest above the mean, as a share of it: 0 to 1.
        swing: f64,
        /// Seconds of a cycle; a day has 86,400.
        cycle_secs: f64,
    },
    /// Two rates that take turns at random: a Markov-modulated Poisson process.
    Bursty {
        /// Rate between bursts.
        low: f64,
        /// Rate in a burst.
        high: f64,
        /// Mean seconds from one burst to the next.
        quiet_secs: f64,
        /// Mean seconds of a burst.
        burst_secs: f64,
    },
    /// One rate with one burst.
    Spike {
        /// Rate outside.
        base: f64,
        /// Rate in the spike.
        peak: f64,
        /// Seconds from the start to the spike.
        at_secs: f64,
        /// Its length in seconds.
        lasts_secs: f64,
    },
    /// From one rate to another, evenly over the whole time.
    Ramp {
        /// Rate at the start.
        from: f64,
        /// Rate at the end.
        to: f64,
    },
}

/// A pattern that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("\"{field}\" of the traffic must be {wanted}, but is {value}")]
pub struct GeneratorError {
    /// Which number.
    pub field: &'static str,
    /// What it must be.
    pub wanted: &'static str,
    /// What it is.
    pub value: f64,
}

/// A rate that changes all the time is taken for constant for so long.
const PIECE_NS: u64 = 10 * SECOND_NS;

impl Generator {
    /// A Poisson process of requests without sizes.
    pub fn new(pattern: Pattern, secs: f64, seed: u64) -> Self {
        let none = Distribution::Fixed(0.0);
        Self { pattern, secs, cv: 1.0, input_tokens: none.clone(), output_tokens: none, seed }
    }

    /// The arrivals.
    ///
    /// # Errors
    /// [`GeneratorError`] names the number that makes no sense.
    pub fn arrivals(&self) -> Result<Generated, GeneratorError> {
        self.check()?;
        let tokens = (self.input_tokens.clone(), self.output_tokens.clone());
        Ok(Generated {
            pattern: self.pattern,
            cv: self.cv,
            end_ns: ns_of_secs(self.secs),
            at_ns: 0,
            in_burst: false,
            // Another stream than that of the gaps, which must not depend on the number of turns.
            turns: Random::new(self.seed, Stream::Routing),
            process: Process::new(Random::new(self.seed, Stream::Arrivals)),
            marks: Marks::new(self.seed, tokens),
        })
    }

    fn check(&self) -> Result<(), GeneratorError> {
        let must = |field, value: f64, holds: bool, wanted| {
            holds.then_some(()).ok_or(GeneratorError { field, wanted, value })
        };
        let finite = |value: f64| (0.0..=1e12).contains(&value);
        let rate =
            |field, value: f64| must(field, value, finite(value), "a rate that is not negative");
        let positive = |field, value: f64| {
            must(field, value, finite(value) && value > 0.0, "a number above zero")
        };
        positive("secs", self.secs)?;
        must("cv", self.cv, (0.0..=1000.0).contains(&self.cv), "between 0 and 1000")?;
        for (field, law) in
            [("input_tokens", &self.input_tokens), ("output_tokens", &self.output_tokens)]
        {
            if let Err(error) = law.check() {
                return Err(GeneratorError {
                    field,
                    wanted: "drawn from a sound law",
                    value: error.value,
                });
            }
        }
        match self.pattern {
            Pattern::Constant { rate: only } => rate("rate", only),
            Pattern::Diurnal { mean, swing, cycle_secs } => {
                rate("mean", mean)?;
                must("swing", swing, (0.0..=1.0).contains(&swing), "between 0 and 1")?;
                positive("cycle_secs", cycle_secs)
            }
            Pattern::Bursty { low, high, quiet_secs, burst_secs } => {
                rate("low", low)?;
                rate("high", high)?;
                positive("quiet_secs", quiet_secs)?;
                positive("burst_secs", burst_secs)
            }
            Pattern::Spike { base, peak, at_secs, lasts_secs } => {
                rate("base", base)?;
                rate("peak", peak)?;
                rate("at_secs", at_secs)?;
                positive("lasts_secs", lasts_secs)
            }
            Pattern::Ramp { from, to } => {
                rate("from", from)?;
                rate("to", to)
            }
        }
    }
}

/// Arrivals of a [`Generator`].
#[derive(Debug)]
pub struct Generated {
    pattern: Pattern,
    cv: f64,
    end_ns: u64,
    at_ns: u64,
    in_burst: bool,
    turns: Random,
    process: Process,
    marks: Marks,
}

impl Generated {
    /// How long it goes on, in seconds.
    pub fn secs(&self) -> f64 {
        secs_of_ns(self.end_ns)
    }

    fn next_window(&mut self) -> Option<Window> {
        if self.end_ns <= self.at_ns {
            return None;
        }
        let from_ns = self.at_ns;
        let middle = secs_of_ns(from_ns + PIECE_NS.min(self.end_ns - from_ns) / 2);
        let (per_sec, until_ns) = match self.pattern {
            Pattern::Constant { rate } => (rate, self.end_ns),
            Pattern::Diurnal { mean, swing, cycle_secs } => {
                let turn = std::f64::consts::TAU * middle / cycle_secs;
                (mean * (1.0 - swing * turn.cos()), from_ns + PIECE_NS)
            }
            Pattern::Ramp { from, to } => {
                (from + (to - from) * middle / secs_of_ns(self.end_ns), from_ns + PIECE_NS)
            }
            Pattern::Spike { base, peak, at_secs, lasts_secs } => {
                let (begin, end) = (ns_of_secs(at_secs), ns_of_secs(at_secs + lasts_secs));
                if from_ns < begin {
                    (base, begin)
                } else if from_ns < end {
                    (peak, end)
                } else {
                    (base, self.end_ns)
                }
            }
            Pattern::Bursty { low, high, quiet_secs, burst_secs } => {
                let (rate, mean) =
                    if self.in_burst { (high, burst_secs) } else { (low, quiet_secs) };
                self.in_burst = !self.in_burst;
                (rate, from_ns + ns_of_secs(mean * self.turns.exponential()).max(1))
            }
        };
        self.at_ns = until_ns.min(self.end_ns);
        Some(Window { from_ns, until_ns: self.at_ns, per_sec, cv: self.cv })
    }
}

impl Iterator for Generated {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(at_ns) = self.process.next_arrival() {
                return Some(Ok(self.marks.mark(at_ns)));
            }
            let window = self.next_window()?;
            self.process.enter(window);
        }
    }
}
