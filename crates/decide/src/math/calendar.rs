//! Functions of the time of a period, in UTC.

use ebb_units::Timestamp;
use jiff::tz::TimeZone;

use super::function::Calendar;

/// A part of an instant.
///
/// Rule cw.math.calendar: in UTC, Monday is day 1, and every period has a value, whether or not the series has.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
pub(super) fn part(part: Calendar, at: Timestamp) -> f64 {
    let civil = TimeZone::UTC.to_datetime(at);
    match part {
        Calendar::Minute => f64::from(civil.minute()),
        Calendar::Hour => f64::from(civil.hour()),
        Calendar::Day => f64::from(civil.weekday().to_monday_one_offset()),
        Calendar::Date => f64::from(civil.day()),
        Calendar::Month => f64::from(civil.month()),
        Calendar::Year => f64::from(civil.year()),
        Calendar::Epoch => at.as_second() as f64,
    }
}
