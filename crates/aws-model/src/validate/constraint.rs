//! The constraints of a shape, whether a value breaks them, and how messages spell them.

use std::fmt;

use serde_json::Value;

use crate::{Kind, Length, Pattern, Range, Shape};

/// One constraint of a shape.
#[derive(Debug, Clone, Copy)]
pub(super) enum Constraint {
    LengthAtMost(u64),
    LengthAtLeast(u64),
    ValueAtMost(f64),
    ValueAtLeast(f64),
    OneOf(&'static [&'static str]),
    Matches(&'static Pattern),
}

/// The constraints of a scalar shape in the order in which AWS prints them.
pub(super) fn constraints_of(shape: &'static Shape) -> Vec<Constraint> {
    match &shape.kind {
        Kind::String(text) => {
            let mut all = length_constraints(text.length);
            if !text.values.is_empty() {
                all.push(Constraint::OneOf(text.values));
            }
            all.extend(text.pattern.map(Constraint::Matches));
            all
        }
        Kind::Integer(range) | Kind::Long(range) | Kind::Float(range) | Kind::Double(range) => {
            range_constraints(*range)
        }
        Kind::Structure(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Boolean
        | Kind::Timestamp
        | Kind::Blob(_) => Vec::new(),
    }
}

pub(super) fn length_constraints(length: Length) -> Vec<Constraint> {
    let max = length.max.map(Constraint::LengthAtMost);
    max.into_iter().chain(length.min.map(Constraint::LengthAtLeast)).collect()
}

fn range_constraints(range: Range) -> Vec<Constraint> {
    let max = range.max.map(Constraint::ValueAtMost);
    max.into_iter().chain(range.min.map(Constraint::ValueAtLeast)).collect()
}

/// Whether a value of the right type breaks the constraint.
pub(super) fn is_broken(constraint: &Constraint, value: &Value) -> bool {
    match (constraint, value) {
        (Constraint::OneOf(values), Value::String(text)) => !values.contains(&text.as_str()),
        (Constraint::Matches(pattern), Value::String(text)) => !pattern.matches(text),
        (_, Value::String(text)) if !constraint.is_about_values() => {
            constraint.is_broken_by_length(text.chars().count())
        }
        _ => crate::double_of(value).is_some_and(|number| constraint.is_broken_by_value(number)),
    }
}

impl Constraint {
    pub(super) fn is_broken_by_length(&self, length: usize) -> bool {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        match self {
            Self::LengthAtMost(max) => length > *max,
            Self::LengthAtLeast(min) => length < *min,
            Self::ValueAtMost(_) | Self::ValueAtLeast(_) | Self::OneOf(_) | Self::Matches(_) => {
                false
            }
        }
    }

    fn is_broken_by_value(&self, number: f64) -> bool {
        match self {
            // NaN is outside of every range.
            Self::ValueAtMost(max) => number.is_nan() || number > *max,
            Self::ValueAtLeast(min) => number.is_nan() || number < *min,
            Self::LengthAtMost(_) | Self::LengthAtLeast(_) | Self::OneOf(_) | Self::Matches(_) => {
                false
            }
        }
    }

    fn is_about_values(&self) -> bool {
        matches!(self, Self::ValueAtMost(_) | Self::ValueAtLeast(_))
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Member must ")?;
        match self {
            Self::LengthAtMost(max) => write!(f, "have length less than or equal to {max}"),
            Self::LengthAtLeast(min) => write!(f, "have length greater than or equal to {min}"),
            Self::ValueAtMost(max) => write!(f, "have value less than or equal to {max}"),
            Self::ValueAtLeast(min) => write!(f, "have value greater than or equal to {min}"),
            Self::OneOf(values) => write!(f, "satisfy enum value set: [{}]", values.join(", ")),
            Self::Matches(pattern) => {
                write!(f, "satisfy regular expression pattern: {}", pattern.as_str())
            }
        }
    }
}
