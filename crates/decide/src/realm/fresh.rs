//! What a step policy asks for, and for which data it has had its answer.
//!
//! Rule ebb.step.answered, an addition of ours. An alarm may stay in `ALARM` for minutes after its last datum, because an
//! evaluation looks back over periods without data, and its scaling actions run each minute. On AWS instances start
//! slower than that. Here a copy may serve after a second, its cooldown may be over after a minute, and one failed
//! request would wake two copies. So a datum makes a policy adjust the capacity once. While the alarm stays, it
//! still holds back scale-in, as any policy does that wants more.

use ebb_units::{SignedDuration, Timestamp};

use super::scale::CapacityFacts;
use super::{AlarmRecord, Realm, Row, Turn};
use crate::alarm::{AlarmSpec, evaluation_range};
use crate::metric::Span;
use crate::policy::{AdjustmentType, Direction, StepConfig, Wish};

/// Alarms that were heard in a decision, each with the time of the newest datum it had judged.
#[derive(Debug, Default)]
pub(super) struct Heard(Vec<(String, Option<Timestamp>)>);

impl Realm {
    /// What one alarm makes a step policy ask for.
    pub(super) fn step_wish(
        &self,
        turn: &Turn<'_>,
        config: &StepConfig,
        alarm: &AlarmRecord,
        facts: CapacityFacts,
        heard: &mut Heard,
    ) -> Option<Wish> {
        let metric = config.aggregate(&alarm.recent)?;
        let AlarmSpec { name, threshold, comparison, .. } = &alarm.spec;
        let wanted = config.proposal(facts.desired, metric, *threshold, *comparison)?;
        let newest = self.newest_judged(alarm, turn.now);
        let answered = newest <= alarm.answered;
        heard.0.push((name.clone(), newest));
        let direction = if wanted < facts.desired { Direction::In } else { Direction::Out };
        if answered && (direction == Direction::In || wanted == facts.desired) {
            return None;
        }
        Some(Wish {
            proposal: if answered { facts.desired } else { wanted },
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

    /// Time of the newest datum that the last evaluation of an alarm has judged.
    fn newest_judged(&self, alarm: &AlarmRecord, now: Timestamp) -> Option<Timestamp> {
        // A state set by hand brings its data along: they are as new as the setting.
        let Some(until) = alarm.judged_until else { return Some(alarm.state.updated) };
        let spec = &alarm.spec;
        let period = SignedDuration::from_secs(i64::from(spec.period_secs));
        let mut end = until;
        for _ in 0..=evaluation_range(spec) {
            let start = end.checked_sub(period).ok()?;
            // Data are kept by the minute when they get old.
            let period_secs = spec.period_secs.min(60);
            let slots =
                self.metrics.slots(&spec.metric, spec.unit, &Span { start, end, period_secs, now });
            if let Some(newest) = slots.last() {
                return Some(newest.at);
            }
            end = start;
        }
        None
    }
}
