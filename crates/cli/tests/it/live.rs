//! `ebb compare --live`: what happens now, beside what would have been.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Api, Binary, Serving, text};

const RESOURCE: &str = "endpoint/e/variant/v";

const CANDIDATE: &str = r#"
[[targets]]
resource-id = "endpoint/e/variant/v"
min-capacity = 3
max-capacity = 3
"#;

/// An endpoint of one instance, which a burst of requests makes two, on a clock that runs fast.
fn scaled(binary: &Binary) -> Serving {
    let serving = binary.serve(&["--fleet", "simulated", "--ephemeral", "--speed", "60"]);
    let api = serving.api;
    api.create_endpoint("e", "any", &[], 1, None);
    api.in_service("e", 1);
    let target = |members: Value| {
        let mut input = json!({
            "ServiceNamespace": "sagemaker", "ResourceId": RESOURCE,
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        });
        input.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        input
    };
    api.call(
        "AnyScaleFrontendService.RegisterScalableTarget",
        &target(json!({ "MinCapacity": 1, "MaxCapacity": 2 })),
    );
    let put = api.call(
        "AnyScaleFrontendService.PutScalingPolicy",
        &target(json!({
            "PolicyName": "more", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
            },
        })),
    );
    let dimensions = json!([
        { "Name": "EndpointName", "Value": "e" }, { "Name": "VariantName", "Value": "v" },
    ]);
    api.call(
        "GraniteServiceVersion20100801.PutMetricAlarm",
        &json!({
            "AlarmName": "busy", "Namespace": "AWS/SageMaker", "MetricName": "Invocations",
            "Dimensions": dimensions, "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
            "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold",
            "AlarmActions": [put["PolicyARN"]],
        }),
    );
    serving
}

/// Compares while requests come. Gives standard output, and how many were sent.
fn compared(binary: &Binary, api: Api, more: &[&str]) -> (String, u64) {
    let url = format!("http://{}", api.address);
    let common = ["compare", "--live", RESOURCE, "--endpoint-url", &url, "--for", "6m"];
    let mut command = binary.command(&[&common, more].concat());
    command.env("TMPDIR", binary.folder.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // What comes before the recording is nothing to compare.
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    assert!(first.starts_with("recording what endpoint/e/variant/v serves for 6 min"), "{first}");
    let mut sent = 0;
    while child.try_wait().unwrap().is_none() {
        assert_eq!(api.invoke("e", "x").unwrap().status, 200);
        sent += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    let said: Vec<String> = said.map_while(Result::ok).collect();
    assert!(output.status.success(), "{said:?}");
    (text(&output.stdout), sent)
}

#[test]
fn what_is_measured_stands_beside_what_would_have_been() {
    let binary = Binary::new();
    fs::write(binary.folder.path().join("three.toml"), CANDIDATE).unwrap();
    let serving = scaled(&binary);
    let (told, sent) = compared(&binary, serving.api, &["--policies", "three.toml", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let names: Vec<&str> = told["contenders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["live", "three"]);
    let measured = &told["measured"];
    let requests = measured["requests"].as_u64().unwrap();
    assert!(0 < requests && requests <= sent, "{requests} of {sent}");
    assert_eq!((&told["requests"], &measured["failed"]), (&json!(requests), &json!(0)));
    let (live, three) = (&told["contenders"][0], &told["contenders"][1]);
    for one in [live, three] {
        assert_eq!(one["summary"]["arrivals"], requests);
    }
    // The burst makes it two, in the world as in virtual time; the candidate always has three.
    assert_eq!(measured["scale_outs"], 1, "{measured}");
    assert_eq!(live["summary"]["scale_outs"], 1, "{live}");
    assert_eq!(
        (&live["summary"]["copies_peak"], &three["summary"]["copies_peak"]),
        (&json!(2), &json!(3))
    );
    let mean = measured["copies_mean"].as_f64().unwrap();
    assert!(1.0 < mean && mean <= 2.0, "{mean}");
    let left: Vec<_> = fs::read_dir(binary.folder.path())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("ebb-compare-"))
        .collect();
    assert!(left.is_empty(), "the recording is gone: {left:?}");

    let (told, _) = compared(&binary, serving.api, &[]);
    for part in ["\nMeasured: ", "% in SLO.", "\nmeasured  ", "\nlive      "] {
        assert!(told.contains(part), "no \"{part}\" in: {told}");
    }
    serving.stop();
}

#[test]
fn what_is_wrong_is_told_before_anything_is_recorded() {
    let binary = Binary::new();
    fs::write(binary.folder.path().join("bad.toml"), "[[targets]]\nresource = 3\n").unwrap();
    let serving = scaled(&binary);
    let url = format!("http://{}", serving.api.address);
    let live = |resource: &str, more: &[&str]| {
        let common = ["compare", "--live", resource, "--endpoint-url", &url];
        binary.run(&[&common, more].concat())
    };
    let hour = ["--for", "1h"];
    for (resource, more, code, part) in [
        (RESOURCE, &[][..], 2, "--live records the traffic"),
        ("nonsense", &hour[..], 2, "--live: "),
        ("endpoint/gone/variant/v", &hour[..], 2, "there is no target \"endpoint/gone/variant/v\""),
        (RESOURCE, &["--for", "1h", "--policies", "bad.toml"][..], 1, "bad.toml"),
        (RESOURCE, &["--for", "1h", "--rival", "kpo"][..], 2, "there is no rival \"kpo\""),
        (
            RESOURCE,
            &["--for", "1h", "--resource", "inference-component/c"][..],
            2,
            "--live is about endpoint/e/variant/v, and --resource about inference-component/c",
        ),
        (RESOURCE, &["--for", "1s"][..], 1, "no request to endpoint/e/variant/v has ended"),
        (RESOURCE, &["--for", "1h", "--traffic", "constant:rate=1"][..], 2, "cannot be used with"),
    ] {
        let output = live(resource, more);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{part}: {told}");
        assert!(told.contains(part), "{part}: {told}");
        assert!(output.stdout.is_empty(), "{part}");
    }
    serving.stop();
}
