//! CloudWatch alarms, and what they drive.

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, CLOUDWATCH, World, target, with};

fn alarm(members: Value) -> Value {
    with(
        json!({
            "AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 2, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        }),
        members,
    )
}

#[tokio::test]
async fn an_alarm_is_described_as_it_was_put() {
    let world = World::new().await;
    let api = &world.api;
    assert_eq!(
        api.cloudwatch("DescribeAlarms", json!({ "AlarmNames": ["none"] })).await,
        json!({ "MetricAlarms": [], "CompositeAlarms": [] })
    );
    assert_eq!(api.cloudwatch("PutMetricAlarm", alarm(json!({}))).await, json!({}));
    let found = api.cloudwatch("DescribeAlarms", json!({})).await;
    let mut alarm_now = found["MetricAlarms"][0].clone();
    let members = alarm_now.as_object_mut().unwrap();
    for time in [
        "AlarmConfigurationUpdatedTimestamp",
        "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
    ] {
        assert!(members.remove(time).unwrap().as_f64().is_some(), "{time}");
    }
    let want = alarm(json!({
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
        "ActionsEnabled": true, "OKActions": [], "AlarmActions": [], "InsufficientDataActions": [],
        "StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation",
        "Dimensions": [], "Threshold": 0.0,
    }));
    assert_eq!(alarm_now, want, "nothing is filled in, and no member is null");
    // Put again: the configuration is replaced, the state stays.
    let changed = alarm(json!({
        "TreatMissingData": "notBreaching", "DatapointsToAlarm": 1, "Unit": "Count",
        "AlarmDescription": "", "Dimensions": [{ "Name": "d", "Value": "v" }],
        "Statistic": null, "ExtendedStatistic": "p90", "EvaluateLowSampleCountPercentile": "ignore",
        "OKActions": ["arn:aws:sns:us-east-1:000000000000:topic"],
    }));
    api.cloudwatch("PutMetricAlarm", changed.clone()).await;
    let found = api.cloudwatch("DescribeAlarms", json!({ "AlarmNames": ["a"] })).await;
    let found = &found["MetricAlarms"][0];
    for (member, value) in changed.as_object().unwrap() {
        let number = value.as_f64();
        assert!(
            found.get(member).unwrap_or(&Value::Null) == value
                || number.is_some() && number == found[member].as_f64(),
            "{member}: {found}"
        );
    }
    assert_eq!(found["StateReason"], "Unchecked: Initial alarm creation");
}

// Covers: cw.delete-alarms, cw.describe-alarms
#[tokio::test]
async fn alarms_are_selected_by_name_prefix_state_and_action() {
    let world = World::new().await;
    let api = &world.api;
    let topic = "arn:aws:sns:us-east-1:000000000000:topic";
    for name in ["web-1", "web-2", "db-1"] {
        let actions = if name == "db-1" { json!([topic]) } else { json!([]) };
        let input = alarm(json!({ "AlarmName": name, "AlarmActions": actions }));
        api.cloudwatch("PutMetricAlarm", input).await;
    }
    let names = async |filter: Value| -> Vec<String> {
        let found = api.cloudwatch("DescribeAlarms", filter).await;
        let alarms = found["MetricAlarms"].as_array().unwrap();
        alarms.iter().map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(json!({})).await, ["db-1", "web-1", "web-2"]);
    assert_eq!(names(json!({ "AlarmNames": [] })).await, ["db-1", "web-1", "web-2"]);
    assert_eq!(names(json!({ "AlarmNames": ["web-2", "none", "web-2"] })).await, ["web-2"]);
    assert_eq!(names(json!({ "AlarmNamePrefix": "web" })).await, ["web-1", "web-2"]);
    assert_eq!(names(json!({ "ActionPrefix": "arn:aws:sns" })).await, ["db-1"]);
    assert_eq!(names(json!({ "StateValue": "OK" })).await, [""; 0]);
    assert_eq!(names(json!({ "AlarmTypes": ["CompositeAlarm"] })).await, [""; 0]);
    assert_eq!(names(json!({ "AlarmTypes": ["CompositeAlarm", "MetricAlarm"] })).await.len(), 3);
    for (input, code) in [
        (json!({ "AlarmNames": ["a"], "AlarmNamePrefix": "a" }), "ValidationException"),
        (json!({ "ChildrenOfAlarmName": "a", "StateValue": "OK" }), "ValidationException"),
        (json!({ "MaxRecords": 101 }), "ValidationException"),
        (json!({ "NextToken": "x" }), "InvalidNextToken"),
    ] {
        assert_eq!(api.refused(CLOUDWATCH, "DescribeAlarms", input).await.0, code);
    }
    // Known ones go although others are unknown; none known is an error without a message.
    api.cloudwatch("DeleteAlarms", json!({ "AlarmNames": ["web-1", "none"] })).await;
    assert_eq!(names(json!({})).await, ["db-1", "web-2"]);
    let gone = api.refused(CLOUDWATCH, "DeleteAlarms", json!({ "AlarmNames": ["web-1"] })).await;
    assert_eq!(gone, ("ResourceNotFound".to_owned(), String::new()));
}

#[tokio::test]
async fn an_alarm_on_metric_math_is_described_as_it_was_put() {
    let world = World::new().await;
    let api = &world.api;
    let metric = json!({ "Namespace": "N", "MetricName": "m", "Dimensions": [{ "Name": "d", "Value": "1" }] });
    let queries = json!([
        { "Id": "e", "Expression": "m / PERIOD(m)", "Label": "per second" },
        { "Id": "m", "MetricStat": { "Metric": metric, "Period": 60, "Stat": "p90" }, "ReturnData": false },
    ]);
    let math = |queries: &Value| {
        json!({
            "AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 2.5,
            "ComparisonOperator": "LessThanThreshold", "Metrics": queries,
        })
    };
    assert_eq!(api.cloudwatch("PutMetricAlarm", math(&queries)).await, json!({}));
    let found = api.cloudwatch("DescribeAlarms", json!({})).await;
    let alarm = found["MetricAlarms"][0].as_object().unwrap();
    assert_eq!(alarm["Metrics"], queries);
    for absent in ["MetricName", "Namespace", "Statistic", "Dimensions", "Period", "Unit"] {
        assert!(!alarm.contains_key(absent), "{absent}");
    }
    let wrong = json!([{ "Id": "e", "Expression": "m +", "Label": "x" }]);
    let (code, text) = api.refused(CLOUDWATCH, "PutMetricAlarm", math(&wrong)).await;
    assert_eq!(code, "ValidationException");
    assert!(text.starts_with("Error in expression 'e': Invalid syntax at column 4"), "{text}");
    // From an expression to a metric and back, in place.
    api.cloudwatch("PutMetricAlarm", alarm_named("math")).await;
    let found = api.cloudwatch("DescribeAlarms", json!({})).await;
    assert!(found["MetricAlarms"][0].get("Metrics").is_none(), "{found}");
}

fn alarm_named(name: &str) -> Value {
    alarm(json!({ "AlarmName": name }))
}

#[tokio::test]
async fn alarms_that_cannot_be_are_refused() {
    let world = World::new().await;
    let api = &world.api;
    let twice = json!([{ "Name": "d", "Value": "1" }, { "Name": "d", "Value": "2" }]);
    let math = json!([{ "Id": "e", "Expression": "1" }]);
    let promql = json!({ "PromQLCriteria": { "Query": "up" } });
    for (members, code, part) in [
        (
            json!({ "Period": 15 }),
            "ValidationException",
            "Period must be 10, 20, 30 or a multiple of 60",
        ),
        (
            json!({ "DatapointsToAlarm": 3 }),
            "ValidationException",
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
        ),
        (json!({ "EvaluationPeriods": 1441 }), "ValidationException", "more than a day"),
        (json!({ "Threshold": null }), "ValidationException", "valid Threshold"),
        (json!({ "Threshold": "NaN" }), "ValidationException", "valid Threshold"),
        (json!({ "MetricName": null }), "ValidationException", "MetricName"),
        (json!({ "Dimensions": twice }), "ValidationException", "same dimension name"),
        (json!({ "AlarmActions": ["x"] }), "ValidationException", "Invalid arn syntax: x"),
        (
            json!({ "AlarmActions": ["arn:aws:sns:eu-west-1:000000000000:t"] }),
            "ValidationException",
            "Invalid region eu-west-1 specified. Only us-east-1 is supported.",
        ),
        (
            json!({ "ExtendedStatistic": "p101", "Statistic": null }),
            "InvalidParameterValueException",
            "The value p101 for parameter ExtendedStatistic is not supported.",
        ),
        (
            json!({ "AlarmName": "" }),
            "ValidationException",
            "1 validation error detected: Value '' at 'alarmName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            json!({ "Metrics": math }),
            "ValidationException",
            "Scalar metric parameters must not be set",
        ),
        (
            json!({ "ThresholdMetricId": "b" }),
            "ValidationException",
            "ThresholdMetricId requires a ComparisonOperator for ranges",
        ),
        (json!({ "EvaluationCriteria": promql }), "UnsupportedOperationException", "PromQL"),
    ] {
        let (got_code, got) =
            api.refused(CLOUDWATCH, "PutMetricAlarm", alarm(members.clone())).await;
        assert_eq!(got_code, code, "{members}: {got}");
        assert!(got.contains(part), "{members}: {got}");
    }
    assert_eq!(api.cloudwatch("DescribeAlarms", json!({})).await["MetricAlarms"], json!([]));
}

#[tokio::test]
async fn a_state_set_by_hand_drives_a_step_policy() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.set_copies("c", 0).await;
    api.register("c", 0, 4).await;
    let policy = api
        .autoscaling("PutScalingPolicy", with(target("c"), json!({
            "PolicyName": "wake", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 0, "MetricAggregationType": "Maximum",
                "StepAdjustments": [
                    { "MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 5, "ScalingAdjustment": 1 },
                    { "MetricIntervalLowerBound": 5, "ScalingAdjustment": 3 },
                ],
            },
        })))
        .await;
    let input = alarm(json!({
        "AlarmActions": [policy["PolicyARN"]], "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
    }));
    api.cloudwatch("PutMetricAlarm", input).await;
    let set = |value: &str, members: Value| {
        with(json!({ "AlarmName": "a", "StateValue": value, "StateReason": "by hand" }), members)
    };
    for (input, code, part) in [
        (
            set("INVALID", json!({})),
            "ValidationException",
            "Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
        ),
        (
            set("OK", json!({ "StateReasonData": "{" })),
            "InvalidFormatFault",
            "StateReasonData is not JSON",
        ),
        (set("OK", json!({ "AlarmName": "none" })), "ResourceNotFound", ""),
    ] {
        let (got_code, got) = api.refused(CLOUDWATCH, "SetAlarmState", input).await;
        assert_eq!(got_code, code);
        assert!(got.contains(part), "{got}");
    }
    // Six over a threshold of one is in the second interval.
    let data = json!({ "StateReasonData": "{\"recentDatapoints\":[7.0]}" });
    api.cloudwatch("SetAlarmState", set("ALARM", data)).await;
    let found = api.cloudwatch("DescribeAlarms", json!({})).await;
    let found = &found["MetricAlarms"][0];
    assert_eq!((&found["StateValue"], &found["StateReason"]), (&json!("ALARM"), &json!("by hand")));
    assert_eq!(found["StateReasonData"], "{\"recentDatapoints\":[7.0]}");
    api.copies("c", 3).await;
    let done = api
        .until(AUTOSCALING, "DescribeScalingActivities", target("c"), |found| {
            found["ScalingActivities"][0]["StatusCode"] == "Successful"
        })
        .await;
    let activity = &done["ScalingActivities"][0];
    assert_eq!(activity["Description"], "Setting desired copy count to 3.");
    assert_eq!(activity["Cause"], "monitor alarm a in state ALARM triggered policy wake");
}
