//! Composite alarms against the vectors: rules, and when a suppressor lets actions run.

use std::collections::BTreeMap;

use ebb_decide::alarm::{AlarmRule, CompositeSpec, StateValue};
use serde_json::Value;

use crate::driver::{World, secs};
use crate::setup::{TOPIC, composite, put_composite, quiet_alarm, suppressed_by};
use crate::vectors;

#[test]
fn rules() {
    vectors::run("cloudwatch-alarms", "composite_rule_cases", |case| {
        let rule = AlarmRule::try_from(case["rule"].as_str().expect("a rule").to_owned())
            .map_err(|error| error.to_string())?;
        let states: BTreeMap<String, Value> =
            serde_json::from_value(case["childStates"].clone()).expect("states by name");
        let holds = rule.holds(&|name| states.get(name).map(state));
        let got = if holds { StateValue::Alarm } else { StateValue::Ok };
        if got != state(&case["expectedState"]) {
            return Err(format!("{got} instead of {}", case["expectedState"]));
        }
        // The same through the controller, but for the ARN, which is of another account.
        let foreign = case["rule"].as_str().is_some_and(|rule| rule.contains("111111111111"));
        if foreign {
            return Ok(());
        }
        let mut world = World::new();
        for (name, wanted) in &states {
            quiet_alarm(&mut world, name);
            world.force(name, state(wanted), &[]);
        }
        put_composite(&mut world, composite("composite", rule.as_str()));
        let got = world.composite("composite").state.value;
        if got == state(&case["expectedState"]) { Ok(()) } else { Err(format!("put: {got}")) }
    });
}

#[test]
fn suppression() {
    vectors::run("cloudwatch-alarms", "suppression_cases", |case| {
        let mut world = World::new();
        for name in ["child", "suppressor"] {
            quiet_alarm(&mut world, name);
        }
        let period = |member: &str| u32::try_from(case[member].as_u64().unwrap()).unwrap();
        let set = |world: &mut World, states: &Value| {
            for (member, alarm) in [("composite", "child"), ("suppressor", "suppressor")] {
                if let Some(wanted) = states.get(member) {
                    world.force(alarm, state(wanted), &[]);
                }
            }
        };
        set(&mut world, &case["initial"]);
        let mut spec = suppressed_by(
            composite("c", "ALARM(child)"),
            "suppressor",
            (period("waitPeriod"), period("extensionPeriod")),
        );
        spec.ok_actions = spec.alarm_actions.clone();
        // Its birth is a change of its own; it is over before the case begins.
        put_composite(&mut world, CompositeSpec { actions_enabled: false, ..spec.clone() });
        put_composite(&mut world, spec);
        assert_eq!(world.composite("c").state.value, state(&case["initial"]["composite"]));
        world.notified.clear();
        let mut got = Vec::new();
        for t in 0..20 {
            let due = case["events"].as_array().unwrap().iter();
            due.filter(|event| event["t"] == t).for_each(|event| set(&mut world, event));
            world.settle();
            for notification in world.notified.drain(..) {
                assert_eq!(notification.arn, TOPIC);
                got.push(serde_json::json!({ "t": t, "state": notification.alarm().unwrap().1 }));
            }
            world.run(secs(1));
        }
        let got = Value::Array(got);
        if got == case["expectedActions"] { Ok(()) } else { Err(got.to_string()) }
    });
}

fn state(value: &Value) -> StateValue {
    value.as_str().expect("a state").parse().expect("a known state")
}
