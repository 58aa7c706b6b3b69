//! A server that keeps nothing, and forgets everything when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, Answer, Api, CLOUDWATCH, PATIENCE, SAGEMAKER, World, target};
use crate::signed::{Client, with_keys};

async fn world() -> World {
    World::with(|settings| settings.ephemeral = true).await
}

async fn reset(api: &Api) {
    let answer = api.send(Method::POST, "/_ebb/reset", &[], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

/// Everything that can be listed.
async fn lists(api: &Api) -> Vec<(&'static str, usize)> {
    let scalable = json!({ "ServiceNamespace": "sagemaker" });
    let mut counts = Vec::new();
    for (service, operation, member) in [
        (SAGEMAKER, "ListModels", "Models"),
        (SAGEMAKER, "ListEndpointConfigs", "EndpointConfigs"),
        (SAGEMAKER, "ListEndpoints", "Endpoints"),
        (SAGEMAKER, "ListInferenceComponents", "InferenceComponents"),
        (CLOUDWATCH, "DescribeAlarms", "MetricAlarms"),
        (CLOUDWATCH, "ListMetrics", "Metrics"),
        (AUTOSCALING, "DescribeScalableTargets", "ScalableTargets"),
        (AUTOSCALING, "DescribeScalingActivities", "ScalingActivities"),
    ] {
        let input = if service == AUTOSCALING { scalable.clone() } else { json!({}) };
        let found: Value = api.call(service, operation, input).await;
        counts.push((operation, found[member].as_array().unwrap().len()));
    }
    counts
}

async fn fill(api: &Api) {
    api.variant("e").await;
    api.component("c").await;
    api.register("c", 2, 3).await;
    api.copies("c", 2).await;
    let alarm = json!({
        "AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    api.cloudwatch("PutMetricAlarm", alarm).await;
    let datum = json!({ "Namespace": "N", "MetricData": [{ "MetricName": "m", "Value": 1 }] });
    api.cloudwatch("PutMetricData", datum).await;
    assert_eq!(api.invoke("e", &[], "x").await.status, StatusCode::OK);
    for (path, body) in [("/box", ""), ("/box/key", "content")] {
        assert_eq!(api.s3(Method::PUT, path, body).await.status, StatusCode::OK);
    }
    let queue = json!({ "OutputConfig": { "S3OutputPath": "s3://box/out" } });
    api.configure_variant("q", Some(queue)).await;
    api.endpoint("q").await;
    let input = [("x-amzn-sagemaker-inputlocation", "s3://box/key")];
    for _ in 0..20 {
        // More than the copy takes on at a time, so that some wait at the reset.
        let path = "/endpoints/q/async-invocations";
        let accepted = api.send(Method::POST, path, &input, "").await;
        assert_eq!(accepted.status, StatusCode::ACCEPTED, "{}", accepted.text());
    }
}

#[tokio::test]
async fn a_reset_forgets_everything_and_what_was_there_can_be_made_again() {
    let world = world().await;
    let api = &world.api;
    assert!(lists(api).await.iter().all(|(_, count)| *count == 0));
    for _ in 0..3 {
        fill(api).await;
        for (operation, count) in lists(api).await {
            assert!(count > 0, "{operation}");
        }
        reset(api).await;
        for (operation, count) in lists(api).await {
            assert_eq!(count, 0, "{operation}");
        }
        let gone = api.s3(Method::GET, "/box/key", "").await;
        assert!(gone.text().contains("NoSuchBucket"), "{}", gone.text());
        assert!(!api.s3(Method::GET, "/", "").await.text().contains("<Name>"));
        let status = api.send(Method::GET, "/_ebb/status", &[], "").await.json();
        assert_eq!(status["scopes"], json!([]));
    }
    assert!(std::fs::read_dir(world.folder.path()).unwrap().next().is_none(), "nothing is kept");
    world.server.stop().await;
}

#[tokio::test]
async fn whoever_is_held_at_a_reset_is_told_that_the_endpoint_is_gone() {
    let world = world().await;
    let api = world.api.clone();
    api.component("c").await;
    api.set_copies("c", 0).await;
    let component = [("x-amzn-sagemaker-inference-component", "c")];
    let held = tokio::spawn({
        let api = api.clone();
        async move { api.invoke("c", &component, "x").await }
    });
    // A request that is held counts at once.
    let metric =
        json!({ "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures" });
    api.until(CLOUDWATCH, "ListMetrics", metric, |found| found["Metrics"] != json!([])).await;
    reset(&api).await;
    let (code, message) = held.await.unwrap().error();
    assert_eq!(code, "ValidationError");
    assert_eq!(message, "Endpoint c of account 000000000000 not found.");
    assert!(lists(&api).await.iter().all(|(_, count)| *count == 0));
}

/// What a request may be told while everything is forgotten around it.
fn assert_clean(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    // 424 is AWS's for a model that went away in the middle.
    let is_clean = !answer.status.is_server_error() || text.contains("ModelError");
    assert!(is_clean, "{}: {text}", answer.status);
}

#[tokio::test]
async fn requests_under_way_get_answers_from_before_or_from_after() {
    let world = world().await;
    let stop = Arc::new(AtomicBool::new(false));
    let rounds = Arc::new(AtomicU32::new(0));
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..4 {
        let (api, stop, rounds) = (world.api.clone(), Arc::clone(&stop), Arc::clone(&rounds));
        clients.spawn(async move {
            let name = format!("n{number}");
            while !stop.load(Ordering::Relaxed) {
                let container = json!({ "Image": "any" });
                let model = json!({ "ModelName": name, "PrimaryContainer": container });
                let config = json!({
                    "EndpointConfigName": name,
                    "ProductionVariants": [{
                        "VariantName": "v", "ModelName": name,
                        "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
                    }],
                });
                let endpoint = json!({ "EndpointName": name, "EndpointConfigName": name });
                for (operation, input) in [
                    ("CreateModel", model),
                    ("CreateEndpointConfig", config),
                    ("CreateEndpoint", endpoint),
                ] {
                    assert_clean(&api.raw(SAGEMAKER, operation, &input.to_string()).await);
                }
                assert_clean(&api.invoke(&name, &[], "x").await);
                let input = target(&name).to_string();
                assert_clean(&api.raw(AUTOSCALING, "DeregisterScalableTarget", &input).await);
                for (method, path) in [
                    (Method::PUT, format!("/{name}-bucket")),
                    (Method::PUT, format!("/{name}-bucket/key")),
                    (Method::GET, format!("/{name}-bucket/key")),
                ] {
                    assert_clean(&api.s3(method, &path, "").await);
                }
                rounds.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let resets = async {
        while rounds.load(Ordering::Relaxed) < 60 {
            reset(&world.api).await;
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, resets).await.expect("all clients get on");
    stop.store(true, Ordering::Relaxed);
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
    reset(&world.api).await;
    // Nothing that was under way comes back.
    assert!(lists(&world.api).await.iter().all(|(_, count)| *count == 0));
    fill(&world.api).await;
}

#[tokio::test]
async fn only_an_ephemeral_server_forgets_and_only_for_programs_of_this_machine() {
    let kept = World::new().await;
    let answer = kept.api.send(Method::POST, "/_ebb/reset", &[], "").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("--ephemeral"), "{}", answer.text());

    let world = world().await;
    let get = world.api.send(Method::GET, "/_ebb/reset", &[], "").await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    let page = [("origin", "http://example.test")];
    let answer = world.api.send(Method::POST, "/_ebb/reset", &page, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn with_keys_a_reset_needs_one_that_allows_it() {
    let world = World::with(|settings| {
        settings.ephemeral = true;
        with_keys(settings);
    })
    .await;
    let (admin, app) = (Client::new(&world, "admin"), Client::new(&world, "app"));
    let plain = admin.plain(Method::POST, "/_ebb/reset", "");
    assert_eq!(admin.send(&plain).await.status, StatusCode::FORBIDDEN);
    let denied = app.send(&plain.clone().sign(&app.of("ebb"))).await;
    assert!(denied.text().contains("not authorized to perform: ebb:Reset"), "{}", denied.text());
    let done = admin.send(&plain.sign(&admin.of("ebb"))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
}
