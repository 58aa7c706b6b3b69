//! Which rule an outcome follows, for those who ask where it is written.

use ebb_units::Timestamp;
use serde::Serialize;

use super::{AlarmSeen, BoundsBy, Outcome, PolicyKind, PolicySeen, Question};
use crate::policy::{AdjustmentType, Direction, Held};

/// A rule and its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Rule {
    /// Its id, as `cargo xtask rules` lists it.
    pub id: &'static str,
    /// AWS's document; absent for a rule of our own.
    pub link: Option<&'static str>,
}

const fn aws(id: &'static str, link: &'static str) -> Rule {
    Rule { id, link: Some(link) }
}

const fn ours(id: &'static str) -> Rule {
    Rule { id, link: None }
}

// Ids and links stand beside the code of each rule; a test of xtask holds this list against them.
const DECISION: Rule = aws(
    "aas.decision",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html",
);
const SEVERAL: Rule = aws(
    "aas.several-policies",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-scaling-policy-overview-multiple-policies",
);
const PROPORTIONAL: Rule = aws(
    "aas.tracking.proportional",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html",
);
const BREACH_AGAIN: Rule = aws(
    "aas.tracking.breach-again",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html",
);
const STEP: Rule = aws(
    "aas.step.interval",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#as-scaling-steps",
);
const STEP_PERCENT: Rule = aws(
    "aas.step.percent-rounding",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html#as-scaling-adjustment",
);
const NOT_SCALED: Rule = aws(
    "aas.not-scaled",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html",
);
const CREDIT: Rule = aws(
    "aas.cooldown.credit",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown",
);
const COOLDOWN: Rule = aws(
    "aas.cooldown.start",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown",
);
const SUSPENDED: Rule = aws(
    "aas.suspend.resume",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html",
);
const ONE_AT_A_TIME: Rule = aws(
    "aas.activity.one-at-a-time",
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html",
);
const BOUNDS: Rule = aws(
    "aas.bounds",
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
);
const SCHEDULED: Rule = aws(
    "aas.scheduled.run",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html",
);
const CUSTOM: Rule =
    aws("aas.custom.fulfilled", "https://github.com/aws/aws-auto-scaling-custom-resource");
const TEXTS: Rule = aws(
    "aas.activity.texts",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html",
);
const ANSWERED: Rule = ours("ebb.step.answered");
const MEASURED_NOW: Rule = ours("ebb.tracking.measured-now");
const COLD_DEBT: Rule = ours("ebb.cold-debt");

impl Rule {
    /// The rule that decides an outcome.
    pub fn of(question: &Question, outcome: &Outcome) -> Self {
        let hearing = match question {
            Question::Policies(hearing) => hearing,
            Question::Bounds(set) => {
                return match set.by {
                    BoundsBy::Registration => BOUNDS,
                    BoundsBy::Scheduled(_) => SCHEDULED,
                };
            }
        };
        match outcome {
            Outcome::Changed { policy, .. } => {
                policy.and_then(|index| hearing.policies.get(index)).map_or(DECISION, of_policy)
            }
            Outcome::UnderWay(_) => ONE_AT_A_TIME,
            Outcome::Refused { .. } | Outcome::Missing => TEXTS,
            Outcome::NotScalable => NOT_SCALED,
            Outcome::Unreachable => CUSTOM,
            Outcome::Held(held) => match held {
                Held::NothingAsked => BREACH_AGAIN,
                Held::Suspended(_) => SUSPENDED,
                Held::AtMax(_) | Held::AtMin(_) | Held::WouldFlap => NOT_SCALED,
                Held::AtDesired(_) => match hearing.answered() {
                    Some(policy) => match policy.kind {
                        PolicyKind::Tracking { .. } if hearing.in_debt().is_some() => COLD_DEBT,
                        PolicyKind::Tracking { .. } => MEASURED_NOW,
                        PolicyKind::Step(_) => ANSWERED,
                    },
                    None => NOT_SCALED,
                },
                Held::CoolingDown { until: None, .. } => CREDIT,
                Held::CoolingDown { until: Some(_), .. } => COOLDOWN,
                Held::NotAllReady { policy } => {
                    let stale = |alarm: &AlarmSeen| alarm.measured_now == Some(false);
                    match hearing.policies.get(*policy) {
                        Some(policy) if policy.alarms.iter().any(stale) => MEASURED_NOW,
                        Some(_) | None => SEVERAL,
                    }
                }
            },
        }
    }
}

fn of_policy(policy: &PolicySeen) -> Rule {
    match &policy.kind {
        PolicyKind::Tracking { .. } => PROPORTIONAL,
        PolicyKind::Step(step) => match step.adjustment_type {
            AdjustmentType::PercentChangeInCapacity => STEP_PERCENT,
            AdjustmentType::ChangeInCapacity | AdjustmentType::ExactCapacity => STEP,
        },
    }
}

impl super::Hearing {
    /// Until when what the copies work off of the time before them hides what is missing, if it does so longer than
    /// the youngest of them serves.
    pub(super) fn in_debt(&self) -> Option<Timestamp> {
        self.even_since.filter(|even| self.youngest_copy.is_some_and(|youngest| youngest < *even))
    }

    /// The policy that wants more, but whose data have had their answer.
    pub(super) fn answered(&self) -> Option<&PolicySeen> {
        let standings = self.judge().standings;
        let index = standings.iter().position(|standing| {
            let wish = standing.wish.as_ref();
            wish.is_some_and(|wish| wish.answered && wish.direction == Direction::Out)
        })?;
        self.policies.get(index)
    }
}
