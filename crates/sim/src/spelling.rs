//! How laws and patterns are spelled on a command line.

use std::str::FromStr;

use crate::distribution::Distribution;
use crate::generate::Pattern;

/// A text that spells no law or pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is no {what}; expected {expected}")]
pub struct SpellingError {
    what: &'static str,
    found: String,
    expected: String,
}

const LAWS: &str = "a number, \"exponential:MEAN\", \"lognormal:MEAN,CV\" or \"uniform:FROM,TO\"";

/// `30`, `exponential:30`, `lognormal:30,0.5` (mean, deviation divided by mean) or `uniform:20,40`.
impl FromStr for Distribution {
    type Err = SpellingError;

    fn from_str(text: &str) -> Result<Self, SpellingError> {
        let wrong = |expected: &str| SpellingError {
            what: "law",
            found: text.to_owned(),
            expected: expected.to_owned(),
        };
        let (name, numbers) = text.split_once(':').unwrap_or(("fixed", text));
        let numbers: Result<Vec<f64>, _> =
            numbers.split(',').map(|number| number.trim().parse::<f64>()).collect();
        let numbers = numbers.map_err(|_| wrong(LAWS))?;
        let law = match (name, numbers.as_slice()) {
            ("fixed", [value]) => Self::Fixed(*value),
            ("exponential", [mean]) => Self::Exponential(*mean),
            ("lognormal", [mean, cv]) => Self::LogNormal { mean: *mean, cv: *cv },
            ("uniform", [from, to]) => Self::Uniform(*from, *to),
            _ => return Err(wrong(LAWS)),
        };
        law.check().map_err(|error| wrong(&format!("numbers that make sense: {error}")))?;
        Ok(law)
    }
}

/// A number of a pattern, and what it is when it is not given.
type Member = (&'static str, Option<f64>);

/// The patterns with the members of each; those with a default need not be given.
const PATTERNS: &[(&str, &[Member])] = &[
    ("constant", &[("rate", None)]),
    ("diurnal", &[("mean", None), ("swing", Some(0.8)), ("cycle", Some(86_400.0))]),
    ("bursty", &[("low", None), ("high", None), ("quiet", Some(600.0)), ("burst", Some(60.0))]),
    ("spike", &[("base", None), ("peak", None), ("at", Some(600.0)), ("lasts", Some(120.0))]),
    ("ramp", &[("from", None), ("to", None)]),
];

/// `constant:rate=5`, `diurnal:mean=5,swing=0.8,cycle=86400`, `bursty:low=1,high=20,quiet=600,burst=60`,
/// `spike:base=1,peak=30,at=600,lasts=120` or `ramp:from=0,to=20`: requests and seconds.
impl FromStr for Pattern {
    type Err = SpellingError;

    fn from_str(text: &str) -> Result<Self, SpellingError> {
        let (name, given) = text.split_once(':').unwrap_or((text, ""));
        let wrong = |expected: String| SpellingError {
            what: "pattern of traffic",
            found: text.to_owned(),
            expected,
        };
        let Some((_, members)) = PATTERNS.iter().find(|(known, _)| *known == name) else {
            let names: Vec<&str> = PATTERNS.iter().map(|(known, _)| *known).collect();
            return Err(wrong(format!("one of {}", names.join(", "))));
        };
        let shape = || {
            let shown: Vec<String> = members
                .iter()
                .map(|(member, default)| match default {
                    Some(default) => format!("{member}={default}"),
                    None => format!("{member}=…"),
                })
                .collect();
            format!("{name}:{}", shown.join(","))
        };
        let mut values: Vec<Option<f64>> = members.iter().map(|(_, default)| *default).collect();
        for part in given.split(',').filter(|part| !part.is_empty()) {
            let (member, value) = part.split_once('=').ok_or_else(|| wrong(shape()))?;
            let place = members.iter().position(|(known, _)| *known == member.trim());
            let place = place.ok_or_else(|| wrong(shape()))?;
            values[place] = Some(value.trim().parse().map_err(|_| wrong(shape()))?);
        }
        let values: Option<Vec<f64>> = values.into_iter().collect();
        let values = values.ok_or_else(|| wrong(shape()))?;
        Ok(match (name, values.as_slice()) {
            ("constant", [rate]) => Self::Constant { rate: *rate },
            ("diurnal", [mean, swing, cycle]) => {
                Self::Diurnal { mean: *mean, swing: *swing, cycle_secs: *cycle }
            }
            ("bursty", [low, high, quiet, burst]) => {
                Self::Bursty { low: *low, high: *high, quiet_secs: *quiet, burst_secs: *burst }
            }
            ("spike", [base, peak, at, lasts]) => {
                Self::Spike { base: *base, peak: *peak, at_secs: *at, lasts_secs: *lasts }
            }
            ("ramp", [from, to]) => Self::Ramp { from: *from, to: *to },
            _ => return Err(wrong(shape())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laws_and_patterns_are_read() {
        assert_eq!("30".parse(), Ok(Distribution::Fixed(30.0)));
        assert_eq!("exponential:2".parse(), Ok(Distribution::Exponential(2.0)));
        assert_eq!("lognormal:3, 0.5".parse(), Ok(Distribution::LogNormal { mean: 3.0, cv: 0.5 }));
        assert_eq!("uniform:1,2".parse(), Ok(Distribution::Uniform(1.0, 2.0)));
        assert_eq!("constant:rate=5".parse(), Ok(Pattern::Constant { rate: 5.0 }));
        let spike = Pattern::Spike { base: 1.0, peak: 9.0, at_secs: 600.0, lasts_secs: 30.0 };
        assert_eq!("spike:peak=9,base=1,lasts=30".parse(), Ok(spike));
    }

    #[test]
    fn wrong_ones_say_what_is_expected() {
        for text in ["", "soon", "exponential:", "lognormal:3", "uniform:3,2", "fixed:-1"] {
            let error = text.parse::<Distribution>().unwrap_err().to_string();
            assert!(error.contains("is no law; expected"), "{error}");
        }
        for (text, wanted) in [
            ("flat", "one of constant, diurnal, bursty, spike, ramp"),
            ("ramp:from=1", "ramp:from=…,to=…"),
            ("spike:base=1,peak=x", "spike:base=…,peak=…,at=600,lasts=120"),
            ("constant:speed=1", "constant:rate=…"),
        ] {
            let error = text.parse::<Pattern>().unwrap_err().to_string();
            assert!(error.ends_with(wanted), "{error}");
        }
    }
}
