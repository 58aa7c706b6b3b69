//! `ebb simulate`: policies of every form over traffic of every kind.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Binary, text};

/// What `describe-scaling-policies` prints: wake-up by an alarm, and target tracking.
fn policies() -> Value {
    let resource = "inference-component/llama";
    let dimension = "sagemaker:inference-component:DesiredCopyCount";
    let arn = |name: &str| {
        format!(
            "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/sagemaker/{resource}:policyName/{name}"
        )
    };
    json!({ "ScalingPolicies": [
        {
            "PolicyARN": arn("track"), "PolicyName": "track", "ServiceNamespace": "sagemaker",
            "ResourceId": resource, "ScalableDimension": dimension, "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 60.0, "ScaleInCooldown": 300, "ScaleOutCooldown": 60,
                "PredefinedMetricSpecification": {
                    "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy"
                }
            },
            "Alarms": [], "CreationTime": 1_763_300_000.0
        },
        {
            "PolicyARN": arn("wake"), "PolicyName": "wake", "ServiceNamespace": "sagemaker",
            "ResourceId": resource, "ScalableDimension": dimension, "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 60,
                "StepAdjustments": [{ "MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1 }]
            },
            "Alarms": [{ "AlarmName": "no-capacity", "AlarmARN": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:no-capacity" }],
            "CreationTime": 1_763_300_000.0
        }
    ]})
}

fn alarms() -> Value {
    let policy = &policies()["ScalingPolicies"][1]["PolicyARN"];
    json!({ "MetricAlarms": [{
        "AlarmName": "no-capacity", "ActionsEnabled": true, "AlarmActions": [policy],
        "OKActions": [], "InsufficientDataActions": [],
        "Namespace": "AWS/SageMaker", "MetricName": "NoCapacityInvocationFailures", "Statistic": "Sum",
        "Dimensions": [{ "Name": "InferenceComponentName", "Value": "llama" }],
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "missing"
    }], "CompositeAlarms": [] })
}

fn folder() -> Binary {
    let binary = Binary::new();
    let at = |name: &str| binary.folder.path().join(name);
    fs::write(at("policies.json"), policies().to_string()).unwrap();
    fs::write(at("alarms.json"), alarms().to_string()).unwrap();
    let trace = concat!(env!("CARGO_MANIFEST_DIR"), "/traces/azure_conversation_24min.csv");
    fs::copy(trace, at("trace.csv")).unwrap();
    binary
}

const WORLD: [&str; 10] = [
    "--min",
    "0",
    "--max",
    "8",
    "--service",
    "lognormal:400,0.5",
    "--price",
    "1.5",
    "--tail",
    "30m",
];

#[test]
fn a_real_trace_goes_from_zero_up_and_back() {
    let binary = folder();
    let run = |more: &[&str]| {
        let files = ["simulate", "policies.json", "alarms.json", "--trace", "trace.csv"];
        let output = binary.run(&[&files, &WORLD[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "no progress where there is no terminal");
        text(&output.stdout).to_owned()
    };
    let shown = run(&[]);
    for part in [
        "inference-component/llama over ",
        "Setting desired copy count to 1. (monitor alarm no-capacity in state ALARM triggered policy wake)",
        "Copies that served:",
        "  1 │",
        "  0 └",
        "requests ",
        "objective ",
        "cost ",
        "instability ",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let outcome: Value = serde_json::from_str(&run(&["--json"])).unwrap();
    let all = &outcome["summary"];
    assert_eq!(all["arrivals"], 8042, "{all}");
    assert!(all["cold"].as_u64().unwrap() > 0 && all["copies_peak"].as_u64().unwrap() > 1, "{all}");
    let last = outcome["capacity"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["ready"], &last["instances"]), (&json!(0), &json!(0)), "{last}");
    assert_eq!(run(&["--json"]), run(&["--json"]));
    assert_ne!(run(&["--json"]), run(&["--json", "--seed", "2"]));
}

#[test]
fn decisions_are_written_and_can_be_explained_and_taken_again() {
    let binary = folder();
    let run = |more: &[&str]| {
        let files = ["simulate", "policies.json", "alarms.json", "--trace", "trace.csv"];
        binary.run(&[&files, &WORLD[..], more].concat())
    };
    let quiet = run(&[]);
    let output = run(&["--decisions", "decisions.jsonl"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    let own = shown.lines().last().unwrap();
    assert_eq!(
        shown.strip_suffix(&format!("{own}\n")),
        Some(text(&quiet.stdout).as_str()),
        "nothing else is told otherwise"
    );
    let file = fs::read_to_string(binary.folder.path().join("decisions.jsonl")).unwrap();
    let records: Vec<Value> =
        file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(own.starts_with(&format!("{} decisions are in", records.len())), "{own}");
    assert!(records.len() > 10, "{}", records.len());

    // The first by the first policy, "track", that one of its own alarms has called for.
    let moved = records.iter().find(|record| {
        let trigger = &record["question"]["Policies"]["trigger"]["policy"];
        record["outcome"]["Changed"]["policy"] == 0 && trigger == "track"
    });
    let moved = moved.unwrap();
    let at = moved["at"].as_str().unwrap();
    let explain = |more: &[&str]| binary.run(&[&["explain"], more].concat());
    let why = explain(&["--from", "decisions.jsonl", "--at", at]);
    let why = text(&why.stdout);
    let to = &moved["outcome"]["Changed"]["to"];
    for part in [
        format!("inference-component/llama at {at}"),
        format!(" to {to} by track"),
        "rule       aas.".to_owned(),
        "https://docs.aws.amazon.com/".to_owned(),
        "trigger    alarm TargetTracking-inference-component/llama-".to_owned(),
        "saw        ".to_owned(),
        "reckoned   track: the mean of ".to_owned(),
        "next       ".to_owned(),
    ] {
        assert!(why.contains(&part), "no \"{part}\" in: {why}");
    }
    let again = explain(&["--replay", "decisions.jsonl"]);
    assert_eq!(text(&again.stdout), format!("the same again: {} decisions\n", records.len()));
    let named = explain(&["inference-component/llama", "--from", "decisions.jsonl", "--at", at]);
    assert_eq!(text(&named.stdout), why);
    let other = explain(&["inference-component/other", "--from", "decisions.jsonl"]);
    assert_eq!(other.status.code(), Some(1));

    // What cannot be written is known before anything is simulated, and what was there stays.
    let none = run(&["--decisions", "none/decisions.jsonl"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(none.stdout.is_empty());
    assert!(text(&none.stderr).contains("could not write \"none/decisions.jsonl\""));
    let traffic = ["--decisions", "decisions.jsonl", "--limit", "nonsense"];
    assert!(!run(&traffic).status.success());
    assert_eq!(fs::read_to_string(binary.folder.path().join("decisions.jsonl")).unwrap(), file);
}

#[test]
fn a_page_is_written_beside_what_is_printed() {
    let binary = folder();
    let report = binary.folder.path().join("report.html");
    let run = |more: &[&str]| {
        let files = ["simulate", "policies.json", "alarms.json", "--trace", "trace.csv"];
        binary.run(&[&files, &WORLD[..], &["--html", "report.html"], more].concat())
    };
    let shown = run(&[]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert!(text(&shown.stdout).contains("Copies that served:"), "the chart of the terminal stays");
    let page = fs::read_to_string(&report).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"), "it is whole");
    for part in [
        "ebb simulate policies.json alarms.json",
        "&quot;PolicyName&quot;: &quot;track&quot;",
        "no-capacity",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let outcome: Value = serde_json::from_str(&text(&run(&["--json"]).stdout)).unwrap();
    let page = fs::read_to_string(&report).unwrap();
    let activities = outcome["activities"].as_array().unwrap();
    assert_eq!(page.matches("class=\"mark\"").count(), activities.len());
    for activity in activities {
        assert!(page.contains(activity["cause"].as_str().unwrap()), "{activity}");
    }
}

#[test]
fn a_page_that_cannot_be_written_is_told_before_anything_runs() {
    let binary = folder();
    for (path, part) in
        [(".", "is a folder"), ("none/report.html", "could not write \"none/report.html\"")]
    {
        // The traffic does not exist, which would be told second.
        let output = binary.run(&["simulate", "--trace", "gone.csv", "--html", path]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
}

#[test]
fn patterns_need_no_file_and_a_promise_can_be_required() {
    let binary = Binary::new();
    let run = |promise: &str| {
        let options = ["simulate", "--traffic", "constant:rate=2", "--for", "10m", "--min", "1"];
        binary.run(&[&options[..], &["--objective", "150ms", "--require", promise]].concat())
    };
    assert_eq!(run("0.5").status.code(), Some(0));
    let kept = run("1");
    assert_eq!(kept.status.code(), Some(3), "{}", text(&kept.stdout));
    assert!(text(&kept.stdout).contains("within 150 ms"));
}

#[test]
fn a_live_server_is_asked() {
    let binary = Binary::new();
    let server = binary.serve(&["--ephemeral", "--fleet", "simulated"]);
    let url = format!("http://{}", server.api.address);
    let options =
        ["simulate", "--endpoint-url", &url, "--traffic", "constant:rate=1", "--for", "5m"];
    let output = binary.run(&options);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("answered"), "{}", text(&output.stdout));
}

#[test]
fn mistakes_are_told_and_leave_no_report() {
    let binary = folder();
    let at = |name: &str| binary.folder.path().join(name);
    fs::write(at("unsorted.csv"), "timestamp\n5\n4\n").unwrap();
    fs::write(at("empty.csv"), "").unwrap();
    fs::write(at("nonsense.json"), "{\"ScalingPolicies\": 7}").unwrap();
    let mut impossible = policies();
    impossible["ScalingPolicies"][0]["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] =
        json!(0.0);
    fs::write(at("impossible.json"), impossible.to_string()).unwrap();
    let traffic = ["--traffic", "constant:rate=1", "--for", "1m"];
    for (code, arguments, part) in [
        (1, vec!["--trace", "unsorted.csv"], "line 3 of the trace lies 1.000 s before"),
        (1, vec!["--trace", "empty.csv"], "the trace is empty"),
        (1, vec!["--trace", "gone.csv"], "could not open the trace \"gone.csv\""),
        (1, [&["nonsense.json"], &traffic[..]].concat(), "nonsense.json"),
        (1, [&["impossible.json"], &traffic[..]].concat(), "target value must be between"),
        (2, vec![], "--trace"),
        (2, vec!["--traffic", "constant:rate=1"], "--for"),
        (2, vec!["--traffic", "flat", "--for", "1m"], "one of constant, diurnal"),
        (2, [&["--min", "4", "--max", "2"], &traffic[..]].concat(), "below the lower bound 4"),
        (
            2,
            [&["policies.json", "--resource", "x"], &traffic[..]].concat(),
            "there is no target \"x\"",
        ),
        (
            2,
            [&["--endpoint-url", "ftp://a"], &traffic[..]].concat(),
            "is not an http:// or https:// address",
        ),
    ] {
        let output = binary.run(&[&["simulate"], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}
