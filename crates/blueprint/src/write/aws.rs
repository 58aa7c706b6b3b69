//! AWS's JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Blueprint, Declared};

/// All requests, in lists named by their operations: what `aws application-autoscaling register-scalable-target
/// --cli-input-json` and its siblings take, and what [`crate::read_aws`] reads.
///
/// The ARN of a policy is known only when the policy is put. Alarms name the policies that they run by ARNs with an id of
/// zeros, which are to be replaced by what PutScalingPolicy answers.
pub fn aws_json(blueprint: &Blueprint) -> Value {
    let mut all = Map::new();
    let mut put = |operation: &str, requests: Vec<Value>| {
        if !requests.is_empty() {
            all.insert(operation.to_owned(), requests.into());
        }
    };
    put("RegisterScalableTarget", values(&blueprint.targets));
    put("PutScalingPolicy", values(&blueprint.policies));
    put("PutMetricAlarm", values(&blueprint.alarms));
    put("PutScheduledAction", values(&blueprint.scheduled_actions));
    Value::Object(all)
}

fn values<T: Serialize>(declared: &[Declared<T>]) -> Vec<Value> {
    declared.iter().map(|one| request(&one.request)).collect()
}

/// A request as a document. What cannot be written, and there is nothing of the kind, would be empty.
pub(super) fn request(request: &impl Serialize) -> Value {
    serde_json::to_value(request).unwrap_or_else(|_| json!({}))
}
