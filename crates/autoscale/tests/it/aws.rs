//! The same flow through the official SDK, which finds its credentials, region and endpoint in the
//! environment. A test may not change its own environment, so the client runs in a process of its own:
//! this very binary, told to run one of the ignored tests below.

use std::process::Command;

use ebb_autoscale::{
    AutoScalingClient, AwsClient, AwsOptions, ClientError, Outcome, PolicyKind, Resource,
};
use ebb_tls_fixture::{Authority, Front};
use serde_json::json;

use crate::fake::{Call, Fake, denied, done, error, not_found, ok};
use crate::setup::{arn, component, everything_there, nothing_there};

/// Runs a test of this file against the fake server, as a user would run a program against AWS.
async fn run(test: &'static str, fake: &Fake) -> Vec<Call> {
    run_with(test, &[("AWS_ENDPOINT_URL", &fake.url)]).await;
    fake.played()
}

async fn run_with(test: &'static str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--exact", &format!("aws::{test}")])
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "eu-west-1")
        .envs(variables.iter().copied())
        .env("AWS_CONFIG_FILE", "/nonexistent/config")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

async fn client() -> AwsClient {
    AwsClient::new(AwsOptions::default()).await.unwrap()
}

#[tokio::test]
async fn services_behind_tls_are_called_when_their_authority_is_trusted() {
    let (authority, stranger) = (Authority::new(), Authority::named("stranger"));
    let none = || [("DescribeScalableTargets", ok(json!({ "ScalableTargets": [] })))];
    for (trusted, test) in
        [(&authority, "client_is_answered"), (&stranger, "client_is_not_answered")]
    {
        let fake = if test == "client_is_answered" {
            Fake::start(none()).await
        } else {
            Fake::start([]).await
        };
        let behind = fake.url.strip_prefix("http://").unwrap().parse().unwrap();
        let front = Front::start(&authority.certify(&["127.0.0.1"]), behind);
        let url = format!("https://{}", front.address());
        let bundle = trusted.file().to_str().unwrap();
        run_with(test, &[("AWS_ENDPOINT_URL", &url), ("AWS_CA_BUNDLE", bundle)]).await;
        fake.played();
    }
}

#[tokio::test]
#[ignore = "run by services_behind_tls_are_called_when_their_authority_is_trusted"]
async fn client_is_answered() {
    assert_eq!(client().await.describe_scalable_targets(&[]).await.unwrap(), []);
}

