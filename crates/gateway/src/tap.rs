//! Taps: whoever listens to the requests of an endpoint is told of each, when it has ended.
//!
//! A request asks one counter whether anybody listens. Only if so are its times and sizes noted, and told through a bounded
//! channel without waiting: what finds no room there is counted as missed.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use arc_swap::ArcSwap;
use ebb_units::{Scope, Timestamp, Workload};
use tokio::sync::mpsc;

use crate::config::Clock;
use crate::upload::Progress;

/// Requests that wait for one listener: a second of a busy endpoint, half a megabyte.
const ROOM: usize = 4096;
/// Listeners at a time, over all endpoints. Each costs every request that it hears.
const MOST_LISTENERS: usize = 16;

/// A request that has ended. Times are of the gateway's clock.
#[derive(Clone, PartialEq, Debug)]
pub struct Observed {
    /// What served it, or was to.
    pub workload: Workload,
    /// When it came; for an asynchronous one, when it was accepted.
    pub arrived: Timestamp,
    /// When it was sent to a copy, the last time if more than once; absent when none took it.
    pub sent: Option<Timestamp>,
    /// When its answer was complete, or it was given up.
    pub ended: Timestamp,
    /// Bytes of its body.
    pub request_bytes: u64,
    /// Bytes of the answer's body that went to the client.
    pub response_bytes: u64,
    /// What the model answered; absent when it did not, not to the end, or the client left.
    pub status: Option<u16>,
    /// It found no copy, and was held or refused.
    pub cold: bool,
}

/// Why nobody can listen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{MOST_LISTENERS} listen already, which is as many as may")]
pub struct TooManyListeners;

#[derive(Debug)]
struct Tap {
    scope: Scope,
    endpoint: String,
    sender: mpsc::Sender<Observed>,
    missed: AtomicU64,
}

/// All taps of a gateway.
#[derive(Debug, Default)]
pub(crate) struct Taps {
    count: AtomicUsize,
    all: ArcSwap<Vec<Arc<Tap>>>,
    /// For those who come and go, not for requests.
    changing: Mutex<()>,
}

/// Hears the requests of one endpoint until it is dropped.
#[derive(Debug)]
pub struct Listener {
    receiver: mpsc::Receiver<Observed>,
    tap: Arc<Tap>,
    taps: Arc<Taps>,
}

/// What is noted of a request that somebody listens to. It is told when this is dropped, however the request ended.
pub(crate) struct Trace {
    taps: Vec<Arc<Tap>>,
    clock: Clock,
    /// The request body, when it passes through.
    progress: Option<Arc<Progress>>,
    observed: Observed,
}

impl Taps {
    /// Notes a request from now on, if anybody listens to its endpoint.
    pub(crate) fn trace(
        &self,
        scope: &Scope,
        endpoint: &str,
        workload: &Workload,
        clock: &Clock,
    ) -> Option<Box<Trace>> {
        if self.count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let all = self.all.load();
        let hears = |tap: &&Arc<Tap>| tap.endpoint == endpoint && tap.scope == *scope;
        let taps: Vec<Arc<Tap>> = all.iter().filter(hears).cloned().collect();
        if taps.is_empty() {
            return None;
        }
        let now = clock();
        let observed = Observed {
            workload: workload.clone(),
            arrived: now,
            sent: None,
            ended: now,
            request_bytes: 0,
            response_bytes: 0,
            status: None,
            cold: false,
        };
        Some(Box::new(Trace { taps, clock: Arc::clone(clock), progress: None, observed }))
    }

    fn change(&self, how: impl FnOnce(&mut Vec<Arc<Tap>>)) {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::clone(&self.all.load());
        how(&mut all);
        self.count.store(all.len(), Ordering::Relaxed);
        self.all.store(Arc::new(all));
    }
}

impl Listener {
    pub(crate) fn new(
        taps: &Arc<Taps>,
        scope: &Scope,
        endpoint: &str,
    ) -> Result<Self, TooManyListeners> {
        // When it is full, requests are missed and not waited for.
        let (sender, receiver) = mpsc::channel(ROOM);
        let (scope, endpoint) = (scope.clone(), endpoint.to_owned());
        let tap = Arc::new(Tap { scope, endpoint, sender, missed: AtomicU64::new(0) });
        let mut is_in = false;
        taps.change(|all| {
            if all.len() < MOST_LISTENERS {
                all.push(Arc::clone(&tap));
                is_in = true;
            }
        });
        if is_in {
            Ok(Self { receiver, tap, taps: Arc::clone(taps) })
        } else {
            Err(TooManyListeners)
        }
    }

