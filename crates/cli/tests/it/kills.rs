//! `kill -9` of server or model at random moments under load, as often as `EBB_KILLS` says:
//!
//! ```text
//! EBB_KILLS=200 cargo test -p ebb-cli --test it kills
//! ```
//!
//! `EBB_SEED` makes other choices.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::chance::{Chance, setting};
use crate::harness::{Api, Binary, Serving, signal, until};
use crate::tiny;

/// How many kills every run of the tests has.
const USUAL_KILLS: u64 = 24;
/// Copies of the asynchronous endpoint `q` and of the endpoint `e`.
const QUEUE_COPIES: u32 = 2;
const COPIES: u32 = 1;
/// Texts that stand in the bucket as inputs.
const INPUTS: usize = 16;
/// A minute takes 0.2 s, so that the pauses after crashes do not make a run long; a request may still wait for a minute.
const SPEED: [&str; 2] = ["--speed", "300"];

/// What the clients share with the one who kills.
#[derive(Default)]
struct Stage {
    /// Where the server is, when there is one.
    api: Mutex<Option<Api>>,
    over: AtomicBool,
    answered: AtomicUsize,
    broken: AtomicUsize,
}

impl Stage {
    fn api(&self) -> Option<Api> {
        *self.api.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, api: Option<Api>) {
        *self.api.lock().unwrap_or_else(PoisonError::into_inner) = api;
    }

    /// Calls again and again until all is over, whenever there is a server.
    fn act(&self, mut call: impl FnMut(Api, usize)) {
        for number in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            if let Some(api) = self.api() {
                call(api, number);
            }
            std::thread::sleep(Duration::from_millis(8));
        }
    }

    /// Sends asynchronous requests; gives where the results of those accepted will be, and which input they name.
    fn queue(&self) -> BTreeMap<String, usize> {
        let mut accepted = BTreeMap::new();
        self.act(|api, number| {
            let input = number % INPUTS;
            let location = format!("s3://data/in/{input}");
            let headers = [("x-amzn-sagemaker-inputlocation", location.as_str())];
            // Without an answer it may have been taken or not.
            let Ok(answer) = api.send("POST", "/endpoints/q/async-invocations", &headers, "")
            else {
                return;
            };
            assert_eq!(answer.status, 202, "{answer:?}");
            let output = answer.header("x-amzn-sagemaker-outputlocation").unwrap();
            let id = output.strip_prefix("s3://data/out/").unwrap().strip_suffix(".out").unwrap();
            assert!(accepted.insert(id.to_owned(), input).is_none(), "{id} was given twice");
        });
        accepted
    }

    /// Sends requests to the other endpoint. They may die with their copy or with the server, and are never answered
    /// wrongly.
    fn invoke(&self) {
        self.act(|api, number| {
            let text = format!("text {number}");
            match api.invoke("e", &text) {
                Ok(answer) if answer.status == 200 => {
                    assert_eq!(answer.body, tiny::answer(&text));
                    self.answered.fetch_add(1, Ordering::Relaxed);
                }
                Ok(answer) => {
                    assert_eq!(answer.status, 424, "{answer:?}");
                    self.broken.fetch_add(1, Ordering::Relaxed);
                }
                Err(_) => drop(self.broken.fetch_add(1, Ordering::Relaxed)),
            }
        });
    }
}

/// Ids of the objects below a prefix, without its end.
fn ids(api: Api, prefix: &str, end: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut last = String::new();
    loop {
        let path = format!("/data?list-type=2&prefix={prefix}/&start-after={last}");
        let page = api.s3("GET", &path, "").unwrap();
        assert_eq!(page.status, 200, "{page:?}");
        for part in page.body.split("<Key>").skip(1) {
            last = part.split_once("</Key>").unwrap().0.to_owned();
            let id = last.strip_prefix(prefix).unwrap().trim_start_matches('/');
            ids.insert(id.strip_suffix(end).unwrap().to_owned());
        }
        if page.body.contains("<IsTruncated>false</IsTruncated>") {
            return ids;
        }
    }
}

fn prepare(binary: &Binary) -> Serving {
    binary.with_tiny_model();
    let serving = binary.serve(&SPEED);
    let api = serving.api;
    let output = json!({ "S3OutputPath": "s3://data/out", "S3FailurePath": "s3://data/failed" });
    let queue = json!({ "OutputConfig": output });
    let environment = [binary.mark(), (tiny::CHILD, "yes")];
    api.create_endpoint("q", "tiny", &environment, QUEUE_COPIES, Some(queue));
    api.create_endpoint("e", "tiny", &environment, COPIES, None);
    assert_eq!(api.s3("PUT", "/data", "").unwrap().status, 200);
    for input in 0..INPUTS {
        let put = api.s3("PUT", &format!("/data/in/{input}"), &format!("input {input}"));
        assert_eq!(put.unwrap().status, 200);
    }
    as_desired(binary, api);
    serving
}

