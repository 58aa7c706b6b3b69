//! Reading series: points over a span of time, and the choice of one unit.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Statistic, Timestamp, Unit};

use super::aggregate::Aggregate;
use super::bucket::{GRAINS, readable};
use super::second::{at_second, floor, second_of};
use super::series::{Metrics, Series};
use super::stream::Stream;
use super::units::rank;

/// What part of a series is read, and in which steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// First instant, included; rounded down before use, see [`Span::rounded_start`].
    pub start: Timestamp,
    /// Last instant, excluded.
    pub end: Timestamp,
    /// Length of a period in seconds; zero counts as one.
    pub period_secs: u32,
    /// The time of asking: what can be read depends on its age.
    pub now: Timestamp,
}

/// The samples of one period in one unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    /// Start of the period.
    pub at: Timestamp,
    /// Their unit.
    pub unit: Unit,
    /// The samples; never empty.
    pub samples: Aggregate,
}

/// One datapoint.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// Start of the period.
    pub at: Timestamp,
    /// The statistic.
    pub value: f64,
    /// Number of samples in the period.
    pub sample_count: f64,
    /// Unit of the value.
    pub unit: Unit,
}

/// Points of one unit, and which units there were to choose from.
#[derive(Clone, PartialEq, Debug)]
pub struct Picked {
    /// Ascending by time.
    pub points: Vec<Point>,
    /// Units with points in the span, by name. More than one means that some are not shown.
    pub units: Vec<Unit>,
}

impl Span {
    /// The start as it is used.
    ///
    /// Rule cw.metric.start-rounding: down to the period when that is below a minute, else down to the minute, to five
    /// minutes from 15 days back, to the hour from 63 days back.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html>
    pub fn rounded_start(&self) -> Timestamp {
        at_second(self.first_second())
    }

    fn first_second(&self) -> i64 {
        let start = second_of(self.start);
        let period = self.period();
        if period < 60 {
            return floor(start, period);
        }
        let age = second_of(self.now).saturating_sub(start);
        let step = match age {
            _ if age < GRAINS[1].keep_secs => 60,
            _ if age <= GRAINS[2].keep_secs => 300,
            _ => 3600,
        };
        floor(start, step)
    }

    fn period(&self) -> i64 {
        i64::from(self.period_secs.max(1))
    }

    /// Periods of the stream that have samples, by start.
    fn read(&self, stream: &Stream) -> BTreeMap<i64, Aggregate> {
        let (first, period, now) = (self.first_second(), self.period(), second_of(self.now));
        let mut slots: BTreeMap<i64, Aggregate> = BTreeMap::new();
        // A bucket is in when it starts in the span; the last period may be cut short by the end.
        let end = second_of(self.end) + i64::from(self.end.subsec_nanosecond() > 0);
        for bucket in stream.buckets(first, end) {
            let at = first + floor(bucket.start() - first, period);
            if readable(now.saturating_sub(at), period) {
                bucket.show(|samples| slots.entry(at).or_default().absorb(samples));
            }
        }
        slots
    }
}

impl Metrics {
    /// Samples by period, ascending by time and then by unit; of `unit`, or of every unit there is.
    pub fn slots(&self, metric: &MetricId, unit: Option<Unit>, span: &Span) -> Vec<Slot> {
        let mut slots: Vec<Slot> = self
            .find(metric)
            .into_iter()
            .flat_map(Series::streams)
            .filter(|(of, _)| unit.is_none_or(|wanted| *of == wanted))
            .flat_map(|(unit, stream)| {
                span.read(stream).into_iter().map(move |(at, samples)| Slot {
                    at: at_second(at),
                    unit,
                    samples,
                })
            })
            .collect();
        slots.sort_by_key(|slot| (slot.at, slot.unit));
        slots
    }

    /// Points ascending by time, of `unit` or one for each unit, as GetMetricStatistics wants them.
    pub fn points(
        &self,
        metric: &MetricId,
        unit: Option<Unit>,
        statistic: Statistic,
        span: &Span,
    ) -> Vec<Point> {
        let point = |slot: Slot| {
            let value = slot.samples.value(statistic)?;
            Some(Point {
                at: slot.at,
                value,
                sample_count: slot.samples.sample_count(),
                unit: slot.unit,
            })
        };
        self.slots(metric, unit, span).into_iter().filter_map(point).collect()
    }

    /// Points of `unit`, or of the one unit that GetMetricData shows when none is asked for.
    pub fn points_of_one_unit(
        &self,
        metric: &MetricId,
        unit: Option<Unit>,
        statistic: Statistic,
        span: &Span,
    ) -> Picked {
        let mut points = self.points(metric, unit, statistic, span);
        let mut units: Vec<Unit> = points.iter().map(|point| point.unit).collect();
        units.sort_by_key(|unit| unit.as_str());
        units.dedup();
        if let Some(shown) = units.iter().copied().min_by_key(|unit| rank(*unit)) {
            points.retain(|point| point.unit == shown);
        }
        Picked { points, units }
    }

    /// All samples from `from` until before `to`; of `unit`, or of the one unit that would be shown.
    pub fn window(
        &self,
        metric: &MetricId,
        unit: Option<Unit>,
        from: Timestamp,
        to: Timestamp,
    ) -> Aggregate {
        let (from, to) = (second_of(from), second_of(to));
        self.find(metric)
            .and_then(|series| series.stream_in(unit, from, to))
            .map_or_else(Aggregate::default, |stream| stream.window(from, to))
    }
}

impl Series {
    /// The stream that an alarm or a window reads.
    pub(crate) fn stream_in(&self, unit: Option<Unit>, from: i64, to: i64) -> Option<&Stream> {
        let mut streams =
            self.streams().filter(|(of, _)| unit.is_none_or(|wanted| *of == wanted)).peekable();
        let (_, only) = streams.next()?;
        if streams.peek().is_none() {
            return Some(only);
        }
        self.streams()
            .filter(|(_, stream)| stream.any(from, to))
            .min_by_key(|(unit, _)| rank(*unit))
            .map(|(_, stream)| stream)
    }
}

impl Picked {
    /// The text of the `MultipleUnits` message, when units were left out.
    pub fn message(&self) -> Option<String> {
        if self.units.len() < 2 {
            return None;
        }
        let names: Vec<&str> = self.units.iter().map(|unit| unit.as_str()).collect();
        Some(format!("Multiple units returned: '[{}]'", names.join(", ")))
    }
}
