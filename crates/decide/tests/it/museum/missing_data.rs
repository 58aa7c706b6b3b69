//! What is not known.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::PredefinedMetric;

use super::{minutes_of, tracking_load};
use crate::driver::{World, minutes};
use crate::setup::{
    component, customized, own_metric, predefined, register, scalable_component, track, tracking,
    variant, wake_up,
};

#[test]
fn when_the_source_is_down_everything_stays() {
    let (mut world, managed) = tracking_load(4);
    minutes_of(&mut world, 30, |_| Some(60.0));
    minutes_of(&mut world, 180, |_| None);
    assert_eq!(world.state(&managed.low), StateValue::InsufficientData);
    assert_eq!(world.went(), [4]);
    minutes_of(&mut world, 10, |copies| Some(360.0 / f64::from(copies)));
    assert_eq!(world.went(), [4, 6], "and goes on when it is back");
}

#[test]
fn one_metric_alone_takes_nothing_away_while_the_other_is_missing() {
    let (mut world, low) = tracking_load(3);
    let other = track(&mut world, &variant(), "q", tracking(customized("other"), 10.0));
    world.data(&own_metric("other"), &[10.0]);
    minutes_of(&mut world, 60, |_| Some(5.0));
    assert_eq!(world.state(&low.low), StateValue::Alarm);
    assert_eq!(world.state(&other.low), StateValue::InsufficientData);
    assert_eq!(world.went(), [3]);
}

#[test]
fn one_metric_alone_adds_copies_while_the_other_is_missing() {
    let (mut world, _) = tracking_load(3);
    track(&mut world, &variant(), "q", tracking(customized("other"), 10.0));
    minutes_of(&mut world, 10, |copies| Some(360.0 / f64::from(copies)));
    assert_eq!(world.went(), [3, 6]);
}

#[test]
fn gaps_are_not_zeros() {
    let (mut world, _) = tracking_load(4);
    for minute in 0..120 {
        let scraped = minute % 3 == 0;
        minutes_of(&mut world, 1, |_| scraped.then_some(60.0));
    }
    assert_eq!(world.went(), [4]);
}

#[test]
fn zeros_are_not_gaps() {
    let (mut world, managed) = tracking_load(4);
    minutes_of(&mut world, 30, |_| Some(60.0));
    minutes_of(&mut world, 30, |_| Some(0.0));
    assert_eq!(world.state(&managed.low), StateValue::Alarm);
    assert_eq!(world.desired(&variant()), 1);
}

/// A component that has been asked nothing for so long that it sleeps.
fn component_without_requests() -> World {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 60.0));
    wake_up(&mut world, &component());
    world.watch(&component());
    world.run(minutes(30));
    world
}

#[test]
fn a_service_that_nobody_calls_scales_in() {
    let world = component_without_requests();
    assert_eq!(world.went(), [1, 0]);
}

#[test]
fn at_zero_without_a_metric_it_wakes_all_the_same() {
    let mut world = component_without_requests();
    // Nothing measures a component that does not run: what wakes it are the requests that it refuses.
    world.run(minutes(180));
    world.load(&component(), 10.0);
    world.run(minutes(2));
    assert_eq!((world.went(), world.current(&component())), (vec![1, 0, 1], 1));
}

#[test]
fn both_alarms_are_never_on_at_once_for_want_of_data() {
    let (mut world, managed) = tracking_load(4);
    for minute in 0..120 {
        minutes_of(&mut world, 1, |_| (minute % 20 < 10).then_some(90.0));
        let (high, low) = (world.state(&managed.high), world.state(&managed.low));
        assert!(low != StateValue::Alarm, "after {minute} minutes: {high:?} {low:?}");
    }
    let went = world.went();
    assert!(went.windows(2).all(|two| two[0] < two[1]), "{went:?}");
}
