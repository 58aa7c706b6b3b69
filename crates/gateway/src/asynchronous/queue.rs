//! The queue of one asynchronous endpoint, oldest first.
//!
//! One queue serves all variants: a request is given to a variant when a copy of it has room, drawn
//! by weight among those that have. So nothing waits for a variant at zero while another one idles.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use ebb_units::{CopyId, Scope, Timestamp};
use tokio::sync::mpsc;

use crate::asynchronous::request::AsyncRequest;
use crate::copy::{Copy, Lease};
use crate::event::{Backlog, GatewayEvent};
use crate::gateway::BacklogSlot;
use crate::picture::Variant;
use crate::random::Random;
use crate::routes::AsyncSettings;
use crate::workload::Workload;

#[derive(Debug)]
pub(crate) struct AsyncQueue {
    scope: Scope,
    endpoint: String,
    routes: ArcSwap<QueueRoutes>,
    line: Mutex<Line>,
}

/// Where the requests of a queue go.
#[derive(Debug, Default)]
pub(crate) struct QueueRoutes {
    pub(crate) settings: AsyncSettings,
    variants: Vec<(f64, Arc<Workload>)>,
}

/// Time of receipt, then order of arrival here.
type Order = (i64, u64);

#[derive(Debug, Default)]
struct Line {
    waiting: BTreeMap<Order, Waiting>,
    /// The same requests by the time at which they expire.
    expiries: BTreeSet<(i64, Order)>,
    next: u64,
    in_progress: usize,
    /// Those in progress by the copy they were given to.
    given: HashMap<CopyId, (Arc<Copy>, usize)>,
    closed: bool,
    /// What the last event said: is anything waiting, is anything in progress.
    announced: (bool, bool),
}

#[derive(Debug)]
struct Waiting {
    request: Arc<AsyncRequest>,
    /// How many copies died over it.
    deliveries: u32,
    /// Whether it is of before a restart, and may have ended then.
    is_restored: bool,
    /// Held for its drop.
    _slot: BacklogSlot,
}

/// A request that was given to a copy. Leaves the count of those in progress when dropped.
#[derive(Debug)]
pub(crate) struct InProgress {
    queue: Arc<AsyncQueue>,
    order: Order,
    copy: CopyId,
    waiting: Option<Waiting>,
    pub(crate) request: Arc<AsyncRequest>,
    pub(crate) deliveries: u32,
    pub(crate) is_restored: bool,
}

/// A request that waited for too long.
#[derive(Debug)]
pub(crate) struct Expired {
    pub(crate) request: Arc<AsyncRequest>,
    pub(crate) is_restored: bool,
}

/// A request and the copy that works on it.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) work: InProgress,
    pub(crate) workload: Arc<Workload>,
    pub(crate) lease: Lease,
}

impl AsyncQueue {
    pub(crate) fn new(scope: Scope, endpoint: String) -> Self {
        Self { scope, endpoint, routes: ArcSwap::default(), line: Mutex::default() }
    }

    pub(crate) fn set_routes(&self, settings: AsyncSettings, variants: &[Variant]) {
        let variants = variants
            .iter()
            .filter_map(|variant| Some((variant.weight, Arc::clone(variant.workload.as_ref()?))));
        self.routes.store(Arc::new(QueueRoutes { settings, variants: variants.collect() }));
    }

    pub(crate) fn routes(&self) -> Arc<QueueRoutes> {
        self.routes.load_full()
    }

    /// Puts a request into the queue.
    ///
    /// # Errors
    /// Gives it back when the endpoint is gone.
    pub(crate) fn push(
        &self,
        request: Arc<AsyncRequest>,
        slot: BacklogSlot,
    ) -> Result<(), Arc<AsyncRequest>> {
        self.enter(Waiting { request, deliveries: 0, is_restored: false, _slot: slot })
    }

    /// Puts a request of before a restart into the queue.
    ///
    /// # Errors
    /// Gives it back when no endpoint takes it.
    pub(crate) fn push_restored(
        &self,
        request: Arc<AsyncRequest>,
        slot: BacklogSlot,
    ) -> Result<(), Arc<AsyncRequest>> {
        self.enter(Waiting { request, deliveries: 0, is_restored: true, _slot: slot })
    }

    fn enter(&self, waiting: Waiting) -> Result<(), Arc<AsyncRequest>> {
        let mut line = self.line();
        if line.closed {
            return Err(waiting.request);
        }
        let order = (waiting.request.received_at_ms, line.next);
        line.next += 1;
        line.insert(order, waiting);
        Ok(())
    }

    /// The oldest request, for a copy that has room; `None` when either is missing.
    pub(crate) fn assign(
        self: &Arc<Self>,
        random: &Random,
        concurrency: u32,
    ) -> Option<Assignment> {
        let mut line = self.line();
        if line.waiting.is_empty() {
            return None;
        }
        let routes = self.routes.load();
        // A copy is free when its model has answered, but the result may take longer to store. Such
        // requests count too, or a slow store would fill the memory with results. What copies that drain
        // have still to do does not: it only gets less, and others must not wait for it.
        if line.on_open_copies() >= routes.room(concurrency) {
            return None;
        }
        let (workload, lease) = routes.pick(random, concurrency)?;
        let (order, waiting) = line.waiting.pop_first()?;
        line.expiries.remove(&(waiting.request.expires_at_ms(), order));
        line.in_progress += 1;
        let copy = lease.copy();
        line.given.entry(copy.id).or_insert_with(|| (Arc::clone(copy), 0)).1 += 1;
        drop(line);
        let work = InProgress {
            queue: Arc::clone(self),
            order,
            copy: copy.id,
            request: Arc::clone(&waiting.request),
            deliveries: waiting.deliveries,
            is_restored: waiting.is_restored,
            waiting: Some(waiting),
        };
        Some(Assignment { work, workload, lease })
    }

