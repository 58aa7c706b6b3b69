//! Model servers' own metrics, read from each copy and kept as CloudWatch series, so that policies can track them.
//!
//! A gauge becomes its value, a counter what it has grown by since it was read last; the copies of a workload are the samples
//! of one datum, as the instances are in AWS's own metrics. Copies live and die with the server and begin to count at zero,
//! so the first value of a counter is growth too.

mod exposition;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use ebb_decide::hosting::metric_of;
use ebb_decide::metric::{Datum, Resolution, Samples};
use ebb_decide::{Command, Realm};
use ebb_gateway::Gateway;
use ebb_tls::Connector;
use ebb_units::{CopyId, Scope, Workload, WorkloadKey};
use http::{Request, Uri, header};
use http_body_util::Full;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::engine::Engine;
use crate::outgoing::exchange;
use exposition::Exposition;
pub(crate) use settings::Entry;
pub use settings::{MetricKind, Scrape, ScrapedMetric};

/// Longest wait for one copy; shorter when metrics are read more often.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// vLLM's page has some hundred kilobytes.
const MOST_BYTES: usize = 4 << 20;
/// Copies that are read at the same time.
const MOST_AT_ONCE: usize = 16;
/// No accelerated clock makes the server read more often.
const SHORTEST: Duration = Duration::from_millis(100);

/// Reads what the settings ask for until `stop`.
pub(crate) async fn run(
    settings: Vec<Scrape>,
    engine: Engine,
    gateway: Gateway,
    connector: Connector,
    clock: Clock,
    stop: CancellationToken,
) {
    let mut tasks = JoinSet::new();
    for settings in settings {
        let every = clock.real(settings.every).max(SHORTEST);
        let scraper = Scraper {
            settings: Arc::new(settings),
            engine: engine.clone(),
            gateway: gateway.clone(),
            connector: connector.clone(),
            within: ANSWER_WITHIN.min(every),
            counters: BTreeMap::new(),
            silent: BTreeSet::new(),
        };
        tasks.spawn(scraper.run(every, stop.clone()));
    }
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "reading the metrics of model servers has ended");
        }
    }
}

/// One `[[scrape]]` of the configuration.
struct Scraper {
    settings: Arc<Scrape>,
    engine: Engine,
    gateway: Gateway,
    connector: Connector,
    within: Duration,
    /// Where the counters of each copy stood, by the place of the metric in the settings.
    counters: BTreeMap<(CopyId, usize), f64>,
    /// Copies that have not answered the last time; told once.
    silent: BTreeSet<CopyId>,
}

/// What one copy says of the metrics of the settings; absent is what it does not say.
type Values = Vec<Option<(f64, MetricKind)>>;

