//! `/_ebb/record/<endpoint>`: requests as they end.

use ebb_server::ColdMode;
use http::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::harness::{Api, PATIENCE, World};

/// The lines of a recording.
struct Lines(BufReader<TcpStream>);

impl Lines {
    async fn of(api: &Api, endpoint: &str) -> Self {
        let mut stream = TcpStream::connect(api.address).await.unwrap();
        // HTTP/1.0: the answer is as it is, and ends with the connection.
        let request = format!("GET /_ebb/record/{endpoint} HTTP/1.0\r\nhost: x\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = Self(BufReader::new(stream));
        assert!(lines.next().await.contains(" 200 "));
        while !lines.next().await.is_empty() {}
        lines
    }

    /// The next line; empty at the end.
    async fn next(&mut self) -> String {
        let mut line = String::new();
        let read = self.0.read_line(&mut line);
        tokio::time::timeout(PATIENCE, read).await.expect("a line comes").unwrap();
        line.trim_end().to_owned()
    }

    /// The next request, by the names of the columns.
    async fn fields<const N: usize>(&mut self, head: &str, names: [&str; N]) -> [String; N] {
        let line = self.next().await;
        let fields: Vec<&str> = line.split(',').collect();
        let columns: Vec<&str> = head.split(',').collect();
        assert_eq!(fields.len(), columns.len(), "{line}");
        names.map(|name| {
            let at = columns.iter().position(|column| *column == name).unwrap();
            fields[at].to_owned()
        })
    }
}

#[tokio::test]
async fn requests_are_told_as_they_end_until_the_server_stops() {
    let world = World::with(|settings| settings.cold = ColdMode::Fail).await;
    let api = &world.api;
    api.variant("e").await;
    api.variant("other").await;
    let mut lines = Lines::of(api, "e").await;
    let head = lines.next().await;
    assert!(head.starts_with("timestamp,service_time_ms,latency_ms,"), "{head}");

    assert_eq!(api.invoke("other", &[], "x").await.status, StatusCode::OK);
    let answer = api.invoke("e", &[], "hello").await;
    let told = ["request_bytes", "response_bytes", "status", "cold", "variant", "component"];
    let size = answer.body.len().to_string();
    assert_eq!(lines.fields(&head, told).await, ["5", &size, "200", "false", "v", ""]);
    let plain = api.send(Method::POST, "/_ebb/invoke/e/invocations", &[], "hello, model").await;
    assert_eq!(plain.status, StatusCode::OK);
    let times = ["timestamp", "service_time_ms", "latency_ms", "request_bytes"];
    let [at, service, latency, bytes] = lines.fields(&head, times).await;
    assert!(at.ends_with('Z') && at.contains('T'), "{at}");
    let (service, latency): (f64, f64) = (service.parse().unwrap(), latency.parse().unwrap());
    assert!(0.0 <= service && service <= latency, "{service} of {latency}");
    assert_eq!(bytes, "12");

    let none = json!({ "VariantName": "v", "DesiredInstanceCount": 0 });
    let change = json!({ "EndpointName": "e", "DesiredWeightsAndCapacities": [none] });
    api.sagemaker("UpdateEndpointWeightsAndCapacities", change).await;
    api.endpoint_status("e", "InService").await;
    assert_eq!(api.invoke("e", &[], "x").await.status, StatusCode::BAD_REQUEST);
    let refused = ["service_time_ms", "status", "cold", "variant"];
    assert_eq!(lines.fields(&head, refused).await, ["", "", "true", "v"]);

    world.server.stop().await;
    assert_eq!(lines.next().await, "", "the end");
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused() {
    let world = World::new().await;
    for (method, path, status, part) in [
        (Method::GET, "/_ebb/record/e", StatusCode::NOT_FOUND, "there is no endpoint \"e\""),
        (Method::GET, "/_ebb/record/e?x=1", StatusCode::BAD_REQUEST, "no parameter \"x\""),
        (Method::POST, "/_ebb/record/e", StatusCode::METHOD_NOT_ALLOWED, "only GET"),
    ] {
        let answer = world.api.send(method, path, &[], "").await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.json()["error"].as_str().unwrap().contains(part), "{}", answer.text());
    }
}
