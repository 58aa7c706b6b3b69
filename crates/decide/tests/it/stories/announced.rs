//! Who is told that endpoints and components have another status, and how asynchronous requests ended.

use ebb_decide::hosting::{
    AsyncConfig, AsyncTopics, DeploymentConfig, Size, TrafficRouting, UpdatePolicy,
};
use ebb_decide::{About, Command, EndpointUpdate, InferenceNotice, Notification, VariantChange};
use ebb_units::{Capacity, Statistic};
use serde_json::{Value, json};

use super::metrics::samples;
use crate::driver::{Fate, World, minutes, start};
use crate::setup::{
    TOPIC, asynchronous_endpoint, component_request, configure, create_endpoint, hosting_endpoint,
    update_to, variant, variant_config,
};

fn events(world: &World) -> Vec<Value> {
    let events = world.notified.iter().filter(|told| told.arn == "event:all");
    events.map(|told| serde_json::from_str(&told.message).unwrap()).collect()
}

fn statuses(world: &World) -> Vec<String> {
    let status = |event: &Value| {
        let detail = &event["detail"];
        let status = detail.get("EndpointStatus").or(detail.get("InferenceComponentStatus"));
        status.unwrap().as_str().unwrap().to_owned()
    };
    let of_status = |event: &&Value| !event["detail-type"].as_str().unwrap().contains("Deployment");
    events(world).iter().filter(of_status).map(status).collect()
}

fn instances(world: &mut World, count: u32) {
    world.ask(Command::UpdateEndpointWeightsAndCapacities {
        endpoint: "e".to_owned(),
        changes: vec![VariantChange {
            variant: "v".to_owned(),
            weight: None,
            desired: Some(Capacity(count)),
        }],
    });
    world.run(minutes(2));
}

// Covers: sagemaker.events.status
#[test]
fn each_status_of_an_endpoint_is_told_once() {
    let mut world = World::watched();
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], None);
    world.run(minutes(2));
    instances(&mut world, 2);
    world.restart();
    world.run(minutes(2));
    world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
    world.run(minutes(2));
    assert_eq!(
        statuses(&world),
        ["CREATING", "IN_SERVICE", "UPDATING", "IN_SERVICE", "DELETING", "DELETED"]
    );
    let second = &events(&world)[1];
    assert_eq!(second["detail-type"], "SageMaker Endpoint State Change");
    assert_eq!((&second["version"], &second["source"]), (&json!("0"), &json!("aws.sagemaker")));
    let arn = "arn:aws:sagemaker:us-east-1:000000000000:endpoint/e";
    assert_eq!(second["resources"], json!([arn]));
    let detail = &second["detail"];
    assert_eq!((&detail["EndpointName"], &detail["EndpointArn"]), (&json!("e"), &json!(arn)));
    assert_eq!(detail["EndpointConfigName"], "config");
    assert_eq!(
        detail["ProductionVariants"],
        json!([{
            "VariantName": "v", "CurrentWeight": 1, "DesiredWeight": 1,
            "CurrentInstanceCount": 1, "DesiredInstanceCount": 1,
        }])
    );
    assert!(detail["CreationTime"].as_i64().unwrap() > 1_000_000_000_000, "milliseconds");
    assert_eq!(detail["Tags"], json!({}));
    assert_eq!(world.notified[1].id, second["id"].as_str().unwrap());
    assert!(world.there().notifications().is_empty(), "all were delivered");
}

