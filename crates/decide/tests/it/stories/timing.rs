//! When an alarm acts: at the datum that settles it, or to the second as CloudWatch does.

use ebb_decide::alarm::{AlarmSpec, StateValue, offset_secs};
use ebb_decide::policy::{StepAdjustment, StepRequest};
use ebb_units::Statistic;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, at_once, change_by, component, component_request, endpoint, hosting_endpoint,
    own_metric, put_alarm, register, step, variant, wake_up,
};
use crate::watch::watching;

/// A component at zero copies that one failed request wakes.
fn asleep(mut world: World) -> World {
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, Some((0, 4)));
        world.ask(ebb_decide::Command::CreateInferenceComponent(component_request("c", 1, 1024.0)));
    });
    world.ask(ebb_decide::Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: ebb_units::Capacity(0),
    });
    register(&mut world, &component(), 0, 4);
    wake_up(&mut world, &component());
    world.run(minutes(2) + secs(10));
    world.watch(&component());
    world
}

#[test]
fn early_the_first_failed_request_acts_at_once() {
    let mut world = asleep(World::new());
    world.requests(&component(), 1.0);
    assert_eq!(world.history.last(), Some(&(world.now, 1)));
}

#[test]
fn otherwise_it_acts_at_the_alarms_second_after_its_minute() {
    let mut world = asleep(World::on_the_minute());
    let minute = world.now - secs(10);
    world.requests(&component(), 1.0);
    assert_eq!(world.desired(&component()), 0);
    world.run(minutes(3));
    let slot = minute + minutes(1) + secs(i64::from(offset_secs("no-capacity")));
    assert_eq!(world.history[1..], [(slot, 1)]);
}

#[test]
fn an_early_alarm_does_not_fall_back_within_its_minute() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 4);
    let arn = step(&mut world, &variant(), "s", change_by(1, 300));
    let spec =
        watching(&alarm("a", own_metric("x"), 1.0, &arn), |watch| watch.statistic = Statistic::Sum);
    put_alarm(&mut world, spec);
    // A good minute first, so that the closed minute alone would say OK.
    world.run(secs(1));
    world.datum(&own_metric("x"), 0.0);
    world.run(minutes(2));
    assert_eq!(world.state("a"), StateValue::Ok);
    world.datum(&own_metric("x"), 5.0);
    for second in 0..60 {
        assert_eq!(world.state("a"), StateValue::Alarm, "second {second}");
        world.run(secs(1));
    }
}

#[test]
fn an_early_alarm_steps_by_its_full_minutes() {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 10);
    let steps = vec![
        StepAdjustment { lower: Some(0.0), upper: Some(60.0), adjustment: 1 },
        StepAdjustment { lower: Some(60.0), upper: None, adjustment: 3 },
    ];
    let request = StepRequest { steps, ..change_by(1, 300) };
    let arn = step(&mut world, &variant(), "s", request);
    let spec = AlarmSpec { evaluation_periods: 2, ..alarm("a", own_metric("x"), 2.0, &arn) };
    put_alarm(&mut world, watching(&spec, |watch| watch.statistic = Statistic::Sum));
    world.run(secs(1));
    world.datum(&own_metric("x"), 100.0);
    world.run(minutes(1));
    // The second minute has just begun: with its 3 the mean would be 51.5.
    world.datum(&own_metric("x"), 3.0);
    assert_eq!(world.desired(&variant()), 4);
}

#[test]
fn a_scaling_action_runs_again_each_minute_on_new_data() {
    for mut world in [World::new(), World::on_the_minute()] {
        world.fate = Fate::Healthy(0);
        endpoint(&mut world, 1);
        register(&mut world, &variant(), 1, 100);
        let arn = step(&mut world, &variant(), "s", change_by(1, 0));
        put_alarm(&mut world, alarm("a", own_metric("x"), 1.0, &arn));
        for minute in 1..=10 {
            world.data(&own_metric("x"), &[5.0]);
            world.run(minutes(1));
            assert_eq!(world.desired(&variant()), 1 + minute);
        }
        world.run(minutes(10));
        assert_eq!(world.desired(&variant()), 11, "no datum, no step");
        assert_eq!(world.state("a"), StateValue::InsufficientData);
    }
}

#[test]
fn ten_second_alarms_act_within_ten_seconds_and_repeat_each_minute() {
    let mut world = World::on_the_minute();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 100);
    let arn = step(&mut world, &variant(), "s", change_by(1, 0));
    let spec = AlarmSpec { period_secs: 10, ..alarm("a", own_metric("x"), 1.0, &arn) };
    put_alarm(&mut world, spec);
    world.watch(&variant());
    for _ in 0..13 {
        world.run(secs(5));
        world.datum(&own_metric("x"), 5.0);
        world.run(secs(5));
    }
    world.run(secs(5));
    let times: Vec<i64> = world.history[1..]
        .iter()
        .map(|(at, _)| at.duration_since(crate::driver::start()).as_secs())
        .collect();
    assert_eq!(times, [11, 71, 131]);
}
