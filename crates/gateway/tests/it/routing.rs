//! Which copy a request reaches, and what it carries there and back.

use std::collections::BTreeMap;

use ebb_gateway::{EndpointRoutes, OnCold, RoutingStrategy};
use ebb_units::CopyId;
use http::Response;

use crate::model::{Model, Parts};
use crate::world::{World, post, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_with_the_fewest_requests_gets_the_next() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (mut one, mut two) = (Model::start().await, Model::start().await);
    world.copy(&workload, 1, one.address);
    let mut busy = Vec::new();
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(world.invoking("early"));
        busy.push(one.call().await);
    }
    world.copy(&workload, 2, two.address);
    for _ in 0..2 {
        waiting.push(world.invoking("late"));
        busy.push(two.call().await);
    }
    assert!(one.call_now().is_none());
    // Three at the first, two at the second. One ends at the first: a tie, and then one each.
    busy.remove(0).answer(200, "done");
    waiting.remove(0).await.unwrap();
    waiting.push(world.invoking("tied"));
    waiting.push(world.invoking("tied"));
    busy.push(one.call().await);
    busy.push(two.call().await);
    busy.into_iter().for_each(|call| call.answer(200, "done"));
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn random_routing_reaches_every_copy() {
    let world = World::start().await;
    let workload = world.one_variant();
    world.gateway.set_workload(&workload, 3, RoutingStrategy::Random);
    for (id, name) in [(1, "a"), (2, "b"), (3, "c")] {
        let address = Model::echo(name).await;
        world.copy(&workload, id, address);
    }
    let mut seen = BTreeMap::new();
    for _ in 0..90 {
        *seen.entry(world.invoke("").await.body).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 3);
    assert!(seen.values().any(|count| *count != 30), "that looks like turns: {seen:?}");
}

#[tokio::test]
async fn idle_copies_take_turns() {
    let world = World::start().await;
    let workload = world.one_variant();
    for (id, name) in [(1, "a"), (2, "b"), (3, "c")] {
        world.copy(&workload, id, Model::echo(name).await);
    }
    let mut seen = BTreeMap::new();
    for _ in 0..9 {
        *seen.entry(world.invoke("").await.body).or_insert(0) += 1;
    }
    assert_eq!(seen.values().copied().collect::<Vec<_>>(), [3, 3, 3]);
}

#[tokio::test]
async fn variants_get_their_share_and_can_be_named() {
    let world = World::start().await;
    world.endpoint("ep", &[("blue", 3.0), ("green", 1.0), ("dark", 0.0)], OnCold::Hold);
    for (id, name) in [(1, "blue"), (2, "green"), (3, "dark")] {
        world.copy(&world.variant("ep", name), id, Model::echo(name).await);
    }
    let mut blue = 0;
    for _ in 0..400 {
        let answer = world.invoke("").await;
        let variant = answer.header("x-amzn-invoked-production-variant").unwrap();
        assert_eq!(answer.body, variant.as_bytes());
        assert_ne!(variant, "dark");
        blue += u32::from(variant == "blue");
    }
    assert!((260..340).contains(&blue), "{blue}");
    let target = |name| [("x-amzn-sagemaker-target-variant", name)];
    assert_eq!(world.invoke_with(&target("dark"), "").await.body, "dark");
    let unknown = world.invoke_with(&target("red"), "").await;
    unknown.assert_error(400, "ValidationError");
}

#[tokio::test]
async fn a_new_version_gets_its_share_whatever_the_number_of_copies() {
    let world = World::start().await;
    let workload = world.one_variant();
    let old = Model::echo("old").await;
    for id in 1..4 {
        world.copy_of(&workload, 0, id, old);
    }
    world.split(Some(0.0), None);
    world.copy_of(&workload, 1, 9, Model::echo("new").await);
    let new_of = async |requests: u32| {
        let mut new = 0;
        for _ in 0..requests {
            new += u32::from(world.invoke("").await.body == "new");
        }
        new
    };
    assert_eq!(new_of(40).await, 0);
    world.split(Some(0.5), None);
    let new = new_of(400).await;
    assert!((140..260).contains(&new), "{new} of 400");
    world.split(Some(1.0), None);
    assert_eq!(new_of(40).await, 40);
    // A side without copies gets nothing, whatever its share.
    world.gateway.drain_copy(CopyId(9)).await;
    assert_eq!(new_of(10).await, 0);
    world.copy_of(&workload, 1, 10, Model::echo("new").await);
    world.split(Some(0.0), None);
    for id in 1..4 {
        world.gateway.drain_copy(CopyId(id)).await;
    }
    assert_eq!(new_of(10).await, 10);
    world.copy_of(&workload, 0, 4, old);
    assert_eq!(new_of(10).await, 0);
    // Without a split all copies are alike.
    world.split(None, None);
    assert_eq!(new_of(10).await, 5);
}

#[tokio::test]
async fn components_are_reached_by_name_only() {
    let world = World::start().await;
    let workload = world.one_component();
    world.copy(&workload, 1, Model::echo("llm").await);
    let component = |name| [("x-amzn-sagemaker-inference-component", name)];
    let answer = world.invoke_with(&component("llm"), "!").await;
    assert_eq!(answer.body, "llm!");
    assert_eq!(answer.header("x-amzn-invoked-production-variant"), Some("all"));
    world.invoke_with(&component("other"), "").await.assert_error(400, "ValidationError");
    let unnamed = world.invoke("").await;
    unnamed.assert_error(400, "ValidationError");
    assert!(unnamed.message().starts_with("Inference Component Name header is required"));

    let world = World::start().await;
    world.one_variant();
    let none = world.invoke_with(&component("llm"), "").await;
    none.assert_error(400, "ValidationError");
    assert!(none.message().contains("does not host inference components"));
}

