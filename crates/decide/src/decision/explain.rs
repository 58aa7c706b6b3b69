//! Explanations: a decision in words, with the numbers it was made of.

use std::fmt;

use ebb_units::{Timestamp, Workload};
use serde::Serialize;

use super::words::time;
use super::{BoundsBy, BoundsSet, Decision, Hearing, Next, Outcome, Question, ResourceSeen, Rule};
use crate::policy::{Direction, Held};

/// A decision, or what would be decided now, in words.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What is scaled.
    pub resource: String,
    /// When.
    pub at: Timestamp,
    /// What came of it, in a sentence.
    pub answer: String,
    /// The rule that decides it.
    pub rule: Rule,
    /// Where the capacity stood.
    pub target: String,
    /// What called for the decision; absent when nobody did.
    pub trigger: Option<String>,
    /// What each alarm saw.
    pub seen: Vec<String>,
    /// How each policy reckons.
    pub reckoning: Vec<String>,
    /// Cooldowns that run.
    pub cooldowns: Vec<String>,
    /// When the next decision can come, by the regular looks at alarms; absent when no alarm can bring one.
    pub next: Option<Next>,
    /// Whether alarms may fire before that, at the datum that settles a breach.
    pub may_be_earlier: bool,
}

impl Decision {
    /// The decision in words.
    pub fn explain(&self) -> Explanation {
        explain(self.at, &self.workload, &self.question, &self.outcome)
    }
}

impl Hearing {
    /// What would be decided at `now`, in words, and what is missing for more to be decided.
    pub fn explain(self, now: Timestamp, workload: &Workload) -> Explanation {
        let outcome = self.judge().outcome;
        let question = Question::Policies(self);
        let explanation = explain(now, workload, &question, &outcome);
        let answer = if outcome == Outcome::Held(Held::NothingAsked) {
            "no policy asks for anything".to_owned()
        } else if matches!(outcome, Outcome::Changed { .. }) {
            format!("a hearing now would give: {}", explanation.answer)
        } else {
            explanation.answer
        };
        Explanation { answer, ..explanation }
    }
}

impl Explanation {
    /// The same of a decision that a shadow has taken: nothing came of it.
    #[must_use]
    pub fn of_shadow(self) -> Self {
        let answer = match self.answer.strip_prefix("not ") {
            Some(rest) => format!("would not have {rest}"),
            None => format!("would have {}", self.answer),
        };
        Self { answer, ..self }
    }
}

fn explain(
    at: Timestamp,
    workload: &Workload,
    question: &Question,
    outcome: &Outcome,
) -> Explanation {
    let mut explanation = Explanation {
        resource: workload.to_string(),
        at,
        answer: String::new(),
        rule: Rule::of(question, outcome),
        target: String::new(),
        trigger: None,
        seen: Vec::new(),
        reckoning: Vec::new(),
        cooldowns: Vec::new(),
        next: None,
        may_be_earlier: false,
    };
    match question {
        Question::Bounds(set) => {
            let (facts, bounds) = (set.capacity, set.bounds);
            explanation.answer = of_bounds(set, outcome);
            explanation.target = format!(
                "desired {}, serving {}, bounds {} to {}",
                facts.desired,
                facts.current,
                bounds.min(),
                bounds.max()
            );
        }
        Question::Policies(hearing) => {
            explanation.answer = hearing.answer(outcome);
            explanation.target = hearing.target_in_words();
            explanation.trigger = hearing
                .trigger
                .as_ref()
                .map(|trigger| format!("alarm {} named policy {}", trigger.alarm, trigger.policy));
            let alarms = hearing.policies.iter().flat_map(|policy| &policy.alarms);
            explanation.seen = alarms.map(super::AlarmSeen::in_words).collect();
            explanation.reckoning = hearing.reckoning();
            explanation.cooldowns = hearing.cooldowns();
            explanation.next = hearing.next(at);
            explanation.may_be_earlier = hearing.alarms_early;
        }
    }
    explanation
}

fn of_bounds(set: &BoundsSet, outcome: &Outcome) -> String {
    let by = match &set.by {
        BoundsBy::Registration => "the registration of the target".to_owned(),
        BoundsBy::Scheduled(name) => format!("the scheduled action {name}"),
    };
    let from = set.capacity.desired;
    match outcome {
        Outcome::Changed { to, direction, .. } => {
            let bound = if *direction == Direction::Out { "minimum" } else { "maximum" };
            format!("moved from {from} to {to}, the {bound} that {by} has set")
        }
        Outcome::Refused { to, reason, .. } => {
            format!("not moved from {from} to {to}, as {by} asks: {reason}")
        }
        Outcome::NotScalable => format!(
            "not moved into the bounds that {by} has set: the resource cannot be changed at the moment"
        ),
        Outcome::Held(_) | Outcome::UnderWay(_) | Outcome::Unreachable | Outcome::Missing => {
            format!("not moved: {from} lies within the bounds that {by} has set")
        }
    }
}

