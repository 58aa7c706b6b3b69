//! Rules of composite alarms.

use ebb_decide::alarm::{AlarmRule, StateValue};

use crate::{kind_of, with_text};

pub(crate) const WORDS: &[&str] = &[
    "ALARM(",
    "OK(",
    "INSUFFICIENT_DATA(",
    "TRUE",
    "FALSE",
    " AND ",
    " OR ",
    "NOT ",
    "AT_LEAST(",
    "(",
    ")",
    "\"",
    ",",
    "2",
    "50%",
    "101%",
    "a",
    "b",
    "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
    "  ",
    "\t",
];

pub(crate) fn rule(data: &[u8]) -> String {
    with_text(data, |text| match AlarmRule::try_from(text.to_owned()) {
        Ok(rule) => {
            assert_eq!(rule.as_str(), text);
            assert!(rule.children().len() <= 100);
            assert!(rule.children().iter().all(|child| !child.name.is_empty()), "{text:?}");
            let states = [
                None,
                Some(StateValue::Ok),
                Some(StateValue::Alarm),
                Some(StateValue::InsufficientData),
            ];
            let told = states.map(|state| rule.holds(&|_| state));
            format!("{} children, {told:?}", rule.children().len().min(4))
        }
        Err(error) => {
            let text = error.to_string();
            assert!(!text.is_empty());
            kind_of(&text)
        }
    })
}
