//! Composite alarms: what they say of their children, and what they do.

use ebb_decide::alarm::{CompositeSpec, StateValue, Suppression};
use ebb_decide::{Command, Refusal};

use crate::driver::{World, secs};
use crate::setup::{
    composite, customized, endpoint, put_composite, quiet_alarm, register, suppressed_by, track,
    tracking, variant,
};

const ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

fn world(alarms: &[&str]) -> World {
    let mut world = World::new();
    for name in alarms {
        quiet_alarm(&mut world, name);
    }
    world
}

fn put(world: &mut World, spec: CompositeSpec) -> Result<ebb_decide::Answer, Refusal> {
    world.command(Command::PutCompositeAlarm(Box::new(spec), Default::default()))
}

fn value(world: &World, name: &str) -> StateValue {
    world.composite(name).state.value
}

// Covers: cw.composite.reason-data
#[test]
fn it_says_why() {
    let mut world = world(&["a", "b"]);
    put_composite(&mut world, composite("c", "ALARM(a) OR ALARM(b)"));
    let state = world.composite("c").state.clone();
    assert_eq!(state.reason(), format!("{ARN}c was created and its alarm rule evaluates to OK"));
    assert_eq!(
        state.reason_data().unwrap(),
        format!(
            r#"{{"triggeringAlarms":[{{"arn":"{ARN}a","state":{{"value":"INSUFFICIENT_DATA","timestamp":"2026-03-02T09:00:00.000+0000"}}}},{{"arn":"{ARN}b","state":{{"value":"INSUFFICIENT_DATA","timestamp":"2026-03-02T09:00:00.000+0000"}}}}]}}"#
        )
    );
    world.run(secs(65));
    world.force("b", StateValue::Alarm, &[]);
    let state = world.composite("c").state.clone();
    assert_eq!(
        state.reason(),
        format!("{ARN}b transitioned to ALARM at Monday 02 March, 2026 09:01:05 UTC")
    );
    assert_eq!(
        state.reason_data().unwrap(),
        format!(
            r#"{{"triggeringAlarms":[{{"arn":"{ARN}b","state":{{"value":"ALARM","timestamp":"2026-03-02T09:01:05.000+0000"}}}}]}}"#
        )
    );
    // A second child changes nothing, and tells nobody.
    assert_eq!(world.notified.len(), 1);
    let before = world.composite("c").state.clone();
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(world.composite("c").state, before);
    put_composite(&mut world, composite("c", "ALARM(a) AND OK(b)"));
    let state = &world.composite("c").state;
    assert_eq!(state.reason(), format!("{ARN}c was updated and its alarm rule evaluates to OK"));
    assert_eq!(world.notified.len(), 1);
}

// Covers: cw.composite.evaluate
#[test]
fn a_change_reaches_the_top_and_each_alarm_once() {
    let mut world = world(&["a"]);
    // By name, the top would come before the one between; judged by the old state of that it would fire for a moment.
    put_composite(&mut world, composite("z", "ALARM(a)"));
    put_composite(&mut world, composite("m", "ALARM(a) AND NOT ALARM(z)"));
    put_composite(&mut world, composite("b", "ALARM(m) OR ALARM(z)"));
    world.force("a", StateValue::Alarm, &[]);
    let told: Vec<&str> = world.notified.iter().map(|told| told.alarm().unwrap().0).collect();
    assert_eq!(told, ["z", "b"]);
    assert_eq!(value(&world, "m"), StateValue::Ok);
    let reason = world.composite("b").state.reason();
    assert!(reason.starts_with(&format!("{ARN}z transitioned to ALARM at ")), "{reason}");
    world.restart();
    world.force("a", StateValue::Ok, &[]);
    assert_eq!(["z", "m", "b"].map(|name| value(&world, name)), [StateValue::Ok; 3]);
}

// Covers: cw.composite.cycle
#[test]
fn a_cycle_stops_and_goes_on_when_it_is_broken() {
    let mut world = world(&["a"]);
    put_composite(&mut world, composite("p", "ALARM(a)"));
    put_composite(&mut world, composite("q", "ALARM(p)"));
    put_composite(&mut world, composite("p", "ALARM(a) OR ALARM(q)"));
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(["p", "q"].map(|name| value(&world, name)), [StateValue::Ok; 2]);
    world.restart();
    let refused = world.refused(Command::DeleteAlarms(vec!["p".to_owned()]));
    assert_eq!(refused, "Cannot delete p as there are composite alarm(s) depending on it.");
    put_composite(&mut world, composite("p", "ALARM(a)"));
    assert_eq!(["p", "q"].map(|name| value(&world, name)), [StateValue::Alarm; 2]);
}

