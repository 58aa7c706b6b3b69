//! The life of the server: bind, load, serve, drain.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinHandle, JoinSet};

use crate::model::{LoadError, Model};
use crate::options::Options;
use crate::routes::Service;

/// Open connections. A gateway opens one for each request that it sends at the same time, and what is not accepted waits
/// without an answer; so the bound is generous. With the largest body on each of them, 2 GiB.
const MAX_CONNECTIONS: usize = 2048;

/// Shorter than the 30 s between SIGTERM and SIGKILL.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(25);

/// How long a connection may stay idle, or send its request's head.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// Pause after the operating system refused to accept, as it does without free file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Binds, loads the model, and serves until `shutdown` ends and the requests in flight are done.
///
/// # Errors
/// When the port cannot be bound or the model does not load.
pub async fn serve(options: Options, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    Server::bind(options).await?.run(shutdown).await
}

/// A server that listens but does not answer yet.
pub struct Server {
    listener: TcpListener,
    options: Options,
}

impl Server {
    /// Binds the port, before the model is loaded: a client that connects early waits for the answer
    /// to its ping instead of being refused.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn bind(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((options.host, options.port)).await?;
        Ok(Self { listener, options })
    }

    /// Where it listens; tells the port when 0 was asked for.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Loads the model while answering, then serves until `shutdown` ends. Requests in flight are
    /// finished, for at most 25 s.
    ///
    /// # Errors
    /// When the model does not load.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, options } = self;
        let Options { concurrency, queue, repeat, warm_up, .. } = options;
        let service = Arc::new(Service::new(concurrency, queue, repeat));
        let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let draining = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut loading = Loading::start(warm_up);
        let mut shutdown = pin!(shutdown);

        let outcome = loop {
            tokio::select! {
                biased;
                () = &mut shutdown => break Ok(()),
                loaded = &mut loading.task, if !loading.done => match loading.finish(loaded) {
                    Ok(model) => service.provide(model),
                    Err(error) => break Err(error),
                },
                Some(_) = connections.join_next() => {}
                accepted = accept(&listener, &slots) => match accepted {
                    Ok((stream, slot)) => {
                        let service = Arc::clone(&service);
                        connections.spawn(converse(stream, service, draining.watcher(), slot));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "could not accept a connection");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        };
        drop(listener);
        loading.cancel();
        if tokio::time::timeout(DRAIN_TIMEOUT, draining.shutdown()).await.is_err() {
            tracing::warn!(open = connections.len(), "stopped with requests in flight");
        }
        connections.shutdown().await;
        outcome
    }
}

/// The model on its way.
struct Loading {
    task: JoinHandle<Result<Model, LoadError>>,
    wanted: Arc<AtomicBool>,
    begun: Instant,
    done: bool,
}

impl Loading {
    fn start(warm_up: u32) -> Self {
        tracing::info!("loading the model");
        let wanted = Arc::new(AtomicBool::new(true));
        let still_wanted = Arc::clone(&wanted);
        let task = tokio::task::spawn_blocking(move || {
            Model::load(warm_up, || still_wanted.load(Ordering::Relaxed))
        });
        Self { task, wanted, begun: Instant::now(), done: false }
    }

    fn finish(&mut self, loaded: Result<Result<Model, LoadError>, JoinError>) -> io::Result<Model> {
        self.done = true;
        let model = loaded.map_err(io::Error::other)?.map_err(io::Error::other)?;
        let took_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(took_ms, "the model is ready");
        Ok(model)
    }

    fn cancel(&self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}

/// Waits for a free slot first, so that connections beyond the bound stay in the kernel's backlog.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, slot))
}

async fn converse(
    stream: TcpStream,
    service: Arc<Service>,
    draining: Watcher,
    slot: OwnedSemaphorePermit,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not turn off the delay of small packets");
    }
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(request).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_TIMEOUT)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), answer);
    if let Err(error) = draining.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
    drop(slot);
}
