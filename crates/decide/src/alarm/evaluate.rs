//! One look at one alarm.

use ebb_units::Timestamp;

use super::judge::{Observed, Sample, Verdict, judge, used};
use super::points::Points;
use super::spec::AlarmSpec;
use super::state::StateValue;
use super::watch::{MetricWatch, Watch};
use super::why::Because;
use super::window::{evaluation_range, window_end};
use crate::metric::second::{at_second, second_of};
use crate::metric::{Aggregate, Metrics, Series};

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

/// The same as the realm takes it over: no text is made before somebody asks for it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Finding {
    /// The state after it.
    pub(crate) state: StateValue,
    /// Why; absent when the state stays as it was.
    pub(crate) because: Option<Because>,
    /// The datapoints judged.
    pub(crate) recent: Points,
}

/// What an evaluation works in. Kept from one to the next: there are thousands in a second, and none needs more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    windows: Vec<Observed>,
    samples: Vec<Aggregate>,
}

/// Evaluates an alarm from the present contents of its metric.
pub fn evaluate(
    spec: &AlarmSpec,
    metrics: &Metrics,
    query: Timestamp,
    previous: StateValue,
) -> Evaluation {
    evaluate_now(spec, metrics, query, previous).told(spec)
}

/// The same, without texts.
pub(crate) fn evaluate_now(
    spec: &AlarmSpec,
    metrics: &Metrics,
    query: Timestamp,
    previous: StateValue,
) -> Finding {
    match &spec.watch {
        Watch::Metric(watch) => {
            let (series, workspace) = (metrics.find(&watch.metric), &mut Workspace::default());
            evaluate_series(spec, series, query, previous, workspace)
        }
        Watch::Math(watch) => {
            let end = window_end(spec, second_of(query));
            let first = end - i64::from(evaluation_range(spec)) * i64::from(spec.period_secs);
            let windows = watch.observe(metrics, (at_second(first), at_second(end)), query);
            let verdict = judge(spec, &windows);
            tell(spec, &windows, &verdict, query, previous)
        }
    }
}

/// The same for an alarm on one metric, the series of which was found before.
pub(crate) fn evaluate_series(
    spec: &AlarmSpec,
    series: Option<&Series>,
    query: Timestamp,
    previous: StateValue,
    workspace: &mut Workspace,
) -> Finding {
    let end = window_end(spec, second_of(query));
    let (windows, verdict) = look(spec, series, end, query, workspace);
    tell(spec, windows, &verdict, query, previous)
}

/// Judges the windows of which the newest ends at second `end`.
pub(super) fn look<'w>(
    spec: &AlarmSpec,
    series: Option<&Series>,
    end: i64,
    query: Timestamp,
    workspace: &'w mut Workspace,
) -> (&'w [Observed], Verdict) {
    observe(spec, series, end, second_of(query), workspace);
    let verdict = judge(spec, &workspace.windows);
    (&workspace.windows, verdict)
}

/// Puts a verdict into a finding.
pub(super) fn tell(
    spec: &AlarmSpec,
    windows: &[Observed],
    verdict: &Verdict,
    query: Timestamp,
    previous: StateValue,
) -> Finding {
    let state = verdict.state_after(previous);
    let because = (state != previous).then(|| Because::new(spec, windows, query));
    Finding { state, because, recent: recent(spec, windows, |sample| Some(sample.value)) }
}

impl Finding {
    /// With its texts.
    pub(super) fn told(self, spec: &AlarmSpec) -> Evaluation {
        let Self { state, because, recent } = self;
        let texts = because.map(|because| because.texts(spec));
        let (reason, reason_data) =
            texts.map_or_else(Default::default, |(reason, data)| (reason, Some(data)));
        Evaluation { state, reason, reason_data, recent: recent.to_vec() }
    }
}

/// Something of the datapoints judged, oldest first. Windows that older datapoints stand in for are no gaps: N datapoints
/// have none.
pub(super) fn recent(
    spec: &AlarmSpec,
    windows: &[Observed],
    what: fn(&Sample) -> Option<f64>,
) -> Points {
    let judged = used(spec, windows).count();
    if judged == 1 {
        // Nearly all alarms.
        return used(spec, windows).map(|(_, sample)| what(sample)).collect();
    }
    let mut gaps =
        spec.evaluation_periods.saturating_sub(u32::try_from(judged).unwrap_or(u32::MAX));
    let mut found = Vec::with_capacity(judged);
    let mut next_age = None;
    for (age, sample) in used(spec, windows) {
        let between = age - next_age.unwrap_or(age);
        let shown = between.min(gaps);
        gaps -= shown;
        found.extend((0..shown).map(|_| None));
        found.push(what(sample));
        next_age = Some(age + 1);
    }
    found.reverse();
    found.into()
}

fn observe(
    spec: &AlarmSpec,
    series: Option<&Series>,
    end: i64,
    now: i64,
    workspace: &mut Workspace,
) {
    let Workspace { windows, samples } = workspace;
    let (period, range) = (i64::from(spec.period_secs.max(1)), evaluation_range(spec));
    let first = end - i64::from(range) * period;
    samples.clear();
    samples.resize(range as usize, Aggregate::default());
    windows.clear();
    let Watch::Metric(MetricWatch { unit, statistic, .. }) = &spec.watch else { return };
    if let Some(stream) = series.and_then(|series| series.stream_in(*unit, first, end)) {
        stream.windows(first, period, *statistic, samples);
    }
    let oldest = if period < 60 { now - FINE_DATA_SECS } else { i64::MIN };
    let sample = |from: i64, samples: &Aggregate| {
        let value = samples.value(*statistic).filter(|_| from >= oldest)?;
        Some(Sample { value, count: samples.sample_count(), band: None })
    };
    let starts = (0..i64::from(range)).map(|window| first + window * period);
    let observed = starts
        .zip(&*samples)
        .map(|(from, samples)| Observed { start: at_second(from), sample: sample(from, samples) });
    windows.extend(observed);
}
