//! What a tuner may turn.

use std::fmt;

use ebb_aws_model::Double;

use crate::Blueprint;

/// One number of a blueprint. Indices are those of the blueprint's lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Knob {
    /// Lowest capacity of a target.
    MinCapacity {
        /// Which target.
        target: usize,
    },
    /// Highest capacity of a target.
    MaxCapacity {
        /// Which target.
        target: usize,
    },
    /// The value that a tracking policy keeps its metric at.
    TargetValue {
        /// Which policy.
        policy: usize,
    },
    /// Seconds in which what a tracking policy has added counts as credit.
    ScaleOutCooldown {
        /// Which policy.
        policy: usize,
    },
    /// Seconds from one scale-in of a tracking policy to the next.
    ScaleInCooldown {
        /// Which policy.
        policy: usize,
    },
    /// Seconds of the cooldown of a step policy.
    StepCooldown {
        /// Which policy.
        policy: usize,
    },
    /// The adjustment of a step.
    StepAdjustment {
        /// Which policy.
        policy: usize,
        /// Which of its steps.
        step: usize,
    },
    /// Length of the windows of an alarm on one metric, in seconds.
    AlarmPeriod {
        /// Which alarm.
        alarm: usize,
    },
    /// How many windows an alarm looks at.
    AlarmPeriods {
        /// Which alarm.
        alarm: usize,
    },
    /// What an alarm compares with.
    AlarmThreshold {
        /// Which alarm.
        alarm: usize,
    },
}

/// A knob that a blueprint has not, or a value that it cannot have.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum KnobError {
    /// There is no such member.
    #[error("the blueprint has no {0:?}")]
    Missing(Knob),
    /// A whole number that fits the API was expected.
    #[error("{0:?} cannot be {1}")]
    Value(Knob, f64),
}

/// Seconds of a cooldown that was not given.
const DEFAULT_COOLDOWN_SECS: i32 = 300;

impl Blueprint {
    /// All that can be turned, with the present values. Cooldowns that were not given are there with their default.
    pub fn knobs(&self) -> Vec<(Knob, f64)> {
        let mut knobs = Vec::new();
        for target in 0..self.targets.len() {
            knobs.extend([Knob::MinCapacity { target }, Knob::MaxCapacity { target }]);
        }
        for (policy, declared) in self.policies.iter().enumerate() {
            knobs.extend([
                Knob::TargetValue { policy },
                Knob::ScaleOutCooldown { policy },
                Knob::ScaleInCooldown { policy },
                Knob::StepCooldown { policy },
            ]);
            let steps = declared.request.step_scaling_policy_configuration.as_ref();
            let count = steps.and_then(|block| block.step_adjustments.as_ref()).map_or(0, Vec::len);
            knobs.extend((0..count).map(|step| Knob::StepAdjustment { policy, step }));
        }
        for alarm in 0..self.alarms.len() {
            knobs.extend([
                Knob::AlarmPeriod { alarm },
                Knob::AlarmPeriods { alarm },
                Knob::AlarmThreshold { alarm },
            ]);
        }
        let mut copy = self.clone();
        knobs.into_iter().filter_map(|knob| Some((knob, copy.dial(knob)?.value()?))).collect()
    }

    /// The present value; None when there is none.
    pub fn value(&self, knob: Knob) -> Option<f64> {
        self.clone().dial(knob)?.value()
    }

