//! Somebody outside who is told things.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::harness::PATIENCE;

/// What a receiver has been sent, and how it answers: the listed statuses first, then 200.
#[derive(Default)]
struct Seen {
    answers: VecDeque<u16>,
    requests: Vec<(HeaderMap, Value)>,
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Receiver {
    pub(crate) async fn start(answers: &[u16]) -> Self {
        Self::on("127.0.0.1:0", answers).await
    }

    pub(crate) async fn on(address: &str, answers: &[u16]) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let seen = Seen { answers: answers.iter().copied().collect(), ..Seen::default() };
        let receiver =
            Self { address: listener.local_addr().unwrap(), seen: Arc::new(Mutex::new(seen)) };
        let served = receiver.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let served = served.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| served.clone().answer(request));
                    // The server closes its connections as it likes.
                    let _ =
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        receiver
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        assert_eq!((parts.method.as_str(), parts.uri.to_string().as_str()), ("POST", "/hook?a=b"));
        let body = body.collect().await.unwrap().to_bytes();
        let document = serde_json::from_slice(&body).unwrap();
        let mut seen = self.seen.lock().unwrap();
        seen.requests.push((parts.headers, document));
        let status = seen.answers.pop_front().unwrap_or(200);
        Ok(Response::builder().status(status).body(Full::default()).unwrap())
    }

    pub(crate) fn requests(&self) -> Vec<(HeaderMap, Value)> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// Waits until what was told so far is as wanted.
    pub(crate) async fn until(&self, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let began = Instant::now();
        loop {
            let told: Vec<Value> = self.requests().into_iter().map(|(_, told)| told).collect();
            if wanted(&told) {
                return told;
            }
            assert!(began.elapsed() < PATIENCE, "was told {told:#?}");
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}
