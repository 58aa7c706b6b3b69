//! CloudWatch: data in and out, an alarm and its end. The body of PutMetricData is large enough to be compressed.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_cloudwatch as sdk;
use sdk::primitives::DateTime;
use sdk::types::{
    ComparisonOperator, Dimension, Metric, MetricDataQuery, MetricDatum, MetricStat, StandardUnit,
    StateValue, Statistic,
};

use crate::{Outcome, client, ensure};

const NAMESPACE: &str = "Rust";
const METRIC: &str = "Things";
const ALARM: &str = "rust-alarm";
const DATA: i32 = 400;

pub(crate) async fn check(url: &str) -> Outcome {
    let client = client!(sdk, url);
    data(&client).await?;
    alarm(&client).await
}

fn metric() -> Metric {
    Metric::builder()
        .namespace(NAMESPACE)
        .metric_name(METRIC)
        .dimensions(Dimension::builder().name("kind").value("gear").build())
        .build()
}

async fn data(client: &sdk::Client) -> Outcome {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let minute = i64::try_from(now - now % 60)? - 120;
    let data = (1..=DATA).map(|value| {
        MetricDatum::builder()
            .metric_name(METRIC)
            .dimensions(Dimension::builder().name("kind").value("gear").build())
            .timestamp(DateTime::from_secs(minute))
            .value(f64::from(value))
            .unit(StandardUnit::Count)
            .build()
    });
    let put = client.put_metric_data().namespace(NAMESPACE).set_metric_data(Some(data.collect()));
    put.send().await?;
    let query = |id: &str, statistic: &str| {
        MetricDataQuery::builder()
            .id(id)
            .metric_stat(MetricStat::builder().metric(metric()).period(60).stat(statistic).build())
            .build()
    };
    let got = client
        .get_metric_data()
        .start_time(DateTime::from_secs(minute - 60))
        .end_time(DateTime::from_secs(minute + 60))
        .metric_data_queries(query("total", "Sum"))
        .metric_data_queries(query("most", "Maximum"))
        .send()
        .await?;
    let values: Vec<(&str, &[f64])> = got
        .metric_data_results()
        .iter()
        .map(|result| (result.id().unwrap_or_default(), result.values()))
        .collect();
    let total = f64::from(DATA) * f64::from(DATA + 1) / 2.0;
    ensure(
        values == [("total", &[total][..]), ("most", &[f64::from(DATA)][..])],
        format!("data: {values:?}"),
    )?;
    let times: Vec<i64> =
        got.metric_data_results()[0].timestamps().iter().map(DateTime::secs).collect();
    ensure(times == [minute], format!("times: {times:?}"))
}

async fn alarm(client: &sdk::Client) -> Outcome {
    client
        .put_metric_alarm()
        .alarm_name(ALARM)
        .namespace(NAMESPACE)
        .metric_name(METRIC)
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(2)
        .threshold(1.5)
        .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
        .send()
        .await?;
    let found = client.describe_alarms().alarm_names(ALARM).send().await?;
    let [alarm] = found.metric_alarms() else {
        return Err(format!("alarms: {:?}", found.metric_alarms()).into());
    };
    ensure(alarm.state_value() == Some(&StateValue::InsufficientData), "a new alarm's state")?;
    ensure(alarm.threshold() == Some(1.5), "the threshold")?;
    ensure(alarm.treat_missing_data().is_none(), "what was not sent is not filled in")?;
    let state = client.set_alarm_state().alarm_name("no-such-alarm");
    let refused = state
        .state_value(StateValue::Ok)
        .state_reason("a try")
        .send()
        .await
        .map_err(sdk::Error::from);
    ensure(
        matches!(refused, Err(sdk::Error::ResourceNotFound(_))),
        format!("the state of an alarm that is not there: {refused:?}"),
    )?;
    client.delete_alarms().alarm_names(ALARM).send().await?;
    let left = client.describe_alarms().alarm_names(ALARM).send().await?;
    ensure(left.metric_alarms().is_empty(), "the alarm is left")
}
