//! Wrong sums.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::{AdjustmentType, StepAdjustment, StepRequest};
use ebb_units::{Comparison, Statistic};

use super::{minutes_of, tracking_load, tracking_requests};
use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, component, endpoint, own_metric, put_alarm, register, scalable_component, step, variant,
};
use crate::watch::watching;

/// Percent of what there is, more or fewer.
fn change_by_percent(adjustment: i32) -> StepRequest {
    let (lower, upper) = if adjustment < 0 { (None, Some(0.0)) } else { (Some(0.0), None) };
    StepRequest {
        adjustment_type: Some(AdjustmentType::PercentChangeInCapacity),
        steps: vec![StepAdjustment { lower, upper, adjustment }],
        cooldown_secs: Some(0),
        ..StepRequest::default()
    }
}

/// Lets an alarm call its policy so many times.
fn call(world: &mut World, alarm: &str, point: f64, times: u32) {
    for _ in 0..times {
        world.force(alarm, StateValue::Ok, &[]);
        world.run(secs(1));
        world.force(alarm, StateValue::Alarm, &[point]);
        world.run(secs(1));
    }
    world.force(alarm, StateValue::Ok, &[]);
}

#[test]
fn twenty_percent_of_one_are_one() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 4);
    let arn = step(&mut world, &variant(), "out", change_by_percent(20));
    put_alarm(&mut world, alarm("out", own_metric("load"), 50.0, &arn));
    world.watch(&variant());
    call(&mut world, "out", 60.0, 4);
    assert_eq!(world.went(), [1, 2, 3, 4]);
}

#[test]
fn ten_percent_of_three_are_one_on_the_way_in_too() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 3);
    register(&mut world, &variant(), 1, 4);
    let arn = step(&mut world, &variant(), "in", change_by_percent(-10));
    let below = Comparison::LessThanThreshold;
    let spec = alarm("in", own_metric("load"), 50.0, &arn);
    put_alarm(&mut world, ebb_decide::alarm::AlarmSpec { comparison: below, ..spec });
    world.watch(&variant());
    call(&mut world, "in", 10.0, 4);
    assert_eq!(world.went(), [3, 2, 1]);
}

#[test]
fn few_copies_are_not_stuck_on_the_way_in() {
    for copies in [2, 3, 10] {
        let (mut world, _) = tracking_load(copies);
        // What is left to do is a third of what one copy does at its target.
        minutes_of(&mut world, 90, |copies| Some(20.0 / f64::from(copies)));
        assert_eq!(world.desired(&variant()), 1, "from {copies}");
    }
}

#[test]
fn the_last_copy_goes_too() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let arn = step(&mut world, &component(), "in", change_by_percent(-10));
    let spec = alarm("idle", own_metric("load"), 1.0, &arn);
    let below = Comparison::LessThanThreshold;
    put_alarm(&mut world, ebb_decide::alarm::AlarmSpec { comparison: below, ..spec });
    world.watch(&component());
    call(&mut world, "idle", 0.0, 1);
    assert_eq!(world.went(), [1, 0]);
}

#[test]
fn a_minimum_of_one_is_no_zero() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 1);
    let out = step(&mut world, &variant(), "out", change_by_percent(20));
    let arn = step(&mut world, &variant(), "in", change_by_percent(-100));
    put_alarm(&mut world, alarm("out", own_metric("load"), 50.0, &out));
    put_alarm(&mut world, alarm("in", own_metric("idle"), 50.0, &arn));
    world.watch(&variant());
    call(&mut world, "out", 60.0, 3);
    call(&mut world, "in", 40.0, 3);
    assert_eq!(world.went(), [1]);
}

#[test]
fn a_minute_that_comes_in_two_parts_is_one_minute() {
    let (mut world, _) = tracking_load(4);
    let high = own_metric("load");
    for _ in 0..60 {
        // Both halves of a minute are at the target; their sum would be twice it.
        world.datum(&high, 60.0);
        world.run(secs(59));
        world.datum(&high, 60.0);
        world.run(secs(1));
    }
    assert_eq!(world.went(), [4]);
}

#[test]
fn a_load_that_rises_by_little_is_answered_by_little() {
    let mut world = tracking_requests(10, secs(20));
    for step in 0..30 {
        world.load(&variant(), 600.0 + 10.0 * f64::from(step));
        world.run(minutes(5));
    }
    // 890 requests per minute at 60 per copy are 15 copies; each change on the way adds a copy or two.
    let went = world.went();
    assert!(went.windows(2).all(|two| two[0] < two[1] && two[1] <= two[0] + 2), "{went:?}");
    assert!((14..=16).contains(went.last().unwrap()), "{went:?}");
}

#[test]
fn when_all_copies_are_down_at_the_peak_none_is_taken_away() {
    let mut world = tracking_requests(4, secs(120));
    world.load(&variant(), 480.0);
    world.run(minutes(2));
    for _ in 0..4 {
        world.crash(&variant(), "liveness probe failed");
    }
    world.run(minutes(20));
    let went = world.went();
    assert!(went.windows(2).all(|two| two[0] < two[1]), "never fewer: {went:?}");
    assert_eq!(world.current(&variant()), world.desired(&variant()), "all are up again");
}

#[test]
fn raising_the_minimum_wakes_what_sleeps() {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    world.ask(ebb_decide::Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: ebb_units::Capacity(0),
    });
    world.run(minutes(5));
    assert_eq!(world.desired(&component()), 0);
    register(&mut world, &component(), 1, 4);
    world.run(minutes(1));
    assert_eq!((world.desired(&component()), world.current(&component())), (1, 1));
}

#[test]
fn the_open_minute_is_not_a_missing_one() {
    let (mut world, managed) = tracking_load(4);
    let metric = own_metric("load");
    // Each minute has its datum in its last second only: until then the open one is empty.
    let spec = watching(&world.alarm(&managed.high).spec, |watch| {
        watch.statistic = Statistic::Average;
    });
    assert_eq!(spec.period_secs, 60);
    for _ in 0..30 {
        world.run(secs(59));
        world.datum(&metric, 60.0);
        world.run(secs(1));
        if world.now.as_second() > crate::driver::start().as_second() + 240 {
            assert_eq!(world.state(&managed.high), StateValue::Ok);
        }
    }
    assert_eq!(world.went(), [4]);
}
