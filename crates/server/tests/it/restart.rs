//! What a server leaves behind, and what the next one on the same folder makes of it.

use std::process::Command;
use std::time::Duration;

use http::{Method, StatusCode};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::harness::{SAGEMAKER, World, now, settings, target, with};

async fn clock(world: &World) -> ebb_units::Timestamp {
    let status = world.api.send(Method::GET, "/_ebb/status", &[], "").await.json();
    status["clock"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn everything_is_there_again() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 2, 4).await;
    api.copies("c", 2).await;
    let policy = with(
        target("c"),
        json!({
            "PolicyName": "p", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 5.0, "DisableScaleIn": true,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy",
                },
            },
        }),
    );
    api.autoscaling("PutScalingPolicy", policy).await;
    let minute = (now() / 60.0).floor() * 60.0 - 60.0;
    let datum = json!({ "MetricName": "m", "Timestamp": minute, "Value": 7 });
    api.cloudwatch("PutMetricData", json!({ "Namespace": "N", "MetricData": [datum] })).await;
    let looks = |api: crate::harness::Api| async move {
        let base = json!({ "ServiceNamespace": "sagemaker" });
        let mut all = Vec::new();
        for operation in
            ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScalingActivities"]
        {
            all.push(api.autoscaling(operation, base.clone()).await);
        }
        all.push(api.cloudwatch("GetMetricStatistics", json!({
            "Namespace": "N", "MetricName": "m", "StartTime": minute, "EndTime": minute + 60.0,
            "Period": 60, "Statistics": ["Sum"],
        })).await);
        let alarms = api.cloudwatch("DescribeAlarms", json!({})).await;
        all.extend(
            alarms["MetricAlarms"]
                .as_array()
                .unwrap()
                .iter()
                .map(|alarm| alarm["AlarmArn"].clone()),
        );
        all.push(
            api.sagemaker("DescribeEndpointConfig", json!({ "EndpointConfigName": "c" })).await,
        );
        all
    };
    let before = looks(api.clone()).await;
    assert_eq!(before.len(), 6);
    let world = world.restart(|_| {}).await;
    assert_eq!(looks(world.api.clone()).await, before);
    // Copies are started again to the desired number, and take requests.
    world.api.copies("c", 2).await;
    let headers = [("x-amzn-sagemaker-inference-component", "c")];
    assert_eq!(world.api.invoke("c", &headers, "x").await.status, StatusCode::OK);
    let found = world.api.copies("c", 2).await;
    assert!(found.get("FailureReason").is_none(), "a stop is no failure: {found}");
}

