//! A body that is not what its headers say is not kept.

use crate::client::{Server, scratch_files};

const HELLO_MD5: &str = "XUFAKrxLKna5cZ2REBfFkg==";
const HELLO_SHA256: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// Each checksum of "hello", as other implementations compute it.
const CHECKSUMS: [(&str, &str); 5] = [
    ("x-amz-checksum-crc32", "NhCmhg=="),
    ("x-amz-checksum-crc32c", "mnG7TA=="),
    ("x-amz-checksum-crc64nvme", "M3eFcAZSQlc="),
    ("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
    ("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="),
];

async fn nothing_was_kept(server: &Server) {
    assert_eq!(server.get("/box/k").await.error(), (404, "NoSuchKey"));
    assert_eq!(scratch_files(server.dir.path()), 0);
}

#[tokio::test]
async fn true_claims_are_kept_and_false_ones_refused() {
    let server = Server::with_bucket().await;
    let others = [
        ("content-md5", HELLO_MD5, "BadDigest"),
        ("x-amz-content-sha256", HELLO_SHA256, "XAmzContentSHA256Mismatch"),
    ];
    let all = CHECKSUMS.iter().map(|&(name, value)| (name, value, "BadDigest")).chain(others);
    for (name, value, code) in all {
        let wrong = server.send("PUT", "/box/k", &[(name, value)], "hallo").await;
        assert_eq!(wrong.error(), (400, code), "{name}");
        nothing_was_kept(&server).await;
        let right = server.send("PUT", "/box/k", &[(name, value)], "hello").await;
        assert_eq!(right.status, 200, "{name}: {}", right.text());
        server.send("DELETE", "/box/k", &[], "").await;
    }
}

#[tokio::test]
async fn checksums_are_given_back() {
    let server = Server::with_bucket().await;
    for (name, value) in CHECKSUMS {
        let put = server.send("PUT", "/box/k", &[(name, value)], "hello").await;
        assert_eq!((put.header(name), put.header("x-amz-checksum-type")), (value, "FULL_OBJECT"));
        let asked = [("x-amz-checksum-mode", "ENABLED")];
        assert_eq!(server.send("HEAD", "/box/k", &asked, "").await.header(name), value);
        assert_eq!(server.get("/box/k").await.header(name), "");
        let ranged = [("x-amz-checksum-mode", "ENABLED"), ("range", "bytes=0-1")];
        assert_eq!(server.send("GET", "/box/k", &ranged, "").await.header(name), "");
    }
}

#[tokio::test]
async fn claims_that_cannot_be_read_are_refused() {
    let server = Server::with_bucket().await;
    for (name, value, code, status) in [
        ("content-md5", "short", "InvalidDigest", 400),
        ("x-amz-checksum-crc32", "AAAA", "InvalidRequest", 400),
        ("x-amz-checksum-xxhash64", "AAAA", "NotImplemented", 501),
        ("x-amz-content-sha256", "zz", "InvalidArgument", 400),
    ] {
        let got = server.send("PUT", "/box/k", &[(name, value)], "hello").await;
        assert_eq!(got.error(), (status, code), "{name}");
    }
    let two = server.send("PUT", "/box/k", &CHECKSUMS[..2], "hello").await;
    assert_eq!(two.error(), (400, "InvalidRequest"));
    nothing_was_kept(&server).await;
}

#[tokio::test]
async fn framed_bodies_are_taken_out_of_their_frame() {
    let server = Server::with_bucket().await;
    let signed = [
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("x-amz-decoded-content-length", "5"),
        ("content-encoding", "aws-chunked"),
    ];
    let body =
        "2;chunk-signature=aa\r\nhe\r\n3;chunk-signature=bb\r\nllo\r\n0;chunk-signature=cc\r\n\r\n";
    assert_eq!(server.send("PUT", "/box/signed", &signed, body).await.status, 200);
    let got = server.get("/box/signed").await;
    assert_eq!((got.text(), got.header("content-encoding")), ("hello", ""));

    let unsigned = [
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-decoded-content-length", "5"),
        ("x-amz-trailer", "x-amz-checksum-crc64nvme"),
    ];
    let framed =
        |word: &str| format!("5\r\n{word}\r\n0\r\nx-amz-checksum-crc64nvme:M3eFcAZSQlc=\r\n\r\n");
    let put = server.send("PUT", "/box/trailed", &unsigned, framed("hello")).await;
    assert_eq!(put.header("x-amz-checksum-crc64nvme"), "M3eFcAZSQlc=");
    assert_eq!(server.get("/box/trailed").await.body, "hello");

    let wrong = server.send("PUT", "/box/k", &unsigned, framed("hallo")).await;
    assert_eq!(wrong.error(), (400, "BadDigest"));
    let missing = server.send("PUT", "/box/k", &unsigned, "5\r\nhello\r\n0\r\n\r\n").await;
    assert_eq!(missing.error(), (400, "InvalidRequest"));
    for broken in
        ["5\r\nhello\r\n", "4\r\nhell\r\n0\r\n\r\n", "6\r\nhello!\r\n0\r\n\r\n", "nonsense"]
    {
        let got = server.send("PUT", "/box/k", &signed, broken).await;
        assert_eq!(got.error(), (400, "IncompleteBody"), "{broken:?}");
    }
    let unknown = server.send("PUT", "/box/k", &signed[..1], "0\r\n\r\n").await;
    assert_eq!(unknown.error(), (411, "MissingContentLength"));
    nothing_was_kept(&server).await;
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read() {
    let server = Server::with_bucket().await;
    let huge = [
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("x-amz-decoded-content-length", "5368709121"),
    ];
    let got = server.send("PUT", "/box/k", &huge, "0\r\n\r\n").await;
    assert_eq!(got.error(), (400, "EntityTooLarge"));
    assert_eq!(got.element("MaxSizeAllowed"), "5368709120");
    nothing_was_kept(&server).await;
}
