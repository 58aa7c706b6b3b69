//! `/_ebb/shadows`: candidates that decide beside what scales a target, and move nothing. `GET` lists them, `PUT` and
//! `DELETE` of `/_ebb/shadows/<name>` put one and remove it.
//!
//! A candidate is what `aws` prints or takes about scaling, or a Terraform plan: the same JSON that `ebb lint` and
//! `ebb simulate` read.

use ebb_blueprint::{Blueprint, Setup, policy_id, read};
use ebb_decide::alarm::AlarmSpec;
use ebb_decide::decision::Decision;
use ebb_decide::{Command, Refusal, Shadow, ShadowRequest, TargetRequest};
use ebb_units::{Scope, Timestamp, Workload, WorkloadKey};
use form_urlencoded::parse;
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Page;
use crate::access::Caller;
use crate::engine::{CallError, View};
use crate::http::Front;

/// What a refusal of the candidate itself is called.
const BODY: &str = "the candidate";

/// Where to look, and at which target.
struct Asked {
    scope: Scope,
    workload: Option<Workload>,
}

pub(super) async fn page(
    front: &Front,
    caller: &Caller,
    head: &Parts,
    name: &str,
    body: &[u8],
) -> Page {
    let asked = asked(head.uri.query().unwrap_or_default(), &caller.scope).map_err(wrong)?;
    match (head.method.clone(), name) {
        (Method::GET | Method::HEAD, "") => list(front, asked, None).await,
        (Method::GET | Method::HEAD, name) => {
            let mut page = list(front, asked, Some(name.to_owned())).await?;
            let one = page["shadows"].as_array_mut().and_then(Vec::pop);
            one.ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no shadow \"{name}\"")))
        }
        (_, "") => Err((
            StatusCode::METHOD_NOT_ALLOWED,
            "name the shadow: /_ebb/shadows/<name> takes PUT and DELETE".to_owned(),
        )),
        (Method::PUT, name) => put(front, asked, name, body).await,
        (Method::DELETE, name) => {
            let command = Command::DeleteShadow { name: name.to_owned() };
            front.engine.call(&asked.scope, command).await.map_err(failed)?;
            Ok(json!({}))
        }
        _ => Err((
            StatusCode::METHOD_NOT_ALLOWED,
            "GET, PUT and DELETE are answered here".to_owned(),
        )),
    }
}

fn asked(query: &str, of: &Scope) -> Result<Asked, String> {
    let mut asked = Asked { scope: of.clone(), workload: None };
    for (name, value) in parse(query.as_bytes()) {
        let wrong = |what: &str| format!("{name}=\"{value}\": {what}");
        match &*name {
            "region" => {
                asked.scope.region = value.parse().map_err(|_| wrong("expected a region"))?;
            }
            "resource" => {
                let parsed = value.parse::<Workload>();
                asked.workload = Some(parsed.map_err(|error| wrong(&error.to_string()))?);
            }
            _ => {
                return Err(format!(
                    "there is no parameter \"{name}\": there are resource and region"
                ));
            }
        }
    }
    Ok(asked)
}

fn wrong(text: String) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, text)
}

