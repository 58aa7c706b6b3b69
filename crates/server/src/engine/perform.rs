//! Carrying out effects: rows for the store, orders for the fleet, pictures for the gateway.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ebb_decide::hosting::{Endpoint, Launch};
use ebb_decide::metric::{BucketRow, DroppedBuckets};
use ebb_decide::scaling::{CustomFailure, CustomOrder, CustomReport};
use ebb_decide::{Controller, CopyOrder, Effect, Notification, Realm, Record};
use ebb_fleet::{CopySpec, DEFAULT_STARTUP_TIMEOUT, Fleet, Program};
use ebb_gateway::{
    AsyncSettings, ComponentRoute, EndpointRoutes, Gateway, Meters, OnCold, RoutingStrategy, Split,
    Topics, VariantRoute,
};
use ebb_store::Write;
use ebb_units::{CopyId, Scope, Workload, WorkloadKey};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::courier::Courier;
use crate::custom::Caller;

/// A copy that drains is stopped after this long, whatever it still does: longer than the hour that an asynchronous
/// invocation may take.
const DRAIN_WITHIN: Duration = Duration::from_secs(61 * 60);

/// What an image name starts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Images {
    /// Command lines by image name, from the configuration.
    pub(crate) commands: BTreeMap<String, Vec<String>>,
    /// True when the fleet takes any name and starts nothing.
    pub(crate) any: bool,
}

/// Why an image starts nothing.
#[derive(Debug, thiserror::Error)]
#[error(
    "image \"{image}\" starts nothing: it is neither a name under [images] in ebb.toml, nor a path to an executable, nor a folder with an executable named serve"
)]
pub(crate) struct UnknownImage {
    image: String,
}

impl Images {
    /// The program of an image: a configured name, an executable file, or a folder with `serve` in it.
    fn program(&self, image: &str) -> Result<Program, UnknownImage> {
        if self.any {
            return Ok(Program::Image(image.to_owned()));
        }
        if let Some(command) = self.commands.get(image) {
            return Ok(Program::Command(command.clone()));
        }
        let path = PathBuf::from(image);
        if image.contains('/') {
            if path.is_file() {
                return Ok(Program::Command(vec![image.to_owned(), "serve".to_owned()]));
            }
            let serve = path.join("serve");
            if serve.is_file() {
                return Ok(Program::Command(vec![serve.display().to_string()]));
            }
        }
        Err(UnknownImage { image: image.to_owned() })
    }
}

/// What a custom resource has said to an order.
pub(crate) struct CustomAnswer {
    pub(super) key: WorkloadKey,
    pub(super) number: u64,
    pub(super) answer: Result<CustomReport, CustomFailure>,
}

/// What came of a notification.
pub(crate) struct Delivered {
    pub(super) scope: Scope,
    pub(super) id: String,
    pub(super) outcome: Result<(), String>,
}

/// Hands effects to those who do them.
pub(crate) struct Performer {
    pub(super) fleet: Arc<dyn Fleet>,
    pub(super) gateway: Gateway,
    pub(super) images: Images,
    pub(super) on_cold: OnCold,
    /// Starts that failed before they reached the fleet, with the reason.
    pub(super) failed: Vec<(CopyId, String)>,
    pub(super) customs: Caller,
    /// Calls to custom resources.
    pub(super) calls: JoinSet<()>,
    /// Where their answers go.
    pub(super) custom_answers: mpsc::Sender<CustomAnswer>,
    pub(super) courier: Courier,
    /// Notifications on their way. The controller lets only so many wait.
    pub(super) deliveries: JoinSet<()>,
    /// Where their outcomes go.
    pub(super) delivered: mpsc::Sender<Delivered>,
    /// Drains that wait for their last request.
    pub(super) drains: JoinSet<()>,
}

impl Performer {
    pub(super) fn take_meters(&mut self) -> Meters {
        while self.drains.try_join_next().is_some() {}
        while self.calls.try_join_next().is_some() {}
        while self.deliveries.try_join_next().is_some() {}
        self.gateway.tick();
        self.gateway.take_meters()
    }

    /// Stops all copies and takes all routes away.
    pub(super) async fn reset(&mut self) {
        self.drains.abort_all();
        // Waited for, so that none of them has an answer on its way to somebody who numbers orders anew.
        self.calls.shutdown().await;
        self.deliveries.abort_all();
        self.fleet.stop_all();
        self.gateway.reset();
        self.failed.clear();
    }

