//! Mixed load with copies that come and go, for as many seconds as `EBB_SOAK_SECS` says: nothing leaks, and every
//! request is in the metrics.
//!
//! ```text
//! EBB_SOAK_SECS=600 cargo test -p ebb-cli --test it soak
//! ```

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chance::setting;
use crate::cold_starts::component;
use crate::drains::{stream, whole};
use crate::harness::{Api, Binary, until};
use crate::tiny;

/// How long every run of the tests lasts.
const USUAL_SECS: u64 = 30;
/// A minute takes 0.2 s, fifteen quiet ones 3 s: a copy comes and goes several times in any run.
const SPEED: [&str; 2] = ["--speed", "300"];
/// How long the load of the component is on, and then off.
const ON: Duration = Duration::from_secs(4);
const OFF: Duration = Duration::from_secs(7);
/// Between two requests of one client.
const PAUSE: Duration = Duration::from_millis(10);
/// Endpoint of requests that are answered, of queued ones, of clients that leave, and for the component.
const ANSWERS: &str = "answers";
const QUEUES: &str = "queues";
const LEAVERS: &str = "leavers";
const HOST: &str = "host";
const COMPONENT: &str = "c";

/// What was sent, as the clients counted it.
#[derive(Default)]
struct Sent {
    answered: AtomicU32,
    failed: AtomicU32,
    queued: AtomicU32,
    at_component: AtomicU32,
    abandoned: AtomicU32,
    passing: AtomicU32,
}

struct Stage {
    api: Api,
    over: AtomicBool,
    sent: Sent,
    began: Instant,
}

