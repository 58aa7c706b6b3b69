//! What alarms tell others: posted to a real receiver, again after failures, and after a restart.

use std::net::SocketAddr;
use std::time::Duration;

use ebb_server::Settings;
use ebb_tls_fixture::{Authority, Front};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::harness::{Api, CLOUDWATCH, World};
use crate::receiver::Receiver;

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";

/// Settings of a server that tells this receiver of the topic.
fn listens(address: SocketAddr) -> impl Fn(&mut Settings) {
    move |settings| {
        let url = format!("http://{address}/hook?a=b");
        settings.topics.insert(TOPIC.to_owned(), url);
    }
}

async fn alarm(api: &Api, actions: &[&str]) {
    let input = json!({
        "AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore", "AlarmActions": actions, "AlarmDescription": "too \"much\"",
        "Dimensions": [{ "Name": "d", "Value": "1" }],
    });
    api.cloudwatch("PutMetricAlarm", input).await;
}

async fn set(api: &Api, value: &str) {
    let input = json!({ "AlarmName": "a", "StateValue": value, "StateReason": "by hand" });
    api.cloudwatch("SetAlarmState", input).await;
}

/// Waits until the history tells of so many actions, newest first.
async fn actions(api: &Api, count: usize) -> Vec<String> {
    let input =
        json!({ "HistoryItemType": "Action", "AlarmTypes": ["MetricAlarm", "CompositeAlarm"] });
    let found = api
        .until(CLOUDWATCH, "DescribeAlarmHistory", input, |found| {
            found["AlarmHistoryItems"].as_array().unwrap().len() >= count
        })
        .await;
    let items = found["AlarmHistoryItems"].as_array().unwrap().iter();
    items.map(|item| item["HistorySummary"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_topic_is_told_in_the_form_of_sns() {
    let receiver = Receiver::start(&[]).await;
    let world = World::with(listens(receiver.address)).await;
    let api = &world.api;
    let nobody = "arn:aws:lambda:us-east-1:000000000000:function:f";
    alarm(api, &[TOPIC, nobody]).await;
    api.cloudwatch(
        "PutCompositeAlarm",
        json!({ "AlarmName": "c", "AlarmRule": "ALARM(a)", "AlarmActions": [TOPIC] }),
    )
    .await;
    set(api, "ALARM").await;
    let mut told = actions(api, 3).await;
    told.sort();
    assert_eq!(
        told,
        [
            format!("Failed to execute action {nobody}. No receiver is configured for this ARN"),
            format!("Successfully executed action {TOPIC}"),
            format!("Successfully executed action {TOPIC}"),
        ]
    );
    let mut requests = receiver.requests();
    requests.sort_by_key(|(_, document)| document["Subject"].as_str().unwrap().to_owned());
    let (headers, document) = &requests[0];
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(header("x-amz-sns-message-type"), "Notification");
    assert_eq!(header("x-amz-sns-topic-arn"), TOPIC);
    assert_eq!(header("content-type"), "text/plain; charset=UTF-8");
    assert_eq!(document["MessageId"], header("x-amz-sns-message-id"));
    assert_eq!((&document["Type"], &document["TopicArn"]), (&json!("Notification"), &json!(TOPIC)));
    assert_eq!(document["Subject"], "ALARM: \"a\" in US East (N. Virginia)");
    assert!(document["Timestamp"].as_str().unwrap().ends_with('Z'));
    let message: Value = serde_json::from_str(document["Message"].as_str().unwrap()).unwrap();
    assert_eq!(message["AlarmName"], "a");
    assert_eq!(message["AlarmDescription"], "too \"much\"");
    assert_eq!(message["AWSAccountId"], "000000000000");
    assert_eq!(
        (&message["NewStateValue"], &message["OldStateValue"]),
        (&json!("ALARM"), &json!("INSUFFICIENT_DATA"))
    );
    assert_eq!(message["Region"], "US East (N. Virginia)");
    assert_eq!(message["AlarmActions"], json!([TOPIC, nobody]));
    assert_eq!(
        message["Trigger"],
        json!({
            "MetricName": "m", "Namespace": "N", "StatisticType": "Statistic", "Statistic": "SUM",
            "Unit": null, "Dimensions": [{ "value": "1", "name": "d" }], "Period": 60,
            "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "Threshold": 0.0,
            "TreatMissingData": "ignore", "EvaluateLowSampleCountPercentile": "",
        })
    );
    let message: Value = serde_json::from_str(requests[1].1["Message"].as_str().unwrap()).unwrap();
    assert_eq!((&message["AlarmName"], &message["AlarmRule"]), (&json!("c"), &json!("ALARM(a)")));
}

#[tokio::test]
async fn a_receiver_that_fails_is_told_again() {
    let receiver = Receiver::start(&[500, 503]).await;
    let world = World::with(listens(receiver.address)).await;
    alarm(&world.api, &[TOPIC]).await;
    set(&world.api, "ALARM").await;
    assert_eq!(actions(&world.api, 1).await, [format!("Successfully executed action {TOPIC}")]);
    let requests = receiver.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|(_, document)| *document == requests[0].1), "the same each time");
}

#[tokio::test]
async fn a_refusal_is_final_and_a_dead_receiver_given_up() {
    let receiver = Receiver::start(&[403]).await;
    let dead = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let other = "arn:aws:sns:us-east-1:000000000000:other";
    let world = World::with(|settings| {
        listens(receiver.address)(settings);
        settings.topics.insert(other.to_owned(), format!("http://{dead}/"));
        settings.notify_for = Duration::from_millis(500);
    })
    .await;
    alarm(&world.api, &[TOPIC, other]).await;
    set(&world.api, "ALARM").await;
    let mut told = actions(&world.api, 2).await;
    told.sort();
    assert_eq!(told[0], format!("Failed to execute action {TOPIC}. The receiver answered 403"));
    assert!(
        told[1].starts_with(&format!("Failed to execute action {other}. could not reach ")),
        "{told:?}"
    );
    assert_eq!(receiver.requests().len(), 1);
}

#[tokio::test]
async fn what_waits_survives_a_restart() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(listens(address)).await;
    alarm(&world.api, &[TOPIC]).await;
    set(&world.api, "ALARM").await;
    // Nobody listens yet, so the server stops with the notification undelivered.
    let receiver = Receiver::on(&address.to_string(), &[]).await;
    let world = world.restart(listens(address)).await;
    assert_eq!(actions(&world.api, 1).await, [format!("Successfully executed action {TOPIC}")]);
    assert!(!receiver.requests().is_empty());
    // What was delivered is not sent again.
    let sent = receiver.requests().len();
    let world = world.restart(listens(address)).await;
    set(&world.api, "OK").await;
    set(&world.api, "ALARM").await;
    actions(&world.api, 2).await;
    assert_eq!(receiver.requests().len(), sent + 1);
}

