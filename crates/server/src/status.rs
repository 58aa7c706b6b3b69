//! `/_ebb/`: what the server itself tells, for people and for health checks.

use std::time::Instant;

use ebb_decide::Realm;
use ebb_units::Timestamp;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::http::{AnswerBody, Front, plain};

/// What does not change while the server runs.
pub(crate) struct Facts {
    pub(crate) started: Instant,
    pub(crate) clock: Clock,
    pub(crate) fleet: &'static str,
}

const JSON: &str = "application/json";

pub(crate) async fn answer<B>(front: &Front, request: &Request<B>) -> Response<AnswerBody> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut refused = error(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match request.uri().path().trim_start_matches("/_ebb/") {
        "health" => plain(StatusCode::OK, "text/plain", "ok\n".to_owned()),
        "status" => match status(front).await {
            Ok(status) => plain(StatusCode::OK, JSON, format!("{status:#}\n")),
            Err(text) => error(StatusCode::SERVICE_UNAVAILABLE, &text),
        },
        _ => error(StatusCode::NOT_FOUND, "there are /_ebb/health and /_ebb/status"),
    }
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
            json!({
                "resource": workload.to_string(),
                "desired": capacity.map(|capacity| capacity.desired.0),
                "current": replicas.healthy(),
                "starting": replicas.alive().saturating_sub(replicas.healthy()),
                "failures": replicas.failures,
                "lastFailure": replicas.last_failure,
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
