//! `/_ebb/shadows`: candidates that decide beside what scales a target, over the wire and across restarts.

use ebb_decide::decision::Decision;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Answer, Api, World, target, with};
use crate::signed::{Client, with_keys};

const SHADOWS: &str = "/_ebb/shadows";

async fn ask(api: &Api, method: Method, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    api.send(method, &format!("{SHADOWS}{path}"), &[], body).await
}

async fn done(api: &Api, method: Method, path: &str, body: &Value) -> Value {
    let answer = ask(api, method, path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn refused(api: &Api, path: &str, body: &Value) -> (StatusCode, String) {
    let answer = ask(api, Method::PUT, path, body).await;
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

/// A step policy of so many more, and the alarm that runs it and tells a topic.
fn candidate(name: &str, more: i64) -> Value {
    let arn = format!(
        "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/sagemaker/inference-component/{name}:policyName/more"
    );
    json!({
        "PutScalingPolicy": [with(target(name), json!({
            "PolicyName": "more", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 60,
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": more }],
            },
        }))],
        "PutMetricAlarm": [{
            "AlarmName": "busy", "Namespace": "N", "MetricName": "load", "Statistic": "Maximum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 10.0,
            "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
            "AlarmActions": [arn, "arn:aws:sns:us-east-1:000000000000:ops"],
        }],
    })
}

async fn world() -> World {
    let world = World::new().await;
    world.api.component("c").await;
    world.api.register("c", 1, 4).await;
    world
}

async fn load(api: &Api, value: f64) {
    let data =
        json!({ "Namespace": "N", "MetricData": [{ "MetricName": "load", "Value": value }] });
    api.cloudwatch("PutMetricData", data).await;
}

async fn decisions(api: &Api, query: &str) -> Value {
    let path = format!("/_ebb/decisions?resource=inference-component/c{query}");
    api.send(Method::GET, &path, &[], "").await.json()
}

#[tokio::test]
async fn a_shadow_decides_and_nothing_moves() {
    let world = world().await;
    let api = &world.api;
    let (_, told) = refused(api, "/not%20good", &candidate("c", 2)).await;
    assert!(told.starts_with("\"not good\" is no name for a shadow"), "{told}");
    done(api, Method::PUT, "/eager", &candidate("c", 2)).await;
    let one = done(api, Method::GET, "/eager", &Value::Null).await;
    for (member, want) in [
        ("name", json!("eager")),
        ("resource", json!("inference-component/c")),
        ("min", json!(1)),
        ("max", json!(4)),
        ("policies", json!(["more"])),
        ("alarms", json!(["busy"])),
        ("decisions", json!(0)),
        ("last", Value::Null),
    ] {
        assert_eq!(one[member], want, "{member}");
    }
    load(api, 15.0).await;
    let told = decisions(api, "&shadow=eager").await;
    let decision = &told["decisions"][0];
    assert_eq!(decision["explanation"]["answer"], "would have scaled out from 1 to 3 by more");
    let record: Decision = serde_json::from_value(decision["record"].clone()).unwrap();
    assert_eq!(record.differs(), None);
    assert!(told["present"]["text"].as_str().unwrap().contains("busy: ALARM since"), "{told:#}");
    assert_eq!(decisions(api, "").await["decisions"], json!([]), "nothing was acted upon");

    let listed = done(api, Method::GET, "", &Value::Null).await;
    let one = &listed["shadows"][0];
    assert_eq!((&one["decisions"], &one["changes"]), (&json!(1), &json!(1)));
    assert_eq!(one["liveChanges"], 0);
    assert_eq!(one["last"]["answer"], "would have scaled out from 1 to 3 by more");
    assert_eq!(api.copies("c", 1).await["RuntimeConfig"]["DesiredCopyCount"], 1);
    let input = json!({ "ServiceNamespace": "sagemaker" });
    let activities = api.autoscaling("DescribeScalingActivities", input.clone()).await;
    assert_eq!(activities["ScalingActivities"], json!([]));
    assert_eq!(
        api.autoscaling("DescribeScalingPolicies", input).await["ScalingPolicies"],
        json!([])
    );
    let alarms = api.cloudwatch("DescribeAlarms", json!({})).await;
    assert_eq!(alarms["MetricAlarms"], json!([]));
    let history = api.cloudwatch("DescribeAlarmHistory", json!({})).await;
    assert_eq!(history["AlarmHistoryItems"], json!([]));

    done(api, Method::DELETE, "/eager", &Value::Null).await;
    assert_eq!(done(api, Method::GET, "", &Value::Null).await["shadows"], json!([]));
    let gone = ask(api, Method::GET, "/eager", &Value::Null).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_shadow_outlives_the_server() {
    let world = world().await;
    done(&world.api, Method::PUT, "/eager", &candidate("c", 2)).await;
    let shown = |one: Value| (one["created"].clone(), one["policies"].clone(), one["max"].clone());
    let before = shown(done(&world.api, Method::GET, "/eager", &Value::Null).await);
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    assert_eq!(shown(done(api, Method::GET, "/eager", &Value::Null).await), before);
    api.copies("c", 1).await;
    load(api, 15.0).await;
    let told = decisions(api, "&shadow=eager").await;
    assert_eq!(
        told["decisions"][0]["explanation"]["answer"],
        "would have scaled out from 1 to 3 by more"
    );
    done(api, Method::DELETE, "/eager", &Value::Null).await;
    let world = world.restart(|_| {}).await;
    let listed = done(&world.api, Method::GET, "", &Value::Null).await;
    assert_eq!(listed["shadows"], json!([]));
}

#[tokio::test]
async fn what_is_no_candidate_is_refused_with_the_reason() {
    let world = world().await;
    let api = &world.api;
    api.component("d").await;
    let both = json!({ "PutScalingPolicy": [
        candidate("c", 1)["PutScalingPolicy"][0], candidate("d", 1)["PutScalingPolicy"][0],
    ]});
    let mut dimension = candidate("c", 1);
    dimension["PutScalingPolicy"][0]["ScalableDimension"] =
        json!("sagemaker:variant:DesiredInstanceCount");
    let mut step = candidate("c", 1);
    step["PutScalingPolicy"][0]["StepScalingPolicyConfiguration"]["AdjustmentType"] = json!("Half");
    for (path, body, status, part) in [
        ("/x", json!({}), StatusCode::BAD_REQUEST, "the candidate"),
        (
            "/x",
            json!({ "PutScalingPolicy": [] }),
            StatusCode::BAD_REQUEST,
            "says nothing about scaling",
        ),
        ("/x", candidate("gone", 1), StatusCode::NOT_FOUND, "Could not find inference component"),
        ("/x", candidate("d", 1), StatusCode::BAD_REQUEST, "Minimum capacity must be specified"),
        (
            "/x",
            dimension,
            StatusCode::BAD_REQUEST,
            "ResourceId: Unsupported service namespace, resource type or scalable dimension",
        ),
        ("/x", step, StatusCode::BAD_REQUEST, "Half"),
        (
            "/x",
            both.clone(),
            StatusCode::BAD_REQUEST,
            "is about several targets: \"inference-component/c\", \"inference-component/d\"; choose one with resource=",
        ),
        (
            "/x?resource=inference-component/e",
            both,
            StatusCode::BAD_REQUEST,
            "has nothing for inference-component/e: it is about \"inference-component/c\", \"inference-component/d\"",
        ),
        (
            "/x?speed=1",
            candidate("c", 1),
            StatusCode::BAD_REQUEST,
            "there is no parameter \"speed\"",
        ),
        ("/x%20y", candidate("c", 1), StatusCode::BAD_REQUEST, "is no name for a shadow"),
    ] {
        let (found, text) = refused(api, path, &body).await;
        assert!(text.contains(part), "{path} {part}: {text}");
        assert_eq!(found, status, "{text}");
    }
    let answer = api.send(Method::PUT, "/_ebb/shadows/x", &[], "not JSON").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = api.send(Method::PUT, "/_ebb/shadows", &[], "{}").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let answer = api.send(Method::POST, "/_ebb/shadows/x", &[], "{}").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let gone = ask(api, Method::DELETE, "/x", &Value::Null).await;
    assert_eq!(
        (gone.status, gone.json()["error"].as_str().unwrap()),
        (StatusCode::NOT_FOUND, "there is no shadow \"x\"",)
    );

    for name in ["a", "b", "e", "f", "g"] {
        done(api, Method::PUT, &format!("/{name}"), &candidate("c", 1)).await;
    }
    let (status, text) = refused(api, "/a", &candidate("c", 1)).await;
    assert!(text.starts_with("there is a shadow \"a\" already"), "{text}");
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, text) = refused(api, "/h", &candidate("c", 1)).await;
    assert_eq!(text, "inference-component/c has 5 shadows, which is the most: a, b, e, f, g");
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn shadows_need_a_key_where_there_are_keys() {
    let world = World::with(with_keys).await;
    // Whoever has no key is told so whatever the body is: it is not even looked at.
    let stranger = refused(&world.api, "/a", &json!("no candidate")).await;
    assert_eq!(stranger.0, StatusCode::FORBIDDEN, "{}", stranger.1);
    assert!(!stranger.1.contains("candidate"), "{}", stranger.1);
    let (admin, app) = (Client::new(&world, "admin"), Client::new(&world, "app"));
    let put = || admin.plain(Method::PUT, "/_ebb/shadows/x", &candidate("c", 1).to_string());
    assert_eq!(admin.send(&put()).await.status, StatusCode::FORBIDDEN);
    let told = admin.send(&put().sign(&admin.of("ebb"))).await;
    assert_eq!(told.status, StatusCode::NOT_FOUND, "{}", told.text());
    let denied = app.send(&put().sign(&app.of("ebb"))).await;
    assert!(denied.text().contains("not authorized to perform: ebb:Shadows"), "{}", denied.text());
}
