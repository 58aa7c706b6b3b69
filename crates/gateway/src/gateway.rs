//! The gateway as the server sees it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use ebb_units::{CopyId, Scope, WorkloadKey};
use http::{HeaderValue, Request, Response};
use http_body::Body;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::asynchronous::journal::Journal;
use crate::asynchronous::objects::Objects;
use crate::asynchronous::queue::AsyncQueue;
use crate::asynchronous::request::AsyncRequest;
use crate::asynchronous::worker;
use crate::body::GatewayBody;
use crate::config::GatewayConfig;
use crate::copy::Copy;
use crate::error::Fault;
use crate::event::GatewayEvent;
use crate::invoke;
use crate::meter::Meters;
use crate::picture::{Component, Endpoint, Picture, Variant};
use crate::plain::{self, Permit, PlainTarget};
use crate::pool::Pool;
use crate::random::Random;
use crate::room::{Kept, Room};
use crate::routes::{EndpointRoutes, RoutingStrategy};
use crate::tap::{Listener, Taps, TooManyListeners};
use crate::workload::Workload;

/// The data path. Clones share one gateway.
#[derive(Clone, Debug)]
pub struct Gateway(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) config: GatewayConfig,
    pub(crate) picture: Picture,
    pub(crate) random: Random,
    pub(crate) events: mpsc::Sender<GatewayEvent>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) objects: Arc<dyn Objects>,
    /// Asynchronous requests in memory, over all endpoints.
    pub(crate) backlog: Arc<AtomicUsize>,
    /// For bodies in which the name of a model is looked for, all together as much as one line of held requests may have.
    pub(crate) peeked: Arc<Room>,
    /// For inputs that came with asynchronous requests.
    pub(crate) inputs: Arc<Room>,
    /// Who listens to requests.
    pub(crate) taps: Arc<Taps>,
    /// Cancelled when streams that are still open are given up.
    pub(crate) closing: CancellationToken,
    registry: Mutex<Registry>,
    jobs: Mutex<JoinSet<()>>,
    runtime: Handle,
}

/// What the control side has told. The data path does not look in here.
#[derive(Debug, Default)]
struct Registry {
    workloads: HashMap<WorkloadKey, Arc<Workload>>,
    copies: HashMap<CopyId, (Arc<Copy>, Arc<Workload>)>,
}

impl Gateway {
    /// A gateway without endpoints. `journal` and `objects` serve asynchronous invocations.
    ///
    /// `events` should be bounded to a few thousand: nothing waits for room in it, see
    /// [`GatewayEvent`].
    ///
    /// # Panics
    /// Outside of a tokio runtime, on which asynchronous work is run.
    pub fn new(
        config: GatewayConfig,
        journal: Arc<dyn Journal>,
        objects: Arc<dyn Objects>,
        events: mpsc::Sender<GatewayEvent>,
    ) -> Self {
        Self(Arc::new(Shared {
            random: Random::new(config.seed),
            peeked: Room::new(config.hold.max_bytes),
            inputs: Room::new(config.asynchronous.max_inline_bytes),
            config,
            picture: Picture::new(),
            events,
            journal,
            objects,
            backlog: Arc::new(AtomicUsize::new(0)),
            taps: Arc::default(),
            closing: CancellationToken::new(),
            registry: Mutex::default(),
            jobs: Mutex::default(),
            runtime: Handle::current(),
        }))
    }

    /// Sets the complete picture of one endpoint. Workloads keep their copies, held requests and
    /// meters; requests held for a workload that no route leads to any more are told that the
    /// endpoint is gone.
    pub fn set_endpoint(&self, scope: &Scope, routes: EndpointRoutes) {
        let shared = &self.0;
        let mut registry = shared.registry();
        let before = shared.picture.find(scope, &routes.name);
        let queue = routes.asynchronous.as_ref().map(|_| {
            before
                .as_ref()
                .and_then(|endpoint| endpoint.queue.clone())
                .unwrap_or_else(|| Arc::new(AsyncQueue::new(scope.clone(), routes.name.clone())))
        });
        let endpoint = registry.endpoint(scope, &routes, queue.clone());
        // Told before anything can be sent there by the new picture.
        let variants =
            routes.variants.iter().filter_map(|it| Some((it.workload.as_ref()?, it.split)));
        let components = routes.components.iter().map(|it| (&it.workload, it.split));
        for (key, split) in variants.chain(components) {
            registry.workload(key).set_split(split);
        }
        for workload in endpoint.workloads() {
            workload.refer();
        }
        if let (Some(queue), Some(settings)) = (&queue, routes.asynchronous) {
            queue.set_routes(settings, &endpoint.variants);
            for workload in endpoint.workloads() {
                workload.set_queue(Arc::downgrade(queue));
            }
        }
        let old = shared.picture.set(endpoint);
        drop(registry);
        if let Some(old) = old {
            shared.retire(&old, queue.as_ref());
        }
        if let Some(queue) = queue {
            worker::pump(shared, &queue);
        }
    }

