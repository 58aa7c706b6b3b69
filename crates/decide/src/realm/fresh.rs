//! Which data of an alarm were measured with the copies that serve now, and how new they are: what the rules on fresh
//! data (`decision/wish.rs`) need to know.

use ebb_units::{SignedDuration, Timestamp, Workload};

use super::{AlarmRecord, Realm};
use crate::alarm::{Watch, evaluation_range, window_values};
use crate::hosting::CopyState;
use crate::metric::Span;

impl Realm {
    /// Whether the newest point of an alarm was measured with the copies that serve now.
    pub(super) fn measured_now(&self, alarm: &AlarmRecord, workload: &Workload) -> bool {
        let Some(until) = alarm.judged_until.map(Timestamp::from) else { return true };
        let Some(youngest) = self.youngest_copy(workload) else { return true };
        let windows = window_values(&alarm.spec, &self.metrics, until);
        let newest = windows.into_iter().rev().find(|(_, value)| value.is_some());
        newest.is_some_and(|(from, _)| youngest <= from)
    }

    /// The points of an alarm, newest first, that were measured with the copies that serve now; `None` when all of its
    /// points are to be taken, because nobody knows when they were measured or no copy serves. What these copies work off
    /// of the time before them does not count either (`hosting/debt.rs`).
    pub(super) fn points_now(
        &self,
        alarm: &AlarmRecord,
        workload: &Workload,
    ) -> Option<Vec<Option<f64>>> {
        let AlarmRecord { spec, judged_until, .. } = alarm;
        let until = (*judged_until)?.into();
        let from = self.youngest_copy(workload)?.max(self.even_since(workload).unwrap_or_default());
        let points = window_values(spec, &self.metrics, until)
            .into_iter()
            .rev()
            .take_while(|(window, _)| from <= *window)
            .map(|(_, value)| value)
            .filter(Option::is_some)
            .take(usize::try_from(spec.evaluation_periods).unwrap_or(usize::MAX));
        Some(points.collect())
    }

    /// Since when the copies of a workload have worked off what had waited for the first of them, or will have.
    pub(super) fn even_since(&self, workload: &Workload) -> Option<Timestamp> {
        self.replicas.get(workload)?.debt.and_then(|debt| debt.until())
    }

    /// When the youngest copy of a workload began to serve.
    pub(super) fn youngest_copy(&self, workload: &Workload) -> Option<Timestamp> {
        let copies = self.replicas.get(workload)?.copies.values();
        copies.filter(|copy| copy.state == CopyState::Healthy).map(|copy| copy.since).max()
    }

    /// Time of the newest datum that the last evaluation of an alarm has judged.
    pub(super) fn newest_judged(&self, alarm: &AlarmRecord, now: Timestamp) -> Option<Timestamp> {
        // A state set by hand brings its data along: they are as new as the setting.
        let Some(until) = alarm.judged_until.map(Timestamp::from) else {
            return Some(alarm.state.updated);
        };
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
