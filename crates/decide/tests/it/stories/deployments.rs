//! Updates of endpoints: what serves, what starts, and when it goes back.

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::{
    DeploymentConfig, Endpoint, EndpointStatus, Fleet, ManagedScaling, Phase, Size, TrafficRouting,
    UpdatePolicy, VariantConfig,
};
use ebb_decide::scaling::StatusCode;
use ebb_decide::{Command, EndpointUpdate, Record};
use ebb_units::{Capacity, Workload};

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    at_once, change_by, component_request, configure, create_endpoint, customized, endpoint,
    hosting_endpoint, named_model, quiet_alarm, register, set_instances, step, track, tracking,
    update_to, variant, variant_config,
};

const NO_MODEL: &str = "exit code 1: no model at /opt/ml/model";

pub(super) fn there(world: &World) -> &Endpoint {
    &world.there().endpoints()["e"]
}

pub(super) fn status(world: &World) -> EndpointStatus {
    there(world).status
}

/// The share of the traffic that the new version has.
fn share(world: &World) -> String {
    let rollout = world.there().rollout_of(&variant()).expect("an update is under way");
    format!("{} %", rollout.share() * 100.0)
}

/// Healthy copies of the old version, then of the new one.
fn healthy(world: &World) -> (u32, u32) {
    let Some(rollout) = world.there().rollout_of(&variant()) else {
        return (world.current(&variant()), 0);
    };
    let of = |fleet| world.there().healthy(&variant(), fleet).0;
    (of(Fleet::Old(rollout.generation)), of(Fleet::New(rollout.generation)))
}

/// The endpoint "e" with `count` copies in service, and the configuration "next", whose copies run the image "new".
pub(super) fn ready_to_update(world: &mut World, count: u32) {
    endpoint(world, count);
    let model = named_model(world, "m2", "new");
    world.ask(model);
    configure(world, "next", vec![variant_config("v", Some("m2"), count)]);
    world.run(minutes(2));
}

pub(super) fn with(policy: UpdatePolicy) -> EndpointUpdate {
    let config = DeploymentConfig { policy, ..DeploymentConfig::default_of_endpoints() };
    EndpointUpdate { deployment: Some(config), ..update_to("next") }
}

pub(super) fn guarded(update: EndpointUpdate, alarm: &str) -> EndpointUpdate {
    let mut deployment = update.deployment;
    deployment.iter_mut().for_each(|config| config.alarms.push(alarm.to_owned()));
    EndpointUpdate { deployment, ..update }
}

pub(super) fn canary(size: Size, wait_secs: u32, termination_wait_secs: u32) -> UpdatePolicy {
    let routing = TrafficRouting::Canary(size);
    UpdatePolicy::BlueGreen { routing, wait_secs, termination_wait_secs }
}

fn rolling(batch: u32, wait_secs: u32) -> UpdatePolicy {
    UpdatePolicy::Rolling { batch: Size::Count(batch), wait_secs, rollback_batch: None }
}

fn images(world: &World) -> Vec<&str> {
    let launches = there(world).variants.iter().filter_map(|variant| variant.launch.as_ref());
    launches.map(|launch| launch.image.as_str()).collect()
}

fn starts(world: &World, image: &str) -> usize {
    let started = |line: &&String| line.contains("order: Start(") && line.contains(image);
    world.transcript.iter().filter(started).count()
}

// Covers: sagemaker.update-endpoint
#[test]
fn new_copies_take_over_when_all_of_them_serve() {
    let mut world = World::new();
    ready_to_update(&mut world, 3);
    world.ask(Command::UpdateEndpoint(update_to("next")));
    assert_eq!(
        (status(&world), there(&world).config.as_str()),
        (EndpointStatus::Updating, "config")
    );
    world.run(secs(19));
    assert_eq!(
        (healthy(&world), share(&world)),
        ((3, 0), "0 %".to_owned()),
        "the old ones serve alone"
    );
    world.run(secs(1));
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::InService, (3, 0)));
    assert_eq!((there(&world).config.as_str(), images(&world)), ("next", vec!["new"]));
    // No old copy was told to go before the last new one served.
    let order = |what: &str| {
        let found = |line: &String| line.contains(what);
        (world.transcript.iter().position(found), world.transcript.iter().rposition(found))
    };
    let (first_drain, _) = order("order: Drain");
    let (_, last_serve) = order("order: Serve");
    assert!(last_serve < first_drain, "{last_serve:?} {first_drain:?}");
    world.run(secs(3));
    assert_eq!(world.there().replicas(&variant()).unwrap().copies.len(), 3);
    world.run(minutes(30));
    assert_eq!((healthy(&world), starts(&world, "new")), ((3, 0), 3));
}

