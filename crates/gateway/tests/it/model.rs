//! A model server whose answers the test gives, one by one.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

/// Listens on a port of its own until dropped, its connections with it.
pub(crate) struct Model {
    pub(crate) address: SocketAddr,
    calls: mpsc::UnboundedReceiver<Call>,
    server: JoinSet<()>,
}

/// A request that reached the model. Dropped without an answer, the connection breaks.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    reply: oneshot::Sender<Response<Parts>>,
}

impl Model {
    /// A model whose requests wait for [`Model::call`].
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, calls) = mpsc::unbounded_channel();
        let mut server = JoinSet::new();
        server.spawn(serve(listener, sender));
        Self { address, calls, server }
    }

    /// A model that answers every request at once, with its name in front of the request's body.
    pub(crate) async fn echo(name: &'static str) -> SocketAddr {
        let Self { address, mut calls, server } = Self::start().await;
        tokio::spawn(async move {
            let _listens_as_long_as_this_task = server;
            while let Some(call) = calls.recv().await {
                let body = [name.as_bytes(), &call.body].concat();
                call.answer(200, body);
            }
        });
        address
    }

    /// The next request, which is an invocation.
    pub(crate) async fn call(&mut self) -> Call {
        let call = self.any_call().await;
        assert_eq!((&call.method, call.uri.path()), (&Method::POST, "/invocations"));
        call
    }

    /// The next request, whatever it asks.
    pub(crate) async fn any_call(&mut self) -> Call {
        self.calls.recv().await.unwrap()
    }

    /// The next request, if it is there already.
    pub(crate) fn call_now(&mut self) -> Option<Call> {
        self.calls.try_recv().ok()
    }
}

impl Call {
    pub(crate) fn answer(self, status: u16, body: impl Into<Bytes>) {
        self.respond(
            Response::builder().status(status).body(Parts::One(Some(body.into()))).unwrap(),
        );
    }

    pub(crate) fn respond(self, response: Response<Parts>) {
        // The client may have left.
        drop(self.reply.send(response));
    }

    /// Begins a streamed answer.
    pub(crate) fn stream(self) -> mpsc::Sender<Result<Bytes, std::io::Error>> {
        let (sender, receiver) = mpsc::channel(16);
        self.respond(Response::new(Parts::Many(receiver)));
        sender
    }

    /// Resolves when the gateway has closed the connection.
    pub(crate) async fn abandoned(mut self) {
        self.reply.closed().await;
    }
}

/// The body of a model's answer.
pub(crate) enum Parts {
    One(Option<Bytes>),
    Many(mpsc::Receiver<Result<Bytes, std::io::Error>>),
}

impl Body for Parts {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            Self::One(part) => Poll::Ready(part.take().map(|part| Ok(Frame::data(part)))),
            Self::Many(parts) => {
                parts.poll_recv(cx).map(|part| part.map(|part| part.map(Frame::data)))
            }
        }
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Self::One(part) => {
                http_body::SizeHint::with_exact(part.as_ref().map_or(0, |part| part.len() as u64))
            }
            Self::Many(_) => http_body::SizeHint::new(),
        }
    }
}

async fn serve(listener: TcpListener, calls: mpsc::UnboundedSender<Call>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let calls = calls.clone();
        connections.spawn(async move {
            let service = service_fn(|request| handle(request, calls.clone()));
            let server = hyper::server::conn::http1::Builder::new();
            // Connections end in many ways here, on purpose.
            drop(server.serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

async fn handle(
    request: Request<Incoming>,
    calls: mpsc::UnboundedSender<Call>,
) -> Result<Response<Parts>, Box<dyn std::error::Error + Send + Sync>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let (reply, answer) = oneshot::channel();
    let http::request::Parts { method, uri, headers, .. } = parts;
    calls.send(Call { method, uri, headers, body, reply })?;
    Ok(answer.await?)
}

/// Accepts connections and gives them to the test as they are.
pub(crate) async fn raw() -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (listener.local_addr().unwrap(), listener)
}

/// An address at which nobody listens.
pub(crate) async fn nobody() -> SocketAddr {
    raw().await.0
}

/// For bodies that cannot fail.
pub(crate) type Never = Infallible;
