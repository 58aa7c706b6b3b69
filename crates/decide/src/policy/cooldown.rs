//! Cooldowns: what a finished activity still holds back.

use ebb_units::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The running cooldowns of one policy. Both start when an activity has *succeeded*.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Cooldown {
    out_until: Option<Timestamp>,
    added: u32,
    in_until: Option<Timestamp>,
}

impl Cooldown {
    /// Units that a scale-out of this policy has added inside the window that still runs.
    ///
    /// Rule aas.cooldown.credit: a further scale-out gets only what goes beyond them. At 4, after 2 → 4, a wish for
    /// 7 becomes 5.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown>
    pub fn credit(&self, now: Timestamp) -> u32 {
        if self.out_until.is_some_and(|until| now < until) { self.added } else { 0 }
    }

    /// When the window of these units ends; `None` when none runs.
    pub fn credit_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.out_until.filter(|until| now < *until)
    }

    /// When the next scale-in of this policy may come; `None` when it may come now.
    pub fn no_scale_in_before(&self, now: Timestamp) -> Option<Timestamp> {
        self.in_until.filter(|until| now < *until)
    }

    /// A scale-out by `added` units has succeeded. Credits of successive scale-outs inside one window add up.
    pub fn scaled_out(&mut self, now: Timestamp, added: u32, window_secs: u32) {
        self.added = self.credit(now).saturating_add(added);
        self.out_until = Some(after(now, window_secs));
    }

    /// A scale-in has succeeded.
    pub fn scaled_in(&mut self, now: Timestamp, window_secs: u32) {
        self.in_until = Some(after(now, window_secs));
    }

    /// A scale-out anywhere on the target ends the scale-in window.
    pub fn end_scale_in(&mut self) {
        self.in_until = None;
    }
}

fn after(now: Timestamp, secs: u32) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(i64::from(secs))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    #[test]
    fn credits_add_up_inside_one_window_and_lapse_with_it() {
        let mut cooldown = Cooldown::default();
        cooldown.scaled_out(at(0), 2, 60);
        cooldown.scaled_out(at(30), 1, 60);
        assert_eq!(cooldown.credit(at(59)), 3);
        assert_eq!(cooldown.credit(at(89)), 3);
        assert_eq!(cooldown.credit(at(90)), 0);
    }

    #[test]
    fn a_scale_out_ends_the_scale_in_window() {
        let mut cooldown = Cooldown::default();
        cooldown.scaled_in(at(0), 300);
        assert_eq!(cooldown.no_scale_in_before(at(299)), Some(at(300)));
        cooldown.end_scale_in();
        assert_eq!(cooldown.no_scale_in_before(at(10)), None);
    }
}