    /// Takes an endpoint away. Held requests are told so; asynchronous requests in its queue are
    /// dropped and finished in the journal as such.
    pub fn remove_endpoint(&self, scope: &Scope, name: &str) {
        let registry = self.0.registry();
        let old = self.0.picture.remove(scope, name);
        drop(registry);
        if let Some(old) = old {
            self.0.retire(&old, None);
        }
    }

    /// Forgets everything: endpoints, copies, meters and asynchronous work. Held requests are told that their endpoint
    /// is gone; those that a model works on end with it, and count for nobody.
    pub fn reset(&self) {
        for endpoint in self.0.picture.all() {
            self.remove_endpoint(&endpoint.scope, &endpoint.name);
        }
        let forgotten = std::mem::take(&mut *self.0.registry());
        for (copy, workload) in forgotten.copies.values() {
            copy.close();
            workload.remove(copy.id);
        }
        self.stop();
    }

    /// Sets how many instances or copies a workload is said to have, which each request is divided
    /// by in `InvocationsPerInstance`, and how requests are spread over its copies.
    pub fn set_workload(&self, key: &WorkloadKey, instances: u32, strategy: RoutingStrategy) {
        let workload = self.0.registry().workload(key);
        workload.meter.set_instances(instances);
        workload.set_strategy(strategy);
    }

    /// A copy is healthy: it gets traffic at once, held requests first, oldest of all first. A copy
    /// of the same id takes the place of the earlier one.
    ///
    /// While two versions of the workload are there, it gets the share of its own.
    pub fn add_copy(&self, key: &WorkloadKey, copy: CopyId, version: u64, address: SocketAddr) {
        self.remove_copy(copy);
        let config = &self.0.config;
        let pool = Pool::new(config.idle_connections, config.idle_timeout);
        let new = Arc::new(Copy::new(copy, version, address, pool));
        let mut registry = self.0.registry();
        let workload = registry.workload(key);
        registry.copies.insert(copy, (Arc::clone(&new), Arc::clone(&workload)));
        workload.add(new, &self.0.random);
        drop(registry);
        if let Some(queue) = workload.queue() {
            worker::pump(&self.0, &queue);
        }
    }

