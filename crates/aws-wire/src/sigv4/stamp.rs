//! Instants as signatures carry them: `20150830T123600Z`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// An instant with its text of sixteen characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) at: Timestamp,
    text: [u8; 16],
}

impl Stamp {
    /// `None` for what is not exactly `YYYYMMDDTHHMMSSZ`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 16] = text.as_bytes().try_into().ok()?;
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_i16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
            })
        };
        let two = |from: usize| number(from..from + 2).and_then(|number| i8::try_from(number).ok());
        if (bytes[8], bytes[15]) != (b'T', b'Z') {
            return None;
        }
        let date = DateTime::new(number(0..4)?, two(4)?, two(6)?, two(9)?, two(11)?, two(13)?, 0);
        let at = date.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Self { at, text: bytes })
    }

    /// The value of a `Date` header, in the form of HTTP.
    pub(super) fn from_http_date(text: &str) -> Option<Self> {
        let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        Self::parse(&basic(at))
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// `YYYYMMDD`.
    pub(super) fn date(&self) -> &str {
        self.text().get(..8).unwrap_or_default()
    }
}

/// An instant in ISO 8601's basic format.
pub(super) fn basic(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basic_format_is_the_only_one() {
        let stamp = Stamp::parse("20150830T123600Z").unwrap();
        assert_eq!((stamp.text(), stamp.date()), ("20150830T123600Z", "20150830"));
        assert_eq!(basic(stamp.at), "20150830T123600Z");
        assert_eq!(Stamp::from_http_date("Sun, 30 Aug 2015 12:36:00 GMT"), Some(stamp));
        for bad in [
            "",
            "20150830",
            "20150830T1236Z",
            "2015-08-30T12:36:00Z",
            "20150830t123600Z",
            "20151330T123600Z",
            "20150830T250000Z",
            "2015083+T123600Z",
            "20150830T123600z",
        ] {
            assert_eq!(Stamp::parse(bad), None, "{bad}");
        }
        assert_eq!(Stamp::from_http_date("yesterday"), None);
    }
}
