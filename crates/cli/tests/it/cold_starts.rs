//! First requests at zero copies, over copies that come up late, crash, or find their port taken: all are answered.
//!
//! ```text
//! EBB_COLD_STARTS=10000 cargo test -p ebb-cli --test it cold_starts
//! ```

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::chance::{Chance, setting};
use crate::fates::Fates;
use crate::harness::{Answer, Api, Binary, until};
use crate::tiny;

/// How many cold starts every run of the tests has.
const USUAL_STARTS: u64 = 120;
/// Components that start at the same time.
const COMPONENTS: usize = 12;
/// First requests that come together.
const CROWD: usize = 1000;
/// A minute of the alarm takes 0.1 s, so that it is soon quiet again.
const SPEED: [&str; 2] = ["--speed", "600"];
const HOST: &str = "host";

/// A component at zero copies that its first request wakes; it may have `most` copies.
pub(crate) fn component(api: Api, name: &str, host: &str, most: u32, environment: &[(&str, &str)]) {
    api.create_component(name, host, environment);
    api.component_at(name, 1);
    let target = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": format!("inference-component/{name}"),
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
    });
    let with = |members: Value| {
        let mut input = target.clone();
        for (name, value) in members.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let bounds = with(json!({ "MinCapacity": 0, "MaxCapacity": most }));
    api.call("AnyScaleFrontendService.RegisterScalableTarget", &bounds);
    let policy = with(json!({
        "PolicyName": "wake", "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ExactCapacity", "MetricAggregationType": "Maximum", "Cooldown": 0,
            "StepAdjustments": [{ "MetricIntervalLowerBound": 0, "ScalingAdjustment": 1 }],
        },
    }));
    let policy = api.call("AnyScaleFrontendService.PutScalingPolicy", &policy);
    let alarm = json!({
        "AlarmName": name, "AlarmActions": [policy["PolicyARN"]], "Namespace": "AWS/SageMaker",
        "MetricName": "NoCapacityInvocationFailures", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1, "TreatMissingData": "notBreaching",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Dimensions": [{ "Name": "InferenceComponentName", "Value": name }],
    });
    api.call("GraniteServiceVersion20100801.PutMetricAlarm", &alarm);
    to_zero(api, name);
}

/// No copy, and an alarm that is quiet. In this order: one that still fires would add a copy again.
fn to_zero(api: Api, name: &str) {
    let quiet = || {
        let input = json!({ "AlarmNames": [name] });
        until("the alarm is quiet", || {
            let told = api.call("GraniteServiceVersion20100801.DescribeAlarms", &input);
            (told["MetricAlarms"][0]["StateValue"] != "ALARM").then_some(())
        });
    };
    quiet();
    api.set_copies(name, 0);
    quiet();
    api.component_at(name, 0);
}

fn invoke(api: Api, name: &str, text: &str) -> std::io::Result<Answer> {
    let headers = [("x-amzn-sagemaker-inference-component", name)];
    api.send("POST", &format!("/endpoints/{HOST}/invocations"), &headers, text)
}

fn answered(api: Api, name: &str, text: &str) {
    let answer = invoke(api, name, text).unwrap();
    assert_eq!((answer.status, &answer.body), (200, &tiny::answer(text)), "{name}: {answer:?}");
}

#[test]
fn no_first_request_is_lost_whatever_becomes_of_the_copies() {
    let starts = setting("EBB_COLD_STARTS", USUAL_STARTS);
    let fates = Fates::open(Chance::new(5));
    let binary = Binary::new();
    binary.with_tiny_model();
    let serving = binary.serve(&SPEED);
    let api = serving.api;
    api.create_host(HOST);
    let address = fates.address.to_string();
    let environment = [binary.mark(), (tiny::FATES, address.as_str())];
    let names: Vec<String> = (0..COMPONENTS).map(|number| format!("c{number}")).collect();
    for name in &names {
        component(api, name, HOST, 2, &environment);
    }
    fates.begin_faults();
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if starts <= number {
                        return;
                    }
                    answered(api, name, &format!("first request {number}"));
                    to_zero(api, name);
                }
            });
        }
    });
    let drawn = fates.drawn();
    let up = drawn.fine + drawn.slow + drawn.sick;
    assert!(starts <= u64::from(up), "each cold start was one: {drawn:?}");
    if USUAL_STARTS <= starts {
        let each = [drawn.slow, drawn.sick, drawn.crash, drawn.clash];
        assert!(each.iter().all(|count| 0 < *count), "each fault was there: {drawn:?}");
    }

    // Many first requests together, each on a connection of its own.
    std::thread::scope(|scope| {
        for number in 0..CROWD {
            let name = &names[0];
            let body = format!("one of many {number}");
            scope.spawn(move || answered(api, name, &body));
        }
    });
    to_zero(api, &names[0]);
    serving.stop();
    binary.until_nothing_runs();
    let log = binary.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
