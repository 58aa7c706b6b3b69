//! On which days of a month.

use jiff::civil::Date;

use super::field::{MonthDay, WeekDay};

/// What the two day fields say together.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Days {
    /// The day of the month decides.
    OfMonth(MonthDay),
    /// The day of the week decides.
    OfWeek(WeekDay),
    /// A day of the month in the first list, or a day of the week in the second.
    Either(Vec<i8>, Vec<i8>),
}

impl Days {
    /// The days of the month that begins with `first`, ascending.
    pub(super) fn in_month(&self, first: Date) -> impl Iterator<Item = Date> {
        let days =
            (1..=first.days_in_month()).filter_map(move |day| first.with().day(day).build().ok());
        days.filter(move |date| self.holds(*date))
    }

    fn holds(&self, date: Date) -> bool {
        match self {
            Self::OfMonth(month_day) => month_day.holds(date),
            Self::OfWeek(week_day) => week_day.holds(date),
            Self::Either(month_days, week_days) => {
                month_days.contains(&date.day()) || week_days.contains(&weekday(date))
            }
        }
    }
}

impl MonthDay {
    fn holds(&self, date: Date) -> bool {
        let last = date.days_in_month();
        match self {
            Self::Days(days) => days.contains(&date.day()),
            Self::Last => date.day() == last,
            Self::LastWeekday => Some(date.day()) == nearest_weekday(date, last),
            Self::NearestWeekday(day) => Some(date.day()) == nearest_weekday(date, *day),
        }
    }
}

impl WeekDay {
    fn holds(&self, date: Date) -> bool {
        match self {
            Self::Days(days) => days.contains(&weekday(date)),
            Self::Last(day) => *day == weekday(date) && date.day() + 7 > date.days_in_month(),
            Self::Nth(day, nth) => *day == weekday(date) && (date.day() + 6) / 7 == *nth,
        }
    }
}

/// Sunday is 0.
fn weekday(date: Date) -> i8 {
    date.weekday().to_sunday_zero_offset()
}

/// The working day nearest to a day of the month of `date`, in the same month; `None` when the month is too short.
fn nearest_weekday(date: Date, day: i8) -> Option<i8> {
    let last = date.days_in_month();
    let wanted = date.with().day(day).build().ok()?;
    Some(match weekday(wanted) {
        // A Saturday goes back to Friday, unless that is the month before: then on to Monday. Sundays the other way.
        6 if day == 1 => 3,
        6 => day - 1,
        0 if day == last => day - 2,
        0 => day + 1,
        _ => day,
    })
}
