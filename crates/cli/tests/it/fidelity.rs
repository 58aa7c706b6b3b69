//! Fidelity: the same traffic and policies through a server with real processes on a fast clock, and through virtual time.
//!
//! The traffic is written down by `ebb record` as the server has it, and what was recorded is simulated. Both have to
//! take the same decisions, each within one period of the alarms, and to use the same capacity within 3 %.

use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, TreatMissing, Watch};
use ebb_decide::decision::Decision;
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{
    AdjustmentType, PredefinedMetric, StepAdjustment, StepRequest, TrackedMetric, TrackingConfig,
};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_sim::{
    Bounds, Discipline, Distribution, Outcome, Policies, Scaling, Scenario, Service, Trace,
    TraceOptions, simulate,
};
use ebb_units::{Comparison, Statistic, Timestamp, Workload};
use serde_json::{Value, json};

use crate::harness::{Api, Binary, signal, until};

/// How fast the clock of the server runs: half an hour in a minute.
const SPEED: u32 = 30;
/// Requests a minute, and for how many minutes: what one copy can do, too much for one, too little for several.
const LOAD: [(u32, u32); 3] = [(20, 4), (100, 6), (24, 9)];
const PERIOD_SECS: f64 = 60.0;
const CLIENTS: usize = 12;
const RESOURCE: &str = "endpoint/e/variant/v";

/// A change of the capacity: when, from, to.
type Change = (f64, u32, u32);

fn variant() -> Workload {
    Workload::Variant { endpoint: "e".to_owned(), variant: "v".to_owned() }
}

/// Up by target tracking, down by an alarm and steps of one.
fn policies() -> Policies {
    let request = |name: &str, policy_type, block| PolicyRequest {
        workload: variant(),
        name: name.to_owned(),
        policy_type: Some(policy_type),
        block: Some(block),
    };
    let tracking = TrackingConfig {
        target_value: 30.0,
        metric: TrackedMetric::Predefined(PredefinedMetric::SageMakerVariantInvocationsPerInstance),
        scale_in_cooldown_secs: Some(60),
        scale_out_cooldown_secs: Some(60),
        disable_scale_in: Some(true),
    };
    let step = StepRequest {
        adjustment_type: Some(AdjustmentType::ChangeInCapacity),
        steps: vec![StepAdjustment { lower: None, upper: Some(0.0), adjustment: -1 }],
        cooldown_secs: Some(90),
        ..StepRequest::default()
    };
    let idle = AlarmSpec {
        name: "idle".into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: vec!["less".to_owned()].into(),
        insufficient_data_actions: Actions::default(),
        watch: Watch::Metric(MetricWatch {
            metric: metric_of(&variant(), "AWS/SageMaker", "InvocationsPerInstance"),
            statistic: Statistic::Sum,
            extended_statistic: None,
            unit: None,
        }),
        period_secs: 60,
        evaluation_periods: 3,
        datapoints_to_alarm: None,
        threshold: Some(10.0),
        comparison: Comparison::LessThanThreshold,
        treat_missing_data: Some(TreatMissing::Missing),
        evaluate_low_sample_count_percentile: None,
    };
    Policies::none(Bounds { min: 1, max: 6 })
        .with(request("more", PolicyType::TargetTrackingScaling, PolicyBlock::Tracking(tracking)))
        .with(request("less", PolicyType::StepScaling, PolicyBlock::Step(step)))
        .with_alarm(idle)
}

/// The same, as a client puts it.
fn put_policies(api: Api) {
    let target = |members: Value| {
        let mut input = json!({
            "ServiceNamespace": "sagemaker", "ResourceId": RESOURCE,
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        });
        input.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        input
    };
    let scaling = |operation: &str, members: Value| {
        api.call(&format!("AnyScaleFrontendService.{operation}"), &target(members))
    };
    scaling("RegisterScalableTarget", json!({ "MinCapacity": 1, "MaxCapacity": 6 }));
    let metric = json!({ "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance" });
    scaling(
        "PutScalingPolicy",
        json!({
            "PolicyName": "more", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": 30.0, "PredefinedMetricSpecification": metric,
                "ScaleInCooldown": 60, "ScaleOutCooldown": 60, "DisableScaleIn": true,
            },
        }),
    );
    let less = scaling(
        "PutScalingPolicy",
        json!({
            "PolicyName": "less", "PolicyType": "StepScaling",
            "StepScalingPolicyConfiguration": {
                "AdjustmentType": "ChangeInCapacity", "Cooldown": 90,
                "StepAdjustments": [{ "MetricIntervalUpperBound": 0.0, "ScalingAdjustment": -1 }],
            },
        }),
    );
    let dimensions = json!([
        { "Name": "EndpointName", "Value": "e" }, { "Name": "VariantName", "Value": "v" },
    ]);
    api.call(
        "GraniteServiceVersion20100801.PutMetricAlarm",
        &json!({
            "AlarmName": "idle", "Namespace": "AWS/SageMaker",
            "MetricName": "InvocationsPerInstance", "Dimensions": dimensions, "Statistic": "Sum",
            "Period": 60, "EvaluationPeriods": 3, "Threshold": 10.0,
            "ComparisonOperator": "LessThanThreshold", "AlarmActions": [less["PolicyARN"]],
        }),
    );
}

