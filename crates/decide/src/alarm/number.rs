//! Numbers and times as alarm reasons write them.

use ebb_units::Timestamp;

/// A double as Java prints it: at least one decimal, and `1.0E7` from ten million up and below a thousandth.
///
/// Rule cw.alarm.reason-numbers: as Java prints them.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>
pub fn java_double(number: f64) -> String {
    let size = number.abs();
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if size <= 0.0 || (1e-3..1e7).contains(&size) {
        // Debug prints the shortest digits that read back the same, with at least one decimal.
        format!("{number:?}")
    } else {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').expect("this format always has an exponent");
        let decimals = if digits.contains('.') { "" } else { ".0" };
        format!("{digits}{decimals}E{exponent}")
    }
}

/// `26/02/26 10:14:20`, in UTC.
pub(super) fn short_time(at: Timestamp) -> String {
    at.strftime("%d/%m/%y %H:%M:%S").to_string()
}

/// `2026-02-26T10:14:35.120+0000`.
pub(super) fn long_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Covers: cw.alarm.reason-numbers
    #[test]
    fn prints_as_java_does() {
        for (number, want) in [
            (21.0, "21.0"),
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (0.0666851903306472, "0.0666851903306472"),
            (-3.5, "-3.5"),
            (9_999_999.5, "9999999.5"),
            (1e7, "1.0E7"),
            (12_345_678.9, "1.23456789E7"),
            (0.001, "0.001"),
            (0.000_999, "9.99E-4"),
            (-1e-300, "-1.0E-300"),
            (f64::MAX, "1.7976931348623157E308"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(java_double(number), want);
        }
    }

    #[test]
    fn prints_times() {
        let at: Timestamp = "2026-02-06T01:04:05.12Z".parse().unwrap();
        assert_eq!(short_time(at), "06/02/26 01:04:05");
        assert_eq!(long_time(at), "2026-02-06T01:04:05.120+0000");
    }
}