// Covers: sagemaker.events.deployment, sagemaker.deployment.stages
#[test]
fn each_step_of_a_deployment_is_told() {
    let mut world = World::watched();
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 3)], None);
    world.run(minutes(2));
    configure(&mut world, "next", vec![variant_config("v", Some("m"), 3)]);
    let routing = TrafficRouting::Canary(Size::Count(1));
    let policy = UpdatePolicy::BlueGreen { routing, wait_secs: 600, termination_wait_secs: 60 };
    let config = DeploymentConfig { policy, ..DeploymentConfig::default_of_endpoints() };
    world.notified.clear();
    world.ask(Command::UpdateEndpoint(EndpointUpdate {
        deployment: Some(config),
        ..update_to("next")
    }));
    world.run(minutes(30));
    let told = events(&world);
    let steps = told
        .iter()
        .filter(|event| event["detail-type"] == "SageMaker Endpoint Deployment State Change");
    let new = |event: &Value| {
        event["detail"]["PendingDeploymentSummary"]["ProductionVariants"][0].clone()
    };
    let steps: Vec<Value> = steps.map(new).collect();
    let said: Vec<(&str, &str)> = steps
        .iter()
        .map(|variant| {
            let stage = &variant["VariantStatus"][0];
            assert!(stage["StartTime"].as_i64().unwrap() > 1_000_000_000_000, "milliseconds");
            (stage["Status"].as_str().unwrap(), stage["StatusMessage"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("Creating", "Launching 3 instance(s)."),
            (
                "Baking",
                "Baking for 600 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s)."
            ),
            (
                "Baking",
                "Baking for 600 seconds (WaitIntervalInSeconds) with traffic enabled on full capacity of 3 instance(s)."
            ),
            (
                "Baking",
                "Baking for 60 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 3 instance(s)."
            ),
        ]
    );
    assert_eq!(steps[0]["CurrentInstanceCount"], 0);
    assert_eq!(told[0]["detail-type"], "SageMaker Endpoint State Change");
    let first = &told[1]["detail"];
    assert_eq!(
        (&first["EndpointStatus"], &first["EndpointConfigName"]),
        (&json!("UPDATING"), &json!("config"))
    );
    assert_eq!(first["PendingDeploymentSummary"]["EndpointConfigName"], "next");
    assert_eq!(told.last().unwrap()["detail"]["EndpointStatus"], "IN_SERVICE");
    // Another number of instances is told too, with what it is on its way to.
    world.notified.clear();
    instances(&mut world, 6);
    let told = events(&world);
    let types: Vec<&str> =
        told.iter().map(|event| event["detail-type"].as_str().unwrap()).collect();
    assert_eq!(
        types,
        [
            "SageMaker Endpoint State Change",
            "SageMaker Endpoint Deployment State Change",
            "SageMaker Endpoint State Change"
        ]
    );
    let detail = &told[1]["detail"];
    assert!(detail.get("PendingDeploymentSummary").is_none());
    let stage = &detail["ProductionVariants"][0]["VariantStatus"][0];
    assert_eq!(stage["StatusMessage"], "Scaling out desired instance count to 6.");
}

#[test]
fn a_failed_creation_and_a_hasty_deletion_are_told() {
    let mut world = World::watched();
    world.fate = Fate::Crash(100, "no such file");
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], None);
    world.run(minutes(5));
    world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
    assert_eq!(statuses(&world), ["CREATING", "FAILED", "DELETING", "DELETED"]);
    assert!(
        events(&world)[1]["detail"]["FailureReason"].as_str().unwrap().contains("no such file")
    );
}

