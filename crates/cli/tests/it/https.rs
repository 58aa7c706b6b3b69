//! Commands that ask a server behind TLS, or the services of an account each at a host of its own.

use std::fs;
use std::process::Output;

use ebb_tls_fixture::{Authority, Front};
use serde_json::{Value, json};

use crate::harness::{Binary, Serving, text};

const RESOURCE: &str = "endpoint/e/variant/v";

const CONFIG: &str = r#"
[[access-keys]]
id = "admin"
secret = "secret of admin"
allow = ["*"]
"#;

const KEY: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "admin"), ("AWS_SECRET_ACCESS_KEY", "secret of admin")];

const SERVICES: [(&str, &str, &str); 3] = [
    (
        "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING",
        "AnyScaleFrontendService",
        "application-autoscaling",
    ),
    ("AWS_ENDPOINT_URL_CLOUDWATCH", "GraniteServiceVersion20100801", "monitoring"),
    ("AWS_ENDPOINT_URL_SAGEMAKER", "SageMaker", "sagemaker"),
];

/// A server with access keys on which an endpoint has a target, a policy, its alarm and a schedule.
fn account(binary: &Binary) -> Serving {
    let serving = binary.serve(&["--fleet", "simulated"]);
    let api = serving.api;
    api.create_endpoint("e", "any", &[], 1, None);
    api.in_service("e", 1);
    let scaling = |operation: &str, members: Value| {
        let mut input = json!({
            "ServiceNamespace": "sagemaker", "ResourceId": RESOURCE,
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        });
        input.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        api.call(&format!("AnyScaleFrontendService.{operation}"), &input)
    };
    scaling("RegisterScalableTarget", json!({ "MinCapacity": 1, "MaxCapacity": 3 }));
    let policy = scaling(
        "PutScalingPolicy",
        json!({
            "PolicyName": "more", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity",
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }],
            },
        }),
    );
    scaling(
        "PutScheduledAction",
        json!({
            "ScheduledActionName": "mornings", "Schedule": "cron(0 8 * * ? *)",
            "ScalableTargetAction": { "MinCapacity": 2 },
        }),
    );
    api.call(
        "GraniteServiceVersion20100801.PutMetricAlarm",
        &json!({
            "AlarmName": "busy", "Namespace": "AWS/SageMaker", "MetricName": "Invocations",
            "Dimensions": [
                { "Name": "EndpointName", "Value": "e" }, { "Name": "VariantName", "Value": "v" },
            ],
            "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [policy["PolicyARN"]],
        }),
    );
    serving.stop();
    fs::write(binary.folder.path().join("ebb.toml"), CONFIG).unwrap();
    binary.serve(&["--fleet", "simulated"])
}

