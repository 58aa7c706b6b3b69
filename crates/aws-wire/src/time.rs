//! Times as text, in Query requests and XML answers.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Seconds since the epoch of an ISO 8601 time. Without an offset it is UTC; a plain number is taken
/// for the seconds themselves.
pub(crate) fn parse(text: &str) -> Option<f64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_duration().as_secs_f64());
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return Some(seconds).filter(|seconds| seconds.is_finite());
    }
    let local: DateTime = text.parse().ok()?;
    let instant = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(instant.as_duration().as_secs_f64())
}

/// `2026-11-20T10:00:00Z`, with milliseconds when there are any. A time that no calendar has becomes the
/// nearest that it has.
pub(crate) fn print(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and the calendar ends earlier"
    )]
    let milliseconds = (seconds * 1000.0).round() as i64;
    let instant = Timestamp::from_millisecond(milliseconds).unwrap_or(if seconds < 0.0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    });
    if milliseconds % 1000 == 0 { format!("{instant:.0}") } else { format!("{instant:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_their_spellings() {
        for (text, seconds) in [
            ("2026-11-20T10:00:00Z", 1_795_168_800.0),
            ("2026-11-20T10:00:00.250Z", 1_795_168_800.25),
            ("2026-11-20T11:00:00+01:00", 1_795_168_800.0),
            ("2026-11-20T10:00:00", 1_795_168_800.0),
            ("2026-11-20 10:00:00", 1_795_168_800.0),
            ("1795168800", 1_795_168_800.0),
            ("1970-01-01T00:00:00Z", 0.0),
        ] {
            assert_eq!(parse(text), Some(seconds), "{text}");
        }
        for text in ["", "yesterday", "NaN", "inf", "2026-13-01T00:00:00Z", "99999-01-01T00:00:00Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_printed_with_milliseconds_only_when_there_are_any() {
        assert_eq!(print(1_795_168_800.0), "2026-11-20T10:00:00Z");
        assert_eq!(print(1_795_168_800.25), "2026-11-20T10:00:00.250Z");
        assert_eq!(print(0.0004), "1970-01-01T00:00:00Z");
        assert_eq!(print(-1.0), "1969-12-31T23:59:59Z");
        assert!(print(f64::INFINITY).starts_with("9999-12-30"));
        assert!(print(-1e300).starts_with("-009999"));
        assert_eq!(print(f64::NAN), "1970-01-01T00:00:00Z");
    }
}
