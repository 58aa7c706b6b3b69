//! `InvokeEndpointWithResponseStream`: frames, errors in mid-stream, and who waits for whom.

use std::time::Duration;

use bytes::{Buf, Bytes};
use http::Response;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;

use crate::model::{Model, Parts};
use crate::world::{Answer, World, connect, post, request, text};

const PATH: &str = "/endpoints/ep/invocations-response-stream";

/// A message as a client reads it: what it is, and its payload.
type Message = (String, Bytes);

/// Takes whole messages off the front.
fn messages(mut bytes: Bytes) -> Vec<Message> {
    let mut found = Vec::new();
    while bytes.has_remaining() {
        let total = usize::try_from(u32::from_be_bytes(bytes[..4].try_into().unwrap())).unwrap();
        let mut message = bytes.split_to(total).slice(4..total - 4);
        let length = usize::try_from(message.get_u32()).unwrap();
        message.advance(4);
        let mut headers = message.split_to(length);
        let mut kind = String::new();
        while headers.has_remaining() {
            let length = usize::from(headers.get_u8());
            let name = headers.split_to(length);
            assert_eq!(headers.get_u8(), 7);
            let length = usize::from(headers.get_u16());
            let value = headers.split_to(length);
            if [&b":event-type"[..], b":exception-type"].contains(&&name[..]) {
                kind = String::from_utf8(value.to_vec()).unwrap();
            }
        }
        found.push((kind, message));
    }
    found
}

fn part(payload: &'static str) -> Message {
    ("PayloadPart".to_owned(), payload.into())
}

async fn next(body: &mut Incoming) -> Vec<Message> {
    messages(body.frame().await.unwrap().unwrap().into_data().unwrap())
}

/// A stream that has begun: what the model writes to, and what the client reads.
async fn begun(
    world: &World,
    model: &mut Model,
) -> (mpsc::Sender<Result<Bytes, std::io::Error>>, Response<Incoming>) {
    let (mut sender, _driver) = connect(world.front).await;
    let sent =
        tokio::spawn(async move { sender.send_request(request(PATH, &[], text("x"))).await });
    let parts = model.call().await.stream();
    (parts, sent.await.unwrap().unwrap())
}

#[tokio::test]
async fn each_part_is_a_message_as_soon_as_the_model_has_sent_it() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (mut sender, _driver) = connect(world.front).await;
    let headers = [
        ("content-type", "application/json"),
        ("accept", "*/*"),
        ("x-amzn-sagemaker-accept", "text/plain"),
        ("x-amzn-sagemaker-custom-attributes", "a=1"),
    ];
    let sent = tokio::spawn(async move {
        let answer = sender.send_request(request(PATH, &headers, text("tell me"))).await;
        (answer, sender)
    });
    let call = model.call().await;
    assert_eq!(call.body, "tell me");
    assert_eq!(call.headers["accept"], "text/plain");
    assert_eq!(call.headers["content-type"], "application/json");
    assert_eq!(call.headers["x-amzn-sagemaker-custom-attributes"], "a=1");
    assert!(!call.headers.contains_key("x-amzn-sagemaker-accept"));
    let (parts, receiver) = mpsc::channel(16);
    let response = Response::builder()
        .status(201)
        .header("content-type", "text/event-stream")
        .header("x-amzn-sagemaker-custom-attributes", "b=2")
        .header("server", "model")
        .body(Parts::Many(receiver))
        .unwrap();
    call.respond(response);
    let (response, _sender) = sent.await.unwrap();
    let response = response.unwrap();
    assert_eq!(response.status(), 200);
    for (name, value) in [
        ("content-type", "application/vnd.amazon.eventstream"),
        ("x-amzn-sagemaker-content-type", "text/event-stream"),
        ("x-amzn-invoked-production-variant", "main"),
        ("x-amzn-sagemaker-custom-attributes", "b=2"),
    ] {
        assert_eq!(response.headers()[name], value, "{name}");
    }
    assert!(response.headers().contains_key("x-amzn-requestid"));
    assert!(!response.headers().contains_key("server"));
    let mut body = response.into_body();
    for word in ["one", " two", " three"] {
        parts.send(Ok(word.into())).await.unwrap();
        assert_eq!(next(&mut body).await, [part(word)]);
    }
    world.until_in_flight(1).await;
    drop(parts);
    assert!(body.frame().await.is_none());
    world.until_in_flight(0).await;
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.invocations_total(), meters.answered, meters.model_errors), (1, 1, 0));
    assert_eq!((meters.streams, meters.mid_stream_errors), (1, 0));
    assert_eq!(meters.first_chunk_latency_us.count(), 1);
    let [model, overhead] =
        [&meters.first_chunk_model_latency_us, &meters.first_chunk_overhead_latency_us];
    assert_eq!((model.count(), overhead.count()), (1, 1));
}

