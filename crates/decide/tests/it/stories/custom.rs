//! Custom resources: asked before a decision, told its outcome, watched until they have followed.
//!
//! Covers: aas.custom.contract, aas.custom.fulfilled

use ebb_decide::alarm::StateValue;
use ebb_decide::scaling::{CustomOrder, CustomStatus, StatusCode};
use ebb_decide::{Command, Event, TargetRequest};
use ebb_units::{Capacity, SignedDuration};

use crate::driver::{Resource, World, minutes, secs};
use crate::setup::{
    Managed, alarm, change_by, custom, customized, own_metric, put_alarm, put_scheduled,
    register_custom, scheduled, step, target, track, tracking,
};

const ASK: CustomOrder = CustomOrder::Ask;

fn set(to: u32) -> CustomOrder {
    CustomOrder::Set(Capacity(to))
}

/// Two of the custom resource, between one and ten, with a tracking policy.
fn tracked() -> (World, Managed) {
    let mut world = World::new();
    world.resource = Resource::of(2);
    register_custom(&mut world, 1, 10);
    let managed = track(&mut world, &custom(), "p", tracking(customized("load"), 50.0));
    (world, managed)
}

fn breach(world: &mut World, alarm: &str, point: f64) {
    world.force(alarm, StateValue::Ok, &[]);
    world.run(secs(1));
    world.force(alarm, StateValue::Alarm, &[point]);
    world.run(secs(1));
}

fn last_message(world: &World) -> String {
    world.last_move().status_message().unwrap_or_default()
}

#[test]
fn a_policy_asks_first_and_then_tells() {
    let (mut world, managed) = tracked();
    // Somebody else has changed it since it was registered.
    world.resource.report.actual = Capacity(4);
    world.resource.report.desired = Capacity(4);
    breach(&mut world, &managed.high, 70.0);
    assert_eq!(world.resource.orders, [ASK, set(6)]);
    let activity = world.last_move();
    assert_eq!(activity.description(), "Setting desired capacity to 6.");
    assert_eq!(activity.status, StatusCode::Successful);
    assert_eq!(
        last_message(&world),
        "Successfully set desired capacity to 6. Change successfully fulfilled by custom-resource."
    );
    world.force(&managed.high, StateValue::Ok, &[]);
    breach(&mut world, &managed.low, 10.0);
    assert_eq!(world.resource.orders[2..], [ASK, set(2)]);
    assert_eq!(world.desired(&custom()), 2);
    world.run(minutes(30));
    assert_eq!(world.resource.orders[4..], [], "at rest it is left alone");
}

#[test]
fn a_change_is_pending_then_in_progress_then_done() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    world.run(SignedDuration::from_millis(60));
    assert_eq!(world.last_move().status, StatusCode::Pending);
    assert_eq!(world.last_move().status_message(), None);
    world.run(secs(1));
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    assert_eq!((world.desired(&custom()), world.current(&custom())), (4, 2));
    world.run(secs(25));
    assert_eq!(world.resource.orders, [ASK, set(4), ASK, ASK], "asked every ten seconds");
    world.resource.arrive();
    world.run(secs(10));
    assert_eq!(world.last_move().status, StatusCode::Successful);
    // The cooldown runs from here: the two that were added count.
    breach(&mut world, &managed.high, 60.0);
    assert_eq!(world.desired(&custom()), 4);
}

#[test]
fn step_policies_move_it_too() {
    let (mut world, _) = tracked();
    let arn = step(&mut world, &custom(), "s", change_by(3, 60));
    put_alarm(&mut world, alarm("mine", own_metric("x"), 50.0, &arn));
    breach(&mut world, "mine", 60.0);
    assert_eq!(world.desired(&custom()), 5);
    let text = "monitor alarm mine in state ALARM triggered policy s";
    assert_eq!(world.last_move().cause.text(), text);
}

