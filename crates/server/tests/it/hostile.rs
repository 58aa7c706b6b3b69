//! Input that nobody means well with: a 4xx in the service's own form or a success, never a 5xx, never a hang.

use std::sync::LazyLock;

use ebb_aws_model::{Kind, Member, Operation, Service, Shape, validate};
use http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::harness::{Answer, Api, CLOUDWATCH, PATIENCE, World};
use crate::not_built::BUILT;

struct Target {
    runtime: Runtime,
    world: World,
}

/// One server for all cases, so that what one leaves behind meets the next.
static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(async {
        let world = World::with(|settings| settings.cold = ebb_server::ColdMode::Fail).await;
        world.api.component("c").await;
        world.api.register("c", 0, 2).await;
        world.api.variant("e").await;
        world
    });
    Target { runtime, world }
});

fn run(
    cases: u32,
    strategy: impl Strategy<Value = Vec<u32>>,
    test: impl AsyncFn(&Api, &mut Choices),
) {
    let Target { runtime, world } = &*TARGET;
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&strategy, |numbers| {
            let mut choices = Choices { numbers, next: 0 };
            runtime.block_on(async {
                tokio::time::timeout(PATIENCE, test(&world.api, &mut choices))
                    .await
                    .expect("no hang");
                let health = world.api.send(Method::GET, "/_ebb/status", &[], "").await;
                assert_eq!(health.status, 200);
            });
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Decisions of a generator, from the numbers that proptest shrinks. After the last all are zero, which ends things.
struct Choices {
    numbers: Vec<u32>,
    next: usize,
}

impl Choices {
    fn below(&mut self, limit: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        number as usize % limit
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// A document that looks like the shape most of the time.
fn document(shape: &'static Shape, choices: &mut Choices, depth: usize) -> Value {
    if choices.below(50) == 49 {
        return choices.pick(&[
            Value::Null,
            json!(true),
            json!(-1),
            json!(1e300),
            json!("x"),
            json!([]),
            json!({}),
            json!([[null]]),
            json!({ "a": { "b": null } }),
        ]);
    }
    match &shape.kind {
        Kind::Structure(structure) => {
            let mut members = Map::new();
            for member in structure.members {
                let wanted = if member.required { 63 } else { 12 };
                if depth < 6 && choices.below(64) < wanted {
                    members.insert(member.name.to_owned(), self::member(member, choices, depth));
                }
            }
            if choices.below(8) == 7 {
                members.insert("Unknown".to_owned(), json!({ "deep": [1, { "er": null }] }));
            }
            Value::Object(members)
        }
        Kind::List(list) => {
            let length = choices.below(3) + 1;
            (0..length).map(|_| document(list.item, choices, depth + 1)).collect()
        }
        Kind::Map(map) => (0..choices.below(3))
            .map(|_| {
                let key = choices.pick(&["a", "", "k".repeat(300).as_str()].map(str::to_owned));
                (key, document(map.value, choices, depth + 1))
            })
            .collect(),
        Kind::String(_)
        | Kind::Integer(_)
        | Kind::Long(_)
        | Kind::Float(_)
        | Kind::Double(_)
        | Kind::Boolean
        | Kind::Timestamp
        | Kind::Blob(_) => scalar(shape, choices),
    }
}

/// The value of a member; of those that decide whether a request gets anywhere, one that does.
fn member(member: &Member, choices: &mut Choices, depth: usize) -> Value {
    match member.name {
        // Many copies of nothing are not what is tested here.
        "InitialInstanceCount"
        | "DesiredInstanceCount"
        | "CopyCount"
        | "MinCapacity"
        | "MaxCapacity"
        | "MinInstanceCount"
        | "MaxInstanceCount" => {
            choices.pick(&[json!(1), json!(2), json!(1), json!(0), json!(-1), json!(2_147_483_647)])
        }
        "ServiceNamespace" => choices.pick(&[json!("sagemaker"), json!("sagemaker"), json!("ecs")]),
        "ResourceId" => {
            choices.pick(&[json!("inference-component/c"), json!("endpoint/e/variant/v")])
        }
        "ScalableDimension" => choices.pick(&[
            json!("sagemaker:inference-component:DesiredCopyCount"),
            json!("sagemaker:variant:DesiredInstanceCount"),
        ]),
        _ => document(member.shape, choices, depth + 1),
    }
}

/// A value without parts: mostly one that the model allows, at its edges where there are any.
fn scalar(shape: &'static Shape, choices: &mut Choices) -> Value {
    let now = crate::harness::now();
    let candidates = match &shape.kind {
        Kind::String(text) if !text.values.is_empty() => {
            text.values.iter().map(|value| json!(value)).chain([json!("none of them")]).collect()
        }
        Kind::String(_) => vec![
            json!("c"),
            json!("e"),
            json!("v"),
            json!("p50"),
            json!("Sum"),
            json!("m"),
            json!(""),
            json!("s3://b/k"),
            json!("arn:aws:iam::000000000000:role/any"),
            json!("arn:aws:sns:us-east-1:000000000000:t"),
            json!("{\"recentDatapoints\":[1,null,\"x\"]}"),
            json!("\u{0}\u{7f}ü😀"),
            json!("x".repeat(5000)),
            json!("NaN"),
        ],
        Kind::Integer(range) | Kind::Long(range) => [Some(1.0), Some(60.0), Some(2.0), Some(10.0)]
            .into_iter()
            .chain([range.min, range.max, Some(0.0), Some(-1.0), Some(2_147_483_647.0)])
            .flatten()
            .map(|number| json!(number as i64))
            .chain([json!(9_223_372_036_854_775_807_i64), json!(1.5)])
            .collect(),
        Kind::Float(_) | Kind::Double(_) => vec![
            json!(1.0),
            json!(0),
            json!(0.25),
            json!(128.0),
            json!(-1.5),
            json!(1e300),
            json!(1e-300),
            json!("NaN"),
            json!("Infinity"),
            json!("-Infinity"),
        ],
        Kind::Boolean => vec![json!(true), json!(false), json!("true")],
        Kind::Timestamp => vec![
            json!(now),
            json!(now - 600.0),
            json!(now + 60.0),
            json!(0),
            json!(1.7e9),
            json!(-1e18),
            json!(1e18),
            json!("2026-01-01T00:00:00Z"),
        ],
        Kind::Blob(_) => vec![json!("YQ=="), json!("!")],
        Kind::Structure(_) | Kind::List(_) | Kind::Map(_) => unreachable!("it has parts"),
    };
    let allowed: Vec<Value> =
        candidates.iter().filter(|value| validate(shape, value).is_ok()).cloned().collect();
    let any = allowed.is_empty() || choices.below(40) == 39;
    choices.pick(if any { &candidates } else { &allowed })
}

fn check(what: &str, input: &str, answer: &Answer) {
    let status = answer.status;
    let input: String = input.chars().take(4000).collect();
    assert!(
        status.is_success() || status.is_client_error(),
        "{what} {input}: {status} {}",
        answer.text()
    );
    if status.is_client_error() {
        let (code, _) = answer.error();
        assert!(!code.is_empty(), "{what} {input}: {}", answer.text());
    }
}

fn numbers() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 0..200)
}

#[test]
fn documents_of_all_kinds_are_answered() {
    let built: Vec<(&str, &'static Operation)> = Service::ALL
        .into_iter()
        .filter_map(|service| Some((service.target_prefix()?, service.model().operations)))
        .flat_map(|(prefix, operations)| {
            operations.iter().map(move |operation| (prefix, operation))
        })
        .filter(|(_, operation)| BUILT.contains(&operation.name))
        .collect();
    run(800, numbers(), async |api, choices| {
        for _ in 0..3 {
            let (service, operation) = choices.pick(&built);
            let input = document(operation.input.unwrap(), choices, 0).to_string();
            let answer = api.raw(service, operation.name, &input).await;
            check(operation.name, &input, &answer);
        }
    });
}

#[test]
fn bodies_that_are_no_documents_are_answered() {
    let bytes = proptest::collection::vec(0..256_u32, 0..120);
    run(150, bytes, async |api, choices| {
        let operation =
            choices.pick(&["PutMetricData", "PutMetricAlarm", "GetMetricData", "SetAlarmState"]);
        let body: Vec<u8> =
            choices.numbers.iter().map(|number| u8::try_from(*number).unwrap()).collect();
        let target = format!("{CLOUDWATCH}.{operation}");
        let json =
            [("x-amz-target", target.as_str()), ("content-type", "application/x-amz-json-1.0")];
        let answer = api.send(Method::POST, "/", &json, body.clone()).await;
        check(operation, &format!("{body:?}"), &answer);
        let path = format!("/service/{CLOUDWATCH}/operation/{operation}");
        let cbor = [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")];
        let answer = api.send(Method::POST, &path, &cbor, body.clone()).await;
        assert!(
            answer.status.is_success() || answer.status.is_client_error(),
            "{body:?}: {answer:?}"
        );
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let start = format!("Action={operation}&Version=2010-08-01&").into_bytes();
        let answer = api.send(Method::POST, "/", &form, [start, body.clone()].concat()).await;
        assert!(
            answer.status.is_success() || answer.status.is_client_error(),
            "{body:?}: {answer:?}"
        );
        let gzip = [json[0], json[1], ("content-encoding", "gzip")];
        let answer = api.send(Method::POST, "/", &gzip, body.clone()).await;
        check(operation, &format!("{body:?}"), &answer);
    });
}

#[test]
fn known_offenders_are_refused() {
    let Target { runtime, world } = &*TARGET;
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let datum = |member: &str| {
        format!(r#"{{"Namespace":"N","MetricData":[{{"MetricName":"m",{member}}}]}}"#)
    };
    runtime.block_on(async {
        for body in [
            deep.as_str(),
            &deep_object,
            "",
            "[]",
            "null",
            "1",
            "\"x\"",
            "{",
            r#"{"Namespace":"N","MetricData":"#,
            r#"{"Namespace":null}"#,
            r#"{"Namespace":"N","MetricData":[null]}"#,
            r#"{"Namespace":"N","MetricData":{}}"#,
            &datum(r#""Values":[1],"Counts":[1e300]"#),
            &datum(r#""Value":1e999"#),
            &datum(r#""Value":{}"#),
            &datum(r#""Value":1,"Timestamp":"x""#),
            &datum(r#""Value":1,"Timestamp":1e300"#),
            &datum(r#""Values":[null]"#),
            &datum(r#""StatisticValues":{"SampleCount":-1,"Sum":1,"Minimum":2,"Maximum":1}"#),
        ] {
            let answer = world.api.raw(CLOUDWATCH, "PutMetricData", body).await;
            let start: String = body.chars().take(80).collect();
            assert!(answer.status.is_client_error(), "{start}: {answer:?}");
            check("PutMetricData", &start, &answer);
        }
        let large = format!(r#"{{"Namespace":"{}"}}"#, "x".repeat(5 << 20));
        let answer = world.api.raw(CLOUDWATCH, "PutMetricData", &large).await;
        assert_eq!(answer.status, 413);
        assert_eq!(answer.error().0, "RequestEntityTooLargeException");
    });
}