fn status(api: Api) -> Value {
    let answer = api.send("GET", "/_ebb/status", &[], "").unwrap();
    serde_json::from_str(&answer.body).unwrap()
}

fn clock(status: &Value) -> Timestamp {
    status["clock"].as_str().unwrap().parse().unwrap()
}

/// Real times from the start at which requests come, evenly in each minute of the server's clock.
fn arrivals() -> Vec<Duration> {
    let minute = Duration::from_secs(60) / SPEED;
    let mut begin = Duration::ZERO;
    let mut arrivals = Vec::new();
    for (per_minute, minutes) in LOAD {
        let all = per_minute * minutes;
        // In the middle of their shares, so that none stands on the border of a minute.
        arrivals.extend((0..all).map(|n| begin + minute * (2 * n + 1) / (2 * per_minute)));
        begin += minute * minutes;
    }
    arrivals
}

/// Sends all requests at their times, and sees how many copies serve meanwhile: time of the server's clock and number.
fn drive(api: Api, began: Instant, arrivals: &[Duration]) -> Vec<(Timestamp, f64)> {
    let (next, is_done) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let seen = scope.spawn(|| {
            let mut seen = Vec::new();
            while !is_done.load(Ordering::Relaxed) {
                let status = status(api);
                let current = status["scopes"][0]["workloads"][0]["current"].as_f64().unwrap();
                seen.push((clock(&status), current));
                std::thread::sleep(Duration::from_millis(100));
            }
            seen
        });
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(at) = arrivals.get(next.fetch_add(1, Ordering::Relaxed)) {
                        std::thread::sleep((began + *at).saturating_duration_since(Instant::now()));
                        assert_eq!(api.invoke("e", "x").unwrap().status, 200);
                    }
                })
            })
            .collect();
        clients.into_iter().for_each(|client| client.join().unwrap());
        // One more look, beyond the last request.
        std::thread::sleep(Duration::from_millis(300));
        is_done.store(true, Ordering::Relaxed);
        seen.join().unwrap()
    })
}

fn record(binary: &Binary, api: Api) -> Child {
    let url = format!("http://{}", api.address);
    let mut command = binary.command(&["record", "e", "trace.csv", "--endpoint-url", &url]);
    let child = command.stderr(Stdio::null()).spawn().unwrap();
    let file = binary.folder.path().join("trace.csv");
    until("the recording begins", || file.exists().then_some(()));
    child
}

/// Changes that the server has decided, in seconds from the start.
fn decided(api: Api, start: Timestamp) -> Vec<Change> {
    let path = "/_ebb/decisions?limit=100&resource=endpoint%2Fe%2Fvariant%2Fv";
    let page: Value = serde_json::from_str(&api.send("GET", path, &[], "").unwrap().body).unwrap();
    assert_eq!(page["before"], Value::Null, "all decisions are on the page");
    let decisions = page["decisions"].as_array().unwrap().iter().rev();
    let decisions = decisions
        .map(|decision| serde_json::from_value::<Decision>(decision["record"].clone()).unwrap());
    decisions
        .filter_map(|decision| {
            let at = decision.at.duration_since(start).as_secs_f64();
            Some((at, decision.from()?.0, decision.to()?.0))
        })
        .collect()
}

/// Seconds of the server's clock that its change upwards took, which is what copies take to start.
fn start_up_secs(api: Api) -> f64 {
    let input = json!({ "ServiceNamespace": "sagemaker" });
    let told = api.call("AnyScaleFrontendService.DescribeScalingActivities", &input);
    let took = told["ScalingActivities"].as_array().unwrap().iter().find_map(|activity| {
        let is_up = activity["Cause"].as_str()?.contains("triggered policy more");
        let (end, start) = (activity["EndTime"].as_f64()?, activity["StartTime"].as_f64()?);
        (is_up && activity["StatusCode"] == "Successful").then_some(end - start)
    });
    took.expect("a change upwards that has succeeded")
}

