//! New versions of inference components.

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::{ComponentStatus, DeploymentConfig, Fleet, Size, UpdatePolicy};
use ebb_decide::{Command, ComponentChange};
use ebb_units::Capacity;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    at_once, component, component_change, component_request, hosting_endpoint, quiet_alarm,
};

fn status(world: &World) -> ComponentStatus {
    world.there().components()["c"].status
}

fn failure(world: &World) -> Option<&str> {
    world.there().components()["c"].failure.as_deref()
}

fn image(world: &World) -> &str {
    &world.there().components()["c"].launch.image
}

/// Healthy copies of the old version, then of the new one.
fn healthy(world: &World) -> (u32, u32) {
    let Some(rollout) = world.there().rollout_of(&component()) else {
        return (world.current(&component()), 0);
    };
    let of = |fleet| world.there().healthy(&component(), fleet).0;
    (of(Fleet::Old(rollout.generation)), of(Fleet::New(rollout.generation)))
}

/// The component "c" with some copies of 3 GiB each, on so many instances of 16 GiB and four cores.
fn hosted(world: &mut World, copies: u32, instances: u32) {
    at_once(world, |world| {
        hosting_endpoint(world, instances, None);
        world.ask(Command::CreateInferenceComponent(component_request("c", copies, 3072.0)));
    });
    assert_eq!(world.current(&component()), copies);
}

fn change() -> ComponentChange {
    component_change("c", "new", 3072.0)
}

fn batches(size: u32, wait_secs: u32) -> DeploymentConfig {
    DeploymentConfig {
        policy: UpdatePolicy::Rolling {
            batch: Size::Count(size),
            wait_secs,
            rollback_batch: Some(Size::Count(1)),
        },
        ..DeploymentConfig::default_of_components()
    }
}

fn update(world: &mut World, change: ComponentChange) {
    world.ask(Command::UpdateInferenceComponent(Box::new(change)));
}

/// Runs until the component is at rest. Returns which copies served on the way.
fn course(world: &mut World) -> Vec<(u32, u32)> {
    let mut course = vec![healthy(world)];
    while status(world) == ComponentStatus::Updating {
        world.run(secs(1));
        if course.last() != Some(&healthy(world)) {
            course.push(healthy(world));
        }
    }
    course
}

// Covers: sagemaker.update-component
#[test]
fn copies_are_replaced_one_by_one() {
    let mut world = World::new();
    hosted(&mut world, 3, 1);
    update(&mut world, change());
    assert_eq!((status(&world), image(&world)), (ComponentStatus::Updating, "sentiment"));
    let refused = world.refused(Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: Capacity(1),
    });
    assert!(refused.ends_with("while it is in state UPDATE_IN_PROGRESS"), "{refused}");
    // There is room for four copies, and one that drains holds its room until it is gone.
    assert_eq!(course(&mut world), [(3, 0), (2, 1), (1, 2), (3, 0)]);
    assert_eq!((status(&world), image(&world)), (ComponentStatus::InService, "new"));
    world.run(minutes(2));
    assert_eq!((healthy(&world), failure(&world)), ((3, 0), None));
}

// Covers: sagemaker.update-component
#[test]
fn an_alarm_brings_the_old_copies_back() {
    let mut world = World::new();
    hosted(&mut world, 4, 2);
    quiet_alarm(&mut world, "errors");
    let deployment = DeploymentConfig { alarms: vec!["errors".to_owned()], ..batches(2, 60) };
    update(&mut world, ComponentChange { deployment: Some(deployment), ..change() });
    world.run(secs(110));
    assert_eq!(healthy(&world), (2, 4));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!(course(&mut world), [(2, 2), (3, 1), (4, 0)]);
    assert_eq!((status(&world), image(&world)), (ComponentStatus::InService, "sentiment"));
    assert_eq!(
        failure(&world),
        Some("The deployment was rolled back: alarm \"errors\" is in state ALARM.")
    );
}

#[test]
fn a_new_version_that_crashes_or_does_not_fit_changes_nothing() {
    let mut world = World::new();
    hosted(&mut world, 2, 1);
    world.run(minutes(2));
    world.fates.insert("new", Fate::Crash(1000, "exit code 1"));
    update(&mut world, change());
    world.run(secs(40));
    assert_eq!(
        (status(&world), failure(&world)),
        (ComponentStatus::InService, Some("exit code 1"))
    );
    assert_eq!((healthy(&world), image(&world)), ((2, 0), "sentiment"));
    world.fates.clear();
    update(&mut world, component_change("c", "new", 32_768.0));
    assert_eq!(status(&world), ComponentStatus::InService);
    assert!(
        failure(&world).unwrap().contains("asks for 32768 MB of memory"),
        "{:?}",
        failure(&world)
    );
    // There is no room for one more as long as nothing else goes: it waits half an hour.
    update(&mut world, component_change("c", "new", 12_000.0));
    world.run(minutes(29));
    assert_eq!(status(&world), ComponentStatus::Updating);
    world.run(minutes(1));
    assert_eq!((status(&world), healthy(&world)), (ComponentStatus::InService, (2, 0)));
    assert!(failure(&world).unwrap().contains("All 1 instances are full"), "{:?}", failure(&world));
}

#[test]
fn a_restart_in_the_middle_goes_on() {
    let mut world = World::new();
    hosted(&mut world, 4, 2);
    update(&mut world, ComponentChange { deployment: Some(batches(2, 60)), ..change() });
    world.run(secs(50));
    assert_eq!(healthy(&world), (4, 2));
    world.restart();
    world.run(minutes(5));
    assert_eq!((status(&world), image(&world)), (ComponentStatus::InService, "new"));
    assert_eq!(healthy(&world), (4, 0));
}

#[test]
fn the_number_of_copies_may_change_with_the_version() {
    let mut world = World::new();
    hosted(&mut world, 2, 1);
    update(&mut world, ComponentChange { copies: Some(Capacity(3)), ..change() });
    world.run(minutes(3));
    assert_eq!((status(&world), healthy(&world)), (ComponentStatus::InService, (3, 0)));
    update(&mut world, ComponentChange { copies: Some(Capacity(0)), ..change() });
    assert_eq!((status(&world), healthy(&world)), (ComponentStatus::InService, (0, 0)));
    update(&mut world, ComponentChange { copies: Some(Capacity(1)), ..change() });
    // It may be deleted at any time.
    world.ask(Command::DeleteInferenceComponent { name: "c".to_owned() });
    world.run(secs(5));
    assert!(world.there().components().is_empty());
    let refused = world.refused(Command::UpdateInferenceComponent(Box::new(change())));
    assert!(refused.starts_with("Could not find inference component"), "{refused}");
}