    /// Gives no new work to a copy from this call on. The future resolves when everything it works
    /// on has ended, streams and asynchronous work included; at once for a copy that is not known.
    /// The copy is forgotten with [`Self::remove_copy`].
    pub fn drain_copy(&self, copy: CopyId) -> impl Future<Output = ()> + Send + 'static {
        let known = self.0.registry().copies.get(&copy).cloned();
        if let Some((copy, workload)) = &known {
            copy.close();
            workload.remove(copy.id);
        }
        async move {
            if let Some((copy, _)) = known {
                copy.drained().await;
            }
        }
    }

    /// Forgets a copy that is gone. Requests in flight live and die with their own connections.
    pub fn remove_copy(&self, copy: CopyId) {
        let known = self.0.registry().copies.remove(&copy);
        if let Some((copy, workload)) = known {
            copy.close();
            workload.remove(copy.id);
        }
    }

    /// The copies that get requests, and where they listen.
    pub fn copies(&self) -> Vec<(WorkloadKey, CopyId, SocketAddr)> {
        let registry = self.0.registry();
        let open = registry.copies.values().filter(|(copy, _)| copy.open_load().is_some());
        open.map(|(copy, workload)| (workload.key.clone(), copy.id, copy.address)).collect()
    }

    /// Requests in flight per copy, for choosing the idlest one. Draining copies are among them.
    pub fn in_flight(&self) -> Vec<(CopyId, u32)> {
        let registry = self.0.registry();
        registry.copies.values().map(|(copy, _)| (copy.id, copy.in_flight())).collect()
    }

    /// Listens to the requests of an endpoint, whether or not there is one of that name, until the listener is dropped.
    ///
    /// # Errors
    /// [`TooManyListeners`].
    pub fn listen(&self, scope: &Scope, endpoint: &str) -> Result<Listener, TooManyListeners> {
        Listener::new(&self.0.taps, scope, endpoint)
    }

    /// How many requests wait for a copy now, by workload; those for which none does are left out.
    pub fn held(&self) -> Vec<(WorkloadKey, u32)> {
        let registry = self.0.registry();
        let counted = registry.workloads.iter().map(|(key, of)| (key.clone(), of.hold.count()));
        counted.filter(|(_, held)| *held > 0).collect()
    }

    /// Everything measured since the last call. Workloads that nothing leads to are forgotten with
    /// their last meters.
    pub fn take_meters(&self) -> Meters {
        let (mut workloads, mut fleets) = (Vec::new(), Vec::new());
        self.0.registry().workloads.retain(|_, workload| {
            // When only the map has it, no route, copy or request can add to what is taken here.
            let in_use = workload.is_referenced() || Arc::strong_count(workload) > 1;
            let meters = workload.take_meters();
            if !meters.is_empty() {
                workloads.push(meters);
            }
            fleets.extend(workload.take_fleets());
            in_use
        });
        let backlogs = self.0.queues().iter().map(|queue| queue.backlog()).collect();
        Meters { workloads, fleets, backlogs }
    }

    /// Does what is due: expires asynchronous requests whose time to live is over, sends events
    /// again that found no room, closes idle connections. To be called about once a second of the
    /// configured clock.
    pub fn tick(&self) {
        for queue in self.0.queues() {
            worker::pump(&self.0, &queue);
            queue.announce(&self.0.events);
        }
        for workload in self.0.registry().workloads.values() {
            workload.close_idle_connections();
        }
    }

    /// Takes over asynchronous requests that were accepted before a restart, without journaling them
    /// again. To be called after the endpoints are set. Returns those that no endpoint takes.
    pub fn restore(&self, requests: Vec<AsyncRequest>) -> Vec<AsyncRequest> {
        let mut homeless = Vec::new();
        let mut touched: HashMap<(Scope, String), Arc<AsyncQueue>> = HashMap::new();
        for request in requests {
            let endpoint = self.0.picture.find(&request.scope, &request.endpoint);
            let Some(queue) = endpoint.and_then(|endpoint| endpoint.queue.clone()) else {
                homeless.push(request);
                continue;
            };
            let key = (request.scope.clone(), request.endpoint.clone());
            let mut kept = self.0.inputs.enter();
            // They were promised, whatever room there is.
            let _ = kept.grow_to(request.input.as_ref().map_or(0, Bytes::len));
            match queue.push_restored(Arc::new(request), self.0.slot(kept)) {
                Ok(()) => drop(touched.insert(key, queue)),
                Err(request) => homeless.push(Arc::unwrap_or_clone(request)),
            }
        }
        for queue in touched.values() {
            worker::pump(&self.0, queue);
        }
        homeless
    }

    /// Stops asynchronous work where it stands. What is unfinished stays in the journal.
    pub fn stop(&self) {
        self.0.jobs().abort_all();
    }

    /// Ends the event streams that are still open, each with an error that says so.
    pub fn end_streams(&self) {
        self.0.closing.cancel();
    }

    /// Answers a request of the runtime API, below `/endpoints/`.
    ///
    /// The future may be dropped at any moment, and should be when the client disconnects: the work
    /// for it ends with it, the connection to the model included.
    pub async fn invoke<B>(&self, scope: &Scope, request: Request<B>) -> Response<GatewayBody>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        invoke::invoke(&self.0, scope, request).await
    }

    /// Passes a request through to the model server itself: any method, path, headers and body, and its answer as it
    /// is. Held, routed, measured like an invocation. `permit` is asked when it is clear where the request goes.
    ///
    /// The future may be dropped as that of [`Self::invoke`].
    pub async fn pass<B>(
        &self,
        scope: &Scope,
        target: PlainTarget,
        request: Request<B>,
        permit: &Permit<'_>,
    ) -> Response<GatewayBody>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        plain::pass(&self.0, scope, target, request, permit).await
    }
}