impl Stage {
    /// Acts again and again until all is over.
    fn act(&self, pause: Duration, mut act: impl FnMut(u32)) {
        for number in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            act(number);
            std::thread::sleep(pause);
        }
    }

    fn invoke(&self) {
        let (api, sent) = (self.api, &self.sent);
        self.act(PAUSE, |number| {
            if number % 20 == 7 {
                let answer = api.invoke(ANSWERS, tiny::FAIL).unwrap();
                assert_eq!(answer.status, 424, "{answer:?}");
                count(&sent.failed);
                return;
            }
            let text = format!("text {number}");
            let answer = api.invoke(ANSWERS, &text).unwrap();
            assert_eq!((answer.status, &answer.body), (200, &tiny::answer(&text)), "{answer:?}");
            count(&sent.answered);
        });
    }

    fn stream(&self) {
        self.act(PAUSE, |number| {
            let parts = 1 + number % 20;
            whole(&stream(self.api, ANSWERS, "", parts), parts);
            count(&self.sent.answered);
        });
    }

    fn pass(&self) {
        self.act(PAUSE, |number| {
            let text = format!("plain {number}");
            let path = format!("/_ebb/invoke/{ANSWERS}/invocations");
            let answer = self.api.send("POST", &path, &[], &text).unwrap();
            assert_eq!((answer.status, &answer.body), (200, &tiny::answer(&text)), "{answer:?}");
            count(&self.sent.answered);
        });
    }

    fn queue(&self) {
        self.act(PAUSE, |_| {
            let headers = [("x-amzn-sagemaker-inputlocation", "s3://data/in")];
            let path = format!("/endpoints/{QUEUES}/async-invocations");
            let answer = self.api.send("POST", &path, &headers, "").unwrap();
            assert_eq!(answer.status, 202, "{answer:?}");
            count(&self.sent.queued);
        });
    }

    /// Load in waves: from zero to several copies, and back to zero while there is none.
    fn waves(&self) {
        self.act(PAUSE, |number| {
            let phase = self.began.elapsed().as_millis() % (ON + OFF).as_millis();
            if ON.as_millis() <= phase {
                return;
            }
            let text = format!("wave {number}");
            let headers = [("x-amzn-sagemaker-inference-component", COMPONENT)];
            let path = format!("/endpoints/{HOST}/invocations");
            let answer = self.api.send("POST", &path, &headers, &text).unwrap();
            assert_eq!((answer.status, &answer.body), (200, &tiny::answer(&text)), "{answer:?}");
            count(&self.sent.at_component);
        });
    }

    /// Clients that leave in the middle of a stream.
    fn leave(&self) {
        self.act(PAUSE, |_| {
            let mut stream = TcpStream::connect(self.api.address).unwrap();
            let path = format!("/endpoints/{LEAVERS}/invocations-response-stream");
            let body = "stream 50";
            let request =
                format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{body}");
            stream.write_all(request.as_bytes()).unwrap();
            assert!(stream.read(&mut [0; 64]).unwrap() > 0);
            count(&self.sent.abandoned);
        });
    }

    /// Instances set by hand, up and down.
    fn set(&self) {
        self.act(Duration::from_millis(700), |number| {
            let instances = 1 + number % 3;
            self.api.set_instances(ANSWERS, instances);
            self.api.in_service(ANSWERS, instances);
        });
    }

    /// Endpoints that come, answer, and go, with everything that belongs to them.
    fn come_and_go(&self, binary: &Binary) {
        self.act(Duration::from_millis(500), |number| {
            let (api, name) = (self.api, format!("passing-{number}"));
            api.create_endpoint(&name, "tiny", &[binary.mark()], 1, None);
            api.in_service(&name, 1);
            assert_eq!(api.invoke(&name, "once").unwrap().body, tiny::answer("once"));
            api.sagemaker("DeleteEndpoint", &json!({ "EndpointName": name }));
            api.sagemaker("DeleteEndpointConfig", &json!({ "EndpointConfigName": name }));
            api.sagemaker("DeleteModel", &json!({ "ModelName": name }));
            count(&self.sent.passing);
        });
    }

    /// People who look, and programs that send data, some of them nonsense.
    fn look(&self) {
        self.act(Duration::from_millis(50), |number| {
            let api = self.api;
            api.sagemaker("ListEndpoints", &json!({}));
            api.call("GraniteServiceVersion20100801.DescribeAlarms", &json!({}));
            let activities = json!({ "ServiceNamespace": "sagemaker" });
            api.call("AnyScaleFrontendService.DescribeScalingActivities", &activities);
            let data = json!({ "MetricName": "own", "Value": number });
            let data = json!({ "Namespace": "Own", "MetricData": [data] });
            api.call("GraniteServiceVersion20100801.PutMetricData", &data);
            let refused = api.try_call("SageMaker.CreateModel", &json!({ "ModelName": "!" }));
            assert_eq!(refused.unwrap().status, 400);
        });
    }
}

fn count(counter: &AtomicU32) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// A count over the whole run: the sum of a metric, or the number of its data.
fn metric(api: Api, began: u64, statistic: &str, name: &str, dimensions: &[(&str, &str)]) -> u32 {
    let dimensions: Vec<Value> =
        dimensions.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    // The server's clock began with ours, and goes faster.
    let now = began + 300 * (epoch_secs() - began);
    let input = json!({
        "Namespace": "AWS/SageMaker", "MetricName": name, "Dimensions": dimensions,
        "StartTime": began - 7200, "EndTime": now + 7200, "Period": 3600,
        "Statistics": [statistic],
    });
    let told = api.call("GraniteServiceVersion20100801.GetMetricStatistics", &input);
    let points = told["Datapoints"].as_array().unwrap();
    points.iter().map(|point| whole_number(&point[statistic])).sum()
}

fn whole_number(value: &Value) -> u32 {
    // Counts are written as floats.
    let text = value.to_string();
    text.strip_suffix(".0").unwrap_or(&text).parse().unwrap()
}

fn epoch_secs() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs()
}

