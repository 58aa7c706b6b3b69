//! Step scaling: how far the metric is from the alarm's threshold picks the adjustment.
//!
//! Rules: <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html>

use ebb_units::{Capacity, Comparison};
use serde::{Deserialize, Serialize};

/// What a scaling adjustment means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AdjustmentType {
    /// Add (or take) that many.
    ChangeInCapacity,
    /// Add that percentage of the present capacity.
    PercentChangeInCapacity,
    /// Go to exactly that many.
    ExactCapacity,
}

/// How the alarm's recent datapoints become one number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Aggregation {
    /// Their mean.
    Average,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
}

/// One step: an interval of distances from the alarm's threshold, and what to do there.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepAdjustment {
    /// Lower bound of the distance; absent means minus infinity.
    pub lower: Option<f64>,
    /// Upper bound of the distance; absent means infinity.
    pub upper: Option<f64>,
    /// The adjustment, read by the policy's [`AdjustmentType`].
    pub adjustment: i32,
}

/// Configuration of a step scaling policy. Checked: made by [`StepRequest::check`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepConfig {
    /// What the adjustments mean.
    pub adjustment_type: AdjustmentType,
    /// The steps as given.
    pub steps: Vec<StepAdjustment>,
    /// Least number of units a percentage moves.
    pub min_adjustment_magnitude: Option<i32>,
    /// Seconds; 300 when absent.
    pub cooldown_secs: Option<i32>,
    /// Average when absent.
    pub aggregation: Option<Aggregation>,
}

/// A step configuration as it was asked for.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct StepRequest {
    /// What the adjustments mean.
    pub adjustment_type: Option<AdjustmentType>,
    /// The steps.
    pub steps: Vec<StepAdjustment>,
    /// Least number of units a percentage moves.
    pub min_adjustment_magnitude: Option<i32>,
    /// Seconds.
    pub cooldown_secs: Option<i32>,
    /// How datapoints become one number.
    pub aggregation: Option<Aggregation>,
}

/// Why a step configuration is refused, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum StepConfigError {
    #[error("Adjustment type must be specified")]
    NoAdjustmentType,
    #[error("There must be at least one step adjustment")]
    NoSteps,
    #[error("There can be at most 20 step adjustments per scaling policy")]
    TooManySteps,
    #[error("Both lower and upper bounds of a step adjustment cannot be left unspecified")]
    BothBoundsOpen,
    #[error("Lower bound must be less than upper bound for a step adjustment")]
    InvertedBounds,
    #[error("Step adjustment intervals cannot have gaps between them")]
    Gap,
    #[error("Step adjustment intervals cannot overlap")]
    Overlap,
    #[error("At most one step adjustment may have an unspecified lower bound")]
    TwoOpenLowerEnds,
    #[error("At most one step adjustment may have an unspecified upper bound")]
    TwoOpenUpperEnds,
    #[error(
        "There must be a step adjustment with an unspecified upper bound when one step adjustment has a positive upper bound"
    )]
    ClosedUpperEnd,
    #[error(
        "There must be a step adjustment with an unspecified lower bound when one step adjustment has a negative lower bound"
    )]
    ClosedLowerEnd,
    #[error("Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity")]
    NegativeExact,
    #[error(
        "Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity"
    )]
    MagnitudeWithoutPercent,
}

impl StepRequest {
    /// Checks the request against the rules of the service.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(self) -> Result<StepConfig, StepConfigError> {
        use StepConfigError as E;
        let adjustment_type = self.adjustment_type.ok_or(E::NoAdjustmentType)?;
        if self.steps.is_empty() {
            return Err(E::NoSteps);
        }
        if self.steps.len() > 20 {
            return Err(E::TooManySteps);
        }
        check_intervals(&self.steps)?;
        if adjustment_type == AdjustmentType::ExactCapacity
            && self.steps.iter().any(|step| step.adjustment < 0)
        {
            return Err(E::NegativeExact);
        }
        if self.min_adjustment_magnitude.is_some()
            && adjustment_type != AdjustmentType::PercentChangeInCapacity
        {
            return Err(E::MagnitudeWithoutPercent);
        }
        Ok(StepConfig {
            adjustment_type,
            steps: self.steps,
            min_adjustment_magnitude: self.min_adjustment_magnitude,
            cooldown_secs: self.cooldown_secs,
            aggregation: self.aggregation,
        })
    }
}

fn check_intervals(steps: &[StepAdjustment]) -> Result<(), StepConfigError> {
    use StepConfigError as E;
    for step in steps {
        match (step.lower, step.upper) {
            (None, None) => return Err(E::BothBoundsOpen),
            (Some(lower), Some(upper)) if lower >= upper || (lower - upper).is_nan() => {
                return Err(E::InvertedBounds);
            }
            _ => {}
        }
    }
    if steps.iter().filter(|step| step.lower.is_none()).count() > 1 {
        return Err(E::TwoOpenLowerEnds);
    }
    if steps.iter().filter(|step| step.upper.is_none()).count() > 1 {
        return Err(E::TwoOpenUpperEnds);
    }
    let mut intervals: Vec<(f64, f64)> = steps
        .iter()
        .map(|step| (step.lower.unwrap_or(f64::NEG_INFINITY), step.upper.unwrap_or(f64::INFINITY)))
        .collect();
    intervals.sort_by(|a, b| a.0.total_cmp(&b.0));
    for pair in intervals.windows(2) {
        if pair[0].1 > pair[1].0 {
            return Err(E::Overlap);
        }
        if pair[0].1 < pair[1].0 {
            return Err(E::Gap);
        }
    }
    let lowest = intervals.first().map_or(0.0, |interval| interval.0);
    let highest = intervals.last().map_or(0.0, |interval| interval.1);
    if highest > 0.0 && highest.is_finite() {
        return Err(E::ClosedUpperEnd);
    }
    if lowest < 0.0 && lowest.is_finite() {
        return Err(E::ClosedLowerEnd);
    }
    Ok(())
}

