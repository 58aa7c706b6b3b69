//! Values of expressions.

use std::sync::Arc;

use ebb_units::Timestamp;

use crate::metric::second::at_second;

/// The time base that all series of an expression share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Base {
    /// Start of the first period, in seconds since 1970.
    pub first_secs: i64,
    /// Length of a period.
    pub period_secs: u32,
    /// Number of periods.
    pub periods: usize,
}

/// One value for each period; `None` where there is none.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    /// Oldest first.
    pub values: Vec<Option<f64>>,
    /// What a member of an array is called.
    pub label: Option<Arc<str>>,
}

/// What an expression results in.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    /// `None` is no number, such as the smallest of no points.
    Scalar(Option<f64>),
    Series(Series),
    Array(Vec<Series>),
}

/// Infinities and what is no number are no values.
pub(super) fn finite(number: f64) -> Option<f64> {
    // Without the sign of a negative zero.
    number.is_finite().then_some(number + 0.0)
}

impl Base {
    /// When a period starts.
    pub fn at(&self, index: usize) -> Timestamp {
        at_second(self.second(index))
    }

    /// When a period starts, in seconds since 1970.
    pub(super) fn second(&self, index: usize) -> i64 {
        let steps = i64::try_from(index).unwrap_or(i64::MAX);
        self.first_secs.saturating_add(steps.saturating_mul(i64::from(self.period_secs)))
    }
}

impl Series {
    pub(super) fn of(values: Vec<Option<f64>>) -> Self {
        Self { values, label: None }
    }

    pub(super) fn constant(value: Option<f64>, base: &Base) -> Self {
        Self::of(vec![value; base.periods])
    }

    /// Each point that exists, as `change` makes it.
    pub(super) fn map(mut self, change: impl Fn(f64) -> Option<f64>) -> Self {
        for value in &mut self.values {
            *value = value.and_then(&change);
        }
        self
    }

    /// The points that exist.
    pub(super) fn points(&self) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().filter_map(|value| *value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.points().next().is_none()
    }
}

impl Value {
    /// All series in it; a number is none.
    pub(super) fn members(self) -> Vec<Series> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::Series(series) => vec![series],
            Self::Array(members) => members,
        }
    }
}
