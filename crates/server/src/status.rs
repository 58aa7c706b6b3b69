//! `/_ebb/`: what the server itself tells, for people and for health checks; and how it forgets, for tests.

mod decisions;
mod record;
mod running;
mod shadows;

use std::net::SocketAddr;
use std::time::Instant;

use ebb_aws_wire::AwsError;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::access::action::Ask;
use crate::access::body::discard;
use crate::access::{Caller, Entrance, OWN_SERVICE};
use crate::clock::Clock;
use crate::http::{AnswerBody, Front, MOST_CONTROL_BYTES, plain, read_body};

pub(crate) use record::Lines;

/// What does not change while the server runs.
pub(crate) struct Facts {
    pub(crate) started: Instant,
    pub(crate) clock: Clock,
    pub(crate) fleet: &'static str,
}

const JSON: &str = "application/json";
const RESET: &str = "/_ebb/reset";
const DECISIONS: &str = "/_ebb/decisions";
const RECORD: &str = "/_ebb/record/";
const SHADOWS: &str = "/_ebb/shadows";

/// What a page says, or why it does not.
type Page = Result<serde_json::Value, (StatusCode, String)>;

/// The health of a server is everybody's business; for the rest keys are asked for when there are any, with a signature
/// for the service `ebb`.
pub(crate) async fn answer(
    front: &Front,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Response<AnswerBody> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    // The pages that take a body.
    let shadow = path.strip_prefix(SHADOWS).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if let Some(rest) = shadow {
        let name = rest.strip_prefix('/').unwrap_or_default();
        return shadow_page(front, &head, name, body).await;
    }
    if path == "/_ebb/health" {
        return gets_only(&head)
            .unwrap_or_else(|| plain(StatusCode::OK, "text/plain", "ok\n".to_owned()));
    }
    let action = match path {
        RESET => "ebb:Reset",
        DECISIONS => "ebb:Decisions",
        path if path.starts_with(RECORD) => "ebb:Record",
        _ => "ebb:Status",
    };
    let caller = enter(front, &head).and_then(|entrance| caller(entrance, &head, b"", action));
    let caller = match caller {
        Ok(caller) => caller,
        Err(text) => return error(StatusCode::FORBIDDEN, &text),
    };
    if path == RESET {
        return reset(front, peer, &head).await;
    }
    if let Some(refused) = gets_only(&head) {
        return refused;
    }
    let query = head.uri.query().unwrap_or_default();
    if let Some(endpoint) = path.strip_prefix(RECORD) {
        let lines = record::page(front, &caller, endpoint, query).await;
        return lines.unwrap_or_else(|(status, text)| error(status, &text));
    }
    let page = match path {
        "/_ebb/status" => running::page(front).await,
        DECISIONS => decisions::page(front, &caller, query).await,
        _ => {
            let text =
                "there are /_ebb/health, /_ebb/status, /_ebb/decisions, /_ebb/shadows, /_ebb/record/<endpoint> and /_ebb/reset".to_owned();
            Err((StatusCode::NOT_FOUND, text))
        }
    };
    answer_with(page)
}

async fn shadow_page(
    front: &Front,
    head: &Parts,
    name: &str,
    body: Incoming,
) -> Response<AnswerBody> {
    // Whoever is refused by the head does not get a body into memory.
    let entrance = match enter(front, head) {
        Ok(entrance) => entrance,
        Err(text) => {
            // Who expects a `100 Continue` has sent nothing yet.
            if !head.headers.contains_key(header::EXPECT) {
                discard(body, MOST_CONTROL_BYTES).await;
            }
            return error(StatusCode::FORBIDDEN, &text);
        }
    };
    let bytes = match read_body(body).await {
        Ok(bytes) => bytes,
        Err(refused) => return error(StatusCode::BAD_REQUEST, &text_of(&refused)),
    };
    let name = percent_decode_str(name).decode_utf8_lossy();
    match caller(entrance, head, &bytes, "ebb:Shadows") {
        Ok(caller) => answer_with(shadows::page(front, &caller, head, &name, &bytes).await),
        Err(text) => error(StatusCode::FORBIDDEN, &text),
    }
}

fn answer_with(page: Page) -> Response<AnswerBody> {
    match page {
        Ok(page) => plain(StatusCode::OK, JSON, format!("{page:#}\n")),
        Err((status, text)) => error(status, &text),
    }
}

fn gets_only(head: &Parts) -> Option<Response<AnswerBody>> {
    if head.method == Method::GET || head.method == Method::HEAD {
        return None;
    }
    let mut refused = error(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here");
    refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    Some(refused)
}

/// Forgets everything: all accounts and regions, buckets, queues and metrics; all copies are told to stop. Requests that
/// are under way meanwhile are answered from before or from after it.
async fn reset(front: &Front, peer: SocketAddr, head: &Parts) -> Response<AnswerBody> {
    if head.method != Method::POST {
        let mut refused = error(StatusCode::METHOD_NOT_ALLOWED, "only POST is answered here");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return refused;
    }
    // A page in a browser on this machine reaches loopback too, and browsers say that they ask for one.
    if !peer.ip().to_canonical().is_loopback() || head.headers.contains_key(header::ORIGIN) {
        return error(StatusCode::FORBIDDEN, "a reset is taken from programs on this machine only");
    }
    if !front.is_ephemeral {
        return error(
            StatusCode::CONFLICT,
            "this server keeps its state; one that is started with --ephemeral can be reset",
        );
    }
    if let Err(stopped) = front.engine.reset().await {
        return error(StatusCode::SERVICE_UNAVAILABLE, &stopped.to_string());
    }
    match front.buckets.clear().await {
        Ok(()) => plain(StatusCode::OK, JSON, "{}\n".to_owned()),
        Err(failed) => {
            tracing::error!(error = %failed, "the buckets could not be forgotten");
            let text = format!("the buckets could not be forgotten: {failed}");
            error(StatusCode::INTERNAL_SERVER_ERROR, &text)
        }
    }
}

/// The way in, as far as the head of a request tells.
fn enter(front: &Front, head: &Parts) -> Result<Entrance, String> {
    let entered = front.access.enter(head, Some(OWN_SERVICE));
    entered.map_err(|refused| text_of(&AwsError::from(&refused)))
}

fn caller(entrance: Entrance, head: &Parts, body: &[u8], action: &str) -> Result<Caller, String> {
    let ask = Ask { action: action.to_owned(), resources: Vec::new() };
    let caller = entrance.caller(head, body).map_err(|refused| AwsError::from(&refused));
    let caller = caller.and_then(|caller| caller.may(&ask).map(|()| caller));
    caller.map_err(|error| text_of(&error))
}

fn text_of(error: &AwsError) -> String {
    error.message().unwrap_or(error.code()).to_owned()
}

fn error(status: StatusCode, text: &str) -> Response<AnswerBody> {
    plain(status, JSON, format!("{}\n", json!({ "error": text })))
}
