//! Decisions as data: what was seen, what came of it, and enough of both to take the decision again alone.
//!
//! A scaling decision is a function of its [`Question`]: the controller gathers one, [`Question::judge`] answers it, and
//! the controller acts. Question and outcome together are a [`Decision`], which leaves the controller as
//! [`Effect::Decided`](crate::Effect::Decided). Nothing in it is formatted: sentences are made by [`Decision::explain`]
//! when somebody asks for them.

mod bounds;
mod explain;
mod hearing;
mod kept;
mod next;
mod rule;
mod wish;
mod words;

pub use bounds::{BoundsBy, BoundsSet};
pub use explain::Explanation;
pub use hearing::{AlarmSeen, Hearing, Judged, PolicyKind, PolicySeen, ResourceSeen, Trigger};
pub use kept::DecisionLog;
pub use next::Next;
pub use rule::Rule;

use ebb_units::{Capacity, Timestamp, Workload};
use serde::{Deserialize, Serialize};

use crate::policy::{Direction, Held};

/// A decision on the capacity of one target, also one to leave it as it is.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Decision {
    /// When it was taken.
    pub at: Timestamp,
    /// What is scaled.
    pub workload: Workload,
    /// All that it depends on.
    pub question: Question,
    /// What came of it.
    pub outcome: Outcome,
}

/// All that a decision depends on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Question {
    /// An alarm has named a policy: all policies of the target are heard.
    Policies(Hearing),
    /// Bounds were set.
    Bounds(BoundsSet),
}

/// What came of a decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// The capacity was set.
    Changed {
        /// To this.
        to: Capacity,
        /// Which way.
        direction: Direction,
        /// Index of the policy that won; absent when bounds moved it.
        policy: Option<usize>,
    },
    /// It stays, for a reason of the policies and their target.
    Held(Held),
    /// It stays: a scale-in waits for the end of the change to this capacity.
    UnderWay(Capacity),
    /// The service that owns the resource does not take the new capacity.
    Refused {
        /// The capacity that was wanted.
        to: Capacity,
        /// Index of the policy that won; absent when bounds would have moved it.
        policy: Option<usize>,
        /// In its words.
        reason: String,
    },
    /// The service that owns the resource does not let it be changed now.
    NotScalable,
    /// The resource did not say how it stands.
    Unreachable,
    /// There is no such resource.
    Missing,
}

impl Outcome {
    /// The capacity that the target service is to be given, and the index of the policy that wants it.
    pub(crate) fn wanted(&self) -> Option<(Capacity, Option<usize>)> {
        match self {
            Self::Changed { to, policy, .. } | Self::Refused { to, policy, .. } => {
                Some((*to, *policy))
            }
            Self::Held(_)
            | Self::UnderWay(_)
            | Self::NotScalable
            | Self::Unreachable
            | Self::Missing => None,
        }
    }
}

impl Question {
    /// Answers it. The same question has the same answer, always and everywhere.
    pub fn judge(&self) -> Outcome {
        match self {
            Self::Policies(hearing) => hearing.judge().outcome,
            Self::Bounds(set) => set.judge(),
        }
    }
}

impl Decision {
    /// Takes the decision again. Returns what comes of it now if that is something else.
    pub fn differs(&self) -> Option<Outcome> {
        let again = self.question.judge();
        (again != self.outcome).then_some(again)
    }

    /// The capacity that was asked for last when it was taken, if it was known.
    pub fn from(&self) -> Option<Capacity> {
        match &self.question {
            Question::Policies(hearing) => hearing.known().map(|facts| facts.desired),
            Question::Bounds(set) => Some(set.capacity.desired),
        }
    }

    /// The capacity that it set, if it set one.
    pub fn to(&self) -> Option<Capacity> {
        let was_set = matches!(self.outcome, Outcome::Changed { .. });
        self.outcome.wanted().filter(|_| was_set).map(|(to, _)| to)
    }
}
