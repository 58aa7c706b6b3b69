//! Callers that stop waiting, stores that are closed, writers that are gone.

use ebb_store::{Batch, Store, StoreError};

use crate::support::{batch, contents, keys, put};

#[tokio::test]
async fn a_commit_that_nobody_waits_for_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    tokio::select! {
        biased;
        _ = store.commit(batch([put("a", "{}")])) => panic!("answered before the writer had its turn"),
        () = std::future::ready(()) => {}
    }
    drop(store.submit(batch([put("b", "{}")])).await.unwrap());
    store.close().await;
    assert_eq!(keys(&contents(dir.path()).await), ["a", "b"]);
}

#[tokio::test]
async fn closing_writes_what_is_queued_and_refuses_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let clone = store.clone();
    let mut pending = Vec::new();
    for i in 0..1000 {
        pending.push(store.submit(batch([put(&format!("{i:04}"), "{}")])).await.unwrap());
    }
    store.close().await;
    for batch in pending {
        batch.durable().await.unwrap();
    }
    let error = clone.commit(batch([put("late", "{}")])).await.unwrap_err();
    assert!(matches!(error, StoreError::Closed), "{error:?}");
    clone.close().await;
    assert_eq!(contents(dir.path()).await.records.len(), 1000);
}

#[tokio::test]
async fn dropping_the_last_clone_writes_what_is_queued_and_frees_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let pending = store.submit(batch([put("a", "{}")])).await.unwrap();
    drop(store);
    pending.durable().await.unwrap();
    // The writer ends on its own; until then the folder is still its own.
    let store = loop {
        match Store::open(dir.path()).await {
            Ok(store) => break store,
            Err(ebb_store::OpenError::Locked { .. }) => tokio::task::yield_now().await,
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(keys(&store.load().await.unwrap()), ["a"]);
    store.close().await;
}

#[tokio::test]
async fn an_empty_batch_costs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.commit(Batch::new()).await.unwrap();
    assert_eq!(store.stats().transactions, 0);
    store.close().await;
}

#[test]
fn without_its_runtime_the_store_answers_with_errors() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let first = runtime();
    let (store, pending) = first.block_on(async {
        let store = Store::open(dir.path()).await.unwrap();
        let pending = store.submit(batch([put("a", "{}")])).await.unwrap();
        (store, pending)
    });
    drop(first);
    runtime().block_on(async {
        let error = pending.durable().await.unwrap_err();
        assert!(matches!(error, StoreError::Stopped), "{error:?}");
        let error = store.commit(batch([put("b", "{}")])).await.unwrap_err();
        assert!(matches!(error, StoreError::Closed), "{error:?}");
        store.close().await;
        Store::open(dir.path()).await.unwrap().close().await;
    });
}

#[tokio::test]
async fn an_ephemeral_store_answers_and_keeps_nothing() {
    let store = Store::ephemeral();
    store.commit(batch([put("a", "{}")])).await.unwrap();
    assert_eq!(store.load().await.unwrap().records.len(), 0);
    assert_eq!((store.stats().batches, store.stats().writes), (1, 1));
    let clone = store.clone();
    let late = store.submit(batch([put("b", "{}")])).await.unwrap();
    store.close().await;
    late.durable().await.unwrap();
    let error = clone.commit(batch([put("c", "{}")])).await.unwrap_err();
    assert!(matches!(error, StoreError::Closed), "{error:?}");
}
