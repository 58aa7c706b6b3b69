//! Memory that many requests share, within a bound.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that may be in memory at a time.
#[derive(Debug)]
pub(crate) struct Room {
    used: AtomicUsize,
    most: usize,
}

/// What one request has of a [`Room`]. Given back when dropped.
///
/// Only what is really there is counted: a client that announces much and sends nothing keeps nobody out.
#[derive(Debug)]
pub(crate) struct Kept {
    room: Arc<Room>,
    bytes: usize,
}

impl Room {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { used: AtomicUsize::new(0), most })
    }

    /// A request that has nothing in memory yet.
    pub(crate) fn enter(self: &Arc<Self>) -> Kept {
        Kept { room: Arc::clone(self), bytes: 0 }
    }
}

impl Kept {
    /// Counts up to so many bytes. False when all together are more than the room has.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        self.bytes += more;
        let before = self.room.used.fetch_add(more, Ordering::Relaxed);
        before.saturating_add(more) <= self.room.most
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.room.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_counts_until_it_is_dropped() {
        let room = Room::new(100);
        let (mut first, mut second) = (room.enter(), room.enter());
        assert!(first.grow_to(60) && first.grow_to(60), "the same bytes");
        assert!(second.grow_to(40));
        assert!(!second.grow_to(41));
        drop(second);
        assert!(first.grow_to(100));
        drop(first);
        assert_eq!(room.used.load(Ordering::Relaxed), 0);
    }
}
