//! Objects are written, read, described and deleted.

use crate::client::Server;

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let server = Server::with_bucket().await;
    let headers = [
        ("content-type", "application/json"),
        ("x-amz-meta-run", "7"),
        ("cache-control", "no-store"),
        ("content-encoding", "gzip"),
    ];
    let put = server.send("PUT", "/box/in/a.json?x-id=PutObject", &headers, "hello").await;
    assert_eq!(
        (put.status.as_u16(), put.header("etag")),
        (200, "\"5d41402abc4b2a76b9719d911017c592\"")
    );

    let server = server.restart().await;
    for method in ["GET", "HEAD"] {
        let got = server.send(method, "/box/in/a.json", &[], "").await;
        assert_eq!(got.status, 200);
        assert_eq!(got.body, if method == "GET" { "hello" } else { "" });
        for (name, value) in headers {
            assert_eq!(got.header(name), value, "{method}");
        }
        assert_eq!(got.header("content-length"), "5");
        assert_eq!(got.header("accept-ranges"), "bytes");
        assert_eq!(got.header("etag"), put.header("etag"));
        assert!(got.header("last-modified").ends_with(" GMT"));
    }
}

#[tokio::test]
async fn keys_are_any_text() {
    let server = Server::with_bucket().await;
    let long = format!("/box/{}", "k".repeat(1024));
    let targets = [
        "/box/..%2F..%2F..%2Fescape",
        "/box/../../escape",
        "/box//",
        "/box//a",
        "/box/a",
        "/box/A",
        "/box/a/",
        "/box/a//b",
        "/box/%00%01",
        "/box/%F0%9F%8C%8A",
        "/box/a%20b",
        "/box/a+b",
        &long,
    ];
    for (at, target) in targets.iter().enumerate() {
        assert_eq!(server.put(target, at.to_string()).await.status, 200, "{target}");
    }
    for (at, target) in targets.iter().enumerate() {
        assert_eq!(server.get(target).await.body, at.to_string(), "{target}");
    }
    assert!(!server.dir.path().parent().unwrap().join("escape").exists());
    let listed = server.get("/box?list-type=2&encoding-type=url").await;
    assert_eq!(listed.element("KeyCount"), targets.len().to_string());
    assert!(listed.elements("Key").contains(&"%00%01"));

    let longer = format!("{long}k");
    assert_eq!(server.put(&longer, "").await.error(), (400, "KeyTooLongError"));
    assert_eq!(server.put("/box/%ff", "").await.error(), (400, "InvalidURI"));
}

#[tokio::test]
async fn what_is_not_there_is_told_apart() {
    let server = Server::with_bucket().await;
    let missing = server.get("/box/none").await;
    assert_eq!(missing.error(), (404, "NoSuchKey"));
    assert_eq!(missing.element("Key"), "none");
    assert_eq!(missing.element("RequestId"), "REQUEST-1");
    assert_eq!(server.get("/nobox/none").await.error(), (404, "NoSuchBucket"));
    let head = server.send("HEAD", "/box/none", &[], "").await;
    assert_eq!((head.status.as_u16(), head.body.len()), (404, 0));
    assert_eq!(server.send("DELETE", "/box/none", &[], "").await.status, 204);
}

#[tokio::test]
async fn ranges_of_an_object_of_many_chunks() {
    let server = Server::with_bucket().await;
    let content: Vec<u8> = (0..=250).cycle().take(3_000_000).collect();
    server.put("/box/big", content.clone()).await;
    assert_eq!(server.get("/box/big").await.body, content);
    for (range, from, to) in [
        ("bytes=0-9", 0, 10),
        ("bytes=1000-2000000", 1000, 2_000_001),
        ("bytes=-7", 2_999_993, 3_000_000),
    ] {
        let part = server.send("GET", "/box/big", &[("range", range)], "").await;
        assert_eq!(part.status, 206);
        assert_eq!(part.body, content[from..to]);
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/3000000", to - 1));
        let head = server.send("HEAD", "/box/big", &[("range", range)], "").await;
        assert_eq!(head.header("content-length"), (to - from).to_string());
    }
    let beyond = server.send("GET", "/box/big", &[("range", "bytes=3000000-")], "").await;
    assert_eq!(beyond.error(), (416, "InvalidRange"));
    assert_eq!(beyond.element("ActualObjectSize"), "3000000");
}

#[tokio::test]
async fn reads_and_writes_under_conditions() {
    let server = Server::with_bucket().await;
    let absent = [("if-none-match", "*")];
    let etag = server.send("PUT", "/box/k", &absent, "one").await.header("etag").to_owned();
    assert_eq!(
        server.send("PUT", "/box/k", &absent, "two").await.error(),
        (412, "PreconditionFailed")
    );
    let same = [("if-match", etag.as_str())];
    assert_eq!(server.send("PUT", "/box/k", &same, "three").await.status, 200);
    assert_eq!(
        server.send("PUT", "/box/k", &same, "four").await.error(),
        (412, "PreconditionFailed")
    );
    assert_eq!(server.send("PUT", "/box/none", &same, "x").await.error(), (404, "NoSuchKey"));
    assert_eq!(server.get("/box/k").await.body, "three");

    assert_eq!(server.send("GET", "/box/k", &same, "").await.error(), (412, "PreconditionFailed"));
    let now = server.get("/box/k").await.header("etag").to_owned();
    let unchanged = server.send("GET", "/box/k", &[("if-none-match", &now)], "").await;
    assert_eq!((unchanged.status.as_u16(), unchanged.header("etag")), (304, now.as_str()));
}

#[tokio::test]
async fn headers_of_the_answer_can_be_replaced() {
    let server = Server::with_bucket().await;
    server.put("/box/k", "x").await;
    let got = server.get("/box/k?response-content-type=text%2Fplain").await;
    assert_eq!(got.header("content-type"), "text/plain");
    assert_eq!(server.get("/box/k").await.header("content-type"), "binary/octet-stream");
}

#[tokio::test]
async fn many_objects_are_deleted_at_once() {
    let server = Server::with_bucket().await;
    for key in ["a", "b%26", "c"] {
        server.put(&format!("/box/{key}"), "x").await;
    }
    let wanted = "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;</Key></Object>\
                  <Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>";
    let deleted = server.send("POST", "/box?delete", &[], wanted).await;
    assert_eq!(deleted.elements("Deleted").len(), 2);
    assert_eq!(deleted.element("Code"), "NotImplemented");
    assert_eq!(server.get("/box?list-type=2").await.elements("Key"), ["c"]);
    assert_eq!(
        server.send("POST", "/box?delete", &[], "<Delete/>").await.error(),
        (400, "MalformedXML")
    );
    let wrong = [("content-md5", "XUFAKrxLKna5cZ2REBfFkg==")];
    assert_eq!(
        server.send("POST", "/box?delete", &wrong, wanted).await.error(),
        (400, "BadDigest")
    );
}

#[tokio::test]
async fn what_would_not_happen_is_refused() {
    let server = Server::with_bucket().await;
    let copy = server.send("PUT", "/box/b", &[("x-amz-copy-source", "/box/a")], "").await;
    assert_eq!((copy.error(), copy.element("Operation")), ((501, "NotImplemented"), "CopyObject"));
    let secret = [("x-amz-server-side-encryption", "aws:kms")];
    let refused = server.send("PUT", "/box/b", &secret, "x").await;
    assert_eq!(
        (refused.error(), refused.element("Header")),
        ((501, "NotImplemented"), secret[0].0)
    );
    assert_eq!(server.get("/box/b").await.error(), (404, "NoSuchKey"));
}
