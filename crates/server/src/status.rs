//! `/_ebb/`: what the server itself tells, for people and for health checks; and how it forgets, for tests.

use std::net::SocketAddr;
use std::time::Instant;

use ebb_aws_wire::AwsError;
use ebb_decide::Realm;
use ebb_decide::hosting::Fleet;
use ebb_units::Timestamp;
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use serde_json::{Value, json};

use crate::access::OWN_SERVICE;
use crate::access::action::Ask;
use crate::clock::Clock;
use crate::http::{AnswerBody, Front, plain};

/// What does not change while the server runs.
pub(crate) struct Facts {
    pub(crate) started: Instant,
    pub(crate) clock: Clock,
    pub(crate) fleet: &'static str,
}

const JSON: &str = "application/json";
const RESET: &str = "/_ebb/reset";

/// The health of a server is everybody's business; for the rest keys are asked for when there are any, with a signature
/// for the service `ebb`.
pub(crate) async fn answer(
    front: &Front,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Response<AnswerBody> {
    let (head, _) = request.into_parts();
    let is_reset = head.uri.path() == RESET;
    let action = if is_reset { "ebb:Reset" } else { "ebb:Status" };
    if head.uri.path() != "/_ebb/health"
        && let Err(text) = let_in(front, &head, action)
    {
        return error(StatusCode::FORBIDDEN, &text);
    }
    if is_reset {
        return reset(front, peer, &head).await;
    }
    if head.method != Method::GET && head.method != Method::HEAD {
        let mut refused = error(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match head.uri.path().trim_start_matches("/_ebb/") {
        "health" => plain(StatusCode::OK, "text/plain", "ok\n".to_owned()),
        "status" => match status(front).await {
            Ok(status) => plain(StatusCode::OK, JSON, format!("{status:#}\n")),
            Err(text) => error(StatusCode::SERVICE_UNAVAILABLE, &text),
        },
        _ => error(StatusCode::NOT_FOUND, "there are /_ebb/health, /_ebb/status and /_ebb/reset"),
    }
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

fn let_in(front: &Front, head: &Parts, action: &str) -> Result<(), String> {
    let ask = Ask { action: action.to_owned(), resources: Vec::new() };
    front
        .access
        .enter(head, Some(OWN_SERVICE))
        .and_then(|entrance| entrance.caller(head, b""))
        .map_err(|refused| AwsError::from(&refused))
        .and_then(|caller| caller.may(&ask))
        .map_err(|error| error.message().unwrap_or(error.code()).to_owned())
}

fn error(status: StatusCode, text: &str) -> Response<AnswerBody> {
    plain(status, JSON, format!("{}\n", json!({ "error": text })))
}

/// Version, clock, and every workload with its copies.
async fn status(front: &Front) -> Result<Value, String> {
    let realms = front
        .engine
        .read(|view| (view.now(), view.realms().map(realm).collect::<Vec<Value>>()))
        .await
        .map_err(|error| error.to_string())?;
    let (now, scopes): (Timestamp, Vec<Value>) = realms;
    let facts = &front.facts;
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "uptimeSeconds": facts.started.elapsed().as_secs(),
        "clock": now.to_string(),
        "speed": facts.clock.speed(),
        "fleet": facts.fleet,
        "scopes": scopes,
    }))
}

fn realm(realm: &Realm) -> Value {
    let workloads: Vec<Value> = realm
        .workloads()
        .map(|(workload, replicas)| {
            let capacity = realm.capacity(workload);
            let healthy = replicas.healthy(Fleet::Whole);
            // Of the newest version that had any failure.
            let starts = replicas.starts.values().next_back();
            json!({
                "resource": workload.to_string(),
                "desired": capacity.map(|capacity| capacity.desired.0),
                "current": healthy,
                "starting": replicas.alive(Fleet::Whole).saturating_sub(healthy),
                "failures": starts.map_or(0, |starts| starts.failures),
                "lastFailure": starts.and_then(|starts| starts.last_failure.as_ref()),
            })
        })
        .collect();
    let scope = realm.scope();
    json!({
        "account": scope.account.as_str(),
        "region": scope.region.as_str(),
        "endpoints": realm.endpoints().len(),
        "inferenceComponents": realm.components().len(),
        "alarms": realm.alarms().len(),
        "scalableTargets": realm.targets().len(),
        "policies": realm.policies().len(),
        "workloads": workloads,
    })
}
