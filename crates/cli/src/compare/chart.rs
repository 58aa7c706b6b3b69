//! Capacities over time, one line for each contender, all to the same scale.

use ebb_sim::{CapacityChange, Compared};

/// Columns of a line.
const WIDTH: usize = 72;
/// From an eighth to the whole of a cell.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The chart with its scale.
pub(crate) fn lines(compared: &[Compared]) -> Vec<String> {
    let name_width = compared.iter().map(|one| one.name.chars().count()).max().unwrap_or(0);
    let secs =
        compared.iter().map(|one| one.outcome.summary.simulated_secs).fold(1.0_f64, f64::max);
    let curves: Vec<Vec<f64>> =
        compared.iter().map(|one| means(&one.outcome.capacity, secs)).collect();
    let most = curves.iter().flatten().copied().fold(0.0_f64, f64::max);
    let mut lines = vec![format!("Copies that served over time; a full block is {most:.0}:")];
    for (one, curve) in compared.iter().zip(&curves) {
        let cells: String = curve.iter().map(|copies| cell(*copies, most)).collect();
        lines.push(format!("{:<name_width$}  {cells}", one.name));
    }
    lines
}

/// The mean number of copies that served in each column.
fn means(capacity: &[CapacityChange], secs: f64) -> Vec<f64> {
    let width = secs / columns(WIDTH);
    let mut sums = vec![0.0; WIDTH];
    let ends = capacity.iter().skip(1).map(|next| next.at_secs).chain([secs]);
    for (change, end) in capacity.iter().zip(ends) {
        let copies = f64::from(change.ready);
        for (number, sum) in sums.iter_mut().enumerate() {
            let (from, until) = (columns(number) * width, columns(number + 1) * width);
            let held = until.min(end) - from.max(change.at_secs);
            if held > 0.0 {
                *sum += copies * held / width;
            }
        }
    }
    sums
}

fn cell(copies: f64, most: f64) -> char {
    // Less than a hundredth of a copy is none.
    if copies < 0.01 || most <= 0.0 {
        return ' ';
    }
    let eighths = copies / most * 8.0;
    let index = (1_u8..8).filter(|level| f64::from(*level) < eighths - 1e-9).count();
    LEVELS[index.min(7)]
}

fn columns(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(at_secs: f64, ready: u32) -> CapacityChange {
        CapacityChange { at_secs, ready, ..CapacityChange::default() }
    }

    #[test]
    fn columns_have_the_mean_of_their_time() {
        // A copy in the first half, three in the second; the middle lies between two columns.
        let found = means(&[change(0.0, 1), change(360.0, 3)], 720.0);
        assert_eq!(found.len(), WIDTH);
        assert!(found[..36].iter().all(|copies| (copies - 1.0).abs() < 1e-9));
        assert!(found[36..].iter().all(|copies| (copies - 3.0).abs() < 1e-9));
        let found = means(&[change(0.0, 0), change(5.0, 2)], 720.0);
        assert!((found[0] - 1.0).abs() < 1e-9, "half of the first column: {}", found[0]);
    }

    #[test]
    fn a_cell_is_full_at_the_most_and_empty_at_none() {
        assert_eq!(
            [cell(0.0, 4.0), cell(0.1, 4.0), cell(2.0, 4.0), cell(4.0, 4.0)],
            [' ', '▁', '▄', '█']
        );
        assert_eq!(cell(0.0, 0.0), ' ');
    }
}
