//! The pages that tell what runs and why: `/_ebb/status` and `/_ebb/decisions`.

use ebb_decide::decision::Decision;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Api, World, target, with};
use crate::signed::{Client, with_keys};

const C: &str = "/_ebb/decisions?resource=inference-component/c";

async fn page(api: &Api, path: &str) -> Value {
    let answer = api.send(Method::GET, path, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// The component "c", a step policy of two more, and the alarm "busy" that names it.
async fn world() -> World {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 1, 4).await;
    let policy = with(
        target("c"),
        json!({
            "PolicyName": "more", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 60,
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 2 }],
            },
        }),
    );
    let put = api.autoscaling("PutScalingPolicy", policy).await;
    let alarm = json!({
        "AlarmName": "busy", "Namespace": "N", "MetricName": "load", "Statistic": "Average",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 10.0,
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
        "AlarmActions": [put["PolicyARN"]],
    });
    api.cloudwatch("PutMetricAlarm", alarm).await;
    world
}

async fn set(api: &Api, state: &str, point: f64) {
    let data = json!({ "recentDatapoints": [point] }).to_string();
    let input = json!({
        "AlarmName": "busy", "StateValue": state, "StateReason": "by hand",
        "StateReasonData": data,
    });
    api.cloudwatch("SetAlarmState", input).await;
}

#[tokio::test]
async fn decisions_are_told_newest_first_and_can_be_taken_again() {
    let world = world().await;
    let api = &world.api;
    let before = page(api, C).await;
    assert_eq!((&before["isScalableTarget"], &before["exists"]), (&json!(true), &json!(true)));
    assert_eq!(before["decisions"], json!([]));
    let present = &before["present"]["explanation"];
    assert_eq!(present["answer"], "no policy asks for anything");
    assert_eq!(present["reckoning"], json!(["more: asks for nothing: busy sees no data"]));

    set(api, "ALARM", 15.0).await;
    api.copies("c", 3).await;
    set(api, "OK", 1.0).await;
    set(api, "ALARM", 15.0).await;
    let told = page(api, C).await;
    let decisions = told["decisions"].as_array().unwrap();
    let answers: Vec<&str> = decisions
        .iter()
        .map(|decision| decision["explanation"]["answer"].as_str().unwrap())
        .collect();
    assert_eq!(answers.len(), 2, "{told:#}");
    assert!(
        answers[0].starts_with("not scaled: cooling down: 2 that more has added"),
        "{answers:?}"
    );
    assert_eq!(answers[1], "scaled out from 1 to 3 by more");
    let rule = &decisions[1]["explanation"]["rule"];
    assert_eq!(rule["id"], "aas.step.interval");
    assert!(rule["link"].as_str().unwrap().starts_with("https://docs.aws.amazon.com/"));
    for decision in decisions {
        let text = decision["text"].as_str().unwrap();
        assert!(
            text.contains("the Average of its points is 15, 5 from the threshold 10"),
            "{text}"
        );
        let record: Decision = serde_json::from_value(decision["record"].clone()).unwrap();
        assert_eq!(record.differs(), None);
        assert_eq!(record.explain().to_string(), text);
    }

    let first = page(api, &format!("{C}&limit=1")).await;
    assert_eq!(first["decisions"], json!([decisions[0]]));
    let rest = page(api, &format!("{C}&limit=1&before={}", first["before"])).await;
    assert_eq!(rest["decisions"], json!([decisions[1]]));
    assert_eq!(rest["before"], Value::Null);
    let at = decisions[1]["explanation"]["at"].as_str().unwrap();
    assert_eq!(page(api, &format!("{C}&at={at}")).await["decisions"], json!([decisions[1]]));
}

#[tokio::test]
async fn what_is_no_target_and_what_is_no_question_is_told() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let told = page(api, C).await;
    assert_eq!((&told["exists"], &told["isScalableTarget"]), (&json!(true), &json!(false)));
    let told = page(api, &format!("{C}&region=eu-west-1")).await;
    assert_eq!((&told["exists"], &told["region"]), (&json!(false), &json!("eu-west-1")));
    for (query, part) in [("", "resource is missing"), ("?resource=c", "is no resource")] {
        let path = format!("/_ebb/decisions{query}");
        let answer = api.send(Method::GET, &path, &[], "").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.json()["error"].as_str().unwrap().contains(part), "{}", answer.text());
    }
    let answer = api.send(Method::POST, C, &[], "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn decisions_need_a_key_where_there_are_keys() {
    let world = World::with(with_keys).await;
    let (admin, app) = (Client::new(&world, "admin"), Client::new(&world, "app"));
    let ask = || {
        let mut plain = admin.plain(Method::GET, "/_ebb/decisions", "");
        plain.query.push(("resource".to_owned(), "inference-component%2Fc".to_owned()));
        plain
    };
    assert_eq!(admin.send(&ask()).await.status, StatusCode::FORBIDDEN);
    let told = admin.send(&ask().sign(&admin.of("ebb"))).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    assert_eq!(told.json()["exists"], false);
    let denied = app.send(&ask().sign(&app.of("ebb"))).await;
    assert!(
        denied.text().contains("not authorized to perform: ebb:Decisions"),
        "{}",
        denied.text()
    );
}

#[tokio::test]
async fn the_status_names_what_scales_each_workload() {
    let world = world().await;
    let api = &world.api;
    set(api, "ALARM", 15.0).await;
    api.copies("c", 3).await;
    let status = page(api, "/_ebb/status").await;
    let scope = &status["scopes"][0];
    assert_eq!(scope["alarmStates"], json!({ "ALARM": 1 }));
    assert_eq!(scope["endpointList"][0]["status"], "InService");
    let workloads = scope["workloads"].as_array().unwrap();
    let c = workloads.iter().find(|of| of["resource"] == "inference-component/c").unwrap();
    for (member, want) in [
        ("desired", json!(3)),
        ("current", json!(3)),
        ("min", json!(1)),
        ("max", json!(4)),
        ("held", json!(0)),
        ("endpoint", json!("c")),
        ("policies", json!(["more"])),
    ] {
        assert_eq!(c[member], want, "{member}");
    }
    assert_eq!(c["alarms"][0]["state"], "ALARM");
    assert_eq!(c["lastActivity"]["description"], "Setting desired copy count to 3.");
}
