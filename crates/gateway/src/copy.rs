//! One copy of a workload: where it listens, how much it has to do, whether it still takes work.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ebb_units::CopyId;
use http::HeaderValue;
use tokio::sync::Notify;

use crate::meter::Meter;
use crate::pool::Pool;

/// Set in the load of a copy that takes no new work.
const CLOSED: u32 = 1 << 31;

/// How long a copy that refused or broke a connection is passed over while others are there. A dead
/// copy has the fewest requests of all, so without this it would draw every one of them.
pub(crate) const SUSPICION: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Copy {
    pub(crate) id: CopyId,
    /// Which version of its workload it runs.
    pub(crate) version: u64,
    pub(crate) address: SocketAddr,
    /// The address as `Host` header.
    pub(crate) host: HeaderValue,
    pub(crate) pool: Pool,
    /// Requests in flight, and [`CLOSED`]. One number, so that no request slips in while a drain
    /// looks whether the copy is idle.
    load: AtomicU32,
    peak: AtomicU32,
    /// Milliseconds after `born`; zero when there is no suspicion.
    suspect_until: AtomicU64,
    born: Instant,
    idle: Notify,
}

impl Copy {
    pub(crate) fn new(id: CopyId, version: u64, address: SocketAddr, pool: Pool) -> Self {
        Self {
            id,
            version,
            address,
            host: HeaderValue::try_from(address.to_string()).expect("an address is visible ASCII"),
            pool,
            load: AtomicU32::new(0),
            peak: AtomicU32::new(0),
            suspect_until: AtomicU64::new(0),
            born: Instant::now(),
            idle: Notify::new(),
        }
    }

    /// Requests in flight, or `None` when it takes no more.
    pub(crate) fn open_load(&self) -> Option<u32> {
        let load = self.load.load(Ordering::Relaxed);
        (load & CLOSED == 0).then_some(load)
    }

    pub(crate) fn in_flight(&self) -> u32 {
        self.load.load(Ordering::SeqCst) & !CLOSED
    }

    /// Takes one more request if the load is still `seen` and the copy open.
    pub(crate) fn lease(self: &Arc<Self>, seen: u32) -> Option<Lease> {
        self.load
            .compare_exchange(seen, seen + 1, Ordering::SeqCst, Ordering::Relaxed)
            .ok()
            .filter(|seen| seen & CLOSED == 0)?;
        if seen + 1 > self.peak.load(Ordering::Relaxed) {
            self.peak.fetch_max(seen + 1, Ordering::Relaxed);
        }
        Some(Lease { copy: Arc::clone(self), fleet: None })
    }

    /// From now on no new work; idle connections are closed.
    pub(crate) fn close(&self) {
        self.load.fetch_or(CLOSED, Ordering::SeqCst);
        self.pool.close();
    }

    /// Resolves when nothing is in flight.
    pub(crate) async fn drained(self: Arc<Self>) {
        loop {
            let mut idle = pin!(self.idle.notified());
            idle.as_mut().enable();
            if self.in_flight() == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Most requests at a time since the last call.
    pub(crate) fn take_peak(&self) -> u32 {
        self.peak.swap(self.in_flight(), Ordering::Relaxed)
    }

    /// Passes it over for a while. True when it was not suspect before.
    pub(crate) fn suspect(&self) -> bool {
        let now = self.age_ms();
        let until = now + u64::try_from(SUSPICION.as_millis()).unwrap_or(u64::MAX);
        self.suspect_until.swap(until, Ordering::Relaxed) <= now
    }

    /// It answered.
    pub(crate) fn trust(&self) {
        if self.suspect_until.load(Ordering::Relaxed) != 0 {
            self.suspect_until.store(0, Ordering::Relaxed);
        }
    }

    pub(crate) fn is_suspect(&self) -> bool {
        let until = self.suspect_until.load(Ordering::Relaxed);
        until != 0 && self.age_ms() < until
    }

    fn age_ms(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The right to send one request to a copy. Given back when dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    copy: Arc<Copy>,
    /// Where the request counts by its version, while two are measured.
    pub(crate) fleet: Option<Arc<Meter>>,
}

impl Lease {
    pub(crate) fn copy(&self) -> &Arc<Copy> {
        &self.copy
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.copy.load.fetch_sub(1, Ordering::SeqCst) == CLOSED | 1 {
            self.copy.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy() -> Arc<Copy> {
        let address = "127.0.0.1:1".parse().unwrap();
        Arc::new(Copy::new(CopyId(1), 0, address, Pool::new(1, SUSPICION)))
    }

    #[tokio::test]
    async fn a_closed_copy_takes_nothing_and_drains_with_its_last_lease() {
        let copy = copy();
        let first = copy.lease(0).unwrap();
        assert!(copy.lease(0).is_none(), "the load has moved on");
        let second = copy.lease(1).unwrap();
        copy.close();
        assert_eq!(copy.open_load(), None);
        assert!(copy.lease(2).is_none());
        let drained = tokio::spawn(Arc::clone(&copy).drained());
        drop(first);
        tokio::task::yield_now().await;
        assert!(!drained.is_finished());
        drop(second);
        drained.await.unwrap();
        assert_eq!(copy.take_peak(), 2);
        assert_eq!(copy.take_peak(), 0);
    }

    #[test]
    fn suspicion_is_reported_once() {
        let copy = copy();
        assert!(!copy.is_suspect());
        assert!(copy.suspect());
        assert!(!copy.suspect());
        assert!(copy.is_suspect());
        copy.trust();
        assert!(!copy.is_suspect());
    }
}
