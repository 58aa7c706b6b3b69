//! `kill -9` at any moment: nothing that was acknowledged is lost, and nothing is left running.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Api, Binary, until};

/// Writes until the server is gone; returns what was acknowledged.
fn writer(api: Api, round: usize, kind: usize, done: &AtomicUsize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let name = format!("w{round}-{kind}-{number}");
        let (target, input) = match kind {
            0 => (
                "GraniteServiceVersion20100801.PutMetricAlarm",
                json!({
                    "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum",
                    "Period": 60, "EvaluationPeriods": 1, "Threshold": 1,
                    "ComparisonOperator": "GreaterThanThreshold",
                }),
            ),
            1 => (
                "GraniteServiceVersion20100801.PutMetricData",
                json!({
                    "Namespace": "Written", "MetricData": [{ "MetricName": name, "Value": 1 }],
                }),
            ),
            2 => ("SageMaker.CreateModel", json!({ "ModelName": name })),
            _ => (
                "AnyScaleFrontendService.RegisterScalableTarget",
                json!({
                    "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
                    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
                    "MinCapacity": 1, "MaxCapacity": 2 + number % 1000,
                }),
            ),
        };
        match api.try_call(target, &input) {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{answer:?}");
                acknowledged.push(if kind == 3 { (2 + number % 1000).to_string() } else { name });
                done.fetch_add(1, Ordering::Relaxed);
            }
            // Killed. What was under way may be there or not.
            Err(_) => return acknowledged,
        }
    }
    acknowledged
}

/// Every name that a listing has, over all pages.
fn all(api: Api, target: &str, input: &Value, list: &str, name: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut input = input.clone();
    loop {
        let page = api.call(target, &input);
        for item in page[list].as_array().unwrap() {
            names.insert(item[name].as_str().unwrap().to_owned());
        }
        match page.get("NextToken") {
            Some(token) => input["NextToken"] = token.clone(),
            None => return names,
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost() {
    let binary = Binary::new();
    let mut serving = binary.serve(&[]);
    serving.api.create_endpoint("e", "sample-model", &[binary.mark()], 2, None);
    serving.api.in_service("e", 2);
    let mut kept: Vec<Vec<String>> = vec![Vec::new(); 4];
    for round in 0..3 {
        let (api, done) = (serving.api, Arc::new(AtomicUsize::new(0)));
        let writers: Vec<_> = (0..4)
            .map(|kind| {
                let done = Arc::clone(&done);
                std::thread::spawn(move || writer(api, round, kind, &done))
            })
            .collect();
        until("some are acknowledged", || {
            (done.load(Ordering::Relaxed) > 40 + 30 * round).then_some(())
        });
        let copies = binary.processes_of("sample-model");
        serving.signal("KILL");
        for (kept, writer) in kept.iter_mut().zip(writers) {
            kept.extend(writer.join().unwrap());
        }
        serving.child.wait().unwrap();
        // The guard takes the copies along; no server is needed for that.
        binary.until_nothing_runs();
        assert!(!copies.is_empty(), "the copies ran until the kill");
        serving = binary.serve(&[]);
        let api = serving.api;
        let alarms = all(
            api,
            "GraniteServiceVersion20100801.DescribeAlarms",
            &json!({}),
            "MetricAlarms",
            "AlarmName",
        );
        let metrics = all(
            api,
            "GraniteServiceVersion20100801.ListMetrics",
            &json!({ "Namespace": "Written" }),
            "Metrics",
            "MetricName",
        );
        let models =
            all(api, "SageMaker.ListModels", &json!({ "MaxResults": 100 }), "Models", "ModelName");
        for (kind, found) in [alarms, metrics, models].iter().enumerate() {
            let lost: Vec<&String> =
                kept[kind].iter().filter(|name| !found.contains(*name)).collect();
            assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        }
        let targets = api.call(
            "AnyScaleFrontendService.DescribeScalableTargets",
            &json!({ "ServiceNamespace": "sagemaker" }),
        );
        let max = targets["ScalableTargets"][0]["MaxCapacity"].as_u64().unwrap();
        let last: u64 = kept[3].last().unwrap().parse().unwrap();
        assert!(
            max == last || max == last + 1,
            "round {round}: {max} is neither the last acknowledged, {last}, nor the one under way"
        );
        // The endpoint is back with real processes, and answers.
        api.in_service("e", 2);
        let answer = api.invoke("e", r#"{"text":"Is anybody there?"}"#).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(binary.processes_of("sample-model").len(), 2);
    }
    serving.stop();
    binary.until_nothing_runs();
}

#[test]
fn asynchronous_requests_that_were_accepted_are_answered() {
    let binary = Binary::new();
    let mut serving = binary.serve(&[]);
    let queue = json!({ "OutputConfig": { "S3OutputPath": "s3://data/out" } });
    serving.api.create_endpoint("q", "sample-model", &[binary.mark()], 1, Some(queue));
    serving.api.in_service("q", 1);
    assert_eq!(serving.api.s3("PUT", "/data", "").unwrap().status, 200);
    let input = r#"{"text":"Könnten Sie mir bitte sagen, wo der nächste Bahnhof ist?"}"#;
    assert_eq!(serving.api.s3("PUT", "/data/in", input).unwrap().status, 200);
    let mut outputs = Vec::new();
    for _ in 0..2 {
        let api = serving.api;
        let enough = outputs.len() + 20;
        let began = Instant::now();
        while outputs.len() < enough && began.elapsed() < Duration::from_secs(30) {
            let headers = [("x-amzn-sagemaker-inputlocation", "s3://data/in")];
            let accepted =
                api.send("POST", "/endpoints/q/async-invocations", &headers, "").unwrap();
            assert_eq!(accepted.status, 202, "{accepted:?}");
            outputs.push(accepted.header("x-amzn-sagemaker-outputlocation").unwrap().to_owned());
        }
        serving.signal("KILL");
        serving.child.wait().unwrap();
        binary.until_nothing_runs();
        serving = binary.serve(&[]);
    }
    for output in &outputs {
        let path = output.strip_prefix("s3:/").unwrap();
        let object = until("the output is there", || {
            let found = serving.api.s3("GET", path, "").unwrap();
            (found.status == 200).then_some(found)
        });
        assert!(object.body.contains("\"language\":\"de\""), "{object:?}");
    }
    serving.stop();
    binary.until_nothing_runs();
}
