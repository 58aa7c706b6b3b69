//! CloudWatch: metrics and alarms.

mod alarms;
mod anomaly;
mod composites;
mod dashboards;
mod data;
mod describe;
mod history;
mod metric_data;
mod mutes;
mod plain;
mod statistics;
mod tagging;

use ebb_aws_model::{Invalid, Violation};
use ebb_aws_wire::Call;
use ebb_decide::metric::Datum;
use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Context;
use super::error::ApiError;
use crate::engine::Engine;

pub(crate) use data::record;
use ebb_requests::metric::{metric_id, repeated, write_dimensions};
use ebb_requests::query;

pub(super) async fn handle(operation: &str, context: Context<'_>) -> Result<Value, ApiError> {
    match operation {
        "PutMetricData" => data::put(context).await,
        "ListMetrics" => data::list(context).await,
        "GetMetricStatistics" => statistics::get(context).await,
        "GetMetricData" => metric_data::get(context).await,
        "PutMetricAlarm" => alarms::put(context).await,
        "PutCompositeAlarm" => composites::put(context).await,
        "DescribeAlarms" => describe::describe(context).await,
        "DescribeAlarmsForMetric" => describe::for_metric(context).await,
        "DescribeAlarmContributors" => describe::contributors(context).await,
        "DescribeAlarmHistory" => history::describe(context).await,
        "EnableAlarmActions" => alarms::switch(context, true).await,
        "DisableAlarmActions" => alarms::switch(context, false).await,
        "PutAlarmMuteRule" => mutes::put(context).await,
        "GetAlarmMuteRule" => mutes::get(context).await,
        "ListAlarmMuteRules" => mutes::list(context).await,
        "DeleteAlarmMuteRule" => mutes::delete(context).await,
        "PutDashboard" => dashboards::put(context).await,
        "GetDashboard" => dashboards::get(context).await,
        "ListDashboards" => dashboards::list(context).await,
        "DeleteDashboards" => dashboards::delete(context).await,
        "TagResource" => tagging::tag(context).await,
        "UntagResource" => tagging::untag(context).await,
        "ListTagsForResource" => tagging::list(context).await,
        "DeleteAlarms" => alarms::delete(context).await,
        "PutAnomalyDetector" => anomaly::put(context).await,
        "DescribeAnomalyDetectors" => anomaly::describe(context).await,
        "DeleteAnomalyDetector" => anomaly::delete(context).await,
        "SetAlarmState" => alarms::set_state(context).await,
        other => Err(ApiError::NotBuilt(other.to_owned())),
    }
}

/// The data of a call, when it is a PutMetricData of the plain kind. Such a call names no resource.
pub(crate) fn plain_data(
    engine: &Engine,
    call: &Call,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Vec<Datum>> {
    (call.operation.name == "PutMetricData")
        .then(|| plain::read(call, headers, body, engine.now()))
        .flatten()
}

/// The request of one of the older operations on metrics, which say in their own words what is missing.
///
/// Rule cw.metrics.missing: parameters are named as in the Query protocol, whatever the protocol of the request.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>
fn metrics_input<T: DeserializeOwned>(context: &mut Context<'_>) -> Result<T, ApiError> {
    context.input().map_err(|error| {
        let ApiError::Model(Invalid::Constraints(violations)) = &error else { return error };
        let missing: Vec<String> = violations
            .iter()
            .filter(|violation| violation.value.is_none())
            .map(|violation| format!("The parameter {} is required.", query_path(violation)))
            .collect();
        if missing.is_empty() { error } else { ApiError::ParameterMissing(missing.join("\n")) }
    })
}

/// `metricData.1.member.metricName` as Query clients send it: `MetricData.member.1.MetricName`.
fn query_path(violation: &Violation) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in violation.path.split('.') {
        let number = part == "member"
            && parts.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if number {
            parts.insert(parts.len() - 1, part.to_owned());
        } else {
            let mut chars = part.chars();
            let first = chars.next().map(|first| first.to_ascii_uppercase());
            parts.push(first.into_iter().chain(chars).collect());
        }
    }
    parts.join(".")
}

/// A foreign page token where, unlike with its siblings, an operation declares no InvalidNextToken; a wrong parameter it
/// does declare.
fn token_is_a_parameter(error: ApiError) -> ApiError {
    if matches!(error, ApiError::NextToken) {
        return ApiError::ParameterValue(error.to_string());
    }
    error
}
