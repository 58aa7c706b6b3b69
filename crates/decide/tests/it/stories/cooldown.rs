//! What a finished change still holds back.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::PredefinedMetric;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{Managed, customized, endpoint, predefined, register, track, tracking, variant};

fn tracked(count: u32) -> (World, Managed) {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, count);
    register(&mut world, &variant(), 1, 20);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.watch(&variant());
    (world, managed)
}

fn force(world: &mut World, alarm: &str, point: f64) {
    world.force(alarm, StateValue::Ok, &[]);
    world.run(secs(1));
    world.force(alarm, StateValue::Alarm, &[point]);
    world.settle();
}

// Covers: aas.cooldown.credit
#[test]
fn credit_adds_up_over_two_scale_outs() {
    let (mut world, managed) = tracked(2);
    force(&mut world, &managed.high, 75.0);
    assert_eq!(world.desired(&variant()), 3);
    force(&mut world, &managed.high, 100.0);
    assert_eq!(world.desired(&variant()), 5, "6 less the one that was just added");
    force(&mut world, &managed.high, 80.0);
    assert_eq!(world.desired(&variant()), 5, "8 less the three that were just added");
    assert_eq!(world.held(), ["AlreadyAtDesiredCapacity"]);
    world.run(secs(300));
    force(&mut world, &managed.high, 80.0);
    assert_eq!(world.went(), [2, 3, 5, 8]);
}

// Covers: aas.cooldown.start
#[test]
fn a_cooldown_starts_with_success() {
    let (mut world, managed) = tracked(1);
    world.fate = Fate::Healthy(100_000);
    force(&mut world, &managed.high, 100.0);
    world.run(secs(100));
    assert_eq!(world.current(&variant()), 2);
    world.run(secs(290));
    force(&mut world, &managed.high, 51.0);
    assert_eq!(world.desired(&variant()), 2, "390 seconds after it began, 290 after it was done");
    world.run(secs(10));
    force(&mut world, &managed.high, 51.0);
    assert_eq!(world.desired(&variant()), 3);
}

#[test]
fn scale_in_waits_and_a_scale_out_ends_the_wait() {
    let (mut world, managed) = tracked(8);
    force(&mut world, &managed.low, 40.0);
    assert_eq!(world.desired(&variant()), 7);
    force(&mut world, &managed.low, 20.0);
    assert_eq!(world.desired(&variant()), 7, "the scale-in cooldown runs");
    world.force(&managed.low, StateValue::Ok, &[]);
    force(&mut world, &managed.high, 60.0);
    assert_eq!(world.desired(&variant()), 9);
    world.force(&managed.high, StateValue::Ok, &[]);
    force(&mut world, &managed.low, 20.0);
    assert_eq!(world.went(), [8, 7, 9, 4]);
}

#[test]
fn an_early_alarm_measures_the_load_by_full_minutes() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 20);
    let metric = PredefinedMetric::SageMakerVariantInvocationsPerInstance;
    track(&mut world, &variant(), "p", tracking(predefined(metric), 60.0));
    world.watch(&variant());
    world.load(&variant(), 480.0);
    // The third minute breaches after its first batch of 80; taken at that it would have asked for 6 only.
    world.run(minutes(2) + secs(6));
    assert_eq!(world.went(), [1, 8]);
    world.run(minutes(10));
    assert_eq!(world.went(), [1, 8]);
}