    /// Takes out what has expired by now, oldest first.
    pub(crate) fn expired(&self, now: Timestamp) -> Vec<Expired> {
        let mut line = self.line();
        let mut expired = Vec::new();
        while let Some((at, order)) = line.expiries.first().copied()
            && at <= now.as_millisecond()
        {
            line.expiries.pop_first();
            expired.extend(line.waiting.remove(&order).map(|waiting| Expired {
                request: waiting.request,
                is_restored: waiting.is_restored,
            }));
        }
        expired
    }

    /// Takes no more requests, and gives out those that wait.
    pub(crate) fn close(&self) -> Vec<Arc<AsyncRequest>> {
        let mut line = self.line();
        line.closed = true;
        line.expiries.clear();
        std::mem::take(&mut line.waiting).into_values().map(|waiting| waiting.request).collect()
    }

    /// The workload that expired requests are counted under: they never had one of their own.
    pub(crate) fn first_workload(&self) -> Option<Arc<Workload>> {
        self.routes.load().variants.first().map(|(_, workload)| Arc::clone(workload))
    }

    pub(crate) fn backlog(&self) -> Backlog {
        self.describe(&self.line())
    }

    /// Sends an event if the backlog has gone from or to zero since the last one.
    pub(crate) fn announce(&self, events: &mpsc::Sender<GatewayEvent>) {
        let mut line = self.line();
        let state = (!line.waiting.is_empty(), line.in_progress != 0);
        // Under the lock, so that events come in the order of what they tell.
        if state != line.announced
            && events.try_send(GatewayEvent::Backlog(self.describe(&line))).is_ok()
        {
            line.announced = state;
        }
    }

    fn describe(&self, line: &Line) -> Backlog {
        let oldest = line.waiting.first_key_value().map(|((received, _), _)| *received);
        Backlog {
            scope: self.scope.clone(),
            endpoint: self.endpoint.clone(),
            waiting: line.waiting.len(),
            in_progress: line.in_progress,
            oldest_received_at: oldest.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QueueRoutes {
    /// Requests a copy works on at a time.
    pub(crate) fn concurrency(&self, default: u32) -> u32 {
        self.settings.max_concurrent.unwrap_or(default).max(1)
    }

    /// Requests that may be in progress at a time.
    fn room(&self, concurrency: u32) -> usize {
        let copies = self.variants.iter().map(|(_, workload)| workload.open_copies());
        copies.sum::<usize>().saturating_mul(usize::try_from(concurrency).unwrap_or(usize::MAX))
    }

    /// A copy with room: of a variant drawn by weight, or else of any that takes traffic.
    fn pick(&self, random: &Random, concurrency: u32) -> Option<(Arc<Workload>, Lease)> {
        let weighted = self.variants.iter().any(|(weight, _)| *weight > 0.0);
        let mut open: Vec<_> = self
            .variants
            .iter()
            .filter(|(weight, _)| !weighted || *weight > 0.0)
            .map(|(weight, workload)| (if weighted { *weight } else { 1.0 }, workload))
            .collect();
        while !open.is_empty() {
            let total: f64 = open.iter().map(|(weight, _)| weight).sum();
            let mut left = random.fraction() * total;
            let drawn = open.iter().position(|(weight, _)| {
                left -= weight;
                left < 0.0
            });
            let (_, workload) = open.swap_remove(drawn.unwrap_or(0));
            if let Some(lease) = workload.pick_slot(random, concurrency) {
                return Some((Arc::clone(workload), lease));
            }
        }
        None
    }
}

impl Line {
    fn on_open_copies(&self) -> usize {
        let open = self.given.values().filter(|(copy, _)| copy.open_load().is_some());
        open.map(|(_, number)| number).sum()
    }

    fn insert(&mut self, order: Order, waiting: Waiting) {
        self.expiries.insert((waiting.request.expires_at_ms(), order));
        self.waiting.insert(order, waiting);
    }
}

impl InProgress {
    /// Puts the request back to its old place, because its copy is gone. `died_over_it` counts it
    /// as delivered once more.
    pub(crate) fn put_back(mut self, died_over_it: bool) -> Result<(), Arc<AsyncRequest>> {
        let Some(mut waiting) = self.waiting.take() else { return Ok(()) };
        waiting.deliveries += u32::from(died_over_it);
        let mut line = self.queue.line();
        if line.closed {
            return Err(waiting.request);
        }
        line.insert(self.order, waiting);
        drop(line);
        Ok(())
    }

    pub(crate) fn queue(&self) -> &Arc<AsyncQueue> {
        &self.queue
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        let mut line = self.queue.line();
        line.in_progress -= 1;
        if let Some((_, number)) = line.given.get_mut(&self.copy) {
            *number -= 1;
            if *number == 0 {
                line.given.remove(&self.copy);
            }
        }
    }
}
