//! Bad input is answered with its reason and costs nothing else.

use ebb_sample_model::Options;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::host::{Answer, Host, post};

#[tokio::test]
async fn what_cannot_be_served_is_refused_with_its_reason() {
    let host = Host::ready(Options::default()).await;
    let json = "application/json";
    for (content_type, body, status, reason) in [
        (json, "{", 400, "not the JSON expected"),
        (json, "[]", 400, "not the JSON expected"),
        (json, r#"{"text":7}"#, 400, "not the JSON expected"),
        (json, "{}", 400, r#"neither "text" nor "inputs""#),
        (json, r#"{"text":""}"#, 400, "empty"),
        (json, r#"{"text":"a","repeat":1001}"#, 400, r#""repeat" is 1001"#),
        ("text/plain", "", 400, "empty"),
        ("application/xml", "<a/>", 415, r#""application/xml" is not served"#),
    ] {
        let answer = host.post(content_type, body).await;
        assert_eq!(answer.status, status, "{body}");
        let answer = answer.json();
        assert_eq!(answer["code"], status, "{body}");
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(reason), "{body}: {message}");
    }
    let answer = host.post("text/plain", b"\xff\xfe").await;
    assert_eq!(
        (answer.status, answer.json()["message"].as_str()),
        (400, Some("the body is not UTF-8"))
    );
}

#[tokio::test]
async fn wrong_paths_and_methods() {
    let host = Host::ready(Options::default()).await;
    for (request, status, allow) in [
        ("GET /", 404, None),
        ("POST /invocations/x", 404, None),
        ("POST /ping", 405, Some("get")),
        ("GET /invocations", 405, Some("post")),
    ] {
        let answer = host
            .send(format!(
                "{request} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            ))
            .await;
        assert_eq!((answer.status, answer.header("allow")), (status, allow), "{request}");
    }
    assert_eq!(host.send("nonsense\r\n\r\n").await.status, 400);
}

#[tokio::test]
async fn a_body_may_have_one_mebibyte_and_not_a_byte_more() {
    let host = Host::ready(Options::default()).await;
    let most = 1 << 20;
    // Digits hold no words, so the largest body costs little.
    assert_eq!(host.post("text/plain", vec![b'1'; most]).await.status, 200);

    let announced = format!(
        "POST /invocations HTTP/1.1\r\nhost: h\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n",
        most + 1
    );
    assert_eq!(host.send(announced).await.status, 413, "refused before a byte of it was sent");

    let mut chunked = b"POST /invocations HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\
        content-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n"
        .to_vec();
    chunked.extend_from_slice(b"100001\r\n");
    chunked.extend_from_slice(&vec![b'1'; most + 1]);
    let mut stream = TcpStream::connect(host.address).await.unwrap();
    let (_, answer) = {
        let (mut reads, mut writes) = stream.split();
        // The answer may come, and the connection close, before all is written.
        let write = async { drop(writes.write_all(&chunked).await) };
        tokio::join!(write, Answer::read_from(&mut reads))
    };
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn a_request_cut_off_leaves_the_server_standing() {
    let host = Host::ready(Options::default()).await;
    let whole = post("text/plain", "The kettle is on and the bread is still warm.");
    for cut in [1, 20, whole.len() - 1] {
        let mut stream = TcpStream::connect(host.address).await.unwrap();
        stream.write_all(&whole[..cut]).await.unwrap();
        drop(stream);
    }
    assert_eq!(host.send(&whole).await.json()["language"], "en");
}
