//! `ebb compare`: policies from files and other autoscalers over the same traffic.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Binary, text};

/// What describe-scalable-targets and describe-scaling-policies print, put together.
fn described(target_value: f64) -> Value {
    let (namespace, resource) = ("sagemaker", "inference-component/llama");
    let dimension = "sagemaker:inference-component:DesiredCopyCount";
    json!({
        "ScalableTargets": [{
            "ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension,
            "MinCapacity": 1, "MaxCapacity": 8,
            "RoleARN": "arn:aws:iam::000000000000:role/any", "CreationTime": 1_700_000_000.5,
        }],
        "ScalingPolicies": [{
            "PolicyARN": format!(
                "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/{namespace}/{resource}:policyName/load"
            ),
            "PolicyName": "load",
            "ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension,
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": target_value,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"
                },
                "ScaleInCooldown": 120, "ScaleOutCooldown": 60,
            },
            "Alarms": [], "CreationTime": 1_700_000_000.5,
        }],
    })
}

const CANDIDATE: &str = r#"
[[targets]]
resource-id = "inference-component/llama"
min-capacity = 1
max-capacity = 8

[[targets.policies]]
policy-name = "load"
policy-type = "TargetTrackingScaling"

[targets.policies.target-tracking-scaling-policy-configuration]
target-value = 60

[targets.policies.target-tracking-scaling-policy-configuration.predefined-metric-specification]
predefined-metric-type = "SageMakerInferenceComponentInvocationsPerCopy"
"#;

/// A folder with two files of policies and a recording of twenty busy minutes.
fn prepared() -> Binary {
    let binary = Binary::new();
    let folder = binary.folder.path();
    fs::write(folder.join("now.json"), described(20.0).to_string()).unwrap();
    fs::write(folder.join("candidate.toml"), CANDIDATE).unwrap();
    let mut recording = "at_s,service_ms\n".to_owned();
    for number in 0..2400 {
        recording.push_str(&format!("{},{}\n", f64::from(number) * 0.5, 900 + number % 200));
    }
    fs::write(folder.join("traffic.csv"), recording).unwrap();
    binary
}

const TRAFFIC: [&str; 4] = ["compare", "--trace", "traffic.csv", "--time-column"];

