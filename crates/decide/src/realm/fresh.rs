//! What the alarms of a policy make it ask for, and from which data.
//!
//! An alarm looks back. It may stay in `ALARM` for minutes after its last datum, and its points may have been measured
//! when other copies served. On AWS, where instances take minutes to start, that hardly shows. Here a copy may serve after
//! a second, and two additions of ours to the rules keep old data from moving the capacity:
//!
//! - Rule ebb.step.answered: a datum makes a step policy adjust the capacity once, although the scaling actions of its alarm
//!   run each minute. One failed request wakes one copy.
//! - Rule ebb.tracking.measured-now: what was measured before the youngest copy served does not say what is missing now,
//!   and takes nothing away. A scale-out is reckoned from the points after that; for a scale-in the newest
//!   has to be one of them.
//!
//! A policy whose data have had their answer asks for no more, but still holds scale-in back. Both rules are a setting
//! (`Config::fresh_data`); without it policies reckon with whatever their alarms see, as on AWS.

use ebb_units::{SignedDuration, Timestamp, Workload};

use super::scale::CapacityFacts;
use super::{AlarmRecord, Realm, Row, Turn};
use crate::alarm::{AlarmSpec, Watch, evaluation_range, window_values};
use crate::hosting::CopyState;
use crate::metric::Span;
use crate::policy::{AdjustmentType, Direction, StepConfig, TrackingConfig, Wish, mean, proposal};
use crate::scaling::ScalingPolicy;

/// Alarms that were heard in a decision, each with the time of the newest datum it had judged.
#[derive(Debug, Default)]
pub(super) struct Heard(Vec<(String, Option<Timestamp>)>);

impl Realm {
    /// What one alarm makes a tracking policy ask for.
    ///
    /// Rule aas.tracking.breach-again: the mean of the points is compared with the alarm's threshold once more. The
    /// ratio is taken of what serves. Copies that are down for a moment are no reason to want fewer: a scale-in
    /// is reckoned from what is desired.
    /// <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>
    pub(super) fn tracking_wish(
        &self,
        turn: &Turn<'_>,
        policy: &ScalingPolicy,
        config: &TrackingConfig,
        alarm: &AlarmRecord,
        facts: CapacityFacts,
    ) -> Option<Wish> {
        let AlarmSpec { name, comparison, .. } = &alarm.spec;
        let threshold = alarm.spec.threshold?;
        let wish = |proposal, direction, answered| {
            Some(Wish { proposal, direction, absolute: false, answered, alarm: name.clone() })
        };
        let breaching = |metric: &f64| comparison.breaches(*metric, threshold);
        if comparison.is_upward() {
            let points = if turn.config.fresh_data {
                self.points_now(alarm, &policy.workload)
            } else {
                alarm.recent.clone()
            };
            if points.is_empty() {
                return mean(&alarm.recent)
                    .filter(breaching)
                    .and_then(|_| wish(facts.desired, Direction::Out, true));
            }
            let metric = mean(&points).filter(breaching)?;
            let wanted = proposal(facts.current, metric, config.target_value);
            return wish(wanted, Direction::Out, false);
        }
        let metric = mean(&alarm.recent).filter(breaching)?;
        let wanted = proposal(facts.desired, metric, config.target_value);
        wish(wanted, Direction::In, false)
    }

