//! Start-up and shutdown: parse, open, bind, print, work; stop accepting, drain, flush.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use ebb_bucket::Buckets;
use ebb_decide::Config;
use ebb_decide::hosting::InstanceSize;
use ebb_fleet::{Fleet, GuardCommand, ProcessConfig, ProcessFleet, SimulatedFleet};
use ebb_gateway::{AsyncRequest, Gateway, GatewayConfig, OnCold};
use ebb_store::Store;
use ebb_tls::Connector;
use ebb_units::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::access::Access;
use crate::clock::Clock;
use crate::config::{ColdMode, FleetKind, Settings, SettingsError};
use crate::courier::Courier;
use crate::custom::Caller;
use crate::elsewhere::Elsewhere;
use crate::engine::{Images, Inputs, Started, first_instant, run, start};
use crate::files::Folders;
use crate::http::{Front, RequestIds};
use crate::lanes::Lanes;
use crate::listener::accept;
use crate::recording::Recorder;
use crate::scrape;
use crate::status::Facts;
use crate::storage::{Locations, Requests};

/// Events of the gateway that wait for the engine at most; what finds no room is counted and told later.
const GATEWAY_EVENTS: usize = 1024;
/// A clock that is ahead of real time by more than this is worth a word.
const AHEAD: SignedDuration = SignedDuration::from_secs(60);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The data folder cannot be used.
    #[error("could not open the data folder \"{dir}\"")]
    Store {
        /// Which folder.
        dir: PathBuf,
        /// Why.
        source: ebb_store::OpenError,
    },
    /// The data folder cannot be read.
    #[error("could not read the data folder \"{dir}\"")]
    Load {
        /// Which folder.
        dir: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A part of the data folder cannot be used.
    #[error("could not open \"{path}\"")]
    Folder {
        /// Which part.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The port cannot be had.
    #[error("could not listen on {address}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// No threads to serve on.
    #[error("could not start the threads that serve connections")]
    Threads(#[source] std::io::Error),
}

impl ServeError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Listen { address, source } if source.kind() == std::io::ErrorKind::AddrInUse => {
                Some(format!(
                    "another program listens on port {}; stop it, or choose another port with --listen 127.0.0.1:PORT",
                    address.port()
                ))
            }
            Self::Store { .. }
            | Self::Settings(_)
            | Self::Load { .. }
            | Self::Folder { .. }
            | Self::Listen { .. }
            | Self::Threads(_) => None,
        }
    }
}

/// A part without which the server cannot go on has ended by itself.
#[derive(Debug, thiserror::Error)]
#[error("the {part} of the server ended: {reason}")]
pub struct Broken {
    part: &'static str,
    reason: String,
}