// Covers: cw.composite.cycle
#[test]
fn members_of_a_cycle_catch_up_when_it_is_broken() {
    let mut world = world(&["a", "b"]);
    put_composite(&mut world, composite("p", "ALARM(b)"));
    put_composite(&mut world, composite("q", "ALARM(p) OR ALARM(a)"));
    put_composite(&mut world, composite("r", "ALARM(q)"));
    put_composite(&mut world, composite("p", "ALARM(b) OR ALARM(q)"));
    world.run(secs(1));
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(["p", "q", "r"].map(|name| value(&world, name)), [StateValue::Ok; 3]);
    world.notified.clear();
    // What breaks it stays in its own state, so nothing but this would wake the others.
    put_composite(&mut world, composite("p", "ALARM(b)"));
    assert_eq!(value(&world, "p"), StateValue::Ok);
    assert_eq!(["q", "r"].map(|name| value(&world, name)), [StateValue::Alarm; 2]);
    let reason = world.composite("q").state.reason();
    assert!(reason.starts_with(&format!("{ARN}a transitioned to ALARM at ")), "{reason}");
    let told: Vec<&str> = world.notified.iter().map(|told| told.alarm().unwrap().0).collect();
    assert_eq!(told, ["q", "r"]);
}

// Covers: cw.composite.evaluate
#[test]
fn an_alarm_that_goes_with_its_policy_is_missed() {
    let mut world = world(&["a"]);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 2);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    let high = managed.high.as_str();
    put_composite(&mut world, composite("named", &format!("ALARM(\"{high}\")")));
    put_composite(&mut world, suppressed_by(composite("held", "ALARM(a)"), high, (60, 10)));
    world.force(high, StateValue::Alarm, &[]);
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(value(&world, "named"), StateValue::Alarm);
    assert_eq!(world.composite("held").suppression, Some(Suppression::Alarm));
    world.notified.clear();
    world.ask(Command::DeleteScalingPolicy { workload: variant(), name: "p".to_owned() });
    assert_eq!(value(&world, "named"), StateValue::Ok);
    assert_eq!(world.composite("named").state.reason(), format!("{ARN}{high} was deleted"));
    world.run(secs(10));
    let told: Vec<&str> = world.notified.iter().map(|told| told.alarm().unwrap().0).collect();
    assert_eq!(told, ["held"], "its silence goes on for as long as the suppressor's would have");
}

#[test]
fn a_name_that_comes_back_is_judged_and_ranked_anew() {
    let mut world = world(&["a"]);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 2);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    let high = managed.high.as_str();
    put_composite(&mut world, composite("c", &format!("INSUFFICIENT_DATA(\"{high}\")")));
    put_composite(&mut world, composite("d", &format!("OK(\"{high}\")")));
    assert_eq!(["c", "d"].map(|name| value(&world, name)), [StateValue::Alarm, StateValue::Ok]);
    world.ask(Command::DeleteScalingPolicy { workload: variant(), name: "p".to_owned() });
    assert_eq!(["c", "d"].map(|name| value(&world, name)), [StateValue::Ok; 2]);
    quiet_alarm(&mut world, high);
    assert_eq!(["c", "d"].map(|name| value(&world, name)), [StateValue::Alarm, StateValue::Ok]);
}

#[test]
fn what_was_planned_for_a_suppression_goes_with_it() {
    let mut world = world(&["a", "s"]);
    let planned =
        |world: &World| format!("{:?}", world.controller).matches("Suppression(Scope").count();
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (600, 600)));
    for _ in 0..3 {
        world.run(secs(1));
        world.force("a", StateValue::Alarm, &[]);
        world.run(secs(1));
        world.force("a", StateValue::Ok, &[]);
    }
    assert_eq!(planned(&world), 1);
    put_composite(&mut world, composite("c", "ALARM(a)"));
    assert_eq!(planned(&world), 0);
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (600, 600)));
    world.force("a", StateValue::Alarm, &[]);
    assert_eq!(planned(&world), 1);
    world.ask(Command::DeleteAlarms(vec!["c".to_owned()]));
    assert_eq!(planned(&world), 0);
}

// Covers: cw.delete-alarms.dependents
#[test]
fn what_depends_on_another_keeps_it() {
    let mut world = world(&["a", "b", "free"]);
    put_composite(&mut world, composite("c", "ALARM(a) OR ALARM(b)"));
    put_composite(&mut world, composite("d", "TRUE"));
    let delete = |names: &[&str]| {
        Command::DeleteAlarms(names.iter().map(|name| (*name).to_owned()).collect())
    };
    assert_eq!(
        world.refused(delete(&["a", "free", "b"])),
        "Cannot delete a,b as there are composite alarm(s) depending on them."
    );
    assert!(world.there().alarms().contains_key("free"), "all or nothing");
    assert!(world.refused(delete(&["c", "d"])).contains("one composite alarm"));
    world.ask(delete(&["a", "c"]));
    assert!(!world.there().alarms().contains_key("a"));
    assert!(world.command(delete(&["none"])).is_err());
}