/// Runs a command with the key and these variables, far from anybody's AWS configuration.
fn run(binary: &Binary, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = binary.command(arguments);
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    command.env("HOME", binary.folder.path()).envs(KEY).envs(variables.iter().copied());
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn policies_of_an_account_are_read_from_each_service_at_its_own_host() {
    let binary = Binary::new();
    let serving = account(&binary);
    let authority = Authority::new();
    let identity = authority.certify(&["127.0.0.1"]);
    let bundle = authority.file().to_str().unwrap();
    let trace = binary.folder.path().join("trace.csv");
    fs::write(&trace, "timestamp\n0\n1\n2\n60\n61\n").unwrap();
    let traffic = ["--traffic", "constant:rate=1", "--for", "40m"];
    for (command, part) in [
        (&["lint", "--json", "--deny", "never"][..], "mornings"),
        (&[&["simulate", "--resource", RESOURCE, "--json"], &traffic[..]].concat(), "policy more"),
        (&[&["tune", "--resource", RESOURCE, "--json"], &traffic[..]].concat(), "\"more\""),
        (
            &["compare", "--live", RESOURCE, "--trace", "trace.csv", "--service", "100", "--json"],
            "\"live\"",
        ),
    ] {
        let fronts = SERVICES.map(|(variable, prefix, service)| {
            (variable, prefix, service, Front::start(&identity, serving.api.address))
        });
        let urls: Vec<(&str, String)> = fronts
            .iter()
            .map(|(variable, .., front)| (*variable, format!("https://{}", front.address())))
            .collect();
        let mut variables: Vec<(&str, &str)> =
            urls.iter().map(|(variable, url)| (*variable, url.as_str())).collect();
        // What is said of one service goes over what is said of all.
        variables.extend([("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), ("AWS_REGION", "us-east-1")]);
        let arguments = [command, &["--endpoint-url", "aws", "--ca-bundle", bundle]].concat();
        let output = run(&binary, &arguments, &variables);
        assert!(output.status.success(), "{command:?}: {}", told(&output));
        let answer = text(&output.stdout);
        assert!(answer.contains(part), "{command:?} tells of {part}: {answer}");
        assert!(!told(&output).contains("secret of admin"));
        for (_, prefix, service, front) in &fronts {
            let seen = front.seen();
            let called: Vec<&str> =
                seen.lines().filter_map(|line| line.strip_prefix("x-amz-target: ")).collect();
            assert!(!called.is_empty(), "{service} was called by {command:?}");
            assert!(called.iter().all(|target| target.starts_with(prefix)), "{called:?}");
            let scope = format!("/us-east-1/{service}/aws4_request, SignedHeaders=");
            assert_eq!(seen.matches(&scope).count(), called.len(), "{seen}");
        }
        if command[0] == "lint" {
            let (_, url) = &urls[0];
            assert!(answer.contains(&format!("{url} DescribeScheduledActions")), "{answer}");
        }
    }
    serving.stop();
}

#[test]
fn servers_behind_tls_are_asked_and_others_told_of() {
    let binary = Binary::new();
    fs::write(binary.folder.path().join("ebb.toml"), CONFIG).unwrap();
    let serving = binary.serve(&["--fleet", "simulated", "--ephemeral"]);
    let (authority, stranger) = (Authority::new(), Authority::new());
    let front = Front::start(&authority.certify(&["127.0.0.1"]), serving.api.address);
    let file = authority.file().to_str().unwrap();
    let other = stranger.file().to_str().unwrap();
    let port = front.address().port();
    let behind = format!("https://127.0.0.1:{port}");
    let misnamed = format!("https://localhost:{port}");
    let (plainly, plain) =
        (format!("http://127.0.0.1:{port}"), format!("https://{}", serving.api.address));
    let target = "inference-component/c";
    let untrusted = "the certificate of 127.0.0.1 is not signed by an authority that is trusted here: if it should be, name the file of its certificate in --ca-bundle or AWS_CA_BUNDLE";
    for (command, url, variables, code, want) in [
        (&["status"][..], &behind, ("AWS_CA_BUNDLE", file), 0, ""),
        (&["status", "--ca-bundle", file], &behind, ("AWS_CA_BUNDLE", other), 0, ""),
        (&["lint"], &behind, ("SSL_CERT_FILE", file), 0, "nothing found"),
        (&["explain", target], &behind, ("AWS_CA_BUNDLE", file), 1, "there is no inference-"),
        (
            &["autoscale", "setup", target],
            &behind,
            ("AWS_CA_BUNDLE", file),
            1,
            "Could not find inference component",
        ),
        (&["status"], &behind, ("AWS_CA_BUNDLE", other), 1, untrusted),
        (&["lint"], &behind, ("AWS_CA_BUNDLE", other), 2, untrusted),
        (&["autoscale", "cleanup", target], &behind, ("AWS_CA_BUNDLE", other), 1, untrusted),
        (
            &["status"],
            &misnamed,
            ("AWS_CA_BUNDLE", file),
            1,
            "the certificate there is not for localhost, but for 127.0.0.1",
        ),
        (
            &["status"],
            &behind,
            ("AWS_CA_BUNDLE", "/none.pem"),
            1,
            "could not read the certificates",
        ),
        (&["status"], &plainly, ("AWS_CA_BUNDLE", file), 1, "perhaps it is spoken to by https://"),
        (&["lint"], &plainly, ("AWS_CA_BUNDLE", file), 2, "perhaps https:// is spoken there"),
        (&["status"], &plain, ("AWS_CA_BUNDLE", file), 1, "127.0.0.1 does not speak TLS there"),
    ] {
        let arguments = [command, &["--endpoint-url", url]].concat();
        let output = run(&binary, &arguments, &[variables]);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {variables:?}: {told}");
        assert!(told.contains(want), "{arguments:?} {variables:?}: {told}");
        assert!(!told.contains("start one with"), "somebody is there: {told}");
    }
    serving.stop();
}

#[test]
fn what_aws_has_to_be_told_is_asked_for_before_anything_is_sent() {
    let binary = Binary::new();
    let empty = ("AWS_ACCESS_KEY_ID", "");
    let bare = [empty, ("AWS_SECRET_ACCESS_KEY", "")];
    let here = [bare[0], bare[1], ("AWS_REGION", "eu-west-1")];
    let trace = ["--traffic", "constant:rate=1", "--for", "1m"];
    for (command, variables, want) in [
        (&["lint"][..], &bare[..], "it is not said which region of AWS is meant"),
        (&["lint"], &here, "AWS takes signed calls only, and there is no access key"),
        (&[&["simulate"], &trace[..]].concat(), &here, "aws configure export-credentials"),
        (&["lint", "--region", "nowhere at all"], &bare, "--region: "),
        (&["status"], &here, "only an Ebbtide server can say this"),
        (&["record", "e", "t.csv"], &here, "only an Ebbtide server can say this"),
        (
            &["compare", "--live", RESOURCE, "--for", "1h"],
            &here,
            "AWS does not show the requests of an endpoint",
        ),
    ] {
        let arguments = [command, &["--endpoint-url", "aws"]].concat();
        let output = run(&binary, &arguments, variables);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {}", told(&output));
        assert!(told(&output).contains(want), "{command:?}: {}", told(&output));
    }
    // The region of a profile is one that is said.
    let folder = binary.folder.path().join(".aws");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("config"), "[default]\nregion = eu-west-1\n").unwrap();
    let output = run(&binary, &["lint", "--endpoint-url", "aws"], &bare);
    assert!(told(&output).contains("there is no access key"), "{}", told(&output));
}
