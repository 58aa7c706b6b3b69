//! `/_ebb/decisions?resource=…`: why a target was scaled, or why not, newest first and by pages; with `shadow=…` what that
//! shadow would have done.

use ebb_decide::decision::{Decision, Explanation, Hearing};
use ebb_units::{Scope, Timestamp, Workload, WorkloadKey};
use form_urlencoded::parse;
use http::StatusCode;
use serde_json::{Value, json};

use super::Page;
use crate::access::Caller;
use crate::engine::View;
use crate::http::Front;

/// Decisions on a page, unless it is asked for others, and at most.
const USUAL: usize = 10;
const MOST: usize = 100;

/// What is asked for.
#[derive(Debug, PartialEq)]
struct Wanted {
    key: WorkloadKey,
    /// By this shadow, and not by what really scales the target.
    shadow: Option<String>,
    /// Taken then or before.
    at: Option<Timestamp>,
    /// With a number below this one.
    before: Option<u64>,
    limit: usize,
}

/// What the engine knows of it.
struct Found {
    now: Timestamp,
    exists: bool,
    /// How it stands now; absent when it is no scalable target, or has no such shadow.
    present: Option<Explanation>,
    decisions: Vec<(u64, Decision)>,
    /// There are older ones.
    more: bool,
}

pub(super) async fn page(front: &Front, caller: &Caller, query: &str) -> Page {
    let wanted = wanted(query, &caller.scope).map_err(|text| (StatusCode::BAD_REQUEST, text))?;
    let (key, resource) = (wanted.key.clone(), wanted.key.workload.to_string());
    let shadow = wanted.shadow.clone();
    let found = front.engine.read(move |view| {
        let Wanted { key, shadow, at, before, limit } = wanted;
        let now = view.now();
        let mut kept = view.decisions().of(&key, shadow.as_deref(), at, before);
        let decisions: Vec<(u64, Decision)> = kept
            .by_ref()
            .take(limit)
            .map(|(number, decision)| (number, decision.clone()))
            .collect();
        let more = kept.next().is_some();
        let hearing = match &shadow {
            Some(name) => shadow_hearing(&view, &key, name),
            None => view.hearing(&key),
        };
        let capacity = view.realm(&key.scope).and_then(|realm| realm.capacity(&key.workload));
        let present = hearing.map(|hearing| hearing.explain(now, &key.workload));
        Found { now, exists: capacity.is_some(), present, decisions, more }
    });
    let Found { now, exists, present, decisions, more } =
        found.await.map_err(|error| (StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
    let next = decisions.last().map(|(number, _)| *number).filter(|_| more);
    let decisions: Vec<Value> = decisions
        .iter()
        .map(|(number, decision)| {
            let explanation = match &shadow {
                Some(_) => decision.explain().of_shadow(),
                None => decision.explain(),
            };
            json!({
                "number": number,
                "explanation": explanation,
                "text": explanation.to_string(),
                "record": decision,
            })
        })
        .collect();
    Ok(json!({
        "clock": now.to_string(),
        "account": key.scope.account.as_str(),
        "region": key.scope.region.as_str(),
        "resource": resource,
        "shadow": shadow,
        "exists": exists,
        "isScalableTarget": present.is_some(),
        "present": present.map(|present| {
            json!({ "explanation": present, "text": present.to_string() })
        }),
        "decisions": decisions,
        "before": next,
    }))
}

/// How a shadow of this very target stands.
fn shadow_hearing(view: &View<'_>, key: &WorkloadKey, name: &str) -> Option<Hearing> {
    let shadow = view.realm(&key.scope)?.shadows().get(name)?;
    let is_of_target = *shadow.workload() == key.workload;
    is_of_target.then(|| view.shadow_hearing(&key.scope, name)).flatten()
}

fn wanted(query: &str, scope: &Scope) -> Result<Wanted, String> {
    let mut scope = scope.clone();
    let (mut workload, mut shadow) = (None, None);
    let (mut at, mut before, mut limit) = (None, None, USUAL);
    for (name, value) in parse(query.as_bytes()) {
        let wrong = |what: &str| format!("{name}=\"{value}\": {what}");
        match &*name {
            "resource" => {
                let parsed = value.parse::<Workload>();
                workload = Some(parsed.map_err(|error| wrong(&error.to_string()))?);
            }
            "shadow" => shadow = Some(value.into_owned()),
            "region" => scope.region = value.parse().map_err(|_| wrong("expected a region"))?,
            "at" => {
                let parsed = value.parse::<Timestamp>();
                at = Some(
                    parsed.map_err(|_| wrong("expected a time such as 2026-03-02T09:04:10Z"))?,
                );
            }
            "before" => {
                let parsed = value.parse::<u64>();
                before = Some(parsed.map_err(|_| wrong("expected the number of a decision"))?);
            }
            "limit" => {
                let parsed = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                limit =
                    parsed.ok_or_else(|| wrong(&format!("expected a number from 1 to {MOST}")))?;
            }
            _ => {
                return Err(format!(
                    "there is no parameter \"{name}\": there are resource, shadow, region, at, before and limit"
                ));
            }
        }
    }
    let workload = workload.ok_or(
        "resource is missing: ask for /_ebb/decisions?resource=endpoint/NAME/variant/NAME",
    )?;
    Ok(Wanted { key: WorkloadKey { scope, workload }, shadow, at, before, limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope { account: "000000000000".parse().unwrap(), region: "us-east-1".parse().unwrap() }
    }

    #[test]
    fn what_is_asked_for_is_read_and_what_is_wrong_is_named() {
        let all = wanted(
            "resource=endpoint%2Fe%2Fvariant%2Fv&at=2026-03-02T09:00:00Z&before=7&limit=100&region=eu-west-1",
            &scope(),
        )
        .unwrap();
        assert_eq!(all.key.workload.to_string(), "endpoint/e/variant/v");
        assert_eq!(all.key.scope.region.as_str(), "eu-west-1");
        assert_eq!((all.before, all.limit), (Some(7), 100));
        assert_eq!(all.at.unwrap().to_string(), "2026-03-02T09:00:00Z");
        for (query, part) in [
            ("", "resource is missing"),
            ("resource=x", "is no resource"),
            ("resource=inference-component/c&limit=0", "from 1 to 100"),
            ("resource=inference-component/c&limit=101", "from 1 to 100"),
            ("resource=inference-component/c&at=yesterday", "expected a time"),
            ("resource=inference-component/c&before=-1", "number of a decision"),
            ("resource=inference-component/c&x=1", "no parameter \"x\""),
        ] {
            let told = wanted(query, &scope()).unwrap_err();
            assert!(told.contains(part), "{query}: {told}");
        }
    }
}
