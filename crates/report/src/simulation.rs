//! The page of a simulation.

mod charts;

use ebb_charts::clock;
use ebb_decide::alarm::StateValue;
use ebb_sim::{ActivityEntry, AlarmChange, Outcome, Scenario};
use maud::{Markup, html};

use crate::Origin;
use crate::document::{Document, copied, lens};
use crate::figures::{cards, of_summary};
use crate::tables::most;
use crate::words::{count, ms, percent, span, times};
use crate::world;

/// Rows of a table of what happened; of more, those that matter most.
const MOST_ROWS: usize = 500;
/// Rows of the table of the timeline.
const MOST_TIMELINE: usize = 96;

/// A simulation with all that belongs to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Simulation<'a> {
    /// The world.
    pub scenario: &'a Scenario,
    /// What came of it.
    pub outcome: &'a Outcome,
    /// The bounds of the target.
    pub bounds: (u32, u32),
    /// Policies and alarms, as they were given.
    pub policies: &'a str,
    /// How the page came to be.
    pub origin: &'a Origin,
}

impl Simulation<'_> {
    /// The page.
    pub fn page(&self) -> String {
        let outcome = self.outcome;
        let (activities, activities_left) = most(&outcome.activities, MOST_ROWS, weight);
        let is_alarm =
            |change: &AlarmChange| f64::from(u8::from(change.state == StateValue::Alarm));
        let (alarms, alarms_left) = most(&outcome.alarms, MOST_ROWS, is_alarm);
        let body = html! {
            (cards(&of_summary(&outcome.summary, self.scenario.host.price_per_hour > 0.0)))
            h2 { "Over time" }
            (lens())
            (charts::all(self, &activities))
            @if activities_left > 0 {
                p.note { "Marked are the " (MOST_ROWS) " largest of " (outcome.activities.len()) " activities." }
            }
            h2 { "What was scaled, and why" }
            (activities_table(&activities, outcome.activities.len()))
            (unscaled(outcome))
            h2 { "Changes of alarms" }
            (alarms_table(&alarms, alarms_left))
            h2 { "Timeline" }
            (timeline(outcome))
            h2 { "Policies and alarms" }
            p.soft { "Between " (self.bounds.0) " and " (self.bounds.1) " copies." }
            (copied("policies", self.policies))
            h2 { "The world" }
            (world::settings(self.scenario))
        };
        let title = format!(
            "{} over {}",
            self.scenario.host.workload,
            span(outcome.summary.simulated_secs)
        );
        Document { title: &title, lead: self.lead(), body, origin: self.origin }.render()
    }

    fn lead(&self) -> Markup {
        let all = &self.outcome.summary;
        let elasticity = &all.elasticity;
        html! {
            (count(all.arrivals)) " requests: "
            strong { (percent(all.slo_attainment)) " within " (ms(all.objective_ms)) } ", "
            (count(all.failed)) " failed, "
            @if self.scenario.host.price_per_hour > 0.0 {
                "for " strong { (format!("{:.2}", all.cost)) } " (" (format!("{:.2}", all.instance_hours)) " instance hours). "
            } @else {
                "with " strong { (format!("{:.2}", all.instance_hours)) " instance hours" } ". "
            }
            "Scaled out " (times(all.scale_outs)) " and in " (times(all.scale_ins)) "; too little capacity for "
            (percent(elasticity.under_timeshare)) " of the time, too much for " (percent(elasticity.over_timeshare)) "."
            @if self.outcome.stopped { " It was ended early." }
        }
    }
}

/// How much an activity changed.
fn weight(activity: &ActivityEntry) -> f64 {
    match (activity.from, activity.to) {
        (Some(from), Some(to)) => f64::from(from.abs_diff(to)),
        _ => 0.0,
    }
}

/// `2 → 4`.
fn change(activity: &ActivityEntry) -> String {
    let number = |copies: Option<u32>| copies.map_or_else(|| "–".to_owned(), |one| one.to_string());
    format!("{} → {}", number(activity.from), number(activity.to))
}

