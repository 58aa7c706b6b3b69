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
    rows: [VecDeque<Bucket>; GRAINS.len()],
    /// A negative sample was recorded at some time.
    negative: bool,
    /// Row and start of the buckets whose `dirty` is set; may name buckets that are gone.
    dirty: Vec<(usize, i64)>,
}

impl Stream {
    /// Adds samples to the bucket of their second or minute.
    pub(super) fn record(&mut self, second: i64, resolution: Resolution, samples: &Aggregate) {
        let row = match resolution {
            Resolution::OneSecond => 0,
            Resolution::OneMinute => 1,
        };
        self.negative |= samples.min < 0.0;
        self.changing(row, second).absorb(samples);
    }

    /// Puts a bucket in its place as the store has it.
    pub(super) fn restore(&mut self, row: usize, start: i64, samples: Aggregate) {
        self.negative |= samples.min < 0.0;
        *bucket(&mut self.rows[row], start) = Bucket { start, dirty: false, samples };
    }

    /// Rolls up and drops what is too old. Calls `dropped` with grain and cutoff for each row that lost buckets.
    pub(super) fn compact(&mut self, now: i64, mut dropped: impl FnMut(i64, i64)) {
        for (row, grain) in GRAINS.iter().enumerate() {
            let next = GRAINS.get(row + 1).map(|next| next.secs);
            let cutoff = floor(now.saturating_sub(grain.keep_secs), next.unwrap_or(grain.secs));
            let mut lost = false;
            while let Some(old) = self.rows[row].pop_front_if(|bucket| bucket.start < cutoff) {
                lost = true;
                if next.is_some() {
                    self.changing(row + 1, old.start).absorb(&old.samples);
                }
            }
            if lost {
                dropped(grain.secs, cutoff);
                if self.rows[row].is_empty() {
                    self.rows[row] = VecDeque::new();
                }
            }
        }
    }

    /// Buckets changed since the last call, with their grain in seconds.
    pub(super) fn take_dirty(&mut self) -> Vec<(i64, Bucket)> {
        let mut taken = Vec::with_capacity(self.dirty.len());
        for (row, start) in std::mem::take(&mut self.dirty) {
            let found = self.rows[row].binary_search_by_key(&start, |bucket| bucket.start);
            if let Some(bucket) = found.ok().and_then(|at| self.rows[row].get_mut(at))
                && std::mem::take(&mut bucket.dirty)
            {
                taken.push((GRAINS[row].secs, bucket.clone()));
            }
        }
        taken
    }

    /// No bucket is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.iter().all(VecDeque::is_empty)
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
        self.buckets(from, to).for_each(|bucket| all.absorb(&bucket.samples));
        all
    }

    /// All samples in `from..to`, for basic statistics only.
    pub(crate) fn totals(&self, from: i64, to: i64) -> Aggregate {
        let mut all = Aggregate::default();
        self.buckets(from, to).for_each(|bucket| all.absorb_totals(&bucket.samples));
        all
    }

    /// The samples of `count` windows of `period` seconds, the first of which starts at `first`: all that `statistic`
    /// needs to know of them.
    pub(crate) fn windows(
        &self,
        first: i64,
        period: i64,
        count: u32,
        statistic: Statistic,
    ) -> Vec<Aggregate> {
        let mut found = vec![Aggregate::default(); count as usize];
        for bucket in self.buckets(first, first + i64::from(count) * period) {
            let window = usize::try_from((bucket.start - first) / period).ok();
            let Some(samples) = window.and_then(|window| found.get_mut(window)) else { continue };
            if statistic.is_basic() {
                samples.absorb_totals(&bucket.samples);
            } else {
                samples.absorb(&bucket.samples);
            }
        }
        found
    }

    /// Buckets that start in `from..to`, grain by grain.
    pub(super) fn buckets(&self, from: i64, to: i64) -> impl Iterator<Item = &Bucket> {
        let rows = self.rows.iter().filter(move |row| row.back().is_some_and(|b| b.start >= from));
        rows.flat_map(move |row| {
            let first = row.partition_point(|bucket| bucket.start < from);
            row.range(first..).take_while(move |bucket| bucket.start < to)
        })
    }

    /// The samples of the bucket that covers `second`, marked as changed.
    fn changing(&mut self, row: usize, second: i64) -> &mut Aggregate {
        let start = floor(second, GRAINS[row].secs);
        let bucket = bucket(&mut self.rows[row], start);
        if !std::mem::replace(&mut bucket.dirty, true) {
            self.dirty.push((row, start));
        }
        &mut bucket.samples
    }
}

/// The bucket that starts at `start`, made when it is not there.
fn bucket(buckets: &mut VecDeque<Bucket>, start: i64) -> &mut Bucket {
    let at = match buckets.back() {
        // Nearly every datum belongs to the newest bucket or begins one.
        Some(newest) if newest.start == start => buckets.len() - 1,
        Some(newest) if newest.start > start => {
            buckets.partition_point(|bucket| bucket.start < start)
        }
        _ => buckets.len(),
    };
    if buckets.get(at).is_none_or(|bucket| bucket.start != start) {
        buckets.insert(at, Bucket { start, dirty: false, samples: Aggregate::default() });
    }
    &mut buckets[at]
}
