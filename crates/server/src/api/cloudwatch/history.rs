//! DescribeAlarmHistory.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::alarm::HistoryItem;
use serde_json::Value;

use crate::api::error::ApiError;
use crate::api::paging::{digest, open, seal};
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

/// Rule cw.describe-alarm-history: the newest first unless asked otherwise, and metric alarms unless other types are
/// asked for. Both ends of the span belong to it, and a token names the item that was given last.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html>
pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeAlarmHistoryInput = context.input()?;
    let most = usize::try_from(input.max_records.unwrap_or(100)).unwrap_or(100);
    let (start, end) = (input.start_date.map(instant), input.end_date.map(instant));
    let (start, end) = (start.transpose()?, end.transpose()?);
    let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
    let digest = digest(&(
        context.operation,
        format!(
            "{:?}{:?}{:?}{:?}{start:?}{end:?}{ascending}",
            input.alarm_name,
            input.alarm_contributor_id,
            input.alarm_types,
            input.history_item_type
        ),
    ));
    let after = match &input.next_token {
        None => None,
        Some(token) => {
            let place = open(token, digest)?;
            Some(place.parse::<u64>().map_err(|_| ApiError::NextToken)?)
        }
    };
    let types = input.alarm_types.filter(|types| !types.is_empty());
    let types = types.unwrap_or_else(|| vec!["MetricAlarm".to_owned()]);
    // No alarm has contributors here, so none has anything to tell.
    let of_contributor = input.alarm_contributor_id.is_some();
    let (name, kind) = (input.alarm_name, input.history_item_type);
    let wanted = move |item: &HistoryItem| {
        !of_contributor
            && name.as_ref().is_none_or(|name| **name == *item.alarm)
            && kind.as_ref().is_none_or(|kind| kind == item.what.as_str())
            && types.iter().any(|wanted| wanted == item.kind.as_str())
            && start.is_none_or(|start| item.at >= start)
            && end.is_none_or(|end| item.at <= end)
    };
    let scope = context.scope.clone();
    let mut items: Vec<HistoryItem> = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let items = realm.alarm_history();
            // One more than the page tells whether there is another.
            if ascending {
                let rest = items.filter(|item| after.is_none_or(|after| item.sequence > after));
                rest.filter(|item| wanted(item)).take(most + 1).cloned().collect()
            } else {
                let rest =
                    items.rev().filter(|item| after.is_none_or(|after| item.sequence < after));
                rest.filter(|item| wanted(item)).take(most + 1).cloned().collect()
            }
        })
        .await?;
    let more = items.len() > most;
    items.truncate(most);
    let last = items.last().filter(|_| more);
    let next_token = last.map(|item| seal(&item.sequence.to_string(), digest));
    document(&model::DescribeAlarmHistoryOutput {
        alarm_history_items: Some(items.into_iter().map(write).collect()),
        next_token,
    })
}

fn write(item: HistoryItem) -> model::AlarmHistoryItem {
    let (summary, data) = item.told.texts();
    model::AlarmHistoryItem {
        alarm_name: Some(item.alarm.to_string()),
        alarm_type: Some(item.kind.as_str().to_owned()),
        timestamp: Some(seconds(item.at)),
        history_item_type: Some(item.what.as_str().to_owned()),
        history_summary: Some(summary.into_owned()),
        history_data: Some(data.into_owned()),
        ..Default::default()
    }
}
