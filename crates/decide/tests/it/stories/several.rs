//! Several policies on one target.

use ebb_decide::alarm::StateValue;
use ebb_units::Statistic;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, change_by, customized, endpoint, own_metric, put_alarm, register, set_instances, step,
    track, tracking, variant,
};
use crate::watch::watching;

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
fn alarms_that_one_datum_fires_are_heard_together() {
    let mut world = ten_instances();
    for (name, adjustment) in [("a", 3), ("b", 20)] {
        let arn = step(&mut world, &variant(), name, change_by(adjustment, 300));
        let spec = alarm(name, own_metric("load"), 50.0, &arn);
        put_alarm(&mut world, watching(&spec, |watch| watch.statistic = Statistic::Maximum));
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

/// Puts alarms into ALARM while nothing can be scaled, so that their policies are not heard yet.
fn unheard(world: &mut World, alarms: &[(&str, f64)]) {
    world.fate = Fate::Healthy(1000);
    world.ask(set_instances("e", "v", 11));
    for (alarm, point) in alarms {
        world.force(alarm, StateValue::Alarm, &[*point]);
    }
    world.run(secs(1));
    assert_eq!(world.current(&variant()), 11);
}

#[test]
fn who_waits_for_copies_that_are_down_lets_none_be_taken_away() {
    let mut world = ten_instances();
    let tracked = track(&mut world, &variant(), "a", tracking(customized("a"), 50.0));
    let arn = step(&mut world, &variant(), "s", change_by(1, 300));
    put_alarm(&mut world, alarm("s", own_metric("s"), 1.0, &arn));
    unheard(&mut world, &[(&tracked.low, 10.0)]);
    world.crash(&variant(), "out of memory");
    world.force("s", StateValue::Alarm, &[2.0]);
    assert_eq!(world.desired(&variant()), 11, "it is on its way: no twelfth, and none less");
    world.force("s", StateValue::Ok, &[]);
    world.force(&tracked.low, StateValue::Ok, &[]);
    world.force(&tracked.low, StateValue::Alarm, &[10.0]);
    assert_eq!(world.desired(&variant()), 3);
}

#[test]
fn points_of_what_an_alarm_watched_before_are_forgotten() {
    let mut world = ten_instances();
    for (name, adjustment) in [("s", 9), ("t", 1)] {
        let arn = step(&mut world, &variant(), name, change_by(adjustment, 300));
        put_alarm(&mut world, alarm(name, own_metric(name), 1.0, &arn));
    }
    unheard(&mut world, &[("s", 2.0)]);
    let elsewhere = watching(&world.alarm("s").spec, |watch| watch.metric = own_metric("u"));
    put_alarm(&mut world, elsewhere);
    world.force("t", StateValue::Alarm, &[2.0]);
    assert_eq!(world.desired(&variant()), 12);
}
