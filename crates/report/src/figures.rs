//! The figures of a simulation that are seen first.

use ebb_sim::Summary;
use maud::{Markup, html};

use crate::words::{count, ms, percent, times};

/// A number, what it is, and what belongs to it.
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) more: String,
    /// It is pointed out as what should not be.
    pub(crate) is_poor: bool,
}

impl Figure {
    pub(crate) fn new(name: &str, value: String, more: String) -> Self {
        Self { name: name.to_owned(), value, more, is_poor: false }
    }

    pub(crate) fn poor_if(self, is_poor: bool) -> Self {
        Self { is_poor, ..self }
    }
}

/// Figures beside each other.
pub(crate) fn cards(figures: &[Figure]) -> Markup {
    html! {
        dl.cards {
            @for figure in figures {
                div class=[figure.is_poor.then_some("poor")] {
                    dt { (figure.name) }
                    dd { strong { (figure.value) } small { (figure.more) } }
                }
            }
        }
    }
}

/// The figures of a simulation. `is_priced` tells whether an instance has a price.
pub(crate) fn of_summary(all: &Summary, is_priced: bool) -> Vec<Figure> {
    let hours = format!("{:.2}", all.instance_hours);
    let cost = if is_priced {
        Figure::new("Cost", format!("{:.2}", all.cost), format!("{hours} instance hours"))
    } else {
        Figure::new("Instance hours", hours, "no price was given".to_owned())
    };
    let latency = &all.latency_ms;
    let elasticity = &all.elasticity;
    let failed = if all.failed > 0 {
        format!(
            "{} found no copy, {} lost, {} expired",
            count(all.refused),
            count(all.lost),
            count(all.expired)
        )
    } else {
        "all that ended were answered".to_owned()
    };
    let mut figures = vec![
        Figure::new(
            "Within the objective",
            percent(all.slo_attainment),
            format!(
                "{} of {} missed {}; {} of them are too long even alone on a copy",
                count(all.slo_misses),
                count(all.arrivals),
                ms(all.objective_ms),
                count(all.too_long)
            ),
        ),
        cost,
        Figure::new(
            "Latency p50",
            if all.answered > 0 { ms(latency.p50) } else { "–".to_owned() },
            format!("p90 {}, p95 {}", ms(latency.p90), ms(latency.p95)),
        ),
        Figure::new(
            "Latency p99",
            if all.answered > 0 { ms(latency.p99) } else { "–".to_owned() },
            format!("most {}, waiting p99 {}", ms(latency.max), ms(all.wait_ms.p99)),
        ),
        Figure::new("Failed", count(all.failed), failed).poor_if(all.failed > 0),
        Figure::new("Cold", count(all.cold), "came when no copy served".to_owned()),
        Figure::new(
            "In use",
            percent(all.utilisation),
            format!("of {:.2} copies in the mean, {} at most", all.copies_mean, all.copies_peak),
        ),
        Figure::new(
            "Too little",
            percent(elasticity.under_timeshare),
            format!("of the time, by {} of the demand", percent(elasticity.under_accuracy)),
        ),
        Figure::new(
            "Too much",
            percent(elasticity.over_timeshare),
            format!("of the time, by {} of the demand", percent(elasticity.over_accuracy)),
        ),
        Figure::new(
            "Scaled out",
            times(all.scale_outs),
            format!("in {}; instability {}", times(all.scale_ins), percent(elasticity.instability)),
        ),
    ];
    if all.unfinished > 0 {
        let more = "had no answer at the end; counted as missed".to_owned();
        figures.push(Figure::new("Unfinished", count(all.unfinished), more).poor_if(true));
    }
    if all.crashes > 0 {
        figures.push(Figure::new("Crashes", count(all.crashes), "of copies".to_owned()));
    }
    figures
}
