//! Asynchronous inference: in by S3, out by S3.

use std::time::Instant;

use ebb_store::{Batch, Store, Write};
use http::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Answer, Api, PATIENCE, World, settings};

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
    let none = json!({
        "EndpointName": "e",
        "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": 0 }],
    });
    api.sagemaker("UpdateEndpointWeightsAndCapacities", none).await;
    api.endpoint_status("e", "InService").await;
    let mut outputs = Vec::new();
    for _ in 0..5 {
        let accepted = invoke(api, "s3://data/in/1").await;
        outputs.push(accepted.header("x-amzn-sagemaker-outputlocation").to_owned());
    }
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    let one = json!({
        "EndpointName": "e",
        "DesiredWeightsAndCapacities": [{ "VariantName": "v", "DesiredInstanceCount": 1 }],
    });
    api.sagemaker("UpdateEndpointWeightsAndCapacities", one).await;
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
