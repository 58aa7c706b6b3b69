//! Small conversions between wire and domain values.

use ebb_aws_model::EpochSeconds;
use ebb_units::{Capacity, Timestamp};

use crate::RequestError;

/// Instances or copies that anything may ask for at most. One machine runs far fewer; the bound keeps a slip of the
/// keyboard from becoming a billion of something.
pub const MOST_CAPACITY: i32 = 10_000;

/// An instant as the wire wants it: seconds with milliseconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any date on record are below 2^53")]
pub fn seconds(at: Timestamp) -> EpochSeconds {
    EpochSeconds(at.as_millisecond() as f64 / 1000.0)
}

/// An instant from the wire.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from f64 saturates; the range check follows"
)]
pub fn instant(seconds: EpochSeconds) -> Result<Timestamp, RequestError> {
    Timestamp::from_millisecond((seconds.0 * 1000.0).round() as i64)
        .map_err(|_| RequestError::Invalid(format!("{} is not a time", seconds.0)))
}

/// A capacity on the wire.
pub fn count(capacity: Capacity) -> i32 {
    i32::try_from(capacity.0).unwrap_or(i32::MAX)
}

/// A capacity from the wire; what is negative has failed validation before.
///
/// # Errors
/// [`RequestError::Limit`] for more than a server can have.
pub fn capacity(count: i32) -> Result<Capacity, RequestError> {
    check_capacity(count)?;
    Ok(Capacity(u32::try_from(count).unwrap_or(0)))
}

/// Refuses a capacity that no server can have.
///
/// # Errors
/// [`RequestError::Limit`].
pub fn check_capacity(count: i32) -> Result<(), RequestError> {
    if count > MOST_CAPACITY {
        return Err(RequestError::Limit(format!(
            "The limit is {MOST_CAPACITY} instances or copies, and the request asks for {count}."
        )));
    }
    Ok(())
}

/// A number that is one.
///
/// # Errors
/// [`RequestError::Invalid`] for NaN and the infinities, which the model lets through.
pub fn finite(number: f64, member: &str) -> Result<f64, RequestError> {
    if !number.is_finite() {
        return Err(RequestError::Invalid(format!("{member} must be a finite number.")));
    }
    Ok(number)
}

/// A positive number of seconds from the wire.
pub fn unsigned(number: Option<i32>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}