/// Every request is in the metrics, once.
fn counted(api: Api, began: u64, sent: &Sent) {
    let of = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
    let variant = |endpoint| [("EndpointName", endpoint), ("VariantName", "v")];
    let both = of(&sent.answered) + of(&sent.failed);
    let equals = |what: &str, wanted: u32, look: &dyn Fn() -> u32| {
        until(&format!("{what}: {wanted}, not {}", look()), || (look() == wanted).then_some(()));
    };
    let sum = |name: &str, of: &[(&str, &str)]| metric(api, began, "Sum", name, of);
    let data = |name: &str, of: &[(&str, &str)]| metric(api, began, "SampleCount", name, of);
    let answers = variant(ANSWERS);
    equals("Invocations", both, &|| sum("Invocations", &answers));
    equals("ModelLatency", both, &|| data("ModelLatency", &answers));
    equals("Invocation5XXErrors", of(&sent.failed), &|| sum("Invocation5XXErrors", &answers));
    equals("data of Invocation5XXErrors", both, &|| data("Invocation5XXErrors", &answers));
    equals("Invocation4XXErrors", 0, &|| sum("Invocation4XXErrors", &answers));
    let name = [("InferenceComponentName", COMPONENT)];
    equals("Invocations of the component", of(&sent.at_component), &|| sum("Invocations", &name));
    let queue = variant(QUEUES);
    equals("InvocationsProcessed", of(&sent.queued), &|| sum("InvocationsProcessed", &queue));
    equals("TimeInBacklog", of(&sent.queued), &|| data("TimeInBacklog", &queue));
    let leavers = variant(LEAVERS);
    equals("Invocations of those who left", of(&sent.abandoned), &|| sum("Invocations", &leavers));
    let passing: Vec<String> = (0..of(&sent.passing)).map(|n| format!("passing-{n}")).collect();
    for name in &passing {
        equals(name, 1, &|| sum("Invocations", &variant(name)));
    }
}

/// What a process holds.
#[derive(Debug)]
struct Held {
    sockets: usize,
    files: Vec<String>,
}

/// Sockets, and other open files by name.
fn held(process: u32) -> Held {
    let open = fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten();
    let names = open.filter_map(|file| fs::read_link(file.path()).ok());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let (sockets, mut files): (Vec<String>, Vec<String>) =
        names.partition(|name| name.starts_with("socket:"));
    files.sort();
    Held { sockets: sockets.len(), files }
}

impl Held {
    /// Whether the other has all of it too, each as often.
    fn is_within(&self, other: &Self) -> bool {
        let mut left = other.files.clone();
        let is_there = |file: &String| {
            let at = left.iter().position(|other| other == file);
            at.map(|at| left.swap_remove(at)).is_some()
        };
        self.files.iter().all(is_there) && self.sockets <= other.sockets
    }
}

/// Memory that is backed by no file, in KiB.
fn memory_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Everything at zero copies, so that no connection has a reason to be there.
fn at_rest(api: Api) {
    for name in [ANSWERS, QUEUES, LEAVERS] {
        api.until_endpoint(name, |found| found["EndpointStatus"] == "InService");
        api.set_instances(name, 0);
        api.in_service(name, 0);
    }
    api.component_at(COMPONENT, 0);
}

fn prepare(binary: &Binary, api: Api) {
    let environment = [binary.mark()];
    assert_eq!(api.s3("PUT", "/data", "").unwrap().status, 200);
    assert_eq!(api.s3("PUT", "/data/in", "input").unwrap().status, 200);
    let queue = json!({ "OutputConfig": { "S3OutputPath": "s3://data/out" } });
    api.create_endpoint(QUEUES, "tiny", &environment, 1, Some(queue));
    for name in [ANSWERS, LEAVERS] {
        api.create_endpoint(name, "tiny", &environment, 1, None);
        api.in_service(name, 1);
    }
    api.in_service(QUEUES, 1);
    api.create_host(HOST);
    component(api, COMPONENT, HOST, 4, &environment);
    let tracking = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": format!("inference-component/{COMPONENT}"),
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
        "PolicyName": "follow", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 3, "ScaleInCooldown": 60, "ScaleOutCooldown": 60,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerInferenceComponentInvocationsPerCopy",
            },
        },
    });
    api.call("AnyScaleFrontendService.PutScalingPolicy", &tracking);
}

