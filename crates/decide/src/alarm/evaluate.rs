//! One look at one alarm.

use ebb_units::Timestamp;

use super::judge::{Observed, Sample, Verdict, judge, used};
use super::reason::reason;
use super::reason_data::reason_data;
use super::spec::AlarmSpec;
use super::state::StateValue;
use super::window::{evaluation_range, window_end};
use crate::metric::second::{at_second, second_of};
use crate::metric::{Aggregate, Metrics};

/// Data of less than a minute are kept this long.
const FINE_DATA_SECS: i64 = 3 * 3600;

/// What an evaluation found.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    /// The state after it.
    pub state: StateValue,
    /// Why, as a sentence. Empty when the state stays as it was: the sentence that is there stays too, and most
    /// evaluations need not make one.
    pub reason: String,
    /// Why, as JSON text; absent when the state stays as it was.
    pub reason_data: Option<String>,
    /// The datapoints judged, oldest first and at most N; a gap between two of them is `None`.
    pub recent: Vec<Option<f64>>,
}

/// Evaluates an alarm from the present contents of its metric.
pub fn evaluate(
    spec: &AlarmSpec,
    metrics: &Metrics,
    query: Timestamp,
    previous: StateValue,
) -> Evaluation {
    let end = window_end(spec, second_of(query));
    let (windows, verdict) = look(spec, metrics, end, query);
    tell(spec, &windows, &verdict, query, previous)
}

/// Judges the windows of which the newest ends at second `end`.
pub(super) fn look(
    spec: &AlarmSpec,
    metrics: &Metrics,
    end: i64,
    query: Timestamp,
) -> (Vec<Observed>, Verdict) {
    let windows = observe(spec, metrics, end, second_of(query));
    let verdict = judge(spec, &windows);
    (windows, verdict)
}

/// Puts a verdict into an evaluation.
pub(super) fn tell(
    spec: &AlarmSpec,
    windows: &[Observed],
    verdict: &Verdict,
    query: Timestamp,
    previous: StateValue,
) -> Evaluation {
    let state = verdict.state_after(previous);
    let recent = recent(spec, windows);
    if state == previous {
        return Evaluation { state, reason: String::new(), reason_data: None, recent };
    }
    Evaluation {
        state,
        reason: reason(spec, windows, verdict).unwrap_or_default(),
        reason_data: Some(reason_data(spec, windows, verdict, query)),
        recent,
    }
}

/// The datapoints judged, oldest first. Windows that older datapoints stand in for are no gaps: N datapoints have none.
pub(super) fn recent(spec: &AlarmSpec, windows: &[Observed]) -> Vec<Option<f64>> {
    let judged = u32::try_from(used(spec, windows).count()).unwrap_or(u32::MAX);
    let mut gaps = spec.evaluation_periods.saturating_sub(judged);
    let mut found = Vec::new();
    let mut next_age = None;
    for (age, sample) in used(spec, windows) {
        let between = age - next_age.unwrap_or(age);
        let shown = between.min(gaps);
        gaps -= shown;
        found.extend((0..shown).map(|_| None));
        found.push(Some(sample.value));
        next_age = Some(age + 1);
    }
    found.reverse();
    found
}

fn observe(spec: &AlarmSpec, metrics: &Metrics, end: i64, now: i64) -> Vec<Observed> {
    let (period, range) = (i64::from(spec.period_secs.max(1)), evaluation_range(spec));
    let first = end - i64::from(range) * period;
    let starts = (0..i64::from(range)).map(|window| first + window * period);
    let Some(stream) = metrics.stream_in(&spec.metric, spec.unit, first, end) else {
        return starts.map(|from| Observed { start: at_second(from), sample: None }).collect();
    };
    let oldest = if period < 60 { now - FINE_DATA_SECS } else { i64::MIN };
    let found = stream.windows(first, period, range, spec.statistic);
    let sample = |from: i64, samples: &Aggregate| {
        let value = samples.value(spec.statistic).filter(|_| from >= oldest)?;
        Some(Sample { value, count: samples.sample_count() })
    };
    starts
        .zip(&found)
        .map(|(from, samples)| Observed { start: at_second(from), sample: sample(from, samples) })
        .collect()
}
