//! What holds for every history: of one decision, of load, of time cut in pieces, of anything at all that is asked.

use std::collections::BTreeMap;

use ebb_decide::alarm::StateValue;
use ebb_decide::hosting::{
    ComponentStatus, DeploymentConfig, EndpointStatus, Size, TrafficRouting, UpdatePolicy,
};
use ebb_decide::policy::{
    Direction, PredefinedMetric, Standing, TargetFacts, Verdict, Vote, Wish, decide, proposal,
};
use ebb_decide::{
    Command, ComponentChange, EndpointUpdate, Event, PolicyBlock, Retelling,
    ScheduledActionRequest, TargetRequest, Told,
};
use ebb_units::{Bounds, Capacity, Timestamp, Workload};
use proptest::prelude::*;

use crate::driver::{Fate, Resource, World, minutes, secs, start};
use crate::setup::{
    alarm, at_once, change_by, component, component_change, component_request, custom, customized,
    endpoint, hosting_endpoint, own_metric, policy, predefined, put_alarm, put_scheduled, register,
    scalable_component, scheduled, set_instances, target, track, tracking, variant, variant_config,
    wake_up,
};

fn few(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

// One decision

fn any_bounds() -> impl Strategy<Value = Bounds> {
    (0_u32..20, 0_u32..20)
        .prop_map(|(a, b)| Bounds::new(Capacity(a.min(b)), Capacity(a.max(b))).unwrap())
}

fn any_standing() -> impl Strategy<Value = Standing> {
    let wish = (any::<bool>(), 0_u32..40, any::<bool>(), any::<bool>()).prop_map(
        |(out, proposal, absolute, answered)| Wish {
            proposal: Capacity(proposal),
            direction: if out { Direction::Out } else { Direction::In },
            absolute,
            answered,
            alarm: "a".to_owned(),
        },
    );
    let vote = prop::sample::select(vec![Vote::Ready, Vote::NotReady, Vote::None]);
    let cooling = prop::option::of(Just(Timestamp::MAX));
    (prop::option::of(wish), vote, any::<bool>(), 0_u32..5, cooling).prop_map(
        |(wish, vote, tracking, credit, no_scale_in_before)| Standing {
            wish,
            vote,
            tracking,
            credit,
            no_scale_in_before,
        },
    )
}

proptest! {
    #[test]
    fn a_decision_stays_within_the_bounds_and_keeps_its_direction(
        desired in 0_u32..40,
        bounds in any_bounds(),
        (out_suspended, in_suspended) in any::<(bool, bool)>(),
        standings in prop::collection::vec(any_standing(), 0..5),
    ) {
        let desired = Capacity(desired);
        let facts = TargetFacts { desired, bounds, out_suspended, in_suspended };
        let Verdict::Change { to, policy, direction } = decide(&facts, &standings) else {
            return Ok(());
        };
        prop_assert_eq!(bounds.clamp(to), to);
        prop_assert!(standings[policy].wish.is_some());
        match direction {
            Direction::Out => prop_assert!(to > desired && !out_suspended),
            Direction::In => prop_assert!(to < desired && !in_suspended),
        }
    }

    /// One tracking policy at rest: high alarm over the target, low alarm under nine tenths of it.
    #[test]
    fn more_load_never_gives_less_capacity(
        current in 0_u32..50,
        bounds in any_bounds(),
        target_value in 0.1_f64..100.0,
        (a, b) in (0.0_f64..500.0, 0.0_f64..500.0),
    ) {
        let after = |metric: f64| {
            let desired = Capacity(current);
            let direction = if metric > target_value {
                Some(Direction::Out)
            } else {
                (metric < target_value * 0.9).then_some(Direction::In)
            };
            let wish = direction.map(|direction| Wish {
                proposal: proposal(desired, metric, target_value),
                direction,
                absolute: false,
                answered: false,
                alarm: "a".to_owned(),
            });
            let vote = if direction == Some(Direction::In) { Vote::Ready } else { Vote::NotReady };
            let standing =
                Standing { wish, vote, tracking: true, credit: 0, no_scale_in_before: None };
            let facts =
                TargetFacts { desired, bounds, out_suspended: false, in_suspended: false };
            match decide(&facts, &[standing]) {
                Verdict::Change { to, .. } => to,
                Verdict::Held(_) => desired,
            }
        };
        prop_assert!(after(a.min(b)) <= after(a.max(b)));
    }
}

// Load over time

fn after_ten_minutes_of(per_minute: f64) -> u32 {
    let mut world = World::new();
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 30);
    let metric = PredefinedMetric::SageMakerVariantInvocationsPerInstance;
    track(&mut world, &variant(), "p", tracking(predefined(metric), 60.0));
    world.load(&variant(), per_minute);
    world.run(minutes(10));
    world.desired(&variant())
}