    /// Starts that have failed since the last call.
    pub(super) fn take_failed(&mut self) -> Vec<(CopyId, String)> {
        std::mem::take(&mut self.failed)
    }

    /// Sends no more requests to a copy; the fleet will report its end.
    pub(super) fn take_out(&self, copy: CopyId) {
        drop(self.gateway.drain_copy(copy));
    }

    /// Performs one effect; rows come back for the store.
    pub(super) fn perform(&mut self, controller: &Controller, effect: Effect) -> Option<Write> {
        match effect {
            Effect::Put { scope, record } => return put(scope, &record),
            Effect::Delete { scope, kind, key } => {
                return Some(Write::Delete { scope, kind: kind.as_str(), key });
            }
            Effect::Custom { key, number, order } => self.custom(key, number, order),
            Effect::Copy { copy, key, order } => self.copy(controller, copy, &key, order),
            Effect::Route { scope, endpoint } => self.route(controller, &scope, &endpoint),
            Effect::Notify(notification) => self.notify(*notification),
            Effect::Answer { .. } | Effect::Decided { .. } => {}
        }
        None
    }

    fn copy(&mut self, controller: &Controller, copy: CopyId, key: &WorkloadKey, order: CopyOrder) {
        match order {
            CopyOrder::Start(launch) => self.start(copy, key, launch),
            CopyOrder::Serve { address, generation } => {
                tracing::info!(%copy, workload = %key, "copy is healthy");
                // First the number that requests are divided by, then the copy that they go to.
                self.count_copies(controller, key);
                self.gateway.add_copy(key, copy, generation.0, address);
            }
            CopyOrder::Drain => {
                tracing::info!(%copy, workload = %key, "copy drains");
                let drained = self.gateway.drain_copy(copy);
                self.count_copies(controller, key);
                let fleet = Arc::clone(&self.fleet);
                self.drains.spawn(async move {
                    if tokio::time::timeout(DRAIN_WITHIN, drained).await.is_err() {
                        tracing::warn!(%copy, "copy still had work at the end of its drain and is stopped");
                    }
                    fleet.stop(copy);
                });
            }
            CopyOrder::Forget => {
                self.gateway.remove_copy(copy);
                self.count_copies(controller, key);
            }
        }
    }

    /// One call for each custom target at most is under way: the controller gives the next order when it has the answer.
    fn custom(&mut self, key: WorkloadKey, number: u64, order: CustomOrder) {
        let answers = self.custom_answers.clone();
        let caller = self.customs.clone();
        self.calls.spawn(async move {
            let answer = caller.call(&key.workload.to_string(), order).await;
            if let Err(error) = &answer {
                tracing::warn!(resource = %key, %error, "custom resource was called in vain");
            }
            // Without the engine there is nobody left to tell.
            let _ = answers.send(CustomAnswer { key, number, answer }).await;
        });
    }

    fn notify(&mut self, notification: Notification) {
        let (courier, delivered) = (self.courier.clone(), self.delivered.clone());
        self.deliveries.spawn(async move {
            let outcome = courier.deliver(&notification).await;
            if let Err(error) = &outcome {
                let Notification { about, arn, .. } = &notification;
                tracing::warn!(?about, receiver = arn, error, "a notification was given up");
            }
            let Notification { scope, id, .. } = notification;
            // Without the engine there is nobody left to tell; the row is delivered by the next run.
            let _ = delivered.send(Delivered { scope, id, outcome }).await;
        });
    }

    fn start(&mut self, copy: CopyId, key: &WorkloadKey, launch: Launch) {
        let program = match self.images.program(&launch.image) {
            Ok(program) => program,
            Err(error) => {
                tracing::warn!(%copy, workload = %key, %error, "copy could not be started");
                self.failed.push((copy, error.to_string()));
                return;
            }
        };
        tracing::info!(%copy, workload = %key, "copy starts");
        let startup_timeout = launch
            .startup_timeout_secs
            .map_or(DEFAULT_STARTUP_TIMEOUT, |secs| Duration::from_secs(u64::from(secs)));
        self.fleet.start(CopySpec {
            copy,
            workload: key.clone(),
            program,
            environment: launch.environment,
            startup_timeout,
        });
    }

    fn count_copies(&self, controller: &Controller, key: &WorkloadKey) {
        let Some(realm) = controller.realm(&key.scope) else { return };
        let strategy = strategy(realm, &key.workload);
        self.gateway.set_workload(key, realm.sharing(&key.workload).0, strategy);
    }

