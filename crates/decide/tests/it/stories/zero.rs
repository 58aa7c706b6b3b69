//! An inference component that sleeps when nobody asks, as the guide on scaling to zero instances sets it up.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::PredefinedMetric;
use ebb_decide::scaling::StatusCode;

use crate::driver::{World, minutes, secs};
use crate::setup::{component, predefined, register, scalable_component, track, tracking, wake_up};

/// One copy in service, 60 requests per copy and minute as the target, and the way out of zero.
fn component_that_sleeps() -> World {
    component_that_sleeps_in(World::new())
}

fn component_that_sleeps_in(mut world: World) -> World {
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric = PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 60.0));
    wake_up(&mut world, &component());
    world.watch(&component());
    world
}

#[test]
fn to_zero_and_out_and_back_to_zero() {
    let mut world = component_that_sleeps();
    world.load(&component(), 50.0);
    world.run(minutes(10));
    world.load(&component(), 0.0);
    world.run(minutes(15));
    assert_eq!(world.desired(&component()), 1, "fifteen idle minutes have not been seen yet");
    world.run(minutes(2));
    assert_eq!(world.desired(&component()), 0);
    let asleep = world.last_move().start;
    world.run((asleep + minutes(10)).duration_since(world.now));
    assert_eq!(world.instances("e", "v"), 1);
    world.run(secs(5));
    assert_eq!(world.instances("e", "v"), 0, "ten minutes after its last copy was gone");

    world.run(minutes(60));
    world.requests(&component(), 1.0);
    assert_eq!(world.desired(&component()), 1, "woken within the same instant");
    assert_eq!(world.instances("e", "v"), 1);
    assert!(world.last_move().cause.text().contains("no-capacity in state ALARM"));
    world.run(secs(20));
    assert_eq!(world.current(&component()), 1);
    assert_eq!(world.last_move().status, StatusCode::Successful);

    world.load(&component(), 240.0);
    world.run(minutes(10));
    world.run_to_the_minute();
    assert_eq!(world.current(&component()), 4);
    assert_eq!(world.instances("e", "v"), 2, "two copies of 8 GiB on each");
    world.load(&component(), 0.0);
    world.run(minutes(30));
    assert_eq!(world.instances("e", "v"), 0);
    assert_eq!(world.went(), [1, 0, 1, 4, 0]);
}

#[test]
fn one_failed_request_wakes_one_copy() {
    let mut world = component_that_sleeps();
    world.run(minutes(40));
    world.requests(&component(), 1.0);
    world.run(minutes(5));
    // The alarm looks back over minutes without data and stays; the copy has long been there.
    assert_eq!(world.went(), [1, 0, 1]);
}

#[test]
fn on_aws_one_failed_request_may_wake_two() {
    let mut world = component_that_sleeps_in(World::like_aws());
    world.run(minutes(40));
    world.requests(&component(), 1.0);
    world.run(minutes(5));
    // The action runs again while the alarm stays, and the cooldown of the first copy is over by then.
    assert_eq!(world.went(), [1, 0, 1, 2]);
}

// Covers: ebb.step.answered
#[test]
fn requests_that_fail_while_a_copy_starts_wake_no_more() {
    let mut world = component_that_sleeps();
    world.run(minutes(40));
    world.load(&component(), 30.0);
    world.run(minutes(10));
    assert_eq!(world.went(), [1, 0, 1]);
}

// Covers: ebb.tracking.measured-now
#[test]
fn a_copy_that_was_just_woken_is_not_put_to_sleep_by_the_silence_before() {
    let mut world = component_that_sleeps();
    while world.desired(&component()) > 0 {
        world.run(minutes(1));
    }
    world.run(minutes(3));
    world.requests(&component(), 1.0);
    world.run(secs(21));
    world.requests(&component(), 1.0);
    // Under CloudWatch's rules the low alarm still looks back on the silent minutes.
    world.run(minutes(10));
    assert_eq!(world.went(), [1, 0, 1]);
    assert_eq!(world.state("no-capacity"), StateValue::InsufficientData);
}
