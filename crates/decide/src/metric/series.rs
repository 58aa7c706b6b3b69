//! All series of one scope.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use ebb_units::{MetricId, SharedTexts, Timestamp, Unit};

use super::aggregate::Aggregate;
use super::datum::Datum;
use super::second::{at_second, second_of};
use super::stored::{BucketRow, RestoreError};
use super::stream::{Place, Stream};
use crate::anomaly::Detectors;

/// All series of one scope.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// Where the series of a metric is. By hash first: with a million metrics of one namespace, a comparison of their
    /// texts at each step of the search would be most of the work of a datum.
    index: BTreeMap<ByHash, SeriesId>,
    slots: Vec<Series>,
    free: Vec<SeriesId>,
    /// What the metrics of the series have in common.
    texts: SharedTexts,
    /// Buckets that were not yet given to the store, each once; may name buckets that are gone.
    dirty: Vec<(SeriesId, Unit, Place)>,
    /// What users say about series of which a band is wanted.
    detectors: Detectors,
}

/// A metric as the index sorts it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct ByHash(MetricId);

impl Ord for ByHash {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.hash_code().cmp(&other.0.hash_code()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for ByHash {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The place of a series, for those who come back to it often. Valid while the series is watched or has data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct SeriesId(u32);

/// One metric.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    metric: MetricId,
    /// One stream for each unit. There is hardly ever more than one, and that one is close at hand.
    first: Option<(Unit, Stream)>,
    more: Vec<(Unit, Stream)>,
    /// Time of the newest datum, in seconds.
    last: i64,
    /// By how many it is watched. A watched series stays when it has no data.
    watched: u32,
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
        self.record_in(datum);
    }

    /// As [`Metrics::record`]; gives the series when it is watched.
    pub(crate) fn record_in(&mut self, datum: &Datum) -> Option<SeriesId> {
        let mut samples = Aggregate::default();
        samples.record(&datum.samples);
        if samples.is_empty() {
            return None;
        }
        let second = second_of(datum.at);
        let id = self.place(&datum.metric);
        let series = &mut self.slots[id.index()];
        series.last = series.last.max(second);
        let stream = series.stream_mut(datum.unit);
        if let Some(place) = stream.record(second, datum.resolution, &samples) {
            self.dirty.push((id, datum.unit, place));
        }
        (series.watched > 0).then_some(id)
    }

    /// Puts a bucket back as [`Metrics::take_dirty`] gave it out, in place of what is there.
    ///
    /// # Errors
    /// [`RestoreError`] when it cannot have come from there; nothing changes then.
    pub fn restore(&mut self, bucket: BucketRow) -> Result<(), RestoreError> {
        let (row, samples) = bucket.read()?;
        let id = self.place(&bucket.metric);
        let series = &mut self.slots[id.index()];
        series.last = series.last.max(bucket.start_secs);
        series.stream_mut(bucket.unit).restore(row, bucket.start_secs, samples);
        Ok(())
    }

    /// Rolls older buckets up into coarser ones and drops the oldest. The coarser buckets are among the next
    /// [`Metrics::take_dirty`]; what is returned is for the store to delete in the same transaction.
    pub fn compact(&mut self, now: Timestamp) -> Vec<DroppedBuckets> {
        let now = second_of(now);
        let mut all = Vec::new();
        let mut gone = Vec::new();
        for (key, id) in &self.index {
            let series = &mut self.slots[id.index()];
            let metric = &series.metric;
            for (unit, stream) in series.first.iter_mut().chain(&mut series.more) {
                let changed = stream.compact(now, |grain, cutoff| {
                    all.push(DroppedBuckets {
                        metric: metric.clone(),
                        unit: *unit,
                        resolution_secs: u32::try_from(grain).expect("grains are at most an hour"),
                        before_secs: cutoff,
                    });
                });
                self.dirty.extend(changed.into_iter().map(|place| (*id, *unit, place)));
            }
            series.forget_empty();
            if series.is_unused() {
                gone.push(key.clone());
            }
        }
        for key in gone {
            self.remove(&key);
        }
        self.texts.forget_unused();
        all
    }

    /// The buckets that changed since the last call, as the store keeps them.
    pub fn take_dirty(&mut self) -> Vec<BucketRow> {
        let mut all = Vec::with_capacity(self.dirty.len());
        for (id, unit, place) in self.dirty.drain(..) {
            let series = &mut self.slots[id.index()];
            let mut streams = series.first.iter_mut().chain(&mut series.more);
            let stream = streams.find(|(known, _)| *known == unit);
            if let Some((grain, bucket)) = stream.and_then(|(_, stream)| stream.take_dirty(place)) {
                all.push(BucketRow::new(&series.metric, unit, grain, bucket));
            }
        }
        all
    }

    /// Takes all buckets for stored: for whoever stores none.
    pub fn forget_dirty(&mut self) {
        for (id, unit, place) in self.dirty.drain(..) {
            let series = &mut self.slots[id.index()];
            let mut streams = series.first.iter_mut().chain(&mut series.more);
            if let Some((_, stream)) = streams.find(|(known, _)| *known == unit) {
                stream.take_dirty(place);
            }
        }
    }

    /// Every metric that has data, with the time of its newest datum, in the order of the metrics.
    pub fn list(&self) -> impl Iterator<Item = (&MetricId, Timestamp)> {
        let all = self.index.values().map(|id| self.series(*id));
        let mut found: Vec<&Series> = all.filter(|series| series.first.is_some()).collect();
        found.sort_unstable_by_key(|series| &series.metric);
        found.into_iter().map(|series| (&series.metric, at_second(series.last)))
    }

    /// There are no data, and nobody waits for any.
    pub(crate) fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The series of a metric, if there is one.
    pub(crate) fn find(&self, metric: &MetricId) -> Option<&Series> {
        self.id(metric).map(|id| self.series(id))
    }

    /// The place of a metric's series, if there is one.
    pub(crate) fn id(&self, metric: &MetricId) -> Option<SeriesId> {
        self.index.get(&ByHash(metric.clone())).copied()
    }

    /// A series that was found before.
    pub(crate) fn series(&self, id: SeriesId) -> &Series {
        &self.slots[id.index()]
    }

    /// Keeps the series of a metric, data or not, until [`Metrics::unwatch`] is called as often.
    pub(crate) fn watch(&mut self, metric: &MetricId) -> SeriesId {
        let id = self.place(metric);
        self.slots[id.index()].watched += 1;
        id
    }

    pub(crate) fn unwatch(&mut self, id: SeriesId) {
        let series = &mut self.slots[id.index()];
        series.watched -= 1;
        if series.is_unused() {
            let key = ByHash(series.metric.clone());
            self.remove(&key);
        }
    }

    /// The anomaly detectors of the series.
    pub(crate) fn detectors(&self) -> &Detectors {
        &self.detectors
    }

    pub(crate) fn detectors_mut(&mut self) -> &mut Detectors {
        &mut self.detectors
    }

    /// The place of a metric's series, made when it is not there.
    fn place(&mut self, metric: &MetricId) -> SeriesId {
        if let Some(id) = self.id(metric) {
            return id;
        }
        let metric = self.texts.share(metric);
        let series = Series::new(metric.clone());
        let id = match self.free.pop() {
            Some(id) => {
                self.slots[id.index()] = series;
                id
            }
            None => {
                self.slots.push(series);
                let last = self.slots.len() - 1;
                SeriesId(u32::try_from(last).expect("fewer than 2^32 series fit in memory"))
            }
        };
        self.index.insert(ByHash(metric), id);
        id
    }

    fn remove(&mut self, key: &ByHash) {
        self.free.extend(self.index.remove(key));
    }
}

impl SeriesId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Series {
    fn new(metric: MetricId) -> Self {
        Self { metric, first: None, more: Vec::new(), last: i64::MIN, watched: 0 }
    }

    /// The metric, in the one copy that everybody should keep.
    pub(crate) fn metric(&self) -> &MetricId {
        &self.metric
    }

    /// The streams by unit.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (Unit, &Stream)> {
        self.first.iter().chain(&self.more).map(|(unit, stream)| (*unit, stream))
    }

    fn stream_mut(&mut self, unit: Unit) -> &mut Stream {
        let first = self.first.get_or_insert_with(|| (unit, Stream::default()));
        if first.0 == unit {
            return &mut first.1;
        }
        let at = self.more.iter().position(|(known, _)| *known == unit).unwrap_or_else(|| {
            self.more.push((unit, Stream::default()));
            self.more.len() - 1
        });
        &mut self.more[at].1
    }

    fn forget_empty(&mut self) {
        self.more.retain(|(_, stream)| !stream.is_empty());
        if self.first.as_ref().is_some_and(|(_, stream)| stream.is_empty()) {
            self.first = self.more.pop();
        }
    }

    fn is_unused(&self) -> bool {
        self.watched == 0 && self.first.is_none()
    }
}