proptest! {
    #![proptest_config(few(8))]

    #[test]
    fn more_requests_never_give_fewer_instances(
        (a, b) in (1.0_f64..1500.0, 1.0_f64..1500.0)
    ) {
        let (less, more) = (after_ten_minutes_of(a.min(b)), after_ten_minutes_of(a.max(b)));
        prop_assert!(less <= more, "{less} and {more}");
        // What is there is enough, and not more than twice that.
        let needed = a.max(b) / 60.0;
        prop_assert!(needed <= f64::from(more) + 1e-9 || more == 30);
        prop_assert!(f64::from(more) <= (needed * 2.0).max(2.0) + 1.0, "{more} for {needed}");
    }
}

// Time in pieces

/// A world in which much is going on: copies that start, alarms in breach, copies in back-off, instances that empty.
fn busy() -> World {
    let mut world = World::new();
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 4);
    let metric =
        PredefinedMetric::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution;
    track(&mut world, &component(), "copies", tracking(predefined(metric), 5.0));
    track(&mut world, &component(), "own", tracking(customized("load"), 50.0));
    wake_up(&mut world, &component());
    put_scheduled(
        &mut world,
        ScheduledActionRequest {
            workload: component(),
            ..scheduled("each minute", "rate(1 minute)", Some(0), Some(4))
        },
    );
    world.run(minutes(14));
    world.crash(&component(), "out of memory");
    world.requests(&component(), 3.0);
    world.data(&own_metric("load"), &[10.0; 15]);
    world
}

proptest! {
    #![proptest_config(few(24))]

    #[test]
    fn a_tick_in_pieces_is_the_same_tick(mut cuts in prop::collection::vec(1_i64..290, 1..6)) {
        cuts.sort_unstable();
        let (mut whole, mut pieces) = (busy(), busy());
        let from = whole.now;
        let (mut at_once, mut one_by_one) = (Vec::new(), Vec::new());
        whole.controller.handle(from + secs(290), Event::Tick, &mut at_once);
        for cut in cuts.into_iter().chain([290]) {
            pieces.controller.handle(from + secs(cut), Event::Tick, &mut one_by_one);
        }
        prop_assert!(!at_once.is_empty());
        prop_assert_eq!(at_once, one_by_one);
        prop_assert_eq!(whole.controller.next_deadline(), pieces.controller.next_deadline());
    }
}

// Anything at all

