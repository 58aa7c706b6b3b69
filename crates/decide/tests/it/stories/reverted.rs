//! The store does not take a change, and it is taken back.

use std::collections::BTreeMap;

use ebb_decide::Command;
use ebb_decide::hosting::EndpointStatus;
use ebb_decide::policy::PredefinedMetric;

use crate::driver::{World, minutes, secs};
use crate::setup::{
    change_by, component, component_request, composite, customized, endpoint, named_model, policy,
    predefined, put_composite, quiet_alarm, register, scalable_component, scheduled, set_instances,
    step, target, track, tracking, update_to, variant, variant_config, wake_up,
};

/// Everything that can be asked about, as text.
fn picture(world: &World) -> String {
    let realm = world.there();
    let alarms: Vec<_> = realm.alarms().values().map(|alarm| (&alarm.spec, &alarm.state)).collect();
    let targets = (realm.targets(), realm.policies(), realm.scheduled_actions());
    let activities: Vec<_> = realm.activities().collect();
    let history: Vec<_> = realm.alarm_history().collect();
    // Copies that are on their way out still have their room, so there may be more instances for a while.
    let endpoints: Vec<_> = realm.endpoints().values().map(|it| (&it.name, it.status)).collect();
    let configs = (realm.models(), realm.endpoint_configs());
    format!(
        "{:#?}",
        (
            (alarms, realm.composites(), history),
            targets,
            activities,
            configs,
            (endpoints, realm.components()),
        )
    )
}

#[test]
fn nothing_of_a_change_stays() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 60.0));
    wake_up(&mut world, &component());
    quiet_alarm(&mut world, "a");
    put_composite(&mut world, composite("both", "ALARM(a) OR ALARM(no-capacity)"));
    world.load(&component(), 90.0);
    world.run(minutes(10));
    // Nobody asks while copies come and go.
    world.load(&component(), 0.0);
    let current = world.current(&component());
    assert_eq!(current, 2);
    let model = named_model(&world, "other", "image");
    let named = ebb_decide::PolicyBlock::Tracking(tracking(customized("load"), 5.0));
    let commands = [
        model,
        Command::DeleteModel { name: "m".to_owned() },
        Command::RegisterScalableTarget(target(&component(), 3, 4)),
        Command::DeregisterScalableTarget { workload: component() },
        Command::PutScalingPolicy(policy(&component(), "more", named)),
        Command::DeleteScalingPolicy { workload: component(), name: "copies".to_owned() },
        Command::PutScheduledAction(scheduled_for_component()),
        Command::DeleteAlarms(vec!["both".to_owned()]),
        Command::CreateInferenceComponent(component_request("d", 1, 1024.0)),
        Command::DeleteInferenceComponent { name: "c".to_owned() },
        Command::DeleteEndpoint { name: "e".to_owned() },
    ];
    for command in commands {
        let text = format!("{command:?}");
        let before = picture(&world);
        world.unstored(command);
        let after = picture(&world);
        let differs = before.lines().zip(after.lines()).find(|(before, after)| before != after);
        assert_eq!((differs, after.len()), (None, before.len()), "after {text}");
        // Copies that it has stopped come back, others in their place.
        world.run(secs(30));
        assert_eq!(world.current(&component()), current, "after {text}");
    }
    // What was there goes on: alarms, policies and the way to zero.
    world.load(&component(), 0.0);
    world.run(minutes(40));
    assert_eq!((world.desired(&component()), world.instances("e", "v")), (0, 0));
    world.requests(&component(), 1.0);
    world.run(secs(30));
    assert_eq!(world.current(&component()), 1);
}

fn scheduled_for_component() -> ebb_decide::ScheduledActionRequest {
    let request = scheduled("later", "at(2027-03-02T10:00:00)", Some(1), Some(2));
    ebb_decide::ScheduledActionRequest { workload: component(), ..request }
}

#[test]
fn a_change_of_capacity_is_taken_back() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 10);
    step(&mut world, &variant(), "out", change_by(1, 60));
    world.run(minutes(2));
    let copies = world.transcript.len();
    world.unstored(set_instances("e", "v", 5));
    world.run(minutes(2));
    assert_eq!((world.desired(&variant()), world.current(&variant())), (2, 2));
    assert_eq!(world.there().endpoints()["e"].status, EndpointStatus::InService);
    assert!(world.transcript.len() > copies);
    world.unstored(set_instances("e", "v", 1));
    world.run(minutes(2));
    assert_eq!((world.desired(&variant()), world.current(&variant())), (2, 2));
    // It can be made again.
    world.ask(set_instances("e", "v", 3));
    world.run(minutes(2));
    assert_eq!(world.current(&variant()), 3);
}

#[test]
fn an_update_is_taken_back() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    let model = named_model(&world, "m2", "new");
    world.ask(model);
    crate::setup::configure(&mut world, "next", vec![variant_config("v", Some("m2"), 2)]);
    world.run(minutes(1));
    world.unstored(Command::UpdateEndpoint(update_to("next")));
    world.run(minutes(2));
    let there = &world.there().endpoints()["e"];
    assert_eq!((there.config.as_str(), there.status), ("config", EndpointStatus::InService));
    assert_eq!(world.current(&variant()), 2);
    assert_eq!(
        world.there().replicas(&variant()).unwrap().copies.len(),
        2,
        "the new ones are gone"
    );
    world.ask(Command::UpdateEndpoint(update_to("next")));
    world.run(minutes(2));
    assert_eq!(world.there().endpoints()["e"].config, "next");
}

#[test]
fn the_first_and_the_last_thing_of_a_scope_too() {
    let mut world = World::new();
    let model = named_model(&world, "m", "image");
    world.unstored(model.clone());
    assert!(world.realm().is_none());
    world.ask(model);
    world.unstored(Command::DeleteModel { name: "m".to_owned() });
    assert!(world.there().models().contains_key("m"));
    let tags = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    let arn = "arn:aws:sagemaker:us-east-1:000000000000:model/m".to_owned();
    world.unstored(Command::AddTags { arn, tags });
    assert!(world.there().models()["m"].tags.is_empty());
}