// Covers: sagemaker.deployment.rollback
#[test]
fn a_new_model_that_crashes_changes_nothing() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    world.fates.insert("new", Fate::Crash(1000, NO_MODEL));
    world.ask(Command::UpdateEndpoint(update_to("next")));
    for _ in 0..40 {
        world.run(secs(1));
        assert_eq!(healthy(&world).0, 2, "{}", world.now);
    }
    assert_eq!(
        (status(&world), there(&world).config.as_str()),
        (EndpointStatus::InService, "config")
    );
    assert_eq!(there(&world).failure.as_deref(), Some(NO_MODEL));
    assert_eq!((images(&world), starts(&world, "\"new\"")), (vec!["sentiment"], 6));
    world.run(minutes(30));
    assert_eq!(starts(&world, "\"new\""), 6, "it is not tried again");
    // What was started before is replaced as ever when it dies, and a later update that succeeds clears the reason.
    world.crash(&variant(), "killed");
    world.run(minutes(1));
    assert_eq!(healthy(&world), (2, 0));
    world.fates.clear();
    world.ask(Command::UpdateEndpoint(update_to("next")));
    world.run(minutes(1));
    assert_eq!(
        (status(&world), there(&world).failure.as_deref()),
        (EndpointStatus::InService, None)
    );
    assert_eq!(images(&world), ["new"]);
}

// Covers: sagemaker.deployment.steps
#[test]
fn a_canary_that_does_well_is_followed_by_all() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    let update = with(canary(Size::Percent(25), 60, 30));
    world.ask(Command::UpdateEndpoint(guarded(update, "errors")));
    world.run(secs(20));
    assert_eq!((healthy(&world), share(&world)), ((4, 4), "25 %".to_owned()));
    let traffic = there(&world).traffic();
    assert_eq!((traffic[0].weight, traffic[0].new.map(|(_, share)| share)), (1.0, Some(0.25)));
    world.run(secs(59));
    assert_eq!(share(&world), "25 %");
    world.run(secs(1));
    assert_eq!((healthy(&world), share(&world)), ((4, 4), "100 %".to_owned()));
    assert!(matches!(
        there(&world).deployment.as_ref().unwrap().rollout.phase,
        Phase::Baking { .. }
    ));
    world.run(secs(60));
    let phase = there(&world).deployment.as_ref().unwrap().rollout.phase;
    assert!(matches!(phase, Phase::Terminating { .. }), "{phase:?}");
    world.run(secs(29));
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::Updating, (4, 4)));
    world.run(secs(1));
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::InService, (4, 0)));
    assert_eq!(there(&world).traffic()[0].new, None);
}

// Covers: sagemaker.deployment.rollback
#[test]
fn an_alarm_sends_a_canary_back_at_once() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    let update = with(canary(Size::Percent(25), 60, 30));
    world.ask(Command::UpdateEndpoint(guarded(update.clone(), "errors")));
    world.run(secs(40));
    assert_eq!(share(&world), "25 %");
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::InService, (4, 0)));
    assert_eq!((there(&world).config.as_str(), images(&world)), ("config", vec!["sentiment"]));
    assert_eq!(
        there(&world).failure.as_deref(),
        Some("The deployment was rolled back: alarm \"errors\" is in state ALARM.")
    );
    world.run(secs(3));
    assert_eq!(world.there().replicas(&variant()).unwrap().copies.len(), 4);
    // While the alarm stays as it is, no new version gets any traffic.
    world.ask(Command::UpdateEndpoint(guarded(update, "errors")));
    world.run(minutes(1));
    assert_eq!(
        (status(&world), there(&world).config.as_str()),
        (EndpointStatus::InService, "config")
    );
    // An alarm that guards nothing any more moves nothing.
    world.force("errors", StateValue::Ok, &[]);
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!(healthy(&world), (4, 0));
}

