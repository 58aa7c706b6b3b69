//! Capacity over time, as a small chart for the terminal.

use std::time::Duration;

/// Columns of the chart.
const WIDTH: usize = 72;

/// One row per copy, a block where that many served; time runs to the right.
pub(super) fn capacity(samples: &[(Duration, u64)]) -> Vec<String> {
    let end = samples.last().map_or(Duration::ZERO, |(at, _)| *at).max(Duration::from_millis(1));
    let columns: Vec<u64> = (0..WIDTH)
        .map(|column| {
            let edge = |column: usize| end.mul_f64(fraction(column, WIDTH));
            let (from, to) = (edge(column), edge(column + 1));
            let inside = samples.iter().filter(|(at, _)| from <= *at && *at < to);
            let before = samples.iter().take_while(|(at, _)| *at < from).last();
            inside.map(|(_, copies)| *copies).max().or(before.map(|(_, copies)| *copies)).unwrap_or(0)
        })
        .collect();
    let peak = columns.iter().copied().max().unwrap_or(0);
    (1..=peak)
        .rev()
        .map(|level| {
            let bar: String =
                columns.iter().map(|copies| if *copies >= level { '█' } else { ' ' }).collect();
            format!("{level:>3} │{bar}")
        })
        .chain([format!("  0 └{}", "─".repeat(WIDTH))])
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a column number")]
fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_served_when() {
        let samples: Vec<(Duration, u64)> = (0..720)
            .map(|i| (Duration::from_secs(i), if i < 360 { 2 } else { 0 }))
            .collect();
        let rows = capacity(&samples);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].matches('█').count(), 36);
        assert!(rows[1].starts_with("  1 │█") && rows[2].starts_with("  0 └"));
        assert_eq!(capacity(&[]).len(), 1);
    }
}
