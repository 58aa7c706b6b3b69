//! Request bodies, small and large.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::sync::mpsc;

use crate::model::{Model, Never};
use crate::world::{World, answer, connect, post, request, text};

const LIMIT: usize = 200_000;
const PATH: &str = "/endpoints/ep/invocations";

/// A body of unknown length, part by part.
struct Chunks(mpsc::Receiver<Bytes>);

impl Body for Chunks {
    type Data = Bytes;
    type Error = Never;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Never>>> {
        self.0.poll_recv(cx).map(|part| part.map(|part| Ok(Frame::data(part))))
    }
}

fn chunks(size: usize) -> Chunks {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut left = size;
        while left > 0 {
            let part = left.min(10_000);
            left -= part;
            if sender.send(vec![b'x'; part].into()).await.is_err() {
                return;
            }
        }
    });
    Chunks(receiver)
}

async fn world() -> World {
    let world = World::with(|config| config.max_body = LIMIT).await;
    let workload = world.one_variant();
    world.copy(&workload, 1, Model::echo("").await);
    world
}

#[tokio::test]
async fn bodies_up_to_the_limit_pass_whatever_their_form() {
    let world = world().await;
    for size in [0, 1, 60_000, 70_000, LIMIT] {
        let whole = post(world.front, PATH, &[], text(vec![b'x'; size])).await;
        assert_eq!((whole.status.as_u16(), whole.body.len()), (200, size));
        let parts = post(world.front, PATH, &[], chunks(size)).await;
        assert_eq!((parts.status.as_u16(), parts.body.len()), (200, size));
    }
}

#[tokio::test]
async fn a_small_body_that_stalls_is_given_up() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let world = World::with(|config| {
        config.model_timeout = std::time::Duration::from_millis(30);
    })
    .await;
    let workload = world.one_variant();
    world.copy(&workload, 1, Model::echo("").await);
    let mut client = tokio::net::TcpStream::connect(world.front).await.unwrap();
    let head = format!("POST {PATH} HTTP/1.1\r\nhost: f\r\ncontent-length: 10\r\n\r\n123");
    client.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert_eq!(world.meters(&workload).map_or(0, |meters| meters.answered), 0);
}

#[tokio::test]
async fn larger_ones_are_refused_with_413() {
    let world = world().await;
    for size in [LIMIT + 1, LIMIT + 100_000] {
        let whole = post(world.front, PATH, &[], text(vec![b'x'; size])).await;
        whole.assert_error(413, "RequestEntityTooLarge");
        assert!(whole.message().contains("200000 bytes"));
        let parts = post(world.front, PATH, &[], chunks(size)).await;
        parts.assert_error(413, "RequestEntityTooLarge");
    }
}

#[tokio::test]
async fn a_held_body_may_be_too_large_as_well() {
    let world = World::with(|config| config.max_body = LIMIT).await;
    let workload = world.one_variant();
    let refused = post(world.front, PATH, &[], chunks(LIMIT + 1)).await;
    refused.assert_error(413, "RequestEntityTooLarge");
    // And one that is released before it has come in as a whole still arrives.
    let (sender, receiver) = mpsc::channel(1);
    sender.send("first,".into()).await.unwrap();
    let front = world.front;
    let held = tokio::spawn(async move { post(front, PATH, &[], Chunks(receiver)).await });
    world.until_held(&workload, 1).await;
    world.copy(&workload, 1, Model::echo("").await);
    sender.send("second".into()).await.unwrap();
    drop(sender);
    assert_eq!(held.await.unwrap().body, "first,second");
}

#[tokio::test]
async fn a_model_may_answer_before_it_has_everything() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let world = World::start().await;
    let workload = world.one_variant();
    let (address, listener) = crate::model::raw().await;
    world.copy(&workload, 1, address);
    let (parts, receiver) = mpsc::channel(1);
    let front = world.front;
    let (mut sender, _driver) = connect(front).await;
    let sent = tokio::spawn(sender.send_request(request(PATH, &[], Chunks(receiver))));
    parts.send(vec![b'x'; 100_000].into()).await.unwrap();
    let (mut model, _) = listener.accept().await.unwrap();
    let mut buffer = vec![0; 65_536];
    assert_ne!(model.read(&mut buffer).await.unwrap(), 0);
    model.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nearly").await.unwrap();
    assert_eq!(answer(sent.await.unwrap().unwrap()).await.body, "early");
}

#[tokio::test]
async fn an_upload_is_not_held_up_by_a_response_nobody_reads_yet() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let world = World::start().await;
    let workload = world.one_variant();
    let (address, listener) = crate::model::raw().await;
    world.copy(&workload, 1, address);
    // The model answers at once with more than all buffers hold, and reads on meanwhile.
    let model = tokio::spawn(async move {
        let (model, _) = listener.accept().await.unwrap();
        let (mut read, mut write) = model.into_split();
        let writing = tokio::spawn(async move {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 16000000\r\n\r\n";
            write.write_all(head).await.unwrap();
            write.write_all(&vec![b'y'; 16_000_000]).await.unwrap();
            write
        });
        let mut seen = 0;
        let mut buffer = vec![0; 65_536];
        while seen < 16_000_000 {
            seen += read.read(&mut buffer).await.unwrap();
        }
        (writing.await.unwrap(), read)
    });
    // The client reads nothing until it has sent everything.
    let client = tokio::net::TcpStream::connect(world.front).await.unwrap();
    let (mut read, mut write) = client.into_split();
    let head = format!("POST {PATH} HTTP/1.1\r\nhost: f\r\ncontent-length: 16000000\r\n\r\n");
    write.write_all(head.as_bytes()).await.unwrap();
    write.write_all(&vec![b'x'; 16_000_000]).await.unwrap();
    let mut seen = 0;
    let mut buffer = vec![0; 65_536];
    while seen < 16_000_000 {
        seen += read.read(&mut buffer).await.unwrap();
    }
    model.await.unwrap();
}
