//! Counters of what the store has done since it was opened.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the store has done since it was opened.
///
/// `batches / transactions` is how many callers shared one sync of the disk on average.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// Transactions committed.
    pub transactions: u64,
    /// Batches made durable by them.
    pub batches: u64,
    /// Single writes in those batches.
    pub writes: u64,
    /// Batches that failed; their callers got an error.
    pub failed: u64,
}

#[derive(Default, Debug)]
pub(crate) struct Counters {
    transactions: AtomicU64,
    batches: AtomicU64,
    writes: AtomicU64,
    failed: AtomicU64,
}

impl Counters {
    pub(crate) fn committed(&self, batches: usize, writes: usize) {
        add(&self.transactions, 1);
        add(&self.batches, batches);
        add(&self.writes, writes);
    }

    pub(crate) fn failed(&self) {
        add(&self.failed, 1);
    }

    pub(crate) fn read(&self) -> Stats {
        Stats {
            transactions: self.transactions.load(Ordering::Relaxed),
            batches: self.batches.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
        }
    }
}

fn add(counter: &AtomicU64, count: usize) {
    counter.fetch_add(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Relaxed);
}
