//! Decisions told in words: why the capacity moved, and why it did not.
//!
//! That each of them comes out the same when it is taken again alone, the world checks in every story.

use ebb_decide::alarm::StateValue;
use ebb_decide::decision::{Explanation, Outcome};
use ebb_decide::policy::PredefinedMetric;
use ebb_decide::{Command, TargetRequest};
use ebb_units::Capacity;

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    Managed, alarm, change_by, custom, customized, endpoint, own_metric, predefined, put_alarm,
    put_scheduled, register, register_custom, scheduled, step, track, tracking, unchanged, variant,
    wake_up,
};

fn tracked(count: u32, max: i32) -> (World, Managed) {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, count);
    register(&mut world, &variant(), 1, max);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    (world, managed)
}

fn force(world: &mut World, alarm: &str, points: &[f64]) {
    world.force(alarm, StateValue::Ok, &[]);
    world.run(secs(1));
    world.force(alarm, StateValue::Alarm, points);
    world.settle();
}

/// The answer, and the id of the rule behind it.
fn said(why: &Explanation) -> (&str, &str) {
    (&why.answer, why.rule.id)
}

fn present(world: &World) -> Explanation {
    let hearing = world.controller.hearing(world.now, world.there().scope(), &variant()).unwrap();
    hearing.explain(world.now, &variant())
}

#[test]
fn a_scale_out_is_told_with_its_data_and_its_arithmetic() {
    let (mut world, managed) = tracked(2, 20);
    world.run_to_the_minute();
    world.data(&own_metric("load"), &[75.0, 80.0, 90.0]);
    world.run(minutes(1));
    assert_eq!(world.desired(&variant()), 4);
    let decision = world.decisions.last().unwrap();
    assert_eq!((decision.from(), decision.to()), (Some(Capacity(2)), Some(Capacity(4))));
    let told = world.why().to_string().replace(&managed.high, "HIGH").replace(&managed.low, "LOW");
    let next = world.why().next.unwrap();
    let want = format!(
        "\
endpoint/e/variant/v at {at}
  scaled out from 2 to 4 by p
rule       aas.tracking.proportional  https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
target     desired 2, serving 2, bounds 1 to 20
trigger    alarm HIGH named policy p
saw        HIGH: ALARM since {at}; Average of My/App:load every 60 s > 50, 3 of 3, missing data are missing; saw 75 80 90 (until 2026-03-02T09:01:00Z)
           LOW: INSUFFICIENT_DATA since 2026-03-02T09:00:00Z; Average of My/App:load every 60 s < 45, 15 of 15, missing data are missing; saw no data (until 2026-03-02T09:00:00Z)
reckoned   p: the mean of 1 point, measured since the youngest copy serves, is 90: 2 serving × 90 / 50, rounded up, is 4
next       {next}, when LOW is looked at, or with a datum that settles a breach",
        at = decision.at,
        next = next.at,
    );
    assert_eq!(told, want);
    assert_eq!((next.alarm, next.repeats), (managed.low, false));
}

/// An alarm that fires early has seen a minute that still grows; its policy reckons with whole ones.
#[test]
fn a_mean_of_other_points_than_the_alarm_saw_is_told_with_them() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 20);
    let metric = predefined(PredefinedMetric::SageMakerVariantInvocationsPerInstance);
    track(&mut world, &variant(), "p", tracking(metric, 60.0));
    world.load(&variant(), 50.0);
    world.run(minutes(10));
    world.run_to_the_minute();
    world.load(&variant(), 100.0);
    world.run(minutes(4));
    let why = world.decisions.iter().find(|decision| decision.to().is_some()).unwrap().explain();
    assert!(why.seen[0].contains("; saw 100 100 (until"), "{why:#?}");
    let reckoned = "p: the mean of 3 points, 50 100 100, measured since the youngest copy serves, is 83.333: 1 serving × 83.333 / 60, rounded up, is 2";
    assert_eq!(why.reckoning, [reckoned]);
}

