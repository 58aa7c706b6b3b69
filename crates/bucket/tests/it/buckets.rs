//! Buckets come, are found, and go.

use crate::client::Server;

const IRELAND: &str =
    "AWS4-HMAC-SHA256 Credential=AK/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host";
const TO_IRELAND: &str = "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                          <LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";

#[tokio::test]
async fn a_bucket_lives_and_dies() {
    let server = Server::start().await;
    assert_eq!(server.send("HEAD", "/box", &[], "").await.status, 404);
    assert_eq!(server.get("/box?list-type=2").await.error(), (404, "NoSuchBucket"));

    let created = server.put("/box", "").await;
    assert_eq!((created.status.as_u16(), created.header("location")), (200, "/box"));
    assert_eq!(created.header("x-amz-request-id"), "REQUEST-1");
    let head = server.send("HEAD", "/box", &[], "").await;
    assert_eq!((head.status.as_u16(), head.header("x-amz-bucket-region")), (200, "us-east-1"));
    assert_eq!(
        server
            .get("/box?location")
            .await
            .element("LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""),
        ""
    );
    assert_eq!(server.get("/").await.elements("Name"), ["box"]);

    server.put("/box/k", "x").await;
    assert_eq!(server.send("DELETE", "/box", &[], "").await.error(), (409, "BucketNotEmpty"));
    assert_eq!(server.send("DELETE", "/box/k", &[], "").await.status, 204);
    assert_eq!(server.send("DELETE", "/box", &[], "").await.status, 204);
    assert_eq!(server.put("/box/k", "x").await.error(), (404, "NoSuchBucket"));
    assert_eq!(server.send("DELETE", "/box", &[], "").await.error(), (404, "NoSuchBucket"));

    let server = server.restart().await;
    assert!(server.get("/").await.elements("Name").is_empty());
    assert_eq!(server.put("/box", "").await.status, 200);
    assert!(server.get("/box?list-type=2").await.elements("Key").is_empty());
}

#[tokio::test]
async fn creating_again_is_an_error_outside_us_east_1() {
    let server = Server::start().await;
    assert_eq!(server.put("/near", "").await.status, 200);
    assert_eq!(server.put("/near", "").await.status, 200);

    let far = [("authorization", IRELAND)];
    let create = || server.send("PUT", "/far", &far, TO_IRELAND);
    assert_eq!(create().await.status, 200);
    assert_eq!(create().await.error(), (409, "BucketAlreadyOwnedByYou"));
    assert!(server.get("/far?location").await.text().contains(">eu-west-1</LocationConstraint>"));
    let head = server.send("HEAD", "/far", &[], "").await;
    assert_eq!(head.header("x-amz-bucket-region"), "eu-west-1");
    let unspecified = server.send("PUT", "/other", &far, "").await;
    assert_eq!(unspecified.error(), (400, "IllegalLocationConstraintException"));
}

#[tokio::test]
async fn wrong_requests_for_buckets() {
    let server = Server::start().await;
    assert_eq!(server.put("/Big_Name", "").await.error(), (400, "InvalidBucketName"));
    assert_eq!(server.put("/box", "<Create").await.error(), (400, "MalformedXML"));
    let home = TO_IRELAND.replace("eu-west-1", "us-east-1");
    assert_eq!(server.put("/box", home).await.error(), (400, "InvalidLocationConstraint"));
    let locked = [("x-amz-bucket-object-lock-enabled", "true")];
    assert_eq!(server.send("PUT", "/box", &locked, "").await.error(), (501, "NotImplemented"));
    assert_eq!(server.get("/").await.elements("Name"), [""; 0]);

    server.put("/box", "").await;
    let acl = server.get("/box?acl").await;
    assert_eq!(acl.error(), (501, "NotImplemented"));
    assert!(acl.element("Message").contains("GetBucketAcl"), "{acl:?}");
    assert_eq!(server.send("PATCH", "/box", &[], "").await.error(), (405, "MethodNotAllowed"));
    let foreign = [("x-amz-expected-bucket-owner", "111111111111")];
    assert_eq!(server.send("HEAD", "/box", &foreign, "").await.status, 403);
}

#[tokio::test]
async fn buckets_are_listed_in_pages() {
    let server = Server::start().await;
    for name in ["aaa", "bbb", "bcc"] {
        assert_eq!(server.put(&format!("/{name}"), "").await.status, 200);
    }
    let first = server.get("/?max-buckets=2").await;
    assert_eq!(first.elements("Name"), ["aaa", "bbb"]);
    let token = first.element("ContinuationToken").to_owned();
    let second = server.get(&format!("/?max-buckets=2&continuation-token={token}")).await;
    assert_eq!((second.elements("Name"), second.element("ContinuationToken")), (vec!["bcc"], ""));
    assert_eq!(server.get("/?prefix=b").await.elements("Name"), ["bbb", "bcc"]);
    assert_eq!(server.get("/?max-buckets=0").await.error(), (400, "InvalidArgument"));
}
