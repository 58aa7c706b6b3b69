//! Ready when loaded, busy when full, gone when told: what a host expects of a serving container.

use std::num::NonZeroUsize;

use ebb_sample_model::{MAX_WARM_UP, Options, serve, terminated};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::host::{Answer, Host, post};

const PING: &str = "GET /ping HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn ping_says_503_until_the_model_is_loaded_and_loading_can_be_stopped() {
    // So many passes take minutes: the model is surely not loaded when the pings arrive.
    let host = Host::start(Options { warm_up: MAX_WARM_UP, ..Options::default() }).await;
    assert_eq!(host.send(PING).await.status, 503);
    let answer = host.post("text/plain", "The door is open.").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert_eq!(answer.json()["message"], "the model is still loading");
    host.stop().await.unwrap().unwrap();
}

#[tokio::test]
async fn ping_says_200_with_an_empty_body_once_it_is() {
    let host = Host::start(Options::default()).await;
    host.until_ready().await;
    let answer = host.send(PING).await;
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("0")));
    assert_eq!(answer.body, b"");
}

#[tokio::test]
async fn one_runs_none_waits_and_the_rest_is_told_to_come_later() {
    let host =
        Host::ready(Options { concurrency: NonZeroUsize::MIN, queue: 0, ..Options::default() })
            .await;
    let text = "A long walk along the river clears the head. ".repeat(300);
    let heavy = serde_json::json!({ "text": text, "repeat": 1000 }).to_string();
    let heavy = post("application/json", heavy);
    // The heavy request takes minutes when nobody leaves. Should a small one get in before it, both try again.
    let first = loop {
        let mut first = TcpStream::connect(host.address).await.unwrap();
        first.write_all(&heavy).await.unwrap();
        if host.post("text/plain", "Is it my turn?").await.status == 503 {
            break first;
        }
    };
    assert_eq!(host.send(PING).await.status, 200, "busy is not unhealthy");
    // Leaving frees the core long before the thousand repetitions are through.
    drop(first);
    while host.post("text/plain", "Is it my turn?").await.status != 200 {}
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_it_has_begun() {
    let host = Host::ready(Options::default()).await;
    let address = host.address;
    let whole = post("text/plain", "Finish what you have begun before you leave.");
    let (most, rest) = whole.split_at(whole.len() - 5);
    let mut begun = TcpStream::connect(address).await.unwrap();
    begun.write_all(most).await.unwrap();
    // A second answer on another connection shows that the first request has reached the server.
    host.until_ready().await;
    let stopping = host.stop();
    // The port is given up at once, while the request is still there.
    while TcpStream::connect(address).await.is_ok() {}
    begun.write_all(rest).await.unwrap();
    let answer = Answer::read_from(&mut begun).await;
    assert_eq!((answer.status, answer.json()["language"].as_str()), (200, Some("en")));
    stopping.await.unwrap().unwrap();
}

#[tokio::test]
async fn sigterm_ends_it_without_an_error() {
    let shutdown = terminated().unwrap();
    let running = tokio::spawn(serve(Options { port: 0, ..Options::default() }, shutdown));
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TERM)
        .unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let host = Host::start(Options::default()).await;
    let again = Options { port: host.address.port(), ..Options::default() };
    let error = serve(again, std::future::pending()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
