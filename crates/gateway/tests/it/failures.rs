//! Models that fail, and what their callers are told.

use std::time::Duration;

use ebb_gateway::GatewayEvent;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::model::{Model, nobody, raw};
use crate::world::{World, connect, request, scope, text};

#[tokio::test]
async fn errors_of_the_model_are_quoted() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    for (status, body, start) in [
        (
            404,
            "no \"such\" thing",
            "Received client error (404) from primary with message \"no \"such\" thing\". See https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logEventViewer:group=/aws/sagemaker/Endpoints/ep in account 123456789012 for more information.",
        ),
        (
            503,
            "busy",
            "Received server error (503) from primary with message \"busy\". See https://",
        ),
    ] {
        let failing = world.invoking("x");
        model.call().await.answer(status, body);
        let answer = failing.await.unwrap();
        answer.assert_error(424, "ModelError");
        assert!(answer.message().starts_with(start), "{}", answer.message());
        assert_eq!(answer.json()["OriginalStatusCode"], status);
        assert_eq!(answer.json()["OriginalMessage"], body);
        assert_eq!(
            answer.json()["LogStreamArn"],
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/sagemaker/Endpoints/ep"
        );
    }
    let failing = world.invoking("x");
    model.call().await.answer(500, vec![b'e'; 100_000]);
    let message = failing.await.unwrap().message();
    let start = "Received server error (500) from primary and could not load the entire response body. See https://";
    assert!(message.starts_with(start), "{message}");
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.errors_4xx, meters.errors_5xx, meters.model_errors), (1, 2, 3));
}

#[tokio::test]
async fn a_component_names_its_copy_as_container() {
    let world = World::start().await;
    let workload = world.one_component();
    let mut model = Model::start().await;
    world.copy(&workload, 0x1f, model.address);
    let front = world.front;
    let failing = tokio::spawn(async move {
        let headers = [("x-amzn-sagemaker-inference-component", "llm")];
        crate::world::post(front, "/endpoints/ep/invocations", &headers, text("")).await
    });
    model.call().await.answer(400, "no");
    let message = failing.await.unwrap().message();
    assert!(message.contains("from i-000000000000001f with message \"no\""), "{message}");
}

#[tokio::test]
async fn a_model_that_dies_over_a_request() {
    let mut world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    let copy = world.copy(&workload, 1, model.address);
    let failing = world.invoking("x");
    drop(model.call().await);
    let answer = failing.await.unwrap();
    answer.assert_error(424, "ModelError");
    let start = "Received server error (0) from primary with message \"An error occurred while handling request as the model process exited.\". See https://";
    assert!(answer.message().starts_with(start), "{}", answer.message());
    assert_eq!(answer.json()["OriginalStatusCode"], 0);
    assert_eq!(
        world.events.try_recv().unwrap(),
        GatewayEvent::CopyUnreachable { workload: workload.clone(), copy }
    );
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.answered, meters.model_errors, meters.errors_5xx), (1, 1, 0));
    assert_eq!(meters.copies[0].in_flight, 0);
}

/// What a model may have worked on is not given to another one: it would be done twice.
#[tokio::test]
async fn an_invocation_that_a_model_has_taken_is_not_sent_again() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut dying = Model::start().await;
    world.copy(&workload, 1, dying.address);
    let lost = world.invoking("x");
    let call = dying.call().await;
    let mut second = Model::start().await;
    world.copy(&workload, 2, second.address);
    drop(call);
    lost.await.unwrap().assert_error(424, "ModelError");
    // On a connection that was kept it is no different.
    let well = world.invoking("well");
    second.call().await.answer(200, "");
    assert_eq!(well.await.unwrap().status, 200);
    let lost = world.invoking("x");
    drop(second.call().await);
    lost.await.unwrap().assert_error(424, "ModelError");
    assert!(second.call_now().is_none() && dying.call_now().is_none());
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.invocations_total(), meters.model_errors), (3, 2));
}

#[tokio::test]
async fn nobody_listens() {
    let world = World::start().await;
    let workload = world.one_variant();
    world.copy(&workload, 1, nobody().await);
    let answer = world.invoke("x").await;
    answer.assert_error(424, "ModelError");
    let start = "Amazon SageMaker could not get a response from the ep endpoint. This can occur when CPU or memory utilization is high.";
    assert!(answer.message().starts_with(start), "{}", answer.message());
    // With another copy there, nobody notices.
    world.copy(&workload, 2, Model::echo("two").await);
    for _ in 0..10 {
        assert_eq!(world.invoke("").await.body, "two");
    }
}

