//! Model servers' own metrics: read from real processes, kept as series, tracked by a policy.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use ebb_server::{FleetKind, Scrape, ScrapedMetric, Settings};
use ebb_units::Unit;
use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, CLOUDWATCH, INSTANCES, World};

/// What the model server says; the body of an invocation sets it.
static WAITING: Mutex<String> = Mutex::new(String::new());

/// A model server with a page of metrics, in a process of its own.
#[test]
#[ignore = "the program of a copy, see below"]
fn model_server() {
    let Ok(port) = std::env::var("SAGEMAKER_BIND_TO_PORT") else { return };
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    *WAITING.lock().unwrap() = "0".to_owned();
    for stream in listener.incoming() {
        std::thread::spawn(move || serve(stream.unwrap()));
    }
}

/// One request per connection.
fn serve(mut stream: TcpStream) {
    static INVOCATIONS: Mutex<u32> = Mutex::new(0);
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let text = loop {
        let count = stream.read(&mut buffer).unwrap_or(0);
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let length = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            })
            .unwrap_or(0);
        let is_whole = text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length);
        if is_whole {
            break text;
        }
        if count == 0 {
            return;
        }
    };
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let answer = if head.starts_with("GET /metrics ") {
        let (waiting, served) = (WAITING.lock().unwrap(), INVOCATIONS.lock().unwrap());
        format!(
            "# TYPE test:waiting gauge\ntest:waiting{{model=\"m\"}} {waiting}\n# TYPE test:served counter\ntest:served_total {served}\n"
        )
    } else if head.starts_with("POST /invocations ") {
        *WAITING.lock().unwrap() = body.to_owned();
        *INVOCATIONS.lock().unwrap() += 1;
        "ok".to_owned()
    } else {
        String::new()
    };
    let length = answer.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    // Whoever asked may be gone.
    let _ = stream.write_all(format!("{head}{answer}").as_bytes());
}

fn metric(name: &str, series: &str) -> ScrapedMetric {
    ScrapedMetric {
        name: name.to_owned(),
        series: Some(series.to_owned()),
        kind: None,
        unit: Unit::Count,
        labels: [].into(),
    }
}

fn scraping(settings: &mut Settings) {
    let program = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    let arguments = ["--ignored", "--exact", "scrape::model_server", "--nocapture"];
    let command = std::iter::once(program).chain(arguments.map(str::to_owned)).collect();
    settings.images.insert("any".to_owned(), command);
    settings.fleet = FleetKind::Process;
    settings.speed = 60.0;
    settings.scrapes = vec![Scrape {
        image: Some("any".to_owned()),
        endpoint: None,
        component: None,
        path: "/metrics".to_owned(),
        every: Duration::from_secs(10),
        namespace: "Models".to_owned(),
        metrics: vec![metric("test:waiting", "Waiting"), metric("test:served_total", "Served")],
    }];
}

fn dimensions() -> Value {
    json!([{ "Name": "EndpointName", "Value": "e" }, { "Name": "VariantName", "Value": "v" }])
}

/// The sum of a series over the hours around now.
async fn total(world: &World, name: &str) -> f64 {
    let input = json!({
        "Namespace": "Models", "MetricName": name, "Dimensions": dimensions(),
        "StartTime": crate::harness::now() - 7200.0, "EndTime": crate::harness::now() + 86_400.0,
        "Period": 3600, "Statistics": ["Sum"],
    });
    let found = world.api.call(CLOUDWATCH, "GetMetricStatistics", input).await;
    let points = found["Datapoints"].as_array().unwrap();
    points.iter().map(|point| point["Sum"].as_f64().unwrap()).sum()
}

#[tokio::test]
async fn a_policy_tracks_what_a_model_server_tells() {
    let world = World::with(scraping).await;
    let api = &world.api;
    api.variant("e").await;
    let target = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": INSTANCES,
    });
    let mut register = target.clone();
    register["MinCapacity"] = json!(1);
    register["MaxCapacity"] = json!(2);
    api.autoscaling("RegisterScalableTarget", register).await;
    let mut policy = target;
    policy["PolicyName"] = json!("queue");
    policy["PolicyType"] = json!("TargetTrackingScaling");
    policy["TargetTrackingScalingPolicyConfiguration"] = json!({
        "TargetValue": 5.0,
        "CustomizedMetricSpecification": {
            "Namespace": "Models", "MetricName": "Waiting", "Dimensions": dimensions(),
            "Statistic": "Average", "Unit": "Count",
        },
    });
    api.autoscaling("PutScalingPolicy", policy).await;
    for _ in 0..3 {
        assert_eq!(api.invoke("e", &[], "40").await.status, 200);
    }
    let activities = json!({ "ServiceNamespace": "sagemaker" });
    let found = api
        .until(AUTOSCALING, "DescribeScalingActivities", activities, |found| {
            found["ScalingActivities"].as_array().is_some_and(|all| !all.is_empty())
        })
        .await;
    let activity = &found["ScalingActivities"][0];
    assert_eq!(activity["Description"], "Setting desired instance count to 2.");
    let served = total(&world, "Served").await;
    assert!((served - 3.0).abs() < f64::EPSILON, "{served}: each growth once");
    world.server.stop().await;
}
