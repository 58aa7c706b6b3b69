//! What is wrong with an expression, and where.

/// A mistake in an expression. Columns count characters from one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum MathError {
    #[error("Invalid syntax at column {column}: {what}")]
    Syntax { column: usize, what: String },
    // Rule cw.math.unknown-function: AWS's words name the function and no place.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    #[error("Function '{name}' not found")]
    NoFunction { column: usize, name: String },
    #[error("ID '{id}' not found (column {column})")]
    NoId { column: usize, id: String },
    #[error("{what} (column {column})")]
    Kind { column: usize, what: String },
    #[error("The expression must result in a time series, not in a single number")]
    ScalarResult,
    #[error("The expression refers to itself")]
    Cycle,
    #[error("All metrics of an expression must have the same period")]
    MixedPeriods,
    #[error("Function '{name}' is not built in Ebbtide yet")]
    NotBuilt { name: &'static str },
    #[error(
        "The expression has to look at too many datapoints; ask for a shorter time or a longer period"
    )]
    TooLarge,
}

impl MathError {
    /// The column that it is about, counted from one.
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Syntax { column, .. }
            | Self::NoFunction { column, .. }
            | Self::NoId { column, .. }
            | Self::Kind { column, .. } => Some(*column),
            Self::ScalarResult
            | Self::Cycle
            | Self::MixedPeriods
            | Self::NotBuilt { .. }
            | Self::TooLarge => None,
        }
    }
}
