//! Copies that do not start, or die later.

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::{EndpointStatus, Generation};
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, CopyReport, Event};

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    at_once, create_endpoint, customized, endpoint, register, set_instances, track, tracking,
    variant, variant_config,
};

const NO_MODEL: &str = "exit code 1: no model at /opt/ml/model";

fn status(world: &World) -> EndpointStatus {
    world.realm().unwrap().endpoints()["e"].status
}

fn failure(world: &World) -> Option<&str> {
    world.realm().unwrap().endpoints()["e"].failure.as_deref()
}

fn starts(world: &World) -> usize {
    world.transcript.iter().filter(|line| line.contains("order: Start(")).count()
}

// Covers: sagemaker.failed-update
#[test]
fn a_creation_fails_after_three_starts() {
    let mut world = World::new();
    world.fate = Fate::Crash(1000, NO_MODEL);
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], None);
    world.run(secs(32));
    assert_eq!((status(&world), starts(&world)), (EndpointStatus::Creating, 3), "10 s, then 20 s");
    world.run(secs(1));
    assert_eq!(status(&world), EndpointStatus::Failed);
    assert_eq!(failure(&world), Some(NO_MODEL));
    world.run(minutes(60));
    assert_eq!(starts(&world), 3, "nothing is started for a failed endpoint");
    let refusal = world.refused(set_instances("e", "v", 2));
    assert!(refusal.starts_with("Cannot update failed endpoint"), "{refusal}");
    world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
    assert!(world.realm().unwrap().endpoints().is_empty());
}

#[test]
fn a_copy_that_has_served_takes_the_failures_before_it_along() {
    let mut world = World::new();
    world.fate = Fate::Crash(1000, NO_MODEL);
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 1)], None);
    world.run(secs(15));
    world.fate = Fate::Healthy(1000);
    world.run(minutes(2));
    assert_eq!((status(&world), starts(&world)), (EndpointStatus::InService, 3));
    // It goes because nobody needs it, and the next one does not start at first: that is the first failure again.
    register(&mut world, &variant(), 0, 0);
    world.run(minutes(1));
    world.fate = Fate::Crash(1000, NO_MODEL);
    register(&mut world, &variant(), 1, 1);
    world.run(secs(15));
    assert_eq!(starts(&world), 5);
    world.fate = Fate::Healthy(1000);
    world.run(secs(30));
    assert_eq!((world.current(&variant()), failure(&world)), (1, None));
}

#[test]
fn copies_that_fail_together_fail_once() {
    let mut world = World::new();
    world.fate = Fate::Crash(1000, NO_MODEL);
    create_endpoint(&mut world, vec![variant_config("v", Some("m"), 5)], None);
    world.run(secs(2));
    assert_eq!(status(&world), EndpointStatus::Creating);
    world.fate = Fate::Healthy(1000);
    world.run(secs(10));
    assert_eq!(status(&world), EndpointStatus::InService);
    assert_eq!(world.current(&variant()), 5);
}

// Covers: aas.activity.unfulfilled
#[test]
fn a_scale_out_that_crashes_goes_back() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 10);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.fate = Fate::Crash(1000, NO_MODEL);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 4);
    world.run(secs(40));
    assert_eq!((world.desired(&variant()), world.current(&variant())), (2, 2));
    assert_eq!(status(&world), EndpointStatus::InService);
    assert_eq!(failure(&world), Some(NO_MODEL));
    let activity = world.last_move();
    assert_eq!(activity.status, StatusCode::Unfulfilled);
    assert_eq!(
        activity.status_message().unwrap(),
        format!(
            "Successfully set desired instance count to 4. The change was not fulfilled: {NO_MODEL}"
        )
    );
    // The next change that succeeds clears the reason.
    world.fate = Fate::Healthy(0);
    world.ask(set_instances("e", "v", 3));
    world.settle();
    assert_eq!((world.current(&variant()), failure(&world)), (3, None));
}

// Covers: sagemaker.failed-update
#[test]
fn new_copies_that_serve_are_kept_when_others_crash() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    world.run(minutes(1));
    world.fate = Fate::Silence;
    world.ask(set_instances("e", "v", 3));
    let copies = &world.realm().unwrap().replicas(&variant()).unwrap().copies;
    let started: Vec<_> =
        copies.iter().filter(|(_, copy)| copy.since == world.now).map(|(id, _)| *id).collect();
    let [new, crashing] = started[..] else { panic!("two were started, not {started:?}") };
    world.run(secs(5));
    let address = ([127, 0, 0, 1], 8080).into();
    world.tell(Event::Copy { copy: new, report: CopyReport::Healthy { address } });
    world.fate = Fate::Crash(1000, NO_MODEL);
    let report = CopyReport::Exited { reason: NO_MODEL.to_owned() };
    world.tell(Event::Copy { copy: crashing, report });
    world.run(minutes(1));
    assert_eq!((status(&world), world.desired(&variant())), (EndpointStatus::InService, 2));
    assert_eq!(world.current(&variant()), 2);
}

