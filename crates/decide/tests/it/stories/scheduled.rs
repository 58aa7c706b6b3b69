//! Scheduled actions: bounds at instants, whatever else goes on.

use ebb_decide::alarm::StateValue;
use ebb_decide::scaling::StatusCode;
use ebb_decide::schedule::Zone;
use ebb_decide::{CapacityAction, Command, ScheduledActionRequest, TargetRequest};
use ebb_units::{SignedDuration, Timestamp};

use crate::driver::{World, minutes, secs, start};
use crate::setup::{
    customized, endpoint, put_scheduled, register, scheduled, set_instances, track, tracking,
    unchanged, variant,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn run_to(world: &mut World, text: &str) {
    let time = world.now.duration_until(at(text));
    assert!(time >= SignedDuration::ZERO);
    world.run(time);
}

/// Two instances between one and four; the world begins on a Monday at nine.
fn two_instances() -> World {
    let mut world = World::new();
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 4);
    world
}

fn bounds(world: &World) -> (u32, u32) {
    let bounds = world.there().targets()[&variant()].bounds;
    (bounds.min().0, bounds.max().0)
}

fn planned(world: &World, name: &str) -> Option<Timestamp> {
    world.there().scheduled_actions()[&(variant(), name.to_owned())].planned
}

#[test]
fn a_day_at_work() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("open", "cron(0 8 ? * MON-FRI *)", Some(3), Some(8)));
    put_scheduled(&mut world, scheduled("close", "cron(0 18 ? * MON-FRI *)", Some(0), Some(1)));
    world.watch(&variant());
    run_to(&mut world, "2026-03-07T00:00:00Z");
    assert_eq!(world.went(), [2, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    assert_eq!(bounds(&world), (0, 1));
    let texts: Vec<String> = world.moves().iter().take(4).map(|it| it.description()).collect();
    assert_eq!(
        texts,
        [
            "Setting desired instance count to 1.",
            "Setting min capacity to 0 and max capacity to 1",
            "Setting desired instance count to 3.",
            "Setting min capacity to 3 and max capacity to 8",
        ]
    );
    let causes: Vec<String> = world.moves().iter().take(4).map(|it| it.cause.text()).collect();
    assert_eq!(
        causes,
        [
            "maximum capacity was set to 1",
            "scheduled action name close was triggered",
            "minimum capacity was set to 3",
            "scheduled action name open was triggered",
        ]
    );
    assert_eq!(planned(&world, "open"), Some(at("2026-03-09T08:00:00Z")));
}

#[test]
fn the_clock_is_that_of_the_zone() {
    let mut world = two_instances();
    let zone = Some(Zone::parse("America/New_York").unwrap());
    let request = scheduled("a", "cron(0 9 * * ? *)", Some(2), None);
    put_scheduled(&mut world, ScheduledActionRequest { zone, ..request });
    assert_eq!(planned(&world, "a"), Some(at("2026-03-02T14:00:00Z")));
    run_to(&mut world, "2026-03-08T00:00:00Z");
    // Summer time began that night.
    assert_eq!(planned(&world, "a"), Some(at("2026-03-08T13:00:00Z")));
}

// Covers: aas.schedule.window
#[test]
fn a_window_begins_with_a_run_and_ends_without() {
    let mut world = two_instances();
    let request = ScheduledActionRequest {
        start: Some(at("2026-03-02T10:10:00Z")),
        end: Some(at("2026-03-02T12:10:00Z")),
        ..scheduled("a", "rate(45 minutes)", None, Some(3))
    };
    put_scheduled(&mut world, request);
    run_to(&mut world, "2026-03-03T00:00:00Z");
    let runs: Vec<String> = world.moves().iter().rev().map(|it| it.start.to_string()).collect();
    assert_eq!(runs, ["2026-03-02T10:10:00Z", "2026-03-02T10:55:00Z", "2026-03-02T11:40:00Z"]);
    assert_eq!(bounds(&world), (1, 3), "what was set stays");
    assert_eq!(planned(&world, "a"), None);
    // One that is over is still there, and an update starts it anew: the times go when they are not given.
    put_scheduled(
        &mut world,
        ScheduledActionRequest {
            action: Some(CapacityAction { min: Some(2), max: None }),
            schedule: None,
            ..scheduled("a", "rate(45 minutes)", None, None)
        },
    );
    let action = &world.there().scheduled_actions()[&(variant(), "a".to_owned())];
    assert_eq!((action.start, action.end), (None, None));
    assert_eq!(action.schedule.as_str(), "rate(45 minutes)");
    assert!(planned(&world, "a").is_some_and(|next| next > world.now));
}

#[test]
fn once_is_once_and_too_late_is_never() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("once", "at(2026-03-02T09:30:00)", Some(3), None));
    put_scheduled(&mut world, scheduled("gone", "at(2026-03-02T08:59:59)", Some(4), None));
    assert_eq!(planned(&world, "gone"), None);
    run_to(&mut world, "2026-03-02T09:30:00Z");
    assert_eq!(world.desired(&variant()), 3);
    run_to(&mut world, "2026-03-04T00:00:00Z");
    assert_eq!(world.moves().len(), 2);
    assert_eq!(world.there().scheduled_actions().len(), 2);
}

