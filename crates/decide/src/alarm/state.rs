//! The state of an alarm.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

use super::why::Why;

/// What an alarm says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum StateValue {
    /// The metric is within its threshold.
    #[serde(rename = "OK")]
    Ok,
    /// The metric is beyond its threshold.
    #[serde(rename = "ALARM")]
    Alarm,
    /// There is not enough data to tell.
    #[serde(rename = "INSUFFICIENT_DATA")]
    InsufficientData,
}

/// The text is no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an alarm state")]
pub struct ParseStateError(String);

impl StateValue {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

impl fmt::Display for StateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StateValue {
    type Err = ParseStateError;

    fn from_str(text: &str) -> Result<Self, ParseStateError> {
        [Self::Ok, Self::Alarm, Self::InsufficientData]
            .into_iter()
            .find(|value| value.as_str() == text)
            .ok_or_else(|| ParseStateError(text.chars().take(64).collect()))
    }
}

/// What an alarm says, why, and since when.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(from = "StateRow", into = "StateRow")]
pub struct AlarmState {
    /// What it says.
    pub value: StateValue,
    /// Why.
    pub why: Why,
    /// What it said before that.
    pub previous: Option<StateValue>,
    /// What it said before a mute rule silenced it, while there is something that it has kept to itself.
    pub muted_since: Option<StateValue>,
    /// When the state was last written.
    pub updated: Timestamp,
    /// When its value last changed.
    pub transitioned: Timestamp,
    /// When the configuration was last put.
    pub configuration_updated: Timestamp,
}

/// The same as a row has it.
#[derive(Serialize, Deserialize)]
struct StateRow {
    value: StateValue,
    reason: String,
    reason_data: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<StateValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    muted_since: Option<StateValue>,
    updated: Timestamp,
    transitioned: Timestamp,
    configuration_updated: Timestamp,
}

impl AlarmState {
    /// The state of an alarm that was just created.
    pub fn initial(now: Timestamp) -> Self {
        Self {
            value: StateValue::InsufficientData,
            why: Why::default(),
            previous: None,
            muted_since: None,
            updated: now,
            transitioned: now,
            configuration_updated: now,
        }
    }

    /// Writes a state: by an evaluation that changed it, or by hand.
    pub fn set(&mut self, value: StateValue, why: Why, now: Timestamp) {
        if self.value != value {
            self.previous = Some(self.value);
            self.transitioned = now;
        }
        self.updated = now;
        self.value = value;
        self.why = why;
    }

    /// Why, as a sentence.
    pub fn reason(&self) -> String {
        self.why.texts().0.into_owned()
    }

    /// Why, as JSON text; absent when nothing was evaluated.
    pub fn reason_data(&self) -> Option<String> {
        self.why.texts().1.map(Cow::into_owned)
    }
}

impl From<StateRow> for AlarmState {
    fn from(row: StateRow) -> Self {
        Self {
            value: row.value,
            why: Why::told(row.reason, row.reason_data),
            previous: row.previous,
            muted_since: row.muted_since,
            updated: row.updated,
            transitioned: row.transitioned,
            configuration_updated: row.configuration_updated,
        }
    }
}

impl From<AlarmState> for StateRow {
    fn from(state: AlarmState) -> Self {
        let (reason, data) = state.why.texts();
        Self {
            value: state.value,
            reason: reason.into_owned(),
            reason_data: data.map(Cow::into_owned),
            previous: state.previous,
            muted_since: state.muted_since,
            updated: state.updated,
            transitioned: state.transitioned,
            configuration_updated: state.configuration_updated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_is_a_transition() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut state = AlarmState::initial(at(1));
        let by_hand = || Why::told("by hand".to_owned(), None);
        state.set(StateValue::InsufficientData, by_hand(), at(2));
        assert_eq!((state.updated, state.transitioned), (at(2), at(1)));
        state.set(StateValue::Ok, by_hand(), at(3));
        assert_eq!((state.updated, state.transitioned), (at(3), at(3)));
        assert_eq!(state.configuration_updated, at(1));
    }

    #[test]
    fn spellings_round_trip() {
        for text in ["OK", "ALARM", "INSUFFICIENT_DATA"] {
            assert_eq!(text.parse::<StateValue>().unwrap().to_string(), text);
        }
        assert!("ok".parse::<StateValue>().is_err());
    }
}
