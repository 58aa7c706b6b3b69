//! Mute rules and dashboards over the wire.

use serde_json::{Value, json};

use crate::harness::{CLOUDWATCH, World, now, with};

const RULES: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:";

fn rule(name: &str, members: Value) -> Value {
    let schedule = json!({ "Expression": "cron(* * * * *)", "Duration": "PT1H" });
    with(json!({ "Name": name, "Rule": { "Schedule": schedule } }), members)
}

#[tokio::test]
async fn mute_rules_are_kept_and_shown() {
    let world = World::new().await;
    let api = &world.api;
    let at = (now() + 86_400.0).floor();
    let schedule = json!({ "Expression": "at(2099-01-01T00:00)", "Duration": "P1D", "Timezone": "Europe/Berlin" });
    let later = json!({
        "Description": "d", "Rule": { "Schedule": schedule }, "MuteTargets": { "AlarmNames": ["b", "a"] },
        "StartDate": at, "ExpireDate": at + 1e10, "Tags": [{ "Key": "k", "Value": "v" }],
    });
    api.cloudwatch("PutAlarmMuteRule", rule("later", later.clone())).await;
    api.cloudwatch(
        "PutAlarmMuteRule",
        rule("on", json!({ "MuteTargets": { "AlarmNames": ["a"] } })),
    )
    .await;
    api.cloudwatch("PutAlarmMuteRule", rule("past", json!({ "ExpireDate": now() - 60.0 }))).await;
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let mut found =
        api.cloudwatch("GetAlarmMuteRule", json!({ "AlarmMuteRuleName": "later" })).await;
    let members = found.as_object_mut().unwrap();
    assert!(members.remove("LastUpdatedTimestamp").unwrap().is_number());
    let mut want = with(
        later,
        json!({
            "Name": "later", "AlarmMuteRuleArn": format!("{RULES}later"), "Status": "SCHEDULED", "MuteType": "ONE_TIME",
        }),
    );
    want.as_object_mut().unwrap().remove("Tags");
    assert_eq!(found, want);
    let listed = async |members: Value| -> Vec<(String, String)> {
        let answer = api.cloudwatch("ListAlarmMuteRules", members).await;
        let rules = answer["AlarmMuteRuleSummaries"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().trim_start_matches(RULES).to_owned();
        rules.map(|rule| (text(&rule["AlarmMuteRuleArn"]), text(&rule["Status"]))).collect()
    };
    let pair = |name: &str, status: &str| (name.to_owned(), status.to_owned());
    let all = [pair("later", "SCHEDULED"), pair("on", "ACTIVE"), pair("past", "EXPIRED")];
    assert_eq!(listed(json!({})).await, all);
    assert_eq!(listed(json!({ "AlarmName": "a" })).await, all[..2]);
    assert_eq!(listed(json!({ "AlarmName": "b", "Statuses": ["ACTIVE"] })).await, []);
    assert_eq!(listed(json!({ "Statuses": ["ACTIVE", "EXPIRED"] })).await, all[1..]);
    let first = api.cloudwatch("ListAlarmMuteRules", json!({ "MaxRecords": 2 })).await;
    let rest = json!({ "MaxRecords": 2, "NextToken": first["NextToken"] });
    assert_eq!(listed(rest).await, all[2..]);
    let tags = api
        .cloudwatch("ListTagsForResource", json!({ "ResourceARN": format!("{RULES}later") }))
        .await;
    assert_eq!(tags["Tags"], json!([{ "Key": "k", "Value": "v" }]));
    for _ in 0..2 {
        api.cloudwatch("DeleteAlarmMuteRule", json!({ "AlarmMuteRuleName": "later" })).await;
    }
    let gone = json!({ "AlarmMuteRuleName": "later" });
    assert_eq!(
        api.refused(CLOUDWATCH, "GetAlarmMuteRule", gone).await.0,
        "ResourceNotFoundException"
    );
    for (schedule, part) in [
        (json!({ "Expression": "rate(1 hour)", "Duration": "PT1H" }), "cron or an at expression"),
        (json!({ "Expression": "cron(0 2 * *)", "Duration": "PT1H" }), "Invalid CRON expression"),
        (json!({ "Expression": "cron(0 2 * * *)", "Duration": "PT1S" }), "ISO 8601"),
        (
            json!({ "Expression": "cron(0 2 * * *)", "Duration": "PT1H", "Timezone": "Mars" }),
            "Mars",
        ),
    ] {
        let input = rule("bad", json!({ "Rule": { "Schedule": schedule } }));
        let (code, text) = api.refused(CLOUDWATCH, "PutAlarmMuteRule", input).await;
        assert_eq!(code, "ValidationException");
        assert!(text.contains(part), "{text}");
    }
}

// Covers: cw.delete-dashboards
#[tokio::test]
async fn dashboards_are_kept_as_they_were_put() {
    let world = World::new().await;
    let api = &world.api;
    let body = "{ \"widgets\": [ {\"type\":\"text\"} ] }";
    for name in ["web-1", "web-2", "db"] {
        let input = json!({ "DashboardName": name, "DashboardBody": body, "Tags": [{ "Key": "k", "Value": name }] });
        let put = api.cloudwatch("PutDashboard", input).await;
        assert_eq!(put, json!({ "DashboardValidationMessages": [] }));
    }
    let world = world.restart(|_| {}).await;
    // They are the same in all regions.
    let api = &world.api.in_region("eu-west-1");
    let arn = "arn:aws:cloudwatch::000000000000:dashboard/web-1";
    assert_eq!(
        api.cloudwatch("GetDashboard", json!({ "DashboardName": "web-1" })).await,
        json!({ "DashboardName": "web-1", "DashboardBody": body, "DashboardArn": arn })
    );
    let listed = api.cloudwatch("ListDashboards", json!({ "DashboardNamePrefix": "web" })).await;
    let entries = listed["DashboardEntries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(
        (&entries[0]["DashboardArn"], &entries[0]["Size"]),
        (&json!(arn), &json!(body.len()))
    );
    assert!(entries[0]["LastModified"].is_number());
    let tags = api.cloudwatch("ListTagsForResource", json!({ "ResourceARN": arn })).await;
    assert_eq!(tags["Tags"], json!([{ "Key": "k", "Value": "web-1" }]));
    let names = json!({ "DashboardNames": ["web-1", "does-not-exist", "db"] });
    api.cloudwatch("DeleteDashboards", names).await;
    let listed = api.cloudwatch("ListDashboards", json!({})).await;
    assert_eq!(listed["DashboardEntries"].as_array().unwrap().len(), 1);
    for (name, body, code, part) in [
        (
            "a b",
            body,
            "InvalidParameterValueException",
            "only contain alphanumerics, dash (-) and underscore (_).\n",
        ),
        ("", body, "InvalidParameterValueException", "1 to 255 characters"),
        ("x", "{", "DashboardInvalidInputError", "valid JSON"),
        ("x", "[]", "DashboardInvalidInputError", "Should be object"),
        ("x", "{}", "DashboardInvalidInputError", "widgets"),
    ] {
        let input = json!({ "DashboardName": name, "DashboardBody": body });
        let (got, text) = api.refused(CLOUDWATCH, "PutDashboard", input).await;
        assert_eq!(got, code);
        assert!(text.contains(part), "{text}");
    }
    let gone = json!({ "DashboardName": "web-1" });
    let (code, text) = api.refused(CLOUDWATCH, "GetDashboard", gone).await;
    assert_eq!(code, "DashboardNotFoundError");
    assert_eq!(text, "Dashboard web-1 does not exist");
}
