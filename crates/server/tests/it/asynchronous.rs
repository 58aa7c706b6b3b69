//! Asynchronous inference: in by S3, out by S3.

use std::time::Instant;

use ebb_store::{Batch, Store, Write};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Answer, Api, PATIENCE, World, settings};
use crate::receiver::Receiver;

fn queue() -> serde_json::Value {
    json!({ "OutputConfig": { "S3OutputPath": "s3://data/out", "S3FailurePath": "s3://data/failed" } })
}

async fn endpoint(api: &Api) {
    api.configure_variant("e", Some(queue())).await;
    api.endpoint("e").await;
    assert_eq!(api.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
    assert_eq!(api.s3(Method::PUT, "/data/in/1", "some text").await.status, StatusCode::OK);
}

async fn invoke(api: &Api, input: &str) -> Answer {
    let headers =
        [("x-amzn-sagemaker-inputlocation", input), ("x-amzn-sagemaker-inference-id", "mine")];
    api.send(Method::POST, "/endpoints/e/async-invocations", &headers, "").await
}

/// The object, once it is there.
async fn object(api: &Api, location: &str) -> Answer {
    let path = location.strip_prefix("s3:/").unwrap();
    let began = Instant::now();
    loop {
        let found = api.s3(Method::GET, path, "").await;
        if found.status == StatusCode::OK {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{location} stays {found:?}");
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn an_input_object_becomes_an_output_object() {
    let world = World::new().await;
    let api = &world.api;
    endpoint(api).await;
    let accepted = invoke(api, "s3://data/in/1").await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED, "{accepted:?}");
    assert_eq!(accepted.json(), json!({ "InferenceId": "mine" }));
    let output = accepted.header("x-amzn-sagemaker-outputlocation");
    assert!(output.starts_with("s3://data/out/"), "{output}");
    assert!(object(api, output).await.text().contains("some text"));
    // An input that is not there fails, where failures go.
    let accepted = invoke(api, "s3://data/in/none").await;
    let failure = accepted.header("x-amzn-sagemaker-failurelocation");
    assert!(failure.starts_with("s3://data/failed/"), "{failure}");
    assert!(!object(api, failure).await.body.is_empty());
    // A synchronous call is of the wrong kind here, and says so.
    let (code, _) = api.invoke("e", &[], "{}").await.error();
    assert_eq!(code, "ValidationError");
    let (code, text) = invoke(api, "nonsense").await.error();
    assert_eq!(code, "ValidationError");
    assert!(text.contains("inputLocation"), "{text}");
}

#[tokio::test]
async fn what_was_accepted_survives_a_restart() {
    let world = World::new().await;
    let api = &world.api;
    endpoint(api).await;
    instances(api, 0).await;
    let mut outputs = Vec::new();
    for _ in 0..5 {
        let accepted = invoke(api, "s3://data/in/1").await;
        outputs.push(accepted.header("x-amzn-sagemaker-outputlocation").to_owned());
    }
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    instances(api, 1).await;
    for output in outputs {
        assert!(object(api, &output).await.text().contains("some text"));
    }
}

/// A row can outlive its endpoint when the server dies between the two deletions.
#[tokio::test]
async fn requests_that_no_endpoint_takes_are_forgotten() {
    let world = World::new().await;
    world.api.variant("synchronous").await;
    world.server.stop().await;
    let scope = json!({ "account": "000000000000", "region": "us-east-1" });
    let store = Store::open(world.folder.path()).await.unwrap();
    let mut batch = Batch::new();
    for (id, endpoint) in [("1", "gone"), ("2", "synchronous")] {
        let body = json!({
            "id": id, "inference_id": id, "scope": scope, "endpoint": endpoint,
            "input_location": "s3://data/in", "content_type": null, "accept": null,
            "custom_attributes": null, "received_at_ms": 0, "ttl_s": 21600, "timeout_s": 900,
            "output_location": null, "failure_location": null,
        });
        batch.push(Write::Put {
            scope: serde_json::from_value(scope.clone()).unwrap(),
            kind: "async-request",
            key: id.to_owned(),
            body: body.to_string(),
        });
    }
    store.commit(batch).await.unwrap();
    store.close().await;
    let server = ebb_server::Server::start(settings(world.folder.path())).await.unwrap();
    server.stop().await;
    let store = Store::open(world.folder.path()).await.unwrap();
    let contents = store.load().await.unwrap();
    let left: Vec<&str> = contents.records.iter().map(|row| row.kind.as_str()).collect();
    assert!(left.contains(&"endpoint") && !left.contains(&"async-request"), "{left:?}");
}

const GOOD: &str = "arn:aws:sns:us-east-1:000000000000:good";
const BAD: &str = "arn:aws:sns:us-east-1:000000000000:bad";

/// A queue with topics, and results in messages.
fn telling() -> Value {
    json!({ "OutputConfig": {
        "S3OutputPath": "s3://data/out",
        "NotificationConfig": {
            "SuccessTopic": GOOD, "ErrorTopic": BAD,
            "IncludeInferenceResponseIn": ["SUCCESS_NOTIFICATION_TOPIC"],
        },
    } })
}

fn message(told: &Value) -> Value {
    serde_json::from_str(told["Message"].as_str().unwrap()).unwrap()
}

fn is_result(told: &Value) -> bool {
    message(told)["eventName"] == "InferenceResult"
}

fn hook(address: std::net::SocketAddr) -> String {
    format!("http://{address}/hook?a=b")
}

#[tokio::test]
async fn topics_are_told_of_results_and_failures() {
    let good = Receiver::start(&[503]).await;
    let bad = Receiver::start(&[]).await;
    let world = World::with(|settings| {
        settings.topics.insert(GOOD.to_owned(), hook(good.address));
        settings.topics.insert(BAD.to_owned(), hook(bad.address));
    })
    .await;
    let api = &world.api;
    assert_eq!(api.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
    assert_eq!(api.s3(Method::PUT, "/data/in/1", "some text").await.status, StatusCode::OK);
    api.configure_variant("e", Some(telling())).await;
    api.endpoint("e").await;
    // Both are tried at the creation; the first try of one fails and is repeated.
    let told = good.until(|told| told.len() == 2).await;
    assert_eq!(message(&told[1])["eventName"], "TestNotification");
    assert_eq!(told[0], told[1]);
    bad.until(|told| told.len() == 1).await;
    let accepted = invoke(api, "s3://data/in/1").await;
    let output = accepted.header("x-amzn-sagemaker-outputlocation").to_owned();
    let told = good.until(|told| told.iter().any(is_result)).await;
    let told = told.iter().find(|told| is_result(told)).unwrap();
    assert_eq!((&told["Type"], &told["TopicArn"]), (&json!("Notification"), &json!(GOOD)));
    assert!(told.get("Subject").is_none());
    let message_of = message(told);
    assert_eq!(message_of["invocationStatus"], "Completed");
    assert_eq!(message_of["inferenceId"], "mine");
    assert_eq!(message_of["requestParameters"]["inputLocation"], "s3://data/in/1");
    assert_eq!(message_of["responseParameters"]["outputLocation"], output);
    let content = message_of["responseBody"]["content"].as_str().unwrap();
    let content = base64_text(content);
    assert_eq!(content, object(api, &output).await.text());
    invoke(api, "s3://data/in/none").await;
    let told = bad.until(|told| told.iter().any(is_result)).await;
    let message_of = message(told.last().unwrap());
    assert_eq!(message_of["invocationStatus"], "Failed");
    let reason = message_of["failureReason"].as_str().unwrap();
    assert!(reason.starts_with("ClientError: Could not read the input."), "{reason}");
    assert!(message_of.get("responseParameters").is_none());
}

fn base64_text(text: &str) -> String {
    use base64::Engine as _;

    let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn what_a_topic_was_not_told_yet_survives_a_restart() {
    let address = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let listens = |settings: &mut ebb_server::Settings| {
        settings.topics.insert(GOOD.to_owned(), hook(address));
    };
    let world = World::with(listens).await;
    let api = &world.api;
    assert_eq!(api.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
    assert_eq!(api.s3(Method::PUT, "/data/in/1", "some text").await.status, StatusCode::OK);
    api.configure_variant("e", Some(telling())).await;
    api.endpoint("e").await;
    let accepted = invoke(api, "s3://data/in/1").await;
    object(api, accepted.header("x-amzn-sagemaker-outputlocation")).await;
    // Nobody listens yet. The request is over when its row is gone, and then the notification is one.
    let world = world.restart(listens).await;
    let receiver = Receiver::on(&address.to_string(), &[]).await;
    let is_test = |told: &Value| message(told)["eventName"] == "TestNotification";
    receiver.until(|told| told.iter().any(is_result) && told.iter().any(is_test)).await;
    // What cannot be told, because nobody is configured, is a metric.
    invoke(&world.api, "s3://data/in/none").await;
    let failures = json!({
        "Namespace": "AWS/SageMaker", "MetricName": "NotificationFailures",
        "Dimensions": [{ "Name": "EndpointName" }],
    });
    world
        .api
        .until(crate::harness::CLOUDWATCH, "ListMetrics", failures, |found| {
            found["Metrics"].as_array().is_some_and(|metrics| metrics.len() == 1)
        })
        .await;
}

/// The object of a request is stored before its row goes. A server that dies between the two leaves both.
#[tokio::test]
async fn a_result_of_before_a_restart_stays_the_only_one() {
    let files = tempfile::tempdir().unwrap();
    let folder = files.path().canonicalize().unwrap();
    for place in ["s3://data".to_owned(), format!("file://{}", folder.display())] {
        let good = Receiver::start(&[]).await;
        let change = |settings: &mut ebb_server::Settings| {
            settings.async_folders.push(folder.clone());
            settings.topics.insert(GOOD.to_owned(), hook(good.address));
        };
        let world = World::with(change).await;
        let api = &world.api;
        assert_eq!(api.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
        let queue = json!({ "OutputConfig": {
            "S3OutputPath": format!("{place}/out"), "S3FailurePath": format!("{place}/failed"),
            "NotificationConfig": { "SuccessTopic": GOOD },
        } });
        api.configure_variant("e", Some(queue)).await;
        api.endpoint("e").await;
        instances(api, 0).await;
        // Worked on again it would fail: there is no such input.
        let accepted = invoke(api, "s3://data/in/none").await;
        let output = accepted.header("x-amzn-sagemaker-outputlocation");
        let failure = accepted.header("x-amzn-sagemaker-failurelocation");
        put(api, output, "the result").await;
        let world = world.restart(change).await;
        let api = &world.api;
        instances(api, 1).await;
        let told = good.until(|told| told.iter().any(is_result)).await;
        assert_eq!(message(told.last().unwrap())["invocationStatus"], "Completed");
        assert_eq!(read(api, output).await.as_deref(), Some("the result"));
        assert_eq!(read(api, failure).await, None);
        world.server.stop().await;
    }
}

async fn instances(api: &Api, number: u32) {
    let desired = json!({
        "EndpointName": "e",
        "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": number }],
    });
    api.sagemaker("UpdateEndpointWeightsAndCapacities", desired).await;
    api.endpoint_status("e", "InService").await;
}

async fn put(api: &Api, location: &str, body: &str) {
    if let Some(path) = location.strip_prefix("file://") {
        std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
    } else {
        let path = location.strip_prefix("s3:/").unwrap();
        assert_eq!(api.s3(Method::PUT, path, body).await.status, StatusCode::OK);
    }
}

async fn read(api: &Api, location: &str) -> Option<String> {
    if let Some(path) = location.strip_prefix("file://") {
        return std::fs::read_to_string(path).ok();
    }
    let found = api.s3(Method::GET, location.strip_prefix("s3:/").unwrap(), "").await;
    (found.status == StatusCode::OK).then(|| found.text().to_owned())
}

#[tokio::test]
async fn files_of_permitted_folders_come_in_and_go_out() {
    let files = tempfile::tempdir().unwrap();
    let folder = files.path().canonicalize().unwrap();
    std::fs::write(folder.join("1.txt"), "from a file").unwrap();
    let world = World::with(|settings| settings.async_folders.push(folder.clone())).await;
    let api = &world.api;
    let at = |rest: &str| format!("file://{}/{rest}", folder.display());
    let queue = |path: String, failure: String| json!({ "OutputConfig": { "S3OutputPath": path, "S3FailurePath": failure } });
    let config = |asynchronous: Value| {
        json!({
            "EndpointConfigName": "bad", "AsyncInferenceConfig": asynchronous,
            "ProductionVariants": [{
                "VariantName": "v", "ModelName": "e", "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }],
        })
    };
    for (path, part) in [
        ("file:///etc".to_owned(), "async.folders"),
        (at("../other"), "\"..\""),
        ("gopher://x".to_owned(), "pattern"),
    ] {
        let input = config(queue(path, at("failed")));
        let (code, text) =
            api.refused(crate::harness::SAGEMAKER, "CreateEndpointConfig", input).await;
        assert_eq!(code, "ValidationException");
        assert!(text.contains(part), "{text}");
    }
    api.configure_variant("e", Some(queue(at("out/"), at("failed")))).await;
    api.endpoint("e").await;
    let described = api.sagemaker("DescribeEndpointConfig", json!({ "EndpointConfigName": "e" }));
    let described = described.await;
    assert_eq!(described["AsyncInferenceConfig"]["OutputConfig"]["S3OutputPath"], at("out/"));
    for (input, header) in [
        ("1.txt", "x-amzn-sagemaker-outputlocation"),
        ("2.txt", "x-amzn-sagemaker-failurelocation"),
    ] {
        let accepted = invoke(api, &at(input)).await;
        assert_eq!(accepted.status, StatusCode::ACCEPTED, "{accepted:?}");
        let location = accepted.header(header).strip_prefix("file://").unwrap().to_owned();
        assert!(location.starts_with(folder.to_str().unwrap()), "{location}");
        let began = Instant::now();
        let text = loop {
            if let Ok(text) = std::fs::read_to_string(&location) {
                break text;
            }
            assert!(began.elapsed() < PATIENCE, "{location} does not come");
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        };
        let part = if input == "1.txt" { "from a file" } else { "there is no such file" };
        assert!(text.contains(part), "{text}");
    }
    let (code, text) = invoke(api, "file:///etc/passwd").await.error();
    assert_eq!(code, "ValidationError");
    assert!(text.contains("async.folders"), "{text}");
    // Where none is permitted, AWS's own constraint holds.
    let world = World::new().await;
    world.api.configure_variant("e", Some(json!({ "OutputConfig": {} }))).await;
    world.api.endpoint("e").await;
    let (_, text) = invoke(&world.api, "file:///etc/passwd").await.error();
    assert!(text.contains("inputLocation") && text.contains("pattern"), "{text}");
}
