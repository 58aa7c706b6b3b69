//! The state of an alarm.

use std::fmt;
use std::str::FromStr;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

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
pub struct AlarmState {
    /// What it says.
    pub value: StateValue,
    /// Why, as a sentence.
    pub reason: String,
    /// Why, as JSON text; absent when nothing was evaluated.
    pub reason_data: Option<String>,
    /// What it said before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<StateValue>,
    /// What it said before a mute rule silenced it, while there is something that it has kept to itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_since: Option<StateValue>,
    /// When the state was last written.
    pub updated: Timestamp,
    /// When its value last changed.
    pub transitioned: Timestamp,
    /// When the configuration was last put.
    pub configuration_updated: Timestamp,
}

impl AlarmState {
    /// The state of an alarm that was just created.
    pub fn initial(now: Timestamp) -> Self {
        Self {
            value: StateValue::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            reason_data: None,
            previous: None,
            muted_since: None,
            updated: now,
            transitioned: now,
            configuration_updated: now,
        }
    }

    /// Writes a state: by an evaluation that changed it, or by hand.
    pub fn set(
        &mut self,
        value: StateValue,
        reason: String,
        reason_data: Option<String>,
        now: Timestamp,
    ) {
        if self.value != value {
            self.previous = Some(self.value);
            self.transitioned = now;
        }
        self.updated = now;
        self.value = value;
        self.reason = reason;
        self.reason_data = reason_data;
        // They were put together piece by piece, and stay for as long as the state does.
        self.reason.shrink_to_fit();
        self.reason_data.as_mut().map(String::shrink_to_fit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_is_a_transition() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut state = AlarmState::initial(at(1));
        state.set(StateValue::InsufficientData, "by hand".to_owned(), None, at(2));
        assert_eq!((state.updated, state.transitioned), (at(2), at(1)));
        state.set(StateValue::Ok, "by hand".to_owned(), None, at(3));
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
