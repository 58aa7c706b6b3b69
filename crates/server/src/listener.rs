//! The listener: takes connections, serves them, and lets them finish when the server stops.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::http::Front;
use crate::lanes::Lanes;
use crate::patience::Patience;

/// Connections that are served at the same time; more wait in the listener's own queue.
const MOST_CONNECTIONS: usize = 10_000;
/// How long a connection may stay open before its first request.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(30);
/// How long the head of a request may take to come, and a connection may idle between two: longer than the pools of
/// AWS's SDKs keep theirs, so that none of them sends into a connection that is being closed.
const NEXT_REQUEST_WITHIN: Duration = Duration::from_secs(75);
/// How often an HTTP/2 connection is asked whether it is still there, and how long it may take to say so.
const PING_EVERY: Duration = Duration::from_secs(30);
/// How long a client may take nothing of what is sent to it: the time that models have for a part of their answer too.
const TAKEN_WITHIN: Duration = Duration::from_secs(60);
/// How long refusals may take to go out, once the time to finish is over.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Accepts until `stop`. Then connections finish what they are at, within `finish`; what is unanswered by then is
/// refused.
pub(crate) async fn accept(
    listener: TcpListener,
    lanes: Lanes,
    front: Arc<Front>,
    stop: CancellationToken,
    finish: Duration,
) {
    let mut connections = JoinSet::new();
    let builder = builder();
    loop {
        while let Some(ended) = connections.try_join_next() {
            report(ended);
        }
        let accepted = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(ended) = connections.join_next(), if connections.len() >= MOST_CONNECTIONS => {
                report(ended);
                continue;
            }
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Off this thread's eye, to be put under the lane's.
                let stream = match stream.into_std() {
                    Ok(stream) => stream,
                    Err(error) => {
                        tracing::warn!(%error, "could not hand a connection over");
                        continue;
                    }
                };
                let (front, stop) = (Arc::clone(&front), stop.clone());
                let serving = serve(builder.clone(), (stream, peer), front, stop);
                connections.spawn_on(serving, lanes.next());
            }
            Err(error) => {
                // Out of file descriptors, most likely: let some connections end first.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if finished_within(&mut connections, finish).await {
        return;
    }
    tracing::warn!(
        connections = connections.len(),
        seconds = finish.as_secs_f64(),
        "requests did not finish in time and are refused"
    );
    front.closing.cancel();
    front.gateway.end_streams();
    if !finished_within(&mut connections, LAST_WORDS).await {
        connections.shutdown().await;
    }
}

async fn finished_within(connections: &mut JoinSet<()>, limit: Duration) -> bool {
    let all = async {
        while let Some(ended) = connections.join_next().await {
            report(ended);
        }
    };
    tokio::time::timeout(limit, all).await.is_ok()
}

/// A panic stays with its connection, and is told.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a connection ended with a panic");
    }
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // Without `pipeline_flush`: with it, hyper keeps its answer to a malformed request to itself.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(NEXT_REQUEST_WITHIN);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_EVERY);
    builder
}

async fn serve(
    builder: auto::Builder<TokioExecutor>,
    (stream, peer): (std::net::TcpStream, SocketAddr),
    front: Arc<Front>,
    stop: CancellationToken,
) {
    let stream = match TcpStream::from_std(stream) {
        Ok(stream) => stream,
        Err(error) => {
            tracing::warn!(%error, "could not take a connection over");
            return;
        }
    };
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "could not set TCP_NODELAY");
    }
    let asked = Arc::new(AtomicBool::new(false));
    let service = service_fn({
        let asked = Arc::clone(&asked);
        move |request| {
            asked.store(true, Ordering::Relaxed);
            let front = Arc::clone(&front);
            async move { Ok::<_, Infallible>(front.answer(peer, request).await) }
        }
    });
    let connection =
        builder.serve_connection(TokioIo::new(Patience::new(stream, TAKEN_WITHIN)), service);
    tokio::pin!(connection);
    let first_request = tokio::time::sleep(FIRST_REQUEST_WITHIN);
    tokio::pin!(first_request);
    let mut waiting = true;
    let ended = loop {
        tokio::select! {
            ended = connection.as_mut() => break ended,
            () = first_request.as_mut(), if waiting => {
                // hyper's own limit begins when it knows the version of HTTP, which it learns from the first bytes.
                if !asked.load(Ordering::Relaxed) {
                    tracing::debug!("closed a connection that sent no request");
                    return;
                }
                waiting = false;
            }
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                break connection.await;
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}
