//! The page of a comparison.

use ebb_charts::{Dot, Look, Scatter, Series, Shape, Span, TimeChart, Tone};
use ebb_sim::{CapacityChange, Compared, Scenario};
use maud::{Markup, html};

use crate::document::{Document, lens};
use crate::rows::{capacity, points, start_ms};
use crate::tables::Table;
use crate::words::{count, ms, percent, span};
use crate::{Origin, world};

/// Points of a small chart.
const MOST_POINTS: usize = 1600;

/// What really served, beside what would have.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measured<'a> {
    /// Its figures, in sentences.
    pub lines: &'a [String],
    /// Its capacity over the same time.
    pub capacity: &'a [CapacityChange],
}

/// A comparison with all that belongs to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison<'a> {
    /// The world.
    pub scenario: &'a Scenario,
    /// Whether an instance has a price; its hours are the cost if not.
    pub is_priced: bool,
    /// What came of everybody, in the order of naming.
    pub compared: &'a [Compared],
    /// What really served, where that is known.
    pub measured: Option<Measured<'a>>,
    /// Share of all requests that has to be answered within the objective.
    pub attain: f64,
    /// The figures of everybody, as they are told elsewhere.
    pub table: &'a Table,
    /// What it comes to, in sentences.
    pub verdict: &'a [String],
    /// How the page came to be.
    pub origin: &'a Origin,
}

impl Comparison<'_> {
    /// The page.
    pub fn page(&self) -> String {
        let first = self.compared.first().map(|one| &one.outcome.summary);
        let secs = first.map_or(0.0, |summary| summary.simulated_secs);
        let title = format!("{} ways of scaling over {}", self.compared.len(), span(secs));
        let lead = html! {
            @if let Some(summary) = first { (count(summary.arrivals)) " requests, the same for everybody. " }
            strong { (self.verdict.first().map_or("", String::as_str)) }
            @for sentence in self.verdict.iter().skip(1) { " " (sentence) }
        };
        let body = html! {
            (self.frontier())
            h2 { "Figures" }
            (self.table.of_numbers(""))
            p.note { "short, idle: share of the time with too few or too many copies for the work that came." }
            @if let Some(measured) = &self.measured {
                h2 { "What really served" }
                @for line in measured.lines { p { (line) } }
            }
            h2 { "Copies over time" }
            (lens())
            div.small-multiples {
                @if let Some(measured) = &self.measured { (self.really_served(measured)) }
                @for (number, one) in self.compared.iter().enumerate() { (self.capacities(number, one)) }
            }
            h2 { "Who took part" }
            dl.settings {
                @for one in self.compared { dt { (one.name) } dd { (one.about) } }
            }
            h2 { "The world" }
            (world::settings(self.scenario))
        };
        Document { title: &title, lead, body, origin: self.origin }.render()
    }

    fn frontier(&self) -> Markup {
        let cost = if self.is_priced { "cost" } else { "instance hours" };
        let dots = self.compared.iter().enumerate().map(|(number, one)| {
            let summary = &one.outcome.summary;
            let is_chosen = self.table.chosen == Some(number);
            let attains = self.attain <= summary.slo_attainment;
            let (shape, tone) = match (is_chosen, attains) {
                (true, _) => (Shape::Diamond, Tone::Green),
                (false, true) => (Shape::Dot, Tone::Blue),
                (false, false) => (Shape::Ring, Tone::Orange),
            };
            let tip = format!(
                "{}\n{}\n{cost} {:.2}, missed {}, p99 {}, {:.1} copies in the mean",
                one.name,
                one.about,
                summary.cost,
                percent(1.0 - summary.slo_attainment),
                ms(summary.latency_ms.p99),
                summary.copies_mean
            );
            Dot { name: one.name.clone(), x: summary.cost, y: missed(summary), shape, tone, tip }
        });
        let allowed = (1.0 - self.attain) * 100.0;
        let level = (allowed > 0.0)
            .then(|| (allowed, format!("allowed: {} %", ebb_charts::short(allowed))));
        let mut legend = vec![
            (Shape::Dot, Tone::Blue, "attains the objective"),
            (Shape::Ring, Tone::Orange, "does not"),
        ];
        if self.table.chosen.is_some() {
            legend.insert(0, (Shape::Diamond, Tone::Green, "cheapest that does"));
        }
        Scatter {
            id: "frontier",
            title: "Cost against misses",
            x_title: cost,
            y_title: "requests that missed the objective, percent",
            decades: true,
            dots: dots.collect(),
            links: Vec::new(),
            frontier: true,
            level,
            legend,
            height: 300,
        }
        .render()
    }

    fn capacities(&self, number: usize, one: &Compared) -> Markup {
        let outcome = &one.outcome;
        let demand = points(outcome, |row| Some(f64::from(row.demand)));
        TimeChart {
            series: vec![
                Series::new(
                    "serve",
                    Tone::Blue,
                    Look::Area,
                    capacity(&outcome.capacity, |now| now.ready),
                ),
                Series::new("demanded", Tone::Orange, Look::Line, demand),
            ],
            ..self.small(&format!("capacity-{number}"), &one.name)
        }
        .render()
    }

    fn really_served(&self, measured: &Measured<'_>) -> Markup {
        let ready = capacity(measured.capacity, |now| now.ready);
        TimeChart {
            series: vec![Series::new("served", Tone::Green, Look::Area, ready)],
            ..self.small("measured", "measured")
        }
        .render()
    }

    /// A small chart on the axes that all of them have.
    fn small<'c>(&self, id: &'c str, title: &'c str) -> TimeChart<'c> {
        let outcomes = || self.compared.iter().map(|one| &one.outcome);
        let changes = outcomes().flat_map(|outcome| &outcome.capacity);
        let really = self.measured.iter().flat_map(|measured| measured.capacity);
        let peaks = changes.chain(really).map(|now| now.ready.max(now.desired));
        let demands = outcomes().flat_map(|outcome| outcome.timeline.iter().map(|row| row.demand));
        // Who had unanswered requests at the end went on the longest.
        let ends = outcomes().map(|outcome| outcome.summary.simulated_secs);
        TimeChart {
            start_ms: outcomes().next().and_then(start_ms),
            at_least: f64::from(peaks.chain(demands).max().unwrap_or(0)),
            whole: true,
            height: 100,
            most_points: MOST_POINTS,
            ..TimeChart::new(id, title, "copies", Span::new(0.0, ends.fold(0.0, f64::max)))
        }
    }
}

/// Percent of the requests that missed the objective.
#[expect(clippy::cast_precision_loss, reason = "numbers of requests")]
fn missed(summary: &ebb_sim::Summary) -> f64 {
    summary.slo_misses as f64 / summary.arrivals.max(1) as f64 * 100.0
}
