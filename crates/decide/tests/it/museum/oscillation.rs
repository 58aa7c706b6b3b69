//! Back and forth.

use super::{minutes_of, tracking_load, tracking_requests};
use crate::driver::{World, minutes, secs};
use crate::setup::{
    component, predefined, register, scalable_component, track, tracking, variant, wake_up,
};
use ebb_decide::policy::PredefinedMetric;

#[test]
fn seventy_with_one_and_fifty_five_with_two() {
    let (mut world, _) = tracking_load(1);
    minutes_of(&mut world, 120, |copies| Some(if copies == 1 { 70.0 } else { 55.0 }));
    assert_eq!(world.went(), [1, 2]);
}

#[test]
fn the_rest_could_not_bear_it() {
    // 75 % of the target, on two copies: low enough to alarm, too much for one.
    let (mut world, _) = tracking_load(2);
    minutes_of(&mut world, 120, |copies| Some(90.0 / f64::from(copies)));
    assert_eq!(world.went(), [2]);
}

#[test]
fn a_steady_rate_a_little_over_one_copy_s_target() {
    let mut world = tracking_requests(1, secs(20));
    world.load(&variant(), 73.0);
    world.run(minutes(120));
    assert_eq!(world.went(), [1, 2]);
}

#[test]
fn what_a_surge_has_ordered_stays_until_it_serves() {
    let mut world = tracking_requests(1, minutes(25));
    world.load(&variant(), 720.0);
    world.run(minutes(10));
    let ordered = world.desired(&variant());
    assert_eq!(ordered, 12);
    // While the copies start, the load is gone for longer than the low alarm needs, and comes again.
    world.load(&variant(), 0.0);
    world.run(minutes(12));
    world.load(&variant(), 720.0);
    world.run(minutes(60));
    assert_eq!(world.went(), [1, 12]);
}

#[test]
fn copies_that_start_are_not_ordered_again() {
    let mut world = tracking_requests(2, minutes(30));
    world.load(&variant(), 480.0);
    world.run(minutes(29));
    assert_eq!(world.went(), [2, 8], "half an hour over the target, and one answer to it");
    world.run(minutes(120));
    assert_eq!(world.went(), [2, 8]);
}

#[test]
fn what_copies_do_to_start_is_no_load() {
    let mut world = World::new();
    crate::setup::endpoint(&mut world, 2);
    world.fate = crate::driver::Fate::Healthy(240_000);
    register(&mut world, &variant(), 1, 20);
    let metric = ebb_decide::policy::CustomizedMetric {
        metric: ebb_units::MetricId::new(
            "/aws/sagemaker/Endpoints",
            "CPUUtilization",
            [("EndpointName", "e"), ("VariantName", "v")],
        ),
        statistic: ebb_units::Statistic::Average,
        unit: None,
        given: Vec::new(),
    };
    let tracked = ebb_decide::policy::TrackedMetric::Customized(metric);
    track(&mut world, &variant(), "cpu", tracking(tracked, 60.0));
    world.watch(&variant());
    world.run_to_the_minute();
    // The two copies are at 90 % until a third serves. One that starts burns all it has, too.
    for _ in 0..60 {
        let serving = world.current(&variant());
        world.usage(&variant(), if serving < 3 { 90.0 } else { 60.0 });
        world.run(minutes(1));
    }
    assert_eq!(world.went(), [2, 3]);
}

#[test]
fn a_restart_forgets_nothing() {
    let mut world = tracking_requests(7, secs(20));
    world.load(&variant(), 420.0);
    world.run(minutes(10));
    for _ in 0..5 {
        world.restart();
        world.run(minutes(7));
    }
    assert_eq!(world.went(), [7]);
}

/// A component that sleeps when it has nothing to do.
fn sleeper() -> World {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 60.0));
    wake_up(&mut world, &component());
    world.watch(&component());
    while world.desired(&component()) > 0 {
        world.run(minutes(1));
    }
    world
}

#[test]
fn what_sleeps_sleeps_through_a_restart_and_wakes_after_it() {
    let mut world = sleeper();
    world.restart();
    world.run(minutes(120));
    assert_eq!(world.went(), [1, 0]);
    world.requests(&component(), 1.0);
    assert_eq!(world.desired(&component()), 1);
}

#[test]
fn right_after_it_fell_asleep_it_wakes_at_once() {
    let mut world = sleeper();
    world.requests(&component(), 1.0);
    assert_eq!(world.desired(&component()), 1);
    // What woke it was held, and is served as soon as it can be.
    world.run(secs(21));
    world.requests(&component(), 1.0);
    world.run(minutes(10));
    assert_eq!(world.went(), [1, 0, 1]);
}
