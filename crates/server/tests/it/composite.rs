//! Composite alarms over the wire.

use serde_json::{Value, json};

use crate::harness::{Api, CLOUDWATCH, World, with};

const ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

async fn metric_alarm(api: &Api, name: &str) {
    let input = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
    });
    api.cloudwatch("PutMetricAlarm", input).await;
}

async fn set(api: &Api, name: &str, value: &str) {
    let input = json!({ "AlarmName": name, "StateValue": value, "StateReason": "by hand" });
    api.cloudwatch("SetAlarmState", input).await;
}

async fn composites(api: &Api, members: Value) -> Value {
    let input = with(json!({ "AlarmTypes": ["CompositeAlarm"] }), members);
    api.cloudwatch("DescribeAlarms", input).await["CompositeAlarms"].clone()
}

fn without_times(alarm: &Value) -> Value {
    let mut alarm = alarm.clone();
    let members = alarm.as_object_mut().unwrap();
    for time in [
        "AlarmConfigurationUpdatedTimestamp",
        "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
    ] {
        assert!(members.remove(time).unwrap().as_f64().is_some(), "{time}");
    }
    alarm
}

#[tokio::test]
async fn a_composite_alarm_is_described_as_it_was_put() {
    let world = World::new().await;
    let api = &world.api;
    metric_alarm(api, "a").await;
    metric_alarm(api, "s").await;
    let given = json!({
        "AlarmName": "c", "AlarmRule": "ALARM(a)  OR ALARM(\"a\")", "AlarmDescription": "d",
        "AlarmActions": [TOPIC], "ActionsSuppressor": "s", "ActionsSuppressorWaitPeriod": 0,
        "ActionsSuppressorExtensionPeriod": 3600,
    });
    assert_eq!(api.cloudwatch("PutCompositeAlarm", given.clone()).await, json!({}));
    let found = composites(api, json!({})).await;
    let mut alarm = without_times(&found[0]);
    assert!(alarm.as_object_mut().unwrap().remove("StateReasonData").unwrap().is_string());
    let described = with(
        given,
        json!({
            "AlarmArn": format!("{ARN}c"), "ActionsEnabled": true, "OKActions": [],
            "InsufficientDataActions": [], "StateValue": "OK",
            "StateReason": format!("{ARN}c was created and its alarm rule evaluates to OK"),
        }),
    );
    assert_eq!(alarm, described);
    // Suppressed while the suppressor is in ALARM, and for an hour after.
    set(api, "s", "ALARM").await;
    set(api, "a", "ALARM").await;
    let found = composites(api, json!({})).await;
    assert_eq!(
        (&found[0]["StateValue"], &found[0]["ActionsSuppressedBy"]),
        (&json!("ALARM"), &json!("Alarm"))
    );
    let reason = found[0]["ActionsSuppressedReason"].as_str().unwrap();
    assert!(
        reason.starts_with(&format!("Actions suppressed by {ARN}s that transitioned to ALARM at ")),
        "{reason}"
    );
    set(api, "s", "OK").await;
    let world = world.restart(|_| {}).await;
    let found = composites(&world.api, json!({})).await;
    assert_eq!(found[0]["ActionsSuppressedBy"], "ExtensionPeriod");
    assert_eq!(found[0]["ActionsSuppressedReason"], "Actions suppressed by ExtensionPeriod");
    assert_eq!(found[0]["StateValue"], "ALARM");
}