    /// What one alarm makes a step policy ask for. As for tracking, copies that are down are not asked for a second time,
    /// and do not count as taken away.
    pub(super) fn step_wish(
        &self,
        turn: &Turn<'_>,
        config: &StepConfig,
        alarm: &AlarmRecord,
        facts: CapacityFacts,
        heard: &mut Heard,
    ) -> Option<Wish> {
        let metric = config.aggregate(&alarm.recent)?;
        let AlarmSpec { name, comparison, .. } = &alarm.spec;
        let threshold = alarm.spec.threshold?;
        let stepped_from = |from| config.proposal(from, metric, threshold, *comparison);
        let wanted = stepped_from(facts.desired)?;
        let newest = self.newest_judged(alarm, turn.now);
        let mut answered = turn.config.fresh_data && newest <= alarm.answered;
        heard.0.push((name.clone(), newest));
        let (direction, proposal) = if wanted > facts.desired {
            let wanted = stepped_from(facts.current)?;
            answered |= wanted <= facts.desired;
            (Direction::Out, if answered { facts.desired } else { wanted })
        } else if answered {
            return None;
        } else {
            let moves = wanted < facts.desired;
            (if moves { Direction::In } else { Direction::Out }, wanted)
        };
        Some(Wish {
            proposal,
            direction,
            absolute: config.adjustment_type == AdjustmentType::ExactCapacity,
            answered,
            alarm: name.clone(),
        })
    }

    /// A decision has been taken on what these alarms had judged.
    pub(super) fn note_answered(&mut self, heard: Heard) {
        for (name, newest) in heard.0 {
            let Some(alarm) = self.alarms.get_mut(&name) else { continue };
            if alarm.answered < newest {
                alarm.answered = newest;
                self.touch(Row::Alarm(name));
            }
        }
    }

    /// Whether the newest point of an alarm was measured with the copies that serve now.
    pub(super) fn measured_now(&self, alarm: &AlarmRecord, workload: &Workload) -> bool {
        let Some(until) = alarm.judged_until else { return true };
        let Some(youngest) = self.youngest_copy(workload) else { return true };
        let windows = window_values(&alarm.spec, &self.metrics, until);
        let newest = windows.into_iter().rev().find(|(_, value)| value.is_some());
        newest.is_some_and(|(from, _)| youngest <= from)
    }

    /// The points of an alarm, newest first, that were measured with the copies that serve now.
    fn points_now(&self, alarm: &AlarmRecord, workload: &Workload) -> Vec<Option<f64>> {
        let AlarmRecord { spec, judged_until, recent, .. } = alarm;
        let Some(until) = judged_until else { return recent.clone() };
        let Some(youngest) = self.youngest_copy(workload) else { return recent.clone() };
        window_values(spec, &self.metrics, *until)
            .into_iter()
            .rev()
            .take_while(|(from, _)| youngest <= *from)
            .map(|(_, value)| value)
            .filter(Option::is_some)
            .take(usize::try_from(spec.evaluation_periods).unwrap_or(usize::MAX))
            .collect()
    }

    /// When the youngest copy of a workload began to serve.
    fn youngest_copy(&self, workload: &Workload) -> Option<Timestamp> {
        let copies = self.replicas.get(workload)?.copies.values();
        copies.filter(|copy| copy.state == CopyState::Healthy).map(|copy| copy.since).max()
    }

    /// Time of the newest datum that the last evaluation of an alarm has judged.
    fn newest_judged(&self, alarm: &AlarmRecord, now: Timestamp) -> Option<Timestamp> {
        // A state set by hand brings its data along: they are as new as the setting.
        let Some(until) = alarm.judged_until else { return Some(alarm.state.updated) };
        let spec = &alarm.spec;
        let Watch::Metric(watch) = &spec.watch else {
            // What an expression says is as new as its newest period.
            let windows = window_values(spec, &self.metrics, until);
            return windows.into_iter().rev().find(|(_, value)| value.is_some()).map(|(at, _)| at);
        };
        let period = SignedDuration::from_secs(i64::from(spec.period_secs));
        // Data are kept by the minute when they get old.
        let period_secs = spec.period_secs.min(60);
        let mut end = until;
        for _ in 0..=evaluation_range(spec) {
            let start = end.checked_sub(period).ok()?;
            let span = Span { start, end, period_secs, now };
            if let Some(newest) = self.metrics.slots(&watch.metric, watch.unit, &span).last() {
                return Some(newest.at);
            }
            end = start;
        }
        None
    }
}
