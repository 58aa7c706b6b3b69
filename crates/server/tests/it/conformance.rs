//! Requests made from the API models, valid and invalid, through every protocol the services speak.
//!
//! Four servers get the same requests, each in another spelling: JSON, Query, CBOR short and long, compressed, with
//! unknown members and nulls. What fits the model succeeds or fails with an error of the operation; what does not fails
//! with the text of AWS's framework, as an oracle spells it that shares no code with the server; all four answer alike.
//! Nothing is a 5xx, no connection is closed, and what was refused has changed nothing.
//!
//! `EBB_SEED=7 cargo test -p ebb-server --test it conformance` makes other requests.

mod encode;
mod generate;
mod lane;
mod malformed;
mod model;
mod oracle;
mod pattern;
mod random;
mod runtime;
mod samples;
mod settled;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};

use generate::{Case, Fill};
use lane::{Lane, SPELLINGS, Spelling, Told};
use model::{AUTOSCALING, CLOUDWATCH, Operation, SAGEMAKER, Service};
use oracle::Verdict;
use random::Random;

/// Valid requests for an operation, from the sparest to the fullest.
const VALID: usize = 14;
/// Requests for an operation that break one constraint each, at most; a seed chooses among more.
const INVALID: usize = 200;
/// How long an answer is read again that differs among the servers. One that came up just before a minute ended has
/// published its gauges a minute before the others do.
const SETTLES: Duration = Duration::from_secs(75);
/// Requests for an operation with several things wrong.
const SEVERAL: usize = 6;

#[test]
fn autoscaling_answers_as_its_model_says() {
    conform(&AUTOSCALING);
}

#[test]
fn cloudwatch_answers_as_its_model_says() {
    conform(&CLOUDWATCH);
}

#[test]
fn sagemaker_answers_as_its_model_says() {
    conform(&SAGEMAKER);
}

fn conform(service: &'static Service) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut lanes = Vec::new();
        for spelling in SPELLINGS {
            lanes.push(Lane::new(spelling).await);
        }
        let lanes: [Lane; 4] = lanes.try_into().ok().unwrap();
        let mut run = Run { lanes, seed: Random::base(), successes: BTreeMap::new(), refused: 0 };
        let mut operations = service.operations();
        operations.sort_by_key(|operation| (rank(operation.name), operation.name));
        for operation in operations {
            run.operation(operation).await;
        }
        run.nothing_broke().await;
        assert!(run.refused > 400, "only {} requests broke the model", run.refused);
    });
}

/// Whether all servers have said the same.
fn is_alike(operation: Operation, all: &[Told]) -> bool {
    let said = |told: &Told| (settled::error(told), settled::document(operation, told));
    all.iter().all(|told| said(told) == said(&all[0]))
}

fn is_read(name: &str) -> bool {
    ["Describe", "List", "Get"].iter().any(|prefix| name.starts_with(prefix))
}

/// Things are made before they are read, and read before they are taken away.
fn rank(name: &str) -> usize {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    // An endpoint takes its components with it.
    if name == "DeleteEndpoint" {
        return 5;
    }
    if starts(&["Delete", "Deregister", "Untag"]) {
        return 4;
    }
    if is_read(name) {
        return 3;
    }
    match name {
        "CreateModel" | "RegisterScalableTarget" => 0,
        "CreateEndpointConfig" => 1,
        _ => 2,
    }
}

struct Run {
    lanes: [Lane; 4],
    seed: u64,
    /// How many valid requests each operation has accepted.
    successes: BTreeMap<&'static str, usize>,
    /// How many requests were refused by the model.
    refused: usize,
}

impl Run {
    async fn operation(&mut self, operation: Operation) {
        let mut random = Random::of(self.seed, operation.name);
        for number in 0..VALID {
            let fill = match number {
                0..4 => Fill::Required,
                4 => Fill::All,
                _ => Fill::Some(7 * (number - 4)),
            };
            let document = generate::valid(operation, fill, &mut random);
            if !self.valid(operation, &document).await {
                return;
            }
        }
        let before = self.picture().await;
        let mut cases = generate::invalid(operation, &mut random);
        random.shuffle(&mut cases);
        cases.truncate(INVALID);
        cases.extend((0..SEVERAL).map(|_| generate::several(operation, &mut random)));
        for case in &cases {
            self.invalid(operation, case).await;
        }
        malformed::all(self, operation, &mut random).await;
        let after = self.picture().await;
        assert_eq!(after, before, "{}: refused requests have changed something", operation.name);
        let has_sample = samples::request(operation.name, &mut random).is_some();
        assert!(
            self.successes.contains_key(operation.name) || !has_sample,
            "{}: not even its sample was accepted",
            operation.name
        );
    }

