//! Scaling that is switched off and on again.

use ebb_decide::alarm::StateValue;
use ebb_decide::{Command, TargetRequest};

use crate::driver::{Fate, World, minutes};
use crate::setup::{
    Managed, alarm, change_by, customized, endpoint, own_metric, put_alarm, register, step, target,
    track, tracking, unchanged, variant,
};

/// Four instances between one and eight, with a tracking policy.
fn tracked() -> (World, Managed) {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 4);
    register(&mut world, &variant(), 1, 8);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    (world, managed)
}

fn suspend(world: &mut World, scale_in: bool, out: bool) {
    let request = TargetRequest {
        dynamic_in_suspended: Some(scale_in),
        dynamic_out_suspended: Some(out),
        ..unchanged(&variant())
    };
    world.ask(Command::RegisterScalableTarget(request));
}

#[test]
fn what_is_suspended_does_not_happen_and_leaves_no_trace() {
    let (mut world, managed) = tracked();
    suspend(&mut world, true, true);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    world.force(&managed.high, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[10.0]);
    assert_eq!(world.desired(&variant()), 4);
    assert_eq!(world.there().activities().count(), 0);
}

#[test]
fn one_direction_may_be_suspended_alone() {
    let (mut world, managed) = tracked();
    suspend(&mut world, true, false);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    world.settle();
    assert_eq!(world.desired(&variant()), 8);
    world.force(&managed.high, StateValue::Ok, &[]);
    world.force(&managed.low, StateValue::Alarm, &[10.0]);
    assert_eq!(world.desired(&variant()), 8);
}

// Covers: aas.suspend.resume
#[test]
fn on_resuming_a_breach_counts_at_once() {
    let (mut world, managed) = tracked();
    suspend(&mut world, false, true);
    world.force(&managed.high, StateValue::Alarm, &[75.0]);
    assert_eq!(world.desired(&variant()), 4);
    suspend(&mut world, false, false);
    assert_eq!(world.desired(&variant()), 6);
    let cause = format!("monitor alarm {} in state ALARM triggered policy p", managed.high);
    assert_eq!(world.last_move().cause.text(), cause);
}

// Covers: aas.suspend.resume
#[test]
fn on_resuming_step_policies_are_heard_too() {
    let (mut world, _) = tracked();
    let arn = step(&mut world, &variant(), "s", change_by(2, 300));
    put_alarm(&mut world, alarm("mine", own_metric("x"), 50.0, &arn));
    suspend(&mut world, true, true);
    world.force("mine", StateValue::Alarm, &[60.0]);
    suspend(&mut world, true, false);
    assert_eq!(world.desired(&variant()), 6);
}

#[test]
fn bounds_hold_while_everything_is_suspended() {
    let (mut world, _) = tracked();
    suspend(&mut world, true, true);
    world.ask(Command::RegisterScalableTarget(target(&variant(), 5, 6)));
    assert_eq!(world.desired(&variant()), 5);
}

#[test]
fn a_change_under_way_goes_to_its_end() {
    let (mut world, managed) = tracked();
    world.fate = Fate::Healthy(20_000);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    suspend(&mut world, true, true);
    world.run(minutes(1));
    assert_eq!((world.desired(&variant()), world.current(&variant())), (8, 8));
    assert!(world.last_move().end.is_some());
}