// Covers: sagemaker.deployment.rollback
#[test]
fn an_alarm_counts_until_the_old_copies_are_gone_and_only_then() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    quiet_alarm(&mut world, "errors");
    let policy = UpdatePolicy::BlueGreen {
        routing: TrafficRouting::AllAtOnce,
        wait_secs: 10,
        termination_wait_secs: 300,
    };
    world.ask(Command::UpdateEndpoint(guarded(with(policy), "errors")));
    // Before new copies have traffic they are not to blame.
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.force("errors", StateValue::Ok, &[]);
    world.run(secs(100));
    assert_eq!((status(&world), share(&world)), (EndpointStatus::Updating, "100 %".to_owned()));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["sentiment"]));
    world.force("errors", StateValue::Ok, &[]);
    world.ask(Command::UpdateEndpoint(guarded(with(policy), "errors")));
    world.run(secs(330));
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["new"]));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!(images(&world), ["new"]);
}

// Covers: sagemaker.deployment.steps
#[test]
fn rolling_needs_room_for_one_batch() {
    let mut world = World::new();
    ready_to_update(&mut world, 5);
    world.ask(Command::UpdateEndpoint(with(rolling(2, 60))));
    let mut course = vec![healthy(&world)];
    while status(&world) == EndpointStatus::Updating {
        world.run(secs(1));
        let alive = world.there().replicas(&variant()).unwrap().alive(Fleet::Whole);
        assert!(alive <= 7, "{}: {alive} copies", world.now);
        let serving = healthy(&world);
        assert!(serving.0 + serving.1 >= 5, "{}: {serving:?}", world.now);
        if course.last() != Some(&serving) {
            course.push(serving);
        }
    }
    assert_eq!(course, [(5, 0), (5, 2), (3, 2), (3, 4), (1, 4), (1, 5), (5, 0)]);
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["new"]));
}

// Covers: sagemaker.deployment.rollback
#[test]
fn what_has_been_replaced_comes_back_in_batches() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    let policy = UpdatePolicy::Rolling {
        batch: Size::Count(2),
        wait_secs: 60,
        rollback_batch: Some(Size::Count(1)),
    };
    world.ask(Command::UpdateEndpoint(guarded(with(policy), "errors")));
    world.run(secs(110));
    assert_eq!((healthy(&world), share(&world)), ((2, 4), "100 %".to_owned()));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!((status(&world), share(&world)), (EndpointStatus::RollingBack, "50 %".to_owned()));
    let refused = world.refused(Command::UpdateEndpoint(update_to("next")));
    assert!(refused.starts_with("Cannot update in-progress endpoint"), "{refused}");
    let mut course = vec![healthy(&world)];
    while status(&world) == EndpointStatus::RollingBack {
        world.run(secs(1));
        let serving = healthy(&world);
        assert!(serving.0 + serving.1 >= 4, "{}: {serving:?}", world.now);
        if course.last() != Some(&serving) {
            course.push(serving);
        }
    }
    assert_eq!(course, [(2, 2), (3, 1), (4, 0)]);
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["sentiment"]));
}

// Covers: sagemaker.update-rollback-failed
#[test]
fn when_the_old_version_does_not_start_either_both_go_on() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    world.ask(Command::UpdateEndpoint(guarded(with(rolling(2, 60)), "errors")));
    world.run(secs(110));
    assert_eq!(healthy(&world), (2, 4));
    world.fates.insert("sentiment", Fate::Crash(1000, "the image is gone"));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.run(minutes(1));
    assert_eq!(status(&world), EndpointStatus::UpdateRollbackFailed);
    assert_eq!(world.current(&variant()), 4, "two of either");
    assert_eq!(
        there(&world).failure.as_deref(),
        Some(
            "The deployment was rolled back: alarm \"errors\" is in state ALARM. The rollback failed too: the image is gone"
        )
    );
    let refused = world.refused(set_instances("e", "v", 5));
    assert!(refused.contains("UpdateRollbackFailed"), "{refused}");
    // Only another update leads out.
    world.ask(Command::UpdateEndpoint(update_to("next")));
    world.run(minutes(1));
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["new"]));
    world.run(minutes(1));
    let replicas = world.there().replicas(&variant()).unwrap();
    let generations: Vec<_> = replicas.copies.values().map(|copy| copy.generation).collect();
    assert_eq!(generations, [there(&world).generation; 4], "nothing is left of either");
}