    /// A request that fits the model. `false` when the operation is not built.
    async fn valid(&mut self, operation: Operation, document: &Value) -> bool {
        let note = self.note(operation, "valid", document);
        let verdict = oracle::judge(operation.input(), document);
        assert!(matches!(verdict, Verdict::Fits), "{verdict:?}\n{note}");
        let all = if is_read(operation.name) {
            self.read(operation, document).await
        } else {
            self.tell(operation, document).await
        };
        let [first, ..] = &all;
        for (told, lane) in all.iter().zip(&self.lanes) {
            let spelling = lane.spelling;
            assert!(told.status < 500, "{spelling:?}: {told:?}\n{note}");
            assert_eq!(
                settled::error(told),
                settled::error(first),
                "{spelling:?} against {:?}\n{note}",
                Spelling::Plain
            );
            if let Some((code, _)) = &told.error {
                assert!(is_allowed(operation, code), "{spelling:?}: {told:?}\n{note}");
            } else {
                let (got, want) =
                    (settled::document(operation, told), settled::document(operation, first));
                assert_eq!(got, want, "{spelling:?} against {:?}\n{note}", Spelling::Plain);
            }
        }
        if first.error.is_none() {
            *self.successes.entry(operation.name).or_default() += 1;
            if changes_copies(operation.name) {
                for lane in &mut self.lanes {
                    settled::wait(lane).await;
                }
            }
        }
        let not_built = format!("Ebbtide does not implement {} yet", operation.name);
        first.error.as_ref().is_none_or(|(_, text)| *text != not_built)
    }

    /// A request that breaks the model.
    async fn invalid(&mut self, operation: Operation, case: &Case) {
        let note = self.note(operation, &case.what, &case.document);
        let verdict = oracle::judge(operation.input(), &case.document);
        if matches!(verdict, Verdict::Fits) {
            // Null for a member that may be absent, or a mistake that another one took away.
            return;
        }
        for lane in &mut self.lanes {
            let is_query =
                lane.spelling == Spelling::Query && operation.service.speaks_all_protocols();
            if is_query && !case.in_query {
                continue;
            }
            let told = lane.tell(operation, &case.document).await;
            let note = format!("{:?}: {told:?}\n{note}", lane.spelling);
            assert!((400..500).contains(&told.status), "{note}");
            let Some((code, text)) = &told.error else { panic!("{note}") };
            match &verdict {
                Verdict::WrongType => {
                    assert!(
                        matches!(code.as_str(), "SerializationException" | "MalformedInput"),
                        "{note}"
                    );
                    assert!(!text.is_empty(), "{note}");
                }
                Verdict::Broken(failures) => {
                    let is_told = oracle::matches(operation, failures, code, text);
                    assert!(is_told, "wanted {failures:#?}\n{note}");
                    self.refused += 1;
                }
                Verdict::Fits => unreachable!("it was looked at above"),
            }
        }
    }

    async fn tell(&mut self, operation: Operation, document: &Value) -> [Told; 4] {
        let [a, b, c, d] = &mut self.lanes;
        let (a, b, c, d) = tokio::join!(
            a.tell(operation, document),
            b.tell(operation, document),
            c.tell(operation, document),
            d.tell(operation, document),
        );
        [a, b, c, d]
    }

    /// The same for what is only read. Each server turns its own minutes, at which alarms change and gauges are published:
    /// answers that differ are read again, and have to agree then.
    async fn read(&mut self, operation: Operation, document: &Value) -> [Told; 4] {
        let mut all = self.tell(operation, document).await;
        let began = Instant::now();
        while !is_alike(operation, &all) && began.elapsed() < SETTLES {
            tokio::time::sleep(Duration::from_millis(100)).await;
            all = self.tell(operation, document).await;
        }
        all
    }

    /// What everything looks like, the same in all lanes.
    async fn picture(&mut self) -> Vec<Value> {
        let mut picture = Vec::new();
        for (service, name, document) in [
            (&*AUTOSCALING, "DescribeScalableTargets", json!({ "ServiceNamespace": "sagemaker" })),
            (&*AUTOSCALING, "DescribeScalingPolicies", json!({ "ServiceNamespace": "sagemaker" })),
            (&*CLOUDWATCH, "DescribeAlarms", json!({})),
            (&*CLOUDWATCH, "ListMetrics", json!({ "Namespace": "N" })),
            (&*SAGEMAKER, "ListModels", json!({})),
            (&*SAGEMAKER, "ListEndpointConfigs", json!({})),
            (&*SAGEMAKER, "ListEndpoints", json!({})),
            (&*SAGEMAKER, "ListInferenceComponents", json!({})),
        ] {
            let operation = service.operation(name);
            let all = self.read(operation, &document).await;
            let all = all.map(|told| settled::document(operation, &told));
            for other in &all[1..] {
                assert_eq!(*other, all[0], "{name}");
            }
            picture.extend(all.into_iter().take(1));
        }
        picture
    }

    async fn nothing_broke(&self) {
        for lane in &self.lanes {
            let health = lane.world.api.send(Method::GET, "/_ebb/health", &[], "").await;
            assert_eq!(health.status, 200);
        }
    }

    fn note(&self, operation: Operation, what: &str, document: &Value) -> String {
        let seed = self.seed;
        format!("EBB_SEED={seed} {} ({what}) {document}", operation.name)
    }
}

/// Whether a request that fits the model may fail in this way.
fn is_allowed(operation: Operation, code: &str) -> bool {
    let declared = operation.errors();
    code.starts_with("UnsupportedOperation")
        || code == "ValidationError"
        || declared.into_iter().any(|error| operation.service.query_code(error) == code)
}

/// Whether copies may start or stop because of it, which takes a moment.
fn changes_copies(name: &str) -> bool {
    ["Create", "Update", "Delete", "Register"].iter().any(|prefix| name.starts_with(prefix))
}