#[tokio::test]
async fn time_never_runs_backwards() {
    let world = World::with(|settings| settings.speed = 3600.0).await;
    world.api.sagemaker("CreateModel", json!({ "ModelName": "early" })).await;
    let began = clock(&world).await;
    // An hour a second: a tenth of a second is six minutes.
    while clock(&world).await.duration_since(began).as_secs() < 360 {
        tokio::task::yield_now().await;
    }
    world.api.sagemaker("CreateModel", json!({ "ModelName": "late" })).await;
    let late = world.api.sagemaker("DescribeModel", json!({ "ModelName": "late" })).await;
    let world = world.restart(|_| {}).await;
    world.api.sagemaker("CreateModel", json!({ "ModelName": "later" })).await;
    let later = world.api.sagemaker("DescribeModel", json!({ "ModelName": "later" })).await;
    let created = |model: &Value| model["CreationTime"].as_f64().unwrap();
    assert!(created(&later) >= created(&late) && created(&late) > now() + 300.0);
    let listed = world.api.sagemaker("ListModels", json!({})).await;
    let names: Vec<&Value> =
        listed["Models"].as_array().unwrap().iter().map(|model| &model["ModelName"]).collect();
    assert_eq!(names, ["later", "late", "early"]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named() {
    let world = World::new().await;
    world.server.stop().await;
    let store = ebb_store::Store::open(world.folder.path()).await.unwrap();
    let scope = json!({ "account": "000000000000", "region": "us-east-1" });
    let row = ebb_store::Write::Put {
        scope: serde_json::from_value(scope).unwrap(),
        kind: "model",
        key: "broken".to_owned(),
        body: "{\"Model\":{}}".to_owned(),
    };
    store.commit(vec![row].into()).await.unwrap();
    store.close().await;
    let error = ebb_server::Server::start(settings(world.folder.path())).await.unwrap_err();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    assert!(text.contains("could not read the data folder"), "{text}");
    assert!(
        text.contains("row \"broken\" of kind \"model\"") && text.contains("missing field"),
        "{text}"
    );
}

#[tokio::test]
async fn held_requests_are_told_when_the_server_stops() {
    let world = World::with(|settings| settings.stop_grace = Duration::from_millis(50)).await;
    let api = world.api.clone();
    api.component("c").await;
    api.set_copies("c", 0).await;
    let held = tokio::spawn(async move {
        api.invoke("c", &[("x-amzn-sagemaker-inference-component", "c")], "x").await
    });
    let input =
        json!({ "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures" });
    world
        .api
        .until("GraniteServiceVersion20100801", "ListMetrics", input, |found| {
            !found["Metrics"].as_array().unwrap().is_empty()
        })
        .await;
    world.server.stop().await;
    let answer = held.await.unwrap();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let text = "The server is shutting down.".to_owned();
    assert_eq!(answer.error(), ("ServiceUnavailable".to_owned(), text));
}

const CHILD: &str = "EBB_TEST_CHILD";

/// The kernel's limit on the size of files stands in for a full disk. It holds for a whole process, so the server runs
/// in a child; a shell has the signal ignored that would otherwise end it.
#[tokio::test]
async fn what_a_full_disk_does_not_take_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "restart::child_on_a_full_disk"])
        .env(CHILD, folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
}

#[tokio::test]
#[ignore = "the program of a child process, see what_a_full_disk_does_not_take_is_taken_back"]
async fn child_on_a_full_disk() {
    let folder = std::env::var_os(CHILD).expect("started by the test above");
    let server = ebb_server::Server::start(settings(folder.as_ref())).await.unwrap();
    let api = crate::harness::Api::new(server.address());
    let limit = getrlimit(Resource::Fsize);
    setrlimit(Resource::Fsize, Rlimit { current: Some(2 << 20), ..limit }).unwrap();
    let environment: serde_json::Map<String, Value> =
        (0..30).map(|number| (format!("v{number}"), json!("x".repeat(1000)))).collect();
    let mut made = 0;
    let failed = loop {
        let input = json!({
            "ModelName": format!("m{made}"),
            "PrimaryContainer": { "Image": "any", "Environment": environment },
        });
        let answer = api.raw(SAGEMAKER, "CreateModel", &input.to_string()).await;
        if answer.status == StatusCode::OK {
            made += 1;
            assert!(made < 1000, "the limit has no effect");
            continue;
        }
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{answer:?}");
        let (code, text) = answer.error();
        assert_eq!(code, "InternalFailure");
        assert!(text.contains("could not be stored"), "{text}");
        break format!("m{made}");
    };
    // It is not there, and nothing more is taken on, until the disk takes it.
    let listed = |answer: Value, name: &str| {
        answer["Models"].as_array().unwrap().iter().any(|model| model["ModelName"] == name)
    };
    let newest = json!({ "MaxResults": 100 });
    assert!(!listed(api.sagemaker("ListModels", newest.clone()).await, &failed));
    let again = json!({ "ModelName": failed });
    let (code, _) = api.refused(SAGEMAKER, "DescribeModel", again.clone()).await;
    assert_eq!(code, "ValidationException");
    setrlimit(Resource::Fsize, limit).unwrap();
    api.sagemaker("CreateModel", json!({ "ModelName": "next" })).await;
    assert!(listed(api.sagemaker("ListModels", newest).await, "next"));
    server.stop().await;
    let server = ebb_server::Server::start(settings(folder.as_ref())).await.unwrap();
    let api = crate::harness::Api::new(server.address());
    for name in ["next", "m0"] {
        api.sagemaker("DescribeModel", json!({ "ModelName": name })).await;
    }
    api.refused(SAGEMAKER, "DescribeModel", again.clone()).await;
    api.sagemaker("CreateModel", again).await;
    server.stop().await;
}
