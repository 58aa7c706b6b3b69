//! `cron(0 18 ? * MON-FRI *)`: whenever the clock shows this.

mod days;
mod field;

use ebb_units::Timestamp;
use jiff::civil::Date;

use super::error::CronError;
use super::zone::Zone;
use days::Days;
use field::{Field, MonthDay, WeekDay};

/// Which fields an expression has, and how its two day fields go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CronDialect {
    /// Application Auto Scaling: minutes, hours, day of month, month, day of week, year. The year may be missing, seconds
    /// may stand before. One of the two day fields is `?`. Sunday is 1.
    Quartz,
    /// The five fields of cron itself, which CloudWatch's mute rules have. Both day fields may say something, and then
    /// either is enough. Sunday is 0 or 7.
    Unix,
}

/// A checked cron expression. Its lists are ascending.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Cron {
    second: i8,
    minutes: Vec<i8>,
    hours: Vec<i8>,
    days: Days,
    months: Vec<i8>,
    years: Vec<i16>,
}

impl Cron {
    /// Reads the fields. `Ok(None)` when two runs would be less than a minute apart.
    pub(super) fn parse(text: &str, dialect: CronDialect) -> Result<Option<Self>, CronError> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        // Rule aas.schedule.cron-fields: five to seven; with five there is no year, with seven the first is seconds.
        // https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
        let (seconds, [minutes, hours, month_day, month, week_day], year) =
            match (dialect, fields.as_slice()) {
                (_, &[a, b, c, d, e]) => ("0", [a, b, c, d, e], "*"),
                (CronDialect::Quartz, &[a, b, c, d, e, year]) => ("0", [a, b, c, d, e], year),
                (CronDialect::Quartz, &[seconds, a, b, c, d, e, year]) => {
                    (seconds, [a, b, c, d, e], year)
                }
                (CronDialect::Quartz, other) => {
                    return Err(CronError::FieldCount(other.len(), "5, 6 or 7"));
                }
                (CronDialect::Unix, other) => return Err(CronError::FieldCount(other.len(), "5")),
            };
        let seconds = field::SECONDS.small(seconds)?;
        let cron = Self {
            second: seconds.first().copied().unwrap_or_default(),
            minutes: field::MINUTES.small(minutes)?,
            hours: field::HOURS.small(hours)?,
            days: match dialect {
                CronDialect::Quartz => quartz_days(month_day, week_day)?,
                CronDialect::Unix => unix_days(month_day, week_day)?,
            },
            months: field::MONTHS.small(month)?,
            years: field::YEARS.values(year)?.into_iter().collect(),
        };
        // Two different seconds of a minute, or of two minutes in a row, are less than a minute apart.
        Ok((seconds.len() == 1).then_some(cron))
    }

    /// The first instant later than `after` at which the clock of the zone shows what is asked for.
    ///
    /// First occurrences of wall times come in the order of the wall times, also over a change of summer time, so the
    /// wall clock is searched forwards from where it stands. The search ends with the last year: 230 years of months.
    pub(super) fn next_after(&self, zone: &Zone, after: Timestamp) -> Option<Timestamp> {
        let from = zone.wall(after);
        let begin = (from.year(), from.month());
        let years = self.years.iter().filter(|year| **year >= from.year());
        let months = years.flat_map(|year| {
            self.months.iter().map(|month| (*year, *month)).filter(|month| *month >= begin)
        });
        for (year, month) in months {
            let first = Date::new(year, month, 1).ok()?;
            for date in self.days.in_month(first) {
                if date < from.date() {
                    continue;
                }
                let hours =
                    self.hours.iter().filter(|hour| date > from.date() || **hour >= from.hour());
                let walls = hours.flat_map(|hour| {
                    self.minutes.iter().map(|minute| date.at(*hour, *minute, self.second, 0))
                });
                let later = walls.filter(|wall| *wall > from);
                let found = later.filter_map(|wall| zone.instant(wall)).find(|at| *at > after);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }
}

/// Rule aas.schedule.cron-days: exactly one of the two day fields is `?`, although a sample in the user guide has none.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html>
fn quartz_days(month_day: &str, week_day: &str) -> Result<Days, CronError> {
    match (month_day, week_day) {
        ("?", "?") => Err(CronError::Days),
        ("?", week_day) => WeekDay::parse(week_day).map(Days::OfWeek),
        (month_day, "?") => MonthDay::parse(month_day).map(Days::OfMonth),
        _ => Err(CronError::Days),
    }
}

/// As cron has it: a `*` leaves the word to the other field, two lists mean either.
fn unix_days(month_day: &str, week_day: &str) -> Result<Days, CronError> {
    let of_month = || field::MONTH_DAYS.small(month_day);
    let of_week = || field::UNIX_WEEK_DAYS.small(week_day).map(sunday_is_zero);
    Ok(match (month_day, week_day) {
        (_, "*") => Days::OfMonth(MonthDay::Days(of_month()?)),
        ("*", _) => Days::OfWeek(WeekDay::Days(of_week()?)),
        _ => Days::Either(of_month()?, of_week()?),
    })
}

fn sunday_is_zero(week_days: Vec<i8>) -> Vec<i8> {
    week_days.into_iter().map(|day| day % 7).collect()
}

impl Field {
    fn small(&self, text: &str) -> Result<Vec<i8>, CronError> {
        let values = self.values(text)?;
        Ok(values.into_iter().filter_map(|value| i8::try_from(value).ok()).collect())
    }
}
