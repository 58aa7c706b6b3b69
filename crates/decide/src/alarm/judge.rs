//! The judgement itself: windows in, state out.

use ebb_units::{Statistic, Timestamp};

use super::spec::{AlarmSpec, LowSamples, TreatMissing};
use super::state::StateValue;

/// One window and what was found in it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Observed {
    /// Start of the window.
    pub start: Timestamp,
    /// Its datapoint; `None` when it is missing.
    pub sample: Option<Sample>,
}

/// The datapoint of a window.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sample {
    /// The statistic.
    pub value: f64,
    /// Number of samples behind it.
    pub count: f64,
    /// The band that was expected there, when the alarm compares with one.
    pub band: Option<Band>,
}

/// What a metric is expected to be at a time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Band {
    /// Its lower end, which belongs to it.
    pub lower: f64,
    /// Its upper end, which belongs to it.
    pub upper: f64,
}

/// What missing datapoints were taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fill {
    /// As beyond the threshold.
    Breaching,
    /// As within it.
    NonBreaching,
}

/// What the windows say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The state; `None` keeps the one there is.
    pub state: Option<StateValue>,
    /// Breaching datapoints among those used.
    pub breaching: u32,
    /// Good datapoints among those used.
    pub good: u32,
    /// How many of N datapoints are missing.
    pub missing: u32,
    /// What those were taken for, when that was asked for and there were any.
    pub fill: Option<Fill>,
}

impl Verdict {
    /// The state after it, when it was `previous` before.
    pub fn state_after(&self, previous: StateValue) -> StateValue {
        self.state.unwrap_or(previous)
    }
}

/// Judges the windows of the evaluation range, oldest first.
///
/// Rule cw.alarm.evaluate: the N newest datapoints that exist are used; only when the whole range holds fewer are missing
/// ones filled in.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>
pub fn judge(spec: &AlarmSpec, windows: &[Observed]) -> Verdict {
    let (mut breaching, mut good, mut oldest_breach_age, mut thin) = (0_u32, 0_u32, 0_u32, false);
    let enough = low_sample_bound(spec);
    for (age, sample) in used(spec, windows) {
        thin |= sample.count < enough;
        if breaches(spec, sample) {
            breaching += 1;
            oldest_breach_age = age;
        } else {
            good += 1;
        }
    }
    let missing = spec.evaluation_periods.saturating_sub(breaching + good);
    let (state, fill) = if thin {
        (None, None)
    } else if missing == 0 {
        (Some(alarm_if(breaching >= spec.needed())), None)
    } else {
        decide_with_gaps(spec, breaching, good, missing, oldest_breach_age)
    };
    Verdict { state, breaching, good, missing, fill }
}

/// The datapoints that are judged, newest first, each with its age in windows: the newest window is 1.
pub(super) fn used<'a>(
    spec: &AlarmSpec,
    windows: &'a [Observed],
) -> impl Iterator<Item = (u32, &'a Sample)> + use<'a> {
    let limit = usize::try_from(spec.evaluation_periods).unwrap_or(usize::MAX);
    (1..)
        .zip(windows.iter().rev())
        .filter_map(|(age, window)| Some((age, window.sample.as_ref()?)))
        .take(limit)
}

/// Whether a datapoint is beyond the threshold, or outside its band.
///
/// Rule cw.alarm.band: an anomaly alarm compares each datapoint with the band of its own period, strictly: what lies on an
/// end of the band is inside.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Anomaly_Detection_Alarm.html>
pub(super) fn breaches(spec: &AlarmSpec, sample: &Sample) -> bool {
    let threshold = spec.threshold.map(|threshold| Band { lower: threshold, upper: threshold });
    threshold.or(sample.band).is_some_and(|Band { lower, upper }| {
        spec.comparison.breaches_band(sample.value, lower, upper)
    })
}

fn decide_with_gaps(
    spec: &AlarmSpec,
    breaching: u32,
    good: u32,
    missing: u32,
    oldest_breach_age: u32,
) -> (Option<StateValue>, Option<Fill>) {
    let needed = spec.needed();
    let enough = breaching >= needed;
    match spec.missing() {
        TreatMissing::Breaching => {
            (Some(alarm_if(breaching + missing >= needed)), Some(Fill::Breaching))
        }
        TreatMissing::NotBreaching => (Some(alarm_if(enough)), Some(Fill::NonBreaching)),
        TreatMissing::Missing | TreatMissing::Ignore if enough => (Some(StateValue::Alarm), None),
        TreatMissing::Missing | TreatMissing::Ignore if good > 0 => (Some(StateValue::Ok), None),
        TreatMissing::Ignore => (None, None),
        // Rule cw.alarm.premature: too few breaching datapoints and nothing else are an alarm only when the oldest is M
        // windows old. A younger one waits: `- - - X` may become `- - X 0`.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
        TreatMissing::Missing if breaching > 0 && oldest_breach_age >= needed => {
            (Some(StateValue::Alarm), None)
        }
        TreatMissing::Missing => (Some(StateValue::InsufficientData), None),
    }
}

fn alarm_if(alarm: bool) -> StateValue {
    if alarm { StateValue::Alarm } else { StateValue::Ok }
}

/// The number of samples below which a datapoint is too thin to judge; zero when none is.
///
/// Rule cw.alarm.low-samples: 10 / (1 - p) for percentiles from the median up, 10 / p below it. The two ends, where this
/// is no number, need no minimum: `p0` and `p100` are the extremes, which any sample gives.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html>
fn low_sample_bound(spec: &AlarmSpec) -> f64 {
    let Some(Statistic::Percentile(percent)) = spec.watch.metric().map(|watch| watch.statistic)
    else {
        return 0.0;
    };
    if spec.evaluate_low_sample_count_percentile != Some(LowSamples::Ignore) {
        return 0.0;
    }
    let tail = if percent >= 50.0 { 100.0 - percent } else { percent };
    if tail > 0.0 { 1000.0 / tail } else { 0.0 }
}
