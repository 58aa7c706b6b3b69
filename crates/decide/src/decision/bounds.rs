//! Bounds that were set, and the capacity that they move.

use std::cmp::Ordering;

use ebb_units::Bounds;
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::policy::{Direction, Held};
use crate::realm::CapacityFacts;

/// Bounds were set, by whom, and how the resource stood.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BoundsSet {
    /// Who has set them.
    pub by: BoundsBy,
    /// How the resource stood.
    pub capacity: CapacityFacts,
    /// What the capacity is to be moved into.
    pub bounds: Bounds,
    /// What the service that owns the resource has against a change now.
    pub refusal: Option<String>,
}

/// Who has set bounds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BoundsBy {
    /// A registration of the target.
    Registration,
    /// A scheduled action of this name.
    Scheduled(String),
}

impl BoundsSet {
    /// Rule aas.bounds: a capacity outside the bounds is moved to the nearer one when the target is registered or
    /// updated, if the resource may be changed at that moment; cooldowns do not matter.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html>
    pub fn judge(&self) -> Outcome {
        let desired = self.capacity.desired;
        let to = self.bounds.clamp(desired);
        let direction = match to.cmp(&desired) {
            Ordering::Equal => return Outcome::Held(Held::AtDesired(desired)),
            Ordering::Greater => Direction::Out,
            Ordering::Less => Direction::In,
        };
        if self.by == BoundsBy::Registration && !self.capacity.scalable {
            return Outcome::NotScalable;
        }
        match &self.refusal {
            Some(reason) => Outcome::Refused { to, policy: None, reason: reason.clone() },
            None => Outcome::Changed { to, direction, policy: None },
        }
    }
}
