//! Asynchronous invocations, from acceptance to result.

use std::time::Duration;

use ebb_gateway::{AsyncOutcome, AsyncSettings, Backlog, GatewayEvent, Side};

use ebb_units::CopyId;

use crate::model::Model;
use crate::world::{Answer, World, post, text};

const PATH: &str = "/endpoints/ep/async-invocations";

async fn accept(world: &World, input: &str, headers: &[(&str, &str)]) -> Answer {
    world.objects.set(input, "text/csv", "1,2");
    let mut all = vec![("x-amzn-sagemaker-inputlocation", input)];
    all.extend(headers);
    post(world.front, PATH, &all, text("")).await
}

/// Accepts one and returns where its result and its error would be.
async fn accepted(world: &World, input: &str) -> (String, String) {
    let answer = accept(world, input, &[]).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let at = |name| answer.header(name).unwrap().to_owned();
    (at("x-amzn-sagemaker-outputlocation"), at("x-amzn-sagemaker-failurelocation"))
}

async fn next_backlog(world: &mut World) -> Backlog {
    loop {
        if let GatewayEvent::Backlog(backlog) = world.events.recv().await.unwrap() {
            return backlog;
        }
    }
}

#[tokio::test]
async fn a_request_waits_for_a_copy_and_its_result_is_stored() {
    let mut world = World::start().await;
    let workload = world.asynchronous(4);
    let headers = [
        ("x-amzn-sagemaker-accept", "application/json"),
        ("x-amzn-sagemaker-custom-attributes", "a=1"),
        ("x-amzn-sagemaker-inference-id", "my \"id\""),
    ];
    let answer = accept(&world, "s3://in/1", &headers).await;
    assert_eq!(answer.status, 202);
    assert_eq!(answer.json(), serde_json::json!({ "InferenceId": "my \"id\"" }));
    let output = answer.header("x-amzn-sagemaker-outputlocation").unwrap();
    assert!(output.starts_with("s3://out/ok/") && output.ends_with(".out"), "{output}");
    assert_eq!(world.journal.open().len(), 1);
    let backlog = next_backlog(&mut world).await;
    assert_eq!((backlog.waiting, backlog.in_progress), (1, 0));
    assert_eq!(backlog.oldest_received_at.unwrap().as_millisecond(), 1_772_620_000_000);

    world.pass(Duration::from_secs(30));
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let call = model.call().await;
    assert_eq!(call.body, "1,2");
    assert_eq!(call.headers["content-type"], "text/csv", "the type the input was stored with");
    assert_eq!(call.headers["accept"], "application/json");
    assert_eq!(call.headers["x-amzn-sagemaker-custom-attributes"], "a=1");
    let backlog = next_backlog(&mut world).await;
    assert_eq!((backlog.waiting, backlog.in_progress), (0, 1));
    assert_eq!(backlog.oldest_received_at, None);
    let response = http::Response::builder().header("content-type", "application/json");
    call.respond(response.body(crate::model::Parts::One(Some("[3]".into()))).unwrap());
    let (request, outcome) = world.finished.recv().await.unwrap();
    assert_eq!(request.output_location.as_deref(), Some(output));
    let content_type = Some("application/json".to_owned());
    assert_eq!(outcome, AsyncOutcome::Completed { content_type, body: "[3]".into() });
    let stored = world.objects.read(output).unwrap();
    assert_eq!(stored.body, "[3]");
    assert_eq!(stored.content_type.as_deref(), Some("application/json"));
    assert!(world.journal.open().is_empty());
    let backlog = next_backlog(&mut world).await;
    assert_eq!((backlog.waiting, backlog.in_progress), (0, 0));

    let meters = world.meters(&workload).unwrap();
    assert!(meters.invocations.is_empty(), "never for asynchronous endpoints");
    assert!(meters.overhead_latency_us.is_empty());
    assert_eq!((meters.answered, meters.model_latency_us.count()), (1, 1));
    let done = meters.asynchronous.unwrap();
    assert_eq!((done.processed, done.failures), (1, 0));
    assert_eq!(done.download_latency_us.count(), 1);
    assert_eq!(done.upload_latency_us.count(), 1);
    assert!((done.time_in_backlog_ms.sum - 30_000.0).abs() < 0.5);
    assert!((done.total_processing_ms.sum - 30_000.0).abs() < 0.5);
}

#[tokio::test]
async fn errors_of_the_model_are_stored_and_not_repeated() {
    let mut world = World::start().await;
    let workload = world.asynchronous(4);
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (output, failure) = accepted(&world, "s3://in/1").await;
    assert!(failure.starts_with("s3://out/bad/") && failure.ends_with("-error.out"), "{failure}");
    model.call().await.answer(500, "out of memory");
    let (_, outcome) = world.finished.recv().await.unwrap();
    let AsyncOutcome::Failed { reason, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(
        reason,
        "ClientError: Received server error (500) from model. See the SageMaker Endpoint logs in your account for more information."
    );
    assert_eq!(world.objects.read(&failure).unwrap().body, "out of memory");
    assert_eq!(world.objects.read(&output), None);
    assert!(model.call_now().is_none());
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.errors_5xx, meters.asynchronous.unwrap().failures), (1, 1));
}