impl Shared {
    /// # Errors
    /// [`Fault::EndpointNotFound`] also for one that is not in service.
    pub(crate) fn in_service(&self, scope: &Scope, name: &str) -> Result<Arc<Endpoint>, Fault> {
        self.picture
            .find(scope, name)
            .filter(|endpoint| endpoint.in_service)
            .ok_or_else(|| Fault::EndpointNotFound(name.to_owned()))
    }

    /// Counts a request that found no copy, and says so at once.
    pub(crate) fn no_capacity(&self, workload: &Workload) {
        let count = workload.meter.no_capacity();
        let event = GatewayEvent::NoCapacity { workload: workload.key.clone(), count };
        if self.events.try_send(event).is_err() {
            workload.meter.unreported(count);
        }
    }

    /// Runs a piece of asynchronous work to its end.
    pub(crate) fn spawn(&self, job: impl Future<Output = ()> + Send + 'static) {
        let mut jobs = self.jobs();
        while let Some(ended) = jobs.try_join_next() {
            if let Err(error) = ended
                && error.is_panic()
            {
                tracing::error!(%error, "asynchronous work failed");
            }
        }
        jobs.spawn_on(job, &self.runtime);
    }

    /// A place for one more asynchronous request in memory, whatever the limit.
    pub(crate) fn slot(&self, input: Kept) -> BacklogSlot {
        self.backlog.fetch_add(1, Ordering::Relaxed);
        BacklogSlot { backlog: Arc::clone(&self.backlog), _input: input }
    }

    /// The same, within the limit.
    pub(crate) fn slot_within_limit(&self, input: Kept) -> Option<BacklogSlot> {
        let slot = self.slot(input);
        (self.backlog.load(Ordering::Relaxed) <= self.config.asynchronous.max_backlog)
            .then_some(slot)
    }

    /// Lets go of an endpoint that was replaced or removed.
    fn retire(self: &Arc<Self>, old: &Endpoint, queue: Option<&Arc<AsyncQueue>>) {
        for workload in old.workloads() {
            if workload.unrefer() {
                workload.hold.dismiss();
            }
        }
        if let Some(old) = &old.queue
            && queue.is_none()
        {
            worker::drop_requests(self, old.close());
            old.announce(&self.events);
        }
    }

    fn queues(&self) -> Vec<Arc<AsyncQueue>> {
        self.picture.all().iter().filter_map(|endpoint| endpoint.queue.clone()).collect()
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn jobs(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one asynchronous request in memory until dropped, and its input if it brought one.
#[derive(Debug)]
pub(crate) struct BacklogSlot {
    backlog: Arc<AtomicUsize>,
    _input: Kept,
}

impl Drop for BacklogSlot {
    fn drop(&mut self) {
        self.backlog.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Registry {
    fn workload(&mut self, key: &WorkloadKey) -> Arc<Workload> {
        let new = || Arc::new(Workload::new(key.clone()));
        Arc::clone(self.workloads.entry(key.clone()).or_insert_with(new))
    }

    fn endpoint(
        &mut self,
        scope: &Scope,
        routes: &EndpointRoutes,
        queue: Option<Arc<AsyncQueue>>,
    ) -> Endpoint {
        // A name that no header can carry is left out of the response rather than refused here.
        let header = |name: &str| HeaderValue::try_from(name).ok();
        let variants = routes.variants.iter().map(|variant| Variant {
            name: variant.name.clone(),
            header: header(&variant.name),
            weight: f64::from(variant.weight),
            workload: variant.workload.as_ref().map(|key| self.workload(key)),
        });
        let variants = variants.collect();
        let components = routes.components.iter().map(|component| {
            let variant = header(&component.variant);
            let workload = self.workload(&component.workload);
            (component.name.clone(), Component { variant, workload })
        });
        Endpoint {
            scope: scope.clone(),
            name: routes.name.as_str().into(),
            in_service: routes.in_service,
            on_cold: routes.on_cold,
            variants,
            components: components.collect(),
            queue,
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("config", &self.config).finish_non_exhaustive()
    }
}
