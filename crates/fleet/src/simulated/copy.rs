//! The life of one simulated copy.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use ebb_units::CopyId;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Shared;
use super::answer::answer;
use crate::{CopySpec, Report};

/// After an error that concerns the machine and not a connection, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);
/// Between two samples of usage.
const USAGE_INTERVAL: Duration = Duration::from_secs(1);
/// How long requests in flight may take once the copy stops.
const STOP_GRACE: Duration = Duration::from_secs(30);

/// Starts a copy, serves, and tells what becomes of it, until it is gone.
pub(super) async fn live(shared: Arc<Shared>, spec: CopySpec, stop: CancellationToken) {
    let copy = spec.copy;
    let ending = tokio::select! {
        biased;
        () = stop.cancelled() => Ok(()),
        ended = start(&shared, &spec) => match ended {
            Ok(listener) => { serve(&shared, copy, listener, &stop).await; Ok(()) }
            Err(reason) => Err(reason),
        },
    };
    let (expected, reason) = match ending {
        Ok(()) => (true, "stopped on request".to_owned()),
        Err(reason) => (false, reason),
    };
    // Before the report: who reads it may use the name again.
    shared.roster.leave(copy);
    shared.reporter.tell(Report::Exited { copy, reason, expected }).await;
}

async fn start(shared: &Shared, spec: &CopySpec) -> Result<TcpListener, String> {
    shared.reporter.tell(Report::Started { copy: spec.copy, pid: None }).await;
    if spec.startup_timeout < shared.startup {
        sleep(spec.startup_timeout).await;
        let limit_s = spec.startup_timeout.as_secs_f64();
        return Err(format!("did not answer /ping with 200 within {limit_s} s"));
    }
    sleep(shared.startup).await;
    let refused = |error: io::Error| format!("could not listen on a loopback port: {error}");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    shared.reporter.tell(Report::Healthy { copy: spec.copy, address }).await;
    Ok(listener)
}

/// Serves until the copy is told to stop; then lets requests in flight finish.
async fn serve(shared: &Shared, copy: CopyId, listener: TcpListener, stop: &CancellationToken) {
    let connections = TaskTracker::new();
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(connections.spawn(converse(stream, copy, stop.clone()))),
                Err(error) => {
                    tracing::debug!(%error, %copy, "connection not accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        () = report_usage(shared, copy) => {}
        () = accept => {}
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// Serves one connection.
async fn converse(stream: TcpStream, copy: CopyId, stop: CancellationToken) {
    let service = service_fn(move |request| answer(copy, request));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::time::timeout(STOP_GRACE, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %copy, "connection ended early");
    }
}

/// A copy that does nothing uses nothing; the samples still come, as those of other fleets do.
async fn report_usage(shared: &Shared, copy: CopyId) {
    loop {
        sleep(USAGE_INTERVAL).await;
        shared.reporter.offer(Report::Usage {
            copy,
            cpu_percent: 0.0,
            memory_bytes: 0,
            memory_percent_of_host: 0.0,
        });
    }
}