// Covers: aas.scheduled.run
#[test]
fn only_a_bound_that_is_set_moves_the_capacity() {
    let mut world = two_instances();
    world.ask(set_instances("e", "v", 0));
    world.settle();
    put_scheduled(&mut world, scheduled("a", "at(2026-03-02T09:30:00)", None, Some(3)));
    run_to(&mut world, "2026-03-02T10:00:00Z");
    assert_eq!((world.desired(&variant()), bounds(&world)), (0, (1, 3)));
}

// Covers: aas.scheduled.run
#[test]
fn what_cannot_be_changed_at_that_moment_is_not_waited_for() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("a", "at(2026-03-02T09:30:00)", Some(4), Some(6)));
    run_to(&mut world, "2026-03-02T09:29:50Z");
    world.ask(set_instances("e", "v", 3));
    run_to(&mut world, "2026-03-02T10:00:00Z");
    assert_eq!((world.desired(&variant()), bounds(&world)), (3, (4, 6)));
    assert_eq!(world.statuses(), [StatusCode::Successful, StatusCode::Failed]);
    let text = world.last_move().status_message().unwrap();
    assert!(
        text.starts_with("Failed to set desired instance count to 4. Reason: Cannot update"),
        "{text}"
    );
}

#[test]
fn bounds_that_do_not_fit_are_used_up() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("a", "at(2026-03-02T09:30:00)", Some(5), None));
    run_to(&mut world, "2026-03-02T12:00:00Z");
    assert_eq!((world.desired(&variant()), bounds(&world)), (2, (1, 4)));
    assert_eq!(
        world.last_move().status_message().as_deref(),
        Some(
            "Failed to set min capacity to 5. Reason: Maximum capacity cannot be less than minimum capacity"
        )
    );
    assert_eq!(planned(&world, "a"), None);
}

#[test]
fn a_suspension_loses_runs() {
    let mut world = two_instances();
    let suspend = |on| {
        let request = TargetRequest { scheduled_suspended: Some(on), ..unchanged(&variant()) };
        Command::RegisterScalableTarget(request)
    };
    put_scheduled(&mut world, scheduled("a", "cron(30 * * * ? *)", Some(3), None));
    world.ask(suspend(true));
    run_to(&mut world, "2026-03-02T09:45:00Z");
    world.ask(suspend(false));
    world.restart();
    run_to(&mut world, "2026-03-02T10:15:00Z");
    assert_eq!(world.desired(&variant()), 2, "not made up, not even by a restart");
    run_to(&mut world, "2026-03-02T10:45:00Z");
    assert_eq!(world.desired(&variant()), 3);
}

// Covers: ebb.schedule.missed
#[test]
fn the_last_of_each_that_was_missed_is_made_up() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("open", "cron(0 8 * * ? *)", Some(3), Some(4)));
    put_scheduled(&mut world, scheduled("close", "cron(0 20 * * ? *)", Some(0), Some(1)));
    put_scheduled(&mut world, scheduled("often", "rate(1 minute)", None, Some(5)));
    // Down from Monday ten o'clock to Wednesday nine.
    run_to(&mut world, "2026-03-02T09:00:30Z");
    world.now = at("2026-03-04T09:00:30Z");
    world.restart();
    world.run(secs(30));
    let causes: Vec<String> = world.moves().iter().rev().map(|it| it.cause.text()).collect();
    assert_eq!(
        causes[..5],
        [
            "scheduled action name close was triggered",
            "maximum capacity was set to 1",
            "scheduled action name open was triggered",
            "minimum capacity was set to 3",
            "scheduled action name often was triggered"
        ]
        .map(str::to_owned)
    );
    assert_eq!(bounds(&world), (3, 5));
    assert_eq!(world.desired(&variant()), 3);
    // A server that is asleep does the same when it wakes.
    world.now = at("2026-03-05T03:00:00Z");
    world.settle();
    assert_eq!(bounds(&world), (0, 5));
    assert_eq!(world.desired(&variant()), 1, "the evening's maximum was in force before the last");
}

