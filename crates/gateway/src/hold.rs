//! Requests that wait for a first copy, oldest first.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use tokio::sync::oneshot;

use crate::copy::Lease;
use crate::workload::Workload;

#[derive(Debug, Default)]
pub(crate) struct HoldQueue {
    line: Mutex<Line>,
    /// Buffered bytes of the bodies in the line.
    bytes: AtomicUsize,
}

#[derive(Debug, Default)]
struct Line {
    tickets: VecDeque<Ticket>,
    next: u64,
    most: usize,
}

#[derive(Debug)]
struct Ticket {
    number: u64,
    /// How often the ticket has changed hands: whoever lost it must not take it out of the line.
    hand: u32,
    /// What the client calls the invocation, the same in all its attempts.
    invocation: Option<Box<str>>,
    release: oneshot::Sender<Lease>,
}

/// Which attempt of which invocation a request is, as far as the client says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Attempt<'a> {
    /// The header `amz-sdk-invocation-id`.
    pub(crate) invocation: Option<&'a str>,
    /// Whether the header `amz-sdk-request` says that there were attempts before.
    pub(crate) is_repeated: bool,
}

/// The answer to a request that wants to wait.
#[derive(Debug)]
pub(crate) enum Entered {
    /// A copy came just now.
    Served(Lease),
    /// It stands in the line.
    Waiting(Place),
    /// It stands in the place that an earlier attempt of the same invocation had.
    TakenOver(Place),
    /// The line is full.
    Full,
    /// No route leads here any more.
    Gone,
}

/// A place in the line. Left when dropped, with all bytes that were counted for it.
#[derive(Debug)]
pub(crate) struct Place {
    workload: Arc<Workload>,
    number: u64,
    hand: u32,
    bytes: usize,
    /// Resolves with a place at a copy, or with an error when the endpoint is gone or a later attempt has taken over.
    pub(crate) released: oneshot::Receiver<Lease>,
}

impl HoldQueue {
    /// Joins the line of a workload, unless `pick` finds a copy after all.
    ///
    /// `pick` is asked under the lock that [`Self::release`] takes after it has made a copy
    /// visible: either it sees that copy, or the copy sees this ticket.
    pub(crate) fn enter(
        workload: &Arc<Workload>,
        attempt: Attempt<'_>,
        limit: usize,
        pick: impl FnOnce() -> Option<Lease>,
    ) -> Entered {
        let mut line = workload.hold.lock();
        if let Some(lease) = pick() {
            return Entered::Served(lease);
        }
        if !workload.is_referenced() {
            return Entered::Gone;
        }
        let (release, released) = oneshot::channel();
        let place = |number, hand| Place {
            workload: Arc::clone(workload),
            number,
            hand,
            bytes: 0,
            released,
        };
        if let Some(ticket) = line.earlier_attempt(attempt) {
            ticket.hand = ticket.hand.wrapping_add(1);
            ticket.release = release;
            return Entered::TakenOver(place(ticket.number, ticket.hand));
        }
        if line.tickets.len() >= limit {
            return Entered::Full;
        }
        let number = line.next;
        line.next += 1;
        let invocation = attempt.invocation.map(Box::from);
        line.tickets.push_back(Ticket { number, hand: 0, invocation, release });
        line.most = line.most.max(line.tickets.len());
        drop(line);
        Entered::Waiting(place(number, 0))
    }

    /// Gives places at copies to the tickets, oldest first, while `pick` has any.
    pub(crate) fn release(&self, pick: impl Fn() -> Option<Lease>) {
        let mut line = self.lock();
        while !line.tickets.is_empty() {
            let Some(lease) = pick() else { return };
            if let Some(ticket) = line.tickets.pop_front() {
                // Fails when the client has just left; the place goes back with the lease.
                drop(ticket.release.send(lease));
            }
        }
    }

    /// Sends everyone away, because no route leads here any more.
    pub(crate) fn dismiss(&self) {
        self.lock().tickets.clear();
    }

    /// How many wait now.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.lock().tickets.len()).unwrap_or(u32::MAX)
    }

    /// How many wait now, and how many did at most since the last call.
    pub(crate) fn take_counts(&self) -> (u32, u32) {
        let mut line = self.lock();
        let now = line.tickets.len();
        let most = std::mem::replace(&mut line.most, now);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(now), number(most))
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Attempt<'a> {
    /// Names longer than any SDK's are not remembered: a place in the line must not hold much.
    const LONGEST: usize = 128;

    pub(crate) fn read(headers: &'a HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let invocation =
            text("amz-sdk-invocation-id").filter(|id| (1..=Self::LONGEST).contains(&id.len()));
        let first = text("amz-sdk-request").is_none_or(|told| {
            told.split(';')
                .all(|part| part.trim().strip_prefix("attempt=").is_none_or(|n| n == "1"))
        });
        Self { invocation, is_repeated: !first }
    }
}

impl Line {
    /// The place of an earlier attempt. Looked for only when the client says that there was one.
    fn earlier_attempt(&mut self, attempt: Attempt<'_>) -> Option<&mut Ticket> {
        let wanted = attempt.invocation.filter(|_| attempt.is_repeated)?;
        self.tickets.iter_mut().find(|ticket| ticket.invocation.as_deref() == Some(wanted))
    }
}

