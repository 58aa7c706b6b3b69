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

/// What two of the columns are.
pub(crate) const LEGEND: &str =
    "short, idle: share of the time with too few or too many copies for the work that came";

/// What is told of all contenders.
pub(crate) struct Table<'c> {
    pub(crate) compared: &'c [Compared],
    /// Share of all requests that has to be answered within the objective.
    pub(crate) attain: f64,
    /// Whether an instance has a price; its hours are the cost if not.
    pub(crate) priced: bool,
}

impl Table<'_> {
    /// The figures, with the cheapest pointed out.
    pub(crate) fn cells(&self) -> ebb_report::Table {
        let columns = if self.priced { COLUMNS } else { &COLUMNS[1..] };
        let heads = columns.iter().map(|(head, _)| *head);
        let row = |one: &Compared| {
            let cells = columns.iter().map(|(_, cell)| cell(&one.outcome.summary));
            std::iter::once(one.name.clone()).chain(cells).collect()
        };
        let best = cheapest(self.compared, self.attain).map(|best| &best.name);
        ebb_report::Table {
            heads: std::iter::once("").chain(heads).map(str::to_owned).collect(),
            rows: self.compared.iter().map(row).collect(),
            chosen: self.compared.iter().position(|one| Some(&one.name) == best),
        }
    }

    /// The figures as lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        let ebb_report::Table { heads, rows, .. } = self.cells();
        let all: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
        let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> =
            (0..all[0].len()).map(|column| width(column).unwrap_or(0)).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).skip(1);
            let cells = cells.map(|(cell, width)| format!("  {cell:>width$}"));
            format!("{:<name$}{}", row[0], cells.collect::<String>(), name = widths[0])
        };
        all.iter().map(line).collect()
    }

    /// What it comes to, in words.
    pub(crate) fn verdict(&self) -> Vec<String> {
        let first = self.compared.first().map(|one| &one.outcome.summary);
        let objective = first.map_or(0.0, |summary| summary.objective_ms);
        // 99.9 and not 99.90000000000001.
        let percent = (self.attain * 1e6).round() / 1e4;
        let asked = format!("{percent} % within {}", millis(objective));
        let cost = |one: &Compared| {
            let unit = if self.priced { "" } else { " instance hours" };
            format!("{:.2}{unit}", one.outcome.summary.cost)
        };
        let mut lines = Vec::new();
        match cheapest(self.compared, self.attain) {
            None => lines.push(format!("Nobody answers {asked}.")),
            Some(best) => {
                lines.push(format!(
                    "Cheapest that answers {asked}: {}, for {}.",
                    best.name,
                    cost(best)
                ));
                let plan = self.compared.iter().find(|one| one.name.starts_with("oracle"));
                if let Some(plan) = plan.filter(|plan| attains(plan, self.attain)) {
                    lines.push(format!("Who knows what comes does it for {}.", cost(plan)));
                }
            }
        }
        lines.push(format!(
            "The work alone, on copies that never idle, would take {:.1} copy hours.",
            first.map_or(0.0, busy_hours)
        ));
        lines
    }
}

/// Whether a contender answers as much in time as is asked for.
pub(crate) fn attains(one: &Compared, attain: f64) -> bool {
    attain <= one.outcome.summary.slo_attainment
}

/// The cheapest contender that a user could choose: one that does not know the future.
pub(crate) fn cheapest(compared: &[Compared], attain: f64) -> Option<&Compared> {
    compared
        .iter()
        .filter(|one| attains(one, attain) && !knows_the_future(one))
        .min_by(|a, b| a.outcome.summary.cost.total_cmp(&b.outcome.summary.cost))
}

/// Such a contender is there for comparison: nobody can have it.
fn knows_the_future(one: &Compared) -> bool {
    ["oracle", "fixed-peak", "fixed-mean"]
        .iter()
        .any(|name| one.name == *name || one.name.starts_with(&format!("{name}:")))
}

/// Hours of copies in full use that the work of all requests takes: less is not possible for anybody.
fn busy_hours(summary: &Summary) -> f64 {
    let capacity_hours = summary.copy_secs / 3600.0;
    summary.utilisation * capacity_hours
}

/// A length of time for people.
pub(crate) fn span(secs: f64) -> String {
    let hours = secs / 3600.0;
    if secs < 120.0 {
        format!("{secs:.0} s")
    } else if hours < 2.0 {
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
        let both = [compared("kpa", 1.0, 1.0), compared("a-long-name", 123.456, 0.5)];
        let table = Table { compared: &both, attain: 0.99, priced: true };
        let lines = table.lines();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() == lines[0].chars().count()));
        assert!(lines[2].starts_with("a-long-name  123.46"));
        assert!(lines[1].starts_with("kpa            1.00"));
        let heads = Table { priced: false, ..table }.lines().remove(0);
        assert!(heads.trim_start().starts_with("inst h"), "no cost without a price: {heads}");
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
        assert_eq!(cheapest(&all, 0.99).unwrap().name, "good");
        let table = Table { compared: &all, attain: 0.99, priced: true };
        let words = table.verdict();
        assert_eq!(words[0], "Cheapest that answers 99 % within 1.0 s: good, for 4.00.");
        assert_eq!(words[1], "Who knows what comes does it for 1.00.");
        let hours = Table { priced: false, ..table }.verdict();
        assert!(hours[0].ends_with("good, for 4.00 instance hours."), "{}", hours[0]);
        let nobody = Table { compared: &all[2..3], attain: 0.999, priced: true }.verdict();
        assert_eq!(nobody[0], "Nobody answers 99.9 % within 1.0 s.");
    }
}
