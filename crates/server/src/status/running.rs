//! `/_ebb/status`: what is running.

use std::collections::BTreeMap;

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::Fleet;
use ebb_decide::scaling::{Activity, PolicyConfig, ScalingPolicy};
use ebb_decide::{AlarmRecord, Realm};
use ebb_units::{Timestamp, Workload, WorkloadKey};
use http::StatusCode;
use serde_json::{Value, json};

use super::Page;
use crate::http::Front;

/// Version, clock, and every endpoint, workload and custom resource with what scales it.
pub(super) async fn page(front: &Front) -> Page {
    let held: BTreeMap<WorkloadKey, u32> = front.gateway.held().into_iter().collect();
    let scopes = front.engine.read(move |view| {
        let scopes: Vec<Value> = view.realms().map(|found| realm(found, &held)).collect();
        (view.now(), scopes)
    });
    let (now, scopes): (Timestamp, Vec<Value>) =
        scopes.await.map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
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

fn realm(realm: &Realm, held: &BTreeMap<WorkloadKey, u32>) -> Value {
    let mut newest: BTreeMap<&Workload, &Activity> = BTreeMap::new();
    for activity in realm.activities() {
        newest.entry(&activity.workload).or_insert(activity);
    }
    let customs = realm.targets().keys().filter(|of| matches!(of, Workload::Custom { .. }));
    let workloads: Vec<Value> = realm
        .workloads()
        .map(|(workload, _)| workload)
        .chain(customs)
        .map(|of| {
            let key = WorkloadKey { scope: realm.scope().clone(), workload: of.clone() };
            let held = held.get(&key).copied().unwrap_or(0);
            workload(realm, of, newest.get(of).copied(), held)
        })
        .collect();
    let mut states: BTreeMap<&'static str, usize> = BTreeMap::new();
    for alarm in realm.alarms().values() {
        *states.entry(alarm.state.value.as_str()).or_default() += 1;
    }
    let scope = realm.scope();
    json!({
        "account": scope.account.as_str(),
        "region": scope.region.as_str(),
        "endpoints": realm.endpoints().len(),
        "inferenceComponents": realm.components().len(),
        "alarms": realm.alarms().len(),
        "alarmStates": states,
        "scalableTargets": realm.targets().len(),
        "policies": realm.policies().len(),
        "endpointList": endpoints(realm),
        "workloads": workloads,
    })
}

fn endpoints(realm: &Realm) -> Vec<Value> {
    let endpoints = realm.endpoints().values();
    let described = endpoints.map(|endpoint| {
        let queue = endpoint.asynchronous.as_ref().map(|_| {
            let backlog = realm.backlog(&endpoint.name);
            json!({
                "waiting": backlog.waiting,
                "inProgress": backlog.in_progress,
                "oldest": backlog.oldest.map(|at| at.to_string()),
            })
        });
        json!({
            "name": endpoint.name,
            "status": endpoint.status.as_str(),
            "failure": endpoint.failure,
            "queue": queue,
        })
    });
    described.collect()
}

fn workload(realm: &Realm, of: &Workload, activity: Option<&Activity>, held: u32) -> Value {
    let capacity = realm.capacity(of);
    let replicas = realm.replicas(of);
    let target = realm.targets().get(of);
    let policies = realm
        .policies()
        .range((of.clone(), String::new())..)
        .take_while(|((workload, _), _)| workload == of)
        .map(|(_, policy)| policy);
    let alarms: Vec<Value> = policies.clone().flat_map(|policy| alarms(realm, policy)).collect();
    let endpoint = match of {
        Workload::Variant { endpoint, .. } => Some(endpoint.as_str()),
        Workload::Component { name } => {
            realm.components().get(name).map(|component| component.endpoint.as_str())
        }
        Workload::Custom { .. } => None,
    };
    let healthy = replicas.map(|replicas| replicas.healthy(Fleet::Whole));
    let alive = replicas.map_or(0, |replicas| replicas.alive(Fleet::Whole));
    // Of the newest version that had any failure.
    let starts = replicas.and_then(|replicas| replicas.starts.values().next_back());
    json!({
        "resource": of.to_string(),
        "endpoint": endpoint,
        "desired": capacity.map(|capacity| capacity.desired.0),
        "current": healthy.or(capacity.map(|capacity| capacity.current.0)),
        "starting": alive.saturating_sub(healthy.unwrap_or(0)),
        "failures": starts.map_or(0, |starts| starts.failures),
        "lastFailure": starts.and_then(|starts| starts.last_failure.clone()),
        "held": held,
        "min": target.map(|target| target.bounds.min().0),
        "max": target.map(|target| target.bounds.max().0),
        "suspended": target.map(|target| target.suspended),
        "policies": policies.map(|policy| policy.name.clone()).collect::<Vec<_>>(),
        "alarms": alarms,
        "lastActivity": activity.map(told),
    })
}

/// The alarms of a policy: its own two, or those that name it.
fn alarms(realm: &Realm, policy: &ScalingPolicy) -> Vec<Value> {
    let told = |alarm: &AlarmRecord| {
        json!({
            "name": alarm.spec.name,
            "policy": policy.name,
            "state": alarm.state.value.as_str(),
            "since": alarm.state.transitioned.to_string(),
            // A word about each is worth more than its whole reason, which may be a kilobyte.
            "actionsEnabled": alarm.spec.actions_enabled,
            "hasData": alarm.recent.iter().any(Option::is_some)
                || alarm.state.value != StateValue::InsufficientData,
        })
    };
    match &policy.config {
        PolicyConfig::Tracking(_) => {
            policy.alarms.iter().filter_map(|name| realm.alarms().get(name)).map(told).collect()
        }
        PolicyConfig::Step(_) => realm.alarms_naming(&policy.arn).map(told).collect(),
    }
}

fn told(activity: &Activity) -> Value {
    json!({
        "start": activity.start.to_string(),
        "end": activity.end.map(|end| end.to_string()),
        "status": activity.status.as_str(),
        "description": activity.description(),
        "cause": activity.cause.text(),
        "message": activity.status_message(),
        "notScaled": activity.not_scaled.map(|reason| reason.code()),
    })
}
