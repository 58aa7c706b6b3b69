//! Mute rules: alarms go on, what they do waits.

use ebb_decide::Command;
use ebb_decide::alarm::{AlarmSpec, MuteRequest, StateValue};

use crate::driver::{World, minutes, secs};
use crate::setup::{
    TOPIC, alarm, change_by, composite, endpoint, own_metric, put_alarm, put_composite,
    quiet_alarm, register, step, suppressed_by, variant,
};

fn mute(world: &mut World, expression: &str, alarms: &[&str]) {
    let rule = MuteRequest {
        name: "m".to_owned(),
        expression: expression.to_owned(),
        duration: "PT10M".to_owned(),
        alarm_names: Some(alarms.iter().map(|name| (*name).to_owned()).collect()),
        ..MuteRequest::default()
    };
    let rule = rule.check(world.now).unwrap();
    world.ask(Command::PutAlarmMuteRule(Box::new(rule)));
}

fn unmute(world: &mut World) {
    world.ask(Command::DeleteAlarmMuteRule { name: "m".to_owned() });
}

fn telling(name: &str) -> AlarmSpec {
    AlarmSpec {
        ok_actions: vec![TOPIC.to_owned()].into(),
        treat_missing_data: Some(ebb_decide::alarm::TreatMissing::Ignore),
        ..alarm(name, own_metric(name), 1.0, TOPIC)
    }
}

fn told(world: &mut World) -> Vec<(String, StateValue, bool)> {
    let after = |message: &str| message.contains("\"ActionExecutedAfterMuteWindow\":true");
    let told = world.notified.drain(..);
    told.map(|told| {
        let (alarm, state) = told.alarm().unwrap();
        (alarm.to_owned(), state, after(&told.message))
    })
    .collect()
}

// Covers: cw.mute.end
#[test]
fn what_was_held_back_is_told_when_the_window_ends() {
    let mut world = World::new();
    put_alarm(&mut world, telling("a"));
    quiet_alarm(&mut world, "b");
    put_composite(&mut world, composite("c", "ALARM(b)"));
    mute(&mut world, "cron(30 9 * * *)", &["a", "c"]);
    // Before the window.
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(told(&mut world), [("a".to_owned(), StateValue::Alarm, false)]);
    world.run(minutes(31));
    world.force("a", StateValue::Ok, &[]);
    world.force("b", StateValue::Alarm, &[]);
    assert_eq!(world.state("a"), StateValue::Ok, "it changes all the same");
    world.run(minutes(3));
    world.restart();
    world.run(minutes(5));
    assert_eq!(told(&mut world), []);
    world.run(minutes(1));
    assert_eq!(
        told(&mut world),
        [("a".to_owned(), StateValue::Ok, true), ("c".to_owned(), StateValue::Alarm, true)]
    );
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(told(&mut world), [("a".to_owned(), StateValue::Alarm, false)]);
    // A change that is undone in the window leaves nothing to tell.
    world.run(minutes(24 * 60 - 9));
    world.force("a", StateValue::Ok, &[]);
    world.force("a", StateValue::Alarm, &[]);
    world.run(minutes(30));
    assert_eq!(told(&mut world), []);
}

// Covers: cw.mute.delete
#[test]
fn a_rule_that_goes_ends_the_silence_at_once() {
    let mut world = World::new();
    put_alarm(&mut world, telling("a"));
    mute(&mut world, "cron(0 9 * * *)", &["a"]);
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(told(&mut world), []);
    unmute(&mut world);
    assert_eq!(told(&mut world), [("a".to_owned(), StateValue::Alarm, true)]);
    unmute(&mut world);
    // So does a rule that names other alarms from now on.
    mute(&mut world, "cron(0 9 * * *)", &["a"]);
    world.force("a", StateValue::Ok, &[]);
    mute(&mut world, "cron(0 9 * * *)", &["b"]);
    assert_eq!(told(&mut world), [("a".to_owned(), StateValue::Ok, true)]);
}

#[test]
fn a_muted_alarm_moves_no_capacity() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 9);
    let arn = step(&mut world, &variant(), "p", change_by(1, 0));
    put_alarm(&mut world, alarm("a", own_metric("m"), 1.0, &arn));
    mute(&mut world, "cron(0 9 * * *)", &["a"]);
    for _ in 0..4 {
        world.data(&own_metric("m"), &[5.0]);
        world.run(minutes(1));
    }
    assert_eq!((world.state("a"), world.desired(&variant())), (StateValue::Alarm, 1));
    world.run(minutes(5));
    world.data(&own_metric("m"), &[5.0]);
    world.run(minutes(1) + secs(1));
    assert!(world.desired(&variant()) > 1, "it is heard again");
}

// Covers: cw.mute.end-suppressed
#[test]
fn the_end_of_a_mute_rule_ends_no_suppression() {
    let mut world = World::new();
    quiet_alarm(&mut world, "a");
    quiet_alarm(&mut world, "s");
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (0, 30)));
    mute(&mut world, "cron(0 9 * * *)", &["c"]);
    world.force("a", StateValue::Alarm, &[]);
    // Its wait was none, so the mute rule alone holds it back when the suppressor speaks up.
    world.force("s", StateValue::Alarm, &[]);
    world.run(minutes(10));
    assert_eq!(told(&mut world), []);
    world.force("s", StateValue::Ok, &[]);
    world.run(secs(29));
    assert_eq!(told(&mut world), []);
    world.run(secs(1));
    assert_eq!(told(&mut world), [("c".to_owned(), StateValue::Alarm, false)]);
    // The same when it is the wait that is still running.
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (30, 30)));
    mute(&mut world, "cron(0 9 * * *)", &["c"]);
    world.force("a", StateValue::Ok, &[]);
    world.run(secs(31));
    world.force("a", StateValue::Alarm, &[]);
    unmute(&mut world);
    assert_eq!(told(&mut world), []);
    world.run(secs(30));
    assert_eq!(told(&mut world), [("c".to_owned(), StateValue::Alarm, false)]);
}

#[test]
fn a_rule_has_one_edge_on_the_agenda() {
    let mut world = World::new();
    let planned = |world: &World| format!("{:?}", world.controller).matches("Mute(Scope").count();
    for hour in 10..15 {
        mute(&mut world, &format!("cron(0 {hour} * * *)"), &["a"]);
    }
    assert_eq!(planned(&world), 1);
    world.run(minutes(24 * 60));
    assert_eq!(planned(&world), 1);
    unmute(&mut world);
    assert_eq!(planned(&world), 0);
}
