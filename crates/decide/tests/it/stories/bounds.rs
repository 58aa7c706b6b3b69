//! Bounds, changes by hand, and changes that come at the wrong moment.

use ebb_decide::alarm::StateValue;
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, TargetRequest};
use ebb_units::Capacity;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    component, create_endpoint, customized, endpoint, register, scalable_component, set_instances,
    target, track, tracking, unchanged, variant, variant_config,
};

// Covers: aas.bounds, aas.activity.fulfilled
#[test]
fn registering_moves_the_capacity_into_the_bounds() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 3, 5);
    assert_eq!(world.last_move().cause.text(), "minimum capacity was set to 3");
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.run(secs(20));
    assert_eq!(world.last_move().status, StatusCode::Successful);
    register(&mut world, &variant(), 1, 2);
    assert_eq!(world.last_move().cause.text(), "maximum capacity was set to 2");
    assert_eq!(world.last_move().status, StatusCode::Successful, "copies go at once");
    assert_eq!(world.desired(&variant()), 2);
}

// Covers: aas.register
#[test]
fn registering_keeps_what_it_does_not_name() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    let missing =
        Command::RegisterScalableTarget(TargetRequest { max: Some(4), ..unchanged(&variant()) });
    assert_eq!(world.refused(missing), "Minimum capacity must be specified");
    let below = Command::RegisterScalableTarget(target(&variant(), -1, 4));
    assert_eq!(world.refused(below), "Minimum capacity cannot be less than 0");
    register(&mut world, &variant(), 1, 4);
    let suspended = TargetRequest { dynamic_in_suspended: Some(true), ..unchanged(&variant()) };
    let first = world.ask(Command::RegisterScalableTarget(suspended));
    let second =
        TargetRequest { max: Some(6), dynamic_out_suspended: Some(true), ..unchanged(&variant()) };
    assert_eq!(world.ask(Command::RegisterScalableTarget(second)), first, "one ARN");
    let target = &world.realm().unwrap().targets()[&variant()];
    assert_eq!((target.bounds.min(), target.bounds.max()), (Capacity(1), Capacity(6)));
    assert!(target.suspended.dynamic_in && target.suspended.dynamic_out);
    assert!(!target.suspended.scheduled);
}

#[test]
fn what_does_not_exist_cannot_be_registered() {
    let mut world = World::new();
    let refusal = world.refused(Command::RegisterScalableTarget(target(&variant(), 1, 2)));
    assert_eq!(
        refusal,
        "Could not find endpoint \"arn:aws:sagemaker:us-east-1:000000000000:endpoint/e\"."
    );
    let refusal = world.refused(Command::RegisterScalableTarget(target(&component(), 1, 2)));
    assert!(refusal.starts_with("Could not find inference component"), "{refusal}");
}

// Covers: sagemaker.in-progress
#[test]
fn an_endpoint_that_is_updating_cannot_be_scaled() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 10);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.ask(set_instances("e", "v", 2));
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 2);
    assert_eq!(world.held(), ["TargetServicePutResourceAsUnscalable"]);
    let refusal = world.refused(set_instances("e", "v", 5));
    assert!(refusal.starts_with("Cannot update in-progress endpoint"), "{refusal}");
    let refusal = world.refused(Command::DeleteEndpoint { name: "e".to_owned() });
    assert!(refusal.starts_with("Cannot update in-progress endpoint"), "{refusal}");
}

// Covers: sagemaker.component-in-progress
#[test]
fn a_component_that_is_updating_cannot_be_changed() {
    let mut world = World::new();
    scalable_component(&mut world);
    let change = |copies| Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: Capacity(copies),
    };
    world.ask(change(2));
    let refusal = world.refused(change(3));
    assert!(refusal.ends_with("while it is in state UPDATE_RC_IN_PROGRESS"), "{refusal}");
    world.run(secs(20));
    world.ask(change(0));
    assert_eq!((world.desired(&component()), world.current(&component())), (0, 0));
}

#[test]
fn a_change_by_hand_overrides_an_open_activity() {
    let mut world = World::new();
    endpoint(&mut world, 5);
    register(&mut world, &variant(), 1, 10);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    for _ in 0..4 {
        world.crash(&variant(), "out of memory");
    }
    // At rest, but not there yet: two of the three are still down.
    world.force(&managed.low, StateValue::Alarm, &[30.0]);
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.ask(set_instances("e", "v", 7));
    let overridden = world.last_move();
    assert_eq!(overridden.status, StatusCode::Overridden);
    assert_eq!(overridden.end, Some(world.now));
    world.run(minutes(1));
    assert_eq!(world.current(&variant()), 7);
    assert_eq!(world.statuses(), [StatusCode::Overridden], "a change by hand is no activity");
}

// Covers: aas.activity.one-at-a-time
#[test]
fn while_a_change_is_under_way_only_one_to_more_replaces_it() {
    let mut world = World::new();
    endpoint(&mut world, 5);
    register(&mut world, &variant(), 1, 10);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    for _ in 0..4 {
        world.crash(&variant(), "out of memory");
    }
    world.force(&managed.low, StateValue::Alarm, &[30.0]);
    assert_eq!((world.desired(&variant()), world.moves().len()), (3, 1));
    world.force(&managed.low, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[1.0]);
    assert_eq!((world.desired(&variant()), world.moves().len()), (3, 1), "one to less waits");
    world.force(&managed.high, StateValue::Alarm, &[400.0]);
    assert!(world.desired(&variant()) > 3);
    assert_eq!(world.statuses(), [StatusCode::Overridden, StatusCode::InProgress]);
}

#[test]
fn a_change_by_hand_outside_the_bounds_stays_until_the_next_decision() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 2, 4);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.ask(set_instances("e", "v", 8));
    world.run(minutes(30));
    assert_eq!(world.desired(&variant()), 8);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 8, "a wish for more takes nothing away");
    assert_eq!(world.held(), ["AlreadyAtMaxCapacity"]);
    world.force(&managed.high, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[40.0]);
    assert_eq!(world.desired(&variant()), 4, "7 is cut to the maximum");
}

#[test]
fn what_is_not_in_service_yet_is_left_alone() {
    let mut world = World::new();
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], None);
    register(&mut world, &variant(), 2, 8);
    assert_eq!(world.desired(&variant()), 1);
    world.run(minutes(1));
    assert_eq!(world.desired(&variant()), 1, "nobody looks by himself");
    world.ask(Command::RegisterScalableTarget(unchanged(&variant())));
    assert_eq!(world.desired(&variant()), 2);
}