// Covers: cw.composite.parents, cw.put-composite-alarm
#[test]
fn what_cannot_be_is_refused() {
    let mut world = world(&["a"]);
    for (rule, want) in [
        (
            "ALARM(a) OR ALARM(x) OR OK(y)",
            "Could not save the composite alarm as alarms [x, y] in the alarm rule do not exist"
                .to_owned(),
        ),
        (
            "ALARM(arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a)",
            "Could not save the composite alarm as alarms [arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a] in the alarm rule do not exist"
                .to_owned(),
        ),
    ] {
        assert_eq!(put(&mut world, composite("c", rule)).unwrap_err().to_string(), want);
    }
    put_composite(&mut world, composite("c", &format!("ALARM({ARN}a)")));
    let clash = "AlarmName [a] is already used by another alarm of a different type";
    assert_eq!(put(&mut world, composite("a", "TRUE")).unwrap_err().to_string(), clash);
    for foreign in [
        "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a",
        "arn:aws:cloudwatch:us-east-1:111111111111:alarm:a",
    ] {
        let spec = suppressed_by(composite("c", "TRUE"), foreign, (1, 1));
        assert_eq!(
            put(&mut world, spec).unwrap_err().to_string(),
            "ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name"
        );
    }
    put_composite(&mut world, suppressed_by(composite("c", "TRUE"), &format!("{ARN}a"), (1, 1)));
    for i in 1..150 {
        put_composite(&mut world, composite(&format!("c{i}"), "ALARM(a)"));
    }
    put_composite(&mut world, composite("c", "OK(a)"));
    let refusal = put(&mut world, composite("c150", "ALARM(a)")).unwrap_err();
    assert!(matches!(refusal, Refusal::LimitExceeded(_)), "{refusal:?}");
}

#[test]
fn a_wait_outlives_the_process() {
    let mut world = world(&["a", "s"]);
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (60, 120)));
    world.run(secs(61));
    world.notified.clear();
    world.force("a", StateValue::Alarm, &[]);
    let until = world.now + secs(60);
    assert_eq!(world.composite("c").suppression, Some(Suppression::WaitPeriod(until)));
    world.run(secs(30));
    world.restart();
    world.run(secs(29));
    assert_eq!(world.notified.len(), 0);
    world.run(secs(1));
    assert_eq!(world.notified.len(), 1);
    // Held back by the suppressor, and still so after a restart.
    world.force("s", StateValue::Alarm, &[]);
    world.force("a", StateValue::Ok, &[]);
    world.force("a", StateValue::Alarm, &[]);
    world.restart();
    world.run(secs(3600));
    assert_eq!(world.composite("c").suppression, Some(Suppression::Alarm));
    let reason = world.there().suppressed_reason(world.composite("c")).unwrap();
    assert!(
        reason.starts_with(&format!("Actions suppressed by {ARN}s that transitioned to ALARM at ")),
        "{reason}"
    );
    world.force("s", StateValue::Ok, &[]);
    world.restart();
    world.run(secs(119));
    assert_eq!(world.notified.len(), 1);
    world.run(secs(1));
    assert_eq!(world.notified.len(), 2);
    assert_eq!(world.composite("c").suppression, None);
}

// Covers: cw.composite.suppressor-changed
#[test]
fn a_new_suppressor_ends_what_the_old_one_held_back() {
    let mut world = world(&["a", "s", "t"]);
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (60, 60)));
    world.run(secs(61));
    world.force("a", StateValue::Alarm, &[]);
    world.notified.clear();
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "t", (60, 60)));
    world.run(secs(600));
    assert_eq!((world.notified.len(), world.composite("c").suppression), (0, None));
}

#[test]
fn a_suppressor_that_is_deleted_is_silent() {
    let mut world = world(&["a", "s"]);
    put_composite(&mut world, suppressed_by(composite("c", "ALARM(a)"), "s", (60, 10)));
    world.force("s", StateValue::Alarm, &[]);
    world.force("a", StateValue::Alarm, &[]);
    world.run(secs(600));
    assert_eq!(world.notified.len(), 0);
    world.ask(Command::DeleteAlarms(vec!["s".to_owned()]));
    world.run(secs(10));
    assert_eq!(world.notified.len(), 1);
}