/// How many copies the policies have asked for, one after the other.
fn asked_for(api: Api) -> Vec<String> {
    let input = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": format!("inference-component/{COMPONENT}"),
    });
    let told = api.call("AnyScaleFrontendService.DescribeScalingActivities", &input);
    let told = told["ScalingActivities"].as_array().unwrap();
    told.iter().map(|activity| activity["Description"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn nothing_leaks_and_every_request_is_counted() {
    let length = Duration::from_secs(setting("EBB_SOAK_SECS", USUAL_SECS));
    let binary = Binary::new();
    binary.with_tiny_model();
    let epoch = epoch_secs();
    let serving = binary.serve(&SPEED);
    let (api, server) = (serving.api, serving.child.id());
    prepare(&binary, api);
    at_rest(api);
    let before = until("the models are gone, and their logs closed", || {
        let held = held(server);
        let is_log = |file: &String| file.contains("/logs/");
        let is_over = binary.processes_of("tiny::model").is_empty();
        (is_over && !held.files.iter().any(is_log)).then_some(held)
    });
    for name in [ANSWERS, QUEUES, LEAVERS] {
        api.set_instances(name, 1);
        api.in_service(name, 1);
    }
    let stage =
        Stage { api, over: AtomicBool::default(), sent: Sent::default(), began: Instant::now() };
    std::thread::scope(|scope| {
        let stage = &stage;
        let mut clients = Vec::new();
        for _ in 0..2 {
            clients.push(scope.spawn(|| stage.invoke()));
            clients.push(scope.spawn(|| stage.waves()));
        }
        clients.push(scope.spawn(|| stage.stream()));
        clients.push(scope.spawn(|| stage.pass()));
        clients.push(scope.spawn(|| stage.queue()));
        clients.push(scope.spawn(|| stage.leave()));
        clients.push(scope.spawn(|| stage.set()));
        clients.push(scope.spawn(|| stage.look()));
        clients.push(scope.spawn(|| stage.come_and_go(&binary)));
        while stage.began.elapsed() < length && !clients.iter().any(|client| client.is_finished()) {
            std::thread::sleep(Duration::from_millis(100));
        }
        stage.over.store(true, Ordering::Relaxed);
        for client in clients {
            client.join().unwrap();
        }
    });
    counted(api, epoch, &stage.sent);
    let asked = asked_for(api);
    for count in ["to 0.", "to 1.", "to 4."] {
        assert!(asked.iter().any(|told| told.ends_with(count)), "{count}: {asked:?}");
    }
    at_rest(api);
    until("the models are gone", || binary.processes_of("tiny::model").is_empty().then_some(()));
    let mut after = held(server);
    until(&format!("nothing more is open than before: {after:?}, not {before:?}"), || {
        after = held(server);
        after.is_within(&before).then_some(())
    });
    let grown_kib = memory_kib(server);
    serving.stop();
    binary.until_nothing_runs();
    // What it has in memory is what it has to remember: another server on the same folder needs about as much, and
    // remembers every request.
    let serving = binary.serve(&SPEED);
    counted(serving.api, epoch, &stage.sent);
    let needed_kib = memory_kib(serving.child.id());
    assert!(
        grown_kib < needed_kib + needed_kib / 2 + 4096,
        "{grown_kib} KiB at the end, where {needed_kib} KiB would do: something leaks"
    );
    serving.stop();
    binary.until_nothing_runs();
    let log = binary.log();
    assert!(!log.contains("panicked") && !log.contains("ERROR"), "{log}");
}
