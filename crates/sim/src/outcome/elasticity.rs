//! How well capacity followed demand, by the measures of Herbst, Bauer and others (SPEC research group, "Ready for Rain?",
//! 2016).
//!
//! Demand of a row is the smallest number of copies whose full use does the work that arrived in it. That is the same for
//! every way of scaling, and no more than a lower bound: an objective on latency needs some room above it.

use serde::{Deserialize, Serialize};

use super::Row;

/// Accuracy, timeshare and instability.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Elasticity {
    /// Accuracy of under-provisioning, theta U: missing copies as a share of those demanded, averaged over time.
    pub under_accuracy: f64,
    /// Accuracy of over-provisioning, theta O: surplus copies as a share of those demanded (of one where none is),
    /// averaged over time.
    pub over_accuracy: f64,
    /// Missing copies, averaged over time.
    pub under_copies: f64,
    /// Surplus copies, averaged over time.
    pub over_copies: f64,
    /// Timeshare of under-provisioning, tau U: share of the time in which copies were missing.
    pub under_timeshare: f64,
    /// Timeshare of over-provisioning, tau O: share of the time with a surplus of half a copy or more.
    pub over_timeshare: f64,
    /// Instability, upsilon: share of the time in which capacity and demand did not move the same way.
    pub instability: f64,
}

/// Below this, a mean number of copies counts as the same: a copy that came in the last seconds of a row.
const SAME: f64 = 0.05;

pub(crate) fn elasticity(rows: &[Row]) -> Elasticity {
    let mut found = Elasticity::default();
    for row in rows {
        let (demand, supply) = (f64::from(row.demand), row.running);
        let (under, over) = ((demand - supply).max(0.0), (supply - demand).max(0.0));
        found.under_copies += under;
        found.over_copies += over;
        found.under_accuracy += under / demand.max(1.0);
        found.over_accuracy += over / demand.max(1.0);
        found.under_timeshare += f64::from(u8::from(under > SAME));
        found.over_timeshare += f64::from(u8::from(over >= 0.5));
    }
    for pair in rows.windows(2) {
        let demand = sign(f64::from(pair[1].demand) - f64::from(pair[0].demand));
        let supply = sign(pair[1].running - pair[0].running);
        found.instability += f64::from(u8::from(demand != supply));
    }
    let count = |count: usize| f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
    let n = count(rows.len());
    found.under_accuracy /= n;
    found.over_accuracy /= n;
    found.under_copies /= n;
    found.over_copies /= n;
    found.under_timeshare /= n;
    found.over_timeshare /= n;
    found.instability /= count(rows.len().saturating_sub(1));
    found
}

fn sign(change: f64) -> i8 {
    if change > SAME {
        1
    } else if change < -SAME {
        -1
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_example() {
        let row = |demand, running| Row { demand, running, ..Row::default() };
        // Two too few of four, right, one too many of two, one idle.
        let rows = [row(4, 2.0), row(4, 4.0), row(2, 3.0), row(0, 1.0)];
        let found = elasticity(&rows);
        let close = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found}");
        close(found.under_accuracy, 0.5 / 4.0);
        close(found.over_accuracy, (0.5 + 1.0) / 4.0);
        close(found.under_copies, 0.5);
        close(found.over_copies, 0.5);
        close(found.under_timeshare, 0.25);
        close(found.over_timeshare, 0.5);
        // Demand stays, falls, falls; supply rises, falls, falls.
        close(found.instability, 1.0 / 3.0);
        close(elasticity(&[]).instability, 0.0);
    }
}
