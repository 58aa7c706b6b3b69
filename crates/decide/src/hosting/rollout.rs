//! How far a deployment is, what it waits for, and how many copies of either generation it wants meanwhile.
//!
//! A rollout knows shares and instants, and nothing of copies: whoever drives it says whether the copies that it wants are
//! there. Blue/green starts all new copies, moves the traffic in steps, and lets the old ones go at the end; rolling has the
//! same steps, but starts only the copies of the next one and lets the old ones of the last one go.
//!
//! Rule sagemaker.deployment.steps: new copies are healthy before they get their share of the traffic, alarms are watched
//! for a while after each step, and old copies go only then.
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html>

use ebb_units::{Capacity, SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::deployment::{DeploymentConfig, Size, UpdatePolicy};

/// Copies that were started for one version of an endpoint or component. Grows with each deployment.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Generation(pub u64);

impl Generation {
    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The course of one deployment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rollout {
    /// The copies it brings in.
    pub generation: Generation,
    /// When it began.
    pub started: Timestamp,
    /// When it is given up.
    pub deadline: Option<Timestamp>,
    /// The alarms that make it go back.
    pub alarms: Vec<String>,
    /// Steps whose traffic has moved.
    pub step: u32,
    /// What it is at.
    pub phase: Phase,
    /// Why it goes back.
    pub reason: Option<String>,
    way: Way,
    /// The share of the traffic that the first step moves.
    first: f64,
    /// The share that each later step moves.
    each: f64,
    wait_secs: u32,
    /// The share that each step moves on the way back.
    back: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Way {
    BlueGreen { termination_wait_secs: u32 },
    Rolling,
}

/// What a rollout is at.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Phase {
    /// The copies of the next step start.
    Launching,
    /// The traffic of a step has moved, and the alarms are watched.
    Baking {
        /// How long.
        until: Timestamp,
    },
    /// All traffic has moved, and the old copies are kept a while.
    Terminating {
        /// How long.
        until: Timestamp,
    },
    /// Old copies come back for those of the new ones that are to go.
    RollingBack {
        /// The share that the new ones still have.
        from: f64,
        /// The share that they will have when enough old ones are back.
        to: f64,
    },
}

/// What came of a look at a rollout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Progress {
    /// Nothing, and nothing will before this instant unless copies come.
    Waits(Option<Timestamp>),
    /// It is a step further: other copies are wanted now.
    Moved,
    /// The new copies have taken over.
    Done,
    /// The old copies have all traffic again.
    Undone,
}

/// Rounding must not ask for a copy more, or leave the last step undone.
const TOLERANCE: f64 = 1e-9;

impl Rollout {
    pub(crate) fn new(
        generation: Generation,
        config: &DeploymentConfig,
        fleet: u32,
        now: Timestamp,
    ) -> Self {
        let (first, each) = config.policy.pace(fleet);
        let (way, wait_secs, back) = match config.policy {
            UpdatePolicy::BlueGreen { wait_secs, termination_wait_secs, .. } => {
                (Way::BlueGreen { termination_wait_secs }, wait_secs, 1.0)
            }
            UpdatePolicy::Rolling { wait_secs, rollback_batch, .. } => {
                let back = rollback_batch.unwrap_or(Size::Percent(100)).share_of(fleet);
                (Way::Rolling, wait_secs, back)
            }
        };
        Self {
            generation,
            started: now,
            deadline: config.most_secs.and_then(|secs| after(now, secs)),
            alarms: config.alarms.clone(),
            step: 0,
            phase: Phase::Launching,
            reason: None,
            way,
            first,
            each,
            wait_secs,
            back,
        }
    }

    /// The share of the traffic that new copies get.
    pub fn share(&self) -> f64 {
        match self.phase {
            Phase::Launching | Phase::Baking { .. } => self.share_at(self.step),
            Phase::Terminating { .. } => 1.0,
            Phase::RollingBack { from, .. } => from,
        }
    }

    /// How many of the new copies the traffic would need that they get.
    pub(super) fn serving(&self, new: Capacity) -> Capacity {
        part(self.share(), new)
    }

    /// Seconds for which alarms are watched after each step.
    pub(super) fn wait_secs(&self) -> u32 {
        self.wait_secs
    }

    /// Seconds for which old copies are kept when all traffic has moved.
    pub(super) fn termination_wait_secs(&self) -> u32 {
        match self.way {
            Way::BlueGreen { termination_wait_secs } => termination_wait_secs,
            Way::Rolling => 0,
        }
    }

    /// Whether it is on its way back.
    pub fn is_rolling_back(&self) -> bool {
        matches!(self.phase, Phase::RollingBack { .. })
    }

    /// New copies that are wanted now, when there will be `desired` at the end.
    pub fn new_wanted(&self, desired: Capacity) -> Capacity {
        let share = match (self.phase, self.way) {
            (Phase::RollingBack { from, .. }, _) => from,
            (_, Way::BlueGreen { .. }) => 1.0,
            (Phase::Launching, Way::Rolling) => self.share_at(self.step + 1),
            (Phase::Baking { .. } | Phase::Terminating { .. }, Way::Rolling) => self.share(),
        };
        part(share, desired)
    }

    /// Old copies that are wanted now, when there were `desired` at the beginning.
    pub fn old_wanted(&self, desired: Capacity) -> Capacity {
        part(1.0 - self.gone(), desired)
    }

    /// The share of the old copies that are not needed any more.
    fn gone(&self) -> f64 {
        match (self.phase, self.way) {
            (_, Way::BlueGreen { .. }) => 0.0,
            (Phase::RollingBack { to, .. }, Way::Rolling) => to,
            (Phase::Launching, Way::Rolling) => self.share_at(self.step),
            // The last step has moved the traffic, but not yet proven itself.
            (Phase::Baking { .. } | Phase::Terminating { .. }, Way::Rolling) => {
                self.share_at(self.step.saturating_sub(1))
            }
        }
    }

    fn share_at(&self, step: u32) -> f64 {
        match step {
            0 => 0.0,
            _ => {
                let share = self.first + self.each * f64::from(step - 1);
                if share > 1.0 - TOLERANCE { 1.0 } else { share }
            }
        }
    }

    /// Looks whether it goes on. `new_ready` and `old_ready` say that all copies that are wanted serve.
    pub(crate) fn advance(&mut self, now: Timestamp, new_ready: bool, old_ready: bool) -> Progress {
        match self.phase {
            Phase::Launching if new_ready => {
                self.step += 1;
                let until = after(now, self.wait_secs).unwrap_or(now);
                self.phase = Phase::Baking { until };
                Progress::Moved
            }
            Phase::Launching => Progress::Waits(self.deadline),
            Phase::Baking { until } | Phase::Terminating { until } if now < until => {
                Progress::Waits(Some(self.deadline.map_or(until, |deadline| deadline.min(until))))
            }
            Phase::Baking { .. } if self.share_at(self.step) < 1.0 => {
                self.phase = Phase::Launching;
                Progress::Moved
            }
            Phase::Baking { until } => match self.way {
                Way::Rolling => Progress::Done,
                Way::BlueGreen { termination_wait_secs } => {
                    let until = after(until, termination_wait_secs).unwrap_or(until);
                    self.phase = Phase::Terminating { until };
                    Progress::Moved
                }
            },
            Phase::Terminating { .. } => Progress::Done,
            Phase::RollingBack { .. } if !old_ready => Progress::Waits(None),
            Phase::RollingBack { to, .. } if to <= 0.0 => Progress::Undone,
            Phase::RollingBack { to, .. } => {
                self.phase = Phase::RollingBack { from: to, to: self.one_back(to) };
                Progress::Moved
            }
        }
    }

    /// Turns round.
    pub(crate) fn roll_back(&mut self, reason: String) {
        let from = self.share();
        // Old copies that are still there take their traffic back at once.
        let to = self.one_back(from).min(self.gone());
        self.phase = Phase::RollingBack { from, to };
        self.reason = Some(reason);
    }

    fn one_back(&self, share: f64) -> f64 {
        let left = share - self.back;
        if left < TOLERANCE { 0.0 } else { left }
    }

    /// The process has died, and with it all copies: the step whose traffic was watched begins anew, and what was on its
    /// way back starts the old copies only.
    pub(crate) fn resume(&mut self) {
        match self.phase {
            Phase::Launching => {}
            Phase::Baking { .. } | Phase::Terminating { .. } => {
                self.phase = Phase::Launching;
                self.step = self.step.saturating_sub(1);
            }
            Phase::RollingBack { .. } => self.phase = Phase::RollingBack { from: 0.0, to: 0.0 },
        }
    }
}

/// The smallest number of copies that is this share or more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1 of a u32 is a u32"
)]
fn part(share: f64, whole: Capacity) -> Capacity {
    Capacity((share * f64::from(whole.0) - TOLERANCE).ceil().max(0.0) as u32)
}