#[derive(Clone, Debug)]
enum Op {
    Run(i64),
    Fate(Fate),
    Ask(Box<Command>),
    Load(Workload, f64),
    Requests(Workload, f64),
    Crash(Workload),
    Data(f64),
    Force(usize, StateValue, f64),
    Backlog(u64, u64),
    Resource(bool, Option<&'static str>),
    Restart,
}

fn other_component() -> Workload {
    Workload::Component { name: "d".to_owned() }
}

fn any_workload() -> impl Strategy<Value = Workload> {
    prop::sample::select(vec![
        variant(),
        Workload::Variant { endpoint: "h".to_owned(), variant: "v".to_owned() },
        component(),
        other_component(),
        custom(),
    ])
}

fn any_rolling() -> impl Strategy<Value = DeploymentConfig> {
    let size = prop_oneof![(1_u32..3).prop_map(Size::Count), (5_u32..50).prop_map(Size::Percent)];
    let back = prop::option::of((1_u32..3).prop_map(Size::Count));
    let most = prop::option::of(600_u32..2000);
    (size, 0_u32..200, back, most, any::<bool>()).prop_map(
        |(batch, wait_secs, rollback_batch, most_secs, guarded)| DeploymentConfig {
            policy: UpdatePolicy::Rolling { batch, wait_secs, rollback_batch },
            most_secs,
            alarms: guarded.then(|| "mine".to_owned()).into_iter().collect(),
            document: "{}".to_owned(),
        },
    )
}

fn any_deployment() -> impl Strategy<Value = DeploymentConfig> {
    let size = (10_u32..50).prop_map(Size::Percent);
    let routing = prop_oneof![
        Just(TrafficRouting::AllAtOnce),
        size.clone().prop_map(TrafficRouting::Canary),
        size.prop_map(TrafficRouting::Linear),
    ];
    let blue_green = (routing, 0_u32..100, 0_u32..100, any_rolling()).prop_map(
        |(routing, wait_secs, termination_wait_secs, config)| {
            let policy = UpdatePolicy::BlueGreen { routing, wait_secs, termination_wait_secs };
            DeploymentConfig { policy, ..config }
        },
    );
    prop_oneof![blue_green, any_rolling()]
}

fn any_command() -> impl Strategy<Value = Command> {
    let name = || prop::sample::select(vec!["c".to_owned(), "d".to_owned()]);
    let endpoint = || prop::sample::select(vec!["e".to_owned(), "h".to_owned()]);
    prop_oneof![
        (any_workload(), -1_i32..4, 0_i32..8).prop_map(|(of, min, max)| {
            let asked = matches!(of, Workload::Custom { .. });
            let observed = asked.then(|| Resource::of(2).report);
            Command::RegisterScalableTarget(TargetRequest { observed, ..target(&of, min, max) })
        }),
        any_workload().prop_map(|workload| Command::DeregisterScalableTarget { workload }),
        (any_workload(), 1.0_f64..90.0).prop_map(|(of, value)| {
            let block = PolicyBlock::Tracking(tracking(customized("load"), value));
            Command::PutScalingPolicy(policy(&of, "p", block))
        }),
        (any_workload(), -3_i32..4, -1_i32..100).prop_map(|(of, by, cooldown)| {
            let block = PolicyBlock::Step(change_by(by, cooldown));
            Command::PutScalingPolicy(policy(&of, "s", block))
        }),
        (any_workload(), prop::sample::select(vec!["p", "s"])).prop_map(|(workload, name)| {
            Command::DeleteScalingPolicy { workload, name: name.to_owned() }
        }),
        (endpoint(), 0_u32..6)
            .prop_map(|(endpoint, desired)| set_instances(&endpoint, "v", desired)),
        endpoint().prop_map(|name| {
            let config = if name == "e" { "config" } else { "hosting" }.to_owned();
            Command::CreateEndpoint { name, config, deployment: None, tags: BTreeMap::new() }
        }),
        endpoint().prop_map(|name| Command::DeleteEndpoint { name }),
        (any::<bool>(), any::<bool>(), prop::option::of(any_deployment())).prop_map(
            |(larger, retain, deployment)| {
                let config = if larger { "larger" } else { "config" }.to_owned();
                Command::UpdateEndpoint(EndpointUpdate {
                    endpoint: "e".to_owned(),
                    config,
                    document: None,
                    retain_desired: retain,
                    retain_weights: retain,
                    deployment,
                    retain_deployment: retain,
                })
            }
        ),
        (name(), prop::option::of(0_u32..5), 500_u32..20_000, prop::option::of(any_rolling()))
            .prop_map(|(name, copies, memory_mb, deployment)| {
                let change = component_change(&name, "sentiment", f64::from(memory_mb));
                let copies = copies.map(Capacity);
                let change = ComponentChange { copies, deployment, ..change };
                Command::UpdateInferenceComponent(Box::new(change))
            }),
        (name(), 0_u32..5, 500_u32..20_000).prop_map(|(name, copies, memory_mb)| {
            let request = component_request(&name, copies, f64::from(memory_mb));
            let endpoint = "h".to_owned();
            Command::CreateInferenceComponent(ebb_decide::ComponentRequest { endpoint, ..request })
        }),
        (name(), 0_u32..6).prop_map(|(name, copies)| {
            let copies = Capacity(copies);
            Command::UpdateInferenceComponentRuntimeConfig { name, copies }
        }),
        name().prop_map(|name| Command::DeleteInferenceComponent { name }),
        (prop::option::of(0_i32..4), prop::option::of(0_i32..6), 1_u32..9, any::<bool>()).prop_map(
            |(min, max, every, later)| {
                let request = scheduled("a", &format!("rate({every} minutes)"), min, max);
                let start_time = later.then(|| start() + minutes(30));
                Command::PutScheduledAction(ScheduledActionRequest { start: start_time, ..request })
            }
        ),
        Just(Command::DeleteScheduledAction { workload: variant(), name: "a".to_owned() }),
        Just(Command::DeleteAlarms(vec!["mine".to_owned(), "none".to_owned()])),
    ]
}

fn any_op() -> impl Strategy<Value = Op> {
    let fate = prop_oneof![
        (0_i64..60_000).prop_map(Fate::Healthy),
        (0_i64..5_000).prop_map(|after| Fate::Crash(after, "exit code 1")),
        Just(Fate::Silence),
    ];
    let state = prop::sample::select(vec![StateValue::Ok, StateValue::Alarm]);
    prop_oneof![
        3 => prop_oneof![4 => 0_i64..90, 1 => 90_i64..400].prop_map(Op::Run),
        1 => fate.prop_map(Op::Fate),
        6 => any_command().prop_map(|command| Op::Ask(Box::new(command))),
        1 => (any_workload(), 0.0_f64..300.0).prop_map(|(of, load)| Op::Load(of, load)),
        1 => (any_workload(), 1.0_f64..9.0).prop_map(|(of, number)| Op::Requests(of, number)),
        1 => any_workload().prop_map(Op::Crash),
        1 => (0.0_f64..200.0).prop_map(Op::Data),
        2 => (0_usize..8, state, 0.0_f64..200.0)
            .prop_map(|(alarm, state, point)| Op::Force(alarm, state, point)),
        1 => (0_u64..5, 0_u64..5).prop_map(|(waiting, working)| Op::Backlog(waiting, working)),
        1 => (any::<bool>(), prop::option::of(Just("out of order")))
            .prop_map(|(follows, refuses)| Op::Resource(follows, refuses)),
        1 => Just(Op::Restart),
    ]
}

fn play(ops: &[Op]) -> World {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, Some((0, 2)));
        let hosting = ebb_decide::EndpointConfigRequest {
            name: "hosting".to_owned(),
            variants: world.there().endpoint_configs()["config"].variants.clone(),
            asynchronous: None,
            has_execution_role: true,
            document: "{}".to_owned(),
            tags: BTreeMap::new(),
        };
        // "e" runs a model of its own, "h" hosts components.
        let own = ebb_decide::EndpointConfigRequest {
            name: "config".to_owned(),
            variants: vec![variant_config("v", Some("m"), 2)],
            ..hosting.clone()
        };
        let larger = ebb_decide::EndpointConfigRequest {
            name: "larger".to_owned(),
            variants: vec![variant_config("v", Some("m"), 3), variant_config("w", Some("m"), 1)],
            ..hosting.clone()
        };
        world.ask(Command::CreateEndpointConfig(larger));
        world.ask(Command::CreateEndpointConfig(hosting));
        world.ask(Command::DeleteEndpoint { name: "e".to_owned() });
        world.ask(Command::DeleteEndpointConfig { name: "config".to_owned() });
        world.ask(Command::CreateEndpointConfig(own));
        for (name, config) in [("e", "config"), ("h", "hosting")] {
            let (name, config) = (name.to_owned(), config.to_owned());
            world.ask(Command::CreateEndpoint {
                name,
                config,
                deployment: None,
                tags: BTreeMap::new(),
            });
        }
    });
    let request = component_request("c", 1, 6000.0);
    let endpoint = "h".to_owned();
    let request = ebb_decide::ComponentRequest { endpoint, ..request };
    world.ask(Command::CreateInferenceComponent(request));
    let arn = "arn:aws:sns:us-east-1:000000000000:ops";
    put_alarm(&mut world, alarm("mine", own_metric("load"), 50.0, arn));
    for op in ops {
        match op.clone() {
            Op::Run(time) => world.run(secs(time)),
            Op::Fate(fate) => world.fate = fate,
            // Refusals are answers too.
            Op::Ask(command) => drop(world.command(*command)),
            Op::Load(of, per_minute) => world.load(&of, per_minute),
            Op::Requests(of, number) => world.requests(&of, number),
            Op::Crash(of) => world.crash(&of, "killed"),
            Op::Data(value) => world.data(&own_metric("load"), &[value; 15]),
            Op::Force(index, state, point) => {
                let name = world.there().alarms().keys().nth(index).map(str::to_owned);
                if let Some(name) = name {
                    world.force(&name, state, &[point]);
                }
            }
            Op::Backlog(waiting, working) => world.backlog("e", waiting, working),
            Op::Resource(follows, refuses) => {
                world.resource.follows = follows;
                world.resource.refuses = refuses;
            }
            Op::Restart => world.restart(),
        }
    }
    world
}

