//! A gateway with a front server, and a client for it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use ebb_gateway::{
    AsyncSettings, ComponentRoute, EndpointRoutes, Gateway, GatewayConfig, GatewayEvent, OnCold,
    PlainTarget, Split, VariantRoute, WorkloadMeters,
};
use ebb_units::{CopyId, Scope, Timestamp, Workload, WorkloadKey};
use http::{HeaderMap, Request, Response, StatusCode, Uri};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};

use crate::memory::{Finished, MemoryJournal, MemoryObjects};

pub(crate) struct World {
    pub(crate) gateway: Gateway,
    pub(crate) scope: Scope,
    pub(crate) events: mpsc::Receiver<GatewayEvent>,
    pub(crate) journal: Arc<MemoryJournal>,
    pub(crate) finished: Finished,
    pub(crate) objects: Arc<MemoryObjects>,
    pub(crate) front: SocketAddr,
    clock: Arc<AtomicI64>,
    _server: JoinSet<()>,
}

/// An answer in memory.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

pub(crate) fn scope() -> Scope {
    Scope { account: "123456789012".parse().unwrap(), region: "eu-west-1".parse().unwrap() }
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let clock = Arc::new(AtomicI64::new(1_772_620_000_000));
        let reader = Arc::clone(&clock);
        let now = move || Timestamp::from_millisecond(reader.load(Ordering::Relaxed)).unwrap();
        let mut config = GatewayConfig::new(42, Arc::new(now));
        change(&mut config);
        let (sender, events) = mpsc::channel(4096);
        let (journal, finished) = MemoryJournal::new();
        let objects = Arc::new(MemoryObjects::default());
        let gateway =
            Gateway::new(config, Arc::clone(&journal) as _, Arc::clone(&objects) as _, sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = listener.local_addr().unwrap();
        let mut server = JoinSet::new();
        server.spawn(serve(listener, gateway.clone()));
        let scope = scope();
        Self { gateway, scope, events, journal, finished, objects, front, clock, _server: server }
    }

    /// An endpoint with one variant for each name and weight.
    pub(crate) fn endpoint(&self, name: &str, variants: &[(&str, f32)], on_cold: OnCold) {
        let variants = variants.iter().map(|(variant, weight)| VariantRoute {
            name: (*variant).to_owned(),
            weight: *weight,
            workload: Some(self.variant(name, variant)),
            split: None,
        });
        self.gateway.set_endpoint(
            &self.scope,
            EndpointRoutes {
                name: name.to_owned(),
                in_service: true,
                asynchronous: None,
                variants: variants.collect(),
                components: Vec::new(),
                on_cold,
            },
        );
    }

    /// The endpoint `ep` with the one variant `main`.
    pub(crate) fn one_variant(&self) -> WorkloadKey {
        self.endpoint("ep", &[("main", 1.0)], OnCold::Hold);
        self.variant("ep", "main")
    }

    /// The endpoint `ep` with the component `llm` on a variant without a model.
    pub(crate) fn one_component(&self) -> WorkloadKey {
        let workload = Workload::Component { name: "llm".to_owned() };
        let workload = WorkloadKey { scope: self.scope.clone(), workload };
        self.gateway.set_endpoint(
            &self.scope,
            EndpointRoutes {
                name: "ep".to_owned(),
                in_service: true,
                asynchronous: None,
                variants: vec![VariantRoute {
                    name: "all".into(),
                    weight: 1.0,
                    workload: None,
                    split: None,
                }],
                components: vec![ComponentRoute {
                    name: "llm".to_owned(),
                    variant: "all".to_owned(),
                    workload: workload.clone(),
                    split: None,
                }],
                on_cold: OnCold::Hold,
            },
        );
        workload
    }

    /// The asynchronous endpoint `ep` with the one variant `main`.
    pub(crate) fn asynchronous(&self, max_concurrent: u32) -> WorkloadKey {
        self.gateway.set_endpoint(
            &self.scope,
            EndpointRoutes {
                name: "ep".to_owned(),
                in_service: true,
                asynchronous: Some(AsyncSettings {
                    output_path: Some("s3://out/ok/".to_owned()),
                    failure_path: Some("s3://out/bad".to_owned()),
                    max_concurrent: Some(max_concurrent),
                    ..AsyncSettings::default()
                }),
                variants: vec![VariantRoute {
                    name: "main".to_owned(),
                    weight: 1.0,
                    workload: Some(self.variant("ep", "main")),
                    split: None,
                }],
                components: Vec::new(),
                on_cold: OnCold::Hold,
            },
        );
        self.variant("ep", "main")
    }

    pub(crate) fn variant(&self, endpoint: &str, variant: &str) -> WorkloadKey {
        let workload =
            Workload::Variant { endpoint: endpoint.to_owned(), variant: variant.to_owned() };
        WorkloadKey { scope: self.scope.clone(), workload }
    }

    pub(crate) fn copy(&self, workload: &WorkloadKey, id: u64, address: SocketAddr) -> CopyId {
        self.copy_of(workload, 0, id, address)
    }

    /// A copy of a certain version.
    pub(crate) fn copy_of(
        &self,
        workload: &WorkloadKey,
        version: u64,
        id: u64,
        address: SocketAddr,
    ) -> CopyId {
        self.gateway.add_copy(workload, CopyId(id), version, address);
        CopyId(id)
    }

    /// Divides the requests of the endpoint `ep` with the one variant `main`: this share goes to version 1.
    pub(crate) fn split(&self, share: Option<f64>, asynchronous: Option<AsyncSettings>) {
        let variant = VariantRoute {
            name: "main".to_owned(),
            weight: 1.0,
            workload: Some(self.variant("ep", "main")),
            split: share.map(|share| Split { version: 1, share }),
        };
        self.gateway.set_endpoint(
            &self.scope,
            EndpointRoutes {
                name: "ep".to_owned(),
                in_service: true,
                asynchronous,
                variants: vec![variant],
                components: Vec::new(),
                on_cold: OnCold::Hold,
            },
        );
    }

    pub(crate) fn pass(&self, time: Duration) {
        let ms = i64::try_from(time.as_millis()).unwrap();
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Invokes `ep` over a connection of its own.
    pub(crate) async fn invoke(&self, body: &'static str) -> Answer {
        self.invoke_with(&[], body).await
    }

    pub(crate) async fn invoke_with(&self, headers: &[(&str, &str)], body: &'static str) -> Answer {
        post(self.front, "/endpoints/ep/invocations", headers, text(body)).await
    }

    /// Invokes `ep` in the background.
    pub(crate) fn invoking(&self, body: &'static str) -> JoinHandle<Answer> {
        let front = self.front;
        tokio::spawn(async move { post(front, "/endpoints/ep/invocations", &[], text(body)).await })
    }

    /// The number of requests that events say found no capacity, as soon as it is `count` or more.
    pub(crate) async fn no_capacity(&mut self, count: u32) -> u32 {
        let mut seen = 0;
        while seen < count {
            if let GatewayEvent::NoCapacity { count, .. } = self.events.recv().await.unwrap() {
                seen += count;
            }
        }
        seen
    }

    /// Waits until so many requests are held.
    pub(crate) async fn until_held(&self, workload: &WorkloadKey, count: u32) {
        loop {
            let held = self.meters(workload).map_or(0, |meters| meters.held);
            if held == count {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Waits until so many requests are at copies.
    pub(crate) async fn until_in_flight(&self, count: u32) {
        while self.gateway.in_flight().iter().map(|(_, load)| load).sum::<u32>() != count {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn meters(&self, workload: &WorkloadKey) -> Option<WorkloadMeters> {
        self.gateway.take_meters().workloads.into_iter().find(|meters| meters.key == *workload)
    }
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["Message"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn assert_error(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("x-amzn-errortype"), Some(code), "{self:?}");
        assert!(self.header("x-amzn-requestid").is_some());
    }
}

async fn serve(listener: TcpListener, gateway: Gateway) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let gateway = gateway.clone();
        connections.spawn(async move {
            let scope = scope();
            let service = service_fn(|request: Request<Incoming>| async {
                let answer = match plain_target(request.uri()) {
                    Some(target) => gateway.pass(&scope, target, request, &permit).await,
                    None => gateway.invoke(&scope, request).await,
                };
                Ok::<_, crate::model::Never>(answer)
            });
            // Clients of tests leave when they like.
            drop(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await,
            );
        });
    }
}

/// `/plain/<endpoint>/<path>` and `/plain/<endpoint>:<part>/<path>` as a server would cut them, and `/v1/`.
fn plain_target(uri: &Uri) -> Option<PlainTarget> {
    if uri.path().starts_with("/v1/") {
        return Some(PlainTarget::Model);
    }
    let rest = uri.path_and_query().unwrap().as_str().strip_prefix("/plain/")?;
    let (name, path) = rest.split_at(rest.find('/').unwrap());
    let (endpoint, part) = name.split_once(':').map_or((name, None), |(e, p)| (e, Some(p)));
    let (endpoint, part) = (endpoint.to_owned(), part.map(str::to_owned));
    Some(PlainTarget::Endpoint { endpoint, part, path: path.parse().unwrap() })
}

/// Nobody may reach what is called "secret".
fn permit(endpoint: &str, component: Option<&str>) -> Result<(), String> {
    let is_secret = endpoint == "secret" || component == Some("secret");
    if is_secret { Err("it is a secret".to_owned()) } else { Ok(()) }
}

/// A connection to the front, and the task that drives it: aborting that disconnects.
pub(crate) async fn connect<B>(front: SocketAddr) -> (SendRequest<B>, JoinHandle<()>)
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let stream = TcpStream::connect(front).await.unwrap();
    let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(async move {
        drop(connection.await);
    });
    (sender, driver)
}

pub(crate) fn request<B>(path: &str, headers: &[(&str, &str)], body: B) -> Request<B> {
    let mut request = Request::post(path).header("host", "front");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

pub(crate) async fn post<B>(
    front: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: B,
) -> Answer
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (mut sender, _driver) = connect(front).await;
    answer(sender.send_request(request(path, headers, body)).await.unwrap()).await
}

pub(crate) async fn answer(response: Response<Incoming>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A body of known length.
pub(crate) fn text(body: impl Into<Bytes>) -> Full<Bytes> {
    Full::new(body.into())
}