impl Scraper {
    async fn run(mut self, every: Duration, stop: CancellationToken) {
        let mut turns = interval(every);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = turns.tick() => {}
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.turn() => {}
            }
        }
    }

    async fn turn(&mut self) {
        let copies = self.copies().await;
        let known: BTreeSet<CopyId> = copies.iter().map(|(_, copy, _)| *copy).collect();
        self.counters.retain(|(copy, _), _| known.contains(copy));
        self.silent.retain(|copy| known.contains(copy));
        let mut by_workload: BTreeMap<WorkloadKey, Vec<(CopyId, Values)>> = BTreeMap::new();
        for some in copies.chunks(MOST_AT_ONCE) {
            let mut reads = JoinSet::new();
            for (key, copy, address) in some.iter().cloned() {
                let (settings, within) = (Arc::clone(&self.settings), self.within);
                let connector = self.connector.clone();
                reads.spawn(async move {
                    let read =
                        tokio::time::timeout(within, read(&connector, &settings, address)).await;
                    let late = || format!("no answer within {} ms", within.as_millis());
                    (key, copy, read.unwrap_or_else(|_| Err(late())))
                });
            }
            while let Some(Ok((key, copy, read))) = reads.join_next().await {
                match read {
                    Ok(values) => {
                        self.silent.remove(&copy);
                        by_workload.entry(key).or_default().push((copy, values));
                    }
                    Err(reason) if self.silent.insert(copy) => {
                        let path = &self.settings.path;
                        tracing::warn!(%copy, path, reason, "could not read the metrics of a copy");
                    }
                    Err(_) => {}
                }
            }
        }
        let mut by_scope: BTreeMap<Scope, Vec<Datum>> = BTreeMap::new();
        for (key, copies) in by_workload {
            let data = self.data(&key.workload, &copies);
            by_scope.entry(key.scope).or_default().extend(data);
        }
        for (scope, data) in by_scope.into_iter().filter(|(_, data)| !data.is_empty()) {
            if let Err(error) = self.engine.call(&scope, Command::PutMetricData(data)).await {
                tracing::warn!(%error, "the metrics of model servers could not be kept");
            }
        }
    }

    /// The copies that the settings mean and that serve now.
    async fn copies(&self) -> Vec<(WorkloadKey, CopyId, SocketAddr)> {
        let settings = Arc::clone(&self.settings);
        let wanted = self.engine.read(move |view| {
            let of = |realm: &Realm| {
                let workloads = realm.workloads().map(|(workload, _)| workload);
                let wanted = workloads.filter(|workload| is_meant(&settings, realm, workload));
                let key = |workload: &Workload| WorkloadKey {
                    scope: realm.scope().clone(),
                    workload: workload.clone(),
                };
                wanted.map(key).collect::<Vec<_>>()
            };
            view.realms().flat_map(of).collect::<BTreeSet<WorkloadKey>>()
        });
        // Without the engine the server is at its end.
        let Ok(wanted) = wanted.await else { return Vec::new() };
        let copies = self.gateway.copies().into_iter();
        copies.filter(|(key, _, _)| wanted.contains(key)).collect()
    }

    /// One datum for each metric that a copy has spoken of.
    fn data(&mut self, workload: &Workload, copies: &[(CopyId, Values)]) -> Vec<Datum> {
        let settings = Arc::clone(&self.settings);
        let mut data = Vec::new();
        for (at, metric) in settings.metrics.iter().enumerate() {
            let mut samples = Vec::new();
            for (copy, values) in copies {
                let Some((value, kind)) = values.get(at).copied().flatten() else { continue };
                let value = match kind {
                    MetricKind::Gauge => value,
                    MetricKind::Counter => {
                        let before = self.counters.insert((*copy, at), value).unwrap_or(0.0);
                        // A counter that has gone back began anew.
                        if value < before { value } else { value - before }
                    }
                };
                samples.push((value, 1.0));
            }
            if !samples.is_empty() {
                data.push(Datum {
                    metric: metric_of(workload, &settings.namespace, metric.series_name()),
                    unit: metric.unit,
                    at: self.engine.now(),
                    resolution: Resolution::OneSecond,
                    samples: Samples::Values(samples),
                });
            }
        }
        data
    }
}

fn is_meant(settings: &Scrape, realm: &Realm, workload: &Workload) -> bool {
    let (endpoint, component, launch) = match workload {
        Workload::Variant { endpoint, variant } => {
            let found = realm.endpoints().get(endpoint).and_then(|found| found.variant(variant));
            (endpoint, None, found.and_then(|variant| variant.launch.as_ref()))
        }
        Workload::Component { name } => {
            let Some(found) = realm.components().get(name) else { return false };
            (&found.endpoint, Some(name), Some(&found.launch))
        }
        Workload::Custom { .. } => return false,
    };
    let fits = |wanted: &Option<String>, is: Option<&String>| {
        wanted.as_ref().is_none_or(|wanted| Some(wanted) == is)
    };
    fits(&settings.image, launch.map(|launch| &launch.image))
        && fits(&settings.endpoint, Some(endpoint))
        && fits(&settings.component, component)
}

async fn read(
    connector: &Connector,
    settings: &Scrape,
    address: SocketAddr,
) -> Result<Values, String> {
    let url: Uri = format!("http://{address}{}", settings.path)
        .parse()
        .map_err(|error| format!("no URL: {error}"))?;
    let request = Request::get(url.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, address.to_string())
        .header(header::ACCEPT, "text/plain;version=0.0.4")
        .body(Full::<Bytes>::default())
        .map_err(|error| error.to_string())?;
    let (status, body) = exchange(connector, &url, request, MOST_BYTES).await?;
    if !status.is_success() {
        return Err(format!("it answered {}", status.as_u16()));
    }
    let text = std::str::from_utf8(&body).map_err(|_| "its answer is no UTF-8".to_owned())?;
    let page = Exposition::read(text, |name| settings.metrics.iter().any(|it| it.name == name));
    Ok(settings.metrics.iter().map(|metric| page.value(metric)).collect())
}
