//! Schedules: what is read, what is refused, and which instant comes next.

use ebb_decide::schedule::{CronDialect, Expression, Schedule, ScheduleError, Zone};
use ebb_units::{SignedDuration, Timestamp};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn schedule(text: &str, zone: &str, anchor: Timestamp) -> Schedule {
    let expression = Expression::parse(text).unwrap();
    Schedule { expression, zone: Zone::parse(zone).unwrap(), anchor }
}

/// The next instants behind `after`, at most `most`.
fn runs(text: &str, zone: &str, after: &str, most: usize) -> Vec<String> {
    let after = at(after);
    let schedule = schedule(text, zone, after);
    std::iter::successors(schedule.next_after(after), |last| schedule.next_after(*last))
        .take(most)
        .map(|run| run.to_string())
        .collect()
}

// Covers: aas.schedule.cron-wildcards
#[test]
fn days_of_the_month() {
    for (days, want) in [
        ("L 2", ["2024-02-29", "2025-02-28", "2026-02-28"]),
        ("LW *", ["2024-01-31", "2024-02-29", "2024-03-29"]),
        // 1 June 2024 is a Saturday: the Friday before lies in May, so Monday the 3rd.
        ("1W 6", ["2024-06-03", "2025-06-02", "2026-06-01"]),
        // 31 March 2024 is a Sunday; April has no 31st.
        ("31W 3,4", ["2024-03-29", "2025-03-31", "2026-03-31"]),
        ("31 *", ["2024-01-31", "2024-03-31", "2024-05-31"]),
        ("29 FEB", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("10-12/2 jan", ["2024-01-10", "2024-01-12", "2025-01-10"]),
    ] {
        let text = format!("cron(0 0 {days} ? *)");
        let want: Vec<String> = want.iter().map(|day| format!("{day}T00:00:00Z")).collect();
        assert_eq!(runs(&text, "UTC", "2024-01-01T12:00:00Z", 3), want, "{text}");
    }
}

#[test]
fn days_of_the_week() {
    for (days, want) in [
        ("FRI-MON", ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"]),
        ("2", ["2024-03-04", "2024-03-11", "2024-03-18", "2024-03-25"]),
        ("L", ["2024-03-02", "2024-03-09", "2024-03-16", "2024-03-23"]),
        ("sunL", ["2024-03-31", "2024-04-28", "2024-05-26", "2024-06-30"]),
        ("FRI#5", ["2024-03-29", "2024-05-31", "2024-08-30", "2024-11-29"]),
        ("1/3", ["2024-03-02", "2024-03-03", "2024-03-06", "2024-03-09"]),
    ] {
        let text = format!("cron(0 0 ? * {days} *)");
        let want: Vec<String> = want.iter().map(|day| format!("{day}T00:00:00Z")).collect();
        assert_eq!(runs(&text, "UTC", "2024-02-29T12:00:00Z", 4), want, "{text}");
    }
}

// Covers: aas.schedule.cron-fields
#[test]
fn five_to_seven_fields() {
    let five = runs("cron(30 6 1 1 ?)", "UTC", "2024-02-01T00:00:00Z", 2);
    assert_eq!(five, ["2025-01-01T06:30:00Z", "2026-01-01T06:30:00Z"]);
    let seven = runs("CRON(15 30 6 1 1 ? 2025)", "UTC", "2024-02-01T00:00:00Z", 2);
    assert_eq!(seven, ["2025-01-01T06:30:15Z"]);
}

#[test]
fn what_never_comes_ends_the_search() {
    for text in ["cron(0 0 30 2 ? *)", "cron(0 0 1 1 ? 2023)", "at(2023-12-31T23:59:59)"] {
        assert!(runs(text, "UTC", "2024-01-01T00:00:00Z", 1).is_empty(), "{text}");
    }
    assert!(runs("cron(* * * * ? *)", "UTC", "2199-12-31T23:59:00Z", 1).is_empty());
    assert!(runs("rate(90000000 days)", "UTC", "2024-01-01T00:00:00Z", 1).is_empty());
}

// Covers: aas.schedule.rate
#[test]
fn rates_count_from_their_anchor() {
    let schedule = schedule("rate(5hours)", "UTC", at("2021-01-30T12:00:00Z"));
    for (after, want) in [
        ("2021-01-30T12:00:00Z", "2021-01-30T17:00:00Z"),
        ("2021-01-30T16:59:59.999Z", "2021-01-30T17:00:00Z"),
        ("2021-01-30T17:00:00Z", "2021-01-30T22:00:00Z"),
        ("2021-01-29T00:00:00Z", "2021-01-30T17:00:00Z"),
    ] {
        assert_eq!(schedule.next_after(at(after)), Some(at(want)), "{after}");
    }
}

// Covers: aas.schedule.dst
#[test]
fn summer_time_leaves_out_one_hour_and_repeats_another() {
    let (spring, autumn) = ("2024-03-10T05:00:00Z", "2024-11-03T04:00:00Z");
    let new_york = "America/New_York";
    // 02:30 does not exist on the day itself, 01:30 only once, 01:30 in autumn counts once.
    assert_eq!(
        runs("cron(30 1-3 * * ? *)", new_york, spring, 3),
        ["2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z", "2024-03-11T05:30:00Z"]
    );
    assert_eq!(
        runs("cron(30 0-2 * * ? *)", new_york, autumn, 4),
        [
            "2024-11-03T04:30:00Z",
            "2024-11-03T05:30:00Z",
            "2024-11-03T07:30:00Z",
            "2024-11-04T05:30:00Z"
        ]
    );
    // From inside the second 01:30.
    assert_eq!(
        runs("cron(45 1 * * ? *)", new_york, "2024-11-03T06:30:00Z", 1),
        ["2024-11-04T06:45:00Z"]
    );
    assert!(runs("at(2024-03-10T02:30:00)", new_york, spring, 1).is_empty());
    assert_eq!(runs("at(2024-11-03T01:30:00)", new_york, autumn, 1), ["2024-11-03T05:30:00Z"]);
    // A whole day that does not exist.
    assert_eq!(
        runs("cron(0 12 30 DEC ? *)", "Pacific/Apia", "2011-12-29T00:00:00Z", 1),
        ["2012-12-29T22:00:00Z"]
    );
    // A rate knows no clock on the wall.
    assert_eq!(runs("rate(1 day)", new_york, spring, 1), ["2024-03-11T05:00:00Z"]);
}

#[test]
fn cron_of_its_own_dialect() {
    let unix = |text: &str, after: &str| {
        let expression = Expression::parse_as(text, CronDialect::Unix).unwrap();
        // Stored as text, and the same when it is back.
        let stored: Expression =
            serde_json::from_value(serde_json::to_value(&expression).unwrap()).unwrap();
        assert_eq!(stored, expression);
        let schedule = Schedule { expression, zone: Zone::utc(), anchor: at(after) };
        schedule.next_after(at(after)).map(|next| next.to_string())
    };
    for (text, want) in [
        ("cron(0 2 * * *)", "2024-03-02T02:00:00Z"),
        ("cron(0 2 * * 0)", "2024-03-03T02:00:00Z"),
        ("cron(0 2 * * 7)", "2024-03-03T02:00:00Z"),
        ("cron(0 2 * * MON-FRI)", "2024-03-04T02:00:00Z"),
        ("cron(0 2 15 * *)", "2024-03-15T02:00:00Z"),
        // Two lists: the day of the month or the day of the week.
        ("cron(0 2 3 * MON)", "2024-03-03T02:00:00Z"),
        ("cron(0 2 5 * SUN)", "2024-03-03T02:00:00Z"),
    ] {
        assert_eq!(unix(text, "2024-03-01T12:00:00Z").as_deref(), Some(want), "{text}");
    }
    for text in ["cron(0 2 ? * MON)", "cron(0 2 * * * *)", "cron(0 2 L * *)"] {
        assert!(Expression::parse_as(text, CronDialect::Unix).is_err(), "{text}");
    }
}

// Covers: aas.schedule.syntax, aas.schedule.at, aas.schedule.cron-days, aas.schedule.timezone
#[test]
fn refusals() {
    const SYNTAX: &str = "Invalid schedule expression. Details: Schedule expressions must have the following syntax: rate(<number>\\s?(minutes?|hours?|days?)), cron(<cron_expression>) or at(yyyy-MM-dd'T'HH:mm:ss).";
    for text in [
        "0 8 * * 1",
        "",
        "at",
        "cron(0 8 * * ? *",
        "every(5 minutes)",
        "rate(5 weeks)",
        "rate(minutes)",
        "rate(-1 minutes)",
        "rate(1.5 hours)",
        "rate(5  hours)",
        "rate(99999999999999999999 days)",
        "rate(9999999999999999 days)",
        " rate(5 hours)",
        "at(2035-01-01T00:00:00) ",
    ] {
        assert_eq!(Expression::parse(text).unwrap_err().to_string(), SYNTAX, "{text}");
    }
    for text in ["rate(0 minutes)", "cron(0/30 * * * * ? *)", "cron(0,59 0 0 1 1 ? *)"] {
        let want =
            format!("Invalid schedule frequency. Run for {text} are less than 60 seconds apart");
        assert_eq!(Expression::parse(text).unwrap_err().to_string(), want);
    }
    for text in [
        "cron(0 8 * * * *)",
        "cron(0 8 1 * 2 *)",
        "cron(0 8 ? * ? *)",
        "cron()",
        "cron(0 8 * *)",
        "cron(0 0 0 8 * * ? *)",
        "cron(60 8 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 8 0 * ? *)",
        "cron(0 8 32W * ? *)",
        "cron(0 8 * 13 ? *)",
        "cron(0 8 ? * 8 *)",
        "cron(0 8 ? * 0 *)",
        "cron(0 8 ? * MON#6 *)",
        "cron(0 8 ? * MON#0 *)",
        "cron(0 8 ? * MON#1,TUE#2 *)",
        "cron(0 8 L,15 * ? *)",
        "cron(0/0 8 * * ? *)",
        "cron(0/60 8 * * ? *)",
        "cron(, 8 * * ? *)",
        "cron(1- 8 * * ? *)",
        "cron(+1 8 * * ? *)",
        "cron(? 8 * * ? *)",
        "cron(0 8 * * ? 1969)",
        "cron(0 8 * * ? 2200)",
        "cron(0 8 * * ? 2030-2029)",
        "cron(99999999999 8 * * ? *)",
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert!(matches!(error, ScheduleError::Cron(_)), "{text}: {error}");
        assert!(error.to_string().starts_with("Invalid CRON expression. Details: "), "{error}");
    }
    let error = Expression::parse("at(2035-01-01T00:00:00Z)").unwrap_err();
    assert_eq!(
        error.to_string(),
        "Invalid schedule at DateTime expression. Details: Invalid format: \"2035-01-01T00:00:00Z\" is malformed at \"Z\""
    );
}

/// A list of values and how it may be written.
fn any_list(from: i8, to: i8) -> impl Strategy<Value = (Vec<i8>, String)> {
    prop_oneof![
        Just(((from..=to).collect(), "*".to_owned())),
        prop::collection::btree_set(from..=to, 1..5).prop_map(|values| {
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            (values.into_iter().collect(), texts.join(","))
        }),
        (from..=to, from..=to).prop_map(move |(a, b)| {
            let (low, high) = (a.min(b), a.max(b));
            ((low..=high).collect(), format!("{low}-{high}"))
        }),
        (from..=to, 1..=to).prop_map(move |(first, step)| {
            let step_by = usize::try_from(step).unwrap();
            ((first..=to).step_by(step_by).collect(), format!("{first}/{step}"))
        }),
    ]
}

fn any_zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "UTC",
        "America/New_York",
        "Europe/Rome",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
    ])
}

