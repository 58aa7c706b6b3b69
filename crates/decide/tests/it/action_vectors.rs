//! When the actions of an alarm run, against the vectors and through the controller.

use ebb_decide::Command;
use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::{StepAdjustment, StepRequest};
use ebb_units::Timestamp;
use serde_json::Value;

use crate::driver::{Fate, World, minutes};
use crate::setup::{
    TOPIC, alarm, change_by, endpoint, own_metric, put_alarm, register, step, variant,
};
use crate::vectors;

#[test]
fn actions() {
    vectors::run("cloudwatch-alarms", "action_cases", |case| {
        let mut world = World::new();
        world.fate = Fate::Healthy(0);
        endpoint(&mut world, 0);
        register(&mut world, &variant(), 0, 100);
        let spec = spec(&mut world, case);
        put_alarm(&mut world, spec);
        if let Some(event) = case["event"].as_str() {
            return set_by_hand(&mut world, event, &case["expectedInvocations"]);
        }
        for (minute, (state, want)) in
            list(&case["stateByMinute"]).zip(list(&case["expectedInvocationsByMinute"])).enumerate()
        {
            let before = invocations(&world);
            let state: StateValue = state.as_str().unwrap().parse().unwrap();
            world.data(&own_metric("load"), &[if state == StateValue::Alarm { 2.0 } else { 0.0 }]);
            world.run(minutes(1));
            if world.state("a") != state {
                return Err(format!("minute {minute} is {}", world.state("a")));
            }
            let got = invocations(&world) - before;
            if Some(got) != want.as_u64() {
                return Err(format!("minute {minute}: {got} instead of {want}"));
            }
        }
        Ok(())
    });
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

/// Each run of the policy adds one instance; each notification is one.
fn invocations(world: &World) -> u64 {
    u64::from(world.desired(&variant())) + world.notified.len() as u64
}

fn spec(world: &mut World, case: &Value) -> AlarmSpec {
    // One more on either side of the threshold, and no cooldown.
    let steps = vec![
        StepAdjustment { lower: None, upper: Some(0.0), adjustment: 1 },
        StepAdjustment { lower: Some(0.0), upper: None, adjustment: 1 },
    ];
    let arn = step(world, &variant(), "p", StepRequest { steps, ..change_by(1, 0) });
    let mut spec = alarm("a", own_metric("load"), 1.0, TOPIC);
    spec.alarm_actions.clear();
    for action in list(&case["actions"]) {
        match action.as_str().unwrap() {
            "sns" => spec.alarm_actions.push(TOPIC.to_owned()),
            "autoscaling policy" => spec.alarm_actions.push(arn.clone()),
            "autoscaling policy as OKAction" => spec.ok_actions.push(arn.clone()),
            other => panic!("what is {other}?"),
        }
    }
    spec.actions_enabled = case["actionsEnabled"].as_bool().unwrap_or(true);
    spec
}

fn set_by_hand(world: &mut World, event: &str, want: &Value) -> Result<(), String> {
    world.force("a", StateValue::Ok, &[]);
    let to = match event {
        "SetAlarmState to the current state" => StateValue::Ok,
        "SetAlarmState to another state" => StateValue::Alarm,
        other => return Err(format!("what is {other}?")),
    };
    let updated: Timestamp = world.alarm("a").state.updated;
    world.force("a", to, &[]);
    if to == StateValue::Ok && world.alarm("a").state.updated != updated {
        return Err("the state was written again".to_owned());
    }
    let got = invocations(world);
    if Some(got) == want.as_u64() { Ok(()) } else { Err(format!("{got} instead of {want}")) }
}

#[test]
fn an_unknown_alarm_cannot_be_set() {
    let mut world = World::new();
    let state = ebb_decide::ForcedState {
        value: StateValue::Ok,
        reason: "by hand".to_owned(),
        reason_data: None,
        recent: Vec::new(),
    };
    let refusal =
        world.command(Command::SetAlarmState { name: "a".to_owned(), state }).unwrap_err();
    assert!(matches!(refusal, ebb_decide::Refusal::NotFound(_)), "{refusal:?}");
    assert!(world.realm().is_none(), "a refused command leaves no scope behind");
}
