//! When the next decision can come.

use ebb_units::{SignedDuration, Timestamp};
use serde::Serialize;

use super::hearing::{AlarmSeen, Hearing};
use crate::realm::REPEAT;

/// The next look at an alarm that can bring a decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Next {
    /// When.
    pub at: Timestamp,
    /// Which alarm is looked at then.
    pub alarm: String,
    /// Whether it names its policy now, so that the look brings a decision if nothing changes.
    pub repeats: bool,
}

impl Hearing {
    /// The first regular look at an alarm after `now` that can bring a decision. Alarms that fire early may do so before.
    pub fn next(&self, now: Timestamp) -> Option<Next> {
        let alarms = self.policies.iter().flat_map(|policy| &policy.alarms);
        let looks = alarms.filter_map(|alarm| {
            let (at, repeats) = (alarm.next_decision(now)?, alarm.names_policy);
            Some(Next { at, alarm: alarm.name.clone(), repeats })
        });
        looks.min_by(|a, b| (a.at, !a.repeats, &a.alarm).cmp(&(b.at, !b.repeats, &b.alarm)))
    }
}

impl AlarmSeen {
    /// The first look that is not too early for its actions to run again.
    fn next_decision(&self, now: Timestamp) -> Option<Timestamp> {
        let look = self.next_look?;
        let earliest = match self.last_action.filter(|_| self.names_policy) {
            Some(last) => last.checked_add(REPEAT).ok()?.max(now),
            None => now,
        };
        let (step, late) = (self.look_every(), earliest.duration_since(look));
        if late <= SignedDuration::ZERO {
            return Some(look);
        }
        let whole = late.as_secs() + i64::from(late.subsec_nanos() > 0);
        let steps = whole.div_euclid(step) + i64::from(whole.rem_euclid(step) > 0);
        look.checked_add(SignedDuration::from_secs(steps * step)).ok()
    }

    /// Seconds between two looks.
    fn look_every(&self) -> i64 {
        let span = i64::from(self.period_secs) * i64::from(self.evaluation_periods);
        match self.period_secs {
            ..60 => 10,
            _ if span > 86_400 => 3600,
            _ => 60,
        }
    }
}
