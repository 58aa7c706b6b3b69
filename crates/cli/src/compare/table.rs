//! The figures of all contenders, side by side.

use ebb_sim::{Compared, Summary};

/// Heads of the columns, and what stands below them.
type Column = (&'static str, fn(&Summary) -> String);

const COLUMNS: &[Column] = &[
    ("cost", |summary| format!("{:.2}", summary.cost)),
    ("inst h", |summary| format!("{:.1}", summary.instance_hours)),
    ("copies", |summary| format!("{:.1}", summary.copies_mean)),
    ("util", |summary| percent(summary.utilisation)),
    ("p50", |summary| latency(summary, summary.latency_ms.p50)),
    ("p95", |summary| latency(summary, summary.latency_ms.p95)),
    ("p99", |summary| latency(summary, summary.latency_ms.p99)),
    ("cold", |summary| summary.cold.to_string()),
    ("failed", |summary| (summary.failed + summary.unfinished).to_string()),
    ("in SLO", |summary| format!("{:.2} %", summary.slo_attainment * 100.0)),
    ("short", |summary| percent(summary.elasticity.under_timeshare)),
    ("idle", |summary| percent(summary.elasticity.over_timeshare)),
    ("out", |summary| summary.scale_outs.to_string()),
    ("in", |summary| summary.scale_ins.to_string()),
];

/// The table.
pub(crate) fn lines(compared: &[Compared]) -> Vec<String> {
    let mut rows = vec![Vec::with_capacity(COLUMNS.len())];
    rows[0].extend(COLUMNS.iter().map(|(head, _)| (*head).to_owned()));
    for one in compared {
        rows.push(COLUMNS.iter().map(|(_, cell)| cell(&one.outcome.summary)).collect());
    }
    let widths: Vec<usize> = (0..COLUMNS.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let names = std::iter::once("").chain(compared.iter().map(|one| one.name.as_str()));
    let name_width = compared.iter().map(|one| one.name.chars().count()).max().unwrap_or(0);
    names
        .zip(&rows)
        .map(|(name, row)| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("  {cell:>width$}"));
            format!("{name:<name_width$}{}", cells.collect::<String>())
        })
        .collect()
}

/// Whether a contender answers as much in time as is asked for.
pub(crate) fn attains(one: &Compared, percent: f64) -> bool {
    percent / 100.0 <= one.outcome.summary.slo_attainment
}

/// The cheapest contender that a user could choose: one that does not know the future.
pub(crate) fn cheapest(compared: &[Compared], percent: f64) -> Option<&Compared> {
    compared
        .iter()
        .filter(|one| attains(one, percent) && !knows_the_future(one))
        .min_by(|a, b| a.outcome.summary.cost.total_cmp(&b.outcome.summary.cost))
}

/// Such a contender is there for comparison: nobody can have it.
fn knows_the_future(one: &Compared) -> bool {
    ["oracle", "fixed-peak", "fixed-mean"]
        .iter()
        .any(|name| one.name == *name || one.name.starts_with(&format!("{name}:")))
}

/// What it comes to, in words.
pub(crate) fn verdict(compared: &[Compared], percent: f64) -> Vec<String> {
    let objective = compared.first().map_or(0.0, |one| one.outcome.summary.objective_ms);
    let asked = format!("{percent} % within {}", millis(objective));
    let mut lines = Vec::new();
    match cheapest(compared, percent) {
        None => lines.push(format!("Nobody answers {asked}.")),
        Some(best) => {
            let summary = &best.outcome.summary;
            lines.push(format!(
                "Cheapest that answers {asked}: {}, for {:.2}.",
                best.name, summary.cost
            ));
            let plan = compared.iter().find(|one| one.name.starts_with("oracle"));
            if let Some(plan) = plan.filter(|plan| attains(plan, percent)) {
                let cost = plan.outcome.summary.cost;
                lines.push(format!("Who knows what comes does it for {cost:.2}."));
            }
        }
    }
    lines.push(format!(
        "The work alone, on copies that never idle, would take {:.1} copy hours.",
        compared.first().map_or(0.0, |one| busy_hours(&one.outcome.summary))
    ));
    lines.push(
        "short, idle: share of the time with too few or too many copies for the work that came"
            .to_owned(),
    );
    lines
}

/// Hours of copies in full use that the work of all requests takes: less is not possible for anybody.
fn busy_hours(summary: &Summary) -> f64 {
    let capacity_hours = summary.copy_secs / 3600.0;
    summary.utilisation * capacity_hours
}

/// A length of time for people.
pub(crate) fn span(secs: f64) -> String {
    let hours = secs / 3600.0;
    if hours < 2.0 {
        format!("{:.0} min", secs / 60.0)
    } else if hours < 72.0 {
        format!("{hours:.1} h")
    } else {
        format!("{:.1} days", hours / 24.0)
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn latency(summary: &Summary, ms: f64) -> String {
    if summary.answered == 0 { "-".to_owned() } else { millis(ms) }
}

fn millis(ms: f64) -> String {
    if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else if ms < 100_000.0 {
        format!("{:.1} s", ms / 1000.0)
    } else {
        format!("{:.0} s", ms / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(name: &str, cost: f64, slo_attainment: f64) -> Compared {
        let summary = Summary {
            cost,
            slo_attainment,
            answered: 10,
            objective_ms: 1000.0,
            ..Summary::default()
        };
        let outcome = ebb_sim::Outcome {
            start: ebb_units::Timestamp::UNIX_EPOCH,
            seed: 1,
            step_secs: 60,
            summary,
            timeline: Vec::new(),
            tracked: Vec::new(),
            capacity: Vec::new(),
            alarms: Vec::new(),
            activities: Vec::new(),
            unscaled: Vec::new(),
            stopped: false,
        };
        Compared { name: name.to_owned(), about: String::new(), outcome }
    }

    #[test]
    fn columns_stand_below_their_heads() {
        let lines = lines(&[compared("kpa", 1.0, 1.0), compared("a-long-name", 123.456, 0.5)]);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() == lines[0].chars().count()));
        assert!(lines[2].starts_with("a-long-name  123.46"));
        assert!(lines[1].starts_with("kpa            1.00"));
    }

    #[test]
    fn who_knows_the_future_cannot_be_recommended() {
        let all = [
            compared("oracle", 1.0, 1.0),
            compared("fixed-peak", 2.0, 1.0),
            compared("cheap", 3.0, 0.98),
            compared("good", 4.0, 0.995),
            compared("dear", 5.0, 1.0),
        ];
        assert_eq!(cheapest(&all, 99.0).unwrap().name, "good");
        let words = verdict(&all, 99.0);
        assert_eq!(words[0], "Cheapest that answers 99 % within 1.0 s: good, for 4.00.");
        assert_eq!(words[1], "Who knows what comes does it for 1.00.");
        assert_eq!(verdict(&all[2..3], 99.0)[0], "Nobody answers 99 % within 1.0 s.");
    }
}
