//! What all policies of one target decide together.

use ebb_units::{Bounds, Capacity, Timestamp};
use serde::{Deserialize, Serialize};

/// Which way a change goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Direction {
    /// More capacity.
    Out,
    /// Less capacity.
    In,
}

/// The target as the decision sees it.
#[derive(Clone, Copy, Debug)]
pub struct TargetFacts {
    /// Capacity that was last asked for.
    pub desired: Capacity,
    /// Between which values policies may move it.
    pub bounds: Bounds,
    /// Policies may not add.
    pub out_suspended: bool,
    /// Policies may not take away.
    pub in_suspended: bool,
}

/// What one policy asks for, before cooldowns and bounds.
#[derive(Clone, PartialEq, Debug)]
pub struct Wish {
    /// Capacity it computed from its metric.
    pub proposal: Capacity,
    /// Which side its alarm is on.
    pub direction: Direction,
    /// True for an absolute value, to which no cooldown credit applies.
    pub absolute: bool,
    /// True when its data have had their answer: it asks for no more, but still holds scale-in back.
    pub answered: bool,
    /// Name of the alarm that made it ask.
    pub alarm: String,
}

/// Whether a policy lets others scale in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vote {
    /// A target tracking policy whose low alarm is in ALARM.
    Ready,
    /// A target tracking policy whose low alarm is not: it holds back the scale-in of tracking policies.
    NotReady,
    /// A step policy, or a tracking policy with scale-in disabled.
    None,
}

/// One policy at the moment of the decision.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// What it asks for, if it asks.
    pub wish: Option<Wish>,
    /// Whether it lets tracking policies scale in.
    pub vote: Vote,
    /// Target tracking policies scale in only together; step policies do as they like.
    pub tracking: bool,
    /// Units already added in its running scale-out cooldown.
    pub credit: u32,
    /// End of its running scale-in cooldown.
    pub no_scale_in_before: Option<Timestamp>,
}

/// Why nothing changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Held {
    /// No policy asks for anything.
    NothingAsked,
    /// The direction is suspended on the target.
    Suspended(Direction),
    /// Already at the upper bound.
    AtMax(Capacity),
    /// Already at the lower bound.
    AtMin(Capacity),
    /// The computed capacity is the present one.
    AtDesired(Capacity),
    /// Taking one away would bring the metric over its target again.
    WouldFlap,
    /// The cooldown of the asking policy still covers it.
    CoolingDown {
        /// Index of the policy.
        policy: usize,
        /// When it ends; absent for a scale-out credit, which lapses with its own window.
        until: Option<Timestamp>,
    },
    /// Another target tracking policy does not agree to scale in.
    NotAllReady {
        /// Index of the policy that holds back.
        policy: usize,
    },
}

/// The outcome of a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Set the capacity.
    Change {
        /// The new desired capacity.
        to: Capacity,
        /// Index of the policy that won.
        policy: usize,
        /// Which way.
        direction: Direction,
    },
    /// Leave it, and why.
    Held(Held),
}

/// Decides over all policies of a target.
///
/// Rule aas.several-policies: scale out if any policy is ready; scale in only if all tracking policies that scale in
/// are ready; the largest resulting capacity wins both ways; scale-out goes before scale-in.
/// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-scaling-policy-overview-multiple-policies>
pub fn decide(target: &TargetFacts, policies: &[Standing]) -> Verdict {
    let mut wants_out = None;
    let mut wants_in = None;
    let mut holds_in_back = false;
    for (index, standing) in policies.iter().enumerate() {
        let Some(wish) = &standing.wish else { continue };
        match wish.direction {
            Direction::Out => {
                keep_largest(&mut wants_out, index, after_credit(wish, standing));
                // A step of nothing asks for nothing and leaves the others alone.
                holds_in_back |=
                    standing.tracking || wish.answered || wish.proposal > target.desired;
            }
            Direction::In => keep_largest(&mut wants_in, index, wish.proposal),
        }
    }
    match (wants_out, wants_in) {
        (_, Some(_)) if !holds_in_back => scale_in(target, policies),
        (Some((policy, wanted)), _) => scale_out(target, policy, wanted, policies),
        (None, Some(_)) => scale_in(target, policies),
        (None, None) => Verdict::Held(Held::NothingAsked),
    }
}

