//! Series out of the rows of a timeline.

use ebb_charts::{Look, Point, Series, Span, Tone};
use ebb_sim::{CapacityChange, Outcome, Row};

/// The time that an outcome is about.
pub(crate) fn span(outcome: &Outcome) -> Span {
    Span::new(0.0, outcome.summary.simulated_secs)
}

/// The start of an outcome in milliseconds since 1970.
pub(crate) fn start_ms(outcome: &Outcome) -> Option<i64> {
    Some(outcome.start.as_millisecond())
}

/// One value of each row.
pub(crate) fn points(outcome: &Outcome, value: impl Fn(&Row) -> Option<f64>) -> Vec<Point> {
    outcome.timeline.iter().map(|row| Point { at_secs: row.at_secs, value: value(row) }).collect()
}

/// What was counted in each row, for a second.
#[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
pub(crate) fn rates(outcome: &Outcome, count: impl Fn(&Row) -> u64) -> Vec<Point> {
    let end_secs = outcome.summary.simulated_secs;
    let step_secs = f64::from(outcome.step_secs);
    points(outcome, |row| {
        // The last row may be cut off.
        let secs = (end_secs - row.at_secs).min(step_secs);
        (secs > 0.0).then(|| count(row) as f64 / secs)
    })
}

/// What the capacity was from each of its changes on.
pub(crate) fn capacity(
    changes: &[CapacityChange],
    value: impl Fn(&CapacityChange) -> u32,
) -> Vec<Point> {
    changes.iter().map(|now| Point::new(now.at_secs, f64::from(value(now)))).collect()
}

/// What served, what was wanted, and what the work that came would have needed.
pub(crate) fn served(outcome: &Outcome) -> Vec<Series> {
    let changes = &outcome.capacity;
    let demand = points(outcome, |row| Some(f64::from(row.demand)));
    vec![
        Series::new("serve", Tone::Blue, Look::Area, capacity(changes, |now| now.ready)),
        Series::new("desired", Tone::Violet, Look::Dashes, capacity(changes, |now| now.desired)),
        Series::new("demanded by the work that came", Tone::Orange, Look::Line, demand),
    ]
}