impl Hearing {
    fn answer(&self, outcome: &Outcome) -> String {
        let from = self.known().map(|facts| facts.desired).unwrap_or_default();
        let policy = |index: usize| {
            self.policies.get(index).map_or("that is not there", |policy| policy.name.as_str())
        };
        match outcome {
            Outcome::Changed { to, direction, policy: index } => {
                let way = if *direction == Direction::Out { "out" } else { "in" };
                let by = index.map_or_else(String::new, |index| format!(" by {}", policy(index)));
                format!("scaled {way} from {from} to {to}{by}")
            }
            Outcome::UnderWay(wanted) => {
                format!("not scaled in: the change to {wanted} is still under way")
            }
            Outcome::Refused { to, reason, .. } => format!("not scaled to {to}: {reason}"),
            Outcome::NotScalable => {
                "not scaled: the resource cannot be changed at the moment".to_owned()
            }
            Outcome::Unreachable => match &self.resource {
                ResourceSeen::Unreachable(why) => {
                    format!("not scaled: the resource did not say how it stands: {why}")
                }
                ResourceSeen::Known(_) | ResourceSeen::Missing => {
                    "not scaled: the resource did not say how it stands".to_owned()
                }
            },
            Outcome::Missing => "not scaled: there is no such resource".to_owned(),
            Outcome::Held(held) => format!("not scaled: {}", self.held(held, policy)),
        }
    }

    fn held<'n>(&self, held: &Held, policy: impl Fn(usize) -> &'n str) -> String {
        match held {
            Held::NothingAsked => "no policy asks for anything any more".to_owned(),
            Held::Suspended(Direction::Out) => "scale-out by policies is suspended".to_owned(),
            Held::Suspended(Direction::In) => "scale-in by policies is suspended".to_owned(),
            Held::AtMax(max) => format!("at the maximum of {max}"),
            Held::AtMin(min) => format!("at the minimum of {min}"),
            Held::AtDesired(desired) => match self.answered() {
                Some(policy) => format!(
                    "the data that {} asks with have had their answer; {desired} is what they came to",
                    policy.name
                ),
                None => format!("{desired} is what the policies ask for"),
            },
            Held::WouldFlap => "one less would bring the metric over its target again".to_owned(),
            Held::CoolingDown { policy: index, until: Some(until) } => {
                format!("{} is cooling down until {}", policy(*index), time(*until))
            }
            Held::CoolingDown { policy: index, until: None } => {
                let seen = self.policies.get(*index);
                let until = seen
                    .and_then(|seen| seen.credit_until)
                    .map_or_else(|| "the end of its cooldown".to_owned(), time);
                let credit = seen.map_or(0, |seen| seen.credit);
                format!(
                    "cooling down: {credit} that {} has added count until {until} and cover what it asks for",
                    policy(*index)
                )
            }
            Held::NotAllReady { policy: index } => {
                let seen = self.policies.get(*index);
                let low = seen.into_iter().flat_map(|seen| &seen.alarms);
                let low = low.into_iter().find(|alarm| !alarm.comparison.is_upward());
                let why = match low {
                    Some(alarm) if alarm.measured_now == Some(false) => format!(
                        "the newest data of {} were measured before the youngest copy served",
                        alarm.name
                    ),
                    Some(alarm) => format!("{} is {}", alarm.name, alarm.state),
                    None => "its low alarm is gone".to_owned(),
                };
                format!("{} does not agree to scale in: {why}", policy(*index))
            }
        }
    }

    fn reckoning(&self) -> Vec<String> {
        if self.policies.is_empty() {
            return vec!["the target has no policies".to_owned()];
        }
        let standings = self.judge().standings;
        if standings.is_empty() {
            return vec!["the policies were not asked".to_owned()];
        }
        let policies = self.policies.iter().zip(&standings);
        let mut lines: Vec<String> =
            policies.map(|(policy, standing)| policy.in_words(self, standing)).collect();
        let asking = standings.iter().filter(|standing| standing.wish.is_some()).count();
        if asking > 1 {
            lines.push("of several, the one that leaves the largest capacity wins".to_owned());
        }
        lines
    }

    fn cooldowns(&self) -> Vec<String> {
        let of = |policy: &super::PolicySeen| {
            let name = policy.name.clone();
            let credit = policy.credit_until.filter(|_| policy.credit > 0).map(|until| {
                format!("{name}: {} added count as credit until {}", policy.credit, time(until))
            });
            let wait = policy
                .no_scale_in_before
                .map(|until| format!("{name}: no scale-in before {}", time(until)));
            credit.into_iter().chain(wait)
        };
        self.policies.iter().flat_map(of).collect()
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} at {}", self.resource, time(self.at))?;
        writeln!(f, "  {}", self.answer)?;
        match self.rule.link {
            Some(link) => writeln!(f, "rule       {}  {link}", self.rule.id)?,
            None => writeln!(f, "rule       {}  (a rule of Ebbtide)", self.rule.id)?,
        }
        writeln!(f, "target     {}", self.target)?;
        if let Some(trigger) = &self.trigger {
            writeln!(f, "trigger    {trigger}")?;
        }
        for (name, lines) in
            [("saw", &self.seen), ("reckoned", &self.reckoning), ("cooldowns", &self.cooldowns)]
        {
            for (index, line) in lines.iter().enumerate() {
                writeln!(f, "{:10} {line}", if index == 0 { name } else { "" })?;
            }
        }
        let early =
            if self.may_be_earlier { ", or with a datum that settles a breach" } else { "" };
        match &self.next {
            Some(Next { at, alarm, repeats: true }) => {
                write!(f, "next       {}, when {alarm} repeats its actions{early}", time(*at))
            }
            Some(Next { at, alarm, repeats: false }) => {
                write!(f, "next       {}, when {alarm} is looked at{early}", time(*at))
            }
            None => write!(f, "next       no alarm will call for one"),
        }
    }
}