// Covers: ebb.deployment.restart
#[test]
fn a_restart_repeats_the_step_that_was_watched() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    let update = with(canary(Size::Percent(25), 60, 30));
    world.ask(Command::UpdateEndpoint(guarded(update, "errors")));
    world.run(secs(70));
    assert_eq!(share(&world), "25 %");
    world.restart();
    assert_eq!(
        (status(&world), healthy(&world), share(&world)),
        (EndpointStatus::Updating, (0, 0), "0 %".to_owned())
    );
    world.run(secs(20));
    assert_eq!((healthy(&world), share(&world)), ((4, 4), "25 %".to_owned()));
    world.run(secs(59));
    assert_eq!(share(&world), "25 %", "the alarms are watched for the whole time again");
    // They are still listened to.
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!((status(&world), images(&world)), (EndpointStatus::InService, vec!["sentiment"]));
}

// Covers: ebb.deployment.restart
#[test]
fn a_restart_on_the_way_back_goes_back() {
    let mut world = World::new();
    ready_to_update(&mut world, 4);
    quiet_alarm(&mut world, "errors");
    world.ask(Command::UpdateEndpoint(guarded(with(rolling(2, 60)), "errors")));
    world.run(secs(110));
    world.force("errors", StateValue::Alarm, &[1.0]);
    world.settle();
    assert_eq!(status(&world), EndpointStatus::RollingBack);
    let before = starts(&world, "\"new\"");
    world.restart();
    world.run(secs(20));
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::InService, (4, 0)));
    assert_eq!((images(&world), starts(&world, "\"new\"")), (vec!["sentiment"], before));
}

#[test]
fn an_update_that_takes_too_long_is_given_up() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    world.fates.insert("new", Fate::Silence);
    let update = with(rolling(1, 60));
    let deployment =
        update.deployment.map(|config| DeploymentConfig { most_secs: Some(600), ..config });
    world.ask(Command::UpdateEndpoint(EndpointUpdate { deployment, ..update }));
    world.run(secs(599));
    assert_eq!(status(&world), EndpointStatus::Updating);
    world.run(secs(1));
    assert_eq!((status(&world), healthy(&world)), (EndpointStatus::InService, (2, 0)));
    let failure = there(&world).failure.as_deref().unwrap();
    assert!(failure.contains("600 seconds (MaximumExecutionTimeoutInSeconds)"), "{failure}");
}

#[test]
fn scaling_waits_for_the_end_of_an_update() {
    let mut world = World::new();
    ready_to_update(&mut world, 1);
    register(&mut world, &variant(), 1, 10);
    world.ask(set_instances("e", "v", 3));
    world.run(minutes(1));
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
    world.ask(Command::UpdateEndpoint(update_to("next")));
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.held(), ["TargetServicePutResourceAsUnscalable"]);
    world.run(secs(30));
    // Unlike AWS, what scaling had found is not thrown away.
    assert_eq!((status(&world), world.desired(&variant())), (EndpointStatus::InService, 3));
    world.force(&managed.high, StateValue::Ok, &[]);
    world.force(&managed.high, StateValue::Alarm, &[100.0]);
    assert_eq!(world.desired(&variant()), 6);
    world.run(minutes(1));
    assert_eq!((world.last_move().status, healthy(&world)), (StatusCode::Successful, (6, 0)));
}

