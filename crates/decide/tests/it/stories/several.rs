//! Several policies on one target.

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::{StepAdjustment, StepRequest};
use ebb_units::Comparison;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, change_by, customized, endpoint, own_metric, put_alarm, register, step, track, tracking,
    variant,
};

fn ten_instances() -> World {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 10);
    register(&mut world, &variant(), 1, 40);
    world
}

#[test]
fn scale_in_only_when_both_agree() {
    let mut world = ten_instances();
    let a = track(&mut world, &variant(), "a", tracking(customized("a"), 50.0));
    let b = track(&mut world, &variant(), "b", tracking(customized("b"), 50.0));
    for _ in 0..16 {
        world.data(&own_metric("a"), &[20.0]);
        world.data(&own_metric("b"), &[48.0]);
        world.run(minutes(1));
    }
    assert_eq!(world.state(&a.low), StateValue::Alarm);
    assert_eq!(world.state(&b.low), StateValue::Ok);
    assert_eq!(world.desired(&variant()), 10, "b is not ready");
    for _ in 0..16 {
        world.data(&own_metric("a"), &[20.0]);
        world.data(&own_metric("b"), &[30.0]);
        world.run(minutes(1));
    }
    assert_eq!(world.state(&b.low), StateValue::Alarm);
    assert!(world.desired(&variant()) < 10);
}

#[test]
fn a_step_of_nothing_does_not_hold_others_back() {
    let mut world = ten_instances();
    let steps = vec![
        StepAdjustment { lower: Some(-20.0), upper: Some(0.0), adjustment: 0 },
        StepAdjustment { lower: None, upper: Some(-20.0), adjustment: -2 },
    ];
    let arn = step(&mut world, &variant(), "s", StepRequest { steps, ..change_by(-1, 300) });
    let low = AlarmSpec {
        comparison: Comparison::LessThanThreshold,
        ..alarm("s", own_metric("s"), 50.0, &arn)
    };
    put_alarm(&mut world, low);
    let tracked = track(&mut world, &variant(), "a", tracking(customized("a"), 50.0));
    world.force("s", StateValue::Alarm, &[40.0]);
    assert_eq!(world.held(), ["AlreadyAtDesiredCapacity"]);
    world.force(&tracked.low, StateValue::Alarm, &[30.0]);
    assert_eq!(world.desired(&variant()), 6);
}

#[test]
fn alarms_that_one_datum_fires_are_heard_together() {
    let mut world = ten_instances();
    for (name, adjustment) in [("a", 3), ("b", 20)] {
        let arn = step(&mut world, &variant(), name, change_by(adjustment, 300));
        let spec = AlarmSpec {
            statistic: ebb_units::Statistic::Maximum,
            ..alarm(name, own_metric("load"), 50.0, &arn)
        };
        put_alarm(&mut world, spec);
    }
    world.datum(&own_metric("load"), 60.0);
    assert_eq!(world.desired(&variant()), 30, "the larger wish, not the first");
    let (fired, causes) = (world.moves().len(), world.last_move().cause.text());
    assert_eq!((fired, causes.ends_with("triggered policy b")), (1, true));
}

#[test]
fn wishes_are_cut_to_the_bounds_and_out_goes_before_in() {
    let mut world = ten_instances();
    let a = track(&mut world, &variant(), "a", tracking(customized("a"), 50.0));
    let b = track(&mut world, &variant(), "b", tracking(customized("b"), 50.0));
    world.force(&b.low, StateValue::Alarm, &[10.0]);
    world.force(&a.high, StateValue::Alarm, &[500.0]);
    world.run(secs(1));
    assert_eq!(world.desired(&variant()), 40);
}
