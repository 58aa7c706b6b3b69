//! Scaling activities: what was done, why, and how it ended. Reasons are data; AWS's sentences are made from them here.

use std::fmt;

use ebb_units::{Capacity, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use super::target::{client_of, namespace_of, noun_of};
use crate::policy::{Direction, Held};

/// One entry of the activity log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Activity {
    /// A UUID.
    pub id: String,
    /// Position in the log, rising; orders entries of the same instant.
    pub sequence: u64,
    /// What was to be scaled.
    pub workload: Workload,
    /// Why.
    pub cause: Cause,
    /// The capacity it set out to reach; `None` for an evaluation that did not scale, and for one that set bounds.
    pub wanted: Option<Capacity>,
    /// The capacity before, where it was known.
    pub from: Option<Capacity>,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; absent while it runs.
    pub end: Option<Timestamp>,
    /// How it stands.
    pub status: StatusCode,
    /// Why nothing was scaled.
    pub not_scaled: Option<NotScaledReason>,
    /// What the target service said when it failed.
    pub failure: Option<String>,
    /// The code of the error, when the target service refused the call.
    #[serde(default)]
    pub refused: Option<String>,
    /// The bounds that it set, or was to set.
    #[serde(default)]
    pub bounds: Option<NewBounds>,
    /// The value that someone else set meanwhile.
    pub superseded: Option<SupersededBy>,
}

/// Bounds of a scheduled action: at least one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewBounds {
    /// The lower one, if it is set.
    pub min: Option<Capacity>,
    /// The upper one, if it is set.
    pub max: Option<Capacity>,
}

/// The value that replaced an activity's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SupersededBy(pub Capacity);

/// Why an activity began.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Cause {
    /// A policy that an alarm triggered.
    Policy {
        /// Name of the policy.
        policy: String,
        /// Name of the alarm.
        alarm: String,
    },
    /// The lower bound was raised above the capacity.
    MinimumSet(Capacity),
    /// The upper bound was lowered below the capacity.
    MaximumSet(Capacity),
    /// A scheduled action of this name ran.
    Scheduled(String),
}

/// How an activity stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own names")]
pub enum StatusCode {
    Pending,
    InProgress,
    Successful,
    Overridden,
    Unfulfilled,
    Failed,
}

impl StatusCode {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Successful => "Successful",
            Self::Overridden => "Overridden",
            Self::Unfulfilled => "Unfulfilled",
            Self::Failed => "Failed",
        }
    }
}

/// Why an evaluation did not scale, as AWS codes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own names")]
pub enum NotScaledReason {
    AutoScalingAnticipatedFlapping,
    TargetServicePutResourceAsUnscalable,
    AlreadyAtMaxCapacity { max: Capacity },
    AlreadyAtMinCapacity { min: Capacity },
    AlreadyAtDesiredCapacity { current: Capacity },
}

impl NotScaledReason {
    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::AutoScalingAnticipatedFlapping => "AutoScalingAnticipatedFlapping",
            Self::TargetServicePutResourceAsUnscalable => "TargetServicePutResourceAsUnscalable",
            Self::AlreadyAtMaxCapacity { .. } => "AlreadyAtMaxCapacity",
            Self::AlreadyAtMinCapacity { .. } => "AlreadyAtMinCapacity",
            Self::AlreadyAtDesiredCapacity { .. } => "AlreadyAtDesiredCapacity",
        }
    }

    /// The code of a decision that changed nothing; `None` where AWS logs nothing.
    ///
    /// Rule aas.not-scaled: <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html>
    pub fn of(held: &Held, desired: Capacity) -> Option<Self> {
        match held {
            Held::AtMax(max) => Some(Self::AlreadyAtMaxCapacity { max: *max }),
            Held::AtMin(min) => Some(Self::AlreadyAtMinCapacity { min: *min }),
            Held::AtDesired(current) => Some(Self::AlreadyAtDesiredCapacity { current: *current }),
            // The units that the running credit stands for are there already.
            Held::CoolingDown { until: None, .. } => {
                Some(Self::AlreadyAtDesiredCapacity { current: desired })
            }
            Held::WouldFlap => Some(Self::AutoScalingAnticipatedFlapping),
            Held::NothingAsked
            | Held::Suspended(Direction::In | Direction::Out)
            | Held::CoolingDown { until: Some(_), .. }
            | Held::NotAllReady { .. } => None,
        }
    }
}