/// Copies times seconds between the start and `secs` later.
fn copy_secs(seen: &[(Timestamp, f64)], start: Timestamp, secs: f64) -> f64 {
    let since = |at: Timestamp| at.duration_since(start).as_secs_f64().clamp(0.0, secs);
    let pairs = seen.windows(2);
    pairs
        .map(|pair| (since(pair[1].0) - since(pair[0].0)) * f64::midpoint(pair[0].1, pair[1].1))
        .sum()
}

fn simulated(trace: Trace, start: Timestamp, start_up_secs: f64) -> Outcome {
    let mut scenario = Scenario::new();
    scenario.start = start;
    scenario.host.workload = variant();
    scenario.host.instance_type = "ml.local".to_owned();
    scenario.service = Service::FromTrace;
    // Waiting at a copy is part of the times that were measured.
    scenario.discipline = Discipline::Slots { slots: 1000 };
    scenario.start_up.copy_secs = Distribution::Fixed(start_up_secs);
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    simulate(&scenario, Scaling::Policies(policies()), trace).unwrap()
}

fn changes(outcome: &Outcome) -> Vec<Change> {
    let activities = outcome.activities.iter();
    activities
        .filter_map(|activity| Some((activity.at_secs, activity.from?, activity.to?)))
        .collect()
}

fn side_by_side(live: &[Change], virtual_time: &[Change]) -> String {
    let cell = |change: Option<&Change>| {
        change.map_or_else(String::new, |(at, from, to)| format!("{at:8.1} s  {from} -> {to}"))
    };
    let mut text = format!("{:>20}   {:>20}\n", "server", "virtual time");
    for row in 0..live.len().max(virtual_time.len()) {
        let _ = writeln!(text, "{:>20}   {:>20}", cell(live.get(row)), cell(virtual_time.get(row)));
    }
    text
}

#[test]
fn a_server_and_virtual_time_decide_the_same() {
    let binary = Binary::new();
    binary.with_tiny_model();
    let speed = SPEED.to_string();
    let serving = binary.serve(&["--ephemeral", "--speed", &speed]);
    let api = serving.api;
    api.create_endpoint("e", "tiny", &[], 1, None);
    api.in_service("e", 1);
    let recording = record(&binary, api);
    let now = clock(&status(api));
    let left_ms = 60_000 - now.as_millisecond().rem_euclid(60_000);
    let left = Duration::from_millis(u64::try_from(left_ms).unwrap());
    let began = Instant::now() + left / SPEED;
    std::thread::sleep(began.saturating_duration_since(Instant::now()));
    put_policies(api);
    let seen = drive(api, began, &arrivals());
    let mut recording = recording;
    signal(recording.id(), "INT");
    assert!(recording.wait().unwrap().success());

    let path = binary.folder.path().join("trace.csv");
    let trace = Trace::open(&path, &TraceOptions::new(1)).unwrap();
    let start = trace.start().expect("a recording has times");
    let live = decided(api, start);
    let outcome = simulated(trace, start, start_up_secs(api));
    let (virtual_time, secs) = (changes(&outcome), outcome.summary.simulated_secs);
    let used = (copy_secs(&seen, start, secs), outcome.summary.copy_secs);
    let shown = side_by_side(&live, &virtual_time);
    eprintln!("{shown}{:>20.0}   {:>20.0}   copy-seconds", used.0, used.1);

    let total: u32 = LOAD.iter().map(|(per_minute, minutes)| per_minute * minutes).sum();
    assert_eq!(outcome.summary.arrivals, u64::from(total), "every request is in the trace");
    let ways = |changes: &[Change]| -> Vec<(u32, u32)> {
        changes.iter().map(|(_, from, to)| (*from, *to)).collect()
    };
    // Up in whatever steps the requests of the borders of minutes make, and down one by one.
    assert_eq!(ways(&live)[0].0, 1, "{shown}");
    assert!(ways(&live).ends_with(&[(4, 3), (3, 2)]), "{shown}");
    assert_eq!(ways(&virtual_time), ways(&live), "{shown}");
    for (one, other) in live.iter().zip(&virtual_time) {
        assert!((one.0 - other.0).abs() <= PERIOD_SECS, "{shown}");
    }
    let share = (used.0 - used.1).abs() / used.1;
    assert!(share <= 0.03, "copy-seconds differ by {:.1} %\n{shown}", share * 100.0);
}
