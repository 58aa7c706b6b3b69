//! Custom resources over real sockets: a service of the contract's form, and policies that move it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use ebb_tls_fixture::{Authority, Front};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::harness::{AUTOSCALING, Api, World, now, with};

const DIMENSION: &str = "custom-resource:ResourceType:Property";

/// How the resource of a test stands, and what it was sent.
#[derive(Debug)]
struct State {
    actual: f64,
    desired: f64,
    status: &'static str,
    failure: Option<&'static str>,
    /// Has at once what it is told to have.
    follows: bool,
    /// Answers everything with this status, so many times.
    broken: (u16, u32),
    patched: Vec<Value>,
    asked: u32,
}

#[derive(Clone)]
struct Resource {
    address: SocketAddr,
    /// As whom it is called.
    called: Arc<Mutex<String>>,
    state: Arc<Mutex<State>>,
}

impl Resource {
    /// A resource with two of it.
    async fn start() -> Self {
        let state = State {
            actual: 2.0,
            desired: 2.0,
            status: "Successful",
            failure: None,
            follows: true,
            broken: (0, 0),
            patched: Vec::new(),
            asked: 0,
        };
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let called = Arc::new(Mutex::new(address.to_string()));
        let resource = Self { address, called, state };
        let served = resource.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let served = served.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| served.clone().answer(request));
                    // The server closes its connections as it likes.
                    let _ =
                        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        resource
    }

    fn url(&self) -> String {
        format!("http://{}/scalableTargetDimensions/1?stage=prod", self.address)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap())
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert_eq!(parts.uri, "/scalableTargetDimensions/1?stage=prod");
        assert_eq!(parts.headers["host"], self.called.lock().unwrap().as_str());
        let (status, document) = self.with(|state| state.answer(&parts.method, &body));
        let mut response = Response::new(Full::new(Bytes::from(document.to_string())));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        Ok(response)
    }
}

impl State {
    fn answer(&mut self, method: &Method, body: &[u8]) -> (u16, Value) {
        if self.broken.1 > 0 {
            self.broken.1 -= 1;
            return (self.broken.0, json!({ "message": "out of order" }));
        }
        if method == Method::PATCH {
            let change: Value = serde_json::from_slice(body).unwrap();
            self.desired = change["desiredCapacity"].as_f64().unwrap();
            self.patched.push(change);
            self.status = "InProgress";
            if self.follows {
                self.arrive();
            }
        } else {
            assert_eq!(method, Method::GET);
            self.asked += 1;
        }
        let mut document = json!({
            "scalableTargetDimensionId": "1", "version": "1.0", "resourceName": "r",
            "dimensionName": "d", "actualCapacity": self.actual, "desiredCapacity": self.desired,
            "scalingStatus": self.status,
        });
        if let Some(failure) = self.failure {
            document["failureReason"] = json!(failure);
        }
        (200, document)
    }

    fn arrive(&mut self) {
        self.actual = self.desired;
        self.status = "Successful";
    }
}

fn target(url: &str) -> Value {
    json!({
        "ServiceNamespace": "custom-resource", "ResourceId": url, "ScalableDimension": DIMENSION,
    })
}

async fn register(api: &Api, resource: &Resource, min: i64, max: i64) -> Value {
    let bounds = json!({ "MinCapacity": min, "MaxCapacity": max });
    api.autoscaling("RegisterScalableTarget", with(target(&resource.url()), bounds)).await
}

/// A step policy of that many, and an alarm "alarm-NAME" that names it.
async fn step(api: &Api, resource: &Resource, name: &str, by: i64) {
    let bound = if by > 0 { "MetricIntervalLowerBound" } else { "MetricIntervalUpperBound" };
    let policy = json!({
        "PolicyName": name, "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity", "Cooldown": 0,
            "StepAdjustments": [{ bound: 0.0, "ScalingAdjustment": by }],
        },
    });
    let policy = api.autoscaling("PutScalingPolicy", with(target(&resource.url()), policy)).await;
    let comparison =
        if by > 0 { "GreaterThanOrEqualToThreshold" } else { "LessThanOrEqualToThreshold" };
    let alarm = json!({
        "AlarmName": format!("alarm-{name}"), "Namespace": "N", "MetricName": name,
        "Statistic": "Average", "Period": 60, "EvaluationPeriods": 1, "Threshold": 50.0,
        "ComparisonOperator": comparison, "AlarmActions": [policy["PolicyARN"]],
    });
    api.cloudwatch("PutMetricAlarm", alarm).await;
}

/// Sets an alarm to ALARM with one recent point.
async fn breach(api: &Api, alarm: &str, point: f64) {
    for (state, points) in [("OK", json!([])), ("ALARM", json!([point]))] {
        let data = json!({ "recentDatapoints": points }).to_string();
        let input = json!({
            "AlarmName": alarm, "StateValue": state, "StateReason": "by hand", "StateReasonData": data,
        });
        api.cloudwatch("SetAlarmState", input).await;
    }
}

