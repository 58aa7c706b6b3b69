//! Whether a composite alarm's actions run now, later, or not at all, when another alarm may suppress them.
//!
//! Rule cw.composite.suppression: a change waits for the suppressor to speak up; while that is in `ALARM` no action runs;
//! when it leaves `ALARM` the actions wait once more, and then run for the state as it is by then.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html#Composite_Alarm_Suppression>

use ebb_units::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What holds the actions of a changed alarm back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Suppression {
    /// The suppressor is given time to enter `ALARM`, until then.
    WaitPeriod(Timestamp),
    /// The suppressor has left `ALARM`; its silence lasts until then.
    ExtensionPeriod(Timestamp),
    /// The suppressor is in `ALARM`.
    Alarm,
}

/// Suppressor and periods, as configured.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Suppressor {
    /// Name or ARN, as its client wrote it.
    pub reference: String,
    /// How long a change waits.
    pub wait_secs: u32,
    /// How long the silence goes on after the suppressor has left `ALARM`.
    pub extension_secs: u32,
}

impl Suppressor {
    /// The name of the suppressing alarm.
    pub fn name(&self) -> String {
        super::rule::alarm_name(&self.reference)
    }
}

/// What comes of something that happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Run the actions of the present state.
    Act,
    /// Nothing runs now, and this holds it back.
    Held(Suppression),
    /// Nothing runs, and nothing waits.
    Nothing,
}

impl Suppression {
    /// The alarm has changed its state.
    pub fn changed(suppressor: &Suppressor, suppressor_alarms: bool, now: Timestamp) -> Outcome {
        if suppressor_alarms {
            return Outcome::Held(Self::Alarm);
        }
        // A change during a wait or an extension starts a new wait.
        held(Self::WaitPeriod(after(now, suppressor.wait_secs)), now)
    }

    /// The suppressor has entered `ALARM`.
    pub fn suppressor_entered(held: Option<Self>) -> Outcome {
        held.map_or(Outcome::Nothing, |_| Outcome::Held(Self::Alarm))
    }

    /// The suppressor has left `ALARM`.
    pub fn suppressor_left(
        suppression: Option<Self>,
        suppressor: &Suppressor,
        now: Timestamp,
    ) -> Outcome {
        match suppression {
            Some(Self::Alarm) => {
                held(Self::ExtensionPeriod(after(now, suppressor.extension_secs)), now)
            }
            // It was not what held the actions back.
            Some(other) => Outcome::Held(other),
            None => Outcome::Nothing,
        }
    }

    /// When the period ends, if it is one.
    pub fn ends(self) -> Option<Timestamp> {
        match self {
            Self::WaitPeriod(until) | Self::ExtensionPeriod(until) => Some(until),
            Self::Alarm => None,
        }
    }

    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitPeriod(_) => "WaitPeriod",
            Self::ExtensionPeriod(_) => "ExtensionPeriod",
            Self::Alarm => "Alarm",
        }
    }
}

/// A period of no length is over at once.
fn held(suppression: Suppression, now: Timestamp) -> Outcome {
    if suppression.ends() == Some(now) { Outcome::Act } else { Outcome::Held(suppression) }
}

fn after(now: Timestamp, secs: u32) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(i64::from(secs))).unwrap_or(Timestamp::MAX)
}