#[test]
fn scheduled_actions_and_registrations_move_it() {
    let (mut world, _) = tracked();
    let request = ebb_decide::ScheduledActionRequest {
        workload: custom(),
        ..scheduled("a", "rate(1 minute)", Some(4), Some(6))
    };
    put_scheduled(&mut world, request);
    world.run(secs(61));
    assert_eq!(world.resource.orders, [ASK, set(4)]);
    assert_eq!(world.last_move().cause.text(), "minimum capacity was set to 4");
    world.ask(Command::DeleteScheduledAction { workload: custom(), name: "a".to_owned() });
    register_custom(&mut world, 1, 3);
    world.run(secs(1));
    assert_eq!(world.desired(&custom()), 3);
    assert_eq!(world.last_move().cause.text(), "maximum capacity was set to 3");
}

#[test]
fn a_resource_that_refuses_fails_the_change() {
    let (mut world, managed) = tracked();
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    // It answers the question, and then refuses.
    world.run(SignedDuration::from_millis(60));
    world.resource.refuses = Some("the resource answered 403: quota exceeded");
    world.run(secs(1));
    assert_eq!(world.last_move().status, StatusCode::Failed);
    assert_eq!(
        last_message(&world),
        "Failed to set desired capacity to 4. Reason: the resource answered 403: quota exceeded"
    );
    assert!(world.last_move().end.is_some());
    // While it answers nothing at all, nothing is decided.
    breach(&mut world, &managed.high, 100.0);
    assert_eq!(world.held(), ["TargetServicePutResourceAsUnscalable"]);
    world.resource.refuses = None;
    breach(&mut world, &managed.high, 100.0);
    assert_eq!(world.desired(&custom()), 4);
}

#[test]
fn a_resource_that_fails_says_why() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    breach(&mut world, &managed.high, 100.0);
    world.resource.report.status = CustomStatus::Failed;
    world.resource.report.failure = Some("no more room".to_owned());
    world.run(secs(10));
    assert_eq!(world.last_move().status, StatusCode::Failed);
    let text = "Failed to set desired capacity to 4. Reason: no more room";
    assert_eq!(last_message(&world), text);
    world.run(minutes(30));
    assert_eq!(world.moves().len(), 1);
}

#[test]
fn somebody_else_may_override_it() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    breach(&mut world, &managed.high, 100.0);
    world.resource.report.desired = Capacity(7);
    world.run(secs(10));
    assert_eq!(world.last_move().status, StatusCode::Overridden);
    assert_eq!(
        last_message(&world),
        "Successfully set desired capacity to 4. Found it was later changed to 7."
    );
    assert_eq!(world.desired(&custom()), 7);
}

#[test]
fn one_to_more_replaces_one_under_way() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    breach(&mut world, &managed.high, 100.0);
    let arn = step(&mut world, &custom(), "s", change_by(3, 60));
    put_alarm(&mut world, alarm("mine", own_metric("x"), 50.0, &arn));
    breach(&mut world, "mine", 60.0);
    // What is there counts: two and three.
    assert_eq!(world.desired(&custom()), 5);
    assert_eq!(world.statuses(), [StatusCode::Overridden, StatusCode::InProgress]);
    breach(&mut world, &managed.low, 1.0);
    assert_eq!(world.desired(&custom()), 5, "less has to wait");
}

#[test]
fn two_bounds_in_one_instant_leave_the_later() {
    let (mut world, _) = tracked();
    let observed = Some(world.resource.report.clone());
    for (min, max) in [(5, 6), (8, 9)] {
        let request = TargetRequest { observed: observed.clone(), ..target(&custom(), min, max) };
        world.ask(Command::RegisterScalableTarget(request));
    }
    world.run(secs(1));
    assert_eq!(world.resource.orders, [set(5), set(8)]);
    assert_eq!(world.statuses(), [StatusCode::Overridden, StatusCode::Successful]);
}