fn activities_table(shown: &[&ActivityEntry], all: usize) -> Markup {
    html! {
        @if shown.is_empty() {
            p { "Nothing was scaled." }
        } @else {
            @if shown.len() < all {
                p.note { "The " (shown.len()) " largest of " (all) " changes; " (all - shown.len()) " were left out. " code { "--json" } " has them all." }
            }
            div.wide { table {
                thead { tr {
                    th scope="col" { "At" } th scope="col" { "Copies" } th scope="col" { "What" } th scope="col" { "Why" } th scope="col" { "How it went" }
                } }
                tbody {
                    @for activity in shown {
                        tr {
                            td.when { (clock(activity.at_secs)) }
                            td.when { (change(activity)) }
                            td { (activity.description) }
                            td { (activity.cause) }
                            td { (activity.status) @if let Some(message) = &activity.message { ": " (message) } }
                        }
                    }
                }
            } }
        }
    }
}

fn unscaled(outcome: &Outcome) -> Markup {
    html! {
        @if !outcome.unscaled.is_empty() {
            p { "Decisions that changed nothing:" }
            ul {
                @for one in &outcome.unscaled {
                    li { (one.code) ", " (times(one.count)) ", from " (clock(one.first_secs)) " to " (clock(one.last_secs)) }
                }
            }
        }
    }
}

fn alarms_table(shown: &[&AlarmChange], left_out: usize) -> Markup {
    html! {
        @if shown.is_empty() {
            p { "No alarm changed its state." }
        } @else {
            @if left_out > 0 {
                p.note { (left_out) " changes were left out, those to ALARM last. " code { "--json" } " has them all." }
            }
            div.wide { table {
                thead { tr { th scope="col" { "At" } th scope="col" { "Alarm" } th scope="col" { "State" } th scope="col" { "Why" } } }
                tbody {
                    @for change in shown {
                        tr {
                            td.when { (clock(change.at_secs)) }
                            td { (change.alarm) }
                            td { (change.state.as_str()) }
                            td { (change.reason) }
                        }
                    }
                }
            } }
        }
    }
}

/// The timeline in pieces of some rows each.
fn timeline(outcome: &Outcome) -> Markup {
    let each = outcome.timeline.len().div_ceil(MOST_TIMELINE).max(1);
    let length = f64::from(outcome.step_secs) * f64::from(u32::try_from(each).unwrap_or(u32::MAX));
    html! {
        details {
            summary { "What the charts show, in rows of " (span(length)) }
            div.wide { table {
                thead { tr {
                    th scope="col" { "From" }
                    @for head in ["Requests", "Missed", "Failed", "Cold", "Desired", "Most demanded", "Served (mean)", "p99 (worst)"] {
                        th.number scope="col" { (head) }
                    }
                } }
                tbody {
                    @for rows in outcome.timeline.chunks(each) {
                        @let sum = |of: fn(&ebb_sim::Row) -> u64| count(rows.iter().map(of).sum());
                        @let worst = rows.iter().filter_map(|row| row.latency_p99_ms).reduce(f64::max);
                        tr {
                            th scope="row" { (clock(rows[0].at_secs)) }
                            td.number { (sum(|row| row.arrivals)) }
                            td.number { (sum(|row| row.slo_misses)) }
                            td.number { (sum(|row| row.failed)) }
                            td.number { (sum(|row| row.cold)) }
                            td.number { (rows[rows.len() - 1].desired) }
                            td.number { (rows.iter().map(|row| row.demand).max().unwrap_or(0)) }
                            td.number { (format!("{:.1}", mean(rows))) }
                            td.number { (worst.map_or_else(|| "–".to_owned(), ms)) }
                        }
                    }
                }
            } }
        }
    }
}

fn mean(rows: &[ebb_sim::Row]) -> f64 {
    let number = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    rows.iter().map(|row| row.running).sum::<f64>() / f64::from(number)
}
