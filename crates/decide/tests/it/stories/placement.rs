//! Components and the instances they are placed on.

use ebb_decide::hosting::{ComponentStatus, EndpointStatus};
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, ComponentRequest};
use ebb_units::{Capacity, Workload};

use crate::driver::{World, minutes, secs};
use crate::setup::{at_once, component, component_request, hosting_endpoint, register};

fn status(world: &World, name: &str) -> ComponentStatus {
    world.realm().unwrap().components()[name].status
}

fn failure<'a>(world: &'a World, name: &str) -> Option<&'a str> {
    world.realm().unwrap().components()[name].failure.as_deref()
}

fn copies(world: &mut World, name: &str, copies: u32) {
    let (name, copies) = (name.to_owned(), Capacity(copies));
    world.ask(Command::UpdateInferenceComponentRuntimeConfig { name, copies });
}

/// One instance of 16 GiB without managed scaling, and the component "c" with one copy of 6 GiB on it.
fn one_instance() -> World {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, None);
        world.ask(Command::CreateInferenceComponent(component_request("c", 1, 6144.0)));
    });
    world
}

#[test]
fn copies_that_fit_nowhere_wait_and_are_given_up() {
    let mut world = one_instance();
    register(&mut world, &component(), 5, 6);
    world.run(minutes(29));
    assert_eq!(status(&world, "c"), ComponentStatus::Updating);
    assert_eq!((world.desired(&component()), world.current(&component())), (5, 2));
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.run(minutes(1));
    assert_eq!(status(&world, "c"), ComponentStatus::InService);
    assert_eq!(
        (world.desired(&component()), world.current(&component())),
        (2, 2),
        "what fits stays"
    );
    assert!(failure(&world, "c").unwrap().starts_with("There is not enough hardware resources"));
    assert_eq!(world.last_move().status, StatusCode::Unfulfilled);
}

// Covers: sagemaker.placement
#[test]
fn a_copy_that_is_too_large_fails_at_once() {
    let mut world = one_instance();
    world.ask(Command::CreateInferenceComponent(component_request("big", 1, 20_000.0)));
    assert_eq!(status(&world, "big"), ComponentStatus::Failed);
    assert!(failure(&world, "big").unwrap().contains("asks for 20000 MB of memory"));
    world.run(minutes(60));
    assert_eq!(status(&world, "big"), ComponentStatus::Failed);
    world.ask(Command::DeleteInferenceComponent { name: "big".to_owned() });
    assert!(!world.realm().unwrap().components().contains_key("big"));
}

#[test]
fn room_that_comes_free_is_used_at_once() {
    let mut world = one_instance();
    world.ask(Command::CreateInferenceComponent(component_request("d", 1, 8192.0)));
    world.run(secs(20));
    copies(&mut world, "c", 2);
    world.run(minutes(5));
    assert_eq!(world.current(&component()), 1);
    world.ask(Command::DeleteInferenceComponent { name: "d".to_owned() });
    world.run(secs(22));
    assert_eq!(world.current(&component()), 2, "drained in 2 s, started in 20 s");
}

// Covers: sagemaker.managed-instances
#[test]
fn instances_follow_the_copies_between_their_bounds() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, Some((1, 3)));
        world.ask(Command::CreateInferenceComponent(component_request("c", 1, 12_000.0)));
    });
    copies(&mut world, "c", 4);
    world.run(secs(20));
    assert_eq!((world.instances("e", "v"), world.current(&component())), (3, 3), "no fourth");
    assert_eq!(world.realm().unwrap().endpoints()["e"].status, EndpointStatus::InService);
    world.run(minutes(30));
    assert_eq!(status(&world, "c"), ComponentStatus::InService);
    copies(&mut world, "c", 0);
    world.run(minutes(9));
    assert_eq!(world.instances("e", "v"), 3);
    world.run(minutes(2));
    assert_eq!(world.instances("e", "v"), 1, "not below the minimum");
    let endpoint = &world.realm().unwrap().endpoints()["e"];
    assert_eq!(endpoint.variants[0].desired, Capacity(1));
}

#[test]
fn an_instance_on_which_nothing_was_ever_placed_is_released() {
    let mut world = World::new();
    at_once(&mut world, |world| hosting_endpoint(world, 2, Some((0, 3))));
    world.run(minutes(9));
    assert_eq!(world.instances("e", "v"), 2);
    world.run(minutes(2));
    assert_eq!(world.instances("e", "v"), 0);
}

// Covers: sagemaker.create-component
#[test]
fn components_are_checked_before_they_are_made() {
    let mut world = World::new();
    hosting_endpoint(&mut world, 1, None);
    let create = |request| Command::CreateInferenceComponent(request);
    let none = component_request("c", 0, 1024.0);
    assert_eq!(
        world.refused(create(none)),
        "Inference components copy count an integer larger than 0"
    );
    let elsewhere =
        ComponentRequest { variant: Some("w".to_owned()), ..component_request("c", 1, 1024.0) };
    assert!(world.refused(create(elsewhere)).starts_with("The variant name(s) \"w\""));
    let unknown =
        ComponentRequest { model: Some("none".to_owned()), ..component_request("c", 1, 1024.0) };
    assert!(world.refused(create(unknown)).starts_with("Could not find model"));
    world.ask(create(component_request("c", 1, 1024.0)));
    let again = world.refused(create(component_request("c", 1, 1024.0)));
    assert!(again.starts_with("Cannot create already existing inference component"), "{again}");
}

#[test]
fn a_component_in_service_keeps_its_wish_when_its_place_is_taken() {
    let mut world = one_instance();
    world.ask(Command::CreateInferenceComponent(component_request("d", 1, 6144.0)));
    world.run(minutes(5));
    copies(&mut world, "d", 2);
    // The copy of "c" dies and waits for its back-off; "d" takes the place meanwhile.
    world.crash(&component(), "out of memory");
    world.run(minutes(5));
    let d = Workload::Component { name: "d".to_owned() };
    assert_eq!((world.current(&component()), world.current(&d)), (0, 2));
    assert_eq!(status(&world, "c"), ComponentStatus::InService);
    assert_eq!(world.desired(&component()), 1);
    copies(&mut world, "d", 1);
    world.run(minutes(2));
    assert_eq!(world.current(&component()), 1);
}

#[test]
fn a_scale_in_of_a_component_ends_when_what_is_left_serves() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, None);
        world.ask(Command::CreateInferenceComponent(component_request("c", 4, 1024.0)));
    });
    for _ in 0..3 {
        world.crash(&component(), "out of memory");
    }
    register(&mut world, &component(), 1, 2);
    assert_eq!(status(&world, "c"), ComponentStatus::InService);
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.run(secs(30));
    assert_eq!(world.current(&component()), 2);
    assert_eq!(world.last_move().status, StatusCode::Successful);
}
