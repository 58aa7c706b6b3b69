//! A hearing: all policies of a target as they stand at one moment, with the data that their alarms saw.

use ebb_units::{Bounds, Capacity, Comparison, Timestamp};
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::alarm::{StateValue, TreatMissing, Watch};
use crate::policy::{Direction, Standing, StepConfig, TargetFacts, Verdict, Vote, decide};
use crate::realm::CapacityFacts;

/// All that the policies of a target decide from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Hearing {
    /// What has called for it; absent when somebody only asks what would be decided.
    pub trigger: Option<Trigger>,
    /// How the resource stands.
    pub resource: ResourceSeen,
    /// Between which values policies may move it.
    pub bounds: Bounds,
    /// Policies may not add.
    pub out_suspended: bool,
    /// Policies may not take away.
    pub in_suspended: bool,
    /// The capacity that an unfinished change sets out to reach.
    pub under_way: Option<Capacity>,
    /// Since when the youngest copy serves.
    pub youngest_copy: Option<Timestamp>,
    /// Since when the copies have worked off what had waited for the first of them, or will have at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub even_since: Option<Timestamp>,
    /// What the service that owns the resource has against a change now.
    pub refusal: Option<String>,
    /// Whether only data of the copies that serve now move the capacity.
    pub fresh_data: bool,
    /// Whether alarms fire at the datum that settles a breach.
    pub alarms_early: bool,
    /// The policies, by name.
    pub policies: Vec<PolicySeen>,
}

/// An alarm that names a policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trigger {
    /// Name of the policy.
    pub policy: String,
    /// Name of the alarm.
    pub alarm: String,
}

/// How a resource stands, as far as that is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ResourceSeen {
    /// Like this.
    Known(CapacityFacts),
    /// It was asked, and did not say.
    Unreachable(String),
    /// There is none.
    Missing,
}

/// A policy, and its alarms.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PolicySeen {
    /// Its name.
    pub name: String,
    /// What it reckons with.
    pub kind: PolicyKind,
    /// Units already added in its running scale-out cooldown.
    pub credit: u32,
    /// When that cooldown ends.
    pub credit_until: Option<Timestamp>,
    /// End of its running scale-in cooldown.
    pub no_scale_in_before: Option<Timestamp>,
    /// For target tracking its two alarms, for step scaling all that name it.
    pub alarms: Vec<AlarmSeen>,
}

/// What a policy reckons with.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum PolicyKind {
    /// Target tracking.
    Tracking {
        /// The value to keep the metric at.
        target_value: f64,
        /// Whether it takes part in scale-in.
        scales_in: bool,
    },
    /// Step scaling.
    Step(StepConfig),
}

/// An alarm, and what it saw when it was last looked at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlarmSeen {
    /// Its name.
    pub name: String,
    /// What it watches.
    pub watch: Watch,
    /// Length of a window.
    pub period_secs: u32,
    /// Number of windows that are judged (N).
    pub evaluation_periods: u32,
    /// How many of them must breach (M).
    pub datapoints_to_alarm: u32,
    /// How the statistic is compared.
    pub comparison: Comparison,
    /// With what; absent when that is a band, by which no policy can reckon.
    pub threshold: Option<f64>,
    /// How missing datapoints are taken.
    pub missing: TreatMissing,
    /// Its state.
    pub state: StateValue,
    /// Since when.
    pub since: Timestamp,
    /// Whether the actions of this state name the policy, are enabled, and are not muted.
    pub names_policy: bool,
    /// The datapoints that were judged, newest last.
    pub points: Vec<Option<f64>>,
    /// Where they end; absent for a state that was set by hand, and before the first look.
    pub until: Option<Timestamp>,
    /// Those that were measured with the copies that serve now, newest first; absent where all are taken.
    pub points_now: Option<Vec<Option<f64>>>,
    /// Whether the newest was measured with the copies that serve now; absent where that does not matter.
    pub measured_now: Option<bool>,
    /// Time of the newest datum that was judged; absent where that does not matter.
    pub newest: Option<Timestamp>,
    /// Time of the newest datum that step policies have answered before.
    pub answered: Option<Timestamp>,
    /// When it is looked at next.
    pub next_look: Option<Timestamp>,
    /// When its scaling actions last ran in this state.
    pub last_action: Option<Timestamp>,
}

