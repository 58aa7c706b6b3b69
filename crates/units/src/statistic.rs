//! Statistics over a period, and how a value is compared with a threshold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The part of the samples that a trimmed statistic looks at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Range {
    /// Between two percentiles, 0 to 100 each.
    Percent {
        /// Lower percentile, 0 when left out.
        from: f64,
        /// Upper percentile, 100 when left out.
        to: f64,
    },
    /// Between two values: `from < v <= to`.
    Value {
        /// Lower value, excluded; absent means no lower end.
        from: Option<f64>,
        /// Upper value, included; absent means no upper end.
        to: Option<f64>,
    },
}

/// A CloudWatch statistic.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Statistic {
    /// Number of samples.
    SampleCount,
    /// Sum divided by number.
    Average,
    /// Sum of the samples.
    Sum,
    /// Smallest sample.
    Minimum,
    /// Largest sample.
    Maximum,
    /// `pNN`: percentile, 0 to 100.
    Percentile(f64),
    /// `TM(a:b)`, `tmNN`, `IQM`: mean of the samples in the range.
    TrimmedMean(Range),
    /// `TC(a:b)`, `tcNN`: number of samples in the range.
    TrimmedCount(Range),
    /// `TS(a:b)`, `tsNN`: sum of the samples in the range.
    TrimmedSum(Range),
    /// `WM(a:b)`, `wmNN`: mean with the samples outside replaced by the bounds.
    WinsorizedMean(Range),
    /// `PR(a:b)`: share of the samples in the range, 0 to 100.
    PercentileRank(Range),
}

/// The text is no statistic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a statistic")]
pub struct ParseStatisticError(String);

impl Statistic {
    /// True for the five basic statistics, which need no distribution.
    pub fn is_basic(self) -> bool {
        matches!(
            self,
            Self::SampleCount | Self::Average | Self::Sum | Self::Minimum | Self::Maximum
        )
    }
}

impl FromStr for Statistic {
    type Err = ParseStatisticError;

    /// Accepts CloudWatch's spellings: `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM`.
    fn from_str(text: &str) -> Result<Self, ParseStatisticError> {
        parse(text).ok_or_else(|| ParseStatisticError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Statistic> {
    match text {
        "SampleCount" => return Some(Statistic::SampleCount),
        "Average" => return Some(Statistic::Average),
        "Sum" => return Some(Statistic::Sum),
        "Minimum" => return Some(Statistic::Minimum),
        "Maximum" => return Some(Statistic::Maximum),
        "IQM" => return Some(Statistic::TrimmedMean(Range::Percent { from: 25.0, to: 75.0 })),
        _ => {}
    }
    if let Some(inner) = text.strip_suffix(')') {
        let (name, range) = inner.split_once('(')?;
        let (from, to) = range.split_once(':')?;
        let range = parse_range(from, to)?;
        return match name {
            "TM" => Some(Statistic::TrimmedMean(range)),
            "TC" => Some(Statistic::TrimmedCount(range)),
            "TS" => Some(Statistic::TrimmedSum(range)),
            "WM" => Some(Statistic::WinsorizedMean(range)),
            "PR" if matches!(range, Range::Value { .. }) => Some(Statistic::PercentileRank(range)),
            _ => None,
        };
    }
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let to = percent(&text[digits..])?;
    let upto = Range::Percent { from: 0.0, to };
    match &text[..digits] {
        "p" => Some(Statistic::Percentile(to)),
        "tm" => Some(Statistic::TrimmedMean(upto)),
        "tc" => Some(Statistic::TrimmedCount(upto)),
        "ts" => Some(Statistic::TrimmedSum(upto)),
        "wm" => Some(Statistic::WinsorizedMean(upto)),
        _ => None,
    }
}

fn parse_range(from: &str, to: &str) -> Option<Range> {
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let bounds = [from, to];
    if bounds.iter().all(|bound| bound.is_empty() || bound.ends_with('%')) {
        let side = |bound: &str, open: f64| match bound.strip_suffix('%') {
            Some(number) => percent(number),
            None => Some(open),
        };
        let (from, to) = (side(from, 0.0)?, side(to, 100.0)?);
        return (from <= to).then_some(Range::Percent { from, to });
    }
    let side = |bound: &str| {
        if bound.is_empty() { Some(None) } else { number(bound).map(Some) }
    };
    Some(Range::Value { from: side(from)?, to: side(to)? })
}

/// 0 to 100 with at most ten decimals.
fn percent(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || decimals.len() > 10
        || !plain(whole)
        || !plain(decimals)
    {
        return None;
    }
    let value: f64 = text.trim_end_matches('.').parse().ok()?;
    (0.0..=100.0).contains(&value).then_some(value)
}

fn number(text: &str) -> Option<f64> {
    let legal = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(legal) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranged = |f: &mut fmt::Formatter<'_>, name: &str, range: &Range| match range {
            Range::Percent { from, to } => write!(f, "{name}({from}%:{to}%)"),
            Range::Value { from, to } => {
                write!(f, "{name}(")?;
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str(":")?;
                if let Some(to) = to {
                    write!(f, "{to}")?;
                }
                f.write_str(")")
            }
        };
        match self {
            Self::SampleCount => f.write_str("SampleCount"),
            Self::Average => f.write_str("Average"),
            Self::Sum => f.write_str("Sum"),
            Self::Minimum => f.write_str("Minimum"),
            Self::Maximum => f.write_str("Maximum"),
            Self::Percentile(p) => write!(f, "p{p}"),
            Self::TrimmedMean(range) => ranged(f, "TM", range),
            Self::TrimmedCount(range) => ranged(f, "TC", range),
            Self::TrimmedSum(range) => ranged(f, "TS", range),
            Self::WinsorizedMean(range) => ranged(f, "WM", range),
            Self::PercentileRank(range) => ranged(f, "PR", range),
        }
    }
}

impl TryFrom<String> for Statistic {
    type Error = ParseStatisticError;
    fn try_from(text: String) -> Result<Self, ParseStatisticError> {
        text.parse()
    }
}

impl From<Statistic> for String {
    fn from(statistic: Statistic) -> Self {
        statistic.to_string()
    }
}

/// How an alarm compares the value (left) with its threshold (right), or with the two of a band.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Comparison {
    /// `value >= threshold`
    GreaterThanOrEqualToThreshold,
    /// `value > threshold`
    GreaterThanThreshold,
    /// `value < threshold`
    LessThanThreshold,
    /// `value <= threshold`
    LessThanOrEqualToThreshold,
    /// `value < lower || value > upper`
    LessThanLowerOrGreaterThanUpperThreshold,
    /// `value < lower`
    LessThanLowerThreshold,
    /// `value > upper`
    GreaterThanUpperThreshold,
}