/// Any minute of 2000 to 2040, which has all kinds of days.
fn any_minute() -> impl Strategy<Value = Timestamp> {
    (946_684_800_i64 / 60..2_208_988_800 / 60)
        .prop_map(|minute| Timestamp::from_second(minute * 60).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Against a search that looks at every minute.
    #[test]
    fn next_is_the_first_minute_that_fits(
        (minutes, minutes_text) in any_list(0, 59),
        (hours, hours_text) in any_list(0, 23),
        (days, days_text) in any_list(1, 31),
        by_week in any::<bool>(),
        (months, months_text) in any_list(1, 12),
        zone in any_zone(),
        after in any_minute(),
    ) {
        // Weekdays are 1 to 7: the first lists of days that fit.
        let week_days: Vec<i8> = days.iter().copied().filter(|day| *day <= 7).collect();
        prop_assume!(!by_week || !week_days.is_empty());
        let text = if by_week {
            let list: Vec<String> = week_days.iter().map(ToString::to_string).collect();
            format!("cron({minutes_text} {hours_text} ? {months_text} {} *)", list.join(","))
        } else {
            format!("cron({minutes_text} {hours_text} {days_text} {months_text} ? *)")
        };
        let schedule = schedule(&text, zone, after);
        let next = schedule.next_after(after);
        prop_assert!(next.is_none_or(|next| next > after));
        let clock = TimeZone::get(zone).unwrap();
        let fits = |at: Timestamp| {
            let wall = clock.to_datetime(at);
            let day = if by_week {
                week_days.contains(&(wall.date().weekday().to_sunday_zero_offset() + 1))
            } else {
                days.contains(&wall.day())
            };
            // The first of two equal wall times.
            day && minutes.contains(&wall.minute()) && hours.contains(&wall.hour())
                && months.contains(&wall.month())
                && clock.to_ambiguous_timestamp(wall).earlier().unwrap() == at
        };
        // Two days of minutes are enough to be wrong in.
        let found = (1..=2 * 1440).map(|n| after + SignedDuration::from_mins(n)).find(|at| fits(*at));
        match found {
            Some(_) => prop_assert_eq!(next, found, "{}", text),
            None => prop_assert!(next.is_none_or(|next| fits(next) && next > after + SignedDuration::from_hours(48))),
        }
    }

    #[test]
    fn special_days_are_what_they_are_called(
        kind in 0..4, day in 1..=7_i8, nth in 1..=5_i8, month_day in 1..=28_i8, after in any_minute(),
    ) {
        let fields = match kind {
            0 => format!("? * {day}L"),
            1 => format!("? * {day}#{nth}"),
            2 => format!("{month_day}W * ?"),
            _ => "LW * ?".to_owned(),
        };
        let next = schedule(&format!("cron(0 0 {fields} *)"), "UTC", after).next_after(after).unwrap();
        prop_assert!(next > after);
        let date: Date = TimeZone::UTC.to_datetime(next).date();
        let weekday = date.weekday().to_sunday_zero_offset() + 1;
        let works = !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let holds = match kind {
            0 => weekday == day && date.day() > date.days_in_month() - 7,
            1 => weekday == day && (nth - 1) * 7 < date.day() && date.day() <= nth * 7,
            2 => works && (date.day() - month_day).abs() <= 2,
            _ => works && date.day() >= date.days_in_month() - 2,
        };
        prop_assert!(holds, "{fields}: {date}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(at|rate|cron|Cron)?\\(?[0-9A-Z?*#,/ :.\\-]{0,40}\\)?|.{0,60}") {
        for dialect in [CronDialect::Quartz, CronDialect::Unix] {
            let Ok(expression) = Expression::parse_as(&text, dialect) else { continue };
            prop_assert_eq!(Expression::parse_as(&expression.to_string(), dialect), Ok(expression.clone()));
            let now = at("2024-02-29T12:34:56.789Z");
            let schedule = Schedule { expression, zone: Zone::utc(), anchor: now };
            prop_assert!(schedule.next_after(now).is_none_or(|next| next > now));
        }
    }
}
