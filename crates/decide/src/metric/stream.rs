//! The buckets of one metric in one unit.

use std::collections::VecDeque;

use ebb_units::Statistic;

use super::aggregate::Aggregate;
use super::bucket::{Bucket, GRAINS};
use super::datum::Resolution;
use super::second::floor;

/// Buckets by grain, each row ascending by start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    /// The row of the minutes, the only one that most streams have.
    minutes: Row,
    /// Those of seconds, five minutes and hours.
    others: Option<Box<[Row; GRAINS.len() - 1]>>,
    /// A negative sample was recorded at some time.
    negative: bool,
}

type Row = VecDeque<Bucket>;

/// The place of [`Stream::minutes`] among the grains.
const MINUTES: usize = 1;
/// How many of the newest buckets are looked at one by one before the others are searched.
const NEAR: usize = 8;

/// Where a bucket is: its row and its start.
pub(super) type Place = (u8, i64);

impl Stream {
    /// Adds samples to the bucket of their second or minute. Gives its place when it has just become dirty.
    pub(super) fn record(
        &mut self,
        second: i64,
        resolution: Resolution,
        samples: &Aggregate,
    ) -> Option<Place> {
        let row = match resolution {
            Resolution::OneSecond => 0,
            Resolution::OneMinute => MINUTES,
        };
        self.negative |= samples.min < 0.0;
        self.add(row, second, samples)
    }

    /// Puts a bucket in its place as the store has it.
    pub(super) fn restore(&mut self, row: usize, start: i64, samples: Aggregate) {
        self.negative |= samples.min < 0.0;
        let row = self.row_mut(row);
        let at = row.partition_point(|bucket| bucket.start() < start);
        match row.get_mut(at).filter(|bucket| bucket.start() == start) {
            Some(bucket) => *bucket = Bucket::new(start, samples),
            None => insert(row, at, Bucket::new(start, samples)),
        }
    }

    /// Rolls up and drops what is too old. Calls `dropped` with grain and cutoff for each row that lost buckets; gives the
    /// places of buckets that have become dirty.
    pub(super) fn compact(&mut self, now: i64, mut dropped: impl FnMut(i64, i64)) -> Vec<Place> {
        let mut changed = Vec::new();
        for (row, grain) in GRAINS.iter().enumerate() {
            let next = GRAINS.get(row + 1).map(|next| next.secs);
            let cutoff = floor(now.saturating_sub(grain.keep_secs), next.unwrap_or(grain.secs));
            if self.row(row).and_then(|row| row.front()).is_none_or(|old| old.start() >= cutoff) {
                continue;
            }
            while let Some(old) = self.row_mut(row).pop_front_if(|bucket| bucket.start() < cutoff) {
                if next.is_some() {
                    changed.extend(old.show(|samples| self.add(row + 1, old.start(), samples)));
                }
            }
            dropped(grain.secs, cutoff);
            let row = self.row_mut(row);
            if row.is_empty() {
                *row = Row::new();
            }
        }
        changed
    }

    /// The bucket of a place with its grain in seconds, unless it is gone or was taken already.
    pub(super) fn take_dirty(&mut self, (row, start): Place) -> Option<(i64, &Bucket)> {
        let place = usize::from(row);
        let row = self.row_mut(place);
        let bucket =
            row.get_mut(first_from(row, start)).filter(|bucket| bucket.start() == start)?;
        bucket.set_dirty(false).then_some((GRAINS[place].secs, bucket))
    }

    /// No bucket is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rows().all(VecDeque::is_empty)
    }

    /// Whether a negative sample was ever recorded.
    pub(crate) fn has_negative(&self) -> bool {
        self.negative
    }

    /// Whether any bucket starts in `from..to`.
    pub(super) fn any(&self, from: i64, to: i64) -> bool {
        self.buckets(from, to).next().is_some()
    }

    /// All samples in `from..to`, with their distribution.
    pub(crate) fn window(&self, from: i64, to: i64) -> Aggregate {
        let mut all = Aggregate::default();
        self.buckets(from, to).for_each(|bucket| bucket.show(|samples| all.absorb(samples)));
        all
    }

    /// All samples in `from..to`, for basic statistics only.
    pub(crate) fn totals(&self, from: i64, to: i64) -> Aggregate {
        let mut all = Aggregate::default();
        self.buckets(from, to).for_each(|bucket| bucket.show(|samples| all.absorb_totals(samples)));
        all
    }

    /// Puts the samples of windows of `period` seconds, the first of which starts at `first`, into `found`, one for each:
    /// all that `statistic` needs to know of them.
    pub(crate) fn windows(
        &self,
        first: i64,
        period: i64,
        statistic: Statistic,
        found: &mut [Aggregate],
    ) {
        let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
        for bucket in self.buckets(first, first.saturating_add(count.saturating_mul(period))) {
            let window = usize::try_from((bucket.start() - first) / period).ok();
            let Some(all) = window.and_then(|window| found.get_mut(window)) else { continue };
            bucket.show(|samples| {
                if statistic.is_basic() {
                    all.absorb_totals(samples);
                } else {
                    all.absorb(samples);
                }
            });
        }
    }

    /// Buckets that start in `from..to`, grain by grain.
    pub(super) fn buckets(&self, from: i64, to: i64) -> impl Iterator<Item = &Bucket> {
        self.rows().flat_map(move |row| {
            row.range(first_from(row, from)..).take_while(move |bucket| bucket.start() < to)
        })
    }

    /// Adds to the bucket that covers `second`. Gives its place when it was clean before.
    fn add(&mut self, place: usize, second: i64, samples: &Aggregate) -> Option<Place> {
        let start = floor(second, GRAINS[place].secs);
        let row = self.row_mut(place);
        let at = first_from(row, start);
        let clean = match row.get_mut(at).filter(|bucket| bucket.start() == start) {
            Some(bucket) => {
                bucket.absorb(samples);
                !bucket.set_dirty(true)
            }
            None => {
                let mut bucket = Bucket::new(start, samples.clone());
                bucket.set_dirty(true);
                insert(row, at, bucket);
                true
            }
        };
        clean.then(|| (u8::try_from(place).expect("there are four rows"), start))
    }

    /// All rows, the finest grain first.
    fn rows(&self) -> impl Iterator<Item = &Row> {
        let (finer, coarser) =
            self.others.as_deref().map_or((&[][..], &[][..]), |rows| rows.split_at(MINUTES));
        finer.iter().chain([&self.minutes]).chain(coarser)
    }

    fn row(&self, place: usize) -> Option<&Row> {
        match place {
            MINUTES => Some(&self.minutes),
            ..MINUTES => self.others.as_ref()?.get(place),
            _ => self.others.as_ref()?.get(place - 1),
        }
    }

    fn row_mut(&mut self, place: usize) -> &mut Row {
        match place {
            MINUTES => &mut self.minutes,
            ..MINUTES => &mut self.others.get_or_insert_default()[place],
            _ => &mut self.others.get_or_insert_default()[place - 1],
        }
    }
}

/// The place of the first bucket that does not start before `from`. Nearly all that is asked is near the end.
fn first_from(row: &Row, from: i64) -> usize {
    let near = row.iter().rev().take(NEAR).take_while(|bucket| bucket.start() >= from).count();
    if near < NEAR {
        return row.len() - near;
    }
    row.partition_point(|bucket| bucket.start() < from)
}

fn insert(row: &mut Row, at: usize, bucket: Bucket) {
    if row.capacity() == 0 {
        // Many series get no second bucket in a row, and four would be made room for.
        row.reserve_exact(1);
    }
    row.insert(at, bucket);
}