    /// Sets a value. Nothing else is looked at: [`Blueprint::setup`] says whether all of it still fits together.
    ///
    /// # Errors
    /// [`KnobError`] when there is no such knob, or it takes whole numbers only.
    pub fn set(&mut self, knob: Knob, value: f64) -> Result<(), KnobError> {
        let whole = || {
            let fits = value.fract() == 0.0
                && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value);
            #[expect(clippy::cast_possible_truncation, reason = "whole and in the range of i32")]
            fits.then_some(value as i32).ok_or(KnobError::Value(knob, value))
        };
        match self.dial(knob).ok_or(KnobError::Missing(knob))? {
            Dial::Whole(number) | Dial::Cooldown(number) => *number = Some(whole()?),
            Dial::Adjustment(number) => *number = whole()?,
            Dial::Real(number) if value.is_finite() => *number = Double(value),
            Dial::Real(_) => return Err(KnobError::Value(knob, value)),
        }
        Ok(())
    }

    /// What people call it, such as `inference-component/llama track TargetValue`.
    pub fn name_of(&self, knob: Knob) -> String {
        let target = |index: usize| self.targets.get(index).map(|t| t.request.resource_id.as_str());
        let policy = |index: usize| {
            self.policies
                .get(index)
                .map(|p| format!("{} {}", p.request.resource_id, p.request.policy_name))
        };
        let alarm = |index: usize| self.alarms.get(index).map(|a| a.request.alarm_name.as_str());
        let whose = match knob {
            Knob::MinCapacity { target: index } | Knob::MaxCapacity { target: index } => {
                target(index).map(str::to_owned)
            }
            Knob::TargetValue { policy: index }
            | Knob::ScaleOutCooldown { policy: index }
            | Knob::ScaleInCooldown { policy: index }
            | Knob::StepCooldown { policy: index }
            | Knob::StepAdjustment { policy: index, .. } => policy(index),
            Knob::AlarmPeriod { alarm: index }
            | Knob::AlarmPeriods { alarm: index }
            | Knob::AlarmThreshold { alarm: index } => alarm(index).map(str::to_owned),
        };
        format!("{} {knob}", whose.unwrap_or_default())
    }

    fn dial(&mut self, knob: Knob) -> Option<Dial<'_>> {
        Some(match knob {
            Knob::MinCapacity { target } => {
                Dial::Whole(given(&mut self.targets.get_mut(target)?.request.min_capacity)?)
            }
            Knob::MaxCapacity { target } => {
                Dial::Whole(given(&mut self.targets.get_mut(target)?.request.max_capacity)?)
            }
            Knob::TargetValue { policy } => {
                let request = &mut self.policies.get_mut(policy)?.request;
                let block = request.target_tracking_scaling_policy_configuration.as_mut()?;
                Dial::Real(&mut block.target_value)
            }
            Knob::ScaleOutCooldown { policy } => {
                let request = &mut self.policies.get_mut(policy)?.request;
                let block = request.target_tracking_scaling_policy_configuration.as_mut()?;
                Dial::Cooldown(&mut block.scale_out_cooldown)
            }
            Knob::ScaleInCooldown { policy } => {
                let request = &mut self.policies.get_mut(policy)?.request;
                let block = request.target_tracking_scaling_policy_configuration.as_mut()?;
                Dial::Cooldown(&mut block.scale_in_cooldown)
            }
            Knob::StepCooldown { policy } => {
                let request = &mut self.policies.get_mut(policy)?.request;
                let block = request.step_scaling_policy_configuration.as_mut()?;
                Dial::Cooldown(&mut block.cooldown)
            }
            Knob::StepAdjustment { policy, step } => {
                let request = &mut self.policies.get_mut(policy)?.request;
                let block = request.step_scaling_policy_configuration.as_mut()?;
                let step = block.step_adjustments.as_mut()?.get_mut(step)?;
                Dial::Adjustment(&mut step.scaling_adjustment)
            }
            Knob::AlarmPeriod { alarm } => {
                Dial::Whole(given(&mut self.alarms.get_mut(alarm)?.request.period)?)
            }
            Knob::AlarmPeriods { alarm } => {
                Dial::Whole(given(&mut self.alarms.get_mut(alarm)?.request.evaluation_periods)?)
            }
            Knob::AlarmThreshold { alarm } => {
                Dial::Real(self.alarms.get_mut(alarm)?.request.threshold.as_mut()?)
            }
        })
    }
}

enum Dial<'b> {
    Whole(&'b mut Option<i32>),
    Cooldown(&'b mut Option<i32>),
    Adjustment(&'b mut i32),
    Real(&'b mut Double),
}

impl Dial<'_> {
    fn value(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => number.map(f64::from),
            Self::Cooldown(number) => Some(f64::from(number.unwrap_or(DEFAULT_COOLDOWN_SECS))),
            Self::Adjustment(number) => Some(f64::from(**number)),
            Self::Real(number) => Some(number.0),
        }
    }
}

/// What was not given cannot be turned.
fn given(number: &mut Option<i32>) -> Option<&mut Option<i32>> {
    number.is_some().then_some(number)
}

impl fmt::Display for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MinCapacity { .. } => f.write_str("MinCapacity"),
            Self::MaxCapacity { .. } => f.write_str("MaxCapacity"),
            Self::TargetValue { .. } => f.write_str("TargetValue"),
            Self::ScaleOutCooldown { .. } => f.write_str("ScaleOutCooldown"),
            Self::ScaleInCooldown { .. } => f.write_str("ScaleInCooldown"),
            Self::StepCooldown { .. } => f.write_str("Cooldown"),
            Self::StepAdjustment { step, .. } => write!(f, "StepAdjustments[{step}]"),
            Self::AlarmPeriod { .. } => f.write_str("Period"),
            Self::AlarmPeriods { .. } => f.write_str("EvaluationPeriods"),
            Self::AlarmThreshold { .. } => f.write_str("Threshold"),
        }
    }
}
