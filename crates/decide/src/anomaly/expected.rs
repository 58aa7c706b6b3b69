//! The model: mean and deviation by the hour of the day.

use std::collections::BTreeSet;

use ebb_units::{Timestamp, Unit};

use super::detector::{AnomalyDetector, Training, metric_key};
use super::subject::{Subject, math_key};
use crate::math::{MetricStat, Plan};
use crate::metric::second::{at_second, floor, second_of};
use crate::metric::{Metrics, Span};
use crate::schedule::Zone;

/// How far back points are learned from. Points of a minute are kept a day longer than that.
pub const HISTORY_SECS: i64 = 14 * 86_400;
/// A model learns at full hours, so that the band keeps still in between.
const LEARNS_EVERY_SECS: i64 = 3600;
/// Points of fewer hours than this are no basis for a band.
const FEWEST_HOURS: usize = 3;
/// An hour of the day with fewer points than this is taken for an average one.
const FEWEST_POINTS: usize = 3;
/// What is further than this from the mean, in deviations, is a spike.
const SPIKE: f64 = 3.0;
/// The period in which a detector by itself looks at its metric.
const PERIOD_SECS: u32 = 300;

/// The values that are expected of a statistic.
///
/// Rule ebb.anomaly.model: ours in place of AWS's, which is not public. The points of the two weeks before the last full
/// hour, but for excluded times, grouped by the hour of the day. Unless the metric is said to have spikes, points more
/// than three deviations off are left out of their group first. What is expected of an hour is the mean of its group,
/// give or take so many standard deviations; an hour with hardly any points takes those of the whole day.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    hours: [Option<Spread>; 24],
    day: Spread,
    zone: Zone,
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Spread {
    mean: f64,
    deviation: f64,
}

/// A point that is learned from.
type Past = (Timestamp, f64);

impl Expected {
    /// What the points let expect; `None` while there are too few.
    fn learn(mut history: Vec<Past>, detector: Option<&AnomalyDetector>) -> Option<Self> {
        history.retain(|(at, _)| detector.is_none_or(|detector| !detector.excludes(*at)));
        if !is_enough(&history) {
            return None;
        }
        let spikes = detector.is_some_and(|detector| detector.periodic_spikes == Some(true));
        let zone = detector.and_then(|detector| detector.zone.clone()).unwrap_or_else(Zone::utc);
        let mut by_hour: [Vec<f64>; 24] = Default::default();
        for (at, value) in &history {
            if let Some(hour) = by_hour.get_mut(zone.hour(*at)) {
                hour.push(*value);
            }
        }
        let hours = by_hour.map(|values| {
            if values.len() < FEWEST_POINTS { None } else { Spread::of(&values, spikes) }
        });
        let all: Vec<f64> = history.iter().map(|(_, value)| *value).collect();
        Some(Self { hours, day: Spread::of(&all, spikes)?, zone })
    }

    /// The lower and the upper end of the band at an instant; `None` when it lies outside all numbers.
    pub fn band(&self, at: Timestamp, deviations: f64) -> Option<(f64, f64)> {
        let Spread { mean, deviation } =
            self.hours.get(self.zone.hour(at)).copied().flatten().unwrap_or(self.day);
        let (lower, upper) = (mean - deviations * deviation, mean + deviations * deviation);
        (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
    }
}

impl Metrics {
    /// What is expected of a statistic, as far as can be told at `now`; `None` while there are too few points.
    pub fn expected(&self, stat: &MetricStat, now: Timestamp) -> Option<Expected> {
        let detector = self.detectors().get(&metric_key(&stat.metric, stat.statistic));
        Expected::learn(self.history(stat, now), detector)
    }

    /// The same of a query of a plan, from its points of [`past`].
    pub(crate) fn expected_of(
        &self,
        plan: &Plan,
        query: usize,
        history: Vec<Past>,
    ) -> Option<Expected> {
        let detector = self.detectors().get(&math_key(plan, query));
        Expected::learn(history, detector)
    }

    /// How far a detector is.
    ///
    /// Rule cw.anomaly.state: a detector waits for its training, which here is at the next full minute; after it there
    /// are enough data, or there are not.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AnomalyDetector.html>
    pub fn training(&self, detector: &AnomalyDetector, now: Timestamp) -> Training {
        if floor(second_of(now), 60) <= second_of(detector.put) {
            return Training::Pending;
        }
        let history = match &detector.subject {
            Subject::Metric(of) => {
                let stat = MetricStat {
                    metric: of.metric.clone(),
                    statistic: of.statistic,
                    stat: of.stat.clone(),
                    period_secs: PERIOD_SECS,
                    unit: None::<Unit>,
                };
                self.history(&stat, now)
            }
            Subject::Math(of) => {
                let (plan, query) = of.plan();
                plan.history(self, query, now).unwrap_or_default()
            }
        };
        match Expected::learn(history, Some(detector)) {
            Some(_) => Training::Trained,
            None => Training::InsufficientData,
        }
    }

    fn history(&self, stat: &MetricStat, now: Timestamp) -> Vec<Past> {
        let (start, end) = past(now);
        let span = Span { start, end, period_secs: stat.period_secs, now };
        let points = self.points_of_one_unit(&stat.metric, stat.unit, stat.statistic, &span).points;
        points.into_iter().map(|point| (point.at, point.value)).collect()
    }
}

/// From when to when points are learned from at `now`.
pub(crate) fn past(now: Timestamp) -> (Timestamp, Timestamp) {
    let end = floor(second_of(now), LEARNS_EVERY_SECS);
    (at_second(end.saturating_sub(HISTORY_SECS)), at_second(end))
}

impl Spread {
    fn of(values: &[f64], spikes: bool) -> Option<Self> {
        let all = Self::plain(values)?;
        if spikes {
            return Some(all);
        }
        let near = |value: &f64| (value - all.mean).abs() <= SPIKE * all.deviation;
        let usual: Vec<f64> = values.iter().copied().filter(near).collect();
        Self::plain(&usual).or(Some(all))
    }

    #[expect(clippy::cast_precision_loss, reason = "two weeks have far fewer than 2^53 points")]
    fn plain(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let number = values.len() as f64;
        // Of the largest numbers the sums may be none; then there is no band.
        let mean = values.iter().sum::<f64>() / number;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Some(Self { mean, deviation: (squares / number).sqrt() })
    }
}

fn is_enough(history: &[Past]) -> bool {
    let hours: BTreeSet<i64> = history.iter().map(|(at, _)| floor(second_of(*at), 3600)).collect();
    hours.len() >= FEWEST_HOURS
}
