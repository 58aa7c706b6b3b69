//! What the activity log says, and what it does not say twice.

use ebb_decide::alarm::StateValue;

use crate::driver::{Fate, World, minutes};
use crate::setup::{
    customized, endpoint, hosting_endpoint, own_metric, register, track, tracking, variant,
};

#[test]
fn a_repeat_each_minute_is_logged_once() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 4);
    register(&mut world, &variant(), 1, 4);
    let a = track(&mut world, &variant(), "a", tracking(customized("a"), 50.0));
    let b = track(&mut world, &variant(), "b", tracking(customized("b"), 50.0));
    let mut last = None;
    for minute in 0..20 {
        world.data(&own_metric("a"), &[100.0; 3]);
        world.data(&own_metric("b"), &[100.0; 3]);
        world.run(minutes(1));
        let acted = (world.alarm(&a.high).last_action, world.alarm(&b.high).last_action);
        assert!(acted.0.is_some() && acted.1.is_some(), "minute {minute}");
        assert_ne!(Some(acted), last, "the actions run again in minute {minute}");
        last = Some(acted);
    }
    assert_eq!(world.held(), ["AlreadyAtMaxCapacity"; 2], "once for each alarm");
}

#[test]
fn six_weeks_are_kept() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 2, 4);
    let week = minutes(7 * 24 * 60);
    // Time is let pass in one step: the minutes of six weeks are not of interest.
    world.now += week * 6 - minutes(1);
    world.settle();
    assert_eq!(world.moves().len(), 1);
    // Nothing new is logged, and the old one goes all the same, with its row.
    world.now += minutes(2);
    world.settle();
    assert_eq!(world.moves().len(), 0);
}

#[test]
fn a_refusal_is_told_with_its_code() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    hosting_endpoint(&mut world, 1, None);
    world.settle();
    register(&mut world, &variant(), 2, 4);
    let activity = world.last_move();
    assert_eq!(
        activity.status_message().unwrap(),
        format!(
            "Failed to set desired instance count to 2. Reason: Variant \"v\" hosts inference components: change their copies; its instances follow. (Service: AmazonSageMaker; Status Code: 400; Error Code: ValidationException; Request ID: {}; Proxy: null).",
            activity.id
        )
    );
}

// Covers: aas.not-scaled
#[test]
fn a_change_of_reason_is_logged() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 4);
    register(&mut world, &variant(), 1, 4);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    let force = |world: &mut World, alarm: &str, point| {
        world.force(alarm, StateValue::Ok, &[]);
        world.force(alarm, StateValue::Alarm, &[point]);
    };
    force(&mut world, &managed.high, 100.0);
    force(&mut world, &managed.high, 100.0);
    register(&mut world, &variant(), 1, 3);
    force(&mut world, &managed.high, 100.0);
    world.force(&managed.high, StateValue::Ok, &[]);
    force(&mut world, &managed.low, 44.0);
    assert_eq!(
        world.held(),
        ["AlreadyAtMaxCapacity", "AlreadyAtMaxCapacity", "AutoScalingAnticipatedFlapping"]
    );
    let sequence: Vec<u64> =
        world.realm().unwrap().activities().map(|activity| activity.sequence).collect();
    assert!(sequence.is_sorted_by(|newer, older| newer > older), "newest first: {sequence:?}");
}
