//! What a bench tells: the configuration and tables of figures. Terminal and JSON are made from the same figures.

use serde_json::{Map, Value, json};

use crate::machine::Machine;
use crate::sample::Samples;

/// One cell of a table.
#[derive(Clone, Debug)]
pub(crate) enum Figure {
    /// The median of several rounds, with the lowest and the highest.
    Spread { median: f64, low: f64, high: f64 },
    /// One value.
    Value(f64),
    /// How many.
    Count(usize),
    /// There is none.
    None,
}

impl Figure {
    /// Median and spread over rounds.
    pub(crate) fn over(rounds: impl IntoIterator<Item = f64>) -> Self {
        let samples = Samples::new(rounds.into_iter().collect());
        match (samples.p50(), samples.min(), samples.max()) {
            (Some(median), Some(low), Some(high)) => Self::Spread { median, low, high },
            _ => Self::None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Spread { median, low, high } => {
                format!("{} [{} .. {}]", short(*median), short(*low), short(*high))
            }
            Self::Value(value) => short(*value),
            Self::Count(count) => count.to_string(),
            Self::None => "-".to_owned(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Spread { median, low, high } => {
                json!({ "median": median, "min": low, "max": high })
            }
            Self::Value(value) => json!(value),
            Self::Count(count) => json!(count),
            Self::None => Value::Null,
        }
    }
}

impl From<Option<f64>> for Figure {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::None, Self::Value)
    }
}

/// Three digits that matter.
fn short(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

/// Figures in rows; a column's name ends in its unit.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<(String, Vec<Figure>)>,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self { title: title.into(), columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, name: impl Into<String>, figures: Vec<Figure>) {
        debug_assert_eq!(figures.len(), self.columns.len(), "a figure for each column");
        self.rows.push((name.into(), figures));
    }

    fn lines(&self) -> Vec<String> {
        let texts: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|(name, figures)| {
                std::iter::once(name.clone()).chain(figures.iter().map(Figure::text)).collect()
            })
            .collect();
        let head: Vec<String> =
            std::iter::once("").chain(self.columns.iter().copied()).map(str::to_owned).collect();
        let width = |column: usize| {
            let cells = texts.iter().chain([&head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let padded: Vec<String> = cells
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(place, (cell, width))| match place {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            format!("  {}", padded.join("   "))
        };
        std::iter::once(&head).chain(&texts).map(line).collect()
    }

    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(name, figures)| {
                let mut row = Map::from_iter([("name".to_owned(), json!(name))]);
                for (column, figure) in self.columns.iter().zip(figures) {
                    row.insert((*column).to_owned(), figure.json());
                }
                Value::Object(row)
            })
            .collect();
        json!({ "title": self.title, "rows": rows })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    /// What was measured and how: commands, configuration, counts.
    pub(crate) setup: Vec<String>,
    pub(crate) tables: Vec<Table>,
    /// What is not as it must be, whatever the speed. Empty when all is well.
    pub(crate) wrong: Vec<String>,
}

impl Report {
    #[expect(clippy::print_stdout, reason = "the figures are the command's output")]
    pub(crate) fn print(&self) {
        println!("\n== {} ==", self.name);
        for line in &self.setup {
            println!("{line}");
        }
        for table in &self.tables {
            println!("\n{}", table.title);
            for line in table.lines() {
                println!("{line}");
            }
        }
        for wrong in &self.wrong {
            println!("\nNOT AS IT MUST BE: {wrong}");
        }
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "setup": self.setup,
            "tables": self.tables.iter().map(Table::json).collect::<Vec<Value>>(),
            "wrong": self.wrong,
        })
    }
}

#[expect(clippy::print_stdout, reason = "the figures are the command's output")]
pub(crate) fn print_json(machine: &Machine, reports: &[Report]) {
    let benches: Vec<Value> = reports.iter().map(Report::json).collect();
    println!("{:#}", json!({ "machine": machine.json(), "benches": benches }));
}

/// What is going on, for the person who waits.
#[expect(clippy::print_stderr, reason = "progress is not part of the figures")]
pub(crate) fn progress(text: &str) {
    eprintln!("  {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("latency", &["p50 ms", "errors"]);
        table.row("direct", vec![Figure::over([0.25, 0.5, 12.0]), Figure::Count(0)]);
        table.row("gone", vec![Figure::None, Figure::Count(120)]);
        table
    }

    #[test]
    fn columns_are_aligned() {
        assert_eq!(
            table().lines(),
            [
                "                          p50 ms   errors",
                "  direct   0.500 [0.250 .. 12.0]        0",
                "  gone                         -      120",
            ]
        );
    }

    #[test]
    fn json_carries_the_same_figures() {
        let told = table().json();
        assert_eq!(told["rows"][0]["p50 ms"], json!({ "median": 0.5, "min": 0.25, "max": 12.0 }));
        assert_eq!(told["rows"][1], json!({ "name": "gone", "p50 ms": null, "errors": 120 }));
    }
}
