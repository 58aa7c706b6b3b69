//! The rule of a composite alarm: what it says of its children, and whether that holds.
//!
//! Rule cw.composite.rule: `NOT` binds closer than `AND`, `AND` closer than `OR`. A state function is true of exactly its
//! own state, so `OK(a)` is false while `a` has too little data. That NOT, AND and OR rank so is how every language ranks
//! them; the guide does not say.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>

mod parse;
mod token;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::state::StateValue;
pub use parse::RuleError;
pub(super) use parse::alarm_name;

/// A rule as it was written, and its meaning.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlarmRule {
    text: String,
    condition: Condition,
}

/// What a rule or a part of it asks.
#[derive(Clone, PartialEq, Debug)]
enum Condition {
    Constant(bool),
    Child(Wanted, ChildRef),
    AtLeast { needed: usize, wanted: Wanted, of: Vec<ChildRef> },
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// A state, or any but it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Wanted {
    state: StateValue,
    negated: bool,
}

/// How a rule names an alarm.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ChildRef {
    /// The name or the ARN, as written.
    pub text: String,
    /// The name of the alarm.
    pub name: String,
}

impl AlarmRule {
    /// The rule as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The alarms that the rule names, each once, in the order of their names.
    pub fn children(&self) -> BTreeSet<&ChildRef> {
        let mut found = BTreeSet::new();
        self.condition.children(&mut found);
        found
    }

    /// Whether the rule holds, given the state of each child by name. What does not exist is in no state.
    pub fn holds(&self, state: &impl Fn(&str) -> Option<StateValue>) -> bool {
        self.condition.holds(state)
    }
}

impl Condition {
    fn children<'a>(&'a self, found: &mut BTreeSet<&'a ChildRef>) {
        match self {
            Self::Constant(_) => {}
            Self::Child(_, child) => {
                found.insert(child);
            }
            Self::AtLeast { of, .. } => found.extend(of),
            Self::Not(inner) => inner.children(found),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.children(found));
            }
        }
    }

    fn holds(&self, state: &impl Fn(&str) -> Option<StateValue>) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Child(wanted, child) => wanted.is(state(&child.name)),
            Self::AtLeast { needed, wanted, of } => {
                of.iter().filter(|child| wanted.is(state(&child.name))).count() >= *needed
            }
            Self::Not(inner) => !inner.holds(state),
            Self::All(parts) => parts.iter().all(|part| part.holds(state)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(state)),
        }
    }
}

impl Wanted {
    fn is(self, state: Option<StateValue>) -> bool {
        state.is_some_and(|state| (state == self.state) != self.negated)
    }
}

impl TryFrom<String> for AlarmRule {
    type Error = RuleError;

    fn try_from(text: String) -> Result<Self, RuleError> {
        let condition = parse::parse(&text)?;
        Ok(Self { text, condition })
    }
}

impl From<AlarmRule> for String {
    fn from(rule: AlarmRule) -> Self {
        rule.text
    }
}