#[tokio::test]
async fn only_the_headers_meant_for_it_reach_the_other_side() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let front = world.front;
    let invocation = tokio::spawn(async move {
        let headers = [
            ("content-type", "text/csv"),
            ("accept", "application/json, text/plain"),
            ("x-amzn-sagemaker-custom-attributes", "in=1"),
            ("authorization", "AWS4-HMAC-SHA256 secret"),
            ("cookie", "secret"),
        ];
        let body = text("1,2");
        post(front, "/endpoints/ep/invocations", &headers, body).await
    });
    let call = model.call().await;
    assert_eq!(call.body, "1,2");
    let mut names: Vec<_> = call.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["accept", "content-length", "content-type", "host", "x-amzn-sagemaker-custom-attributes"]
    );
    let response = Response::builder()
        .status(201)
        .header("content-type", "image/png")
        .header("x-amzn-sagemaker-custom-attributes", "out=2")
        .header("set-cookie", "secret")
        .body(Parts::One(Some("png".into())));
    call.respond(response.unwrap());
    let answer = invocation.await.unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body, "png");
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert_eq!(answer.header("x-amzn-sagemaker-custom-attributes"), Some("out=2"));
    assert_eq!(answer.header("content-length"), Some("3"));
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(answer.header("x-amzn-requestid").unwrap().len(), 36);
}

#[tokio::test]
async fn a_session_stays_with_its_copy() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (mut one, two) = (Model::start().await, Model::echo("two").await);
    world.copy(&workload, 1, one.address);
    let front = world.front;
    let in_session = |id: &'static str| async move {
        let headers = [("x-amzn-sagemaker-session-id", id)];
        let body = text("");
        post(front, "/endpoints/ep/invocations", &headers, body).await
    };
    let opening = tokio::spawn(in_session("NEW_SESSION"));
    let call = one.call().await;
    assert_eq!(call.headers["x-amzn-sagemaker-session-id"], "NEW_SESSION");
    let opened = "abc; Expires=2199-01-01T00:00:00Z";
    let response = Response::builder().header("x-amzn-sagemaker-new-session-id", opened);
    call.respond(response.body(Parts::One(None)).unwrap());
    let answer = opening.await.unwrap();
    assert_eq!(answer.header("x-amzn-sagemaker-new-session-id"), Some(opened));

    world.copy(&workload, 2, two);
    for _ in 0..4 {
        let next = tokio::spawn(in_session("abc"));
        one.call().await.answer(200, "one");
        assert_eq!(next.await.unwrap().body, "one");
    }
    let closing = tokio::spawn(in_session("abc"));
    let response = Response::builder().header("x-amzn-sagemaker-closed-session-id", "abc");
    one.call().await.respond(response.body(Parts::One(None)).unwrap());
    closing.await.unwrap();
    drop(one);
    world.gateway.remove_copy(ebb_units::CopyId(1));
    assert_eq!(in_session("abc").await.body, "two");
}

#[tokio::test]
async fn an_endpoint_is_known_by_its_exact_name_while_in_service() {
    let world = World::start().await;
    let workload = world.one_variant();
    world.copy(&workload, 1, Model::echo("x").await);
    let body = || text("");
    let unknown = post(world.front, "/endpoints/EP/invocations", &[], body()).await;
    unknown.assert_error(400, "ValidationError");
    assert_eq!(unknown.message(), "Endpoint EP of account 123456789012 not found.");

    let routes = EndpointRoutes {
        name: "ep".into(),
        in_service: false,
        asynchronous: None,
        variants: Vec::new(),
        components: Vec::new(),
        on_cold: OnCold::Hold,
    };
    world.gateway.set_endpoint(&world.scope, routes);
    let absent = world.invoke("").await;
    assert_eq!(absent.message(), "Endpoint ep of account 123456789012 not found.");
    // The workload has outlived its route, copy and all.
    world.one_variant();
    assert_eq!(world.invoke("!").await.body, "x!");
    world.gateway.remove_endpoint(&world.scope, "ep");
    world.invoke("").await.assert_error(400, "ValidationError");
}

#[tokio::test]
async fn bad_headers_and_paths_are_refused() {
    let world = World::start().await;
    world.one_variant();
    let bad = world.invoke_with(&[("x-amzn-sagemaker-target-variant", "-x-")], "").await;
    bad.assert_error(400, "ValidationError");
    assert!(
        bad.message().starts_with("1 validation error detected: Value '-x-' at 'targetVariant'")
    );
    let body = || text("");
    for (header, says) in [
        ("x-amzn-sagemaker-target-model", "does not support TargetModel"),
        (
            "x-amzn-sagemaker-target-container-hostname",
            "TargetContainerHostname x is not supported",
        ),
    ] {
        let refused = world.invoke_with(&[(header, "x")], "").await;
        refused.assert_error(400, "ValidationError");
        assert!(refused.message().contains(says), "{refused:?}");
    }
    let path = "/endpoints/ep/other";
    post(world.front, path, &[], body()).await.assert_error(404, "UnknownOperationException");
}