#[tokio::test]
async fn relatives_and_types_are_told_apart() {
    let world = World::new().await;
    let api = &world.api;
    for name in ["a", "b"] {
        metric_alarm(api, name).await;
    }
    for (name, rule) in [("low", "ALARM(a)"), ("top", "ALARM(low) OR ALARM(b)")] {
        api.cloudwatch("PutCompositeAlarm", json!({ "AlarmName": name, "AlarmRule": rule })).await;
    }
    let all = api.cloudwatch("DescribeAlarms", json!({ "AlarmNames": ["a", "low"] })).await;
    assert_eq!(
        (all["MetricAlarms"].as_array().unwrap().len(), &all["CompositeAlarms"]),
        (1, &json!([]))
    );
    let both = json!({ "AlarmTypes": ["CompositeAlarm", "MetricAlarm"], "MaxRecords": 3 });
    let first = api.cloudwatch("DescribeAlarms", both.clone()).await;
    let second = with(both, json!({ "NextToken": first["NextToken"] }));
    let second = api.cloudwatch("DescribeAlarms", second).await;
    let names = |page: &Value, list: &str| -> Vec<String> {
        let alarms = page[list].as_array().unwrap().iter();
        alarms.map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&first, "MetricAlarms"), ["a", "b"]);
    assert_eq!(names(&first, "CompositeAlarms"), ["low"]);
    assert_eq!(
        (names(&second, "CompositeAlarms"), &second["NextToken"]),
        (vec!["top".to_owned()], &Value::Null)
    );
    let children = api.cloudwatch("DescribeAlarms", json!({ "ChildrenOfAlarmName": "top" })).await;
    assert_eq!(
        (names(&children, "MetricAlarms"), names(&children, "CompositeAlarms")),
        (vec!["b".to_owned()], vec!["low".to_owned()])
    );
    let mut members: Vec<_> = children["MetricAlarms"][0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["AlarmArn", "AlarmName", "StateUpdatedTimestamp", "StateValue"]);
    let parents = api.cloudwatch("DescribeAlarms", json!({ "ParentsOfAlarmName": "a" })).await;
    assert_eq!(
        parents,
        json!({ "MetricAlarms": [], "CompositeAlarms": [{ "AlarmName": "low", "AlarmArn": format!("{ARN}low") }] })
    );
    let none = api.cloudwatch("DescribeAlarms", json!({ "ChildrenOfAlarmName": "none" })).await;
    assert_eq!(none, json!({ "MetricAlarms": [], "CompositeAlarms": [] }));
    let (code, text) =
        api.refused(CLOUDWATCH, "DeleteAlarms", json!({ "AlarmNames": ["a"] })).await;
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("ValidationException", "Cannot delete a as there are composite alarm(s) depending on it.")
    );
}

#[tokio::test]
async fn composite_alarms_that_cannot_be_are_refused() {
    let world = World::new().await;
    let api = &world.api;
    metric_alarm(api, "a").await;
    let suppressor = json!({ "ActionsSuppressor": "a" });
    for (members, want) in [
        (
            json!({ "AlarmRule": "ALARM(x)" }),
            "Could not save the composite alarm as alarms [x] in the alarm rule do not exist",
        ),
        (
            json!({ "AlarmRule": " ALARM(a)" }),
            "AlarmRule must not contain leading or trailing whitespace or be null",
        ),
        (json!({ "AlarmRule": "ALARM(a) XOR TRUE" }), "Error in AlarmRule [Unsupported token XOR]"),
        (
            json!({ "AlarmRule": "ALARM(c)" }),
            "A composite alarm cannot have a child relation with itself via its AlarmRule",
        ),
        (suppressor.clone(), "ActionsSuppressorWaitPeriod must not be null"),
        (
            with(suppressor.clone(), json!({ "ActionsSuppressorWaitPeriod": 1 })),
            "ActionsSuppressorExtensionPeriod must not be null",
        ),
        (
            with(
                suppressor,
                json!({ "ActionsSuppressorWaitPeriod": -1, "ActionsSuppressorExtensionPeriod": 1 }),
            ),
            "ActionsSuppressorWaitPeriod must not be negative",
        ),
        (
            json!({ "ActionsSuppressorWaitPeriod": 1 }),
            "ActionsSuppressorWaitPeriod requires an ActionSuppressor",
        ),
        (
            json!({ "ActionsSuppressorExtensionPeriod": 1 }),
            "ActionsSuppressorExtensionPeriod requires an ActionSuppressor",
        ),
        (
            json!({ "ActionsSuppressor": "arn:aws:sns:us-east-1:000000000000:t", "ActionsSuppressorWaitPeriod": 1, "ActionsSuppressorExtensionPeriod": 1 }),
            "ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name",
        ),
        (
            json!({ "ActionsSuppressor": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:a", "ActionsSuppressorWaitPeriod": 1, "ActionsSuppressorExtensionPeriod": 1 }),
            "ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name",
        ),
        (
            json!({ "AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"] }),
            "Unsupported AWS vendor automate",
        ),
        (json!({ "AlarmName": "a\nb" }), "AlarmName must not contain ASCII Control characters"),
        (
            json!({ "AlarmName": "a" }),
            "AlarmName [a] is already used by another alarm of a different type",
        ),
    ] {
        let input = with(json!({ "AlarmName": "c", "AlarmRule": "ALARM(a)" }), members);
        let name = input["AlarmName"].clone();
        let input = if name == "a" { with(input, json!({ "AlarmRule": "TRUE" })) } else { input };
        let (code, text) = api.refused(CLOUDWATCH, "PutCompositeAlarm", input).await;
        assert_eq!((code.as_str(), text.as_str()), ("ValidationException", want));
    }
    assert_eq!(composites(api, json!({})).await, json!([]));
    let (_, text) = api
        .refused(
            CLOUDWATCH,
            "PutCompositeAlarm",
            json!({ "AlarmName": "c", "AlarmRule": "T".repeat(10_241) }),
        )
        .await;
    assert!(text.contains("Member must have length less than or equal to 10240"), "{text}");
}