#[test]
fn cooldowns_are_told_with_their_ends() {
    let (mut world, managed) = tracked(2, 20);
    force(&mut world, &managed.high, &[75.0]);
    let done = world.now;
    force(&mut world, &managed.high, &[60.0]);
    let why = world.why();
    let until = done + secs(300);
    let sentence = format!(
        "not scaled: cooling down: 1 that p has added count until {until} and cover what it asks for"
    );
    assert_eq!(said(&why), (sentence.as_str(), "aas.cooldown.credit"));
    let reckoned = format!(
        "p: the mean of 1 point is 60: 3 serving × 60 / 50, rounded up, is 4; less 1 that were added already, which count until {until}: 3"
    );
    assert_eq!(why.reckoning, [reckoned]);
    assert_eq!(why.cooldowns, [format!("p: 1 added count as credit until {until}")]);

    let (mut world, managed) = tracked(8, 20);
    force(&mut world, &managed.low, &[40.0]);
    assert_eq!(said(&world.why()), ("scaled in from 8 to 7 by p", "aas.tracking.proportional"));
    let until = world.now + secs(300);
    force(&mut world, &managed.low, &[20.0]);
    let sentence = format!("not scaled: p is cooling down until {until}");
    assert_eq!(said(&world.why()), (sentence.as_str(), "aas.cooldown.start"));
    assert_eq!(world.why().cooldowns, [format!("p: no scale-in before {until}")]);
}

#[test]
fn what_holds_a_capacity_is_named() {
    let (mut world, managed) = tracked(4, 4);
    force(&mut world, &managed.high, &[90.0]);
    assert_eq!(said(&world.why()), ("not scaled: at the maximum of 4", "aas.not-scaled"));
    force(&mut world, &managed.high, &[10.0]);
    assert_eq!(
        said(&world.why()),
        ("not scaled: no policy asks for anything any more", "aas.tracking.breach-again")
    );
    let reckoned = format!(
        "p: asks for nothing: {} is in ALARM, but the mean of what counts is 10, which is not > 50",
        managed.high
    );
    assert_eq!(world.why().reckoning, [reckoned]);
    world.force(&managed.high, StateValue::Ok, &[]);

    let other = track(&mut world, &variant(), "q", tracking(customized("other"), 50.0));
    force(&mut world, &managed.low, &[10.0]);
    let sentence =
        format!("not scaled: q does not agree to scale in: {} is INSUFFICIENT_DATA", other.low);
    assert_eq!(said(&world.why()), (sentence.as_str(), "aas.several-policies"));

    world.ask(Command::RegisterScalableTarget(TargetRequest {
        dynamic_in_suspended: Some(true),
        ..unchanged(&variant())
    }));
    force(&mut world, &managed.low, &[10.0]);
    assert_eq!(
        said(&world.why()),
        ("not scaled: scale-in by policies is suspended", "aas.suspend.resume")
    );
    assert!(world.why().target.ends_with("scale-in by policies is suspended"));
}

#[test]
fn a_change_under_way_and_a_resource_at_work_are_named() {
    let (mut world, managed) = tracked(2, 20);
    world.fate = Fate::Healthy(30_000);
    force(&mut world, &managed.high, &[75.0]);
    force(&mut world, &managed.low, &[10.0]);
    assert_eq!(
        said(&world.why()),
        ("not scaled: the resource cannot be changed at the moment", "aas.not-scaled")
    );
    assert_eq!(world.decisions.last().unwrap().outcome, Outcome::NotScalable);
    assert_eq!(world.why().reckoning, ["the policies were not asked"]);
}

