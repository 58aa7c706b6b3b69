//! A server around [`Buckets::handle`] and a client that sends one request at a time.

use std::convert::Infallible;
use std::path::Path;

use bytes::Bytes;
use ebb_bucket::{Buckets, Caller};
use ebb_units::AccountId;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A store in a temporary folder, served on a port of its own until it is dropped.
pub(crate) struct Server {
    pub(crate) buckets: Buckets,
    pub(crate) dir: TempDir,
    address: std::net::SocketAddr,
    _tasks: JoinSet<()>,
}

/// An answer with its whole body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

pub(crate) fn account() -> AccountId {
    "000000000000".parse().unwrap()
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::on(tempfile::tempdir().unwrap()).await
    }

    /// A server with the bucket `box` in it.
    pub(crate) async fn with_bucket() -> Self {
        let server = Self::start().await;
        server.buckets.ensure_bucket(&account(), "box").await.unwrap();
        server
    }

    pub(crate) async fn on(dir: TempDir) -> Self {
        let buckets = Buckets::open(dir.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, buckets.clone()));
        Self { buckets, dir, address, _tasks: tasks }
    }

    /// Stops the server and starts another one on the same folder.
    pub(crate) async fn restart(self) -> Self {
        let Self { buckets, dir, mut _tasks, .. } = self;
        _tasks.shutdown().await;
        drop(buckets);
        Self::on(dir).await
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(target)
            .header("host", self.address.to_string());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { _ = connection.await });
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], "").await
    }

    pub(crate) async fn put(&self, target: &str, body: impl Into<Bytes>) -> Answer {
        self.send("PUT", target, &[], body).await
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and error code.
    pub(crate) fn error(&self) -> (u16, &str) {
        (self.status.as_u16(), self.element("Code"))
    }

    /// The text of the first element of this name.
    pub(crate) fn element(&self, name: &str) -> &str {
        self.elements(name).first().copied().unwrap_or_default()
    }

    /// The texts of all elements of this name.
    pub(crate) fn elements(&self, name: &str) -> Vec<&str> {
        self.text()
            .split(&format!("<{name}>"))
            .skip(1)
            .map(|rest| rest.split("</").next().unwrap())
            .collect()
    }
}

/// The number of files waiting in scratch.
pub(crate) fn scratch_files(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("tmp")).unwrap().count()
}

async fn serve(listener: TcpListener, buckets: Buckets) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let buckets = buckets.clone();
        connections.spawn(async move {
            let service = service_fn(|request| {
                let buckets = &buckets;
                async move { answer(buckets, request).await }
            });
            let http = hyper::server::conn::http1::Builder::new();
            _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    buckets: &Buckets,
    request: Request<hyper::body::Incoming>,
) -> Result<Response<ebb_bucket::ObjectBody>, Infallible> {
    Ok(buckets.handle(Caller::owner(&account()), request, "REQUEST-1").await)
}
