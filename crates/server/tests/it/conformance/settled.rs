//! Answers without what differs between two servers that have done the same: identifiers, instants, and how far
//! something is that takes time.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::lane::{Lane, Told};
use super::model::{Operation, SAGEMAKER, Shape};
use crate::harness::PATIENCE;

/// Members that change by themselves.
const MOVING: [&str; 19] = [
    "ActionsSuppressedBy",
    "ActionsSuppressedReason",
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateTransitionedTimestamp",
    "StateUpdatedTimestamp",
    "EvaluationState",
    "EndpointStatus",
    "InferenceComponentStatus",
    "FailureReason",
    "PendingDeploymentSummary",
    "CurrentCopyCount",
    "CurrentInstanceCount",
    "ScalingActivities",
    "AlarmHistoryItems",
    "VariantStatus",
    "NextToken",
    "Messages",
];

/// An error without identifiers.
pub(super) fn error(told: &Told) -> Option<(String, String)> {
    told.error.as_ref().map(|(code, text)| (code.clone(), without_ids(text)))
}

/// The document of an answer, in one form.
pub(super) fn document(operation: Operation, told: &Told) -> Value {
    match operation.output() {
        Some(shape) => settle(operation, shape, &told.document),
        None => json!({}),
    }
}

fn settle(operation: Operation, shape: Shape, value: &Value) -> Value {
    match (shape.kind(), value) {
        ("structure", Value::Object(members)) => {
            // They come and go as well, so they are left out altogether.
            let members = members.iter().filter(|(name, _)| !MOVING.contains(&name.as_str()));
            let mut settled: Vec<(String, Value)> = members
                .map(|(name, value)| {
                    let member = shape.member(name);
                    let member =
                        member.unwrap_or_else(|| panic!("{name} is not in {}", shape.name));
                    (name.clone(), settle(operation, member.shape, value))
                })
                .collect();
            settled.sort_by(|(a, _), (b, _)| a.cmp(b));
            settled.into_iter().collect::<Map<_, _>>().into()
        }
        ("list", Value::Array(items)) => {
            let items = items.iter().map(|item| settle(operation, shape.item(), item));
            let mut items: Vec<Value> = items.collect();
            if operation.name.starts_with("List") {
                // Newest first: things of one millisecond come in either order.
                items.sort_by_key(Value::to_string);
            }
            items.into()
        }
        ("map", Value::Object(entries)) => {
            let mut entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| (key.clone(), settle(operation, shape.value(), value)))
                .collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries.into_iter().collect::<Map<_, _>>().into()
        }
        ("timestamp", _) if !operation.name.starts_with("GetMetric") => json!("time"),
        (_, Value::Number(number)) => json!(number.as_f64().unwrap()),
        (_, Value::String(text)) => without_ids(text).into(),
        (_, other) => other.clone(),
    }
}

/// Long runs of hexadecimal digits are identifiers, which each server makes for itself.
fn without_ids(text: &str) -> String {
    let is_part =
        |char: &char| char.is_ascii_hexdigit() && !char.is_ascii_uppercase() || *char == '-';
    let mut settled = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.chars().take_while(is_part).count();
        if run >= 36 {
            settled.push_str("<id>");
            rest = &rest[run..];
        } else {
            let other = rest[run..].chars().take_while(|char| !is_part(char)).map(char::len_utf8);
            let (taken, left) = rest.split_at(run + other.sum::<usize>());
            settled.push_str(taken);
            rest = left;
        }
    }
    settled
}

/// Waits until nothing is on its way any more.
pub(super) async fn wait(lane: &mut Lane) {
    let began = Instant::now();
    loop {
        let endpoints = lane.tell(SAGEMAKER.operation("ListEndpoints"), &json!({})).await;
        let components =
            lane.tell(SAGEMAKER.operation("ListInferenceComponents"), &json!({})).await;
        let status = |item: &Value| {
            let status =
                item.get("EndpointStatus").or_else(|| item.get("InferenceComponentStatus"));
            status.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let all = [&endpoints.document["Endpoints"], &components.document["InferenceComponents"]];
        let mut items = all.iter().flat_map(|items| items.as_array().unwrap());
        if items.all(|item| matches!(status(item).as_str(), "InService" | "Failed")) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{endpoints:?} {components:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
