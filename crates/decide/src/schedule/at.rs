//! `at(2027-01-31T17:00:00)`: one wall time.
//!
//! AWS passes on what its date library says about a text that is none, so the refusals here have the form of that
//! library's: the text, and where it stops making sense.

use jiff::civil::{Date, DateTime, Time};

/// Reads year to second; the seconds may be missing, and every field but the year may have one digit.
///
/// Rule aas.schedule.at: no zone behind it, no date alone.
/// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
pub(super) fn parse_at(text: &str) -> Result<DateTime, String> {
    let mut reader = Reader { text, at: 0 };
    let year = reader.number(4)?;
    reader.mark(b'-')?;
    let month = reader.number(2)?;
    reader.mark(b'-')?;
    let day = reader.number(2)?;
    reader.mark(b'T')?;
    let hour = reader.number(2)?;
    reader.mark(b':')?;
    let minute = reader.number(2)?;
    let mut second = 0;
    if reader.at < text.len() {
        reader.mark(b':')?;
        second = reader.number(2)?;
    }
    if reader.at < text.len() {
        return Err(reader.wrong());
    }
    let month_of_year = reader.within(month, 1, 12, "monthOfYear")?;
    let first = Date::new(year, month_of_year, 1).map_err(|_| reader.wrong())?;
    let day = reader.within(day, 1, first.days_in_month(), "dayOfMonth")?;
    let hour = reader.within(hour, 0, 23, "hourOfDay")?;
    let minute = reader.within(minute, 0, 59, "minuteOfHour")?;
    let second = reader.within(second, 0, 59, "secondOfMinute")?;
    let date = Date::new(year, month_of_year, day).map_err(|_| reader.wrong())?;
    let time = Time::new(hour, minute, second, 0).map_err(|_| reader.wrong())?;
    Ok(date.to_datetime(time))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// One to `most` digits.
    fn number(&mut self, most: usize) -> Result<i16, String> {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.text[self.at..self.at + digits].parse().map_err(|_| self.wrong())?;
        self.at += digits;
        Ok(number)
    }

    fn mark(&mut self, mark: u8) -> Result<(), String> {
        if self.text.as_bytes().get(self.at) != Some(&mark) {
            return Err(self.wrong());
        }
        self.at += 1;
        Ok(())
    }

    /// What is wrong at the place that was reached. Only ASCII lies before it, so it is a character boundary.
    fn wrong(&self) -> String {
        let text = self.text;
        match self.at {
            0 => format!("Invalid format: \"{text}\""),
            at if at >= text.len() => format!("Invalid format: \"{text}\" is too short"),
            at => format!("Invalid format: \"{text}\" is malformed at \"{}\"", &text[at..]),
        }
    }

    fn within(&self, value: i16, from: i8, to: i8, field: &str) -> Result<i8, String> {
        i8::try_from(value).ok().filter(|value| (from..=to).contains(value)).ok_or_else(|| {
            format!(
                "Cannot parse \"{}\": Value {value} for {field} must be in the range [{from},{to}]",
                self.text
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_times() {
        for (text, want) in [
            ("2021-01-31T17:00:00", "2021-01-31T17:00:00"),
            ("2020-12-08T9:36:00", "2020-12-08T09:36:00"),
            ("2035-01-01T00:00", "2035-01-01T00:00:00"),
            ("2024-2-29T1:2:3", "2024-02-29T01:02:03"),
        ] {
            assert_eq!(parse_at(text).unwrap().to_string(), want);
        }
    }

    #[test]
    fn refusals_say_where() {
        for (text, want) in [
            (
                "2035-01-01T00:00:00Z",
                "Invalid format: \"2035-01-01T00:00:00Z\" is malformed at \"Z\"",
            ),
            ("2035-01-01", "Invalid format: \"2035-01-01\" is too short"),
            ("2035-01-01T00:00:", "Invalid format: \"2035-01-01T00:00:\" is too short"),
            ("tomorrow", "Invalid format: \"tomorrow\""),
            ("", "Invalid format: \"\""),
            ("2035-é", "Invalid format: \"2035-é\" is malformed at \"é\""),
            (
                "2035-13-01T00:00:00",
                "Cannot parse \"2035-13-01T00:00:00\": Value 13 for monthOfYear must be in the range [1,12]",
            ),
            (
                "2035-02-29T00:00:00",
                "Cannot parse \"2035-02-29T00:00:00\": Value 29 for dayOfMonth must be in the range [1,28]",
            ),
            (
                "2035-01-01T24:00:00",
                "Cannot parse \"2035-01-01T24:00:00\": Value 24 for hourOfDay must be in the range [0,23]",
            ),
        ] {
            assert_eq!(parse_at(text).unwrap_err(), want);
        }
    }
}