#[test]
fn components_are_told_of_too() {
    let mut world = World::watched();
    hosting_endpoint(&mut world, 1, Some((0, 4)));
    assert_eq!(statuses(&world), ["CREATING", "IN_SERVICE"]);
    world.notified.clear();
    world.ask(Command::CreateInferenceComponent(component_request("c", 1, 8192.0)));
    world.run(minutes(2));
    let (name, copies) = ("c".to_owned(), Capacity(2));
    world.ask(Command::UpdateInferenceComponentRuntimeConfig { name: name.clone(), copies });
    world.run(minutes(2));
    world.ask(Command::DeleteInferenceComponent { name });
    world.run(minutes(2));
    let told = events(&world);
    let of_component =
        |event: &&Value| event["detail-type"] == "SageMaker Inference Component State Change";
    let told: Vec<&Value> = told.iter().filter(of_component).collect();
    let statuses: Vec<&str> = told
        .iter()
        .map(|event| event["detail"]["InferenceComponentStatus"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        ["CREATING", "IN_SERVICE", "UPDATING", "IN_SERVICE", "DELETING", "DELETED"]
    );
    assert_eq!(told[1]["detail"]["CurrentCopyCount"], 1);
    assert_eq!(told[1]["detail"]["EndpointName"], "e");
}

#[test]
fn nobody_is_told_when_nobody_asks() {
    let mut world = World::new();
    asynchronous_endpoint(&mut world);
    instances(&mut world, 2);
    assert!(world.notified.is_empty());
}

// Covers: sagemaker.async.test-notification
#[test]
fn topics_are_tried_at_each_change() {
    let mut world = World::new();
    let topics = AsyncTopics {
        success: Some(TOPIC.to_owned()),
        error: Some("arn:aws:sns:us-east-1:000000000000:nobody".to_owned()),
        ..AsyncTopics::default()
    };
    let config = AsyncConfig { topics, ..AsyncConfig::default() };
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], Some(config));
    world.run(minutes(2));
    assert_eq!(world.notified.len(), 1);
    let told = &world.notified[0];
    assert_eq!((told.arn.as_str(), &told.subject), (TOPIC, &None));
    let message: Value = serde_json::from_str(&told.message).unwrap();
    assert_eq!(
        message,
        json!({ "eventVersion": "1.0", "eventSource": "aws:sagemaker", "eventName": "TestNotification" })
    );
    instances(&mut world, 2);
    assert_eq!(world.notified.len(), 2);
    world.restart();
    world.run(minutes(2));
    assert_eq!(world.notified.len(), 2, "a restart changes nothing");
}

fn notice(id: &str, topic: &str) -> Command {
    Command::NotifyInference(Box::new(InferenceNotice {
        id: id.to_owned(),
        topic: topic.to_owned(),
        workload: variant(),
        message: "{}".to_owned(),
    }))
}

fn failures(world: &World) -> f64 {
    let metric = ("AWS/SageMaker", "NotificationFailures");
    let samples = samples(world, &variant(), metric, start(), minutes(10));
    samples.value(Statistic::Sum).unwrap_or(0.0)
}

// Covers: sagemaker.async.notification-failures
#[test]
fn what_a_topic_cannot_be_told_counts() {
    let mut world = World::new();
    world.deaf = true;
    asynchronous_endpoint(&mut world);
    world.ask(notice("1", TOPIC));
    world.ask(notice("1", TOPIC));
    assert_eq!(world.notified.len(), 1, "told twice it is one");
    let told: Notification = world.notified[0].clone();
    assert_eq!(told.about, About::Inference { workload: variant() });
    assert!(failures(&world) < 0.5);
    world.ask(notice("2", "arn:aws:sns:us-east-1:000000000000:nobody"));
    let outcome = Err("the receiver answered 403".to_owned());
    let (scope, id) = (told.scope, told.id);
    world.tell(ebb_decide::Event::Delivered { scope, id, outcome });
    assert!((failures(&world) - 2.0).abs() < f64::EPSILON);
    assert!(world.there().notifications().is_empty());
}

/// Rows of before had the members of an alarm side by side.
#[test]
fn a_notification_reads_back_as_it_was() {
    let mut world = World::watched();
    world.deaf = true;
    asynchronous_endpoint(&mut world);
    world.ask(notice("1", TOPIC));
    for told in &world.notified {
        let row = serde_json::to_string(told).unwrap();
        assert_eq!(serde_json::from_str::<Notification>(&row).unwrap(), *told);
    }
    let row = r#"{"id":"i","scope":{"account":"000000000000","region":"us-east-1"},"arn":"arn","alarm":"a",
        "kind":"MetricAlarm","state":"ALARM","state_updated":"2026-03-02T09:00:00Z","at":"2026-03-02T09:00:00Z",
        "subject":"s","message":"m"}"#;
    let read: Notification = serde_json::from_str(row).unwrap();
    assert_eq!(read.alarm().unwrap().0, "a");
}
