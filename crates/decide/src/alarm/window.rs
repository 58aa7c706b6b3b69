//! Which windows of time an evaluation looks at.

use ebb_units::Timestamp;

use super::spec::AlarmSpec;
use crate::metric::second::{at_second, floor, second_of};

/// The most periods that a valid alarm has: a day of ten seconds each.
const MOST_PERIODS: u32 = 8640;

/// How many windows are looked at, of which at most N are judged: R.
///
/// Rule cw.alarm.evaluation-range: N + 2, and for periods below a minute one minute more than N. AWS documents only that
/// three periods of five minutes look at five.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>
pub fn evaluation_range(spec: &AlarmSpec) -> u32 {
    let period = spec.period_secs.max(1);
    let more = if period < 60 { 60 / period } else { 2 };
    spec.evaluation_periods.min(MOST_PERIODS) + more
}

/// The windows that an evaluation at `query` looks at, oldest first; start included, end excluded.
///
/// Rule cw.alarm.windows: they end at the last full minute (for periods below a minute at the last full period, for alarms
/// over more than a day at the last full hour) and so slide by the minute: minutes 1 to 5, then 2 to 6.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
pub fn windows(spec: &AlarmSpec, query: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let (end, period) = (window_end(spec, second_of(query)), i64::from(spec.period_secs.max(1)));
    (0..i64::from(evaluation_range(spec)))
        .rev()
        .map(|back| (end - (back + 1) * period, end - back * period))
        .map(|(from, to)| (at_second(from), at_second(to)))
        .collect()
}

/// Where the newest window of an evaluation at `query` ends.
pub(crate) fn judged_until(spec: &AlarmSpec, query: Timestamp) -> Timestamp {
    at_second(window_end(spec, second_of(query)))
}

/// Where the newest window of an evaluation at second `query` ends.
pub(super) fn window_end(spec: &AlarmSpec, query: i64) -> i64 {
    let step = match i64::from(spec.period_secs) {
        period @ 1..60 => period,
        _ if spec.spans_days() => 3600,
        _ => 60,
    };
    floor(query, step)
}
