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
    /// Requests that failed.
    pub failed: u64,
}

impl Figures {
    /// The sum over rows of a timeline.
    pub(crate) fn of_rows(scenario: &Scenario, rows: &[Row]) -> Self {
        let mut sum = Self::default();
        for row in rows {
            sum.cost += row_cost(scenario, row);
            sum.requests += row.arrivals;
            sum.misses += row.slo_misses;
            sum.failed += row.failed;
        }
        sum
    }

    /// Share of the requests that were answered within the objective; 1 when there was none.
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    pub fn attainment(&self) -> f64 {
        if self.requests == 0 { 1.0 } else { 1.0 - self.misses as f64 / self.requests as f64 }
    }
}

/// What the instances of a row cost.
pub(super) fn row_cost(scenario: &Scenario, row: &Row) -> f64 {
    row.instances * f64::from(scenario.step_secs) / 3600.0 * scenario.host.price_per_hour
}
