//! Schedules: an expression in the first line, a time zone in the second.

use ebb_decide::schedule::{CronDialect, Expression, Schedule, Zone};
use ebb_units::Timestamp;

use crate::{kind_of, with_text};

pub(crate) const WORDS: &[&str] = &[
    "at(",
    "rate(",
    "cron(",
    ")",
    "2026-11-20T10:00:00",
    "2100-02-29T",
    " minutes",
    " day",
    "1",
    "0",
    "59",
    "*",
    "?",
    "L",
    "W",
    "LW",
    "#",
    "/",
    "-",
    ",",
    "MON",
    "SUN",
    "JAN",
    "DEC",
    "2L",
    "3#5",
    "31",
    "29",
    "2",
    "\n",
    "Europe/Berlin",
    "America/New_York",
    "Etc/GMT+9",
    "UTC",
    "Z",
];

/// Runs that are looked for; each must lie behind the one before.
const RUNS: usize = 3;

pub(crate) fn schedule(data: &[u8]) -> String {
    with_text(data, |text| {
        let (expression, zone) = text.split_once('\n').unwrap_or((text, "UTC"));
        let mut told = String::new();
        for dialect in [CronDialect::Quartz, CronDialect::Unix] {
            told.push_str(&one(expression, zone, dialect));
        }
        told
    })
}

fn one(text: &str, zone: &str, dialect: CronDialect) -> String {
    let expression = match Expression::parse_as(text, dialect) {
        Ok(expression) => expression,
        Err(error) => return format!("{};", kind_of(&error.to_string())),
    };
    assert_eq!(expression.as_str(), text);
    assert_eq!(Expression::parse_as(text, dialect).as_ref(), Ok(&expression));
    let Ok(zone) = Zone::parse(zone) else { return "no zone;".to_owned() };
    // Around a change to summer time, in a leap year.
    let anchor = Timestamp::UNIX_EPOCH;
    let mut after = Timestamp::from_second(1_711_800_000).unwrap_or(anchor);
    let recurs = expression.recurs();
    let schedule = Schedule { expression, zone, anchor };
    let mut runs = 0;
    for _ in 0..RUNS {
        let Some(next) = schedule.next_after(after) else { break };
        assert!(next > after, "{text}: {next} does not lie behind {after}");
        after = next;
        runs += 1;
    }
    assert!(recurs || runs <= 1, "{text}: {runs} runs of what happens once");
    format!("{runs} runs;")
}