    /// Reads the picture of an endpoint anew and gives it to the gateway.
    fn route(&self, controller: &Controller, scope: &Scope, name: &str) {
        let endpoint =
            controller.realm(scope).and_then(|realm| Some((realm, realm.endpoints().get(name)?)));
        match endpoint {
            Some((realm, endpoint)) => {
                let routes = picture(realm, scope, endpoint, self.on_cold);
                let variants = routes.variants.iter().filter_map(|route| route.workload.as_ref());
                let parts = variants.chain(routes.components.iter().map(|route| &route.workload));
                // Among how many copies requests are divided may change with the routes.
                parts.for_each(|key| self.count_copies(controller, key));
                self.gateway.set_endpoint(scope, routes);
            }
            None => self.gateway.remove_endpoint(scope, name),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a weight loses digits that no choice by weight can show"
)]
fn picture(realm: &Realm, scope: &Scope, endpoint: &Endpoint, on_cold: OnCold) -> EndpointRoutes {
    let key = |workload| WorkloadKey { scope: scope.clone(), workload };
    let variants = endpoint
        .traffic()
        .into_iter()
        .map(|part| VariantRoute {
            name: part.variant.to_owned(),
            weight: part.weight as f32,
            workload: part.has_model.then(|| {
                key(Workload::Variant {
                    endpoint: endpoint.name.clone(),
                    variant: part.variant.to_owned(),
                })
            }),
            split: part.new.map(|(generation, share)| Split { version: generation.0, share }),
        })
        .collect();
    let components = realm
        .components()
        .values()
        .filter(|component| component.endpoint == endpoint.name)
        .map(|component| ComponentRoute {
            name: component.name.clone(),
            variant: component.variant.clone(),
            workload: key(Workload::Component { name: component.name.clone() }),
            split: component.update.as_ref().map(|update| Split {
                version: update.rollout.generation.0,
                share: update.rollout.share(),
            }),
        })
        .collect();
    EndpointRoutes {
        name: endpoint.name.clone(),
        in_service: endpoint.status.serves(),
        asynchronous: endpoint.asynchronous.as_ref().map(|given| AsyncSettings {
            output_path: given.output_path.clone(),
            failure_path: given.failure_path.clone(),
            max_concurrent: given.max_concurrent,
            topics: Topics {
                success: given.topics.success.clone(),
                error: given.topics.error.clone(),
                success_with_response: given.topics.success_with_response,
                error_with_response: given.topics.error_with_response,
            },
        }),
        variants,
        components,
        on_cold,
    }
}

/// The strategy of the variant that serves or hosts a workload. AWS's default is RANDOM; here the default is the copy
/// with the fewest requests in flight, which is never worse.
fn strategy(realm: &Realm, workload: &Workload) -> RoutingStrategy {
    let (endpoint, variant) = match workload {
        Workload::Variant { endpoint, variant } => (endpoint, variant),
        Workload::Custom { .. } => return RoutingStrategy::default(),
        Workload::Component { name } => match realm.components().get(name) {
            Some(component) => (&component.endpoint, &component.variant),
            None => return RoutingStrategy::default(),
        },
    };
    let routing = realm
        .endpoints()
        .get(endpoint)
        .and_then(|endpoint| endpoint.variant(variant))
        .and_then(|variant| variant.config.routing.as_deref());
    if routing == Some("RANDOM") {
        RoutingStrategy::Random
    } else {
        RoutingStrategy::LeastOutstanding
    }
}

/// A record as a row.
pub(super) fn put(scope: Scope, record: &Record) -> Option<Write> {
    let (kind, key) = record.identity();
    match serde_json::to_string(record) {
        Ok(body) => Some(Write::Put { scope, kind: kind.as_str(), key, body }),
        Err(error) => {
            tracing::error!(kind = kind.as_str(), key, %error, "a row could not be written as JSON");
            None
        }
    }
}

pub(super) fn bucket_write(scope: Scope, row: BucketRow) -> Write {
    Write::Bucket(ebb_store::BucketRow {
        scope,
        metric: row.metric,
        unit: row.unit,
        resolution_secs: row.resolution_secs,
        start_secs: row.start_secs,
        count: row.count,
        sum: row.sum,
        min: row.min,
        max: row.max,
        distribution: row.distribution,
    })
}

pub(super) fn drop_write(scope: Scope, gone: DroppedBuckets) -> Write {
    Write::DropBuckets {
        scope,
        metric: gone.metric,
        unit: gone.unit,
        resolution_secs: gone.resolution_secs,
        before: gone.before_secs,
    }
}