/// Waits for the newest activity to be as wanted.
async fn newest(api: &Api, wanted: impl Fn(&Value) -> bool) -> Value {
    let input = json!({ "ServiceNamespace": "custom-resource" });
    let answer = api
        .until(AUTOSCALING, "DescribeScalingActivities", input, |found| {
            wanted(&found["ScalingActivities"][0])
        })
        .await;
    answer["ScalingActivities"][0].clone()
}

#[tokio::test]
async fn policies_and_actions_move_a_custom_resource() {
    let (world, resource) = (World::new().await, Resource::start().await);
    let api = &world.api;
    register(api, &resource, 1, 10).await;
    let input = json!({ "ServiceNamespace": "custom-resource" });
    let described = api.autoscaling("DescribeScalableTargets", input.clone()).await;
    let found = &described["ScalableTargets"][0];
    assert_eq!(found["ResourceId"], resource.url());
    assert_eq!(
        found["RoleARN"],
        "arn:aws:iam::000000000000:role/aws-service-role/custom-resource.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_CustomResource"
    );
    // Out and in by steps, each from what the resource says then.
    step(api, &resource, "more", 3).await;
    step(api, &resource, "less", -1).await;
    breach(api, "alarm-more", 60.0).await;
    let done = newest(api, |activity| activity["StatusCode"] == "Successful").await;
    assert_eq!(done["Description"], "Setting desired capacity to 5.");
    assert_eq!(done["ServiceNamespace"], "custom-resource");
    assert_eq!(
        done["StatusMessage"],
        "Successfully set desired capacity to 5. Change successfully fulfilled by custom-resource."
    );
    let ok = json!({ "AlarmName": "alarm-more", "StateValue": "OK", "StateReason": "r" });
    api.cloudwatch("SetAlarmState", ok).await;
    resource.with(|state| (state.actual, state.desired) = (8.0, 8.0));
    breach(api, "alarm-less", 40.0).await;
    newest(api, |activity| activity["Description"] == "Setting desired capacity to 7.").await;
    // Tracking, with the arithmetic of any other target.
    let policy = json!({
        "PolicyName": "track", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 50.0,
            "CustomizedMetricSpecification": {
                "MetricName": "load", "Namespace": "N", "Statistic": "Average",
            },
        },
    });
    let put = api.autoscaling("PutScalingPolicy", with(target(&resource.url()), policy)).await;
    let arn = put["PolicyARN"].as_str().unwrap();
    let resource_part = format!(":resource/custom-resource/{}:policyName/track", resource.url());
    assert!(arn.ends_with(&resource_part), "{arn}");
    let high = put["Alarms"][0]["AlarmName"].as_str().unwrap();
    assert!(high.starts_with(&format!("TargetTracking-{}-AlarmHigh-", resource.url())), "{high}");
    breach(api, high, 60.0).await;
    newest(api, |activity| activity["Description"] == "Setting desired capacity to 9.").await;
    // A schedule.
    let action = json!({
        "ScheduledActionName": "soon", "Schedule": "rate(1 day)", "StartTime": now() + 0.5,
        "ScalableTargetAction": { "MinCapacity": 1, "MaxCapacity": 4 },
    });
    api.autoscaling("PutScheduledAction", with(target(&resource.url()), action)).await;
    let done = newest(api, |activity| activity["Cause"] == "maximum capacity was set to 4").await;
    assert_eq!(done["Description"], "Setting desired capacity to 4.");
    newest(api, |activity| activity["StatusCode"] == "Successful").await;
    let patched = [5.0, 7.0, 9.0, 4.0].map(|to| json!({ "desiredCapacity": to }));
    assert_eq!(resource.with(|state| state.patched.clone()), patched);
    let gone = api.autoscaling("DeregisterScalableTarget", target(&resource.url())).await;
    assert_eq!(gone, json!({}));
}

#[tokio::test]
async fn a_resource_that_is_slow_is_watched_also_over_a_restart() {
    // A hundred times as fast: asked every 0.1 s.
    let resource = Resource::start().await;
    resource.with(|state| state.follows = false);
    let world = World::with(|settings| settings.speed = 100.0).await;
    register(&world.api, &resource, 5, 10).await;
    let open = newest(&world.api, |activity| activity["StatusCode"] == "InProgress").await;
    assert_eq!(
        open["StatusMessage"],
        "Successfully set desired capacity to 5. Waiting for change to be fulfilled by custom-resource."
    );
    let world = world.restart(|settings| settings.speed = 100.0).await;
    resource.with(|state| {
        state.status = "Failed";
        state.failure = Some("no more room");
    });
    let ended = newest(&world.api, |activity| activity["StatusCode"] == "Failed").await;
    assert_eq!(ended["StatusMessage"], "Failed to set desired capacity to 5. Reason: no more room");
    assert!(ended["EndTime"].is_number());
}

