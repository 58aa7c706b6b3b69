//! The idle connections of one copy.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::wire::Wire;

/// Threads share a shelf when there are more of them.
const SHELVES: usize = 16;

thread_local! {
    static SHELF: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Last in, first out: the connection used last is the one least likely to have been closed by the
/// model. Nothing polls an idle connection, so whether it still stands is found out when it is taken.
///
/// Each thread has a shelf of its own: a connection whose socket is watched by another thread costs a change of threads
/// for each part of an answer.
#[derive(Debug)]
pub(crate) struct Pool {
    shelves: [Mutex<Idle>; SHELVES],
    /// Most idle connections of a shelf.
    max_idle: usize,
    idle_timeout: Duration,
}

#[derive(Debug, Default)]
struct Idle {
    wires: VecDeque<Wire>,
    closed: bool,
}

impl Pool {
    pub(crate) fn new(max_idle: usize, idle_timeout: Duration) -> Self {
        Self { shelves: Default::default(), max_idle, idle_timeout }
    }

    /// The connection of this thread that was used last, if it was used within `fresh` or the idle timeout.
    pub(crate) fn take(&self, fresh: Option<Duration>) -> Option<Wire> {
        self.take_from(shelf(), fresh)
    }

    /// The same, of any thread. A model that serves one connection at a time is given no second one as long as one
    /// request comes after the other.
    pub(crate) fn take_any(&self, fresh: Option<Duration>) -> Option<Wire> {
        let own = shelf();
        (own..own + SHELVES).find_map(|shelf| self.take_from(shelf % SHELVES, fresh))
    }

    fn take_from(&self, shelf: usize, fresh: Option<Duration>) -> Option<Wire> {
        let wire = lock(&self.shelves[shelf]).wires.pop_back()?;
        let limit = fresh.map_or(self.idle_timeout, |fresh| fresh.min(self.idle_timeout));
        (wire.idle_for() < limit).then_some(wire)
    }

    /// Keeps a connection that is ready for the next request, for the thread that made it.
    pub(crate) fn put(&self, wire: Wire) {
        let mut idle = lock(&self.shelves[wire.shelf % SHELVES]);
        if idle.closed {
            return;
        }
        idle.wires.push_back(wire);
        let surplus = if idle.wires.len() > self.max_idle { idle.wires.pop_front() } else { None };
        drop(idle);
        drop(surplus);
    }

    /// Closes the connections that were not used for the idle timeout.
    pub(crate) fn sweep(&self) {
        for shelf in &self.shelves {
            let mut idle = lock(shelf);
            let keep = idle.wires.iter().position(|wire| wire.idle_for() < self.idle_timeout);
            let kept = keep.map_or_else(VecDeque::new, |keep| idle.wires.split_off(keep));
            let old = std::mem::replace(&mut idle.wires, kept);
            drop(idle);
            drop(old);
        }
    }

    /// Closes all connections and keeps none from now on.
    pub(crate) fn close(&self) {
        for shelf in &self.shelves {
            let mut idle = lock(shelf);
            idle.closed = true;
            let old = std::mem::take(&mut idle.wires);
            drop(idle);
            drop(old);
        }
    }
}

/// The shelf of this thread, the same as long as it lives.
pub(crate) fn shelf() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    SHELF.get().unwrap_or_else(|| {
        let own = NEXT.fetch_add(1, Ordering::Relaxed) % SHELVES;
        SHELF.set(Some(own));
        own
    })
}

fn lock(shelf: &Mutex<Idle>) -> MutexGuard<'_, Idle> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}
