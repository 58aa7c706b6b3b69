//! What a variant is at while its endpoint is created, updated or scaled, in SageMaker's words.
//!
//! Rule sagemaker.deployment.stages: statuses of variants and their messages, as far as AWS shows them.
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html#eventbridge-deployment-state>

use ebb_units::Capacity;

use super::rollout::{Phase, Rollout};

/// A status and what it means at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// One of SageMaker's `VariantStatus`.
    pub status: &'static str,
    /// In words.
    pub message: String,
}

impl Stage {
    /// Of a variant that is new and is to have so many instances.
    pub fn creating(desired: Capacity, current: Capacity) -> Self {
        let missing = desired.0.saturating_sub(current.0);
        Self { status: "Creating", message: format!("Launching {missing} instance(s).") }
    }

    /// Of a variant whose number of instances changes from what was wanted before.
    pub fn scaling(before: Capacity, desired: Capacity) -> Self {
        let way = if desired < before { "in" } else { "out" };
        let message = format!("Scaling {way} desired instance count to {desired}.");
        Self { status: "Updating", message }
    }

    /// Of a variant that a deployment brings in, with so many of its instances in service.
    pub fn of_rollout(rollout: &Rollout, desired: Capacity, current: Capacity) -> Self {
        let baking = |seconds: u32, member: &str| {
            let kind = if rollout.share() < 1.0 { "canary" } else { "full" };
            let current = rollout.serving(current);
            let message = format!(
                "Baking for {seconds} seconds ({member}) with traffic enabled on {kind} capacity of {current} instance(s)."
            );
            Self { status: "Baking", message }
        };
        match rollout.phase {
            Phase::Launching => Self::creating(rollout.new_wanted(desired), current),
            Phase::Baking { .. } => baking(rollout.wait_secs(), "WaitIntervalInSeconds"),
            Phase::Terminating { .. } => {
                baking(rollout.termination_wait_secs(), "TerminationWaitInSeconds")
            }
            Phase::RollingBack { .. } => {
                let message = format!("Terminating {current} instance(s).");
                Self { status: "Deleting", message }
            }
        }
    }
}