// Covers: sagemaker.update-endpoint
#[test]
fn properties_are_retained_when_that_is_asked() {
    let mut world = World::new();
    ready_to_update(&mut world, 1);
    let heavy = VariantConfig { weight: 5.0, ..variant_config("v", Some("m2"), 2) };
    configure(&mut world, "heavy", vec![heavy, variant_config("w", Some("m2"), 1)]);
    world.ask(set_instances("e", "v", 4));
    world.run(minutes(1));
    let seen = |world: &World| {
        let variants = there(world).variants.iter();
        variants.map(|variant| (variant.desired.0, variant.weight)).collect::<Vec<_>>()
    };
    let update =
        EndpointUpdate { retain_desired: true, retain_weights: true, ..update_to("heavy") };
    world.ask(Command::UpdateEndpoint(update));
    world.run(minutes(1));
    assert_eq!(seen(&world), [(4, 1.0), (1, 1.0)]);
    world.ask(Command::UpdateEndpoint(update_to("heavy")));
    world.run(minutes(1));
    assert_eq!(seen(&world), [(2, 5.0), (1, 1.0)], "as the configuration says");
    // A variant that is gone is forgotten with its last copy.
    world.ask(Command::UpdateEndpoint(update_to("next")));
    world.run(minutes(1));
    let gone = Workload::Variant { endpoint: "e".to_owned(), variant: "w".to_owned() };
    assert_eq!((seen(&world), world.there().replicas(&gone).is_none()), (vec![(1, 1.0)], true));
}

#[test]
fn variants_share_the_traffic_of_their_version() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        let heavy = VariantConfig { weight: 3.0, ..variant_config("a", Some("m"), 2) };
        create_endpoint(world, vec![heavy, variant_config("b", Some("m"), 2)], None);
    });
    configure(
        &mut world,
        "next",
        vec![variant_config("b", Some("m"), 2), variant_config("c", Some("m"), 2)],
    );
    let update = with(canary(Size::Percent(50), 60, 0));
    world.ask(Command::UpdateEndpoint(update));
    let names = |world: &World| {
        let traffic = there(world).traffic();
        let seen = traffic.iter().map(|it| {
            (it.variant.to_owned(), it.weight, it.new.map(|(_, share)| share).unwrap_or_default())
        });
        seen.collect::<Vec<_>>()
    };
    let row = |name: &str, weight: f64, new: f64| (name.to_owned(), weight, new);
    assert_eq!(names(&world), [row("a", 0.75, 0.0), row("b", 0.25, 0.0)], "\"c\" is no name yet");
    world.run(secs(20));
    assert_eq!(
        names(&world),
        [row("a", 0.375, 0.0), row("b", 0.375, 0.25 / 0.375), row("c", 0.25, 1.0)]
    );
    world.run(secs(60));
    assert_eq!(names(&world), [row("b", 0.5, 1.0), row("c", 0.5, 1.0)], "\"a\" is none any more");
}

#[test]
fn what_an_endpoint_cannot_become_is_refused() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    let refused =
        |world: &mut World, update: EndpointUpdate| world.refused(Command::UpdateEndpoint(update));
    let arn =
        |kind: &str, name: &str| format!("arn:aws:sagemaker:us-east-1:000000000000:{kind}/{name}");
    assert_eq!(
        refused(&mut world, update_to("none")),
        format!("Could not find endpoint configuration \"{}\".", arn("endpoint-config", "none"))
    );
    let nowhere = EndpointUpdate { endpoint: "f".to_owned(), ..update_to("next") };
    assert_eq!(
        refused(&mut world, nowhere),
        format!("Could not find endpoint \"{}\".", arn("endpoint", "f"))
    );
    let large = with(canary(Size::Count(2), 0, 0));
    assert_eq!(
        refused(&mut world, large),
        "CanarySize must be between 1% and 50% of the new fleet, which has 2 instances or copies."
    );
    let unguarded = guarded(with(rolling(1, 0)), "none");
    assert_eq!(
        refused(&mut world, unguarded),
        "Could not find the alarm \"none\" that AutoRollbackConfiguration names."
    );
    configure(&mut world, "hosting", vec![variant_config("v", None, 1)]);
    let text = refused(&mut world, update_to("hosting"));
    assert!(text.contains("cannot change between running a model and hosting"), "{text}");
    world.ask(Command::DeleteModel { name: "m2".to_owned() });
    assert_eq!(
        refused(&mut world, update_to("next")),
        format!("Could not find model \"{}\".", arn("model", "m2"))
    );
    // Nothing of all that has changed anything.
    assert_eq!((status(&world), starts(&world, "new")), (EndpointStatus::InService, 0));
    world.ask(Command::DeleteEndpointConfig { name: "config".to_owned() });
    world.ask(set_instances("e", "v", 3));
    assert!(
        refused(&mut world, update_to("next")).starts_with("Cannot update in-progress endpoint")
    );
}