#[test]
fn a_registration_knows_less_than_a_change_that_is_open() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    let before = world.resource.report.clone();
    breach(&mut world, &managed.high, 100.0);
    // Asked before the change, and registered after it.
    let request = TargetRequest { observed: Some(before), ..target(&custom(), 1, 9) };
    world.ask(Command::RegisterScalableTarget(request));
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    assert_eq!(world.desired(&custom()), 4);
}

#[test]
fn after_a_restart_what_was_ordered_is_ordered_again() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    world.run(SignedDuration::from_millis(60));
    assert_eq!(world.last_move().status, StatusCode::Pending);
    world.restart();
    world.run(secs(1));
    assert_eq!(world.resource.orders, [ASK, set(4)]);
    assert_eq!(world.last_move().status, StatusCode::InProgress);
    world.restart();
    world.resource.arrive();
    world.run(secs(1));
    assert_eq!(world.last_move().status, StatusCode::Successful);
    world.restart();
    world.run(minutes(5));
    assert_eq!(world.resource.orders.len(), 3, "at rest it is left alone");
    breach(&mut world, &managed.low, 10.0);
    assert_eq!(world.desired(&custom()), 1);
}

#[test]
fn a_target_that_is_gone_is_not_asked_again() {
    let (mut world, managed) = tracked();
    world.resource.follows = false;
    breach(&mut world, &managed.high, 100.0);
    world.ask(Command::DeregisterScalableTarget { workload: custom() });
    assert_eq!(world.last_move().status, StatusCode::Unfulfilled);
    let asked = world.resource.orders.len();
    world.run(minutes(5));
    assert_eq!(world.resource.orders.len(), asked);
}

#[test]
fn an_answer_to_an_order_that_nobody_gave_is_not_heard() {
    let (mut world, _) = tracked();
    let key = ebb_units::WorkloadKey { scope: world.there().scope().clone(), workload: custom() };
    let answer = Ok(Resource::of(9).report);
    world.tell(Event::Custom { key, number: 12_345, answer });
    assert_eq!(world.desired(&custom()), 2);
}

#[test]
fn it_has_no_metric_that_the_service_knows() {
    let (mut world, _) = tracked();
    let unasked = Command::RegisterScalableTarget(target(
        &ebb_units::Workload::Custom { url: "http://other/".to_owned() },
        1,
        2,
    ));
    assert_eq!(world.refused(unasked), "Could not ask the custom resource \"http://other/\".");
    let metric = ebb_decide::policy::PredefinedMetric::SageMakerVariantInvocationsPerInstance;
    let block = ebb_decide::PolicyBlock::Tracking(tracking(crate::setup::predefined(metric), 1.0));
    let refusal =
        world.refused(Command::PutScalingPolicy(crate::setup::policy(&custom(), "q", block)));
    assert_eq!(
        refusal,
        "Scalable dimension custom-resource:ResourceType:Property does not support PredefinedMetricSpecification."
    );
}

#[test]
fn nothing_is_made_up_of_a_resource_that_was_never_heard() {
    let (mut world, managed) = tracked();
    let request = ebb_decide::ScheduledActionRequest {
        workload: custom(),
        ..scheduled("a", "rate(1 minute)", Some(4), Some(6))
    };
    put_scheduled(&mut world, request);
    world.resource.refuses = Some("the resource answered 403: no");
    world.restart();
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    world.run(secs(61));
    let entries: Vec<_> = world.there().activities().collect();
    let failed = entries.iter().find(|entry| entry.failure.is_some()).unwrap();
    assert_eq!((failed.from, failed.wanted), (None, None));
    assert_eq!(failed.description(), "Attempting to scale due to scheduled action triggered");
    assert_eq!(
        failed.status_message().unwrap(),
        "Failed to set desired capacity. Reason: the resource answered 403: no"
    );
    let held = entries.iter().find(|entry| entry.not_scaled.is_some()).unwrap();
    assert_eq!(
        (held.from, held.description().as_str()),
        (None, "Attempting to scale due to alarm triggered")
    );
}
