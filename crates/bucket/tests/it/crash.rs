//! What a crash or a vanished client leaves behind.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use ebb_bucket::Caller;
use http::Request;
use http_body_util::channel::{Channel, Sender};
use tokio::task::JoinHandle;

use crate::client::{Server, account, scratch_files};

const PIECE_BYTES: usize = 600_000;
const PIECES: usize = 4;

/// A PutObject that has sent all but its last piece, and has written something already.
async fn half_put(server: &Server, key: &str) -> (Sender<Bytes, std::io::Error>, JoinHandle<u16>) {
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    let request = Request::put(format!("/box/{key}"))
        .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        .header("x-amz-decoded-content-length", PIECES * PIECE_BYTES)
        .body(body)
        .unwrap();
    let buckets = server.buckets.clone();
    let put = tokio::spawn(async move {
        buckets.handle(Caller::owner(&account()), request, "REQUEST-1").await.status().as_u16()
    });
    // The channel holds one piece, so when the last of these is taken the first ones are on disk.
    for _ in 1..PIECES {
        sender.send_data(format!("{PIECE_BYTES:x}\r\n").into()).await.unwrap();
        sender.send_data(vec![7; PIECE_BYTES].into()).await.unwrap();
        sender.send_data("\r\n".into()).await.unwrap();
    }
    assert_eq!(scratch_files(server.dir.path()), 1);
    (sender, put)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_crash_in_the_middle_of_a_write_shows_the_old_state() {
    let server = Server::with_bucket().await;
    server.put("/box/old", "before").await;
    let (_old, _put_old) = half_put(&server, "old").await;

    // The disk as a crash at this instant would leave it.
    let image = tempfile::tempdir().unwrap();
    copy_folder(server.dir.path(), image.path());
    assert_eq!(scratch_files(image.path()), 1);
    let after = Server::on(image).await;
    assert_eq!(scratch_files(after.dir.path()), 0);
    assert_eq!(after.get("/box/old").await.body, "before");
    assert_eq!(after.get("/box?list-type=2").await.elements("Size"), ["6"]);
}

#[tokio::test]
async fn a_write_shows_when_it_is_whole() {
    let server = Server::with_bucket().await;
    let (mut sender, put) = half_put(&server, "new").await;
    assert_eq!(server.get("/box/new").await.error(), (404, "NoSuchKey"));
    sender.send_data(format!("{PIECE_BYTES:x}\r\n").into()).await.unwrap();
    sender.send_data(vec![7; PIECE_BYTES].into()).await.unwrap();
    sender.send_data("\r\n0\r\n\r\n".into()).await.unwrap();
    drop(sender);
    assert_eq!(put.await.unwrap(), 200);
    let server = server.restart().await;
    assert_eq!(server.get("/box/new").await.body, vec![7; PIECES * PIECE_BYTES]);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing() {
    let server = Server::with_bucket().await;
    let (sender, put) = half_put(&server, "new").await;
    drop(sender);
    assert_eq!(put.await.unwrap(), 400);
    assert_eq!(scratch_files(server.dir.path()), 0);

    // A connection that breaks drops the request wherever it is.
    let (_sender, put) = half_put(&server, "new").await;
    put.abort();
    assert!(put.await.unwrap_err().is_cancelled());
    // A write that was under way ends on its own thread; nothing tells when.
    tokio::time::timeout(Duration::from_secs(60), async {
        while scratch_files(server.dir.path()) > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    assert_eq!(server.get("/box/new").await.error(), (404, "NoSuchKey"));
}

#[tokio::test]
async fn a_damaged_object_does_not_hide_the_others() {
    let server = Server::with_bucket().await;
    server.put("/box/good", "x").await;
    server.put("/box/bad", "y").await;
    let objects = server.dir.path().join("000000000000/box/objects");
    let bad = fs::read_dir(&objects)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| fs::read(path).unwrap().starts_with(b"y"))
        .unwrap();
    fs::write(bad, "y").unwrap();
    let server = server.restart().await;
    assert_eq!(server.get("/box?list-type=2").await.elements("Key"), ["good"]);
    assert_eq!(server.get("/box/good").await.body, "x");
    assert_eq!(server.get("/box/bad").await.error(), (500, "InternalError"));
    assert_eq!(server.put("/box/bad", "new").await.status, 200);
    assert_eq!(server.get("/box/bad").await.body, "new");
}
