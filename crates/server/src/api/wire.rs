//! Small conversions between wire and domain values.

use ebb_aws_model::EpochSeconds;
use ebb_units::{Capacity, Timestamp};

use super::error::ApiError;

/// An instant as the wire wants it: seconds with milliseconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of any date on record are below 2^53")]
pub(crate) fn seconds(at: Timestamp) -> EpochSeconds {
    EpochSeconds(at.as_millisecond() as f64 / 1000.0)
}

/// An instant from the wire.
#[expect(clippy::cast_possible_truncation, reason = "a cast from f64 saturates; the range check follows")]
pub(crate) fn instant(seconds: EpochSeconds) -> Result<Timestamp, ApiError> {
    Timestamp::from_millisecond((seconds.0 * 1000.0).round() as i64)
        .map_err(|_| ApiError::Invalid(format!("{} is not a time", seconds.0)))
}

/// A capacity on the wire.
pub(crate) fn count(capacity: Capacity) -> i32 {
    i32::try_from(capacity.0).unwrap_or(i32::MAX)
}

/// A capacity from the wire; what is negative has failed validation before.
pub(crate) fn capacity(count: i32) -> Capacity {
    Capacity(u32::try_from(count).unwrap_or(0))
}

/// A positive number of seconds from the wire.
pub(crate) fn unsigned(number: Option<i32>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}
