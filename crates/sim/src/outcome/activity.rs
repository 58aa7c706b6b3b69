//! What was decided and what changed, as data and as AWS's sentences.

use ebb_decide::alarm::StateValue;
use ebb_decide::scaling::{Activity, Cause};
use serde::{Deserialize, Serialize};

/// A scaling activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ActivityEntry {
    /// Seconds from the start of the simulation to its begin.
    pub at_secs: f64,
    /// Seconds to its end; absent while it ran.
    pub end_secs: Option<f64>,
    /// Copies before, where that was known.
    pub from: Option<u32>,
    /// Copies that it set out for; absent when it set bounds alone.
    pub to: Option<u32>,
    /// How it stood in the end, in AWS's words: `Successful`, `Overridden`, …
    pub status: String,
    /// The policy that won, when one did.
    pub policy: Option<String>,
    /// The alarm that it was triggered by.
    pub alarm: Option<String>,
    /// Why, as data.
    pub cause_data: Cause,
    /// Why, as AWS says it.
    pub cause: String,
    /// What, as AWS says it.
    pub description: String,
    /// How it went, as AWS says it.
    pub message: Option<String>,
    /// Order among entries of the same instant.
    pub sequence: u64,
}

/// Decisions of one kind that left the capacity as it was.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Unscaled {
    /// AWS's code, such as `AlreadyAtMaxCapacity`.
    pub code: String,
    /// How many entries of it.
    pub count: u64,
    /// Seconds from the start to the first and the last of them.
    pub first_secs: f64,
    /// See above.
    pub last_secs: f64,
}

/// The capacity from an instant on.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CapacityChange {
    /// Seconds from the start of the simulation.
    pub at_secs: f64,
    /// Copies asked for.
    pub desired: u32,
    /// Copies that serve.
    pub ready: u32,
    /// Copies that start.
    pub starting: u32,
    /// Copies that finish what they have.
    pub draining: u32,
    /// Instances that are paid for.
    pub instances: u32,
}

/// An alarm has changed its state.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlarmChange {
    /// Seconds from the start of the simulation.
    pub at_secs: f64,
    /// Its name.
    pub alarm: String,
    /// Its state from then on.
    pub state: StateValue,
    /// Why, as CloudWatch says it.
    pub reason: String,
}

impl ActivityEntry {
    pub(crate) fn of(activity: &Activity, at_secs: f64, end_secs: Option<f64>) -> Self {
        let (policy, alarm) = match &activity.cause {
            Cause::Policy { policy, alarm } => (Some(policy.clone()), Some(alarm.clone())),
            Cause::MinimumSet(_) | Cause::MaximumSet(_) | Cause::Scheduled(_) => (None, None),
        };
        Self {
            at_secs,
            end_secs,
            from: activity.from.map(|from| from.0),
            to: activity.wanted.map(|wanted| wanted.0),
            status: activity.status.as_str().to_owned(),
            policy,
            alarm,
            cause_data: activity.cause.clone(),
            cause: activity.cause.text(),
            description: activity.description(),
            message: activity.status_message(),
            sequence: activity.sequence,
        }
    }
}