fn after(at: Timestamp, secs: u32) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(i64::from(secs))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosting::TrafficRouting;

    fn rollout(policy: UpdatePolicy, fleet: u32) -> Rollout {
        let config = DeploymentConfig { policy, ..DeploymentConfig::default_of_endpoints() };
        Rollout::new(Generation(1), &config, fleet, Timestamp::UNIX_EPOCH)
    }

    /// Shares, new copies and old copies after each move, for as many of either.
    fn course(rollout: &mut Rollout, copies: u32) -> Vec<(f64, u32, u32)> {
        let mut course = Vec::new();
        let mut now = Timestamp::UNIX_EPOCH;
        loop {
            let wanted = Capacity(copies);
            let (new, old) = (rollout.new_wanted(wanted).0, rollout.old_wanted(wanted).0);
            course.push((rollout.share(), new, old));
            match rollout.advance(now, true, true) {
                Progress::Moved => {}
                Progress::Waits(until) => now = until.expect("an end of the wait"),
                Progress::Done | Progress::Undone => break,
            }
        }
        course.dedup();
        course
    }

    // Covers: sagemaker.deployment.steps
    #[test]
    fn blue_green_keeps_the_old_to_the_end() {
        let linear = UpdatePolicy::BlueGreen {
            routing: TrafficRouting::Linear(Size::Percent(40)),
            wait_secs: 5,
            termination_wait_secs: 9,
        };
        assert_eq!(
            course(&mut rollout(linear, 5), 5),
            [(0.0, 5, 5), (0.4, 5, 5), (0.8, 5, 5), (1.0, 5, 5)]
        );
        let canary = UpdatePolicy::BlueGreen {
            routing: TrafficRouting::Canary(Size::Count(1)),
            wait_secs: 5,
            termination_wait_secs: 0,
        };
        assert_eq!(
            course(&mut rollout(canary, 10), 10),
            [(0.0, 10, 10), (0.1, 10, 10), (1.0, 10, 10)]
        );
    }

    // Covers: sagemaker.deployment.steps
    #[test]
    fn rolling_replaces_a_batch_at_a_time() {
        let batch = Size::Count(2);
        let policy = UpdatePolicy::Rolling { batch, wait_secs: 5, rollback_batch: None };
        assert_eq!(
            course(&mut rollout(policy, 5), 5),
            [(0.0, 2, 5), (0.4, 2, 5), (0.4, 4, 3), (0.8, 4, 3), (0.8, 5, 1), (1.0, 5, 1)]
        );
        // Tenths do not sum up to one exactly.
        let tenths =
            UpdatePolicy::Rolling { batch: Size::Percent(10), wait_secs: 0, rollback_batch: None };
        assert_eq!(course(&mut rollout(tenths, 10), 10).len(), 20);
    }

    #[test]
    fn the_way_back_has_steps_too() {
        let batch = Size::Count(2);
        let policy =
            UpdatePolicy::Rolling { batch, wait_secs: 5, rollback_batch: Some(Size::Count(1)) };
        let mut rollout = rollout(policy, 5);
        let epoch = Timestamp::UNIX_EPOCH;
        assert_eq!(rollout.advance(epoch, true, true), Progress::Moved);
        assert_eq!(
            rollout.advance(epoch + SignedDuration::from_secs(5), true, true),
            Progress::Moved
        );
        assert_eq!(rollout.advance(epoch, true, true), Progress::Moved);
        assert_eq!((rollout.share(), rollout.old_wanted(Capacity(5))), (0.8, Capacity(3)));
        rollout.roll_back("an alarm".to_owned());
        assert_eq!(
            rollout.advance(epoch, true, false),
            Progress::Waits(None),
            "until the old ones are back"
        );
        let course: Vec<_> = course(&mut rollout, 5)
            .into_iter()
            .map(|(share, new, old)| ((share * 10.0).round() / 10.0, new, old))
            .collect();
        assert_eq!(course, [(0.8, 4, 3), (0.4, 2, 4), (0.2, 1, 5)]);
    }

    #[test]
    fn a_restart_begins_the_step_anew() {
        let policy =
            UpdatePolicy::Rolling { batch: Size::Percent(50), wait_secs: 5, rollback_batch: None };
        let mut rollout = rollout(policy, 4);
        assert_eq!(rollout.advance(Timestamp::UNIX_EPOCH, true, true), Progress::Moved);
        rollout.resume();
        assert_eq!((rollout.phase, rollout.step), (Phase::Launching, 0));
        rollout.roll_back("an alarm".to_owned());
        rollout.resume();
        assert_eq!((rollout.share(), rollout.old_wanted(Capacity(4))), (0.0, Capacity(4)));
    }
}
