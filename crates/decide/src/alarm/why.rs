//! Why an alarm is in its state: the numbers that it was judged by, and the two texts that they make.
//!
//! Most states come from an evaluation, and hardly any is ever read. So what is kept of one is what it was judged by, which
//! takes a tenth of the room, and the texts are made when somebody asks.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use ebb_units::Timestamp;

use super::judge::{Observed, Sample, judge};
use super::reason::reason;
use super::reason_data::reason_data;
use super::spec::AlarmSpec;
use super::window::evaluation_range;
use crate::metric::second::{at_second, second_of};

const UNCHECKED: &str = "Unchecked: Initial alarm creation";

/// Why an alarm is in its state. Two are equal when they say the same.
#[derive(Clone, Default)]
pub struct Why(Option<Box<Kept>>);

#[derive(Clone)]
enum Kept {
    Texts(Texts),
    Judged(Arc<AlarmSpec>, Judged),
}

#[derive(Clone)]
struct Texts {
    reason: String,
    data: Option<String>,
}

/// What an evaluation judged. Invariant: the windows are those of the alarm's range, one period each, and every datapoint
/// is finite and was compared with a threshold.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Judged {
    query: Timestamp,
    /// Where the newest window ends.
    end: i64,
    samples: Samples,
}

/// Value and count of the windows, newest first and as far back as there are datapoints; a missing one has no number.
#[derive(Clone, PartialEq, Debug)]
enum Samples {
    One([f64; 2]),
    Several(Box<[[f64; 2]]>),
}

const MISSING: [f64; 2] = [f64::NAN; 2];

impl Why {
    /// Said by whoever set the state.
    pub fn told(reason: String, data: Option<String>) -> Self {
        if reason == UNCHECKED && data.is_none() {
            return Self::default();
        }
        Self(Some(Box::new(Kept::Texts(Texts { reason, data }))))
    }

    /// Judged by an evaluation of this alarm.
    pub(crate) fn judged(spec: &Arc<AlarmSpec>, because: Because) -> Self {
        match because {
            Because::Texts(reason, data) => Self::told(reason, Some(data)),
            Because::Judged(judged) => Self(Some(Box::new(Kept::Judged(Arc::clone(spec), judged)))),
        }
    }

    /// The sentence and the JSON text.
    pub fn texts(&self) -> (Cow<'_, str>, Option<Cow<'_, str>>) {
        match self.0.as_deref() {
            None => (UNCHECKED.into(), None),
            Some(Kept::Texts(texts)) => {
                (texts.reason.as_str().into(), texts.data.as_deref().map(Cow::from))
            }
            Some(Kept::Judged(spec, judged)) => {
                let (reason, data) = judged.texts(spec);
                (reason.into(), Some(data.into()))
            }
        }
    }
}

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts().fmt(f)
    }
}

impl PartialEq for Why {
    fn eq(&self, other: &Self) -> bool {
        self.texts() == other.texts()
    }
}

/// What an evaluation gives as the cause of a new state.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Because {
    Judged(Judged),
    /// Of windows that [`Judged`] cannot hold.
    Texts(String, String),
}

impl Because {
    pub(super) fn new(spec: &AlarmSpec, windows: &[Observed], query: Timestamp) -> Self {
        match Judged::new(spec, windows, query) {
            Some(judged) => Self::Judged(judged),
            None => {
                let (reason, data) = texts(spec, windows, query);
                Self::Texts(reason, data)
            }
        }
    }

    pub(super) fn texts(self, spec: &AlarmSpec) -> (String, String) {
        match self {
            Self::Judged(judged) => judged.texts(spec),
            Self::Texts(reason, data) => (reason, data),
        }
    }
}

impl Judged {
    fn new(spec: &AlarmSpec, windows: &[Observed], query: Timestamp) -> Option<Self> {
        let period = i64::from(spec.period_secs.max(1));
        let end = second_of(windows.last()?.start).checked_add(period)?;
        let compact = |sample: &Sample| {
            let numbers = [sample.value, sample.count];
            let plain = sample.band.is_none() && numbers.iter().all(|number| number.is_finite());
            plain.then_some(numbers)
        };
        let one = |window: &Observed| window.sample.as_ref().map_or(Some(MISSING), compact);
        let missing = windows.iter().take_while(|window| window.sample.is_none()).count();
        let samples = match &windows[missing..] {
            [only] => Samples::One(one(only)?),
            several => Samples::Several(several.iter().rev().map(one).collect::<Option<_>>()?),
        };
        let judged = Self { query, end, samples };
        let starts = windows.iter().map(|window| window.start);
        starts.eq(judged.starts(spec)).then_some(judged)
    }

    /// The starts of the windows, oldest first.
    fn starts(&self, spec: &AlarmSpec) -> impl Iterator<Item = Timestamp> + use<> {
        let (end, period) = (self.end, i64::from(spec.period_secs.max(1)));
        (1..=i64::from(evaluation_range(spec))).rev().map(move |age| at_second(end - age * period))
    }

    fn windows(&self, spec: &AlarmSpec) -> Vec<Observed> {
        let samples = match &self.samples {
            Samples::One(only) => std::slice::from_ref(only),
            Samples::Several(several) => several,
        };
        let mut windows: Vec<Observed> =
            self.starts(spec).map(|start| Observed { start, sample: None }).collect();
        for (window, [value, count]) in windows.iter_mut().rev().zip(samples) {
            let sample = Sample { value: *value, count: *count, band: None };
            window.sample = value.is_finite().then_some(sample);
        }
        windows
    }

    fn texts(&self, spec: &AlarmSpec) -> (String, String) {
        texts(spec, &self.windows(spec), self.query)
    }
}

fn texts(spec: &AlarmSpec, windows: &[Observed], query: Timestamp) -> (String, String) {
    let verdict = judge(spec, windows);
    let reason = reason(spec, windows, &verdict).unwrap_or_default();
    (reason, reason_data(spec, windows, &verdict, query))
}
