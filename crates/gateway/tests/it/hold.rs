//! Requests that find no copy.

use std::time::Duration;

use ebb_gateway::{GatewayEvent, OnCold};

use crate::model::Model;
use crate::world::{World, connect, post, request, text};

const NO_CAPACITY: &str = "Inference Component has no capacity to process this request. ApplicationAutoScaling may be in-progress (if configured) or try to increase the capacity by invoking UpdateInferenceComponentRuntimeConfig API.";

#[tokio::test]
async fn held_requests_reach_the_first_copy_oldest_first() {
    let mut world = World::start().await;
    let workload = world.one_variant();
    let mut waiting = Vec::new();
    for (held, body) in ["first", "second", "third", "fourth"].into_iter().enumerate() {
        waiting.push(world.invoking(body));
        world.until_held(&workload, u32::try_from(held).unwrap() + 1).await;
    }
    assert_eq!(world.no_capacity(4).await, 4);
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    for (body, waiting) in ["first", "second", "third", "fourth"].into_iter().zip(waiting) {
        let call = model.call().await;
        assert_eq!(call.body, body);
        call.answer(200, "late");
        assert_eq!(waiting.await.unwrap().body, "late");
    }
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.held, meters.no_capacity), (0, 0));
    assert_eq!(meters.invocations_total(), 4);
}

#[tokio::test]
async fn whoever_is_held_too_long_is_refused_in_the_words_of_aws() {
    let mut world = World::with(|config| config.hold.max_wait = Duration::from_millis(20)).await;
    let workload = world.one_variant();
    let refused = world.invoke("x").await;
    refused.assert_error(400, "ValidationError");
    assert_eq!(refused.message(), NO_CAPACITY);
    assert_eq!(world.no_capacity(1).await, 1);
    world.until_held(&workload, 0).await;
}

#[tokio::test]
async fn an_endpoint_may_refuse_at_once() {
    let mut world = World::start().await;
    world.endpoint("ep", &[("main", 1.0)], OnCold::Fail);
    let refused = world.invoke("x").await;
    refused.assert_error(400, "ValidationError");
    assert_eq!(refused.message(), NO_CAPACITY);
    let workload = world.variant("ep", "main");
    assert_eq!(world.events.try_recv().unwrap(), GatewayEvent::NoCapacity { workload, count: 1 });
}