impl Place {
    /// Counts bytes that are kept in memory. False when that would be more than `limit` in the line.
    pub(crate) fn keep(&mut self, bytes: usize, limit: usize) -> bool {
        let before = self.workload.hold.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes;
        before.saturating_add(bytes) <= limit
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let hold = &self.workload.hold;
        hold.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
        let mut line = hold.lock();
        if let Ok(at) = line.tickets.binary_search_by_key(&self.number, |ticket| ticket.number)
            && line.tickets[at].hand == self.hand
        {
            line.tickets.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use ebb_units::{CopyId, Scope, WorkloadKey};

    use super::*;
    use crate::copy::{Copy, SUSPICION};
    use crate::pool::Pool;

    fn workload() -> Arc<Workload> {
        let scope = Scope {
            account: "000000000000".parse().unwrap(),
            region: "us-east-1".parse().unwrap(),
        };
        let workload = ebb_units::Workload::Component { name: "c".into() };
        let workload = Workload::new(WorkloadKey { scope, workload });
        workload.refer();
        Arc::new(workload)
    }

    fn copy() -> Arc<Copy> {
        let address = "127.0.0.1:1".parse().unwrap();
        Arc::new(Copy::new(CopyId(1), 0, address, Pool::new(1, SUSPICION)))
    }

    fn wait(workload: &Arc<Workload>) -> Place {
        match HoldQueue::enter(workload, Attempt::default(), 10, || None) {
            Entered::Waiting(place) => place,
            other
            @ (Entered::Served(_) | Entered::TakenOver(_) | Entered::Full | Entered::Gone) => {
                panic!("{other:?}")
            }
        }
    }

    #[test]
    fn places_go_to_the_oldest_first_and_not_to_those_who_left() {
        let workload = workload();
        let copy = copy();
        let [mut first, second, mut third] = [(); 3].map(|()| wait(&workload));
        drop(second);
        let lease = Mutex::new(copy.lease(0));
        workload.hold.release(|| lease.lock().unwrap().take());
        assert!(first.released.try_recv().is_ok());
        assert!(third.released.try_recv().is_err());
        assert_eq!(workload.hold.take_counts(), (1, 3));
        workload.hold.release(|| copy.lease(copy.open_load()?));
        assert!(third.released.try_recv().is_ok());
        assert_eq!(copy.in_flight(), 0, "every lease was given back");
    }

    #[test]
    fn the_line_is_bounded_in_requests_and_bytes() {
        let workload = workload();
        let mut places: Vec<_> = (0..10).map(|_| wait(&workload)).collect();
        assert!(matches!(
            HoldQueue::enter(&workload, Attempt::default(), 10, || None),
            Entered::Full
        ));
        assert!(places[0].keep(60, 100));
        assert!(places[1].keep(40, 100));
        assert!(!places[2].keep(1, 100));
        places.clear();
        assert!(wait(&workload).keep(100, 100));
        assert_eq!(workload.hold.take_counts().0, 0);
    }

    #[test]
    fn a_copy_that_came_meanwhile_is_taken_at_once() {
        let copy = copy();
        let entered = HoldQueue::enter(&workload(), Attempt::default(), 10, || copy.lease(0));
        assert!(matches!(entered, Entered::Served(_)));
    }

    #[test]
    fn a_later_attempt_takes_over_the_place_and_nobody_else_does() {
        let workload = workload();
        let copy = copy();
        let enter = |invocation, is_repeated| {
            let attempt = Attempt { invocation: Some(invocation), is_repeated };
            HoldQueue::enter(&workload, attempt, 2, || None)
        };
        let Entered::Waiting(mut first) = enter("a", false) else { panic!("the line is empty") };
        let Entered::Waiting(mut other) = enter("b", false) else { panic!("there is room") };
        // A first attempt is a request of its own, whatever it is called, and a line that is full is full.
        assert!(matches!(enter("a", false), Entered::Full));
        assert!(matches!(enter("c", true), Entered::Full));
        let Entered::TakenOver(mut again) = enter("a", true) else { panic!("\"a\" waits") };
        assert_eq!(first.released.try_recv().unwrap_err(), oneshot::error::TryRecvError::Closed);
        drop(first);
        assert_eq!(workload.hold.take_counts().0, 2);
        let lease = Mutex::new(copy.lease(0));
        workload.hold.release(|| lease.lock().unwrap().take());
        assert!(again.released.try_recv().is_ok(), "in the place of the first attempt");
        assert!(other.released.try_recv().is_err());
    }

    #[test]
    fn attempts_are_those_that_the_headers_tell() {
        let read = |told: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("amz-sdk-invocation-id", "id".parse().unwrap());
            headers.insert("amz-sdk-request", told.parse().unwrap());
            Attempt::read(&headers).is_repeated
        };
        for first in ["attempt=1", "attempt=1; max=5", "ttl=1; attempt=1", "nonsense", ""] {
            assert!(!read(first), "{first}");
        }
        for later in ["attempt=2", "attempt=3; max=5", "ttl=20260304T050607Z; attempt=2; max=3"] {
            assert!(read(later), "{later}");
        }
        assert_eq!(Attempt::read(&HeaderMap::new()), Attempt::default());
    }

    #[test]
    fn the_line_is_dismissed_with_its_endpoint() {
        let workload = workload();
        let mut place = wait(&workload);
        workload.unrefer();
        workload.hold.dismiss();
        assert!(matches!(
            HoldQueue::enter(&workload, Attempt::default(), 10, || None),
            Entered::Gone
        ));
        assert_eq!(place.released.try_recv().unwrap_err(), oneshot::error::TryRecvError::Closed);
    }
}