fn after_credit(wish: &Wish, standing: &Standing) -> Capacity {
    if wish.absolute {
        wish.proposal
    } else {
        Capacity(wish.proposal.0.saturating_sub(standing.credit))
    }
}

fn keep_largest(best: &mut Option<(usize, Capacity)>, index: usize, wanted: Capacity) {
    if best.is_none_or(|(_, largest)| wanted > largest) {
        *best = Some((index, wanted));
    }
}

fn scale_out(
    target: &TargetFacts,
    policy: usize,
    wanted: Capacity,
    policies: &[Standing],
) -> Verdict {
    if target.out_suspended {
        return Verdict::Held(Held::Suspended(Direction::Out));
    }
    let to = target.bounds.clamp(wanted);
    if to > target.desired {
        return Verdict::Change { to, policy, direction: Direction::Out };
    }
    // A capacity that someone set above the maximum is not reduced by a wish for more.
    if target.desired >= target.bounds.max() {
        return Verdict::Held(Held::AtMax(target.bounds.max()));
    }
    let without_credit = policies[policy].wish.as_ref().map_or(wanted, |wish| wish.proposal);
    if without_credit > target.desired && policies[policy].credit > 0 {
        return Verdict::Held(Held::CoolingDown { policy, until: None });
    }
    Verdict::Held(Held::AtDesired(target.desired))
}

fn scale_in(target: &TargetFacts, policies: &[Standing]) -> Verdict {
    if target.in_suspended {
        return Verdict::Held(Held::Suspended(Direction::In));
    }
    let dissent = policies.iter().position(|standing| standing.vote == Vote::NotReady);
    let mut best: Option<(usize, Capacity)> = None;
    let mut held = None;
    for (index, standing) in policies.iter().enumerate() {
        let Some(wish) = standing.wish.as_ref().filter(|wish| wish.direction == Direction::In)
        else {
            continue;
        };
        if let (true, Some(policy)) = (standing.tracking, dissent) {
            held.get_or_insert(Held::NotAllReady { policy });
            continue;
        }
        if let Some(until) = standing.no_scale_in_before {
            held.get_or_insert(Held::CoolingDown { policy: index, until: Some(until) });
            continue;
        }
        keep_largest(&mut best, index, wish.proposal);
    }
    let Some((policy, wanted)) = best else {
        return Verdict::Held(held.unwrap_or(Held::NothingAsked));
    };
    let to = target.bounds.clamp(wanted);
    if to < target.desired {
        return Verdict::Change { to, policy, direction: Direction::In };
    }
    // A capacity that someone set below the minimum is not raised by a wish for less.
    if target.desired <= target.bounds.min() {
        return Verdict::Held(Held::AtMin(target.bounds.min()));
    }
    if policies[policy].tracking {
        Verdict::Held(Held::WouldFlap)
    } else {
        Verdict::Held(Held::AtDesired(target.desired))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(direction: Direction, proposal: u32, answered: bool) -> Standing {
        let proposal = Capacity(proposal);
        let wish = Wish { proposal, direction, absolute: false, answered, alarm: "a".to_owned() };
        Standing {
            wish: Some(wish),
            vote: Vote::None,
            tracking: false,
            credit: 0,
            no_scale_in_before: None,
        }
    }

    fn decide_at_ten(policies: &[Standing]) -> Verdict {
        let bounds = Bounds::new(Capacity(1), Capacity(20)).unwrap();
        let desired = Capacity(10);
        decide(
            &TargetFacts { desired, bounds, out_suspended: false, in_suspended: false },
            policies,
        )
    }

    #[test]
    fn only_who_wants_more_holds_scale_in_back() {
        let less = wish(Direction::In, 6, false);
        let nothing = wish(Direction::Out, 10, false);
        let change = Verdict::Change { to: Capacity(6), policy: 1, direction: Direction::In };
        assert_eq!(decide_at_ten(&[nothing.clone(), less.clone()]), change);
        let held = Verdict::Held(Held::AtDesired(Capacity(10)));
        assert_eq!(decide_at_ten(&[nothing]), held);
        assert_eq!(decide_at_ten(&[wish(Direction::Out, 10, true), less]), held);
    }
}
