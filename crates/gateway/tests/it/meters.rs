//! What is measured adds up.

use ebb_gateway::{GatewayEvent, Invocations, Meters, RoutingStrategy, Side, WorkloadMeters};

use crate::model::Model;
use crate::world::{World, answer, connect, request, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_counted_once_however_often_one_looks() {
    let world = World::start().await;
    let workload = world.one_variant();
    world.gateway.set_workload(&workload, 2, RoutingStrategy::LeastOutstanding);
    for id in 1..3 {
        world.copy(&workload, id, Model::echo("").await);
    }
    let front = world.front;
    let load: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(async move {
                let (mut sender, _driver) = connect(front).await;
                for _ in 0..100 {
                    sender.ready().await.unwrap();
                    let request = request("/endpoints/ep/invocations", &[], text("x"));
                    answer(sender.send_request(request).await.unwrap()).await;
                }
            })
        })
        .collect();
    let mut taken: Vec<WorkloadMeters> = Vec::new();
    while !load.iter().all(tokio::task::JoinHandle::is_finished) {
        taken.extend(world.meters(&workload));
        tokio::task::yield_now().await;
    }
    for load in load {
        load.await.unwrap();
    }
    world.until_in_flight(0).await;
    taken.extend(world.meters(&workload));
    let sum = |of: fn(&WorkloadMeters) -> u64| taken.iter().map(of).sum::<u64>();
    assert_eq!(sum(WorkloadMeters::invocations_total), 800);
    assert_eq!(sum(|meters| meters.answered.into()), 800);
    assert_eq!(sum(|meters| meters.model_latency_us.count()), 800);
    assert_eq!(sum(|meters| meters.overhead_latency_us.count()), 800);
    assert_eq!(sum(|meters| meters.model_errors.into()), 0);
    let shares = taken.iter().flat_map(|meters| &meters.invocations);
    assert!(shares.clone().all(|share| share.instances == 2));
}

#[tokio::test]
async fn shares_and_concurrency() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    let copy = world.copy(&workload, 1, model.address);
    let mut waiting = vec![world.invoking("x")];
    let mut calls = vec![model.call().await];
    world.gateway.set_workload(&workload, 3, RoutingStrategy::LeastOutstanding);
    for _ in 0..2 {
        waiting.push(world.invoking("x"));
        calls.push(model.call().await);
    }
    let meters = world.meters(&workload).unwrap();
    assert_eq!(
        meters.invocations,
        [Invocations { instances: 1, count: 1 }, Invocations { instances: 3, count: 2 }]
    );
    let of = |meters: &WorkloadMeters| {
        let copies = &meters.copies;
        assert_eq!(copies[0].copy, copy);
        (copies[0].in_flight, copies[0].in_flight_max)
    };
    assert_eq!(of(&meters), (3, 3));
    calls.into_iter().for_each(|call| call.answer(200, ""));
    for waiting in waiting {
        waiting.await.unwrap();
    }
    world.until_in_flight(0).await;
    assert_eq!(of(&world.meters(&workload).unwrap()), (0, 3));
    assert_eq!(of(&world.meters(&workload).unwrap()), (0, 0));
}

/// What both versions did, together and by themselves: requests, answers, errors and times.
fn counted(meters: &Meters) -> Vec<(Option<Side>, u64, u32, u32, u64)> {
    let whole = meters.workloads.iter().map(|whole| (None, whole));
    let fleets = meters.fleets.iter().map(|fleet| (Some(fleet.side), &fleet.meters));
    let all = whole.chain(fleets).filter(|(_, meters)| !meters.is_quiet());
    all.map(|(side, meters)| {
        let WorkloadMeters { answered, errors_5xx, .. } = *meters;
        let times = meters.model_latency_us.count();
        (side, meters.invocations_total(), answered, errors_5xx, times)
    })
    .collect()
}

#[tokio::test]
async fn versions_are_measured_by_themselves_while_there_are_two() {
    let world = World::start().await;
    let workload = world.one_variant();
    world.copy_of(&workload, 0, 1, Model::echo("").await);
    world.invoke("").await;
    world.until_in_flight(0).await;
    assert_eq!(counted(&world.gateway.take_meters()), [(None, 1, 1, 0, 1)]);

    let mut faulty = Model::start().await;
    world.copy_of(&workload, 1, 2, faulty.address);
    world.split(Some(0.0), None);
    let before = world.invoking("");
    before.await.unwrap();
    world.split(Some(1.0), None);
    let failed = world.invoking("");
    faulty.call().await.answer(500, "");
    failed.await.unwrap();
    world.until_in_flight(0).await;
    assert_eq!(
        counted(&world.gateway.take_meters()),
        [(None, 2, 2, 1, 2), (Some(Side::New(1)), 1, 1, 1, 1), (Some(Side::Old(1)), 1, 1, 0, 1)],
        "from one step to the next their meters stay"
    );
    // A request that is under way when the deployment ends still counts for the variant.
    let late = world.invoking("");
    let call = faulty.call().await;
    world.split(None, None);
    call.answer(200, "");
    late.await.unwrap();
    world.until_in_flight(0).await;
    assert_eq!(counted(&world.gateway.take_meters()), [(None, 1, 1, 0, 1)]);
}

#[tokio::test]
async fn what_no_event_could_tell_is_in_the_meters() {
    let mut world = World::start().await;
    world.endpoint("ep", &[("main", 1.0)], ebb_gateway::OnCold::Fail);
    let workload = world.variant("ep", "main");
    world.events.close();
    for _ in 0..3 {
        world.invoke("x").await;
    }
    assert_eq!(world.meters(&workload).unwrap().no_capacity, 3);
    assert!(world.meters(&workload).is_none());
    assert!(!matches!(world.events.recv().await, Some(GatewayEvent::NoCapacity { .. })));
}

#[tokio::test]
async fn workloads_are_forgotten_with_their_last_meters() {
    let world = World::start().await;
    let workload = world.one_variant();
    let copy = world.copy(&workload, 1, Model::echo("").await);
    world.invoke("x").await;
    world.until_in_flight(0).await;
    world.gateway.remove_endpoint(&world.scope, "ep");
    world.gateway.remove_copy(copy);
    assert_eq!(world.meters(&workload).unwrap().invocations_total(), 1);
    assert!(world.meters(&workload).is_none());
}
