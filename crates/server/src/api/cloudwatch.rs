//! CloudWatch: metrics and alarms.

mod alarms;
mod data;
mod metric_data;
mod statistics;

use std::collections::BTreeSet;

use ebb_aws_model::cloudwatch as model;
use ebb_units::{MetricId, Scope};
use serde_json::Value;

use super::Context;
use super::error::ApiError;

pub(super) async fn handle(operation: &str, context: Context<'_>) -> Result<Value, ApiError> {
    match operation {
        "PutMetricData" => data::put(context).await,
        "ListMetrics" => data::list(context).await,
        "GetMetricStatistics" => statistics::get(context).await,
        "GetMetricData" => metric_data::get(context).await,
        "PutMetricAlarm" => alarms::put(context).await,
        "DescribeAlarms" => alarms::describe(context).await,
        "DeleteAlarms" => alarms::delete(context).await,
        "SetAlarmState" => alarms::set_state(context).await,
        other => Err(ApiError::NotBuilt(other.to_owned())),
    }
}

/// The ARN of an alarm.
pub(super) fn alarm_arn(scope: &Scope, name: &str) -> String {
    let Scope { account, region } = scope;
    format!("arn:{}:cloudwatch:{region}:{account}:alarm:{name}", region.partition())
}

fn metric_id(
    namespace: &str,
    name: &str,
    dimensions: Option<&Vec<model::Dimension>>,
) -> MetricId {
    let dimensions = dimensions.into_iter().flatten();
    MetricId::new(
        namespace,
        name,
        dimensions.map(|dimension| (dimension.name.as_str(), dimension.value.as_str())),
    )
}

fn write_dimensions(metric: &MetricId) -> Vec<model::Dimension> {
    metric
        .dimensions()
        .iter()
        .map(|dimension| model::Dimension {
            name: dimension.name.to_string(),
            value: dimension.value.to_string(),
        })
        .collect()
}

/// Names that stand more than once.
fn repeated<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    names.into_iter().any(|name| !seen.insert(name))
}