proptest! {
    #![proptest_config(few(40))]

    #[test]
    fn whatever_happens_all_comes_to_rest(ops in prop::collection::vec(any_op(), 0..40)) {
        let mut world = play(&ops);
        world.behave();
        let none_more = Command::DeleteScheduledAction { workload: variant(), name: "a".to_owned() };
        let _ = world.command(none_more);
        // Room that copies wait for is given up after half an hour.
        world.run(minutes(45));
        let realm = world.there();
        for (name, endpoint) in realm.endpoints() {
            prop_assert!(
                matches!(
                    endpoint.status,
                    EndpointStatus::InService
                        | EndpointStatus::Failed
                        | EndpointStatus::UpdateRollbackFailed
                ),
                "{} is {:?}", name, endpoint.status
            );
            prop_assert!(endpoint.deployment.is_none(), "{}", name);
            if endpoint.status == EndpointStatus::InService {
                for variant in endpoint.variants.iter().filter(|variant| variant.launch.is_some()) {
                    let current = realm.current_instances(name, &variant.config.name);
                    prop_assert_eq!(current, variant.desired, "{}", name);
                    prop_assert_eq!(variant.before, None);
                }
            }
        }
        for (name, component) in realm.components() {
            prop_assert!(
                matches!(component.status, ComponentStatus::InService | ComponentStatus::Failed),
                "{} is {:?}", name, component.status
            );
            prop_assert!(component.update.is_none(), "{}", name);
        }
        for activity in realm.activities() {
            let gone = realm.capacity(&activity.workload).is_none();
            prop_assert!(!activity.is_open() || gone, "{:?}", activity);
        }
    }
}

proptest! {
    #![proptest_config(few(12))]

    #[test]
    fn the_same_told_again_gives_the_same(ops in prop::collection::vec(any_op(), 0..30)) {
        let (once, again) = (play(&ops), play(&ops));
        prop_assert!(!once.transcript.is_empty());
        prop_assert_eq!(once.transcript, again.transcript);
    }
}

proptest! {
    #![proptest_config(few(12))]

    /// A history that was written down and read again has the same effects, restarts included.
    #[test]
    fn a_history_that_was_kept_is_the_same_again(ops in prop::collection::vec(any_op(), 0..30)) {
        let world = play(&ops);
        let (mut retelling, mut transcript) = (Retelling::default(), Vec::new());
        for text in &world.told {
            let told: Told = serde_json::from_str(text).unwrap();
            prop_assert_eq!(&serde_json::to_string(&told).unwrap(), text);
            let now = match &told {
                Told::Begin(beginning) => beginning.now,
                Told::Event { now, .. } | Told::Compact { now } => *now,
            };
            let effects = retelling.tell(told).unwrap();
            transcript.extend(effects.iter().map(|effect| format!("{now} {effect:?}")));
        }
        prop_assert_eq!(transcript, world.transcript);
    }
}