#[test]
fn a_copy_that_dies_later_is_started_again_with_patience() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    world.run(minutes(5));
    let before = starts(&world);
    world.crash(&variant(), "out of memory");
    assert_eq!((status(&world), world.current(&variant())), (EndpointStatus::InService, 1));
    world.run(secs(9));
    assert_eq!(starts(&world), before);
    world.run(secs(1));
    assert_eq!(starts(&world), before + 1);
    world.run(secs(20));
    assert_eq!(world.current(&variant()), 2);
    // It dies at once again and again: the waits grow to five minutes, and the endpoint stays in service.
    world.fate = Fate::Crash(100, "out of memory");
    world.crash(&variant(), "out of memory");
    world.run(minutes(30));
    let tries = starts(&world) - before - 1;
    assert!((8..=12).contains(&tries), "{tries} starts in half an hour");
    assert_eq!((status(&world), world.desired(&variant())), (EndpointStatus::InService, 2));
    world.fate = Fate::Healthy(1000);
    world.run(minutes(6));
    assert_eq!(world.current(&variant()), 2);
}

#[test]
fn a_copy_that_has_served_well_starts_with_a_clean_slate() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    world.fate = Fate::Crash(100, "out of memory");
    world.crash(&variant(), "out of memory");
    world.run(secs(15));
    world.fate = Fate::Healthy(0);
    world.run(minutes(5));
    assert_eq!(world.current(&variant()), 1);
    world.crash(&variant(), "out of memory");
    world.run(secs(10));
    assert_eq!(world.current(&variant()), 1, "ten seconds again, not a minute and more");
    // A copy that dies within its first minute was no good start.
    world.run(secs(20));
    world.crash(&variant(), "out of memory");
    world.run(secs(19));
    assert_eq!(world.current(&variant()), 0);
    world.run(secs(1));
    assert_eq!(world.current(&variant()), 1);
}

// Covers: aas.tracking.breach-again
#[test]
fn copies_that_are_down_are_no_reason_to_want_fewer() {
    let mut world = World::new();
    endpoint(&mut world, 5);
    register(&mut world, &variant(), 1, 10);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    for _ in 0..4 {
        world.crash(&variant(), "out of memory");
    }
    world.force(&managed.low, StateValue::Alarm, &[44.0]);
    assert_eq!(
        world.desired(&variant()),
        5,
        "44 % of five, and one is not a fifth of what is wanted"
    );
    // A scale-in does not wait for copies that it does not take away.
    world.force(&managed.low, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[30.0]);
    assert_eq!((status(&world), world.desired(&variant())), (EndpointStatus::InService, 3));
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    // What is under way is not cut further before it is there.
    world.force(&managed.low, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[10.0]);
    assert_eq!((world.desired(&variant()), world.moves().len()), (3, 1));
    world.run(secs(31));
    assert_eq!(world.current(&variant()), 3);
    assert_eq!(world.last_move().status, StatusCode::Successful);
}

#[test]
fn another_variants_crash_loop_does_not_undo_a_change() {
    let (a, b) = (
        variant(),
        ebb_units::Workload::Variant { endpoint: "e".to_owned(), variant: "w".to_owned() },
    );
    let mut world = World::new();
    at_once(&mut world, |world| {
        let variants = vec![variant_config("v", Some("m"), 1), variant_config("w", Some("m"), 2)];
        create_endpoint(world, variants, None);
    });
    world.fate = Fate::Crash(100, "out of memory");
    world.crash(&b, "out of memory");
    world.run(minutes(4));
    let hopeless = world.there().replicas(&b).unwrap().hopeless(Generation(0));
    assert_eq!(hopeless.as_deref(), Some("out of memory"));
    world.ask(set_instances("e", "v", 2));
    assert_eq!(status(&world), EndpointStatus::Updating);
    world.fate = Fate::Healthy(0);
    // The copy was started while starts still failed.
    world.run(secs(15));
    assert_eq!((status(&world), failure(&world)), (EndpointStatus::InService, None));
    assert_eq!((world.desired(&a), world.desired(&b)), (2, 2), "b keeps what it wants");
}