#[test]
fn policies_and_rivals_stand_side_by_side() {
    let binary = prepared();
    let contenders = [
        "at_s",
        "--policies",
        "now.json",
        "--policies",
        "candidate.toml",
        "--rival",
        "kpa",
        "--rival",
        "fixed:copies=8",
        "--objective",
        "5s",
    ];
    let arguments: Vec<&str> = TRAFFIC.into_iter().chain(contenders).collect();
    let output = binary.run(&[arguments.as_slice(), &["--json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["requests"], 2400);
    let all = told["contenders"].as_array().unwrap();
    let names: Vec<&str> = all.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["now", "candidate", "kpa", "fixed:copies=8"]);
    assert_eq!(all[0]["about"], "policies load");
    for one in all {
        let summary = &one["summary"];
        assert_eq!(summary["arrivals"], 2400, "{one}");
        assert_eq!(summary["work_secs"], all[0]["summary"]["work_secs"]);
        assert!(summary["cost"].as_f64().unwrap() > 0.0);
    }
    let copies = |number: usize| all[number]["summary"]["copies_mean"].as_f64().unwrap();
    assert!(copies(0) > copies(1), "twenty per copy and minute need more copies than sixty");
    assert_eq!(all[3]["capacity"].as_array().unwrap().last().unwrap()["desired"], 8);

    let output = binary.run(&[arguments.as_slice(), &["--html", "compared.html"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = fs::read_to_string(binary.folder.path().join("compared.html")).unwrap();
    for name in &names {
        assert!(page.contains(&format!("<th scope=\"row\">{name}</th>")), "{name} has a row");
        assert!(page.contains(&format!("<h3>{name} ")), "{name} has a chart");
    }
    let table = text(&output.stdout);
    assert!(table.starts_with("2400 requests in 20 min"), "{table}");
    for name in names {
        let rows = table.lines().filter(|line| line.starts_with(&format!("{name} "))).count();
        assert_eq!(rows, 2, "{name} has a row of figures and one of the chart:\n{table}");
    }
    assert!(table.contains("99 % within 5.0 s"), "{table}");
    assert!(output.stderr.is_empty(), "no progress where nobody watches");
}

#[test]
fn the_same_is_told_again_whatever_the_threads() {
    let binary = prepared();
    let run = |threads: &str| {
        let arguments = [
            "compare",
            "--traffic",
            "bursty:low=0.5,high=4,quiet=300,burst=120",
            "--for",
            "1h",
            "--min",
            "0",
            "--max",
            "9",
            "--service",
            "lognormal:800,1",
            "--rival",
            "all",
            "--seed",
            "5",
            "--json",
            "--threads",
            threads,
        ];
        binary.run(&arguments).stdout
    };
    let one = run("1");
    assert!(!one.is_empty());
    assert_eq!(one, run("3"));
}

#[test]
fn a_contender_may_be_spread_over_files() {
    let binary = prepared();
    let all = described(20.0);
    for (file, list) in [("targets.json", "ScalableTargets"), ("policies.json", "ScalingPolicies")]
    {
        let part = json!({ list: all[list] }).to_string();
        fs::write(binary.folder.path().join(file), part).unwrap();
    }
    let run = |files: &str| {
        let arguments = [&TRAFFIC[..], &["at_s", "--json", "--policies", files]].concat();
        let output = binary.run(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        told["contenders"][0].clone()
    };
    let (apart, together) = (run("targets.json,policies.json"), run("now.json"));
    assert_eq!((&apart["name"], &together["name"]), (&json!("targets"), &json!("now")));
    assert_eq!(apart["capacity"], together["capacity"]);
}

#[test]
fn what_is_wrong_is_told_before_anything_is_compared() {
    let binary = prepared();
    let folder = binary.folder.path();
    fs::write(folder.join("unsorted.csv"), "timestamp\n5\n3\n").unwrap();
    fs::write(folder.join("tokens.csv"), "timestamp,input_tokens\n5,3\n").unwrap();
    fs::write(folder.join("empty.json"), "{}").unwrap();
    fs::write(folder.join("wrong.json"), described(-3.0).to_string()).unwrap();
    let other = described(20.0).to_string().replace("llama", "mistral");
    fs::write(folder.join("other.json"), other).unwrap();
    let traffic = ["--traffic", "constant:rate=1", "--for", "6m"];
    let cases: [(&[&str], i32, &str); 13] = [
        (&["--rival", "kpa", "--max", "3"], 2, "there is no traffic"),
        (
            &["--trace", "none.csv", "--rival", "kpa", "--max", "3"],
            1,
            "could not open the trace \"none.csv\"",
        ),
        (&["--trace", "unsorted.csv", "--rival", "kpa", "--max", "3"], 1, "line 3 of the trace"),
        (
            &["--traffic", "waves:height=3", "--for", "6m", "--rival", "kpa"],
            2,
            "\"waves:height=3\" is no pattern of traffic",
        ),
        (
            &["--traffic", "constant:rate=-1", "--for", "6m", "--rival", "kpa"],
            2,
            "\"rate\" of the traffic must be",
        ),
        (&traffic, 1, "there is nothing to compare"),
        (
            &[&traffic[..], &["--rival", "kpa", "--min", "4", "--max", "3"]].concat(),
            2,
            "below the lower bound 4",
        ),
        (
            &["--trace", "tokens.csv", "--rival", "kpa"],
            2,
            "the trace tells tokens, and not how long requests take",
        ),
        (
            &[&traffic[..], &["--rival", "kpo", "--max", "3"]].concat(),
            2,
            "there is no rival \"kpo\"",
        ),
        (&[&traffic[..], &["--policies", "none.json"]].concat(), 1, "could not read \"none.json\""),
        (&[&traffic[..], &["--policies", "empty.json"]].concat(), 1, "empty.json"),
        (&[&traffic[..], &["--policies", "wrong.json"]].concat(), 1, "wrong.json"),
        (
            &[&traffic[..], &["--policies", "now.json", "--policies", "other.json"]].concat(),
            1,
            "\"other.json\" scales \"inference-component/mistral\", but \"now.json\" scales",
        ),
    ];
    for (arguments, code, part) in cases {
        let output = binary.run(&[&["compare"], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}: no partial report");
    }
}

#[test]
fn rivals_are_listed_with_their_settings() {
    let output = Binary::new().run(&["compare", "--rival", "list"]);
    assert!(output.status.success());
    let told = text(&output.stdout);
    assert!(told.contains("kpa          Knative's autoscaler") && told.contains("grace"), "{told}");
}
