//! Shadows: candidates that decide on a target beside what scales it, and move nothing.

use ebb_decide::alarm::{Actions, AlarmSpec};
use ebb_decide::decision::{Decision, Outcome};
use ebb_decide::policy::PredefinedMetric;
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, PolicyBlock, PolicyRequest, ShadowRequest, TargetRequest};
use ebb_units::{Capacity, Workload};

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    alarm, change_by, component, custom, customized, endpoint, own_metric, policy, predefined,
    put_alarm, put_scheduled, register, scalable_component, scheduled, set_instances, step, target,
    track, tracking, unchanged, variant,
};

fn candidate(name: &str, policies: Vec<PolicyRequest>) -> ShadowRequest {
    ShadowRequest {
        name: name.to_owned(),
        target: unchanged(&variant()),
        policies,
        alarms: Vec::new(),
        scheduled: Vec::new(),
    }
}

fn put(request: ShadowRequest) -> Command {
    Command::PutShadow(Box::new(request))
}

fn tracks(name: &str, value: f64) -> PolicyRequest {
    let config = tracking(customized("load"), value);
    policy(&variant(), name, PolicyBlock::Tracking(config))
}

fn steps(name: &str, adjustment: i32) -> PolicyRequest {
    policy(&variant(), name, PolicyBlock::Step(change_by(adjustment, 120)))
}

fn busy(action: &str) -> AlarmSpec {
    alarm("busy", own_metric("burst"), 10.0, action)
}

/// The endpoint, a target of 1 to 20, and the same two policies, alarm and schedule, live and as a shadow when one is wanted.
fn story(world: &mut World, with_shadow: bool) {
    endpoint(world, 2);
    register(world, &variant(), 1, 20);
    let arn = step(world, &variant(), "burst", change_by(3, 120));
    let config =
        tracking(predefined(PredefinedMetric::SageMakerVariantInvocationsPerInstance), 60.0);
    let on_requests = || {
        let block = PolicyBlock::Tracking(config.clone());
        policy(&variant(), "requests", block)
    };
    put_alarm(world, busy(&arn));
    track(world, &variant(), "requests", config.clone());
    put_scheduled(world, scheduled("noon", "rate(40 minutes)", Some(3), None));
    let request = ShadowRequest {
        alarms: vec![busy("burst")],
        scheduled: vec![scheduled("noon", "rate(40 minutes)", Some(3), None)],
        ..candidate("same", vec![on_requests(), steps("burst", 3)])
    };
    if with_shadow {
        world.ask(put(request));
    } else {
        // A command too, so that both histories have the same calls.
        world.refused(Command::DeleteShadow { name: "none".to_owned() });
    }
    world.run_to_the_minute();
    for minute in 0..120_u32 {
        world.load(&variant(), f64::from(40 + 8 * (minute % 50)));
        if minute % 17 == 3 {
            world.datum(&own_metric("burst"), 11.0);
        }
        if minute == 70 {
            world.crash(&variant(), "out of memory");
        }
        if minute == 90 {
            let set = set_instances("e", "v", 9);
            let _ = world.command(set);
        }
        world.run(minutes(1));
    }
}

fn worlds() -> [fn() -> World; 3] {
    [World::new, World::on_the_minute, World::like_aws]
}

#[test]
fn a_shadow_of_the_same_policies_decides_the_same() {
    for new in worlds() {
        let mut world = new();
        story(&mut world, true);
        let live = &world.decisions;
        let shadow: Vec<&Decision> = world.shadowed.iter().map(|(_, it)| it).collect();
        for (one, other) in live.iter().zip(shadow.iter().copied()) {
            assert_eq!(other, one);
        }
        assert_eq!(shadow.len(), live.len());
        let changes =
            |way: fn(&Decision) -> bool| world.decisions.iter().filter(|it| way(it)).count();
        assert!(changes(|it| it.from() < it.to()) > 3, "it goes up and down: {live:#?}");
        assert!(changes(|it| it.to().is_some() && it.to() < it.from()) > 1, "{live:#?}");
        assert!(changes(|it| it.to().is_none()) > 10, "some are held back");
    }
}