/// Both endpoints are in service, with as many processes as were asked for.
fn as_desired(binary: &Binary, api: Api) {
    api.in_service("q", QUEUE_COPIES);
    api.in_service("e", COPIES);
    let wanted = (QUEUE_COPIES + COPIES) as usize;
    until("as many models run as are wanted", || {
        (binary.processes_of("tiny::model").len() == wanted).then_some(())
    });
}

/// Kills one model, if one runs.
fn kill_model(binary: &Binary, chance: &mut Chance) {
    let models = binary.processes_of("tiny::model");
    if let Some(count) = u64::try_from(models.len()).ok().filter(|count| 0 < *count) {
        signal(models[usize::try_from(chance.below(count)).unwrap()], "KILL");
    }
}

/// Kills the server, sees that nothing is left, and starts another one; once in a while that one is killed before it
/// has begun to listen.
fn kill_server(binary: &Binary, chance: &mut Chance, serving: &mut Serving) {
    serving.signal("KILL");
    serving.child.wait().unwrap();
    binary.until_nothing_runs();
    if chance.below(4) == 0 {
        let mut stillborn = binary.spawn(&SPEED);
        chance.pass(Duration::from_millis(60));
        stillborn.kill().unwrap();
        stillborn.wait().unwrap();
        binary.until_nothing_runs();
    }
    *serving = binary.serve(&SPEED);
}

/// Every accepted request has its result, the right one, and no request has two.
fn settled(api: Api, accepted: &BTreeMap<String, usize>) {
    let results = || (ids(api, "out", ".out"), ids(api, "failed", "-error.out"));
    let (answered, failed) = until("every accepted request has a result", || {
        let (answered, failed) = results();
        let missing = |id: &&String| !answered.contains(*id) && !failed.contains(*id);
        accepted.keys().find(missing).is_none().then_some((answered, failed))
    });
    let both: Vec<&String> = answered.intersection(&failed).collect();
    assert!(both.is_empty(), "two results each: {both:?}");
    for (id, input) in accepted {
        if answered.contains(id) {
            let object = api.s3("GET", &format!("/data/out/{id}.out"), "").unwrap();
            assert_eq!(object.body, tiny::answer(&format!("input {input}")), "{id}");
        } else {
            // Only a request over which one copy after the other died may fail.
            let object = api.s3("GET", &format!("/data/failed/{id}-error.out"), "").unwrap();
            assert!(object.body.contains("model"), "{id}: {object:?}");
        }
    }
}

#[test]
fn whatever_is_killed_nothing_accepted_is_lost() {
    let kills = setting("EBB_KILLS", USUAL_KILLS);
    let mut chance = Chance::new(4);
    let binary = Binary::new();
    let mut serving = prepare(&binary);
    let stage = Stage::default();
    stage.set(Some(serving.api));
    let accepted = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..3).map(|_| scope.spawn(|| stage.queue())).collect();
        scope.spawn(|| stage.invoke());
        // The clients end with this thread, also when it fails.
        let over = Over(&stage);
        for _ in 0..kills {
            chance.pass(Duration::from_millis(120));
            if chance.below(2) == 0 {
                kill_model(&binary, &mut chance);
            } else {
                stage.set(None);
                kill_server(&binary, &mut chance, &mut serving);
                stage.set(Some(serving.api));
            }
            // Otherwise the next one is killed while things are still on their way back.
            if chance.below(2) == 0 {
                as_desired(&binary, serving.api);
            }
        }
        as_desired(&binary, serving.api);
        drop(over);
        let mut all = BTreeMap::new();
        for sender in senders {
            all.extend(sender.join().unwrap());
        }
        all
    });
    settled(serving.api, &accepted);
    assert!(accepted.len() as u64 > kills, "there was load: {}", accepted.len());
    assert!(stage.answered.load(Ordering::Relaxed) > 0);
    as_desired(&binary, serving.api);
    let text = "is anybody there?";
    assert_eq!(serving.api.invoke("e", text).unwrap().body, tiny::answer(text));
    serving.stop();
    binary.until_nothing_runs();
    let log = binary.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}

/// Ends the load when it is dropped.
struct Over<'a>(&'a Stage);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Relaxed);
    }
}
