//! What was done, step by step, as data.

use std::fmt;

use serde::Serialize;

use crate::Resource;

/// All steps of a set-up or clean-up, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    /// For which resource.
    pub resource: Resource,
    /// What was done.
    pub steps: Vec<Step>,
}

/// One thing and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    /// The thing.
    #[serde(flatten)]
    pub what: What,
    /// What became of it.
    pub outcome: Outcome,
}

/// A thing that a set-up makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// The registration for scaling.
    ScalableTarget {
        /// The resource id.
        name: String,
    },
    /// The policy that keeps a metric at a value.
    TargetTrackingPolicy {
        /// Its name.
        name: String,
    },
    /// The policy that wakes from zero.
    StepPolicy {
        /// Its name.
        name: String,
    },
    /// The alarm that runs it.
    Alarm {
        /// Its name.
        name: String,
    },
}

/// What became of a thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is new.
    Created,
    /// It existed and is now as wanted.
    Updated,
    /// It existed and does no more.
    Deleted,
    /// It was not there.
    AlreadyGone,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ScalableTarget { name } => write!(f, "scalable target \"{name}\""),
            Self::TargetTrackingPolicy { name } => write!(f, "target-tracking policy \"{name}\""),
            Self::StepPolicy { name } => write!(f, "step policy \"{name}\""),
            Self::Alarm { name } => write!(f, "alarm \"{name}\""),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::AlreadyGone => "already gone",
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.outcome)
    }
}

impl Report {
    pub(crate) fn new(resource: &Resource) -> Self {
        Self { resource: resource.clone(), steps: Vec::new() }
    }

    pub(crate) fn record(&mut self, what: What, outcome: Outcome) {
        self.steps.push(Step { what, outcome });
    }

    /// The things that exist after these steps.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &What> {
        self.steps
            .iter()
            .filter(|step| matches!(step.outcome, Outcome::Created | Outcome::Updated))
            .map(|step| &step.what)
    }
}
