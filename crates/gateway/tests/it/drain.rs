//! Copies that go, and clients that leave.

use http_body_util::BodyExt;

use crate::model::Model;
use crate::world::{World, answer, connect, request, text};

const PATH: &str = "/endpoints/ep/invocations";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_waits_for_the_last_byte_of_a_stream() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    let copy = world.copy(&workload, 1, model.address);
    let (mut sender, _driver) = connect(world.front).await;
    let sent = tokio::spawn(sender.send_request(request(PATH, &[], text("x"))));
    let parts = model.call().await.stream();
    parts.send(Ok("one".into())).await.unwrap();
    let mut body = sent.await.unwrap().unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "one");

    let drained = tokio::spawn(world.gateway.drain_copy(copy));
    // No new work from the call on: this request is held, as for a workload without copies.
    let held = world.invoking("held");
    world.until_held(&workload, 1).await;
    assert_eq!(world.gateway.in_flight(), [(copy, 1)]);
    assert!(!drained.is_finished());
    parts.send(Ok("two".into())).await.unwrap();
    drop(parts);
    assert_eq!(body.collect().await.unwrap().to_bytes(), "two");
    drained.await.unwrap();
    assert!(model.call_now().is_none());
    world.gateway.remove_copy(copy);
    world.copy(&workload, 2, Model::echo("").await);
    assert_eq!(held.await.unwrap().body, "held");
}

#[tokio::test]
async fn idle_and_unknown_copies_are_drained_at_once() {
    let world = World::start().await;
    let workload = world.one_variant();
    let copy = world.copy(&workload, 1, Model::echo("").await);
    world.invoke("x").await;
    world.gateway.drain_copy(copy).await;
    world.gateway.drain_copy(ebb_units::CopyId(99)).await;
    world.gateway.remove_copy(copy);
    world.gateway.remove_copy(copy);
    assert!(world.gateway.in_flight().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scaling_in_under_load_breaks_nothing() {
    let world = World::start().await;
    let workload = world.one_variant();
    let first = world.copy(&workload, 1, Model::echo("").await);
    let front = world.front;
    let load: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(async move {
                let (mut sender, _driver) = connect(front).await;
                for _ in 0..100 {
                    sender.ready().await.unwrap();
                    let sent = sender.send_request(request(PATH, &[], text("x"))).await;
                    assert_eq!(answer(sent.unwrap()).await.body, "x");
                }
            })
        })
        .collect();
    let mut old = first;
    for id in 2..30 {
        let new = world.copy(&workload, id, Model::echo("").await);
        world.gateway.drain_copy(old).await;
        world.gateway.remove_copy(old);
        old = new;
    }
    for load in load {
        load.await.unwrap();
    }
    world.until_in_flight(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_version_takes_over_under_load() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    let streaming = world.copy_of(&workload, 0, 1, model.address);
    let (mut sender, _driver) = connect(world.front).await;
    let sent = tokio::spawn(sender.send_request(request(PATH, &[], text("x"))));
    let parts = model.call().await.stream();
    parts.send(Ok("one".into())).await.unwrap();
    let mut body = sent.await.unwrap().unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "one");
    world.copy_of(&workload, 0, 2, Model::echo("").await);
    // The idle one gets all the rest while the other streams.
    let front = world.front;
    let load: Vec<_> = (0..8)
        .map(|_| {
            tokio::spawn(async move {
                let (mut sender, _driver) = connect(front).await;
                for _ in 0..100 {
                    sender.ready().await.unwrap();
                    let sent = sender
                        .send_request(request(
                            PATH,
                            &[("x-amzn-sagemaker-target-variant", "main")],
                            text("x"),
                        ))
                        .await;
                    assert_eq!(answer(sent.unwrap()).await.body, "x");
                }
            })
        })
        .collect();
    let drained = tokio::spawn(world.gateway.drain_copy(streaming));
    let mut old = ebb_units::CopyId(2);
    for id in 3..20 {
        world.split(Some(0.0), None);
        let new = world.copy_of(&workload, 1, id, Model::echo("").await);
        for share in [0.25, 0.5, 1.0] {
            world.split(Some(share), None);
            tokio::task::yield_now().await;
        }
        world.gateway.drain_copy(old).await;
        world.gateway.remove_copy(old);
        // What was new is old for the next round.
        world.split(None, None);
        world.gateway.drain_copy(new).await;
        old = world.copy_of(&workload, 0, id + 100, Model::echo("").await);
        world.gateway.remove_copy(new);
    }
    for load in load {
        load.await.unwrap();
    }
    assert!(!drained.is_finished());
    parts.send(Ok("two".into())).await.unwrap();
    drop(parts);
    assert_eq!(body.collect().await.unwrap().to_bytes(), "two");
    drained.await.unwrap();
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_work_for_it() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    // While the model thinks.
    let (mut sender, driver) = connect(world.front).await;
    let sent = tokio::spawn(sender.send_request(request(PATH, &[], text("x"))));
    let call = model.call().await;
    driver.abort();
    call.abandoned().await;
    world.until_in_flight(0).await;
    assert!(sent.await.unwrap().is_err());
    // While it answers.
    let (mut sender, driver) = connect(world.front).await;
    let sent = tokio::spawn(sender.send_request(request(PATH, &[], text("x"))));
    let parts = model.call().await.stream();
    parts.send(Ok("one".into())).await.unwrap();
    let response = sent.await.unwrap().unwrap();
    drop(response);
    driver.abort();
    parts.closed().await;
    world.until_in_flight(0).await;
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.invocations_total(), meters.answered), (2, 0), "no fault of the model");
}
