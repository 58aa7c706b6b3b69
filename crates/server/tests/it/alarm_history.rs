//! What alarms have been through, their tags, and the switch of their actions.

use serde_json::{Value, json};

use crate::harness::{Api, CLOUDWATCH, World, now, with};

const ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

async fn put(api: &Api, name: &str, members: Value) {
    let input = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
    });
    api.cloudwatch("PutMetricAlarm", with(input, members)).await;
}

async fn set(api: &Api, name: &str, value: &str) {
    let input = json!({ "AlarmName": name, "StateValue": value, "StateReason": "by hand" });
    api.cloudwatch("SetAlarmState", input).await;
}

async fn summaries(api: &Api, members: Value) -> Vec<String> {
    let answer = api.cloudwatch("DescribeAlarmHistory", members).await;
    let items = answer["AlarmHistoryItems"].as_array().unwrap();
    items.iter().map(|item| item["HistorySummary"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn history_is_filtered_ordered_and_cut_into_pages() {
    let world = World::new().await;
    let api = &world.api;
    let before = now() - 1.0;
    put(api, "a", json!({ "AlarmActions": ["arn:aws:sns:us-east-1:000000000000:t"] })).await;
    api.cloudwatch("PutCompositeAlarm", json!({ "AlarmName": "c", "AlarmRule": "ALARM(a)" })).await;
    set(api, "a", "ALARM").await;
    set(api, "a", "OK").await;
    let metric = [
        "Alarm updated from ALARM to OK",
        "Failed to execute action arn:aws:sns:us-east-1:000000000000:t. No receiver is configured for this ARN",
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
        "Alarm \"a\" created",
    ];
    assert_eq!(summaries(api, json!({})).await, metric, "metric alarms only, newest first");
    let composite = json!({ "AlarmTypes": ["CompositeAlarm"], "ScanBy": "TimestampAscending" });
    assert_eq!(
        summaries(api, composite).await,
        [
            "Alarm \"c\" created",
            "Alarm updated from INSUFFICIENT_DATA to OK",
            "Alarm updated from OK to ALARM",
            "Alarm updated from ALARM to OK",
        ]
    );
    assert_eq!(summaries(api, json!({ "AlarmName": "c" })).await, [""; 0]);
    let actions = json!({ "HistoryItemType": "Action", "AlarmName": "a" });
    assert_eq!(summaries(api, actions).await, metric[1..2]);
    assert_eq!(summaries(api, json!({ "StartDate": before })).await.len(), 4);
    assert_eq!(summaries(api, json!({ "EndDate": before })).await, [""; 0]);
    assert_eq!(summaries(api, json!({ "AlarmContributorId": "x" })).await, [""; 0]);
    // It outlives the alarm and the server, and pages lead through it once.
    api.cloudwatch("DeleteAlarms", json!({ "AlarmNames": ["c", "a"] })).await;
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    for (order, want) in [
        ("TimestampDescending", [&["Alarm \"a\" deleted"], &metric[..]].concat()),
        ("TimestampAscending", {
            let mut oldest_first = metric.to_vec();
            oldest_first.reverse();
            [&oldest_first[..], &["Alarm \"a\" deleted"]].concat()
        }),
    ] {
        let (mut found, mut token) = (Vec::new(), Value::Null);
        loop {
            let mut input = json!({ "MaxRecords": 2, "ScanBy": order });
            if !token.is_null() {
                input["NextToken"] = token;
            }
            let page = api.cloudwatch("DescribeAlarmHistory", input).await;
            let items = page["AlarmHistoryItems"].as_array().unwrap().clone();
            assert!(items.len() <= 2);
            found.extend(items);
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        let found: Vec<&str> =
            found.iter().map(|item| item["HistorySummary"].as_str().unwrap()).collect();
        assert_eq!(found, want, "{order}");
    }
    let (code, _) =
        api.refused(CLOUDWATCH, "DescribeAlarmHistory", json!({ "NextToken": "x" })).await;
    assert_eq!(code, "InvalidNextToken");
}

#[tokio::test]
async fn alarms_of_a_metric_are_found() {
    let world = World::new().await;
    let api = &world.api;
    put(api, "plain", json!({})).await;
    put(api, "other", json!({ "Period": 300, "Unit": "Count" })).await;
    put(api, "narrow", json!({ "Dimensions": [{ "Name": "d", "Value": "1" }] })).await;
    let found = async |members: Value| -> Vec<String> {
        let input = with(json!({ "Namespace": "N", "MetricName": "m" }), members);
        let answer = api.cloudwatch("DescribeAlarmsForMetric", input).await;
        let alarms = answer["MetricAlarms"].as_array().unwrap().iter();
        alarms.map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found(json!({})).await, ["other", "plain"]);
    let dimensions = json!([{ "Name": "d", "Value": "1" }]);
    assert_eq!(found(json!({ "Dimensions": dimensions })).await, ["narrow"]);
    assert_eq!(found(json!({ "Period": 60 })).await, ["plain"]);
    assert_eq!(found(json!({ "Unit": "Count" })).await, ["other"]);
    assert_eq!(found(json!({ "Statistic": "Average" })).await, [""; 0]);
    assert_eq!(found(json!({ "ExtendedStatistic": "p90" })).await, [""; 0]);
    assert_eq!(found(json!({ "MetricName": "none" })).await, [""; 0]);
    let known = json!({ "AlarmName": "plain" });
    let none = api.cloudwatch("DescribeAlarmContributors", known).await;
    assert_eq!(none, json!({ "AlarmContributors": [] }));
    let unknown = json!({ "AlarmName": "none" });
    let (code, _) = api.refused(CLOUDWATCH, "DescribeAlarmContributors", unknown).await;
    assert_eq!(code, "ResourceNotFoundException");
}

// Covers: cw.alarm-actions.switch
#[tokio::test]
async fn actions_are_switched_off_and_on() {
    let world = World::new().await;
    let api = &world.api;
    put(api, "a", json!({ "AlarmActions": ["arn:aws:sns:us-east-1:000000000000:t"] })).await;
    api.cloudwatch("PutCompositeAlarm", json!({ "AlarmName": "c", "AlarmRule": "TRUE" })).await;
    let names = json!({ "AlarmNames": ["a", "c", "none"] });
    let enabled = async || {
        let types = json!({ "AlarmTypes": ["MetricAlarm", "CompositeAlarm"] });
        let found = api.cloudwatch("DescribeAlarms", types).await;
        [
            found["MetricAlarms"][0]["ActionsEnabled"].clone(),
            found["CompositeAlarms"][0]["ActionsEnabled"].clone(),
        ]
    };
    api.cloudwatch("DisableAlarmActions", names.clone()).await;
    assert_eq!(enabled().await, [json!(false), json!(false)]);
    set(api, "a", "ALARM").await;
    let actions = json!({ "HistoryItemType": "Action" });
    assert_eq!(summaries(api, actions.clone()).await, [""; 0]);
    api.cloudwatch("EnableAlarmActions", names.clone()).await;
    assert_eq!(enabled().await, [json!(true), json!(true)]);
    assert_eq!(summaries(api, actions).await, [""; 0], "nothing runs at once");
    // What changes nothing is not told.
    api.cloudwatch("EnableAlarmActions", names).await;
    let updates = json!({ "HistoryItemType": "ConfigurationUpdate" });
    assert_eq!(
        summaries(api, updates).await,
        ["Alarm \"a\" updated", "Alarm \"a\" updated", "Alarm \"a\" created"]
    );
}

// Covers: cw.tags.most
#[tokio::test]
async fn alarms_have_tags() {
    let world = World::new().await;
    let api = &world.api;
    put(api, "a", json!({ "Tags": [{ "Key": "k", "Value": "1" }] })).await;
    // A second put does not touch them.
    put(api, "a", json!({ "Tags": [{ "Key": "k", "Value": "2" }] })).await;
    let composite =
        json!({ "AlarmName": "c", "AlarmRule": "TRUE", "Tags": [{ "Key": "x", "Value": "y" }] });
    api.cloudwatch("PutCompositeAlarm", composite).await;
    let tags = async |api: &Api, name: &str| {
        let input = json!({ "ResourceARN": format!("{ARN}{name}") });
        api.cloudwatch("ListTagsForResource", input).await["Tags"].clone()
    };
    assert_eq!(tags(api, "a").await, json!([{ "Key": "k", "Value": "1" }]));
    for name in ["a", "c"] {
        let arn = format!("{ARN}{name}");
        let given = json!([{ "Key": "k", "Value": "3" }, { "Key": "new", "Value": "" }]);
        api.cloudwatch("TagResource", json!({ "ResourceARN": arn, "Tags": given })).await;
        let keys = json!({ "ResourceARN": arn, "TagKeys": ["k", "none"] });
        api.cloudwatch("UntagResource", keys).await;
    }
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    assert_eq!(tags(api, "a").await, json!([{ "Key": "new", "Value": "" }]));
    assert_eq!(
        tags(api, "c").await,
        json!([{ "Key": "new", "Value": "" }, { "Key": "x", "Value": "y" }])
    );
    assert_eq!(tags(api, "none").await, json!([]));
    let many: Vec<Value> =
        (0..50).map(|i| json!({ "Key": format!("t{i}"), "Value": "" })).collect();
    for (input, code) in [
        (json!({ "ResourceARN": format!("{ARN}none"), "Tags": [] }), "ResourceNotFoundException"),
        (
            json!({ "ResourceARN": "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a", "Tags": [] }),
            "ResourceNotFoundException",
        ),
        (json!({ "ResourceARN": "nonsense", "Tags": [] }), "InvalidParameterValueException"),
        (
            json!({ "ResourceARN": format!("{ARN}a"), "Tags": many }),
            "InvalidParameterValueException",
        ),
    ] {
        assert_eq!(api.refused(CLOUDWATCH, "TagResource", input).await.0, code);
    }
    assert_eq!(tags(api, "a").await, json!([{ "Key": "new", "Value": "" }]));
    api.cloudwatch("DeleteAlarms", json!({ "AlarmNames": ["a"] })).await;
    assert_eq!(tags(api, "a").await, json!([]));
}
