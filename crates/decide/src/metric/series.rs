//! All series of one scope.

use std::collections::BTreeMap;

use ebb_units::{MetricId, Timestamp, Unit};

use super::aggregate::Aggregate;
use super::datum::Datum;
use super::second::{at_second, second_of};
use super::stored::{BucketRow, RestoreError};
use super::stream::Stream;

/// All series of one scope, in the order of their metrics.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    series: BTreeMap<MetricId, Series>,
    /// Metrics with buckets that were not yet given to the store, each once.
    dirty: Vec<MetricId>,
}

/// One metric.
#[derive(Clone, Debug)]
struct Series {
    /// One stream for each unit; hardly ever more than one.
    streams: Vec<(Unit, Stream)>,
    /// Time of the newest datum, in seconds.
    last: i64,
    /// Listed in `Metrics::dirty`.
    dirty: bool,
}

/// Buckets that are no longer kept: all of this metric, unit and resolution that start before an instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DroppedBuckets {
    /// Which metric.
    pub metric: MetricId,
    /// Which of its units.
    pub unit: Unit,
    /// Length of the dropped buckets in seconds.
    pub resolution_secs: u32,
    /// Buckets that start before this second since 1970 are gone.
    pub before_secs: i64,
}

impl Metrics {
    /// Adds a datum to its series. Data for the same second add up; nothing is ever replaced. A datum in which
    /// nothing is usable (see [`Aggregate::record`]) leaves no trace.
    pub fn record(&mut self, datum: &Datum) {
        let mut samples = Aggregate::default();
        samples.record(&datum.samples);
        if samples.is_empty() {
            return;
        }
        let second = second_of(datum.at);
        let series = self.changing(&datum.metric);
        series.last = series.last.max(second);
        series.stream(datum.unit).record(second, datum.resolution, &samples);
    }

    /// Puts a bucket back as [`Metrics::take_dirty`] gave it out, in place of what is there.
    ///
    /// # Errors
    /// [`RestoreError`] when it cannot have come from there; nothing changes then.
    pub fn restore(&mut self, bucket: BucketRow) -> Result<(), RestoreError> {
        let (row, samples) = bucket.read()?;
        let series = self.series.entry(bucket.metric).or_default();
        series.last = series.last.max(bucket.start_secs);
        series.stream(bucket.unit).restore(row, bucket.start_secs, samples);
        Ok(())
    }

    /// Rolls older buckets up into coarser ones and drops the oldest. The coarser buckets are among the next
    /// [`Metrics::take_dirty`]; what is returned is for the store to delete in the same transaction.
    pub fn compact(&mut self, now: Timestamp) -> Vec<DroppedBuckets> {
        let now = second_of(now);
        let mut all = Vec::new();
        for (metric, series) in &mut self.series {
            let before = all.len();
            for (unit, stream) in &mut series.streams {
                stream.compact(now, |grain, cutoff| {
                    all.push(DroppedBuckets {
                        metric: metric.clone(),
                        unit: *unit,
                        resolution_secs: u32::try_from(grain).expect("grains are at most an hour"),
                        before_secs: cutoff,
                    });
                });
            }
            if all.len() > before && !std::mem::replace(&mut series.dirty, true) {
                self.dirty.push(metric.clone());
            }
            series.streams.retain(|(_, stream)| !stream.is_empty());
        }
        self.series.retain(|_, series| !series.streams.is_empty());
        all
    }

    /// The buckets that changed since the last call, as the store keeps them.
    pub fn take_dirty(&mut self) -> Vec<BucketRow> {
        let mut all = Vec::new();
        for metric in std::mem::take(&mut self.dirty) {
            let Some(series) = self.series.get_mut(&metric) else { continue };
            series.dirty = false;
            for (unit, stream) in &mut series.streams {
                for (grain, bucket) in stream.take_dirty() {
                    all.push(BucketRow::new(&metric, *unit, grain, &bucket));
                }
            }
        }
        all
    }

    /// Every metric with the time of its newest datum, in the order of the metrics.
    pub fn list(&self) -> impl Iterator<Item = (&MetricId, Timestamp)> {
        self.series.iter().map(|(metric, series)| (metric, at_second(series.last)))
    }

    /// The streams of a metric by unit.
    pub(crate) fn streams(&self, metric: &MetricId) -> impl Iterator<Item = (Unit, &Stream)> {
        let streams = self.series.get(metric).map_or(&[][..], |series| &series.streams);
        streams.iter().map(|(unit, stream)| (*unit, stream))
    }

    fn changing(&mut self, metric: &MetricId) -> &mut Series {
        if !self.series.contains_key(metric) {
            self.series.insert(metric.clone(), Series::default());
        }
        let series = self.series.get_mut(metric).expect("it was just put there");
        if !std::mem::replace(&mut series.dirty, true) {
            self.dirty.push(metric.clone());
        }
        series
    }
}

impl Default for Series {
    fn default() -> Self {
        Self { streams: Vec::with_capacity(1), last: i64::MIN, dirty: false }
    }
}

impl Series {
    fn stream(&mut self, unit: Unit) -> &mut Stream {
        let at = self.streams.iter().position(|(known, _)| *known == unit).unwrap_or_else(|| {
            self.streams.push((unit, Stream::default()));
            self.streams.len() - 1
        });
        &mut self.streams[at].1
    }
}
