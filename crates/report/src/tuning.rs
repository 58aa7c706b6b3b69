//! The page of a search for settings.

use ebb_charts::{Dot, Link, Region, Scatter, Shape, Span, TimeChart, Tone};
use ebb_sim::tune::{Candidate, Figures, Goal, Setting, Tuned};
use ebb_sim::{Outcome, Scenario};
use maud::{Markup, html};

use crate::document::{Document, copied, lens};
use crate::figures::{Figure, cards};
use crate::rows::{served, span as whole, start_ms};
use crate::tables::Table;
use crate::words::{count, percent, span};
use crate::{Origin, world};

/// What was recommended, ready to apply.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Apply {
    /// Requests as the AWS CLI takes them.
    pub aws: String,
    /// Terraform.
    pub terraform: String,
    /// Sections of `ebb.toml`.
    pub toml: String,
}

/// A search with all that belongs to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Search<'a> {
    /// The world.
    pub scenario: &'a Scenario,
    /// What was found.
    pub found: &'a Tuned,
    /// The start over the whole of the traffic.
    pub base: &'a Outcome,
    /// The recommendation over the same.
    pub recommended: &'a Outcome,
    /// The recommendation, ready to apply.
    pub apply: &'a Apply,
    /// How the page came to be.
    pub origin: &'a Origin,
}

