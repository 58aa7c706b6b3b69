//! The charts of a simulation, on one axis of time.

use ebb_charts::{Lane, Lanes, Level, Look, Mark, Series, Shape, State, TimeChart, Tone, clock};
use ebb_decide::alarm::StateValue;
use ebb_sim::{ActivityEntry, Outcome, Row, Tracked};
use maud::{Markup, html};

use super::{Simulation, change};
use crate::rows::{capacity, points, rates, served, span, start_ms};
use crate::words::span as length;

/// All of them, in the order in which one thing leads to another.
pub(super) fn all(page: &Simulation<'_>, activities: &[&ActivityEntry]) -> Markup {
    let outcome = page.outcome;
    html! {
        (traffic(outcome))
        (capacities(page, activities))
        @for (number, group) in groups(outcome).iter().enumerate() {
            (metric(outcome, number, group))
        }
        @if !outcome.tracked.is_empty() { (alarms(outcome)) }
        (latency(outcome))
        (waiting(outcome))
        (utilisation(outcome))
    }
}

/// A chart over the whole of an outcome.
fn chart<'a>(outcome: &Outcome, id: &'a str, title: &'a str, unit: &'a str) -> TimeChart<'a> {
    TimeChart { start_ms: start_ms(outcome), ..TimeChart::new(id, title, unit, span(outcome)) }
}

fn traffic(outcome: &Outcome) -> Markup {
    let rate = |name, tone, look, count: fn(&Row) -> u64| {
        Series::new(name, tone, look, rates(outcome, count))
    };
    let mut series = vec![rate("came", Tone::Blue, Look::Area, |row| row.arrivals)];
    if outcome.summary.slo_misses > 0 {
        series.push(rate("missed the objective", Tone::Orange, Look::Line, |row| row.slo_misses));
    }
    if outcome.summary.cold > 0 {
        series.push(rate("found no copy", Tone::Violet, Look::Dashes, |row| row.cold));
    }
    if outcome.summary.failed > 0 {
        series.push(rate("failed", Tone::Red, Look::Line, |row| row.failed));
    }
    TimeChart { series, ..chart(outcome, "traffic", "Traffic", "requests per second") }.render()
}

fn capacities(page: &Simulation<'_>, activities: &[&ActivityEntry]) -> Markup {
    let outcome = page.outcome;
    let mut series = served(outcome);
    if outcome.summary.starting_secs > 0.0 {
        let starting = capacity(&outcome.capacity, |now| now.starting);
        series.push(Series::new("start", Tone::Green, Look::Line, starting));
    }
    let are_instances =
        outcome.capacity.iter().all(|now| now.instances == now.ready + now.starting + now.draining);
    if !are_instances {
        let instances = capacity(&outcome.capacity, |now| now.instances);
        series.push(Series::new("instances", Tone::Grey, Look::Line, instances));
    }
    let bound = |name: &str, bound: u32| Level {
        name: format!("{name} {bound}"),
        value: f64::from(bound),
        tone: Tone::Grey,
    };
    TimeChart {
        series,
        levels: vec![bound("most", page.bounds.1)],
        marks: activities.iter().map(|one| mark(one)).collect(),
        whole: true,
        height: 210,
        ..chart(outcome, "capacity", "Capacity", "copies")
    }
    .render()
}

fn mark(activity: &ActivityEntry) -> Mark {
    let (shape, tone) = match (activity.from, activity.to) {
        (Some(from), Some(to)) if from < to => (Shape::Up, Tone::Green),
        (Some(from), Some(to)) if to < from => (Shape::Down, Tone::Violet),
        _ => (Shape::Dot, Tone::Grey),
    };
    let mut tip = format!(
        "{}: {}, {}\n{}\n{}",
        clock(activity.at_secs),
        change(activity),
        activity.status,
        activity.description,
        activity.cause
    );
    if let Some(message) = &activity.message {
        tip.push('\n');
        tip.push_str(message);
    }
    let value = activity.to.or(activity.from).map_or(0.0, f64::from);
    Mark { at_secs: activity.at_secs, value, shape, tone, tip }
}

