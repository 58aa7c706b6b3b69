//! A workload: its copies, the requests it holds, its meters. Survives every change of routes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwap;
use ebb_units::{CopyId, WorkloadKey};

use crate::asynchronous::queue::AsyncQueue;
use crate::copy::{Copy, Lease};
use crate::hold::HoldQueue;
use crate::meter::{CopyMeters, Meter, WorkloadMeters};
use crate::random::Random;
use crate::routes::RoutingStrategy;
use crate::session::Sessions;

#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) key: WorkloadKey,
    pub(crate) meter: Meter,
    pub(crate) hold: HoldQueue,
    pub(crate) sessions: Sessions,
    copies: ArcSwap<Vec<Arc<Copy>>>,
    any_copy: AtomicBool,
    /// Where the scan for the least busy copy begins; moves on with each request, so ties rotate.
    turn: AtomicUsize,
    /// Routes that lead here. At zero, and without copies, the workload is forgotten.
    references: AtomicUsize,
    /// The queue its copies take asynchronous requests from.
    queue: Mutex<Weak<AsyncQueue>>,
}

impl Workload {
    pub(crate) fn new(key: WorkloadKey) -> Self {
        Self {
            key,
            meter: Meter::new(),
            hold: HoldQueue::default(),
            sessions: Sessions::default(),
            copies: ArcSwap::default(),
            any_copy: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
            references: AtomicUsize::new(0),
            queue: Mutex::default(),
        }
    }

    pub(crate) fn set_strategy(&self, strategy: RoutingStrategy) {
        self.any_copy.store(strategy == RoutingStrategy::Random, Ordering::Relaxed);
    }

    /// Gives traffic to a copy, and every held request a place.
    pub(crate) fn add(&self, copy: Arc<Copy>, random: &Random) {
        self.copies.rcu(|copies| {
            let mut copies = Vec::clone(copies);
            copies.push(Arc::clone(&copy));
            copies
        });
        self.hold.release(|| self.pick(random, None));
    }

    pub(crate) fn remove(&self, copy: CopyId) {
        self.copies.rcu(|copies| {
            copies.iter().filter(|other| other.id != copy).cloned().collect::<Vec<_>>()
        });
    }

    pub(crate) fn refer(&self) {
        self.references.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a reference back. True when no route leads here any more.
    pub(crate) fn unrefer(&self) -> bool {
        self.references.fetch_sub(1, Ordering::Relaxed) == 1
    }

    pub(crate) fn is_referenced(&self) -> bool {
        self.references.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn has_copies(&self) -> bool {
        self.copies.load().iter().any(|copy| copy.open_load().is_some())
    }

    /// Copies that take work.
    pub(crate) fn open_copies(&self) -> usize {
        self.copies.load().iter().filter(|copy| copy.open_load().is_some()).count()
    }

    /// A place at the copy with the fewest requests in flight, or at any copy if so configured.
    pub(crate) fn pick(&self, random: &Random, avoid: Option<CopyId>) -> Option<Lease> {
        let copies = self.copies.load();
        let any = self.any_copy.load(Ordering::Relaxed);
        loop {
            let start = match copies.len() {
                0 => return None,
                1 => 0,
                count if any => random.below(count),
                count => self.turn.fetch_add(1, Ordering::Relaxed) % count,
            };
            let (copy, load) = least_busy(&copies, start, any, avoid)?;
            // Fails when another request was faster. Then the loads are others too: look again.
            if let Some(lease) = copy.lease(load) {
                return Some(lease);
            }
        }
    }

    /// A place at a certain copy, if it is still there and open.
    pub(crate) fn pick_copy(&self, id: CopyId) -> Option<Lease> {
        let copies = self.copies.load();
        let copy = copies.iter().find(|copy| copy.id == id && !copy.is_suspect())?;
        loop {
            if let Some(lease) = copy.lease(copy.open_load()?) {
                return Some(lease);
            }
        }
    }

    /// A place at a copy that works on fewer than `limit` requests.
    pub(crate) fn pick_slot(&self, limit: u32) -> Option<Lease> {
        let copies = self.copies.load();
        loop {
            let (copy, load) = copies
                .iter()
                .filter(|copy| !copy.is_suspect())
                .filter_map(|copy| Some((copy, copy.open_load()?)))
                .filter(|(_, load)| *load < limit)
                .min_by_key(|(_, load)| *load)?;
            if let Some(lease) = copy.lease(load) {
                return Some(lease);
            }
        }
    }

    pub(crate) fn set_queue(&self, queue: Weak<AsyncQueue>) {
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = queue;
    }

    pub(crate) fn queue(&self) -> Option<Arc<AsyncQueue>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    pub(crate) fn close_idle_connections(&self) {
        for copy in self.copies.load().iter() {
            copy.pool.sweep();
        }
    }

    pub(crate) fn take_meters(&self) -> WorkloadMeters {
        let mut meters = self.meter.take(self.key.clone());
        let copies = self.copies.load();
        meters.copies = copies
            .iter()
            .map(|copy| CopyMeters {
                copy: copy.id,
                in_flight: copy.in_flight(),
                in_flight_max: copy.take_peak(),
            })
            .collect();
        (meters.held, meters.held_max) = self.hold.take_counts();
        meters
    }
}

/// The least busy of the open copies, suspects last; with `any`, the first open one from `start`.
fn least_busy(
    copies: &[Arc<Copy>],
    start: usize,
    any: bool,
    avoid: Option<CopyId>,
) -> Option<(&Arc<Copy>, u32)> {
    let (before, after) = copies.split_at(start);
    let mut best: Option<(&Arc<Copy>, (bool, u32))> = None;
    for copy in after.iter().chain(before) {
        if Some(copy.id) == avoid {
            continue;
        }
        let Some(load) = copy.open_load() else { continue };
        let rank = (copy.is_suspect(), load);
        if best.is_none_or(|(_, best)| if any { best.0 && !rank.0 } else { rank < best }) {
            best = Some((copy, rank));
        }
    }
    best.map(|(copy, (_, load))| (copy, load))
}
