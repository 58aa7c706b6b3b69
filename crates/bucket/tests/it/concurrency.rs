//! Many at once on the same keys.

use std::sync::Arc;

use bytes::Bytes;
use ebb_bucket::{Buckets, GetError};
use http_body_util::Full;
use tokio::task::JoinSet;

use crate::client::{Server, account, scratch_files};

const WRITERS: u8 = 8;
const ROUNDS: usize = 20;

/// Writer `w` writes bodies of the byte `w`, each writer of another length.
fn body_of(writer: u8) -> Bytes {
    vec![writer; 200_000 + 1000 * usize::from(writer)].into()
}

async fn write(buckets: Buckets, writer: u8) {
    for _ in 0..ROUNDS {
        let body = Full::new(body_of(writer));
        buckets.put(&account(), "box", "k", None, body).await.unwrap();
    }
}

async fn read(buckets: Buckets) {
    for _ in 0..ROUNDS {
        let object = match buckets.get(&account(), "box", "k").await {
            Err(GetError::NoSuchKey(_)) => continue,
            other => other.unwrap(),
        };
        let length = object.length;
        let body = object.body.bytes(1 << 20).await.unwrap();
        assert_eq!(body.len() as u64, length);
        assert_eq!(body, body_of(body[0]), "a mixture of two writes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_one_whole_write() {
    let server = Server::with_bucket().await;
    let mut tasks = JoinSet::new();
    for writer in 1..=WRITERS {
        tasks.spawn(write(server.buckets.clone(), writer));
        tasks.spawn(read(server.buckets.clone()));
    }
    // The index is made while the writes go on, and has to agree with the disk when they are done.
    server.get("/box?list-type=2").await;
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let listed = server.get("/box?list-type=2").await;
    let got = server.get("/box/k").await;
    assert_eq!(listed.elements("Size"), [got.body.len().to_string()]);
    assert_eq!(listed.element("ETag").replace("&quot;", "\""), got.header("etag"));
    assert_eq!(scratch_files(server.dir.path()), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_gets_a_free_key() {
    let server = Arc::new(Server::with_bucket().await);
    let mut tasks = JoinSet::new();
    for writer in 0..WRITERS {
        let server = Arc::clone(&server);
        let absent = [("if-none-match", "*")];
        tasks.spawn(async move {
            server.send("PUT", "/box/k", &absent, writer.to_string()).await.status.as_u16()
        });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_is_deleted_empty_or_not_at_all() {
    let server = Arc::new(Server::start().await);
    for round in 0..ROUNDS {
        server.put("/box", "").await;
        let (put, delete) = tokio::join!(
            server.put("/box/k", round.to_string()),
            server.send("DELETE", "/box", &[], "")
        );
        match (put.status.as_u16(), delete.status.as_u16()) {
            (200, 409) => {
                assert_eq!(server.get("/box/k").await.body, round.to_string());
                server.send("DELETE", "/box/k", &[], "").await;
            }
            (404, 204) => assert_eq!(server.get("/box/k").await.error(), (404, "NoSuchBucket")),
            other => panic!("round {round}: {other:?}"),
        }
    }
}
