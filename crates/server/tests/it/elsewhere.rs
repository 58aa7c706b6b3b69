//! Inputs and results of asynchronous requests in another storage: that of a second server, which checks signatures.

use std::time::{Duration, Instant};

use ebb_server::{Settings, StorageSettings};
use ebb_tls_fixture::{Authority, Front};
use http::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Answer, Api, PATIENCE, World};
use crate::signed::{Client, world};

fn storage(far: &World, secret: &str) -> StorageSettings {
    StorageSettings {
        url: format!("http://{}", far.api.address),
        region: "eu-west-1".to_owned(),
        access_key_id: "admin".to_owned(),
        secret_access_key: secret.to_owned(),
    }
}

async fn near(far: &World, secret: &str) -> World {
    near_with(|settings| settings.storage = Some(storage(far, secret))).await
}

async fn near_with(change: impl FnOnce(&mut Settings)) -> World {
    let near = World::with(change).await;
    let queue = json!({ "OutputConfig": {
        "S3OutputPath": "s3://data/out", "S3FailurePath": "s3://data/failed",
    } });
    near.api.configure_variant("e", Some(queue)).await;
    near.api.endpoint("e").await;
    near
}

async fn invoke(api: &Api, input: &str) -> Answer {
    let headers = [("x-amzn-sagemaker-inputlocation", input)];
    let answer = api.send(Method::POST, "/endpoints/e/async-invocations", &headers, "").await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
    answer
}

/// The object of a storage, once it is there.
async fn object(client: &Client, location: &str) -> Answer {
    let path = location.strip_prefix("s3:/").unwrap();
    let began = Instant::now();
    loop {
        let found = client.s3(Method::GET, path, "").await;
        if found.status == StatusCode::OK {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{location} stays {found:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn objects_are_read_from_and_written_to_another_storage() {
    let far = world().await;
    let client = Client::new(&far, "admin");
    assert_eq!(client.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
    let put = client.s3(Method::PUT, "/data/in/a%20b%2Bc.txt", "from afar").await;
    assert_eq!(put.status, StatusCode::OK, "{put:?}");
    let near = near(&far, "secret-of-admin").await;
    let accepted = invoke(&near.api, "s3://data/in/a b+c.txt").await;
    let output = accepted.header("x-amzn-sagemaker-outputlocation");
    assert!(object(&client, output).await.text().contains("from afar"));
    // What is not there fails, where failures go.
    let accepted = invoke(&near.api, "s3://data/in/none").await;
    let failure = accepted.header("x-amzn-sagemaker-failurelocation");
    let text = object(&client, failure).await;
    assert!(text.text().contains("the storage answered 404"), "{text:?}");
    // The server's own buckets have none of it.
    assert_eq!(near.api.s3(Method::GET, "/data", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_storage_that_knows_another_secret_is_told_of() {
    let far = world().await;
    let near = near(&far, "another").await;
    invoke(&near.api, "s3://data/in/1").await;
    let failures = json!({
        "Namespace": "AWS/SageMaker", "MetricName": "InvocationFailures",
        "Dimensions": [{ "Name": "EndpointName" }],
    });
    let is_there = |found: &serde_json::Value| !found["Metrics"].as_array().unwrap().is_empty();
    near.api.until(crate::harness::CLOUDWATCH, "ListMetrics", failures, is_there).await;
}

/// A server that reads and writes in this storage through TLS, which it calls by this host and trusts as this authority says.
async fn near_by_tls(far: &World, front: &Front, host: &str, trusted: &Authority) -> World {
    let url = format!("https://{host}:{}", front.address().port());
    near_with(|settings| {
        settings.storage = Some(StorageSettings { url, ..storage(far, "secret-of-admin") });
        settings.ca_file = Some(trusted.file().to_owned());
    })
    .await
}

#[tokio::test]
async fn objects_are_read_and_written_through_tls() {
    let far = world().await;
    let client = Client::new(&far, "admin");
    assert_eq!(client.s3(Method::PUT, "/data", "").await.status, StatusCode::OK);
    assert_eq!(client.s3(Method::PUT, "/data/in/1", "from afar").await.status, StatusCode::OK);
    let authority = Authority::new();
    let front = Front::start(&authority.certify(&["127.0.0.1"]), far.api.address);
    let near = near_by_tls(&far, &front, "127.0.0.1", &authority).await;
    let accepted = invoke(&near.api, "s3://data/in/1").await;
    let output = accepted.header("x-amzn-sagemaker-outputlocation");
    assert!(object(&client, output).await.text().contains("from afar"));
    let seen = front.seen();
    assert!(seen.contains("GET /data/in/1 HTTP/1.1"), "{seen}");
    assert!(seen.contains("PUT /data/out/"), "{seen}");

    // Neither one that nobody here knows, nor one that is another's, is told what is asked for.
    let stranger = Authority::new();
    for (host, trusted) in [("127.0.0.1", &stranger), ("localhost", &authority)] {
        let front = Front::start(&authority.certify(&["127.0.0.1"]), far.api.address);
        let near = near_by_tls(&far, &front, host, trusted).await;
        invoke(&near.api, "s3://data/in/1").await;
        let failures = json!({
            "Namespace": "AWS/SageMaker", "MetricName": "InvocationFailures",
            "Dimensions": [{ "Name": "EndpointName" }],
        });
        let is_there = |found: &serde_json::Value| !found["Metrics"].as_array().unwrap().is_empty();
        near.api.until(crate::harness::CLOUDWATCH, "ListMetrics", failures, is_there).await;
        assert_eq!(front.seen(), "", "{host}");
    }
}