#[tokio::test]
async fn the_number_of_held_requests_is_bounded() {
    let world = World::with(|config| config.hold.max_requests = 2).await;
    let workload = world.one_variant();
    let held = [world.invoking("a"), world.invoking("b")];
    world.until_held(&workload, 2).await;
    let refused = world.invoke("c").await;
    refused.assert_error(400, "ValidationError");
    assert_eq!(refused.message(), NO_CAPACITY);
    world.copy(&workload, 1, Model::echo("").await);
    for held in held {
        assert_eq!(held.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn the_bytes_of_held_requests_are_bounded() {
    let world = World::with(|config| config.hold.max_bytes = 100_000).await;
    let workload = world.one_variant();
    let large = |size: usize| text(vec![b'x'; size]);
    let front = world.front;
    let held =
        tokio::spawn(
            async move { post(front, "/endpoints/ep/invocations", &[], large(90_000)).await },
        );
    world.until_held(&workload, 1).await;
    loop {
        let refused = post(front, "/endpoints/ep/invocations", &[], large(20_000));
        // Only when the first body has come in as a whole is there no room for this one.
        tokio::select! {
            refused = refused => {
                assert_eq!(refused.message(), NO_CAPACITY);
                break;
            }
            () = tokio::time::sleep(Duration::from_millis(50)) => {}
        }
    }
    world.copy(&workload, 1, Model::echo("").await);
    assert_eq!(held.await.unwrap().body.len(), 90_000);
    // The bytes were given back.
    let held =
        tokio::spawn(
            async move { post(front, "/endpoints/ep/invocations", &[], large(100_000)).await },
        );
    assert_eq!(held.await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_cold_requests_none_is_lost() {
    let mut world = World::start().await;
    let workload = world.one_variant();
    let waiting: Vec<_> = (0..1000).map(|_| world.invoking("x")).collect();
    world.until_held(&workload, 1000).await;
    assert_eq!(world.no_capacity(1000).await, 1000);
    world.copy(&workload, 1, Model::echo("y").await);
    for waiting in waiting {
        let answer = waiting.await.unwrap();
        assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"yx"[..]), "{answer:?}");
    }
    let meters = world.meters(&workload).unwrap();
    assert_eq!(meters.invocations_total(), 1000);
    assert_eq!(meters.answered, 1000);
    assert_eq!(meters.copies[0].in_flight, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_come_and_go_under_cold_requests_lose_none() {
    let world = World::start().await;
    let workload = world.one_variant();
    let address = Model::echo("").await;
    let waiting: Vec<_> = (0..500).map(|_| world.invoking("x")).collect();
    for id in 0..50 {
        let copy = world.copy(&workload, id, address);
        tokio::task::yield_now().await;
        world.gateway.drain_copy(copy).await;
        world.gateway.remove_copy(copy);
    }
    world.copy(&workload, 99, address);
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_held_request_counts_again_as_its_client_would_have_retried() {
    let mut world = World::with(|config| config.recount = Duration::from_millis(1)).await;
    let workload = world.one_variant();
    let held = world.invoking("x");
    world.no_capacity(5).await;
    world.copy(&workload, 1, Model::echo("").await);
    assert_eq!(held.await.unwrap().status, 200);
}

#[tokio::test]
async fn a_client_that_leaves_gives_up_its_place() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (mut sender, driver) = connect(world.front).await;
    let sent = sender.send_request(request("/endpoints/ep/invocations", &[], text("x")));
    let leaving = tokio::spawn(sent);
    world.until_held(&workload, 1).await;
    driver.abort();
    world.until_held(&workload, 0).await;
    assert!(leaving.await.unwrap().is_err());
}

#[tokio::test]
async fn held_requests_end_with_their_endpoint() {
    let world = World::start().await;
    let workload = world.one_variant();
    let held = world.invoking("x");
    world.until_held(&workload, 1).await;
    world.gateway.remove_endpoint(&world.scope, "ep");
    let gone = held.await.unwrap();
    gone.assert_error(400, "ValidationError");
    assert_eq!(gone.message(), "Endpoint ep of account 123456789012 not found.");
}

#[tokio::test]
async fn a_change_of_routes_keeps_who_is_held() {
    let world = World::start().await;
    let workload = world.one_variant();
    let held = world.invoking("x");
    world.until_held(&workload, 1).await;
    world.endpoint("ep", &[("main", 1.0), ("other", 0.0)], OnCold::Fail);
    world.copy(&workload, 1, Model::echo("").await);
    assert_eq!(held.await.unwrap().status, 200);
}

#[tokio::test]
async fn a_repeated_attempt_takes_the_place_of_the_first() {
    let mut world = World::start().await;
    let workload = world.one_variant();
    let attempt = |number: u32| {
        let front = world.front;
        tokio::spawn(async move {
            let told = format!("attempt={number}; max=5");
            let headers = [("amz-sdk-invocation-id", "6f1b"), ("amz-sdk-request", told.as_str())];
            post(front, "/endpoints/ep/invocations", &headers, text("work")).await
        })
    };
    let first = attempt(1);
    world.until_held(&workload, 1).await;
    let second = attempt(2);
    first.await.unwrap().assert_error(503, "ServiceUnavailable");
    world.until_held(&workload, 1).await;
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    model.call().await.answer(200, "once");
    assert_eq!(second.await.unwrap().body, "once");
    assert!(model.call_now().is_none());
    assert_eq!(world.no_capacity(1).await, 1, "one invocation is one demand");
    assert_eq!(world.meters(&workload).unwrap().invocations_total(), 1);
}