#[test]
fn a_shadow_changes_nothing() {
    for new in worlds() {
        let [mut with, mut without] = [new(), new()];
        story(&mut with, true);
        story(&mut without, false);
        let acts = |world: &World| -> Vec<String> {
            let is_of_shadow = |line: &String| {
                ["shadow: Some(", "record: Shadow(", "kind: Shadow,", "Answer {"]
                    .iter()
                    .any(|part| line.contains(part))
            };
            world.transcript.iter().filter(|line| !is_of_shadow(line)).cloned().collect()
        };
        assert!(with.shadowed.len() > 10 && without.shadowed.is_empty());
        assert_eq!(acts(&with), acts(&without));
    }
}

/// Two instances that nothing scales by itself: the target has a policy that never asks for more.
fn idle() -> World {
    let mut world = World::new();
    world.fate = Fate::Healthy(20_000);
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 20);
    world.run_to_the_minute();
    world
}

/// Runs until a shadow has decided once more.
fn until_decided(world: &mut World) {
    let before = world.shadowed.len();
    for _ in 0..180 {
        world.run(secs(1));
        if world.shadowed.len() > before {
            return;
        }
    }
    panic!("no shadow decides anything");
}

fn shadow_said(world: &World) -> String {
    let (_, decision) = world.shadowed.last().unwrap();
    decision.explain().answer
}

#[test]
fn what_a_shadow_decides_alone_is_decided_again_and_cools_nothing() {
    let mut world = idle();
    world.ask(put(candidate("eager", vec![tracks("p", 50.0)])));
    for _ in 0..4 {
        world.data(&own_metric("load"), &[100.0, 100.0, 100.0]);
        world.run(minutes(1));
    }
    let changes: Vec<_> = world.shadowed.iter().map(|(_, it)| (it.from(), it.to())).collect();
    assert!(changes.len() >= 4, "{changes:?}");
    assert!(changes.iter().all(|it| *it == (Some(Capacity(2)), Some(Capacity(4)))), "{changes:?}");
    assert_eq!(world.desired(&variant()), 2);
    assert!(world.moves().is_empty() && world.decisions.is_empty());
    assert!(world.there().alarms().is_empty() && world.there().policies().is_empty());
    let wish = world.there().shadows()["eager"].wish().unwrap().clone();
    assert_eq!((wish.from, wish.to, wish.policy.as_deref()), (Capacity(2), Capacity(4), Some("p")));
}

// Covers: ebb.shadow.cooldown
#[test]
fn a_change_that_is_made_at_the_same_time_cools_the_shadow_too() {
    for (set, is_same) in [(4, true), (5, false)] {
        let mut world = idle();
        world.ask(put(candidate("eager", vec![tracks("p", 50.0)])));
        world.data(&own_metric("load"), &[100.0, 100.0, 100.0]);
        until_decided(&mut world);
        assert_eq!(shadow_said(&world), "scaled out from 2 to 4 by p");
        world.ask(set_instances("e", "v", set));
        world.run(minutes(1));
        world.run_to_the_minute();
        world.data(&own_metric("load"), &[75.0, 75.0, 75.0]);
        world.run(minutes(2));
        let said = shadow_said(&world);
        let cools = said.contains("cooling down: 2 that p has added count until");
        assert_eq!(cools, is_same, "{set}: {said}");
    }
}

#[test]
fn a_change_that_comes_much_later_is_none_of_the_shadows() {
    let mut world = idle();
    world.ask(put(candidate("eager", vec![tracks("p", 50.0)])));
    world.data(&own_metric("load"), &[100.0, 100.0, 100.0]);
    until_decided(&mut world);
    world.run(minutes(10));
    world.ask(set_instances("e", "v", 4));
    world.run(minutes(1));
    let record = world.there().shadows()["eager"].record().unwrap();
    assert_eq!(record.wishes, Default::default());
    assert_eq!(record.policies[0].cooldown, Default::default());
}