/// A server that runs. Dropping it stops it without waiting; [`Server::stop`] stops it well.
pub struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    engine_stop: CancellationToken,
    /// `None` once it has been seen to end.
    accepting: Option<JoinHandle<()>>,
    engine: Option<JoinHandle<()>>,
    scraping: JoinHandle<()>,
    fleet: Arc<dyn Fleet>,
    gateway: Gateway,
    store: Store,
    _stops_when_dropped: [DropGuard; 2],
    /// The folder of a server that keeps nothing; it goes away with this.
    _temporary: Option<TempDir>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Opens the data folder, starts what it asks for, and listens.
    ///
    /// # Errors
    /// [`ServeError`]; nothing runs then.
    pub async fn start(mut settings: Settings) -> Result<Self, ServeError> {
        settings.check()?;
        if settings.declared_targets > 0 {
            tracing::warn!(
                targets = settings.declared_targets,
                "the configuration declares scalable targets, which the server checks and does not register"
            );
        }
        let connector = Connector::new(settings.trust());
        let temporary = settings.ephemeral.then(temporary_folder).transpose()?;
        if let Some(folder) = &temporary {
            settings.data_dir = folder.path().to_owned();
        }
        let dir = settings.data_dir.clone();
        // The port first: it is the cheapest to try, and nothing has been changed yet.
        let listener = TcpListener::bind(settings.listen)
            .await
            .map_err(|source| ServeError::Listen { address: settings.listen, source })?;
        let address = listener
            .local_addr()
            .map_err(|source| ServeError::Listen { address: settings.listen, source })?;
        let lanes = Lanes::start().map_err(ServeError::Threads)?;
        let store = if settings.ephemeral {
            Store::ephemeral()
        } else {
            Store::open(&dir)
                .await
                .map_err(|source| ServeError::Store { dir: dir.clone(), source })?
        };
        let contents = store
            .load()
            .await
            .map_err(|source| ServeError::Load { dir: dir.clone(), source: source.into() })?;
        let objects = dir.join("buckets");
        let buckets = Arc::new(
            Buckets::open(&objects)
                .map_err(|source| ServeError::Folder { path: objects, source: source.into() })?,
        );
        let recorder = match &settings.record {
            Some(path) => Recorder::open(path, settings.record_max_bytes).map_err(|source| {
                ServeError::Folder { path: path.clone(), source: source.into() }
            })?,
            None => Recorder::default(),
        };
        let now = Timestamp::now();
        let clock = Clock::new(first_instant(&contents, now), settings.speed);
        tell_if_ahead(clock.now(), now);
        let (fleet, reports) = open_fleet(&settings, &clock)?;
        let seed = random_seed();
        let (event_sender, gateway_events) = tokio::sync::mpsc::channel(GATEWAY_EVENTS);
        let gateway_config = gateway_config(&settings, clock, seed);
        let max_invocation = gateway_config.max_body;
        let teller = Arc::new(OnceLock::new());
        let folders = Folders::new(&settings.async_folders);
        let gateway = Gateway::new(
            gateway_config,
            Arc::new(Requests { store: store.clone(), engine: Arc::clone(&teller) }),
            Arc::new(Locations {
                buckets: Arc::clone(&buckets),
                elsewhere: settings
                    .storage
                    .as_ref()
                    .map(|storage| Elsewhere::new(storage, connector.clone())),
                folders: folders.clone(),
            }),
            event_sender,
        );
        let started = start(Inputs {
            contents,
            store: store.clone(),
            clock,
            fleet: Arc::clone(&fleet),
            reports,
            gateway: gateway.clone(),
            gateway_events,
            images: Images {
                commands: settings.images.clone(),
                any: settings.fleet == FleetKind::Simulated,
            },
            courier: Courier::new(&settings.receivers(), connector.clone(), settings.notify_for),
            folders,
            customs: Caller::new(&settings.custom_resource_hosts, connector.clone()),
            on_cold: match settings.cold {
                ColdMode::Hold => OnCold::Hold,
                ColdMode::Fail => OnCold::Fail,
            },
            config: Config {
                alarms_early: settings.alarms_early,
                fresh_data: settings.fresh_data,
                receivers: settings.receivers().into_keys().collect(),
                host: host_size(),
                seed,
            },
            recorder,
        })
        .map_err(|source| ServeError::Load { dir, source: source.into() })?;
        let Started { engine, parts, requests } = started;
        // Set once, here.
        let _ = teller.set(engine.clone());
        let (stop, engine_stop) = (CancellationToken::new(), CancellationToken::new());
        let engine_task = tokio::spawn(run(parts, engine_stop.clone()));
        // The first look at the engine's state comes back after its first turn, in which all routes were set.
        if engine.read(|_| ()).await.is_ok() {
            dismiss(&store, gateway.restore(requests)).await;
        }
        let scraping = scrape::run(
            settings.scrapes.clone(),
            engine.clone(),
            gateway.clone(),
            connector,
            clock,
            stop.clone(),
        );
        let scraping = tokio::spawn(scraping);
        let front = Arc::new(Front {
            engine,
            gateway: gateway.clone(),
            buckets,
            access: Access::new(&settings.access_keys, settings.account.clone()),
            max_invocation,
            is_ephemeral: settings.ephemeral,
            ids: RequestIds::new(seed),
            facts: Facts { started: Instant::now(), clock, fleet: fleet.kind() },
            stopping: stop.clone(),
            closing: CancellationToken::new(),
        });
        let accepting =
            tokio::spawn(accept(listener, lanes, front, stop.clone(), settings.stop_grace));
        Ok(Self {
            address,
            _stops_when_dropped: [stop.clone().drop_guard(), engine_stop.clone().drop_guard()],
            stop,
            engine_stop,
            accepting: Some(accepting),
            engine: Some(engine_task),
            scraping,
            fleet,
            gateway,
            store,
            _temporary: temporary,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resolves when a part has ended that never should. What is left is to stop, and to start again. Cancel safe.
    pub async fn broken(&mut self) -> Broken {
        let (part, ended) = tokio::select! {
            ended = ended(&mut self.engine) => ("engine", ended),
            ended = ended(&mut self.accepting) => ("listener", ended),
        };
        let reason = match ended {
            Ok(()) => "it returned".to_owned(),
            Err(error) => error.to_string(),
        };
        Broken { part, reason }
    }

    /// Stops: no new connections, requests finish within a bound, copies stop, state is flushed.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(accepting) = self.accepting.take() {
            report_panic("listener", accepting.await);
        }
        report_panic("reader of metrics", self.scraping.await);
        self.gateway.stop();
        // Before the fleet: a copy that is stopped now has not failed, and nobody is to take its place.
        self.engine_stop.cancel();
        if let Some(engine) = self.engine.take() {
            report_panic("engine", engine.await);
        }
        self.fleet.shutdown().await;
        self.store.close().await;
    }
}