#[tokio::test]
async fn a_response_without_a_byte_is_a_stream_without_a_message() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let front = world.front;
    let sent = tokio::spawn(async move { post(front, PATH, &[], text("")).await });
    model.call().await.answer(200, "");
    let answer: Answer = sent.await.unwrap();
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b""[..]));
}

#[tokio::test]
async fn a_stream_that_breaks_ends_with_an_exception() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (parts, response) = begun(&world, &mut model).await;
    let mut body = response.into_body();
    parts.send(Ok("one".into())).await.unwrap();
    assert_eq!(next(&mut body).await, [part("one")]);
    parts.send(Err(std::io::Error::other("died"))).await.unwrap();
    let read = messages(body.collect().await.unwrap().to_bytes());
    assert_eq!(read[0].0, "ModelStreamError");
    let payload: Value = serde_json::from_slice(&read[0].1).unwrap();
    assert_eq!(payload["ErrorCode"], "StreamBroken");
    assert!(payload["Message"].as_str().unwrap().contains("closed the connection"));
    assert_eq!(read.len(), 1);
    world.until_in_flight(0).await;
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.answered, meters.model_errors, meters.mid_stream_errors), (1, 1, 1));
    assert_eq!((meters.streams, meters.errors_4xx, meters.errors_5xx), (1, 0, 0));
}

#[tokio::test]
async fn a_stream_that_takes_too_long_ends_with_an_exception() {
    let world = World::with(|config| config.stream_timeout = Duration::from_millis(200)).await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (parts, response) = begun(&world, &mut model).await;
    // It never stops talking; the limit is on the whole of it.
    let talking =
        tokio::spawn(async move { while parts.send(Ok("word ".into())).await.is_ok() {} });
    let read = messages(response.into_body().collect().await.unwrap().to_bytes());
    let (kind, payload) = read.last().unwrap();
    assert_eq!(kind, "ModelStreamError");
    let payload: Value = serde_json::from_slice(payload).unwrap();
    assert_eq!(payload["ErrorCode"], "ModelInvocationTimeExceeded");
    talking.await.unwrap();
    world.until_in_flight(0).await;
}

#[tokio::test]
async fn errors_before_the_first_byte_are_answers() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let front = world.front;
    let sent = tokio::spawn(async move { post(front, PATH, &[], text("x")).await });
    model.call().await.answer(503, "busy");
    let answer: Answer = sent.await.unwrap();
    answer.assert_error(424, "ModelError");
    assert_eq!(answer.json()["OriginalMessage"], "busy");
    let new = [("x-amzn-sagemaker-session-id", "NEW_SESSION")];
    let answer = post(front, PATH, &new, text("x")).await;
    answer.assert_error(400, "ValidationError");
    assert!(answer.message().contains("'sessionId'"), "{answer:?}");
    let elsewhere = "/endpoints/none/invocations-response-stream";
    let answer = post(front, elsewhere, &[], text("x")).await;
    assert_eq!(
        answer.json(),
        json!({ "Message": "Endpoint none of account 123456789012 not found." })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_waits_for_a_stream_and_a_client_that_leaves_ends_it() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    let copy = world.copy(&workload, 1, model.address);
    let (parts, response) = begun(&world, &mut model).await;
    let mut body = response.into_body();
    parts.send(Ok("one".into())).await.unwrap();
    assert_eq!(next(&mut body).await, [part("one")]);
    let drained = tokio::spawn(world.gateway.drain_copy(copy));
    world.until_in_flight(1).await;
    assert!(!drained.is_finished());
    drop(body);
    parts.closed().await;
    drained.await.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_says_so_in_the_stream() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (parts, response) = begun(&world, &mut model).await;
    let mut body = response.into_body();
    parts.send(Ok("one".into())).await.unwrap();
    assert_eq!(next(&mut body).await, [part("one")]);
    world.gateway.end_streams();
    let read = messages(body.collect().await.unwrap().to_bytes());
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].0, "InternalStreamFailure");
    parts.closed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_stops_the_model() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let mut client = tokio::net::TcpStream::connect(world.front).await.unwrap();
    let ask = format!("POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\nx");
    tokio::io::AsyncWriteExt::write_all(&mut client, ask.as_bytes()).await.unwrap();
    let parts = model.call().await.stream();
    // Buffers of the kernel and of the connections take some tens of megabytes at most; then the model has to wait.
    let megabyte = Bytes::from(vec![0_u8; 1 << 20]);
    let mut sent = 0;
    while sent < 256 {
        let sending = parts.send(Ok(megabyte.clone()));
        if tokio::time::timeout(Duration::from_secs(2), sending).await.is_err() {
            break;
        }
        sent += 1;
    }
    assert!(sent < 256, "the model wrote {sent} MiB to a client that reads nothing");
    // And goes on when the client does.
    let reading = tokio::spawn(async move {
        let mut buffer = vec![0_u8; 1 << 20];
        while client.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    });
    parts.send(Ok(megabyte)).await.unwrap();
    drop(parts);
    world.until_in_flight(0).await;
    reading.abort();
}
