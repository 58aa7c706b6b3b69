//! Capacity over time, as a small chart for the terminal.

use std::time::Duration;

/// Columns of the chart.
const WIDTH: usize = 72;

/// Most rows: above so many copies a row stands for several.
const ROWS: u64 = 16;

/// A row for each copy, a block where that many served; time runs to the right.
pub(crate) fn capacity(samples: &[(Duration, u64)]) -> Vec<String> {
    let end = samples.last().map_or(Duration::ZERO, |(at, _)| *at).max(Duration::from_millis(1));
    let columns: Vec<u64> = (0..WIDTH).map(|column| copies_in(samples, end, column)).collect();
    let peak = columns.iter().copied().max().unwrap_or(0);
    let last = length(end);
    let each = peak.div_ceil(ROWS).max(1);
    (1..=peak.div_ceil(each))
        .rev()
        .map(|row| row * each)
        .map(|level| {
            let bar: String = columns
                .iter()
                .map(|copies| if *copies > level - each { '█' } else { ' ' })
                .collect();
            format!("{level:>3} │{}", bar.trim_end())
        })
        .chain([
            format!("  0 └{}", "─".repeat(WIDTH)),
            format!("     0 s{last:>width$}", width = WIDTH - 3),
        ])
        .collect()
}

/// Seconds while they are few, hours and minutes beyond.
fn length(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match minutes {
        0..20 => format!("{:.0} s", time.as_secs_f64()),
        20..120 => format!("{minutes} min"),
        120..2880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1440, minutes / 60 % 24),
    }
}

/// The most copies that served in the span of a column; those before it when nobody looked.
fn copies_in(samples: &[(Duration, u64)], end: Duration, column: usize) -> u64 {
    let (from, to) = (edge(end, column), edge(end, column + 1));
    let inside = samples.iter().filter(|(at, _)| from <= *at && *at < to);
    let before = samples.iter().take_while(|(at, _)| *at < from).last();
    inside.map(|(_, copies)| *copies).max().or(before.map(|(_, copies)| *copies)).unwrap_or(0)
}

#[expect(clippy::cast_precision_loss, reason = "a column number")]
fn edge(end: Duration, column: usize) -> Duration {
    end.mul_f64(column as f64 / WIDTH as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_served_when() {
        let samples: Vec<(Duration, u64)> =
            (0..720).map(|i| (Duration::from_secs(i), if i < 360 { 2 } else { 0 })).collect();
        let rows = capacity(&samples);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0].matches('█').count(), 36);
        assert!(rows[1].starts_with("  1 │█") && rows[2].starts_with("  0 └"));
        assert!(rows[3].starts_with("     0 s") && rows[3].ends_with(" 719 s"), "{}", rows[3]);
        let width = |row: &String| row.chars().count();
        assert_eq!(width(&rows[2]), width(&rows[3]));
        assert_eq!(capacity(&[]).len(), 2);
        let many: Vec<(Duration, u64)> = (0..7200).map(|i| (Duration::from_secs(i), 40)).collect();
        let rows = capacity(&many);
        assert_eq!(rows.len(), 16, "three copies a row");
        assert!(rows[0].starts_with(" 42 │") && rows[15].ends_with(" 119 min"), "{rows:?}");
    }
}