#[tokio::test]
async fn a_model_that_takes_too_long() {
    let world = World::with(|config| config.model_timeout = Duration::from_millis(30)).await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let late = world.invoking("x");
    let call = model.call().await;
    let answer = late.await.unwrap();
    answer.assert_error(424, "ModelError");
    let start = "Received server error (0) from primary with message \"Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.\". See https://";
    assert!(answer.message().starts_with(start), "{}", answer.message());
    call.abandoned().await;
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.model_errors, meters.mid_stream_errors), (1, 0));
    assert_eq!(meters.model_latency_us.count(), 1, "it has taken its time");
}

#[tokio::test]
async fn a_connection_the_model_closed_meanwhile_is_replaced() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (address, listener) = raw().await;
    world.copy(&workload, 1, address);
    // Answers one request per connection, and says nothing of closing it.
    let model = tokio::spawn(async move {
        for _ in 0..5 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 4096];
            assert_ne!(stream.read(&mut buffer).await.unwrap(), 0);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
        }
    });
    for _ in 0..5 {
        let answer = world.invoke("x").await;
        assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"ok"[..]), "{answer:?}");
    }
    model.await.unwrap();
}

#[tokio::test]
async fn connections_are_kept() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (address, listener) = raw().await;
    world.copy(&workload, 1, address);
    let model = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        for _ in 0..5 {
            assert_ne!(stream.read(&mut buffer).await.unwrap(), 0);
            let answer =
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    });
    for _ in 0..5 {
        assert_eq!(world.invoke("x").await.body, "ok");
    }
    model.await.unwrap();
}

/// A model that serves one connection at a time would never take up a second one.
#[tokio::test]
async fn requests_one_after_the_other_share_a_connection_whatever_their_threads() {
    let world = World::start().await;
    let workload = world.one_variant();
    let (address, listener) = raw().await;
    world.copy(&workload, 1, address);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).await.unwrap() != 0 {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
        }
    });
    let lane = || {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(1).enable_all().build().unwrap()
    };
    let lanes = [lane(), lane()];
    for turn in 0..6 {
        let gateway = world.gateway.clone();
        let answering = lanes[turn % 2].spawn(async move {
            let request = request("/endpoints/ep/invocations", &[], text("x"));
            let answer = gateway.invoke(&scope(), request).await;
            answer.into_body().collect().await.unwrap().to_bytes()
        });
        let answer = tokio::time::timeout(Duration::from_secs(20), answering).await;
        assert_eq!(answer.unwrap().unwrap(), "ok", "turn {turn}");
    }
    lanes.into_iter().for_each(tokio::runtime::Runtime::shutdown_background);
}

#[tokio::test]
async fn a_response_that_breaks_off_is_not_passed_off_as_whole() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (mut sender, _driver) = connect(world.front).await;
    let sent = sender.send_request(request("/endpoints/ep/invocations", &[], text("x")));
    let waiting = tokio::spawn(sent);
    let parts = model.call().await.stream();
    parts.send(Ok("half".into())).await.unwrap();
    let mut body = waiting.await.unwrap().unwrap().into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "half");
    parts.send(Err(std::io::Error::other("gone"))).await.unwrap();
    assert!(body.frame().await.unwrap().is_err());
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.mid_stream_errors, meters.model_errors), (1, 1));
}

#[tokio::test]
async fn a_response_that_stalls_is_ended() {
    let world = World::with(|config| config.model_timeout = Duration::from_millis(500)).await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (mut sender, _driver) = connect(world.front).await;
    let sent = sender.send_request(request("/endpoints/ep/invocations", &[], text("x")));
    let waiting = tokio::spawn(sent);
    let parts = model.call().await.stream();
    parts.send(Ok("half".into())).await.unwrap();
    let body = waiting.await.unwrap().unwrap().into_body();
    assert!(body.collect().await.is_err());
    parts.closed().await;
    assert_eq!(world.meters(&workload).unwrap().mid_stream_errors, 1);
}