#[test]
fn shadows_come_back_after_a_restart_and_go_for_good() {
    let mut world = idle();
    let request = ShadowRequest {
        alarms: vec![busy("more")],
        scheduled: vec![scheduled("soon", "rate(5 minutes)", Some(6), None)],
        ..candidate("eager", vec![tracks("p", 50.0), steps("more", 2)])
    };
    world.ask(put(request));
    world.run(minutes(1));
    let before = world.there().shadows()["eager"].record().unwrap();
    world.restart();
    let after = world.there().shadows()["eager"].record().unwrap();
    let names = |of: &ebb_decide::scaling::ShadowRecord| {
        let alarms = of.alarms.iter().map(|alarm| alarm.spec.name.clone());
        (of.name.clone(), of.created, of.policies.clone(), alarms.collect::<Vec<_>>())
    };
    assert_eq!(names(&after), names(&before));
    world.run_to_the_minute();
    world.datum(&own_metric("burst"), 11.0);
    until_decided(&mut world);
    assert_eq!(shadow_said(&world), "scaled out from 2 to 4 by more");
    world.run(minutes(4));
    let bounds = world.shadowed.iter().map(|(_, it)| it.explain().answer);
    assert!(
        bounds
            .clone()
            .any(|said| said
                == "moved from 2 to 6, the minimum that the scheduled action soon has set"),
        "{:?}",
        bounds.collect::<Vec<_>>()
    );
    assert_eq!(world.desired(&variant()), 2);

    world.ask(Command::DeleteShadow { name: "eager".to_owned() });
    assert!(world.there().shadows().is_empty());
    let decided = world.shadowed.len();
    world.datum(&own_metric("burst"), 11.0);
    world.run(minutes(10));
    assert_eq!(world.shadowed.len(), decided);
    assert_eq!(
        world.refused(Command::DeleteShadow { name: "eager".to_owned() }),
        "there is no shadow \"eager\""
    );
}

#[test]
fn a_shadow_is_heard_as_it_stands() {
    let mut world = idle();
    world.ask(put(candidate("eager", vec![tracks("p", 50.0)])));
    let hearing = world.controller.shadow_hearing(world.now, world.there().scope(), "eager");
    let told = hearing.unwrap().explain(world.now, &variant());
    assert_eq!(told.answer, "no policy asks for anything");
    assert_eq!(told.target, "desired 2, serving 2, bounds 1 to 20");
    assert!(world.controller.shadow_hearing(world.now, world.there().scope(), "other").is_none());
}

#[test]
fn a_shadow_of_a_component_and_bounds_of_its_own() {
    let mut world = World::new();
    scalable_component(&mut world);
    let config = tracking(customized("load"), 50.0);
    let request = ShadowRequest {
        name: "c".to_owned(),
        target: target(&component(), 2, 3),
        policies: vec![policy(&component(), "p", PolicyBlock::Tracking(config))],
        alarms: Vec::new(),
        scheduled: Vec::new(),
    };
    world.ask(put(request));
    assert_eq!(
        shadow_said(&world),
        "moved from 1 to 2, the minimum that the registration of the target has set"
    );
    assert_eq!(world.desired(&component()), 1);
    world.run_to_the_minute();
    world.data(&own_metric("load"), &[500.0, 500.0, 500.0]);
    world.run(minutes(1));
    let (_, decision) = world.shadowed.last().unwrap();
    assert!(matches!(decision.outcome, Outcome::Changed { to: Capacity(3), .. }), "{decision:?}");
    assert!(!world.statuses().contains(&StatusCode::InProgress));
    // What it stands beside goes: it has nothing to decide on any more, and stays until it is removed.
    world.ask(Command::DeleteInferenceComponent { name: "c".to_owned() });
    world.run(minutes(3));
    assert_eq!(world.there().shadows().len(), 1);
}

