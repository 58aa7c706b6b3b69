//! Times in a column: instants, or numbers in some unit.

use ebb_units::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::columns::{Header, wrong};
use super::error::TraceError;

/// Unit of the numbers in a column of times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
}

impl TimeUnit {
    fn secs(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Milliseconds => 1e-3,
            Self::Microseconds => 1e-6,
            Self::Nanoseconds => 1e-9,
        }
    }

    /// What the name of a column says, such as `offset_ms`.
    fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if ends(&["_ms", "_millis", "_milliseconds", "(ms)"]) {
            Some(Self::Milliseconds)
        } else if ends(&["_us", "_micros", "_microseconds", "(us)"]) {
            Some(Self::Microseconds)
        } else if ends(&["_ns", "_nanos", "_nanoseconds", "(ns)"]) {
            Some(Self::Nanoseconds)
        } else if ends(&["_s", "_sec", "_secs", "_seconds", "(s)"]) {
            Some(Self::Seconds)
        } else {
            None
        }
    }
}

/// How the times of a column are to be read, from its first one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Reading {
    /// Instants.
    Instants,
    /// Numbers.
    Numbers(TimeUnit),
}

/// Numbers above this are no seconds from the start of a recording, nor since 1970 of any time to come soon.
const SURELY_MILLISECONDS: f64 = 1e11;

impl Reading {
    /// What the first field says, with what is known of its column.
    pub(super) fn of(field: &str, column: &str, given: Option<TimeUnit>) -> Self {
        let Ok(number) = field.parse::<f64>() else { return Self::Instants };
        let guessed =
            if number > SURELY_MILLISECONDS { TimeUnit::Milliseconds } else { TimeUnit::Seconds };
        Self::Numbers(given.or_else(|| TimeUnit::of_name(column)).unwrap_or(guessed))
    }

    /// Nanoseconds since 1970, or from wherever the numbers count.
    pub(super) fn read(
        self,
        field: &str,
        header: &Header,
        column: usize,
        line: u64,
    ) -> Result<i128, TraceError> {
        match self {
            Self::Instants => instant(field).map(Timestamp::as_nanosecond).ok_or_else(|| {
                wrong(field, header, column, line, "an instant such as 2026-11-27T09:00:00.5Z")
            }),
            Self::Numbers(unit) => number(field, unit)
                .ok_or_else(|| wrong(field, header, column, line, "a number, as in the first row")),
        }
    }
}

/// Nearly three centuries: what lies beyond fits into no simulation.
const LATEST_NS: i128 = 9_000_000_000_000_000_000;

/// Whole numbers are kept exactly: nanoseconds since 1970 have more digits than a double.
fn number(field: &str, unit: TimeUnit) -> Option<i128> {
    if let Ok(whole) = field.parse::<i64>() {
        let factor = match unit {
            TimeUnit::Seconds => 1_000_000_000,
            TimeUnit::Milliseconds => 1_000_000,
            TimeUnit::Microseconds => 1_000,
            TimeUnit::Nanoseconds => 1,
        };
        let ns = i128::from(whole) * factor;
        return (ns.abs() < LATEST_NS).then_some(ns);
    }
    let number: f64 = field.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "below 2^63 by the filter")]
    (number.abs() < 9e18 && (number * unit.secs()).abs() < 9e9)
        .then(|| (number * unit.secs() * 1e9).round() as i128)
}

/// RFC 3339, or a date and a time without an offset, which is taken for UTC.
fn instant(field: &str) -> Option<Timestamp> {
    if let Ok(instant) = field.parse() {
        return Some(instant);
    }
    let civil: DateTime = field.parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_come_from_the_name_or_the_size() {
        let of = |field, column| Reading::of(field, column, None);
        assert_eq!(of("55", "offset_ms"), Reading::Numbers(TimeUnit::Milliseconds));
        assert_eq!(of("55", "timestamp"), Reading::Numbers(TimeUnit::Seconds));
        assert_eq!(of("1763300000000", "timestamp"), Reading::Numbers(TimeUnit::Milliseconds));
        assert_eq!(of("2023-11-16 18:17:03.9799600", "TIMESTAMP"), Reading::Instants);
        let given = Some(TimeUnit::Microseconds);
        assert_eq!(Reading::of("1", "t_s", given), Reading::Numbers(TimeUnit::Microseconds));
    }

    #[test]
    fn instants_with_and_without_an_offset() {
        let wanted: Timestamp = "2023-11-16T18:17:03.97996Z".parse().unwrap();
        for text in [
            "2023-11-16 18:17:03.9799600",
            "2023-11-16T18:17:03.97996Z",
            "2023-11-16T19:17:03.97996+01:00",
        ] {
            assert_eq!(instant(text), Some(wanted), "{text}");
        }
        assert_eq!(instant("yesterday"), None);
        assert_eq!(number("1.5", TimeUnit::Seconds), Some(1_500_000_000));
        assert_eq!(
            number("1763300000000000001", TimeUnit::Nanoseconds),
            Some(1_763_300_000_000_000_001)
        );
        assert_eq!(number("inf", TimeUnit::Seconds), None);
    }
}
