//! The idle connections of one copy.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::wire::Wire;

/// Last in, first out: the connection used last is the one least likely to have been closed by the
/// model. Nothing polls an idle connection, so whether it still stands is found out when it is taken.
#[derive(Debug)]
pub(crate) struct Pool {
    idle: Mutex<Idle>,
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
        Self { idle: Mutex::default(), max_idle, idle_timeout }
    }

    /// The connection used last, if it was used within `fresh` or the idle timeout.
    pub(crate) fn take(&self, fresh: Option<Duration>) -> Option<Wire> {
        let wire = self.lock().wires.pop_back()?;
        let limit = fresh.map_or(self.idle_timeout, |fresh| fresh.min(self.idle_timeout));
        (wire.idle_for() < limit).then_some(wire)
    }

    /// Keeps a connection that is ready for the next request.
    pub(crate) fn put(&self, wire: Wire) {
        let mut idle = self.lock();
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
        let mut idle = self.lock();
        let keep = idle.wires.iter().position(|wire| wire.idle_for() < self.idle_timeout);
        let kept = keep.map_or_else(VecDeque::new, |keep| idle.wires.split_off(keep));
        let old = std::mem::replace(&mut idle.wires, kept);
        drop(idle);
        drop(old);
    }

    /// Closes all connections and keeps none from now on.
    pub(crate) fn close(&self) {
        let mut idle = self.lock();
        idle.closed = true;
        let old = std::mem::take(&mut idle.wires);
        drop(idle);
        drop(old);
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
