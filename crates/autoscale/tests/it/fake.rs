//! An HTTP server that records each call and answers it from a script.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use ebb_autoscale::EbbtideClient;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) struct Fake {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    script: VecDeque<(&'static str, Answer)>,
    calls: Vec<Call>,
}

pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Clone)]
pub(crate) struct Answer {
    status: u16,
    body: Value,
}

/// Success with this body.
pub(crate) fn ok(body: Value) -> Answer {
    Answer { status: 200, body }
}

/// Success with nothing to say.
pub(crate) fn done() -> Answer {
    ok(json!({}))
}

pub(crate) fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer { status, body: json!({ "__type": code, "message": message }) }
}

pub(crate) fn not_found() -> Answer {
    error(400, "ObjectNotFoundException", "No such thing.")
}

pub(crate) fn denied() -> Answer {
    error(400, "AccessDeniedException", "User is not allowed.")
}

impl Fake {
    /// Answers the calls in the order of the script; a call that is not next in it fails for good.
    pub(crate) async fn start(script: impl IntoIterator<Item = (&'static str, Answer)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = script.into_iter().collect();
        let state = Arc::new(Mutex::new(State { script, calls: Vec::new() }));
        tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { url, state }
    }

    pub(crate) fn client(&self) -> EbbtideClient {
        EbbtideClient::new(&self.url, "eu-west-1".parse().unwrap()).unwrap()
    }

    /// The calls up to now; the script must have been played to its end.
    pub(crate) fn played(&self) -> Vec<Call> {
        let mut state = self.state.lock().unwrap();
        let left: Vec<_> = state.script.iter().map(|(operation, _)| operation).collect();
        assert!(left.is_empty(), "never called: {left:?}");
        std::mem::take(&mut state.calls)
    }
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    #[cfg(feature = "aws")]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Whether this text is somewhere in the body, whatever the encoding of the body.
    #[cfg(feature = "aws")]
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(Arc::clone(&state), request));
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let cbor = head.headers.contains_key("smithy-protocol");
    let named = match head.headers.get("x-amz-target") {
        Some(target) => target.to_str().unwrap().split('.').next_back(),
        None => head.uri.path().split('/').next_back(),
    };
    let operation = named.unwrap().to_owned();
    let mut state = state.lock().unwrap();
    let answer = match state.script.pop_front() {
        Some((next, answer)) if next == operation => answer,
        Some(other) => {
            state.script.push_front(other);
            error(400, "Unscripted", &operation)
        }
        None => error(400, "Unscripted", &operation),
    };
    state.calls.push(Call { operation, headers: head.headers, body });
    let response = Response::builder().status(answer.status);
    let response = if cbor {
        let mut bytes = Vec::new();
        to_cbor(&answer.body, &mut bytes);
        response
            .header("smithy-protocol", "rpc-v2-cbor")
            .header("content-type", "application/cbor")
            .body(Full::from(bytes))
    } else {
        response.body(Full::from(answer.body.to_string()))
    };
    Ok(response.unwrap())
}

/// The part of CBOR that the scripted answers need: text, lists and maps.
fn to_cbor(value: &Value, bytes: &mut Vec<u8>) {
    let head = |major: u8, length: usize, bytes: &mut Vec<u8>| {
        bytes.push(major << 5 | 25);
        bytes.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
    };
    let text = |text: &str, bytes: &mut Vec<u8>| {
        head(3, text.len(), bytes);
        bytes.extend_from_slice(text.as_bytes());
    };
    match value {
        Value::String(string) => text(string, bytes),
        Value::Array(items) => {
            head(4, items.len(), bytes);
            items.iter().for_each(|item| to_cbor(item, bytes));
        }
        Value::Object(members) => {
            head(5, members.len(), bytes);
            for (name, member) in members {
                text(name, bytes);
                to_cbor(member, bytes);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => panic!("not needed: {value}"),
    }
}