/// What all policies of a target decide.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// How each policy stands, in the order of [`Hearing::policies`]; empty when they were not asked.
    pub standings: Vec<Standing>,
    /// What comes of it.
    pub outcome: Outcome,
    /// Alarms of step policies that were listened to: indices of policy and alarm.
    pub heard: Vec<(usize, usize)>,
}

impl Hearing {
    /// How the resource stands, if that is known.
    pub fn known(&self) -> Option<CapacityFacts> {
        match self.resource {
            ResourceSeen::Known(facts) => Some(facts),
            ResourceSeen::Unreachable(_) | ResourceSeen::Missing => None,
        }
    }

    /// Lets all policies speak.
    ///
    /// Rule aas.decision: <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
    pub fn judge(&self) -> Judged {
        let unasked = |outcome| Judged { standings: Vec::new(), outcome, heard: Vec::new() };
        let facts = match self.resource {
            ResourceSeen::Known(facts) if facts.scalable => facts,
            ResourceSeen::Known(_) => return unasked(Outcome::NotScalable),
            ResourceSeen::Unreachable(_) => return unasked(Outcome::Unreachable),
            ResourceSeen::Missing => return unasked(Outcome::Missing),
        };
        let mut heard = Vec::new();
        let standings: Vec<Standing> = self
            .policies
            .iter()
            .enumerate()
            .map(|(index, policy)| {
                policy.standing(self.fresh_data, facts, |alarm| heard.push((index, alarm)))
            })
            .collect();
        let target = TargetFacts {
            desired: facts.desired,
            bounds: self.bounds,
            out_suspended: self.out_suspended,
            in_suspended: self.in_suspended,
        };
        let outcome = match (decide(&target, &standings), self.under_way) {
            // Rule aas.activity.one-at-a-time: while a change is under way, only one to more replaces it.
            // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalingActivity.html
            (Verdict::Change { direction: Direction::In, .. }, Some(wanted)) => {
                Outcome::UnderWay(wanted)
            }
            (Verdict::Change { to, policy, direction }, _) => match &self.refusal {
                Some(reason) => {
                    Outcome::Refused { to, policy: Some(policy), reason: reason.clone() }
                }
                None => Outcome::Changed { to, direction, policy: Some(policy) },
            },
            (Verdict::Held(held), _) => Outcome::Held(held),
        };
        Judged { standings, outcome, heard }
    }
}

impl PolicySeen {
    /// How it stands: what its alarms in breach make it ask for, and whether it lets others in. `heard` is told each
    /// alarm of a step policy whose data count as answered by the decision.
    fn standing(
        &self,
        fresh_data: bool,
        facts: CapacityFacts,
        mut heard: impl FnMut(usize),
    ) -> Standing {
        let naming = || self.alarms.iter().enumerate().filter(|(_, alarm)| alarm.names_policy);
        let (wish, vote, tracking) = match &self.kind {
            PolicyKind::Tracking { target_value, scales_in } => {
                let wish = naming()
                    .filter_map(|(_, alarm)| alarm.tracking_wish(*target_value, facts))
                    .find(|wish| wish.direction == Direction::Out || *scales_in);
                let ready = self.alarms.iter().any(|alarm| {
                    !alarm.comparison.is_upward()
                        && alarm.state == StateValue::Alarm
                        && alarm.measured_now.unwrap_or(true)
                });
                let vote = match (scales_in, ready) {
                    (false, _) => Vote::None,
                    (true, true) => Vote::Ready,
                    (true, false) => Vote::NotReady,
                };
                (wish, vote, true)
            }
            PolicyKind::Step(config) => {
                let wish = naming()
                    .filter(|(_, alarm)| alarm.is_covered(config, facts))
                    .inspect(|(index, _)| heard(*index))
                    .filter_map(|(_, alarm)| alarm.step_wish(config, fresh_data, facts))
                    .max_by_key(|wish| wish.proposal);
                (wish, Vote::None, false)
            }
        };
        Standing {
            wish,
            vote,
            tracking,
            credit: self.credit,
            no_scale_in_before: self.no_scale_in_before,
        }
    }
}
