//! A new version takes over while requests come without a pause, and none of them notices; one that fails is sent back.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::harness::{Api, Binary, ROLE, until};
use crate::tiny;

/// Copies whose environment says that they are of this version.
fn copies_of(binary: &Binary, version: &str) -> usize {
    let entry = format!("VERSION={version}");
    let is_it = |id: &u32| {
        let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|found| found == entry.as_bytes())
    };
    binary.processes_of("sample-model").iter().filter(|id| is_it(id)).count()
}

/// A model and a configuration of this name, of two instances.
fn configure(api: Api, binary: &Binary, name: &str, environment: &[(&str, &str)]) {
    configure_image(api, binary, "sample-model", name, environment);
}

fn configure_image(
    api: Api,
    binary: &Binary,
    image: &str,
    name: &str,
    environment: &[(&str, &str)],
) {
    let mark = binary.mark();
    let mut all = json!({ mark.0: mark.1, "VERSION": name, "EBB_SAMPLE_CONCURRENCY": "8" });
    for (name, value) in environment {
        all[*name] = json!(value);
    }
    let container = json!({ "Image": image, "Environment": all });
    let model =
        json!({ "ModelName": name, "ExecutionRoleArn": ROLE, "PrimaryContainer": container });
    api.sagemaker("CreateModel", &model);
    let variant = json!({
        "VariantName": "v", "ModelName": name, "InstanceType": "ml.local",
        "InitialInstanceCount": 2,
    });
    let config = json!({ "EndpointConfigName": name, "ProductionVariants": [variant] });
    api.sagemaker("CreateEndpointConfig", &config);
}

