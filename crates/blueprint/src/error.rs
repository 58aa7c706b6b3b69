//! Why a source cannot be read.

use crate::Place;

/// A source that cannot be read, or does not say what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; expected {expected}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub problem: String,
    /// What should be there.
    pub expected: String,
}

impl ReadError {
    pub(crate) fn new(
        place: &Place,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self { place: place.clone(), problem: problem.into(), expected: expected.into() }
    }
}