impl Search<'_> {
    /// The page.
    pub fn page(&self) -> String {
        let title = format!(
            "Settings for {}, searched over {}",
            self.scenario.host.workload,
            span(self.base.summary.simulated_secs)
        );
        let body = html! {
            (cards(&self.figures()))
            (self.changes())
            (self.frontier())
            h2 { "Apply it" }
            h3 { "AWS CLI" } (copied("aws", &self.apply.aws))
            h3 { "Terraform" } (copied("terraform", &self.apply.terraform))
            h3 { "ebb.toml" } (copied("toml", &self.apply.toml))
            h2 { "Copies over time" }
            (lens())
            (self.capacities("base", "Start", self.base))
            (self.capacities("recommended", "Recommended", self.recommended))
            h2 { "The frontier" }
            (self.table())
            h2 { "The world" }
            (world::settings(self.scenario))
        };
        Document { title: &title, lead: self.lead(), body, origin: self.origin }.render()
    }

    fn cost(&self) -> &'static str {
        if self.scenario.host.price_per_hour > 0.0 { "cost" } else { "instance hours" }
    }

    /// The frontier, and the recommendation where it belongs when it is not among what is told of it.
    fn shown(&self) -> Vec<&Candidate> {
        let mut shown: Vec<&Candidate> = self.found.frontier.iter().collect();
        let own = &self.found.recommended;
        let is_there = |one: &&Candidate| one.settings == own.settings;
        if !own.settings.is_empty() && !shown.iter().any(is_there) {
            let place = shown.partition_point(|one| one.searched.cost < own.searched.cost);
            shown.insert(place, own);
        }
        shown
    }

    fn lead(&self) -> Markup {
        let (base, own) = (&self.found.base.held_out, &self.found.recommended.held_out);
        let goal = match self.found.goal {
            Goal::Attain { share } => {
                format!("the cheapest with {} within the objective", percent(share))
            }
            Goal::BeatBase => "the furthest ahead of the start".to_owned(),
        };
        html! {
            @if self.found.recommended.settings.is_empty() {
                strong { "Recommended: to leave it as it is." }
                " Of " (self.found.trials) " candidates none is better by enough to rely on."
            } @else {
                "Recommended as " (goal) ", of " (self.found.trials) " candidates. On traffic that the search has not seen it is "
                strong { (self.found.verdict) } ": " (self.cost()) " "
                (format!("{:.3}", own.cost)) " in place of " (format!("{:.3}", base.cost)) ", "
                (percent(missed(own))) " missed in place of " (percent(missed(base))) "."
            }
        }
    }

    fn figures(&self) -> Vec<Figure> {
        let found = self.found;
        let (base, own) = (&found.base.held_out, &found.recommended.held_out);
        let sure = &found.sureness;
        let ratio = own.cost / base.cost.max(f64::MIN_POSITIVE);
        let points = |share: f64| format!("{:+.2}", share * 100.0);
        vec![
            Figure::new(
                if self.scenario.host.price_per_hour > 0.0 { "Cost" } else { "Instance hours" },
                format!("{:.0} %", ratio * 100.0),
                format!(
                    "of the start's; 95 in 100 draws: {:.0} % to {:.0} %",
                    sure.cost_ratio.low * 100.0,
                    sure.cost_ratio.high * 100.0
                ),
            )
            // Who asks for an objective pays what it takes.
            .poor_if(found.goal == Goal::BeatBase && sure.cost_ratio.low > 1.0),
            Figure::new(
                "Misses",
                points(missed(own) - missed(base)),
                format!(
                    "percentage points; 95 in 100 draws: {} to {}",
                    points(sure.miss_difference.low),
                    points(sure.miss_difference.high)
                ),
            )
            .poor_if(sure.miss_difference.low > 0.0),
            Figure::new(
                "How sure",
                format!("{:.0} in 100", sure.ahead * 100.0),
                format!(
                    "draws of blocks of {} are ahead in something and behind in nothing",
                    span(sure.block_secs)
                ),
            ),
            Figure::new(
                "Held out",
                count(own.requests),
                format!("requests after {}", span(found.split_secs)),
            ),
            Figure::new(
                "Candidates",
                found.trials.to_string(),
                format!(
                    "{} were given up early, {} would be refused",
                    found.given_up, found.refused
                ),
            ),
        ]
    }

    fn changes(&self) -> Markup {
        let settings = &self.found.recommended.settings;
        html! {
            @if !settings.is_empty() {
                h2 { "What to set" }
                div.wide { table {
                    thead { tr { th scope="col" { "Of" } th scope="col" { "Setting" } th.number scope="col" { "Value" } } }
                    tbody {
                        @for Setting { of, member, value } in settings {
                            tr {
                                th scope="row" { (of.as_deref().unwrap_or("scalable target")) }
                                td { (member) }
                                td.number { (value) }
                            }
                        }
                    }
                } }
            }
        }
    }

    fn frontier(&self) -> Markup {
        let (mut dots, mut links) = (Vec::new(), Vec::new());
        let shown = self.shown();
        let mut add =
            |one: &Candidate, name: &str, (shape, tone): (Shape, Tone), is_linked: bool| {
                let tip = |part: &str, figures: &Figures| {
                    format!(
                        "{part}: {} {:.3}, missed {}\n{}",
                        self.cost(),
                        figures.cost,
                        percent(missed(figures)),
                        if one.settings.is_empty() {
                            "as it was given".to_owned()
                        } else {
                            in_words(one)
                        }
                    )
                };
                let dot = |name: &str, figures: &Figures, shape, part: &str| Dot {
                    name: name.to_owned(),
                    x: figures.cost,
                    y: missed(figures) * 100.0,
                    shape,
                    tone,
                    tip: tip(part, figures),
                };
                if is_linked {
                    links.push(Link { from: dots.len(), to: dots.len() + 1 });
                }
                dots.push(dot("", &one.searched, Shape::Ring, "searched"));
                dots.push(dot(name, &one.held_out, shape, "held out"));
            };
        for one in shown {
            if one.settings != self.found.recommended.settings {
                add(one, "", (Shape::Dot, Tone::Blue), false);
            }
        }
        add(&self.found.base, "start", (Shape::Diamond, Tone::Orange), true);
        if !self.found.recommended.settings.is_empty() {
            add(&self.found.recommended, "recommended", (Shape::Diamond, Tone::Green), true);
        }
        let scatter = Scatter {
            id: "frontier",
            title: "Cost against misses",
            x_title: self.cost(),
            y_title: "requests that missed the objective, percent",
            decades: true,
            dots,
            links,
            frontier: false,
            level: match self.found.goal {
                Goal::Attain { share } => Some(((1.0 - share) * 100.0, "allowed".to_owned())),
                Goal::BeatBase => None,
            },
            legend: vec![
                (Shape::Ring, Tone::Blue, "on what was searched, under additional load"),
                (Shape::Dot, Tone::Blue, "on what was held out"),
            ],
            height: 280,
        };
        html! {
            (scatter.render())
            p.note { "The two parts differ in length and load: compare points of one kind with each other." }
        }
    }

    fn capacities(&self, id: &str, title: &str, outcome: &Outcome) -> Markup {
        let peaks = [self.base, self.recommended].into_iter().flat_map(|outcome| {
            let ready = outcome.capacity.iter().map(|now| now.ready.max(now.desired));
            ready.chain(outcome.timeline.iter().map(|row| row.demand))
        });
        let region = |name: &str, from_secs, to_secs| Region {
            name: name.to_owned(),
            span: Span::new(from_secs, to_secs),
        };
        let end_secs = outcome.summary.simulated_secs;
        TimeChart {
            series: served(outcome),
            start_ms: start_ms(outcome),
            regions: vec![region("held out", self.found.split_secs.min(end_secs), end_secs)],
            at_least: f64::from(peaks.max().unwrap_or(0)),
            whole: true,
            ..TimeChart::new(&format!("capacity-{id}"), title, "copies", whole(outcome))
        }
        .render()
    }

    fn table(&self) -> Markup {
        let shown = self.shown();
        let heads = ["settings", "searched", "missed", "held out", "missed"];
        let row = |one: &Candidate, name: String| {
            let (searched, held_out) = (&one.searched, &one.held_out);
            vec![
                name,
                format!("{:.3}", searched.cost),
                percent(missed(searched)),
                format!("{:.3}", held_out.cost),
                percent(missed(held_out)),
            ]
        };
        let mut rows = vec![row(&self.found.base, "start".to_owned())];
        rows.extend(shown.iter().map(|one| row(one, in_words(one))));
        let recommended = &self.found.recommended.settings;
        let chosen = shown.iter().position(|one| one.settings == *recommended);
        let table = Table {
            heads: heads.map(str::to_owned).to_vec(),
            rows,
            // The start stands first.
            chosen: Some(chosen.map_or(0, |place| place + 1)),
        };
        table.of_numbers(&format!(
            "{} and share of requests that missed, on both parts of the traffic",
            self.cost()
        ))
    }
}

fn in_words(candidate: &Candidate) -> String {
    let each = candidate.settings.iter().map(|one| format!("{}={}", one.member, one.value));
    each.collect::<Vec<_>>().join(" ")
}

fn missed(figures: &Figures) -> f64 {
    1.0 - figures.attainment()
}