/// An answer of events, which are no text, as far as it is one.
fn stream(api: Api, body: &str) -> String {
    let mut connection = TcpStream::connect(api.address).unwrap();
    let path = "/endpoints/e/invocations-response-stream";
    let length = body.len();
    let head = format!("POST {path} HTTP/1.0\r\nhost: x\r\ncontent-length: {length}\r\n");
    let request = format!("{head}content-type: application/json\r\n\r\n{body}");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn an_update_under_load_loses_no_request_and_breaks_no_stream() {
    let binary = Binary::new();
    let serving = binary.serve(&["--speed", "60"]);
    let api = serving.api;
    configure(api, &binary, "old", &[]);
    configure(api, &binary, "new", &[]);
    // A variable that the model does not understand: it says so and ends.
    configure(api, &binary, "broken", &[("EBB_SAMPLE_REPEAT", "nonsense")]);
    api.sagemaker("CreateEndpoint", &json!({ "EndpointName": "e", "EndpointConfigName": "old" }));
    api.in_service("e", 2);
    assert_eq!(copies_of(&binary, "old"), 2);

    let (stop, served) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let clients: Vec<_> = (0..3)
        .map(|_| {
            let (stop, served) = (Arc::clone(&stop), Arc::clone(&served));
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let answer = api.invoke("e", r#"{"text":"Wie geht es dir?"}"#).unwrap();
                    assert_eq!(answer.status, 200, "{answer:?}");
                    served.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    // Streams that take longer than the update: the old copies have to see them through.
    let long =
        r#"{"text":"Pourriez-vous me dire où se trouve la gare la plus proche ?","repeat":400}"#;
    let streams: Vec<_> = (0..2).map(|_| std::thread::spawn(move || stream(api, long))).collect();
    let update = |config: &str, policy: Value| {
        api.sagemaker(
            "UpdateEndpoint",
            &json!({
                "EndpointName": "e", "EndpointConfigName": config, "DeploymentConfig": policy,
            }),
        );
        api.until_endpoint("e", |found| found["EndpointStatus"] == "InService")
    };
    let canary = json!({ "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "CANARY", "WaitIntervalInSeconds": 30,
            "CanarySize": { "Type": "CAPACITY_PERCENT", "Value": 50 },
        },
        "TerminationWaitInSeconds": 10,
    } });
    let found = update("new", canary);
    assert_eq!(found["EndpointConfigName"], "new", "{found:#}");
    assert!(found.get("FailureReason").is_none(), "{found:#}");
    let rolling = json!({ "RollingUpdatePolicy": {
        "MaximumBatchSize": { "Type": "INSTANCE_COUNT", "Value": 1 }, "WaitIntervalInSeconds": 5,
    } });
    let found = update("broken", rolling.clone());
    assert_eq!(found["EndpointConfigName"], "new", "{found:#}");
    let reason = found["FailureReason"].as_str().unwrap();
    assert!(reason.contains("EBB_SAMPLE_REPEAT"), "{reason}");
    let found = update("old", rolling);
    assert_eq!(found["EndpointConfigName"], "old", "{found:#}");

    for stream in streams {
        let answer = stream.join().unwrap();
        assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
        assert!(answer.contains("\"language\":\"fr\""), "{answer}");
        assert!(!answer.contains(":exception-type"), "{answer}");
    }
    let so_far = served.load(Ordering::Relaxed);
    until("the last version serves as well", || {
        (served.load(Ordering::Relaxed) > so_far + 10).then_some(())
    });
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    until("only the last version runs", || {
        let copies = ["old", "new", "broken"].map(|version| copies_of(&binary, version));
        (copies == [2, 0, 0]).then_some(())
    });
    serving.stop();
    binary.until_nothing_runs();
}

#[test]
fn an_update_goes_on_after_a_kill() {
    let binary = Binary::new();
    let serving = binary.serve(&["--speed", "60"]);
    let api = serving.api;
    configure(api, &binary, "old", &[]);
    configure(api, &binary, "new", &[]);
    api.sagemaker("CreateEndpoint", &json!({ "EndpointName": "e", "EndpointConfigName": "old" }));
    api.in_service("e", 2);
    let policy = json!({ "BlueGreenUpdatePolicy": { "TrafficRoutingConfiguration": {
        "Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 120,
    } } });
    api.sagemaker(
        "UpdateEndpoint",
        &json!({ "EndpointName": "e", "EndpointConfigName": "new", "DeploymentConfig": policy }),
    );
    api.until_endpoint("e", |found| {
        let stage = &found["PendingDeploymentSummary"]["ProductionVariants"][0]["VariantStatus"];
        stage[0]["Status"] == "Baking"
    });
    serving.signal("KILL");
    serving.wait();
    let serving = binary.serve(&["--speed", "60"]);
    let api = serving.api;
    let found = api.sagemaker("DescribeEndpoint", &json!({ "EndpointName": "e" }));
    assert_eq!(found["EndpointStatus"], "Updating", "{found:#}");
    assert_eq!(found["EndpointConfigName"], "old", "{found:#}");
    let answer = api.invoke("e", r#"{"text":"Wie geht es dir?"}"#).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let found = api.in_service("e", 2);
    assert_eq!(found["EndpointConfigName"], "new", "{found:#}");
    until("only the new version runs", || {
        let copies = ["old", "new"].map(|version| copies_of(&binary, version));
        (copies == [0, 2]).then_some(())
    });
    serving.stop();
    binary.until_nothing_runs();
}

fn dimensions(config: Option<&str>) -> Value {
    let mut all = vec![("EndpointName", "e"), ("VariantName", "v")];
    all.extend(config.map(|config| ("EndpointConfigName", config)));
    all.into_iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect()
}

/// An alarm that half of the requests fail, of a fleet or of both.
fn alarm_on_errors(api: Api, name: &str, config: Option<&str>) {
    api.call(
        "GraniteServiceVersion20100801.PutMetricAlarm",
        &json!({
            "AlarmName": name, "Namespace": "AWS/SageMaker", "MetricName": "Invocation5XXErrors",
            "Dimensions": dimensions(config), "Statistic": "Average", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 0.5, "TreatMissingData": "notBreaching",
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        }),
    );
}

/// Full minutes from then on in which a series of requests has data.
fn minutes_since(api: Api, at_secs: f64, config: Option<&str>) -> usize {
    let found = api.call(
        "GraniteServiceVersion20100801.GetMetricStatistics",
        &json!({
            "Namespace": "AWS/SageMaker", "MetricName": "Invocations",
            "Dimensions": dimensions(config), "Statistics": ["Sum"], "Period": 60,
            "StartTime": (at_secs / 60.0).ceil() * 60.0, "EndTime": at_secs + 3600.0,
        }),
    );
    found["Datapoints"].as_array().unwrap().len()
}

#[test]
fn an_alarm_on_the_new_fleet_alone_sends_it_back() {
    let binary = Binary::new();
    binary.with_tiny_model();
    let serving = binary.serve(&["--speed", "60"]);
    let api = serving.api;
    configure_image(api, &binary, "tiny", "old", &[]);
    configure_image(api, &binary, "tiny", "new", &[(tiny::FAULTY, "1")]);
    api.sagemaker("CreateEndpoint", &json!({ "EndpointName": "e", "EndpointConfigName": "old" }));
    api.in_service("e", 2);
    alarm_on_errors(api, "both", None);
    alarm_on_errors(api, "new-fleet", Some("new"));

    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..3)
        .map(|_| {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let answer = api.invoke("e", "hello").unwrap();
                    assert!([200, 424].contains(&answer.status), "{answer:?}");
                }
            })
        })
        .collect();
    api.sagemaker(
        "UpdateEndpoint",
        &json!({
            "EndpointName": "e", "EndpointConfigName": "new", "DeploymentConfig": {
                "BlueGreenUpdatePolicy": { "TrafficRoutingConfiguration": {
                    "Type": "CANARY", "WaitIntervalInSeconds": 3600,
                    "CanarySize": { "Type": "CAPACITY_PERCENT", "Value": 10 },
                } },
                "AutoRollbackConfiguration": { "Alarms": [
                    { "AlarmName": "both" }, { "AlarmName": "new-fleet" },
                ] },
            },
        }),
    );
    let found = api.until_endpoint("e", |found| found["EndpointStatus"] == "InService");
    assert_eq!(found["EndpointConfigName"], "old", "{found:#}");
    let reason = found["FailureReason"].as_str().unwrap();
    assert!(reason.contains("alarm \"new-fleet\" is in state ALARM"), "{reason}");
    // One request in ten failed, which is not much of all.
    let history = api.call(
        "GraniteServiceVersion20100801.DescribeAlarmHistory",
        &json!({ "AlarmName": "both", "HistoryItemType": "StateUpdate" }),
    );
    assert!(!history.to_string().contains("to ALARM"), "{history:#}");

    for config in ["old", "new"] {
        let listed = api.call(
            "GraniteServiceVersion20100801.ListMetrics",
            &json!({
                "Namespace": "AWS/SageMaker",
                "Dimensions": [{ "Name": "EndpointConfigName", "Value": config }],
            }),
        );
        let metrics = listed["Metrics"].as_array().unwrap();
        for name in [
            "Invocations",
            "InvocationsPerInstance",
            "ModelLatency",
            "OverheadLatency",
            "Invocation4XXErrors",
            "Invocation5XXErrors",
            "InvocationModelErrors",
            "ConcurrentRequestsPerModel",
        ] {
            let found = metrics.iter().find(|metric| metric["MetricName"] == name);
            let found = found.unwrap_or_else(|| panic!("{name} of {config}: {listed:#}"));
            assert_eq!(found["Dimensions"].as_array().unwrap().len(), 3, "{found:#}");
        }
    }
    // With the deployment its series have ended.
    let end = found["LastModifiedTime"].as_f64().unwrap();
    until("requests are measured after the end", || {
        (minutes_since(api, end, None) >= 2).then_some(())
    });
    assert_eq!(["old", "new"].map(|config| minutes_since(api, end, Some(config))), [0, 0]);
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    serving.stop();
    binary.until_nothing_runs();
}