impl Cause {
    /// AWS's sentence.
    pub fn text(&self) -> String {
        match self {
            Self::Policy { policy, alarm } => {
                format!("monitor alarm {alarm} in state ALARM triggered policy {policy}")
            }
            Self::MinimumSet(min) => format!("minimum capacity was set to {min}"),
            Self::MaximumSet(max) => format!("maximum capacity was set to {max}"),
            Self::Scheduled(name) => format!("scheduled action name {name} was triggered"),
        }
    }
}

impl fmt::Display for NewBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, "min capacity to {min} and max capacity to {max}"),
            (Some(min), None) => write!(f, "min capacity to {min}"),
            (None, Some(max)) => write!(f, "max capacity to {max}"),
            (None, None) => Ok(()),
        }
    }
}

impl Activity {
    /// AWS's description.
    ///
    /// Rule aas.activity.texts: <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html>
    pub fn description(&self) -> String {
        match (self.bounds, self.wanted) {
            (Some(bounds), _) => format!("Setting {bounds}"),
            (None, Some(wanted)) => format!("Setting {} to {wanted}.", noun_of(&self.workload)),
            (None, None) => {
                let trigger = match self.cause {
                    Cause::Scheduled(_) => "scheduled action",
                    Cause::Policy { .. } | Cause::MinimumSet(_) | Cause::MaximumSet(_) => "alarm",
                };
                format!("Attempting to scale due to {trigger} triggered")
            }
        }
    }

    /// AWS's status message; absent where AWS leaves it out.
    pub fn status_message(&self) -> Option<String> {
        if let Some(bounds) = self.bounds {
            return Some(match &self.failure {
                Some(reason) => format!("Failed to set {bounds}. Reason: {reason}"),
                None => format!("Successfully set {bounds}"),
            });
        }
        let (noun, service) = (noun_of(&self.workload), namespace_of(&self.workload));
        let Some(wanted) = self.wanted else {
            // Nobody knew which capacity that would have been.
            return self.failure.as_ref().map(|why| format!("Failed to set {noun}. Reason: {why}"));
        };
        match self.status {
            StatusCode::Pending => None,
            StatusCode::InProgress => Some(format!(
                "Successfully set {noun} to {wanted}. Waiting for change to be fulfilled by {service}."
            )),
            StatusCode::Successful => Some(format!(
                "Successfully set {noun} to {wanted}. Change successfully fulfilled by {service}."
            )),
            StatusCode::Overridden => {
                let later = self.superseded.map_or(wanted, |by| by.0);
                Some(format!(
                    "Successfully set {noun} to {wanted}. Found it was later changed to {later}."
                ))
            }
            StatusCode::Unfulfilled => self.failure.as_ref().map(|reason| {
                format!(
                    "Successfully set {noun} to {wanted}. The change was not fulfilled: {reason}"
                )
            }),
            StatusCode::Failed => {
                let reason = self.failure.as_deref().unwrap_or("unknown");
                let call = self.refused.as_ref().map(|code| {
                    let (client, id) = (client_of(&self.workload), &self.id);
                    format!(" (Service: {client}; Status Code: 400; Error Code: {code}; Request ID: {id}; Proxy: null).")
                });
                let call = call.unwrap_or_default();
                Some(format!("Failed to set {noun} to {wanted}. Reason: {reason}{call}"))
            }
        }
    }

    /// Whether the capacity it wants is not there yet.
    pub fn is_open(&self) -> bool {
        matches!(self.status, StatusCode::Pending | StatusCode::InProgress)
    }
}