#[test]
fn a_datum_that_has_been_answered_says_so() {
    let mut world = World::new();
    endpoint(&mut world, 0);
    register(&mut world, &variant(), 0, 4);
    wake_up(&mut world, &variant());
    world.requests(&variant(), 1.0);
    assert_eq!(said(&world.why()), ("scaled out from 0 to 1 by wake", "aas.step.interval"));
    assert_eq!(
        world.why().reckoning,
        [
            "wake: the Average of its points is 1, 0 from the threshold 1: the step 0 to ∞ adjusts by +1, from 0 to 1"
        ]
    );
    world.run(minutes(2));
    assert_eq!(world.desired(&variant()), 1);
    assert_eq!(
        said(&world.why()),
        (
            "not scaled: the data that wake asks with have had their answer; 1 is what they came to",
            "ebb.step.answered"
        )
    );
    assert_eq!(world.why().rule.link, None);
}

#[test]
fn bounds_and_schedules_are_decisions_too() {
    let (mut world, _) = tracked(2, 20);
    register(&mut world, &variant(), 3, 20);
    assert_eq!(
        said(&world.why()),
        (
            "moved from 2 to 3, the minimum that the registration of the target has set",
            "aas.bounds"
        )
    );
    world.settle();
    put_scheduled(&mut world, scheduled("night", "at(2026-03-02T10:00:00)", Some(0), Some(1)));
    world.run(minutes(61));
    assert_eq!(
        said(&world.why()),
        (
            "moved from 3 to 1, the maximum that the scheduled action night has set",
            "aas.scheduled.run"
        )
    );
}

#[test]
fn a_resource_that_does_not_answer_is_named() {
    let mut world = World::new();
    register_custom(&mut world, 1, 10);
    let managed = track(&mut world, &custom(), "p", tracking(customized("load"), 50.0));
    world.resource.refuses = Some("it is on fire");
    world.force(&managed.high, StateValue::Alarm, &[70.0]);
    world.run(secs(1));
    assert_eq!(
        said(&world.why()),
        (
            "not scaled: the resource did not say how it stands: it is on fire",
            "aas.custom.fulfilled"
        )
    );
}

#[test]
fn a_target_that_never_decided_tells_what_is_missing() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    assert!(world.controller.hearing(world.now, world.there().scope(), &variant()).is_none());
    register(&mut world, &variant(), 1, 4);
    assert_eq!(present(&world).reckoning, ["the target has no policies"]);
    assert_eq!(present(&world).next, None);

    let arn = step(&mut world, &variant(), "s", change_by(1, 60));
    assert_eq!(present(&world).reckoning, ["s: asks for nothing: no alarm names it"]);

    put_alarm(&mut world, alarm("busy", own_metric("load"), 100.0, &arn));
    world.run(minutes(3));
    let why = present(&world);
    assert_eq!(said(&why), ("no policy asks for anything", "aas.tracking.breach-again"));
    assert_eq!(why.reckoning, ["s: asks for nothing: busy sees no data"]);
    assert_eq!(why.next.map(|next| (next.alarm, next.repeats)), Some(("busy".to_owned(), false)));
    assert!(world.decisions.is_empty());

    world.ask(Command::SwitchAlarmActions { names: vec!["busy".to_owned()], enabled: false });
    world.force("busy", StateValue::Alarm, &[120.0]);
    assert_eq!(
        present(&world).reckoning,
        [
            "s: asks for nothing: busy is in ALARM, but its actions are disabled, muted, or do not name the policy"
        ]
    );
}

#[test]
fn a_hearing_that_is_only_asked_for_changes_nothing() {
    let (mut world, managed) = tracked(2, 20);
    world.ask(Command::SwitchAlarmActions { names: vec![managed.high.clone()], enabled: false });
    world.force(&managed.high, StateValue::Alarm, &[75.0]);
    world.ask(Command::SwitchAlarmActions { names: vec![managed.high], enabled: true });
    assert_eq!(present(&world).answer, "a hearing now would give: scaled out from 2 to 3 by p");
    assert_eq!(world.desired(&variant()), 2);
    assert!(world.decisions.is_empty());
}