#[tokio::test]
async fn a_topic_that_lost_its_receiver_is_told_of() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let world = World::with(listens(address)).await;
    alarm(&world.api, &[TOPIC]).await;
    set(&world.api, "ALARM").await;
    let world = world.restart(|_| {}).await;
    assert_eq!(
        actions(&world.api, 1).await,
        [format!("Failed to execute action {TOPIC}. Its receiver is no longer configured")]
    );
}

#[tokio::test]
async fn a_receiver_behind_tls_is_told_when_its_authority_is_trusted() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let identity = authority.certify(&["127.0.0.1"]);
    for (host, trusted, want) in [
        ("127.0.0.1", &authority, format!("Successfully executed action {TOPIC}")),
        (
            "127.0.0.1",
            &stranger,
            format!(
                "Failed to execute action {TOPIC}. the certificate of 127.0.0.1 is not signed by an authority that is trusted here: if it should be, name the file of its certificate in tls.ca-file of the configuration"
            ),
        ),
        (
            "localhost",
            &authority,
            format!(
                "Failed to execute action {TOPIC}. the certificate there is not for localhost, but for 127.0.0.1"
            ),
        ),
    ] {
        let receiver = Receiver::start(&[]).await;
        let front = Front::start(&identity, receiver.address);
        let url = format!("https://{host}:{}/hook?a=b", front.address().port());
        let world = World::with(|settings| {
            settings.topics.insert(TOPIC.to_owned(), url);
            settings.ca_file = Some(trusted.file().to_owned());
            settings.notify_for = Duration::from_millis(100);
        })
        .await;
        alarm(&world.api, &[TOPIC]).await;
        set(&world.api, "ALARM").await;
        assert_eq!(actions(&world.api, 1).await, std::slice::from_ref(&want));
        let is_told = want.starts_with("Successfully");
        assert_eq!(receiver.requests().len(), usize::from(is_told), "{want}");
        assert_eq!(front.seen().contains("POST /hook?a=b HTTP/1.1"), is_told, "{want}");
    }
}

#[tokio::test]
async fn tls_where_plain_http_is_meant_is_told_of() {
    let authority = Authority::new();
    let receiver = Receiver::start(&[]).await;
    let front = Front::start(&authority.certify(&["127.0.0.1"]), receiver.address);
    let world = World::with(|settings| {
        listens(front.address())(settings);
        settings.notify_for = Duration::from_millis(100);
    })
    .await;
    alarm(&world.api, &[TOPIC]).await;
    set(&world.api, "ALARM").await;
    let told = actions(&world.api, 1).await;
    let want = format!(
        "Failed to execute action {TOPIC}. what answers there is no HTTP, perhaps it speaks https: "
    );
    assert!(told[0].starts_with(&want), "{told:?}");
}
