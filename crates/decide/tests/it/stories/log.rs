//! What the activity log says, and what it does not say twice.

use ebb_decide::alarm::StateValue;

use crate::driver::{Fate, World, minutes};
use crate::setup::{customized, endpoint, own_metric, register, track, tracking, variant};

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
