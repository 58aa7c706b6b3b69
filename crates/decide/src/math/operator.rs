//! Operators between numbers, series and arrays.

use super::series::{Series, Value, finite};

/// An operator with two sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is what it is named after")]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Or => "OR",
            Self::And => "AND",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }

    pub(super) fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "OR" | "||" => Self::Or,
            "AND" | "&&" => Self::And,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "^" => Self::Power,
            _ => return None,
        })
    }

    /// How strongly it binds to its left and its right side.
    ///
    /// Rule cw.math.precedence: OR, AND, comparisons, sums, products, powers, in this order; powers from the right.
    /// The operators are documented, their order is a choice that follows the usual one.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
    pub(super) fn binding(self) -> (u8, u8) {
        match self {
            Self::Or => (1, 2),
            Self::And => (3, 4),
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => (5, 6),
            Self::Add | Self::Subtract => (7, 8),
            Self::Multiply | Self::Divide => (9, 10),
            Self::Power => (12, 11),
        }
    }

    /// Of two numbers; `None` for what has no value, such as a division by zero.
    #[expect(clippy::float_cmp, reason = "equality is what users ask for")]
    fn apply(self, left: f64, right: f64) -> Option<f64> {
        let flag = |holds: bool| f64::from(u8::from(holds));
        finite(match self {
            Self::Or => flag(left != 0.0 || right != 0.0),
            Self::And => flag(left != 0.0 && right != 0.0),
            Self::Equal => flag(left == right),
            Self::NotEqual => flag(left != right),
            Self::Less => flag(left < right),
            Self::LessOrEqual => flag(left <= right),
            Self::Greater => flag(left > right),
            Self::GreaterOrEqual => flag(left >= right),
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Power => left.powf(right),
        })
    }

    /// Of two values. Two arrays have no meaning together; `kind.rs` refuses them before.
    ///
    /// Rule cw.math.missing: between two series a missing side counts as zero where the other has a value; with a
    /// number a missing point stays missing.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
    pub(super) fn combine(self, left: Value, right: Value) -> Value {
        match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => {
                Value::Scalar(left.zip(right).and_then(|(left, right)| self.apply(left, right)))
            }
            (Value::Series(left), Value::Series(right)) => Value::Series(self.series(left, &right)),
            (Value::Series(left), Value::Scalar(right)) => {
                Value::Series(left.map(|point| self.apply(point, right?)))
            }
            (Value::Scalar(left), Value::Series(right)) => {
                Value::Series(right.map(|point| self.apply(left?, point)))
            }
            (Value::Array(members), right) => Value::Array(
                members
                    .into_iter()
                    .flat_map(|one| self.combine(Value::Series(one), right.clone()).members())
                    .collect(),
            ),
            (left, Value::Array(members)) => Value::Array(
                members
                    .into_iter()
                    .flat_map(|one| {
                        let label = one.label.clone();
                        let combined = self.combine(left.clone(), Value::Series(one)).members();
                        combined
                            .into_iter()
                            .map(move |series| Series { label: label.clone(), ..series })
                    })
                    .collect(),
            ),
        }
    }

    fn series(self, mut left: Series, right: &Series) -> Series {
        for (left, right) in left.values.iter_mut().zip(&right.values) {
            *left = match (*left, *right) {
                (None, None) => None,
                (left, right) => self.apply(left.unwrap_or(0.0), right.unwrap_or(0.0)),
            };
        }
        left
    }
}