#[tokio::test]
#[ignore = "run by services_behind_tls_are_called_when_their_authority_is_trusted"]
async fn client_is_not_answered() {
    let error = client().await.describe_scalable_targets(&[]).await.unwrap_err();
    assert!(matches!(error, ClientError::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn set_up_twice() {
    let puts = || {
        [
            ("RegisterScalableTarget", ok(json!({ "ScalableTargetARN": "arn:t" }))),
            ("PutScalingPolicy", arn("tracking")),
            ("PutScalingPolicy", arn("step")),
            ("PutMetricAlarm", done()),
        ]
    };
    let script =
        || nothing_there().into_iter().chain(puts()).chain(everything_there()).chain(puts());
    let fake = Fake::start(script()).await;
    let calls = run("client_sets_up_twice", &fake).await;

    let plain = Fake::start(script()).await;
    component().setup(&plain.client()).await.unwrap();
    component().setup(&plain.client()).await.unwrap();
    let plainly = plain.played();
    assert_eq!(calls.len(), plainly.len());
    for (call, plainly) in calls.iter().zip(&plainly) {
        let scope = call.header("authorization");
        assert!(scope.contains("Credential=AKIDEXAMPLE/"), "{scope}");
        assert_eq!(call.operation, plainly.operation);
        if matches!(call.operation.as_str(), "DescribeAlarms" | "PutMetricAlarm") {
            assert!(scope.contains("/eu-west-1/monitoring/aws4_request"), "{scope}");
        } else {
            assert!(scope.contains("/eu-west-1/application-autoscaling/aws4_request"), "{scope}");
            assert_eq!(call.json(), plainly.json(), "both clients say the same");
        }
    }
    let alarm = &calls[nothing_there().len() + 3];
    assert_eq!(alarm.operation, "PutMetricAlarm");
    for text in [
        "ebb-wake-from-zero-inference-component/llama",
        "arn:aws:autoscaling:eu-west-1:000000000000:step",
        "NoCapacityInvocationFailures",
        "InferenceComponentName",
        "GreaterThanOrEqualToThreshold",
        "Sum",
    ] {
        assert!(alarm.holds(text), "{text}");
    }
}

#[tokio::test]
#[ignore = "run by set_up_twice, in a process of its own"]
async fn client_sets_up_twice() {
    let client = client().await;
    let first = component().setup(&client).await.unwrap();
    assert!(first.steps.iter().all(|step| step.outcome == Outcome::Created), "{first:?}");
    let second = component().setup(&client).await.unwrap();
    assert!(second.steps.iter().all(|step| step.outcome == Outcome::Updated), "{second:?}");
    assert_eq!((first.steps.len(), second.steps.len()), (4, 4));
}

#[tokio::test]
async fn clean_up_what_is_half_there() {
    let [_, _, (describe_alarms, the_alarm)] = everything_there();
    let fake = Fake::start([
        (describe_alarms, the_alarm),
        ("DeleteAlarms", done()),
        ("DeleteScalingPolicy", not_found()),
        ("DeleteScalingPolicy", done()),
        ("DeregisterScalableTarget", denied()),
    ])
    .await;
    run("client_cleans_up", &fake).await;
}

#[tokio::test]
#[ignore = "run by clean_up_what_is_half_there, in a process of its own"]
async fn client_cleans_up() {
    let error = component().cleanup(&client().await).await.unwrap_err();
    let outcomes: Vec<Outcome> = error.done.steps.iter().map(|step| step.outcome).collect();
    assert_eq!(outcomes, [Outcome::Deleted, Outcome::AlreadyGone, Outcome::Deleted]);
    let [(_, ClientError::Refused { code, message })] = &error.failures[..] else {
        panic!("{error:?}")
    };
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("AccessDeniedException", "User is not allowed.")
    );
}

#[tokio::test]
async fn describe_and_sort_errors() {
    let policy = json!({
        "PolicyARN": "arn:p", "PolicyName": "p", "PolicyType": "StepScaling",
        "ServiceNamespace": "sagemaker", "ResourceId": "inference-component/llama",
        "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount", "CreationTime": 1.5,
        "Alarms": [{ "AlarmName": "a", "AlarmARN": "arn:a" }],
    });
    let fake = Fake::start([
        ("DescribeScalingPolicies", ok(json!({ "ScalingPolicies": [], "NextToken": "more" }))),
        ("DescribeScalingPolicies", ok(json!({ "ScalingPolicies": [policy] }))),
        everything_there()[0].clone(),
        everything_there()[2].clone(),
        ("DeregisterScalableTarget", error(400, "ValidationException", "Bad.")),
    ])
    .await;
    run("client_describes", &fake).await;
}

#[tokio::test]
#[ignore = "run by describe_and_sort_errors, in a process of its own"]
async fn client_describes() {
    let client = client().await;
    let llama = Resource::Component { name: "llama".to_owned() };
    let policies = client.describe_scaling_policies(&llama).await.unwrap();
    assert_eq!((policies[0].arn.as_str(), &policies[0].kind), ("arn:p", &PolicyKind::Step));
    assert_eq!(policies[0].alarms, ["a"]);
    let targets = client.describe_scalable_targets(&[]).await.unwrap();
    assert_eq!((&targets[0].resource, targets[0].bounds.max().0), (&llama, 8));
    let alarms = client.describe_alarms(&["x".to_owned()]).await.unwrap();
    assert_eq!((alarms[0].state.as_str(), &alarms[0].actions[..]), ("OK", &["arn".to_owned()][..]));
    let refused = client.deregister_scalable_target(&llama).await.unwrap_err();
    assert_eq!(refused.to_string(), "the service refused: Bad. (ValidationException)");
}
