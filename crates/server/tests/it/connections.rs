//! HTTP at its edges.

use http::{Method, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::World;

/// Sends bytes and reads until the server closes the connection.
async fn talk(world: &World, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(world.api.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn methods_that_mean_nothing_are_refused() {
    let world = World::new().await;
    for (method, path, status) in [
        (Method::GET, "/_ebb/health", StatusCode::OK),
        (Method::HEAD, "/_ebb/health", StatusCode::OK),
        (Method::GET, "/_ebb/status", StatusCode::OK),
        (Method::POST, "/_ebb/status", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/_ebb/none", StatusCode::NOT_FOUND),
        (Method::HEAD, "/none", StatusCode::NOT_FOUND),
        (Method::GET, "/none/key", StatusCode::NOT_FOUND),
    ] {
        let answer = world.api.send(method.clone(), path, &[], "").await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
    }
    for method in
        [Method::OPTIONS, Method::TRACE, Method::PATCH, Method::from_bytes(b"NONSENSE").unwrap()]
    {
        for path in
            ["/", "/bucket", "/bucket/key", "/endpoints/e/invocations", "/service/x/operation/y"]
        {
            let answer = world.api.send(method.clone(), path, &[], "").await;
            let status = answer.status;
            assert!(
                status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED,
                "{method} {path}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let world = World::new().await;
    for nonsense in
        ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n"]
    {
        let answer = talk(&world, nonsense.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{nonsense:?}: {answer}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(70_000));
    assert!(talk(&world, long.as_bytes()).await.starts_with("HTTP/1.1 414"));
    let headers: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let heavy = format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
    assert!(talk(&world, heavy.as_bytes()).await.starts_with("HTTP/1.1 431"));
    // The server is unimpressed.
    assert_eq!(world.api.send(Method::GET, "/_ebb/health", &[], "").await.text(), "ok\n");
}

#[tokio::test]
async fn connections_are_kept_for_the_next_request() {
    let world = World::new().await;
    let request = "GET /_ebb/health HTTP/1.1\r\nhost: x\r\n\r\n";
    let last = "GET /_ebb/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = talk(&world, format!("{request}{request}{last}").as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3, "{answer}");
}

#[tokio::test]
async fn connections_that_dawdle_are_closed() {
    let world = World::new().await;
    // Nothing at all, the beginning of HTTP/2, a head that never ends, a body that never comes.
    world.api.s3(Method::PUT, "/bucket", "").await;
    tokio::time::pause();
    for beginning in ["", "PRI * HT", "POST / HTTP/1.1\r\nhost: x\r\n"] {
        talk(&world, beginning.as_bytes()).await;
    }
    let body = "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: SageMaker.ListModels\r\ncontent-length: 10\r\n\r\n{";
    let answer = talk(&world, body.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let object = "PUT /bucket/key HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n1";
    let answer = talk(&world, object.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn http_2_is_spoken_to_who_begins_with_it() {
    use http_body_util::{BodyExt as _, Full};
    use hyper_util::rt::{TokioExecutor, TokioIo};

    let world = World::new().await;
    world.api.variant("e").await;
    let stream = TcpStream::connect(world.api.address).await.unwrap();
    let connected = hyper::client::conn::http2::handshake::<_, _, Full<bytes::Bytes>>(
        TokioExecutor::new(),
        TokioIo::new(stream),
    );
    let (mut sender, connection) = connected.await.unwrap();
    tokio::spawn(connection);
    for path in ["/endpoints/e/invocations", "/_ebb/invoke/e/invocations"] {
        let uri = format!("http://{}{path}", world.api.address);
        let request = http::Request::post(uri).body(Full::from("over two")).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(
            (response.version(), response.status()),
            (http::Version::HTTP_2, StatusCode::OK)
        );
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(String::from_utf8_lossy(&body).contains("over two"), "{body:?}");
    }
}