fn temporary_folder() -> Result<TempDir, ServeError> {
    tempfile::Builder::new()
        .prefix("ebb-")
        .tempdir()
        .map_err(|source| ServeError::Folder { path: std::env::temp_dir(), source: source.into() })
}

/// Resolves when the task has ended, and never again after that.
async fn ended(task: &mut Option<JoinHandle<()>>) -> Result<(), JoinError> {
    let Some(running) = task else { return std::future::pending().await };
    let ended = running.await;
    *task = None;
    ended
}

/// Forgets asynchronous requests whose endpoint is gone or takes no such requests any more: nobody would ever answer
/// them.
async fn dismiss(store: &Store, homeless: Vec<AsyncRequest>) {
    for request in homeless {
        tracing::warn!(
            endpoint = request.endpoint,
            inference_id = request.inference_id,
            "a queued request was dropped: its endpoint does not take it any more"
        );
        let requests = Requests { store: store.clone(), engine: Arc::default() };
        let forgotten = requests.forget(&request).await;
        if let Err(error) = forgotten {
            tracing::error!(%error, "a dropped request could not be deleted from the store");
        }
    }
}

/// Time never runs backwards for what is stored, so the clock goes on where the run before has left it.
fn tell_if_ahead(clock: Timestamp, now: Timestamp) {
    let ahead = clock.duration_since(now);
    if ahead > AHEAD {
        tracing::warn!(
            clock = %clock,
            ahead = format!("{ahead:#}"),
            "the clock of this data folder is ahead of real time, as an earlier run with --speed or a wrong clock of the machine has left it; it goes on from there, or begins at the present with a new data folder"
        );
    }
}

fn report_panic(task: &str, ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(task, %error, "a task of the server did not end well");
    }
}

type OpenFleet = (Arc<dyn Fleet>, tokio::sync::mpsc::Receiver<ebb_fleet::Report>);

fn open_fleet(settings: &Settings, clock: &Clock) -> Result<OpenFleet, ServeError> {
    match settings.fleet {
        FleetKind::Simulated => {
            let (fleet, reports) = SimulatedFleet::new(settings.simulated_startup);
            Ok((Arc::new(fleet), reports))
        }
        FleetKind::Process => {
            let dir = settings.data_dir.join("copies");
            let mut config = ProcessConfig::new(dir.clone());
            config.stop_grace = settings.stop_grace;
            // Two samples a minute of the controller's clock, so that no minute is without data.
            config.usage_interval = clock
                .real(Duration::from_secs(30))
                .clamp(Duration::from_millis(100), Duration::from_secs(1));
            config.guard = settings.guard.clone().map(|(program, arguments)| GuardCommand {
                program,
                arguments: arguments.into_iter().map(Into::into).collect(),
            });
            let (fleet, reports) = ProcessFleet::new(config)
                .map_err(|source| ServeError::Folder { path: dir, source: source.into() })?;
            Ok((Arc::new(fleet), reports))
        }
    }
}

fn gateway_config(settings: &Settings, clock: Clock, seed: u64) -> GatewayConfig {
    let mut config = GatewayConfig::new(seed, Arc::new(move || clock.now()));
    config.hold.max_wait = settings.hold;
    config.hold.max_requests = settings.hold_requests;
    // Ten seconds of the controller's clock, in which alarms count.
    config.asynchronous.files = !settings.async_folders.is_empty();
    config.recount = clock.real(config.recount).max(Duration::from_millis(20));
    config
}

/// What this machine offers to instance types that are its own.
#[expect(clippy::cast_precision_loss, reason = "cores and megabytes are far below 2^53")]
fn host_size() -> InstanceSize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory_mb = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(4096.0, |kib| kib / 1024.0);
    InstanceSize { cores: cores as f64, memory_mb, accelerators: 0.0 }
}

/// A number that no other run has: time and process id, mixed. Identifiers need to be unique, not secret.
fn random_seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one((std::process::id(), Timestamp::now().as_nanosecond()))
}
