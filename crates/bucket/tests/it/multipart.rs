//! Uploads in parts, from the first to the last, across a restart, and when they go wrong.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use crate::client::{Answer, Server, scratch_files};

const PART_BYTES: usize = 5 << 20;

async fn begin(server: &Server, headers: &[(&str, &str)]) -> String {
    let begun = server.send("POST", "/box/big?uploads", headers, "").await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    begun.element("UploadId").to_owned()
}

async fn part(server: &Server, id: &str, number: u16, content: Vec<u8>) -> Answer {
    server.put(&format!("/box/big?partNumber={number}&uploadId={id}"), content).await
}

fn list(parts: &[(u16, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(number, etag)| {
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
        })
        .collect();
    format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>")
}

async fn complete(server: &Server, id: &str, parts: &[(u16, &str)]) -> Answer {
    server.send("POST", &format!("/box/big?uploadId={id}"), &[], list(parts)).await
}

#[tokio::test]
async fn parts_become_one_object_even_across_a_restart() {
    let server = Server::with_bucket().await;
    let id = begin(&server, &[("content-type", "video/mp4"), ("x-amz-meta-a", "b")]).await;
    let (one, two) = (vec![1; PART_BYTES], vec![2; 1000]);
    let second = part(&server, &id, 7, two.clone()).await.header("etag").to_owned();
    let server = server.restart().await;
    part(&server, &id, 2, vec![9; 10]).await;
    let first = part(&server, &id, 2, one.clone()).await.header("etag").to_owned();
    assert_eq!(server.get("/box/big").await.error(), (404, "NoSuchKey"));

    let done = complete(&server, &id, &[(2, &first), (7, &second)]).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let got = server.get("/box/big").await;
    assert_eq!(got.body, [one.clone(), two.clone()].concat());
    assert_eq!((got.header("content-type"), got.header("x-amz-meta-a")), ("video/mp4", "b"));
    let etags = [Md5::digest(&one), Md5::digest(&two)].concat();
    assert_eq!(got.header("etag"), format!("\"{:x}-2\"", Md5::digest(&etags)));
    assert_eq!(complete(&server, &id, &[(2, &first)]).await.error(), (404, "NoSuchUpload"));
    assert_eq!(scratch_files(server.dir.path()), 0);
}

#[tokio::test]
async fn wrong_lists_of_parts_are_refused_and_leave_the_upload() {
    let server = Server::with_bucket().await;
    let id = begin(&server, &[]).await;
    let first = part(&server, &id, 1, vec![1; 100]).await.header("etag").to_owned();
    let second = part(&server, &id, 2, vec![2; 100]).await.header("etag").to_owned();
    for (parts, code) in [
        (vec![(2, second.as_str()), (1, first.as_str())], "InvalidPartOrder"),
        (vec![(1, first.as_str()), (1, first.as_str())], "InvalidPartOrder"),
        (vec![(1, second.as_str())], "InvalidPart"),
        (vec![(3, first.as_str())], "InvalidPart"),
        (vec![(1, first.as_str()), (2, second.as_str())], "EntityTooSmall"),
        (vec![], "MalformedXML"),
    ] {
        assert_eq!(complete(&server, &id, &parts).await.error(), (400, code), "{parts:?}");
    }
    assert_eq!(server.get("/box/big").await.error(), (404, "NoSuchKey"));
    assert_eq!(complete(&server, &id, &[(1, &first)]).await.status, 200);
}

#[tokio::test]
async fn an_aborted_upload_is_gone() {
    let server = Server::with_bucket().await;
    let id = begin(&server, &[]).await;
    part(&server, &id, 1, vec![1; 100]).await;
    let abort = |key: &str, id: &str| format!("/box/{key}?uploadId={id}");
    for wrong in [abort("other", &id), abort("big", "../../objects"), abort("big", &"0".repeat(32))]
    {
        assert_eq!(server.send("DELETE", &wrong, &[], "").await.error(), (404, "NoSuchUpload"));
    }
    assert_eq!(server.send("DELETE", &abort("big", &id), &[], "").await.status, 204);
    assert_eq!(part(&server, &id, 1, vec![1; 100]).await.error(), (404, "NoSuchUpload"));
    assert_eq!(scratch_files(server.dir.path()), 0);
    let number = format!("/box/big?partNumber=10001&uploadId={id}");
    assert_eq!(server.put(&number, "").await.error(), (400, "InvalidArgument"));
}

#[tokio::test]
async fn checksums_over_parts_and_over_the_whole() {
    let server = Server::with_bucket().await;
    let crc =
        |bytes: &[u8]| crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(bytes).to_be_bytes();
    let (one, two) = (vec![1; PART_BYTES], vec![2; 1000]);
    let composite = crc(&[crc(&one), crc(&two)].concat());
    let full = crc(&[one.clone(), two.clone()].concat());
    for (kind, want) in [
        ("COMPOSITE", format!("{}-2", STANDARD.encode(composite))),
        ("FULL_OBJECT", STANDARD.encode(full)),
    ] {
        let asked = [("x-amz-checksum-algorithm", "CRC32"), ("x-amz-checksum-type", kind)];
        let id = begin(&server, &asked).await;
        let first = part(&server, &id, 1, one.clone()).await;
        assert_eq!(first.header("x-amz-checksum-crc32"), STANDARD.encode(crc(&one)));
        let first = first.header("etag").to_owned();
        let second = part(&server, &id, 2, two.clone()).await.header("etag").to_owned();
        let target = format!("/box/big?uploadId={id}");
        let parts = list(&[(1, &first), (2, &second)]);
        let wrong = [("x-amz-checksum-crc32", "AAAAAA==")];
        let refused = server.send("POST", &target, &wrong, parts.clone()).await;
        assert_eq!(refused.error(), (400, "BadDigest"));
        let right = [("x-amz-checksum-crc32", want.as_str())];
        let done = server.send("POST", &target, &right, parts).await;
        assert_eq!(
            (done.element("ChecksumCRC32"), done.element("ChecksumType")),
            (want.as_str(), kind)
        );
        let asked = [("x-amz-checksum-mode", "ENABLED")];
        let head = server.send("HEAD", "/box/big", &asked, "").await;
        assert_eq!(head.header("x-amz-checksum-crc32"), want);
    }
    let mixed = [("x-amz-checksum-algorithm", "SHA256"), ("x-amz-checksum-type", "FULL_OBJECT")];
    let refused = server.send("POST", "/box/big?uploads", &mixed, "").await;
    assert_eq!(refused.error(), (400, "InvalidRequest"));
}