impl Comparison {
    /// All of them, in AWS's order.
    pub const ALL: [Self; 7] = [
        Self::GreaterThanOrEqualToThreshold,
        Self::GreaterThanThreshold,
        Self::LessThanThreshold,
        Self::LessThanOrEqualToThreshold,
        Self::LessThanLowerOrGreaterThanUpperThreshold,
        Self::LessThanLowerThreshold,
        Self::GreaterThanUpperThreshold,
    ];

    /// Whether `value` breaches `threshold`. A comparison with a band takes it for both ends.
    pub fn breaches(self, value: f64, threshold: f64) -> bool {
        self.breaches_band(value, threshold, threshold)
    }

    /// Whether `value` lies outside the band on a side that counts. The ends belong to the band; one of the other four
    /// compares with the end that it is directed at.
    pub fn breaches_band(self, value: f64, lower: f64, upper: f64) -> bool {
        match self {
            Self::GreaterThanOrEqualToThreshold => value >= upper,
            Self::GreaterThanThreshold | Self::GreaterThanUpperThreshold => value > upper,
            Self::LessThanThreshold | Self::LessThanLowerThreshold => value < lower,
            Self::LessThanOrEqualToThreshold => value <= lower,
            Self::LessThanLowerOrGreaterThanUpperThreshold => value < lower || value > upper,
        }
    }

    /// True for the three that compare with a band.
    pub fn is_band(self) -> bool {
        self.watches_lower() || self.watches_upper()
    }

    /// Whether what lies below a band breaches it.
    pub fn watches_lower(self) -> bool {
        matches!(
            self,
            Self::LessThanLowerOrGreaterThanUpperThreshold | Self::LessThanLowerThreshold
        )
    }

    /// Whether what lies above a band breaches it.
    pub fn watches_upper(self) -> bool {
        matches!(
            self,
            Self::LessThanLowerOrGreaterThanUpperThreshold | Self::GreaterThanUpperThreshold
        )
    }

    /// True for the two "greater" operators: such an alarm watches for too much.
    pub fn is_upward(self) -> bool {
        matches!(self, Self::GreaterThanOrEqualToThreshold | Self::GreaterThanThreshold)
    }

    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GreaterThanOrEqualToThreshold => "GreaterThanOrEqualToThreshold",
            Self::GreaterThanThreshold => "GreaterThanThreshold",
            Self::LessThanThreshold => "LessThanThreshold",
            Self::LessThanOrEqualToThreshold => "LessThanOrEqualToThreshold",
            Self::LessThanLowerOrGreaterThanUpperThreshold => {
                "LessThanLowerOrGreaterThanUpperThreshold"
            }
            Self::LessThanLowerThreshold => "LessThanLowerThreshold",
            Self::GreaterThanUpperThreshold => "GreaterThanUpperThreshold",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_form() {
        for (text, want) in [
            ("Sum", Statistic::Sum),
            ("p99", Statistic::Percentile(99.0)),
            ("p99.95", Statistic::Percentile(99.95)),
            ("p100", Statistic::Percentile(100.0)),
            ("tm90", Statistic::TrimmedMean(Range::Percent { from: 0.0, to: 90.0 })),
            ("TM(10%:90%)", Statistic::TrimmedMean(Range::Percent { from: 10.0, to: 90.0 })),
            ("TC(:0.5)", Statistic::TrimmedCount(Range::Value { from: None, to: Some(0.5) })),
            ("PR(100:)", Statistic::PercentileRank(Range::Value { from: Some(100.0), to: None })),
            ("IQM", Statistic::TrimmedMean(Range::Percent { from: 25.0, to: 75.0 })),
        ] {
            let got: Statistic = text.parse().unwrap();
            assert_eq!(got, want, "{text}");
            assert_eq!(got.to_string().parse::<Statistic>().unwrap(), want, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_none() {
        for bad in [
            "",
            "sum",
            "p",
            "p101",
            "pp9",
            "TM(:)",
            "PR(10%:20%)",
            "tm(10%:90%)",
            "TM(90%:10%)",
            "p1e1",
            "é9",
        ] {
            assert!(bad.parse::<Statistic>().is_err(), "{bad}");
        }
    }
}