/// Alarms that see the same values, by their numbers: a policy's upper and lower one.
fn groups(outcome: &Outcome) -> Vec<Vec<usize>> {
    let same = |a: usize, b: usize| {
        let (one, other) = (&outcome.tracked[a], &outcome.tracked[b]);
        let value = |row: &Row, number: usize| row.metrics.get(number).copied().flatten();
        one.metric == other.metric
            && one.statistic == other.statistic
            && one.period_secs == other.period_secs
            && outcome.timeline.iter().all(|row| match (value(row, a), value(row, b)) {
                (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
                (one, other) => one.is_none() && other.is_none(),
            })
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for number in 0..outcome.tracked.len() {
        match groups.iter_mut().find(|group| same(group[0], number)) {
            Some(group) => group.push(number),
            None => groups.push(vec![number]),
        }
    }
    groups
}

fn metric(outcome: &Outcome, number: usize, group: &[usize]) -> Markup {
    let first = &outcome.tracked[group[0]];
    let values = points(outcome, |row| row.metrics.get(group[0]).copied().flatten());
    let levels = group.iter().map(|number| &outcome.tracked[*number]).filter_map(|tracked| {
        let value = tracked.threshold?;
        let (side, tone) = side(&tracked.comparison);
        let whose = tracked.policy.as_deref().unwrap_or(&tracked.alarm);
        let name = format!("{side} {}: {whose}", ebb_charts::short(value));
        Some(Level { name, value, tone })
    });
    let unit = format!("{} of {}", first.statistic, length(f64::from(first.period_secs)));
    let title = if first.metric.is_empty() { "Metric" } else { &first.metric };
    TimeChart {
        series: vec![Series::new("newest datapoint", Tone::Blue, Look::Line, values)],
        levels: levels.collect(),
        ..chart(outcome, &format!("metric-{number}"), title, &unit)
    }
    .render()
}

/// On which side of its threshold an alarm fires.
fn side(comparison: &str) -> (&'static str, Tone) {
    match comparison {
        "GreaterThanThreshold" => ("above", Tone::Red),
        "GreaterThanOrEqualToThreshold" => ("from", Tone::Red),
        "LessThanThreshold" => ("below", Tone::Green),
        "LessThanOrEqualToThreshold" => ("up to", Tone::Green),
        _ => ("outside of the band,", Tone::Grey),
    }
}

fn alarms(outcome: &Outcome) -> Markup {
    let lane = |tracked: &Tracked| {
        let own = outcome.alarms.iter().filter(|change| change.alarm == tracked.alarm);
        let changes = own.map(|change| (change.at_secs, state(change.state)));
        // Alarms begin without data.
        let changes = [(0.0, State::Unknown)].into_iter().chain(changes).collect();
        let name = match &tracked.policy {
            Some(policy) => format!("{} ({policy})", tracked.alarm),
            None => tracked.alarm.clone(),
        };
        Lane { name, changes }
    };
    Lanes {
        id: "alarms",
        title: "Alarms",
        names: ["OK", "INSUFFICIENT_DATA", "ALARM"],
        span: span(outcome),
        start_ms: start_ms(outcome),
        lanes: outcome.tracked.iter().map(lane).collect(),
    }
    .render()
}

fn state(state: StateValue) -> State {
    match state {
        StateValue::Ok => State::Good,
        StateValue::InsufficientData => State::Unknown,
        StateValue::Alarm => State::Bad,
    }
}

fn latency(outcome: &Outcome) -> Markup {
    let p99 = points(outcome, |row| row.latency_p99_ms.map(|ms| ms / 1e3));
    let objective_secs = outcome.summary.objective_ms / 1e3;
    let name = format!("objective {} s", ebb_charts::short(objective_secs));
    TimeChart {
        series: vec![Series::new("99th percentile", Tone::Blue, Look::Line, p99)],
        levels: vec![Level { name, value: objective_secs, tone: Tone::Red }],
        decades: true,
        ..chart(outcome, "latency", "Latency", "seconds, each step ten times the one before")
    }
    .render()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
fn waiting(outcome: &Outcome) -> Markup {
    let series = vec![
        Series::new(
            "in the system (mean)",
            Tone::Blue,
            Look::Area,
            points(outcome, |row| Some(row.concurrency)),
        ),
        Series::new(
            "wait for a copy",
            Tone::Orange,
            Look::Line,
            points(outcome, |row| Some(row.waiting as f64)),
        ),
    ];
    TimeChart {
        series,
        height: 110,
        ..chart(outcome, "waiting", "Requests in the system", "requests")
    }
    .render()
}

fn utilisation(outcome: &Outcome) -> Markup {
    let share = points(outcome, |row| Some(row.utilisation * 100.0));
    TimeChart {
        series: vec![Series::new("in use", Tone::Blue, Look::Area, share)],
        at_least: 100.0,
        height: 110,
        ..chart(outcome, "utilisation", "Use of the copies that serve", "percent")
    }
    .render()
}