impl StepConfig {
    /// Seconds of the cooldown, never negative.
    pub fn cooldown_secs(&self) -> u32 {
        u32::try_from(self.cooldown_secs.unwrap_or(300)).unwrap_or(0)
    }

    /// One number out of the alarm's recent datapoints; `None` when there are none.
    pub fn aggregate(&self, recent: &[Option<f64>]) -> Option<f64> {
        let present = recent.iter().copied().flatten();
        match self.aggregation.unwrap_or(Aggregation::Average) {
            Aggregation::Average => mean(recent),
            Aggregation::Minimum => present.reduce(f64::min),
            Aggregation::Maximum => present.reduce(f64::max),
        }
    }

    /// The capacity this policy asks for; `None` when no step covers the metric.
    pub fn proposal(
        &self,
        current: Capacity,
        metric: f64,
        threshold: f64,
        comparison: Comparison,
    ) -> Option<Capacity> {
        let step = self.step_at(metric, threshold, comparison)?;
        Some(self.adjusted(current, step.adjustment))
    }

    /// The step that covers the metric, if one does.
    ///
    /// Rule aas.step.interval: a high alarm's steps include their lower bound, a low alarm's their upper one.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#as-scaling-steps>
    pub fn step_at(
        &self,
        metric: f64,
        threshold: f64,
        comparison: Comparison,
    ) -> Option<&StepAdjustment> {
        let distance = metric - threshold;
        self.steps.iter().find(|step| {
            let lower = step.lower.unwrap_or(f64::NEG_INFINITY);
            let upper = step.upper.unwrap_or(f64::INFINITY);
            if comparison.is_upward() {
                lower <= distance && (distance < upper || step.upper.is_none())
            } else {
                (lower < distance || step.lower.is_none()) && distance <= upper
            }
        })
    }

    fn adjusted(&self, current: Capacity, adjustment: i32) -> Capacity {
        let current = i64::from(current.0);
        let adjustment = i64::from(adjustment);
        let wanted = match self.adjustment_type {
            AdjustmentType::ExactCapacity => adjustment,
            AdjustmentType::ChangeInCapacity => current + adjustment,
            AdjustmentType::PercentChangeInCapacity => {
                current + self.percent_change(current, adjustment)
            }
        };
        Capacity(u32::try_from(wanted.max(0)).unwrap_or(u32::MAX))
    }

    /// Rule aas.step.percent-rounding: 12.7 is 12, 0.67 is 1, -0.58 is -1, -6.67 is -6; never less than the magnitude.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#as-scaling-adjustment>
    fn percent_change(&self, current: i64, percent: i64) -> i64 {
        let hundredths = current.saturating_mul(percent);
        let rounded = match hundredths {
            0 => 0,
            1..=99 => 1,
            -99..=-1 => -1,
            _ => hundredths / 100,
        };
        let magnitude = i64::from(self.min_adjustment_magnitude.unwrap_or(0));
        if percent != 0 && rounded.abs() < magnitude {
            magnitude * percent.signum()
        } else {
            rounded
        }
    }
}

/// Mean of the datapoints that exist.
pub(crate) fn mean(recent: &[Option<f64>]) -> Option<f64> {
    let (count, sum) =
        recent.iter().flatten().fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

impl From<Aggregation> for &'static str {
    fn from(aggregation: Aggregation) -> Self {
        match aggregation {
            Aggregation::Average => "Average",
            Aggregation::Minimum => "Minimum",
            Aggregation::Maximum => "Maximum",
        }
    }
}

impl AdjustmentType {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChangeInCapacity => "ChangeInCapacity",
            Self::PercentChangeInCapacity => "PercentChangeInCapacity",
            Self::ExactCapacity => "ExactCapacity",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(magnitude: Option<i32>) -> StepConfig {
        StepConfig {
            adjustment_type: AdjustmentType::PercentChangeInCapacity,
            steps: vec![StepAdjustment { lower: Some(0.0), upper: None, adjustment: 50 }],
            min_adjustment_magnitude: magnitude,
            cooldown_secs: None,
            aggregation: None,
        }
    }

    #[test]
    fn percent_of_nothing_is_nothing_without_a_magnitude() {
        assert_eq!(percent(None).adjusted(Capacity(0), 50), Capacity(0));
        assert_eq!(percent(Some(2)).adjusted(Capacity(0), 50), Capacity(2));
        assert_eq!(percent(Some(2)).adjusted(Capacity(4), -10), Capacity(2));
        assert_eq!(percent(None).adjusted(Capacity(u32::MAX), i32::MAX), Capacity(u32::MAX));
    }
}