#[test]
fn cooldowns_do_not_count_and_policies_go_on_between_the_bounds() {
    let mut world = two_instances();
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    put_scheduled(&mut world, scheduled("a", "at(2026-03-02T09:30:00)", Some(3), Some(6)));
    run_to(&mut world, "2026-03-02T09:31:00Z");
    assert_eq!(world.desired(&variant()), 3);
    world.force(&managed.low, StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!(world.desired(&variant()), 3, "the new minimum holds");
    world.force(&managed.high, StateValue::Alarm, &[200.0]);
    assert_eq!(world.desired(&variant()), 6, "and the new maximum");
}

// Covers: aas.put-scheduled-action
#[test]
fn an_update_keeps_what_it_does_not_name_but_for_the_times() {
    let mut world = two_instances();
    let whole = ScheduledActionRequest {
        zone: Some(Zone::parse("Europe/Berlin").unwrap()),
        start: Some(world.now + minutes(60)),
        end: Some(world.now + minutes(600)),
        ..scheduled("a", "cron(0 8 ? * MON-FRI *)", Some(3), Some(8))
    };
    put_scheduled(&mut world, whole);
    let stored =
        |world: &World| world.there().scheduled_actions()[&(variant(), "a".to_owned())].clone();
    let first = stored(&world);
    assert!(first.start.is_some() && first.end.is_some());
    world.run(minutes(1));
    let action = Some(CapacityAction { min: Some(2), max: None });
    let update = scheduled("a", "rate(1 day)", None, None);
    put_scheduled(&mut world, ScheduledActionRequest { schedule: None, action, ..update });
    let second = stored(&world);
    assert_eq!((second.start, second.end), (None, None));
    assert_eq!((&second.schedule, &second.zone), (&first.schedule, &first.zone));
    assert_eq!((&second.arn, second.created), (&first.arn, first.created));
    assert_ne!(second.bounds, first.bounds);
}

// Covers: aas.delete-scheduled-action, aas.deregister
#[test]
fn actions_go_with_their_target() {
    let mut world = two_instances();
    put_scheduled(&mut world, scheduled("a", "rate(5 minutes)", Some(3), None));
    put_scheduled(&mut world, scheduled("b", "rate(5 minutes)", Some(3), None));
    let deleted = Command::DeleteScheduledAction { workload: variant(), name: "b".to_owned() };
    world.ask(deleted.clone());
    assert_eq!(
        world.refused(deleted),
        "No scheduled action found for service namespace: sagemaker, resource ID: endpoint/e/variant/v, scalable dimension: sagemaker:variant:DesiredInstanceCount, scheduled action name: b"
    );
    world.ask(Command::DeregisterScalableTarget { workload: variant() });
    world.run(minutes(20));
    assert_eq!((world.desired(&variant()), world.moves().len()), (2, 0));
    let later = Command::PutScheduledAction(scheduled("a", "rate(5 minutes)", Some(3), None));
    assert_eq!(
        world.refused(later),
        "No scalable target registered for service namespace: sagemaker, resource ID: endpoint/e/variant/v, scalable dimension: sagemaker:variant:DesiredInstanceCount"
    );
}

// Covers: aas.scheduled.action
#[test]
fn what_is_missing_and_what_is_too_much() {
    let mut world = two_instances();
    let put = |request| Command::PutScheduledAction(request);
    let whole = scheduled("a", "rate(5 minutes)", Some(3), None);
    let refusal = put(ScheduledActionRequest { schedule: None, ..whole.clone() });
    assert_eq!(world.refused(refusal), "Schedule must be set");
    let action = |min, max| {
        let action = Some(CapacityAction { min, max });
        put(ScheduledActionRequest { action, ..whole.clone() })
    };
    for (min, max, text) in [
        (Some(-1), None, "Minimum capacity cannot be less than 0"),
        (None, Some(-1), "Maximum capacity cannot be less than 0"),
        (Some(3), Some(2), "Maximum capacity cannot be less than minimum capacity"),
    ] {
        assert_eq!(world.refused(action(min, max)), text);
    }
    let same = ScheduledActionRequest { start: Some(start()), end: Some(start()), ..whole.clone() };
    assert_eq!(world.refused(put(same)), "StartTime must be before EndTime");
    for number in 0..200 {
        world.ask(put(ScheduledActionRequest { name: format!("a{number}"), ..whole.clone() }));
    }
    let refusal = world.refused(put(whole.clone()));
    assert!(refusal.contains("(200)"), "{refusal}");
    world.ask(put(ScheduledActionRequest { name: "a7".to_owned(), ..whole }));
}
