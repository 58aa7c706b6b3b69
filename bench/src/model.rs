//! The model of the benches: it does nothing, so that what is measured is the way to it and back.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket};

use crate::failure::Failure;

/// What every invocation is answered with.
pub(crate) const ANSWER: &str = r#"{"label":"calm","score":0.98}"#;
/// Connections that wait to be accepted; more than any bench opens at once.
const BACKLOG: u32 = 4096;
/// Pause after a connection that could not be accepted, such as when descriptors have run out.
const BREATH: Duration = Duration::from_millis(10);

#[derive(Args, Clone)]
pub(crate) struct Options {
    /// How long it loads before it listens, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    start_delay_ms: u64,
    /// How long each invocation takes, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    service_ms: u64,
    /// Where to listen on 127.0.0.1
    #[arg(long, env = "SAGEMAKER_BIND_TO_PORT", default_value_t = 8080)]
    port: u16,
}

/// Serves until it is ended from outside. One thread: it is never the narrow part, and starts at once.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    std::thread::sleep(Duration::from_millis(options.start_delay_ms));
    let service = Duration::from_millis(options.service_ms);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::io("start the runtime"))?;
    runtime.block_on(async {
        let listener = listen(options.port)
            .map_err(Failure::io(format!("listen on 127.0.0.1:{}", options.port)))?;
        serve(listener, service).await
    })
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(BACKLOG)
}

async fn serve(listener: TcpListener, service: Duration) -> Result<(), Failure> {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        // Without it the answer waits for the client's delayed acknowledgement. When it fails the connection is gone.
        let _ = stream.set_nodelay(true);
        // Connections live as long as their client; the process ends by signal.
        tokio::spawn(async move {
            let answers = service_fn(move |request| answer(request, service));
            // A client that goes away is no concern of the model.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answers)
                .await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    service: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let known = match (request.method(), request.uri().path()) {
        (&Method::GET, "/ping") => return Ok(plain(StatusCode::OK, Bytes::new())),
        (&Method::POST, "/invocations") => true,
        _ => false,
    };
    if !known {
        return Ok(plain(StatusCode::NOT_FOUND, Bytes::new()));
    }
    let mut body = request.into_body();
    while let Some(frame) = body.frame().await {
        if frame.is_err() {
            return Ok(plain(StatusCode::BAD_REQUEST, Bytes::new()));
        }
    }
    if !service.is_zero() {
        tokio::time::sleep(service).await;
    }
    Ok(plain(StatusCode::OK, Bytes::from_static(ANSWER.as_bytes())))
}

fn plain(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
