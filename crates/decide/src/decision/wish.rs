//! What the alarms of a policy make it ask for, and from which data.
//!
//! An alarm looks back. It may stay in `ALARM` for minutes after its last datum, and its points may have been measured
//! when other copies served. On AWS, where instances take minutes to start, that hardly shows. Here a copy may serve after
//! a second, and two additions of ours to the rules keep old data from moving the capacity:
//!
//! - Rule ebb.step.answered: a datum makes a step policy adjust the capacity once, although the scaling actions of its alarm
//!   run each minute. One failed request wakes one copy.
//! - Rule ebb.tracking.measured-now: what was measured before the youngest copy served does not say what is missing now,
//!   and takes nothing away. A scale-out is reckoned from the points after that; for a scale-in the newest
//!   has to be one of them.
//!
//! While the copies work off what had waited for the first of them, nothing is measured that counts either: that rule,
//! ebb.cold-debt, is in `hosting/debt.rs`.
//!
//! A policy whose data have had their answer asks for no more, but still holds scale-in back. All of it is a setting
//! (`Config::fresh_data`); without it policies reckon with whatever their alarms see, as on AWS.

use ebb_units::Capacity;

use super::hearing::AlarmSeen;
use crate::policy::{AdjustmentType, Direction, StepConfig, Wish, mean, proposal};
use crate::realm::CapacityFacts;

impl AlarmSeen {
    /// What one alarm makes a tracking policy ask for.
    ///
    /// Rule aas.tracking.breach-again: the mean of the points is compared with the alarm's threshold once more. The
    /// ratio is taken of what serves. Copies that are down for a moment are no reason to want fewer: a scale-in
    /// is reckoned from what is desired.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
    pub(super) fn tracking_wish(&self, target_value: f64, facts: CapacityFacts) -> Option<Wish> {
        let wish = |proposal, direction, answered| {
            Some(Wish { proposal, direction, absolute: false, answered, alarm: self.name.clone() })
        };
        let threshold = self.threshold?;
        let breaching = |metric: &f64| self.comparison.breaches(*metric, threshold);
        if self.comparison.is_upward() {
            let points = self.points_now.as_ref().unwrap_or(&self.points);
            if points.is_empty() {
                return mean(&self.points)
                    .filter(breaching)
                    .and_then(|_| wish(facts.desired, Direction::Out, true));
            }
            let metric = mean(points).filter(breaching)?;
            return wish(proposal(facts.current, metric, target_value), Direction::Out, false);
        }
        let metric = mean(&self.points).filter(breaching)?;
        wish(proposal(facts.desired, metric, target_value), Direction::In, false)
    }

    /// Whether a step covers the data, so that they count as answered by the decision.
    pub(super) fn is_covered(&self, config: &StepConfig, facts: CapacityFacts) -> bool {
        self.stepped_from(config, facts.desired).is_some()
    }

    /// What one alarm makes a step policy ask for. As for tracking, copies that are down are not asked for a second time,
    /// and do not count as taken away.
    pub(super) fn step_wish(
        &self,
        config: &StepConfig,
        fresh_data: bool,
        facts: CapacityFacts,
    ) -> Option<Wish> {
        let wanted = self.stepped_from(config, facts.desired)?;
        let mut answered = fresh_data && self.newest <= self.answered;
        let (direction, proposal) = if wanted > facts.desired {
            let wanted = self.stepped_from(config, facts.current)?;
            answered |= wanted <= facts.desired;
            (Direction::Out, if answered { facts.desired } else { wanted })
        } else if answered {
            return None;
        } else {
            let moves = wanted < facts.desired;
            (if moves { Direction::In } else { Direction::Out }, wanted)
        };
        let absolute = config.adjustment_type == AdjustmentType::ExactCapacity;
        Some(Wish { proposal, direction, absolute, answered, alarm: self.name.clone() })
    }

    fn stepped_from(&self, config: &StepConfig, from: Capacity) -> Option<Capacity> {
        let metric = config.aggregate(&self.points)?;
        config.proposal(from, metric, self.threshold?, self.comparison)
    }
}
