//! Many callers, few transactions.

use std::collections::BTreeSet;
use std::pin::pin;

use ebb_store::{BucketRow, Stats, Store, StoreError, Write};

use crate::support::{batch, bucket, chain, contents, keys, put, record};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_batches_of_many_tasks_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    commit_from_many_tasks(&store).await;
    store.close().await;
    assert_eq!(keys(&contents(dir.path()).await), all_keys());
}

#[tokio::test]
async fn batches_that_wait_together_share_a_transaction() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    commit_from_many_tasks(&store).await;
    let stats = store.stats();
    assert_eq!((stats.batches, stats.writes, stats.failed), (64 * 50, 64 * 50 * 2, 0));
    // On one thread all 64 tasks queue their next batch before the writer gets its turn.
    assert!(stats.transactions <= 64 * 50 / 32, "{stats:?}");
    store.close().await;
    assert_eq!(keys(&contents(dir.path()).await), all_keys());
}

async fn commit_from_many_tasks(store: &Store) {
    let tasks: Vec<_> = (0..64)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for i in 0..50 {
                    let row = bucket(&format!("m{task}"), i, 1.0);
                    let put = put(&format!("{task:02}-{i:02}"), "{}");
                    store.commit(batch([put, Write::Bucket(row)])).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn all_keys() -> Vec<String> {
    (0..64).flat_map(|task| (0..50).map(move |i| format!("{task:02}-{i:02}"))).collect()
}

#[tokio::test]
async fn a_bad_batch_does_not_fail_its_neighbours() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let mut pending = Vec::new();
    for i in 0..10 {
        let sum = if i == 4 { f64::NAN } else { 1.0 };
        // All name the same new series: its number must survive the rollback of the group.
        let writes = batch([put(&i.to_string(), "{}"), Write::Bucket(bucket("m", i, sum))]);
        pending.push(store.submit(writes).await.unwrap());
    }
    let mut failed = Vec::new();
    for (i, batch) in pending.into_iter().enumerate() {
        if let Err(error) = batch.durable().await {
            failed.push((i, error));
        }
    }
    let [(4, error)] = failed.as_slice() else { panic!("{failed:?}") };
    assert!(matches!(error, StoreError::Refused { .. }), "{error:?}");
    assert_eq!(
        chain(error),
        format!(
            "the database file \"{}/ebb.db\" does not take the batch; nothing of it was written: \
             NOT NULL constraint failed: bucket.sum (SQLite code 1299)",
            dir.path().display()
        )
    );
    assert_eq!(store.stats(), Stats { transactions: 9, batches: 9, writes: 18, failed: 1 });

    store.commit(batch([put("after", "{}")])).await.unwrap();
    store.close().await;
    let contents = contents(dir.path()).await;
    assert_eq!(keys(&contents), ["0", "1", "2", "3", "5", "6", "7", "8", "9", "after"]);
    let starts: Vec<i64> = contents.series[0].buckets.iter().map(|row| row.start_secs).collect();
    assert_eq!((contents.series.len(), starts), (1, vec![0, 1, 2, 3, 5, 6, 7, 8, 9]));
}

#[tokio::test]
async fn a_batch_stands_or_falls_as_a_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.commit(batch([put("a", "1")])).await.unwrap();
    let bad = BucketRow { max: f64::NAN, ..bucket("m", 0, 1.0) };
    let error = store
        .commit(batch([put("a", "2"), put("b", "2"), Write::Bucket(bad), put("c", "2")]))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Refused { .. }), "{error:?}");
    store.close().await;
    let contents = contents(dir.path()).await;
    assert_eq!((contents.records, contents.series), (vec![record("a", "1")], vec![]));
}

#[tokio::test]
async fn of_two_batches_the_later_one_wins() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let mut pending = Vec::new();
    for i in 0..200 {
        pending.push(store.submit(batch([put("a", &i.to_string())])).await.unwrap());
    }
    for batch in pending {
        batch.durable().await.unwrap();
    }
    assert_eq!(store.stats().transactions, 1);
    assert_eq!(store.load().await.unwrap().records, [record("a", "199")]);
    store.close().await;
}

#[tokio::test]
async fn a_full_queue_makes_callers_wait_for_room() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let mut pending = Vec::new();
    // Nothing yields to the writer before the queue is full.
    let refused = loop {
        let i = pending.len();
        let mut submit = pin!(store.submit(batch([put(&format!("{i:05}"), "{}")])));
        tokio::select! {
            biased;
            batch = &mut submit => pending.push(batch.unwrap()),
            () = std::future::ready(()) => break i,
        }
        assert!(i < 100_000, "the queue has no bound");
    };
    for batch in pending {
        batch.durable().await.unwrap();
    }
    store.commit(batch([put("after", "{}")])).await.unwrap();
    store.close().await;
    let contents = contents(dir.path()).await;
    let got: BTreeSet<&str> = keys(&contents).into_iter().collect();
    // The one that was dropped while it waited for room was not written; all before it were.
    assert_eq!(got.len(), refused + 1);
    assert!(!got.contains(format!("{refused:05}").as_str()));
}