#[test]
fn what_is_no_candidate_is_refused_and_leaves_nothing() {
    let mut world = idle();
    let nothing_there = |world: &World| {
        assert!(world.there().shadows().is_empty() && world.shadowed.is_empty());
    };
    let p = || tracks("p", 50.0);
    let on = |workload: Workload, target: TargetRequest| ShadowRequest {
        target,
        policies: vec![PolicyRequest { workload, ..p() }],
        ..candidate("s", Vec::new())
    };
    let gone = Workload::Variant { endpoint: "gone".to_owned(), variant: "v".to_owned() };
    let other = Workload::Variant { endpoint: "e".to_owned(), variant: "w".to_owned() };
    let cases = [
        (candidate("", vec![p()]), "\"\" is no name for a shadow"),
        (candidate("a/b", vec![p()]), "\"a/b\" is no name for a shadow: it has 1 to 64 letters"),
        (
            on(gone.clone(), target(&gone, 1, 2)),
            "Could not find endpoint \"arn:aws:sagemaker:us-east-1:000000000000:endpoint/gone\".",
        ),
        (on(custom(), target(&custom(), 1, 2)), "is a custom resource"),
        (
            on(component(), unchanged(&variant())),
            "policy \"p\" is for inference-component/c, and the shadow for endpoint/e/variant/v",
        ),
        (
            on(other.clone(), target(&other, 1, 2)),
            "The variant name(s) \"w\" is/are not present within endpoint configuration \"config\".",
        ),
        (
            candidate("s", Vec::new()),
            "neither a policy nor a scheduled action for endpoint/e/variant/v",
        ),
        (candidate("s", vec![p(), p()]), "two policy entries of the name \"p\""),
        (candidate("s", vec![tracks("p", -1.0)]), "policy \"p\": "),
        (
            candidate("s", vec![p(), tracks("q", 60.0)]),
            "policy \"q\": Only one TargetTrackingScaling policy for a given metric specification is allowed.",
        ),
        (
            ShadowRequest { target: target(&variant(), 4, 2), ..candidate("s", vec![p()]) },
            "Maximum capacity cannot be less than minimum capacity",
        ),
        (
            ShadowRequest { alarms: vec![busy("q")], ..candidate("s", vec![p()]) },
            "alarm \"busy\" names \"q\", which is no step scaling policy of the candidate",
        ),
        (
            ShadowRequest { alarms: vec![busy("p")], ..candidate("s", vec![p()]) },
            "alarm \"busy\" names \"p\", which is no step scaling policy of the candidate",
        ),
        (
            ShadowRequest {
                alarms: vec![AlarmSpec { alarm_actions: Actions::default(), ..busy("q") }],
                ..candidate("s", vec![p()])
            },
            "alarm \"busy\" names no policy of the candidate",
        ),
        (
            ShadowRequest {
                alarms: (0..51).map(|_| busy("p")).collect(),
                ..candidate("s", vec![p()])
            },
            "a shadow has at most 50 alarms, and the candidate has 51",
        ),
    ];
    for (request, part) in cases {
        let told = world.refused(put(request));
        assert!(told.contains(part), "{part}: {told}");
        nothing_there(&world);
    }
    for name in ["a", "b", "c", "d", "e"] {
        world.ask(put(candidate(name, vec![p()])));
    }
    let told = world.refused(put(candidate("a", vec![p()])));
    assert!(told.starts_with("there is a shadow \"a\" already, on endpoint/e/variant/v"), "{told}");
    let told = world.refused(put(candidate("f", vec![p()])));
    assert_eq!(told, "endpoint/e/variant/v has 5 shadows, which is the most: a, b, c, d, e");
}

#[test]
fn bounds_are_asked_for_where_there_is_no_target() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    let told = world.refused(put(candidate("s", vec![tracks("p", 50.0)])));
    assert_eq!(told, "Minimum capacity must be specified");
    let request = ShadowRequest {
        target: target(&variant(), 1, 4),
        ..candidate("s", vec![tracks("p", 50.0)])
    };
    world.ask(put(request));
    assert!(world.there().targets().is_empty());
}
