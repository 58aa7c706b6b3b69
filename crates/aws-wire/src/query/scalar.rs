//! Single values of a form.

use ebb_aws_model::{Double, Kind, Shape};
use serde_json::Value;

use super::malformed;
use crate::{AwsError, time};

/// Reads a text as a value of a scalar shape.
pub(super) fn parse(shape: &Shape, text: &str, path: &str) -> Result<Value, AwsError> {
    match &shape.kind {
        Kind::String(_) | Kind::Blob(_) => Ok(Value::from(text)),
        Kind::Integer(_) | Kind::Long(_) => match text.parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => Err(malformed(path, "is an integer")),
        },
        // Rust reads "nan" and "inf" as well, which come out as "NaN" and "Infinity".
        Kind::Float(_) | Kind::Double(_) => match text.parse::<f64>() {
            Ok(number) => Ok(Double(number).into()),
            Err(_) => Err(malformed(path, "is a number")),
        },
        Kind::Boolean if text.eq_ignore_ascii_case("true") => Ok(true.into()),
        Kind::Boolean if text.eq_ignore_ascii_case("false") => Ok(false.into()),
        Kind::Boolean => Err(malformed(path, "is \"true\" or \"false\"")),
        Kind::Timestamp => match time::parse(text) {
            Some(seconds) => Ok(Double(seconds).into()),
            None => Err(malformed(path, "is a time in ISO 8601, such as 2026-11-20T10:00:00Z")),
        },
        Kind::Structure(_) | Kind::List(_) | Kind::Map(_) => Err(malformed(path, "has members")),
    }
}