// Covers: sagemaker.update-endpoint.targets
#[test]
fn a_scalable_target_is_not_pulled_away() {
    let mut world = World::new();
    ready_to_update(&mut world, 1);
    configure(&mut world, "other", vec![variant_config("w", Some("m2"), 1)]);
    register(&mut world, &variant(), 1, 4);
    step(&mut world, &variant(), "s", change_by(1, 0));
    assert_eq!(
        world.refused(Command::UpdateEndpoint(update_to("other"))),
        "The variant(s) \"v\" must be deregistered as scalable targets with AWS Auto Scaling before they can be removed or have their instance type updated."
    );
    world.ask(Command::DeregisterScalableTarget { workload: variant() });
    world.ask(Command::UpdateEndpoint(update_to("other")));
    world.run(secs(25));
    assert_eq!((status(&world), there(&world).variants.len()), (EndpointStatus::InService, 1));
    assert_eq!(there(&world).variants[0].config.name, "w");
}

#[test]
fn the_last_deployment_can_be_repeated() {
    let mut world = World::new();
    ready_to_update(&mut world, 2);
    world.ask(Command::UpdateEndpoint(with(rolling(1, 60))));
    world.run(minutes(5));
    assert_eq!(status(&world), EndpointStatus::InService);
    let again = EndpointUpdate { retain_deployment: true, ..update_to("next") };
    world.ask(Command::UpdateEndpoint(again));
    world.run(secs(25));
    assert_eq!(healthy(&world), (2, 1), "one at a time");
    world.run(minutes(5));
    world.ask(Command::UpdateEndpoint(update_to("next")));
    assert_eq!(there(&world).last_deployment, None);
    world.run(secs(25));
    assert_eq!(status(&world), EndpointStatus::InService, "all at once");
}

#[test]
fn components_stay_where_they_are_when_their_endpoint_is_updated() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, Some((1, 2)));
        world.ask(Command::CreateInferenceComponent(component_request("c", 2, 12_000.0)));
    });
    assert_eq!(world.instances("e", "v"), 2);
    let managed = |max| {
        let managed = ManagedScaling { enabled: true, min: Capacity(1), max: Capacity(max) };
        VariantConfig { managed: Some(managed), ..variant_config("v", None, 1) }
    };
    configure(&mut world, "next", vec![managed(4)]);
    world.ask(Command::UpdateEndpoint(update_to("next")));
    assert_eq!((status(&world), world.instances("e", "v")), (EndpointStatus::InService, 2));
    let component = Workload::Component { name: "c".to_owned() };
    assert_eq!(world.current(&component), 2, "nothing was started anew");
    // The new maximum holds.
    world.ask(Command::UpdateInferenceComponentRuntimeConfig {
        name: "c".to_owned(),
        copies: Capacity(4),
    });
    assert_eq!(world.instances("e", "v"), 4);
    let larger = VariantConfig { instance_type: Some("ml.m5.2xlarge".to_owned()), ..managed(4) };
    configure(&mut world, "larger", vec![larger]);
    let refused = world.refused(Command::UpdateEndpoint(update_to("larger")));
    assert!(refused.starts_with("Variant \"v\" hosts inference component"), "{refused}");
    configure(&mut world, "other", vec![VariantConfig { name: "w".to_owned(), ..managed(4) }]);
    let refused = world.refused(Command::UpdateEndpoint(update_to("other")));
    assert!(refused.starts_with("Variant \"v\" hosts inference component"), "{refused}");
}

#[test]
fn rows_of_a_release_that_knew_no_updates_are_read() {
    let mut world = World::new();
    endpoint(&mut world, 1);
    let row = Record::Endpoint(there(&world).clone());
    let mut old = serde_json::to_value(&row).unwrap();
    let members = old["Endpoint"].as_object_mut().unwrap();
    for member in ["generation", "deployment", "last_deployment"] {
        assert!(members.remove(member).is_some(), "{member}");
    }
    assert_eq!(serde_json::from_value::<Record>(old).unwrap(), row);
}
