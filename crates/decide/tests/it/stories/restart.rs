//! The process dies, and a new one takes over what was stored.

use ebb_decide::hosting::EndpointStatus;
use ebb_decide::policy::PredefinedMetric;
use ebb_decide::scaling::StatusCode;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    component, customized, endpoint, own_metric, predefined, register, scalable_component,
    set_instances, track, tracking, variant, wake_up,
};

/// Everything that has to be the same after a restart, as text.
fn picture(world: &World) -> String {
    let realm = world.realm().unwrap();
    let alarms: Vec<_> = realm.alarms().values().map(|alarm| (&alarm.spec, &alarm.state)).collect();
    let activities: Vec<_> = realm.activities().collect();
    format!(
        "{:#?}",
        (
            realm.targets(),
            realm.policies(),
            alarms,
            activities,
            realm.models(),
            realm.endpoint_configs(),
            realm.endpoints(),
            realm.components()
        )
    )
}

#[test]
fn everything_is_there_again() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 60.0));
    wake_up(&mut world, &component());
    world.load(&component(), 150.0);
    world.run(minutes(10));
    assert_eq!(world.current(&component()), 3);
    let before = picture(&world);
    world.restart();
    assert_eq!(picture(&world), before);
    assert_eq!((world.desired(&component()), world.current(&component())), (3, 0));
    world.run(secs(20));
    assert_eq!(world.current(&component()), 3, "copies are started to the desired number");
    assert_eq!(world.moves().len(), 1, "which is no activity: {:#?}", world.moves());
    // Alarms, metrics and cooldowns go on where they were.
    world.load(&component(), 0.0);
    world.run(minutes(30));
    assert_eq!((world.desired(&component()), world.instances("e", "v")), (0, 0));
}

#[test]
fn a_change_under_way_goes_on() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 3, 5);
    world.run(secs(5));
    world.restart();
    assert_eq!(world.realm().unwrap().endpoints()["e"].status, EndpointStatus::Updating);
    world.run(secs(20));
    assert_eq!(world.last_move().status, StatusCode::Successful);
    assert_eq!(world.current(&variant()), 3);
}

#[test]
fn a_failed_change_goes_back_after_a_restart_too() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    world.fate = Fate::Silence;
    register(&mut world, &variant(), 3, 5);
    world.restart();
    // Copies that were started by the new process fail for good.
    world.fate = Fate::Crash(1000, "exit code 1");
    world.restart();
    world.run(minutes(1));
    assert_eq!((world.desired(&variant()), world.last_move().status), (1, StatusCode::Unfulfilled));
}

#[test]
fn a_deletion_under_way_ends() {
    let mut world = World::new();
    scalable_component(&mut world);
    world.ask(ebb_decide::Command::DeleteEndpoint { name: "e".to_owned() });
    world.restart();
    let realm = world.realm().unwrap();
    assert!(realm.endpoints().is_empty() && realm.components().is_empty());
}

#[test]
fn an_empty_instance_is_released_on_time() {
    let mut world = World::new();
    scalable_component(&mut world);
    world.ask(ebb_decide::Command::DeleteInferenceComponent { name: "c".to_owned() });
    world.run(minutes(6));
    assert_eq!(world.instances("e", "v"), 1);
    world.restart();
    world.run(minutes(4) - secs(1));
    assert_eq!(world.instances("e", "v"), 1);
    world.run(secs(5));
    assert_eq!(world.instances("e", "v"), 0, "ten minutes after it was empty");
}

#[test]
fn a_restart_gives_out_no_identifier_twice() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 5);
    let before = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.run(minutes(5));
    world.data(&own_metric("load"), &[100.0; 3]);
    world.run(minutes(1));
    world.restart();
    world.settle();
    let after = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    assert_ne!(before.high, after.high);
    world.ask(set_instances("e", "v", 1));
    register(&mut world, &variant(), 4, 5);
    let ids: std::collections::BTreeSet<_> =
        world.moves().iter().map(|activity| activity.id.clone()).collect();
    assert_eq!(ids.len(), world.moves().len());
    assert_eq!(world.moves().len(), 2);
}

// Covers: ebb.step.answered
#[test]
fn a_request_that_was_answered_is_not_answered_again() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    wake_up(&mut world, &component());
    world.ask(ebb_decide::Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: ebb_units::Capacity(0),
    });
    world.run(secs(5));
    world.requests(&component(), 1.0);
    world.run(secs(30));
    world.restart();
    world.run(minutes(5));
    assert_eq!(world.desired(&component()), 1);
}

/// What came later has a default.
#[test]
fn rows_of_the_first_release_are_read() {
    let activity = r#"{"Activity":{"id":"a","sequence":1,"workload":{"Component":{"name":"c"}},
        "cause":{"MinimumSet":2},"wanted":2,"from":1,"start":"2026-03-02T09:00:00Z","end":null,
        "status":"InProgress","not_scaled":null,"failure":null,"superseded":null}}"#;
    let Ok(ebb_decide::Record::Activity(activity)) = serde_json::from_str(activity) else {
        panic!("an activity")
    };
    assert_eq!(activity.description(), "Setting desired copy count to 2.");
    let metric = r#"{"Customized":{"metric":{"namespace":"N","name":"m","dimensions":[
        {"name":"a","value":"1"}]},"statistic":"Average","unit":null}}"#;
    let metric: ebb_decide::policy::TrackedMetric = serde_json::from_str(metric).unwrap();
    let (watch, period_secs) = metric.watch(&variant());
    let watch = watch.metric().expect("one metric");
    assert_eq!((watch.metric.to_string().as_str(), period_secs), ("N:m{a=1}", 60));
}
