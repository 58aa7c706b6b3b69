//! The face for the process itself.

use std::io;

use bytes::Bytes;
use ebb_bucket::{EnsureError, GetError, PutError};
use http_body_util::Full;
use http_body_util::channel::Channel;

use crate::client::{Server, account, scratch_files};

#[tokio::test]
async fn what_one_face_writes_the_other_reads() {
    let server = Server::with_bucket().await;
    let me = account();
    let content = Bytes::from(vec![7; 2_000_000]);
    let body = Full::new(content.clone());
    server.buckets.put(&me, "box", "out/1", Some("text/csv"), body).await.unwrap();
    let got = server.get("/box/out/1").await;
    assert_eq!((got.body.clone(), got.header("content-type")), (content.clone(), "text/csv"));

    server.send("PUT", "/box/in/1", &[("x-amz-meta-a", "b")], "hello").await;
    let object = server.buckets.get(&me, "box", "in/1").await.unwrap();
    assert_eq!((object.content_type, object.length), (None, 5));
    assert_eq!(object.etag, "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(object.metadata["a"], "b");
    assert_eq!(object.body.bytes(5).await.unwrap(), "hello");
}

#[tokio::test]
async fn an_open_object_stays_as_it_was() {
    let server = Server::with_bucket().await;
    let me = account();
    server.put("/box/k", vec![1; 1_000_000]).await;
    let object = server.buckets.get(&me, "box", "k").await.unwrap();
    server.put("/box/k", "new").await;
    server.send("DELETE", "/box/k", &[], "").await;
    assert_eq!(object.body.bytes(1_000_000).await.unwrap(), vec![1; 1_000_000]);
}

#[tokio::test]
async fn what_is_not_there_is_told_apart() {
    let server = Server::with_bucket().await;
    let (me, buckets) = (account(), &server.buckets);
    assert!(
        matches!(buckets.get(&me, "box", "k").await, Err(GetError::NoSuchKey(key)) if key == "k")
    );
    assert!(matches!(buckets.get(&me, "nobox", "k").await, Err(GetError::NoSuchBucket(_))));
    assert!(matches!(buckets.get(&me, "No!", "k").await, Err(GetError::NoSuchBucket(_))));
    let put = |bucket, key| buckets.put(&me, bucket, key, None, Full::new(Bytes::new()));
    assert!(matches!(put("nobox", "k").await, Err(PutError::NoSuchBucket(_))));
    assert!(matches!(put("box", "").await, Err(PutError::InvalidKey(_))));
    buckets.ensure_bucket(&me, "box").await.unwrap();
    assert!(matches!(buckets.ensure_bucket(&me, "No!").await, Err(EnsureError::InvalidName(_))));

    let other = "111111111111".parse().unwrap();
    assert!(matches!(buckets.get(&other, "box", "k").await, Err(GetError::NoSuchBucket(_))));
}

#[tokio::test]
async fn a_body_that_breaks_off_writes_nothing() {
    let server = Server::with_bucket().await;
    let (mut sender, body) = Channel::<Bytes, io::Error>::new(2);
    sender.send_data(vec![1; 1_000_000].into()).await.unwrap();
    sender.abort(io::Error::other("gone"));
    let put = server.buckets.put(&account(), "box", "k", None, body).await;
    assert!(matches!(put, Err(PutError::Body(_))));
    assert_eq!(server.get("/box/k").await.error(), (404, "NoSuchKey"));
    assert_eq!(scratch_files(server.dir.path()), 0);
}
