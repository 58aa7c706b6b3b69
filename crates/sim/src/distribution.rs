//! How long something takes, or how large something is: a law to draw from.

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// A law of non-negative numbers. The unit is that of the field that has it: its name says which.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// Always the same.
    Fixed(f64),
    /// Any value between the two, evenly.
    Uniform(f64, f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// Log-normal with this mean and coefficient of variation (deviation divided by mean).
    LogNormal {
        /// The mean.
        mean: f64,
        /// Deviation divided by mean.
        cv: f64,
    },
    /// One of these, each as likely.
    Empirical(Vec<f64>),
}

/// The numbers of a law make no sense.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what} must be a number that is not negative, but is {value}")]
pub struct DistributionError {
    /// Which number.
    pub what: &'static str,
    /// What it is.
    pub value: f64,
}

impl Distribution {
    /// Refuses negative, infinite and missing numbers.
    ///
    /// # Errors
    /// [`DistributionError`] names the number.
    pub fn check(&self) -> Result<(), DistributionError> {
        let each = |what, values: &[f64]| {
            let wrong = values.iter().find(|value| !(0.0..=f64::MAX).contains(*value));
            wrong.map_or(Ok(()), |value| Err(DistributionError { what, value: *value }))
        };
        match self {
            Self::Fixed(value) => each("a fixed value", &[*value]),
            Self::Uniform(from, to) => {
                each("a bound of a uniform law", &[*from, *to])?;
                each("the width of a uniform law", &[to - from])
            }
            Self::Exponential(mean) => each("the mean of an exponential law", &[*mean]),
            Self::LogNormal { mean, cv } => {
                each("the mean of a log-normal law", &[*mean])?;
                each("the coefficient of variation of a log-normal law", &[*cv])
            }
            Self::Empirical(values) if values.is_empty() => {
                Err(DistributionError { what: "the number of values to draw from", value: -1.0 })
            }
            Self::Empirical(values) => each("a value to draw from", values),
        }
    }

    /// Draws one.
    pub fn draw(&self, random: &mut Random) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform(from, to) => from + (to - from) * random.unit(),
            Self::Exponential(mean) => mean * random.exponential(),
            Self::LogNormal { mean, cv } => {
                let variance = (1.0 + cv * cv).ln();
                mean * (variance.sqrt() * random.normal() - variance / 2.0).exp()
            }
            Self::Empirical(values) => {
                values.get(random.below(values.len())).copied().unwrap_or_default()
            }
        }
    }

    /// The mean.
    #[expect(clippy::cast_precision_loss, reason = "a number of values")]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform(from, to) => f64::midpoint(*from, *to),
            Self::Exponential(mean) | Self::LogNormal { mean, .. } => *mean,
            Self::Empirical(values) => values.iter().sum::<f64>() / values.len().max(1) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn means_are_those_of_the_draws() {
        for law in [
            Distribution::Fixed(3.0),
            Distribution::Uniform(2.0, 6.0),
            Distribution::Exponential(2.5),
            Distribution::LogNormal { mean: 4.0, cv: 0.5 },
            Distribution::Empirical(vec![1.0, 2.0, 6.0]),
        ] {
            law.check().unwrap();
            let mut random = Random::new(11, Stream::Service);
            let n = 100_000;
            let mean = (0..n).map(|_| law.draw(&mut random)).sum::<f64>() / f64::from(n);
            assert!((mean / law.mean() - 1.0).abs() < 0.02, "{law:?}: {mean}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for law in [
            Distribution::Fixed(-1.0),
            Distribution::Exponential(f64::NAN),
            Distribution::Uniform(3.0, 2.0),
            Distribution::LogNormal { mean: 1.0, cv: f64::INFINITY },
            Distribution::Empirical(vec![]),
        ] {
            assert!(law.check().is_err(), "{law:?}");
        }
    }
}
