//! Asynchronous requests whose server dies when their object is stored and their row is still there.

use ebb_gateway::{AsyncOutcome, AsyncRequest, Object};
use ebb_units::WorkloadKey;

use crate::memory::MemoryObjects;
use crate::model::Model;
use crate::world::{World, post, text};

const FILENAME: (&str, &str) = ("x-amzn-sagemaker-filename", "mine.json");

/// A server that has died after a model had given this answer, and the request as its row tells it.
async fn died(
    headers: &[(&str, &str)],
    (status, answer): (u16, &'static str),
) -> (World, AsyncRequest) {
    let mut world = World::start().await;
    let workload = world.asynchronous(1);
    *world.journal.dies.lock().unwrap() = true;
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let path = "/endpoints/ep/async-invocations";
    assert_eq!(post(world.front, path, headers, text("in")).await.status, 202);
    model.call().await.answer(status, answer);
    world.finished.recv().await.unwrap();
    world.gateway.stop();
    let [row] = &world.journal.open()[..] else { panic!("one row") };
    let row = row.clone();
    (world, row)
}

/// The next server, which finds these objects and this row.
async fn next(objects: &MemoryObjects, row: AsyncRequest) -> (World, WorkloadKey) {
    let world = World::start().await;
    world.objects.take_over(objects);
    let workload = world.asynchronous(1);
    world.journal.open.lock().unwrap().insert(row.id.clone(), row.clone());
    assert!(world.gateway.restore(vec![row]).is_empty());
    (world, workload)
}

/// How the request ends with a server whose model must not be asked again.
async fn settled(before: &World, row: AsyncRequest) -> (World, AsyncOutcome) {
    let (mut world, workload) = next(&before.objects, row).await;
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (_, outcome) = world.finished.recv().await.unwrap();
    assert!(model.call_now().is_none(), "the request had ended");
    assert!(world.journal.open().is_empty());
    assert_eq!(world.objects.count(), before.objects.count());
    let done = world.meters(&workload).unwrap().asynchronous.unwrap();
    let failed = matches!(outcome, AsyncOutcome::Failed { .. });
    assert_eq!((done.processed, done.failures), (1, u32::from(failed)));
    (world, outcome)
}

fn completed(body: &'static str) -> AsyncOutcome {
    AsyncOutcome::Completed { content_type: None, body: body.into() }
}

#[tokio::test]
async fn a_result_that_is_stored_is_the_end() {
    for headers in [&[][..], &[FILENAME]] {
        let (before, row) = died(headers, (200, "[1]")).await;
        assert_eq!(settled(&before, row).await.1, completed("[1]"));
    }
}

#[tokio::test]
async fn an_error_that_is_stored_is_the_end_and_told_in_the_same_words() {
    let (before, row) = died(&[], (500, "out of memory")).await;
    let (_, outcome) = settled(&before, row).await;
    let AsyncOutcome::Failed { reason, body } = outcome else { panic!("{outcome:?}") };
    assert!(reason.contains("Received server error (500) from model"), "{reason}");
    assert_eq!(body, "out of memory");
}

#[tokio::test]
async fn an_object_that_is_not_stored_is_made_again() {
    for (headers, answer) in
        [(&[][..], (200, "[1]")), (&[FILENAME], (200, "[1]")), (&[], (500, "no"))]
    {
        let (_, row) = died(headers, answer).await;
        let (mut world, workload) = next(&MemoryObjects::default(), row).await;
        world.copy(&workload, 1, Model::echo("again ").await);
        assert_eq!(world.finished.recv().await.unwrap().1, completed("again in"));
        assert_eq!(world.objects.count(), 1);
    }
}

#[tokio::test]
async fn an_object_of_another_request_ends_none() {
    let (before, row) = died(&[FILENAME], (200, "[1]")).await;
    let location = row.output_location.clone().unwrap();
    before.objects.set(&location, "text/plain", "of another");
    let (mut world, workload) = next(&before.objects, row.clone()).await;
    world.copy(&workload, 1, Model::echo("again ").await);
    assert_eq!(world.finished.recv().await.unwrap().1, completed("again in"));
    // Nor does one that was there before this request had a result at all.
    let (mut world, workload) = next(&before.objects, AsyncRequest { foretold: None, ..row }).await;
    world.copy(&workload, 1, Model::echo("again ").await);
    assert_eq!(world.finished.recv().await.unwrap().1, completed("again in"));
    let stored = world.objects.read(&location);
    assert_eq!(stored, Some(Object { content_type: None, body: "again in".into() }));
}

#[tokio::test]
async fn a_result_that_is_stored_does_not_expire() {
    let (before, row) = died(&[], (200, "[1]")).await;
    let row = AsyncRequest { received_at_ms: row.received_at_ms - 30_000_000, ..row };
    let (mut world, _) = next(&before.objects, row).await;
    assert_eq!(world.finished.recv().await.unwrap().1, completed("[1]"));
    assert_eq!(world.objects.count(), 1);
}

#[tokio::test]
async fn a_storage_that_is_away_is_asked_again() {
    let (before, row) = died(&[], (200, "[1]")).await;
    let (mut world, workload) = next(&before.objects, row).await;
    // More than a look has patience for.
    *world.objects.failures.lock().unwrap() = 5;
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    assert_eq!(world.finished.recv().await.unwrap().1, completed("[1]"));
    assert!(model.call_now().is_none());
}