#[tokio::test]
async fn what_a_new_version_does_is_measured_of_it_too() {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    let settings = AsyncSettings { max_concurrent: Some(1), ..AsyncSettings::default() };
    world.split(Some(1.0), Some(settings));
    world.copy_of(&workload, 1, 1, Model::echo("").await);
    assert_eq!(accept(&world, "s3://in/1", &[]).await.status, 202);
    world.finished.recv().await.unwrap();
    world.until_in_flight(0).await;
    let meters = world.gateway.take_meters();
    let [new] = &meters.fleets[..] else { panic!("{meters:?}") };
    assert_eq!((new.side, new.meters.answered), (Side::New(1), 1));
    let done = new.meters.asynchronous.as_ref().unwrap();
    assert_eq!((done.processed, done.download_latency_us.count()), (1, 1));
    assert_eq!(done.time_in_backlog_ms.count(), 1);
}

#[tokio::test]
async fn an_input_that_is_not_there_fails_the_request() {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    world.copy(&workload, 1, Model::echo("").await);
    let headers = [("x-amzn-sagemaker-inputlocation", "s3://in/none")];
    let answer = post(world.front, PATH, &headers, text("")).await;
    assert_eq!(answer.status, 202, "it is read later");
    let (request, outcome) = world.finished.recv().await.unwrap();
    assert!(matches!(outcome, AsyncOutcome::Failed { .. }));
    let stored = world.objects.read(&request.failure_location.unwrap()).unwrap();
    assert!(String::from_utf8_lossy(&stored.body).contains("no such key"));
    let done = world.meters(&workload).unwrap().asynchronous.unwrap();
    assert_eq!((done.download_failures, done.processed, done.failures), (1, 1, 1));
    world.until_in_flight(0).await;
    // What is only briefly away is asked again.
    *world.objects.failures.lock().unwrap() = 2;
    accepted(&world, "s3://in/1").await;
    let (_, outcome) = world.finished.recv().await.unwrap();
    assert!(matches!(outcome, AsyncOutcome::Completed { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_copy_takes_so_many_at_a_time_oldest_first() {
    let mut world = World::start().await;
    let workload = world.asynchronous(2);
    let mut inputs = Vec::new();
    for input in ["s3://in/a", "s3://in/b", "s3://in/c", "s3://in/d"] {
        accepted(&world, input).await;
        world.objects.set(input, "text/plain", input);
        inputs.push(input);
        world.pass(Duration::from_millis(1));
    }
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let mut working = vec![model.call().await, model.call().await];
    working.sort_by_key(|call| call.body.clone());
    assert_eq!(working[0].body, inputs[0]);
    assert_eq!(working[1].body, inputs[1]);
    let backlog = &world.gateway.take_meters().backlogs[0];
    assert_eq!((backlog.waiting, backlog.in_progress), (2, 2));
    assert!(model.call_now().is_none());
    working.remove(0).answer(200, "a");
    world.finished.recv().await.unwrap();
    let third = model.call().await;
    assert_eq!(third.body, inputs[2]);
    assert!(model.call_now().is_none());
    working.remove(0).answer(200, "b");
    third.answer(200, "c");
    model.call().await.answer(200, "d");
    for _ in 0..3 {
        world.finished.recv().await.unwrap();
    }
    assert_eq!(world.objects.count(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_outlives_its_copy() {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    let mut dying = Model::start().await;
    let first = world.copy(&workload, 1, dying.address);
    let (output, _) = accepted(&world, "s3://in/1").await;
    let call = dying.call().await;
    let mut second = Model::start().await;
    world.copy(&workload, 2, second.address);
    drop(call);
    drop(dying);
    world.gateway.remove_copy(first);
    second.call().await.answer(200, "again");
    world.finished.recv().await.unwrap();
    assert_eq!(world.objects.read(&output).unwrap().body, "again");
    // And waits if there is no other.
    drop(second);
    accepted(&world, "s3://in/2").await;
    world.copy(&workload, 3, Model::echo("third:").await);
    let (_, outcome) = world.finished.recv().await.unwrap();
    assert!(
        matches!(&outcome, AsyncOutcome::Completed { body, .. } if body == "third:1,2"),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_request_that_kills_every_copy_is_given_up() {
    let mut world = World::with(|config| config.asynchronous.max_deliveries = 2).await;
    let workload = world.asynchronous(1);
    let (mut one, mut two) = (Model::start().await, Model::start().await);
    world.copy(&workload, 1, one.address);
    accepted(&world, "s3://in/1").await;
    drop(one.call().await);
    world.copy(&workload, 2, two.address);
    drop(two.call().await);
    let (_, outcome) = world.finished.recv().await.unwrap();
    let AsyncOutcome::Failed { reason, .. } = outcome else { panic!("{outcome:?}") };
    assert!(reason.contains("model process exited"), "{reason}");
}

#[tokio::test]
async fn requests_of_before_a_restart_are_worked_on() {
    let mut before = World::start().await;
    before.asynchronous(1);
    let (output, _) = accepted(&before, "s3://in/1").await;
    let (expired, _) = accepted(&before, "s3://in/2").await;
    next_backlog(&mut before).await;
    let mut journaled = before.journal.open();
    before.gateway.stop();
    for request in &mut journaled {
        if request.output_location.as_ref() == Some(&expired) {
            request.received_at_ms -= 30_000_000;
        }
    }
    let mut foreign = journaled[0].clone();
    foreign.endpoint = "gone".to_owned();
    journaled.push(foreign.clone());

    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    world.objects.set("s3://in/1", "text/plain", "in");
    assert_eq!(world.gateway.restore(journaled), [foreign]);
    let (request, outcome) = world.finished.recv().await.unwrap();
    assert_eq!(request.output_location.as_ref(), Some(&expired));
    assert_eq!(outcome, AsyncOutcome::Expired);
    world.copy(&workload, 1, Model::echo("out of ").await);
    world.finished.recv().await.unwrap();
    assert_eq!(world.objects.read(&output).unwrap().body, "out of in");
}

#[tokio::test]
async fn a_request_expires_on_the_configured_clock() {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    let ttl = [("x-amzn-sagemaker-requestttlseconds", "60")];
    accept(&world, "s3://in/1", &ttl).await;
    world.pass(Duration::from_millis(59_999));
    world.gateway.tick();
    assert_eq!(world.gateway.take_meters().backlogs[0].waiting, 1);
    world.pass(Duration::from_millis(1));
    world.gateway.tick();
    let (request, outcome) = world.finished.recv().await.unwrap();
    assert_eq!(outcome, AsyncOutcome::Expired);
    assert!(world.objects.read(&request.failure_location.unwrap()).is_some());
    assert_eq!(world.gateway.take_meters().backlogs[0].waiting, 0);
    assert!(world.meters(&workload).is_none(), "taken with the backlog above");
}

#[tokio::test]
async fn the_model_may_take_as_long_as_the_request_says() {
    let mut world = World::with(|config| config.model_timeout = Duration::from_millis(1)).await;
    let workload = world.asynchronous(1);
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let timeout = [("x-amzn-sagemaker-invocationtimeoutseconds", "1")];
    accept(&world, "s3://in/1", &timeout).await;
    let call = model.call().await;
    let (_, outcome) = world.finished.recv().await.unwrap();
    let AsyncOutcome::Failed { reason, .. } = outcome else { panic!("{outcome:?}") };
    assert!(reason.contains("timed out"), "{reason}");
    call.abandoned().await;
}

#[tokio::test]
async fn a_drain_waits_for_asynchronous_work() {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    let mut model = Model::start().await;
    let copy = world.copy(&workload, 1, model.address);
    accepted(&world, "s3://in/1").await;
    accepted(&world, "s3://in/2").await;
    let call = model.call().await;
    let drained = tokio::spawn(world.gateway.drain_copy(copy));
    tokio::task::yield_now().await;
    assert!(!drained.is_finished());
    call.answer(200, "done");
    drained.await.unwrap();
    world.finished.recv().await.unwrap();
    assert!(model.call_now().is_none(), "the second waits for another copy");
    assert_eq!(world.gateway.take_meters().backlogs[0].waiting, 1);
}

#[tokio::test]
async fn each_endpoint_takes_its_own_kind_only() {
    let world = World::start().await;
    world.asynchronous(1);
    let wrong = world.invoke("x").await;
    wrong.assert_error(400, "ValidationError");
    assert_eq!(wrong.message(), "Endpoint ep does not support this inference type.");
    world.one_variant();
    accept(&world, "s3://in/1", &[]).await.assert_error(400, "ValidationError");
    world.asynchronous(1);
    accept(&world, "https://in/1", &[]).await.assert_error(400, "ValidationError");
    let bad = [("x-amzn-sagemaker-requestttlseconds", "1")];
    accept(&world, "s3://in/1", &bad).await.assert_error(400, "ValidationError");
}

#[tokio::test]
async fn nothing_is_accepted_that_is_not_kept() {
    let world = World::with(|config| config.asynchronous.max_backlog = 1).await;
    world.asynchronous(1);
    *world.journal.broken.lock().unwrap() = true;
    accept(&world, "s3://in/1", &[]).await.assert_error(503, "ServiceUnavailable");
    assert_eq!(world.gateway.take_meters().backlogs[0].waiting, 0);
    *world.journal.broken.lock().unwrap() = false;
    accepted(&world, "s3://in/1").await;
    accept(&world, "s3://in/2", &[]).await.assert_error(503, "ServiceUnavailable");
    assert_eq!(world.journal.open().len(), 1);
}

#[tokio::test]
async fn the_queue_of_a_deleted_endpoint_is_dropped() {
    let mut world = World::start().await;
    world.asynchronous(1);
    accepted(&world, "s3://in/1").await;
    world.gateway.remove_endpoint(&world.scope, "ep");
    assert_eq!(world.finished.recv().await.unwrap().1, AsyncOutcome::Dropped);
    assert!(world.journal.open().is_empty());
    assert!(world.gateway.take_meters().backlogs.is_empty());
}

#[tokio::test]
async fn an_input_may_come_with_its_request() {
    let mut world = World::start().await;
    let workload = world.asynchronous(4);
    let headers = [("x-amzn-sagemaker-content-type", "text/csv")];
    let answer = post(world.front, PATH, &headers, text("3,4")).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(world.journal.open().len(), 1, "the input is where the request is");
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let call = model.call().await;
    assert_eq!(
        (&call.body[..], &call.headers["content-type"]),
        (&b"3,4"[..], &"text/csv".parse().unwrap())
    );
    call.answer(200, "7");
    let (request, outcome) = world.finished.recv().await.unwrap();
    assert!(matches!(outcome, AsyncOutcome::Completed { .. }), "{outcome:?}");
    let output = request.output_location.clone().unwrap();
    assert_eq!(world.objects.read(&output).unwrap().body, "7");
    let meters = world.meters(&workload).unwrap().asynchronous.unwrap();
    assert_eq!((meters.processed, meters.download_latency_us.count()), (1, 0));

    let fits = post(world.front, PATH, &[], text(vec![b'x'; 128_000])).await;
    assert_eq!(fits.status, 202);
    let large = post(world.front, PATH, &[], text(vec![b'x'; 128_001])).await;
    large.assert_error(400, "ValidationError");
    assert!(large.message().contains("larger than 128000 bytes"), "{large:?}");
    let both = [("x-amzn-sagemaker-inputlocation", "s3://in/1")];
    let both = post(world.front, PATH, &both, text("x")).await;
    both.assert_error(400, "ValidationError");
    assert!(both.message().contains("exclude each other"), "{both:?}");
}

#[tokio::test]
async fn a_new_version_takes_queued_work_when_it_has_a_share() {
    let world = World::start().await;
    let workload = world.asynchronous(1);
    let settings = || {
        Some(AsyncSettings {
            output_path: Some("s3://out/ok/".to_owned()),
            failure_path: Some("s3://out/bad".to_owned()),
            max_concurrent: Some(1),
            ..AsyncSettings::default()
        })
    };
    world.split(Some(0.0), settings());
    let (mut old, mut new) = (Model::start().await, Model::start().await);
    world.copy_of(&workload, 0, 1, old.address);
    world.copy_of(&workload, 1, 2, new.address);
    accepted(&world, "s3://in/1").await;
    let first = old.call().await;
    accepted(&world, "s3://in/2").await;
    world.gateway.tick();
    assert!(new.call_now().is_none(), "it waits for the version that has the traffic");
    world.split(Some(1.0), settings());
    let second = new.call().await;
    assert_eq!(second.body, "1,2");
    // What a copy that drains has still to do keeps nothing from the others.
    second.answer(200, "done");
    drop(world.gateway.drain_copy(CopyId(1)));
    accepted(&world, "s3://in/3").await;
    new.call().await.answer(200, "done");
    first.answer(200, "done");
}

#[tokio::test]
async fn inputs_in_requests_have_bounded_room() {
    let mut world = World::with(|config| config.asynchronous.max_inline_bytes = 150_000).await;
    let workload = world.asynchronous(1);
    let first = post(world.front, PATH, &[], text(vec![b'x'; 100_000])).await;
    assert_eq!(first.status, 202);
    let second = post(world.front, PATH, &[], text(vec![b'x'; 100_000])).await;
    second.assert_error(503, "ServiceUnavailable");
    // A request whose input is elsewhere needs no room.
    let stored = accept(&world, "s3://in/1", &[]).await;
    assert_eq!(stored.status, 202);
    world.copy(&workload, 1, Model::echo("").await);
    for _ in 0..2 {
        world.finished.recv().await.unwrap();
    }
    // The room is free a moment after the journal has been told.
    while post(world.front, PATH, &[], text(vec![b'x'; 100_000])).await.status != 202 {
        tokio::task::yield_now().await;
    }
}