    /// The next request that has ended.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Observed>> {
        self.receiver.poll_recv(cx)
    }

    /// How many requests it has missed since the last call.
    pub fn take_missed(&self) -> u64 {
        self.tap.missed.swap(0, Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.taps.change(|all| all.retain(|tap| !Arc::ptr_eq(tap, &self.tap)));
    }
}

impl Trace {
    /// It found no copy.
    pub(crate) fn is_cold(&mut self) {
        self.observed.cold = true;
    }

    /// It waits since then.
    pub(crate) fn arrived(&mut self, at: Timestamp) {
        self.observed.arrived = at;
    }

    /// What is sent of it: a body in memory, or one that passes through.
    pub(crate) fn carries(&mut self, bytes: u64, progress: Option<Arc<Progress>>) {
        self.observed.request_bytes = bytes;
        self.progress = progress;
    }

    pub(crate) fn sent(&mut self) {
        self.observed.sent = Some((self.clock)());
    }

    /// So much of the answer went to the client.
    pub(crate) fn passed(&mut self, bytes: usize) {
        self.observed.response_bytes += bytes as u64;
    }

    pub(crate) fn answered(&mut self, status: u16) {
        self.observed.status = Some(status);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        self.observed.ended = (self.clock)();
        if let Some(progress) = &self.progress {
            self.observed.request_bytes = progress.bytes();
        }
        for tap in &self.taps {
            if tap.sender.try_send(self.observed.clone()).is_err() {
                tap.missed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trace").field("observed", &self.observed).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope { account: "000000000000".parse().unwrap(), region: "us-east-1".parse().unwrap() }
    }

    fn clock() -> Clock {
        Arc::new(|| Timestamp::UNIX_EPOCH)
    }

    fn request(taps: &Taps, endpoint: &str) -> Option<Box<Trace>> {
        let workload = Workload::Component { name: "c".to_owned() };
        taps.trace(&scope(), endpoint, &workload, &clock())
    }

    fn next(listener: &mut Listener) -> Option<Observed> {
        match listener.poll_next(&mut Context::from_waker(std::task::Waker::noop())) {
            Poll::Ready(observed) => observed,
            Poll::Pending => None,
        }
    }

    #[test]
    fn only_requests_of_the_endpoint_are_heard_and_only_while_somebody_listens() {
        let taps = Arc::new(Taps::default());
        assert!(request(&taps, "e").is_none());
        let mut listener = Listener::new(&taps, &scope(), "e").unwrap();
        assert!(request(&taps, "other").is_none());
        let mut trace = request(&taps, "e").unwrap();
        trace.carries(3, None);
        trace.sent();
        trace.passed(5);
        trace.answered(200);
        assert_eq!(next(&mut listener), None, "it has not ended");
        drop(trace);
        let heard = next(&mut listener).unwrap();
        assert_eq!((heard.request_bytes, heard.response_bytes), (3, 5));
        assert_eq!((heard.status, heard.cold), (Some(200), false));
        drop(listener);
        assert!(request(&taps, "e").is_none());
    }

    #[test]
    fn what_finds_no_room_is_missed_and_counted_for_each_listener() {
        let taps = Arc::new(Taps::default());
        let mut slow = Listener::new(&taps, &scope(), "e").unwrap();
        let mut quick = Listener::new(&taps, &scope(), "e").unwrap();
        for _ in 0..ROOM + 7 {
            drop(request(&taps, "e"));
            assert!(next(&mut quick).is_some());
        }
        assert_eq!((slow.take_missed(), quick.take_missed()), (7, 0));
        assert_eq!(slow.take_missed(), 0, "told once");
        let kept = std::iter::from_fn(|| next(&mut slow)).count();
        assert_eq!(kept, ROOM);
    }

    #[test]
    fn there_are_only_so_many_listeners() {
        let taps = Arc::new(Taps::default());
        let listen = || Listener::new(&taps, &scope(), "e");
        let mut all: Vec<Listener> = (0..MOST_LISTENERS).map(|_| listen().unwrap()).collect();
        assert_eq!(listen().unwrap_err(), TooManyListeners);
        all.pop();
        assert!(listen().is_ok());
    }
}