fn failed(error: CallError) -> (StatusCode, String) {
    let status = match &error {
        CallError::Refused(Refusal::NotFound(_)) => StatusCode::NOT_FOUND,
        CallError::Refused(Refusal::Taken(_) | Refusal::LimitExceeded(_)) => StatusCode::CONFLICT,
        CallError::Refused(_) => StatusCode::BAD_REQUEST,
        CallError::Stopped => StatusCode::SERVICE_UNAVAILABLE,
        CallError::NotDurable(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, error.to_string())
}

async fn list(front: &Front, asked: Asked, only: Option<String>) -> Page {
    let Asked { scope, workload } = asked;
    let of = scope.clone();
    let shadows = front.engine.read(move |view| {
        let realm = view.realm(&of);
        let shadows = realm.into_iter().flat_map(|realm| realm.shadows().values());
        shadows
            .filter(|shadow| only.as_ref().is_none_or(|name| shadow.name() == name))
            .filter(|shadow| workload.as_ref().is_none_or(|workload| shadow.workload() == workload))
            .map(|shadow| told(&view, &of, shadow))
            .collect::<Vec<Value>>()
    });
    let shadows =
        shadows.await.map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
    Ok(json!({
        "account": scope.account.as_str(),
        "region": scope.region.as_str(),
        "shadows": shadows,
    }))
}

fn told(view: &View<'_>, scope: &Scope, shadow: &Shadow) -> Value {
    let key = WorkloadKey { scope: scope.clone(), workload: shadow.workload().clone() };
    let since = |decision: &&Decision| shadow.created() <= decision.at;
    let log = view.decisions();
    let own = log.of(&key, Some(shadow.name()), None, None).map(|(_, it)| it);
    let own: Vec<&Decision> = own.take_while(since).collect();
    let live = log.of(&key, None, None, None).map(|(_, it)| it).take_while(since);
    let is_change = |decision: &&Decision| decision.to().is_some();
    let bounds = shadow.bounds();
    let last = |at: Timestamp, answer: String| json!({ "at": at.to_string(), "answer": answer });
    json!({
        "name": shadow.name(),
        "resource": shadow.workload().to_string(),
        "created": shadow.created().to_string(),
        "min": bounds.map(|bounds| bounds.min().0),
        "max": bounds.map(|bounds| bounds.max().0),
        "policies": shadow.policies().collect::<Vec<_>>(),
        "alarms": shadow.alarms().map(|alarm| &alarm.spec.name).collect::<Vec<_>>(),
        "decisions": own.len(),
        "changes": own.iter().copied().filter(is_change).count(),
        "liveChanges": live.filter(is_change).count(),
        "last": own.first().map(|it| last(it.at, it.explain().of_shadow().answer)),
    })
}

async fn put(front: &Front, asked: Asked, name: &str, body: &[u8]) -> Page {
    let Asked { scope, workload } = asked;
    let text =
        std::str::from_utf8(body).map_err(|error| wrong(format!("{BODY} is no text: {error}")))?;
    let blueprint = read(BODY, text).map_err(|error| wrong(error.to_string()))?;
    let request = request(name, &blueprint, workload).map_err(wrong)?;
    let workload = request.target.workload.to_string();
    let command = Command::PutShadow(Box::new(request));
    front.engine.call(&scope, command).await.map_err(failed)?;
    Ok(json!({ "name": name, "resource": workload }))
}

/// What a blueprint says about one target, as a shadow of it.
fn request(
    name: &str,
    blueprint: &Blueprint,
    workload: Option<Workload>,
) -> Result<ShadowRequest, String> {
    let setup = blueprint.setup(&blueprint.scope()).map_err(|refused| {
        let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
        told.join("; ")
    })?;
    let workload = chosen(&setup, workload)?;
    let of = |other: &Workload| *other == workload;
    let own = setup.policies.iter().zip(&blueprint.policies);
    let own: Vec<_> = own.filter(|(policy, _)| of(&policy.workload)).collect();
    // Topics are told nothing by a shadow: of the actions only those that name its policies are taken over.
    let named = |action: &String| {
        let found = own.iter().find(|(_, declared)| {
            policy_id(&declared.request).action(&blueprint.scope()) == *action
        });
        found.map(|(policy, _)| policy.name.clone())
    };
    let only_own = |alarm: &AlarmSpec| {
        let names = |actions: &[String]| actions.iter().filter_map(named).collect();
        AlarmSpec {
            ok_actions: names(&alarm.ok_actions),
            alarm_actions: names(&alarm.alarm_actions),
            insufficient_data_actions: names(&alarm.insufficient_data_actions),
            ..alarm.clone()
        }
    };
    let acts = |alarm: &AlarmSpec| {
        let all = [&alarm.ok_actions, &alarm.alarm_actions, &alarm.insufficient_data_actions];
        all.into_iter().any(|actions| !actions.is_empty())
    };
    let target = setup.targets.iter().find(|target| of(&target.workload)).cloned();
    Ok(ShadowRequest {
        name: name.to_owned(),
        target: target.unwrap_or_else(|| unbound(&workload)),
        policies: own.iter().map(|(policy, _)| (*policy).clone()).collect(),
        alarms: setup.alarms.iter().map(|(alarm, _)| only_own(alarm)).filter(acts).collect(),
        scheduled: setup
            .scheduled_actions
            .iter()
            .filter(|action| of(&action.workload))
            .cloned()
            .collect(),
    })
}

fn unbound(workload: &Workload) -> TargetRequest {
    TargetRequest {
        workload: workload.clone(),
        min: None,
        max: None,
        dynamic_in_suspended: None,
        dynamic_out_suspended: None,
        scheduled_suspended: None,
        tags: std::collections::BTreeMap::new(),
        observed: None,
    }
}

/// The one target that a candidate is about, or the one that was asked for.
fn chosen(setup: &Setup, asked: Option<Workload>) -> Result<Workload, String> {
    let mut known = setup.workloads();
    known.extend(setup.policies.iter().map(|policy| &policy.workload));
    known.extend(setup.scheduled_actions.iter().map(|action| &action.workload));
    let names: Vec<String> = known.iter().map(|workload| format!("\"{workload}\"")).collect();
    match (asked, names.as_slice()) {
        (None, []) => Err(format!("{BODY} says nothing about scaling")),
        (Some(asked), _) if known.contains(&asked) => Ok(asked),
        (Some(asked), []) => {
            Err(format!("{BODY} has nothing for {asked}: it says nothing about scaling"))
        }
        (Some(asked), _) => {
            Err(format!("{BODY} has nothing for {asked}: it is about {}", names.join(", ")))
        }
        (None, [_]) => known.into_iter().next().cloned().ok_or_else(String::new),
        (None, _) => Err(format!(
            "{BODY} is about several targets: {}; choose one with resource=",
            names.join(", ")
        )),
    }
}
