//! What users do to alarms, and what policies make of it.

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::TrackingConfig;
use ebb_decide::{Answer, Command, PolicyBlock};

use crate::driver::{Fate, World, minutes};
use crate::setup::{
    Managed, alarm, change_by, customized, endpoint, own_metric, policy, put_alarm, register, step,
    track, tracking, variant,
};

fn tracked(count: u32) -> (World, Managed) {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, count);
    register(&mut world, &variant(), 1, 20);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.run(minutes(5));
    (world, managed)
}

fn idle(world: &mut World, count: i64) {
    for _ in 0..count {
        world.data(&own_metric("load"), &[10.0]);
        world.run(minutes(1));
    }
}

#[test]
fn an_edited_alarm_goes_on_driving_its_policy() {
    let (mut world, managed) = tracked(2);
    let edited =
        AlarmSpec { evaluation_periods: 1, ..AlarmSpec::clone(&world.alarm(&managed.high).spec) };
    put_alarm(&mut world, edited);
    world.data(&own_metric("load"), &[100.0]);
    world.run(minutes(1));
    assert_eq!(world.desired(&variant()), 4, "after one minute instead of three");
    assert_eq!(world.alarm(&managed.high).spec.evaluation_periods, 1, "the edit stays");
}

#[test]
fn an_alarm_with_actions_off_drives_nothing() {
    let (mut world, managed) = tracked(2);
    let quiet =
        AlarmSpec { actions_enabled: false, ..AlarmSpec::clone(&world.alarm(&managed.high).spec) };
    put_alarm(&mut world, quiet);
    world.data(&own_metric("load"), &[100.0; 3]);
    world.run(minutes(1));
    assert_eq!(world.state(&managed.high), StateValue::Alarm);
    assert_eq!(world.desired(&variant()), 2);
}

#[test]
fn an_alarm_with_actions_off_is_not_heard_when_others_are() {
    let (mut world, managed) = tracked(2);
    let other = track(&mut world, &variant(), "q", tracking(customized("other"), 50.0));
    let quiet =
        AlarmSpec { actions_enabled: false, ..AlarmSpec::clone(&world.alarm(&managed.high).spec) };
    put_alarm(&mut world, quiet);
    world.force(&managed.high, StateValue::Alarm, &[500.0]);
    world.force(&other.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 4, "what the other asks for");
}

#[test]
fn without_its_low_alarm_a_policy_takes_nothing_away() {
    let (mut world, managed) = tracked(4);
    world.ask(Command::DeleteAlarms(vec![managed.low]));
    idle(&mut world, 20);
    assert_eq!(world.desired(&variant()), 4);
    // Putting the policy again makes the alarm anew.
    track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    idle(&mut world, 2);
    assert_eq!(world.desired(&variant()), 1);
}

// Covers: aas.tracking.breach-again
#[test]
fn a_state_set_by_hand_counts_by_the_points_that_come_with_it() {
    let (mut world, managed) = tracked(2);
    world.force(&managed.high, StateValue::Alarm, &[]);
    assert_eq!(world.desired(&variant()), 2, "no points, nothing to compute with");
    world.force(&managed.high, StateValue::Ok, &[]);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 4);
    world.run(minutes(2));
    assert_eq!(world.state(&managed.high), StateValue::InsufficientData, "the next look corrects");
}

// Covers: aas.put-policy
#[test]
fn putting_a_policy_again_replaces_its_alarms_and_keeps_its_name() {
    let (mut world, before) = tracked(2);
    let created = world.realm().unwrap().policies().values().next().unwrap().created;
    world.run(minutes(5));
    let config =
        TrackingConfig { disable_scale_in: Some(true), ..tracking(customized("load"), 70.0) };
    let after = track(&mut world, &variant(), "p", config);
    assert_eq!(after.arn, before.arn);
    assert!(after.low.is_empty() && after.high != before.high);
    let realm = world.realm().unwrap();
    assert_eq!(realm.alarms().keys().collect::<Vec<_>>(), [&after.high]);
    assert_eq!(realm.policies().values().next().unwrap().created, created);
    let threshold = world.alarm(&after.high).spec.threshold.unwrap();
    assert!((threshold - 70.0).abs() < 1e-9);
}

#[test]
fn a_policy_may_be_called_anything() {
    let (mut world, _) = tracked(2);
    let name = "a:createdBy/b :policyName/c";
    let managed = track(&mut world, &variant(), name, tracking(customized("other"), 50.0));
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 4);
    let workload = variant();
    world.ask(Command::DeleteScalingPolicy { workload, name: name.to_owned() });
    assert_eq!(world.realm().unwrap().policies().len(), 1);
}

// Covers: aas.delete-policy
#[test]
fn a_deleted_step_policy_is_taken_off_the_users_alarms() {
    let (mut world, _) = tracked(2);
    let arn = step(&mut world, &variant(), "s", change_by(1, 300));
    let topic = "arn:aws:sns:us-east-1:000000000000:ops";
    let mut spec = alarm("mine", own_metric("x"), 1.0, &arn);
    spec.alarm_actions.push(topic.to_owned());
    put_alarm(&mut world, spec);
    assert_eq!(world.realm().unwrap().alarms_naming(&arn).count(), 1);
    world.ask(Command::DeleteScalingPolicy { workload: variant(), name: "s".to_owned() });
    assert_eq!(world.alarm("mine").spec.alarm_actions, [topic]);
    assert_eq!(world.realm().unwrap().alarms_naming(&arn).count(), 0);
}

#[test]
fn an_update_may_leave_the_block_out_but_not_change_the_type() {
    let (mut world, before) = tracked(2);
    let given = policy(&variant(), "p", PolicyBlock::Step(change_by(1, 300)));
    let refusal = world.refused(Command::PutScalingPolicy(given.clone()));
    assert_eq!(refusal, "The type of an existing scaling policy cannot be changed");
    let nothing = ebb_decide::PolicyRequest { policy_type: None, block: None, ..given };
    let Answer::Policy { arn, .. } = world.ask(Command::PutScalingPolicy(nothing)) else {
        panic!("not the answer to a policy")
    };
    assert_eq!(arn, before.arn);
}