#[tokio::test]
async fn what_does_not_answer_cannot_be_registered_and_fails_its_changes() {
    let (world, resource) = (World::new().await, Resource::start().await);
    let api = &world.api;
    let refused = async |url: &str| {
        let bounds = json!({ "MinCapacity": 1, "MaxCapacity": 10 });
        api.refused(AUTOSCALING, "RegisterScalableTarget", with(target(url), bounds)).await
    };
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (url, part) in [
        (format!("http://{closed}/x"), "could not reach 127.0.0.1: "),
        (format!("https://{closed}/x"), "could not reach 127.0.0.1: "),
        ("http://169.254.169.254/x".to_owned(), "scaling.custom-resource-hosts"),
        (
            "nonsense".to_owned(),
            "Unsupported service namespace, resource type or scalable dimension",
        ),
    ] {
        let (code, text) = refused(&url).await;
        assert_eq!(code, "ValidationException", "{url}");
        assert!(text.contains(part), "{url}: {text}");
    }
    resource.with(|state| state.broken = (403, 1));
    let (_, text) = refused(&resource.url()).await;
    assert_eq!(
        text,
        format!(
            "Could not ask the custom resource \"{}\": the resource answered 403: out of order.",
            resource.url()
        )
    );
    // What breaks down for a moment is asked again.
    resource.with(|state| state.broken = (503, 2));
    register(api, &resource, 1, 10).await;
    step(api, &resource, "more", 3).await;
    // A change that stays open.
    resource.with(|state| state.follows = false);
    breach(api, "alarm-more", 60.0).await;
    newest(api, |activity| activity["StatusCode"] == "InProgress").await;
    resource.with(|state| state.broken = (400, 1));
    let bounds = json!({ "MinCapacity": 7, "MaxCapacity": 10 });
    let again = with(target(&resource.url()), bounds);
    let (_, text) = api.refused(AUTOSCALING, "RegisterScalableTarget", again).await;
    assert!(text.ends_with("the resource answered 400: out of order."), "{text}");
    // A policy cannot know how it stands, which is an entry of its own kind.
    resource.with(|state| state.broken = (400, 1));
    breach(api, "alarm-more", 60.0).await;
    let input =
        json!({ "ServiceNamespace": "custom-resource", "IncludeNotScaledActivities": true });
    let listed = api
        .until(AUTOSCALING, "DescribeScalingActivities", input, |found| {
            found["ScalingActivities"][0].get("NotScaledReasons").is_some()
        })
        .await;
    assert_eq!(
        listed["ScalingActivities"][0]["NotScaledReasons"],
        json!([{ "Code": "TargetServicePutResourceAsUnscalable" }])
    );
}

#[tokio::test]
async fn a_reset_forgets_an_order_that_is_under_way() {
    let world = World::with(|settings| settings.ephemeral = true).await;
    let (api, resource) = (&world.api, Resource::start().await);
    for _ in 0..2 {
        resource.with(|state| (state.actual, state.desired) = (2.0, 2.0));
        register(api, &resource, 1, 10).await;
        step(api, &resource, "more", 3).await;
        // Tried again after pauses, in which everything is forgotten.
        resource.with(|state| {
            state.broken = (503, 1000);
            state.patched.clear();
        });
        breach(api, "alarm-more", 60.0).await;
        let answer = api.send(Method::POST, "/_ebb/reset", &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        resource.with(|state| state.broken = (0, 0));
        for (operation, member) in [
            ("DescribeScalableTargets", "ScalableTargets"),
            ("DescribeScalingActivities", "ScalingActivities"),
        ] {
            let input = json!({ "ServiceNamespace": "custom-resource" });
            let found = api.autoscaling(operation, input).await;
            assert_eq!(found[member], json!([]), "{operation}");
        }
        assert!(resource.with(|state| state.patched.is_empty()), "nothing was set");
    }
}

#[tokio::test]
async fn a_resource_behind_tls_is_scaled_when_its_authority_is_trusted() {
    let authority = Authority::new();
    let resource = Resource::start().await;
    let front = Front::start(&authority.certify(&["127.0.0.1"]), resource.address);
    *resource.called.lock().unwrap() = front.address().to_string();
    let url = resource.url().replace("http://", "https://");
    let url = url.replace(&resource.address.to_string(), &front.address().to_string());
    let bounds = || json!({ "MinCapacity": 5, "MaxCapacity": 10 });

    let file = authority.file().to_owned();
    let world = World::with(|settings| settings.ca_file = Some(file)).await;
    world.api.autoscaling("RegisterScalableTarget", with(target(&url), bounds())).await;
    newest(&world.api, |activity| activity["StatusCode"] == "Successful").await;
    assert_eq!(resource.with(|state| state.patched.clone()), [json!({ "desiredCapacity": 5.0 })]);

    let stranger = Authority::new();
    let file = stranger.file().to_owned();
    let world = World::with(|settings| settings.ca_file = Some(file)).await;
    let (code, text) = world
        .api
        .refused(AUTOSCALING, "RegisterScalableTarget", with(target(&url), bounds()))
        .await;
    assert_eq!(code, "ValidationException");
    assert!(text.contains("an authority that is trusted here"), "{text}");
    assert!(text.contains("tls.ca-file"), "{text}");
}
