//! What a candidate comes to.

use serde::{Deserialize, Serialize};

use crate::outcome::Row;
use crate::scenario::Scenario;

/// Cost and misses of a part of the traffic.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Price of the instances; instance hours when the scenario has no price.
    pub cost: f64,
    /// Requests that came.
    pub requests: u64,
    /// Requests that were not answered within the objective, those that failed among them.
    pub misses: u64,
    /// Those of them that take longer than the objective even alone on a copy: every policy has them.
    pub too_long: u64,
    /// Requests that failed.
    pub failed: u64,
}

impl Figures {
    /// The sum over rows of a timeline.
    pub(crate) fn of_rows(scenario: &Scenario, rows: &[Row]) -> Self {
        let mut sum = Self::default();
        rows.iter().for_each(|row| sum.add(&Self::of_row(scenario, row)));
        sum
    }

    pub(super) fn of_row(scenario: &Scenario, row: &Row) -> Self {
        let hours = row.instances * f64::from(scenario.step_secs) / 3600.0;
        Self {
            cost: hours * scenario.host.price_per_hour,
            requests: row.arrivals,
            misses: row.slo_misses,
            too_long: row.too_long,
            failed: row.failed,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.cost += other.cost;
        self.requests += other.requests;
        self.misses += other.misses;
        self.too_long += other.too_long;
        self.failed += other.failed;
    }

    /// The same with every miss counted as one that more capacity would have helped.
    pub fn strictly(self) -> Self {
        Self { too_long: 0, ..self }
    }

    /// Misses that more capacity would have helped.
    pub fn avoidable(&self) -> u64 {
        self.misses.saturating_sub(self.too_long)
    }

    /// Share of the requests that were answered within the objective; 1 when there was none.
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub fn attainment(&self) -> f64 {
        if self.requests == 0 { 1.0 } else { 1.0 - self.misses as f64 / self.requests as f64 }
    }
}
