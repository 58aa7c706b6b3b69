//! One field of a cron expression.
//!
//! Rule aas.schedule.cron-wildcards:
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html>

use std::collections::BTreeSet;

use crate::schedule::error::CronError;

/// Which values a field has.
pub(super) struct Field {
    name: &'static str,
    from: i16,
    to: i16,
    /// Names of the first values.
    names: &'static [&'static str],
    /// Whether a range may run over its end, as `FRI-MON` does. AWS documents no rule; Quartz, whose syntax this is, lets
    /// it, except for years.
    wraps: bool,
}

const MONTH_NAMES: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAY_NAMES: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

pub(super) const SECONDS: Field = Field::new("seconds", 0, 59, &[]);
pub(super) const MINUTES: Field = Field::new("minutes", 0, 59, &[]);
pub(super) const HOURS: Field = Field::new("hours", 0, 23, &[]);
pub(super) const MONTH_DAYS: Field = Field::new("day-of-month", 1, 31, &[]);
pub(super) const MONTHS: Field = Field::new("month", 1, 12, &MONTH_NAMES);
/// Numbered from 1 for Sunday, as in Quartz. A sample of the user guide calls 2 a Tuesday; names are safer.
const WEEK_DAYS: Field = Field::new("day-of-week", 1, 7, &DAY_NAMES);
pub(super) const UNIX_WEEK_DAYS: Field = Field::new("day-of-week", 0, 7, &DAY_NAMES);
pub(super) const YEARS: Field = Field { wraps: false, ..Field::new("year", 1970, 2199, &[]) };

/// What a day-of-month field says.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum MonthDay {
    /// On these days, where the month has them.
    Days(Vec<i8>),
    /// `L`
    Last,
    /// `LW`
    LastWeekday,
    /// `15W`: the working day nearest to the 15th.
    NearestWeekday(i8),
}

/// What a day-of-week field says. Sunday is 0.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum WeekDay {
    /// On these days.
    Days(Vec<i8>),
    /// `6L`: the last Friday.
    Last(i8),
    /// `6#3`: the third Friday.
    Nth(i8, i8),
}

impl Field {
    const fn new(name: &'static str, from: i16, to: i16, names: &'static [&'static str]) -> Self {
        Self { name, from, to, names, wraps: true }
    }

    /// The values that a list stands for: `*`, single values, ranges, steps.
    pub(super) fn values(&self, text: &str) -> Result<BTreeSet<i16>, CronError> {
        let mut values = BTreeSet::new();
        for part in text.split(',') {
            let added = self.part(part).ok_or_else(|| self.wrong(text))?;
            values.extend(added);
        }
        Ok(values)
    }

    fn part(&self, text: &str) -> Option<Vec<i16>> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(number(step)?)),
            None => (text, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.from, self.to),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            None => {
                let from = self.value(range)?;
                // `5/15` goes on to the end of the field, `5` is only itself.
                (from, if step.is_some() { self.to } else { from })
            }
        };
        let step = step.unwrap_or(1);
        if step < 1 || step > self.to {
            return None;
        }
        let width = self.to - self.from + 1;
        if from > to && !self.wraps {
            return None;
        }
        let end = if from > to { to + width } else { to };
        let steps = (from..=end).step_by(usize::try_from(step).ok()?);
        Some(steps.map(|value| if value > self.to { value - width } else { value }).collect())
    }

    fn value(&self, text: &str) -> Option<i16> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(at) => self.from + i16::try_from(at).ok()?,
            None => number(text)?,
        };
        (self.from <= value && value <= self.to).then_some(value)
    }

    fn wrong(&self, text: &str) -> CronError {
        CronError::Field { field: self.name, text: text.to_owned() }
    }
}

impl MonthDay {
    pub(super) fn parse(text: &str) -> Result<Self, CronError> {
        let upper = text.to_ascii_uppercase();
        match upper.as_str() {
            "L" => return Ok(Self::Last),
            "LW" => return Ok(Self::LastWeekday),
            _ => {}
        }
        if let Some(day) = upper.strip_suffix('W') {
            let day = MONTH_DAYS.value(day).and_then(|day| i8::try_from(day).ok());
            return day.map(Self::NearestWeekday).ok_or_else(|| MONTH_DAYS.wrong(text));
        }
        MONTH_DAYS.small(text).map(Self::Days)
    }
}

impl WeekDay {
    pub(super) fn parse(text: &str) -> Result<Self, CronError> {
        let upper = text.to_ascii_uppercase();
        let day = |text: &str| WEEK_DAYS.value(text).and_then(|day| i8::try_from(day - 1).ok());
        if upper == "L" {
            return Ok(Self::Days(vec![6]));
        }
        let special = match upper.split_once('#') {
            Some((of, nth)) => day(of)
                .zip(number(nth).and_then(|nth| i8::try_from(nth).ok()))
                .filter(|(_, nth)| (1..=5).contains(nth))
                .map(|(of, nth)| Self::Nth(of, nth)),
            None => match upper.strip_suffix('L') {
                Some(of) => day(of).map(Self::Last),
                None => {
                    let days = WEEK_DAYS.small(text)?;
                    Some(Self::Days(days.into_iter().map(|day| day - 1).collect()))
                }
            },
        };
        special.ok_or_else(|| WEEK_DAYS.wrong(text))
    }
}

/// A plain number: digits and nothing else.
fn number(text: &str) -> Option<i16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
