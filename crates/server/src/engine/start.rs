//! From a data folder to a running engine.

use std::sync::Arc;

use ebb_decide::metric::BucketRow;
use ebb_decide::{Beginning, Config, Controller, Record, Told};
use ebb_fleet::{Fleet, Report};
use ebb_gateway::{AsyncRequest, Gateway, GatewayEvent, OnCold};
use ebb_store::{Contents, Store};
use ebb_units::{Scope, Timestamp};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::perform::{Images, Performer};
use super::run::{Parts, stored_clock};
use super::{Engine, Message};
use crate::clock::Clock;
use crate::courier::Courier;
use crate::custom::Caller;
use crate::files::Folders;
use crate::recording::Recorder;

/// Calls that wait for the engine at most. When it is full, callers wait, which slows the sockets down.
const INBOX: usize = 4096;

/// Outcomes of notifications that wait for the engine at most. When it is full, the deliveries that bring them wait.
const OUTCOMES: usize = 64;
/// Answers of custom resources that wait for the engine at most. When it is full, the calls that bring them wait.
const CUSTOM_ANSWERS: usize = 64;

/// Kind of the rows that hold asynchronous requests.
pub(crate) const ASYNC_KIND: &str = "async-request";

/// Everything the engine is given.
pub(crate) struct Inputs {
    pub(crate) contents: Contents,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) fleet: Arc<dyn Fleet>,
    pub(crate) reports: mpsc::Receiver<Report>,
    pub(crate) gateway: Gateway,
    pub(crate) gateway_events: mpsc::Receiver<GatewayEvent>,
    pub(crate) images: Images,
    pub(crate) customs: Caller,
    pub(crate) courier: Courier,
    pub(crate) folders: Folders,
    pub(crate) on_cold: OnCold,
    pub(crate) config: Config,
    pub(crate) recorder: Recorder,
}

/// An engine that is ready to run.
pub(crate) struct Started {
    pub(crate) engine: Engine,
    pub(crate) parts: Parts,
    /// Asynchronous requests of the earlier run, for the gateway when the routes are set.
    pub(crate) requests: Vec<AsyncRequest>,
}

/// The data folder holds something that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// A row is not what this release writes.
    #[error("row \"{key}\" of kind \"{kind}\" in scope {scope} cannot be read")]
    Row {
        /// Whose row.
        scope: Scope,
        /// Which kind.
        kind: String,
        /// Which row.
        key: String,
        /// Why not.
        source: serde_json::Error,
    },
}

/// The clock goes on where an accelerated one had got to, so that time never runs backwards for what is stored.
pub(crate) fn first_instant(contents: &Contents, now: Timestamp) -> Timestamp {
    stored_clock(contents.meta.get("clock")).map_or(now, |stored| stored.max(now))
}

pub(crate) fn start(inputs: Inputs) -> Result<Started, StartError> {
    let Inputs { contents, store, clock, fleet, reports, gateway, gateway_events, .. } = inputs;
    let (config, mut recorder) = (inputs.config, inputs.recorder);
    let mut records: Vec<(Scope, Record)> = Vec::new();
    let mut requests = Vec::new();
    for row in contents.records {
        let broken = |source| StartError::Row {
            scope: row.scope.clone(),
            kind: row.kind.clone(),
            key: row.key.clone(),
            source,
        };
        if row.kind == ASYNC_KIND {
            requests.push(serde_json::from_str(&row.body).map_err(broken)?);
        } else {
            let record = serde_json::from_str(&row.body).map_err(broken)?;
            records.push((row.scope, record));
        }
    }
    let buckets = contents.series.into_iter().flat_map(|series| {
        let (scope, metric, unit) = (series.scope, series.metric, series.unit);
        series.buckets.into_iter().map(move |bucket| {
            let row = BucketRow {
                metric: metric.clone(),
                unit,
                resolution_secs: bucket.resolution_secs,
                start_secs: bucket.start_secs,
                count: bucket.count,
                sum: bucket.sum,
                min: bucket.min,
                max: bucket.max,
                distribution: bucket.distribution,
            };
            (scope.clone(), row)
        })
    });
    let now = clock.now();
    let mut first_effects = Vec::new();
    let mut controller = Controller::new(config.clone(), now);
    let unreadable = if recorder.is_on() {
        let buckets: Vec<(Scope, BucketRow)> = buckets.collect();
        let beginning = Beginning {
            config: config.clone(),
            now,
            records: records.clone(),
            buckets: buckets.clone(),
        };
        let unreadable = controller.restore(now, records, buckets, &mut first_effects);
        recorder.note(Told::Begin(Box::new(beginning)), &first_effects);
        unreadable
    } else {
        controller.restore(now, records, buckets, &mut first_effects)
    };
    for error in unreadable {
        tracing::error!(%error, "a stored metric bucket was left out");
    }
    let (sender, inbox) = mpsc::channel::<Message>(INBOX);
    let (answered, custom_answers) = mpsc::channel(CUSTOM_ANSWERS);
    let (outcome, delivered) = mpsc::channel(OUTCOMES);
    let performer = Performer {
        fleet,
        gateway,
        images: inputs.images,
        on_cold: inputs.on_cold,
        failed: Vec::new(),
        customs: inputs.customs.clone(),
        calls: JoinSet::new(),
        custom_answers: answered,
        courier: inputs.courier.clone(),
        deliveries: JoinSet::new(),
        delivered: outcome,
        drains: JoinSet::new(),
    };
    let parts = Parts {
        controller,
        config,
        clock,
        store,
        performer,
        inbox,
        reports,
        gateway_events,
        custom_answers,
        delivered,
        first_effects,
        recorder,
    };
    let (customs, courier, folders) = (inputs.customs, inputs.courier, inputs.folders);
    let engine = Engine { inbox: sender, clock, customs, courier, folders };
    Ok(Started { engine, parts, requests })
}
