//! Signatures and access keys: who is let in, who is not, and what they are told.
//!
//! Covers: iam.access-denied, s3.actions, s3.signature-errors, s3.skew, sigv4.payload

use http::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::harness::{AUTOSCALING, Answer, CLOUDWATCH, SAGEMAKER};
use crate::signed::{Client, stamp, world};
use crate::signer::Signer;

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/// Status, code and message.
fn told(answer: &Answer) -> (u16, String, String) {
    let (code, message) = answer.error();
    (answer.status.as_u16(), code, message)
}

fn xml(answer: &Answer, element: &str) -> String {
    let text = answer.text();
    let from = text.find(&format!("<{element}>")).unwrap_or_else(|| panic!("{element}: {text}"));
    let rest = &text[from + element.len() + 2..];
    rest[..rest.find("</").unwrap()].to_owned()
}

fn told_s3(answer: &Answer) -> (u16, String, String) {
    (answer.status.as_u16(), xml(answer, "Code"), xml(answer, "Message"))
}

fn error(status: u16, code: &str, message: &str) -> (u16, String, String) {
    (status, code.to_owned(), message.to_owned())
}

#[tokio::test]
async fn whoever_has_a_key_is_let_in_by_every_protocol() {
    let world = world().await;
    let admin = Client::new(&world, "admin");
    let model = json!({ "ModelName": "m", "PrimaryContainer": { "Image": "any" } }).to_string();
    let made = admin.ask(SAGEMAKER, "CreateModel", &model).await;
    assert_eq!(made.json()["ModelArn"], "arn:aws:sagemaker:us-east-1:000000000000:model/m");
    let targets = json!({ "ServiceNamespace": "sagemaker" }).to_string();
    let found = admin.ask(AUTOSCALING, "DescribeScalableTargets", &targets).await;
    assert_eq!(found.json()["ScalableTargets"], json!([]));
    assert_eq!(admin.ask(CLOUDWATCH, "ListMetrics", "{}").await.status, 200);
    let form = admin
        .plain(Method::POST, "/", "Action=ListMetrics&Version=2010-08-01")
        .with("content-type", "application/x-www-form-urlencoded");
    let form = admin.send(&form.sign(&admin.of("monitoring"))).await;
    assert!(form.text().contains("<ListMetricsResult>"), "{}", form.text());
    let mut query = admin.plain(Method::GET, "/", "");
    query.query = vec![
        ("Version".to_owned(), "2010-08-01".to_owned()),
        ("Action".to_owned(), "ListMetrics".to_owned()),
    ];
    let header = admin.send(&query.clone().sign(&admin.of("monitoring"))).await;
    assert_eq!(header.status, 200, "{}", header.text());
    let empty = ebb_sha256("");
    let presigned = admin.send(&query.presign(&admin.of("monitoring"), 60, &empty)).await;
    assert_eq!(presigned.status, 200, "{}", presigned.text());
    let cbor = admin
        .plain(
            Method::POST,
            "/service/GraniteServiceVersion20100801/operation/ListMetrics",
            "\u{0}",
        )
        .with("smithy-protocol", "rpc-v2-cbor");
    let cbor = crate::signer::Plain { body: vec![0xa0], ..cbor };
    assert_eq!(admin.send(&cbor.sign(&admin.of("monitoring"))).await.status, 200);
    assert_eq!(admin.s3(Method::PUT, "/bucket", "").await.status, 200);
    assert_eq!(admin.s3(Method::PUT, "/bucket/key", "content").await.status, 200);
    assert_eq!(admin.s3(Method::GET, "/bucket/key", "").await.text(), "content");
}

fn ebb_sha256(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

#[tokio::test]
async fn each_service_refuses_in_its_own_words() {
    let world = world().await;
    let admin = Client::new(&world, "admin");
    let stranger = Client::new(&world, "stranger");
    let thief = Client {
        signer: Signer { secret: "guessed".to_owned(), ..admin.signer.clone() },
        ..admin.clone()
    };
    let missing = "Request is missing Authentication Token";
    let unknown = "The security token included in the request is invalid.";
    for (service, operation, status) in [
        (SAGEMAKER, "ListModels", 400),
        (AUTOSCALING, "DescribeScalingPolicies", 400),
        (CLOUDWATCH, "ListMetrics", 403),
    ] {
        let unsigned = admin.send(&admin.call(service, operation, "{}")).await;
        assert_eq!(told(&unsigned), error(status, "MissingAuthenticationTokenException", missing));
        let unknown_key = stranger.ask(service, operation, "{}").await;
        assert_eq!(told(&unknown_key), error(status, "UnrecognizedClientException", unknown));
        let wrong = thief.ask(service, operation, "{}").await;
        assert_eq!(told(&wrong), error(status, "InvalidSignatureException", MISMATCH));
    }
    // Query has codes of its own.
    for (client, code, message) in
        [(&stranger, "InvalidClientTokenId", unknown), (&thief, "SignatureDoesNotMatch", MISMATCH)]
    {
        let form = client
            .plain(Method::POST, "/", "Action=ListMetrics&Version=2010-08-01")
            .with("content-type", "application/x-www-form-urlencoded");
        let answer = client.send(&form.sign(&client.of("monitoring"))).await;
        assert_eq!(told_s3(&answer), error(403, code, message));
    }
    for (client, code, message) in [
        (&stranger, "UnrecognizedClientException", unknown),
        (&thief, "InvalidSignatureException", MISMATCH),
    ] {
        assert_eq!(told(&client.invoke("e", "body").await), error(403, code, message));
    }
    let unsigned = admin.send(&admin.plain(Method::POST, "/endpoints/e/invocations", "x")).await;
    assert_eq!(told(&unsigned), error(403, "MissingAuthenticationTokenException", missing));

    let unsigned = admin.send(&admin.plain(Method::GET, "/bucket/key", "")).await;
    assert_eq!(told_s3(&unsigned), error(403, "AccessDenied", "Access Denied"));
    let unknown_key = stranger.s3(Method::GET, "/bucket/key", "").await;
    let text = "The AWS Access Key Id you provided does not exist in our records.";
    assert_eq!(told_s3(&unknown_key), error(403, "InvalidAccessKeyId", text));
    assert_eq!(xml(&unknown_key, "AWSAccessKeyId"), "stranger");
    let wrong = thief.s3(Method::PUT, "/bucket/key", "content").await;
    let text = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    assert_eq!(told_s3(&wrong), error(403, "SignatureDoesNotMatch", text));
    assert!(xml(&wrong, "CanonicalRequest").contains("/bucket/key"));
    // An operation that nobody knows is not told to strangers.
    let unknown_operation = stranger.ask(SAGEMAKER, "Nothing", "{}").await;
    assert_eq!(told(&unknown_operation).1, "UnrecognizedClientException");
    let unknown_operation = admin.ask(SAGEMAKER, "Nothing", "{}").await;
    assert_eq!(told(&unknown_operation).1, "UnknownOperationException");
}

#[tokio::test]
async fn a_signature_is_good_for_its_time_and_service_only() {
    let world = world().await;
    let admin = Client::new(&world, "admin");
    let at = |seconds: i64| Client {
        signer: Signer { stamp: stamp(seconds), ..admin.signer.clone() },
        ..admin.clone()
    };
    assert_eq!(at(-240).ask(SAGEMAKER, "ListModels", "{}").await.status, 200);
    let (_, code, message) = told(&at(-360).ask(SAGEMAKER, "ListModels", "{}").await);
    assert_eq!(code, "InvalidSignatureException");
    assert!(
        message.starts_with("Signature expired: ") && message.ends_with(" - 5 min.)"),
        "{message}"
    );
    let (_, _, message) = told(&at(360).invoke("e", "").await);
    assert!(message.starts_with("Signature not yet current: "), "{message}");
    // S3 is more patient.
    assert_eq!(at(-840).s3(Method::GET, "/", "").await.status, 200);
    let late = at(-960).s3(Method::GET, "/", "").await;
    let text = "The difference between the request time and the current time is too large.";
    assert_eq!(told_s3(&late), error(403, "RequestTimeTooSkewed", text));
    assert_eq!(xml(&late, "MaxAllowedSkewMilliseconds"), "900000");

    let foreign = admin.call(SAGEMAKER, "ListModels", "{}").sign(&admin.of("monitoring"));
    let text = "Credential should be scoped to correct service: 'sagemaker'. ";
    assert_eq!(told(&admin.send(&foreign).await), error(400, "InvalidSignatureException", text));
}

#[tokio::test]
async fn a_session_token_must_be_the_one_of_its_key() {
    let world = world().await;
    let visitor = Client::new(&world, "visitor");
    let with = |token: Option<&str>, client: &Client| {
        let request = client.call(SAGEMAKER, "ListModels", "{}");
        let request = match token {
            Some(token) => request.with("x-amz-security-token", token),
            None => request,
        };
        request.sign(&client.of("sagemaker"))
    };
    assert_eq!(visitor.send(&with(Some("token-of-visitor"), &visitor)).await.status, 200);
    let invalid = error(
        400,
        "UnrecognizedClientException",
        "The security token included in the request is invalid",
    );
    for token in [None, Some("token-of-other")] {
        assert_eq!(told(&visitor.send(&with(token, &visitor)).await), invalid);
    }
    let admin = Client::new(&world, "admin");
    assert_eq!(told(&admin.send(&with(Some("any"), &admin)).await), invalid);
    let former = Client::new(&world, "former");
    let expired = error(
        400,
        "ExpiredTokenException",
        "The security token included in the request is expired",
    );
    assert_eq!(told(&former.send(&with(Some("token-of-former"), &former)).await), expired);
}

#[tokio::test]
async fn what_a_key_does_not_allow_is_denied_with_user_action_and_resource() {
    let world = world().await;
    let (admin, app) = (Client::new(&world, "admin"), Client::new(&world, "app"));
    let who = "User: arn:aws:iam::000000000000:user/shop is not authorized to perform: ";
    let denied = |action: &str, on: &str| {
        format!("{who}{action}{on} because no identity-based policy allows the {action} action")
    };
    let arn = "arn:aws:sagemaker:us-east-1:000000000000";
    for (service, operation, body, status, text) in [
        (SAGEMAKER, "ListModels", json!({}), 400, denied("sagemaker:ListModels", "")),
        (
            SAGEMAKER,
            "DeleteEndpoint",
            json!({ "EndpointName": "Shop-1" }),
            400,
            denied("sagemaker:DeleteEndpoint", &format!(" on resource: {arn}:endpoint/shop-1")),
        ),
        (
            CLOUDWATCH,
            "DeleteAlarms",
            json!({ "AlarmNames": ["A"] }),
            403,
            denied(
                "cloudwatch:DeleteAlarms",
                " on resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:A",
            ),
        ),
        (
            AUTOSCALING,
            "RegisterScalableTarget",
            json!({ "ServiceNamespace": "sagemaker" }),
            400,
            denied(
                "application-autoscaling:RegisterScalableTarget",
                " on resource: arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/*",
            ),
        ),
    ] {
        let answer = app.ask(service, operation, &body.to_string()).await;
        assert_eq!(told(&answer), error(status, "AccessDeniedException", &text));
    }
    let datum = json!({ "Namespace": "N", "MetricData": [{ "MetricName": "m", "Value": 1 }] });
    assert_eq!(app.ask(CLOUDWATCH, "PutMetricData", &datum.to_string()).await.status, 200);

    let text = denied("sagemaker:InvokeEndpoint", &format!(" on resource: {arn}:endpoint/bank"));
    assert_eq!(told(&app.invoke("bank", "x").await), error(403, "AccessDeniedException", &text));
    // This one it may invoke, were it there.
    assert_eq!(told(&app.invoke("shop-1", "x").await).1, "ValidationError");

    for (path, body) in
        [("/inbox", ""), ("/inbox/a", "a"), ("/inbox/b", "b"), ("/inbox/private/c", "c")]
    {
        assert_eq!(admin.s3(Method::PUT, path, body).await.status, 200);
    }
    assert_eq!(app.s3(Method::GET, "/inbox/a", "").await.text(), "a");
    let put = app.s3(Method::PUT, "/inbox/a", "changed").await;
    let text = denied("s3:PutObject", " on resource: \"arn:aws:s3:::inbox/a\"");
    assert_eq!(told_s3(&put), error(403, "AccessDenied", &text.replace('"', "&quot;")));
    let forbidden = app.s3(Method::GET, "/inbox/private/c", "").await;
    assert!(
        xml(&forbidden, "Message").ends_with("with an explicit deny in an identity-based policy")
    );
    let list = app.s3(Method::GET, "/inbox", "").await;
    assert!(xml(&list, "Message").contains("s3:ListBucket on resource"), "{}", list.text());
    // Each key of a DeleteObjects is asked about.
    let mut request = app.s3_request(
        Method::POST,
        "/inbox",
        "<Delete><Object><Key>b</Key></Object><Object><Key>private/c</Key></Object></Delete>",
    );
    request.query.push(("delete".to_owned(), String::new()));
    let deleted = app.send(&request.sign(&app.of("s3"))).await;
    assert!(deleted.text().contains("<Deleted><Key>b</Key></Deleted>"), "{}", deleted.text());
    assert!(deleted.text().contains("<Key>private/c</Key><Code>AccessDenied</Code>"));
    assert_eq!(admin.s3(Method::GET, "/inbox/private/c", "").await.text(), "c");
    assert_eq!(admin.s3(Method::GET, "/inbox/b", "").await.status, 404);
}

#[tokio::test]
async fn a_body_that_was_not_signed_reaches_no_model() {
    let world = world().await;
    let admin = Client::new(&world, "admin");
    admin.variant("e").await;
    let large = "x".repeat(200_000);
    for body in ["small", large.as_str()] {
        let path = "/endpoints/e/invocations";
        let answer = admin.invoke("e", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told_hash = admin
            .plain(Method::POST, path, body)
            .with("x-amz-content-sha256", &ebb_sha256(body))
            .sign(&admin.of("sagemaker"));
        assert_eq!(admin.send(&told_hash).await.status, 200);
        for signed in
            [admin.plain(Method::POST, path, body).sign(&admin.of("sagemaker")), told_hash]
        {
            let mut tampered = signed.clone();
            tampered.body[3] = b'!';
            let answer = admin.send(&tampered).await;
            assert_eq!(told(&answer), error(403, "InvalidSignatureException", MISMATCH));
        }
    }
    // Words for a body that is not signed are S3's only.
    let unsigned = admin
        .plain(Method::POST, "/endpoints/e/invocations", "x")
        .with("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    let signed_so = unsigned.sign(&admin.of("sagemaker"));
    // Signed with the hash of the body, whatever the header says, so it is let in.
    assert_eq!(admin.send(&signed_so).await.status, 200);
    let too_large = admin.invoke("e", &"x".repeat((25 << 20) + 1)).await;
    assert_eq!(told(&too_large).1, "RequestEntityTooLarge");
    let stream = admin
        .plain(Method::POST, "/endpoints/e/invocations-response-stream", "x")
        .sign(&admin.of("sagemaker"));
    assert_eq!(admin.send(&stream).await.status, 200);
}

#[tokio::test]
async fn objects_come_presigned_and_in_signed_chunks() {
    let world = world().await;
    let admin = Client::new(&world, "admin");
    assert_eq!(admin.s3(Method::PUT, "/box", "").await.status, 200);
    let put = admin.plain(Method::PUT, "/box/a", "presigned");
    let put = put.presign(&admin.of("s3"), 60, "UNSIGNED-PAYLOAD");
    assert_eq!(admin.send(&put).await.status, 200);
    let get = admin.plain(Method::GET, "/box/a", "");
    let get_signed = get.clone().presign(&admin.of("s3"), 60, "UNSIGNED-PAYLOAD");
    assert_eq!(admin.send(&get_signed).await.text(), "presigned");
    let late = Signer { stamp: stamp(-120), ..admin.of("s3") };
    let expired = admin.send(&get.presign(&late, 60, "UNSIGNED-PAYLOAD")).await;
    assert_eq!(told_s3(&expired), error(403, "AccessDenied", "Request has expired"));

    for (mode, trailers) in [("", None), ("-TRAILER", Some("x-amz-checksum-crc32:NhCmhg==\n"))] {
        let chunked = |change: fn(&mut String)| {
            let mut request = admin
                .plain(Method::PUT, "/box/b", "")
                .with("x-amz-content-sha256", &format!("STREAMING-AWS4-HMAC-SHA256-PAYLOAD{mode}"))
                .with("x-amz-decoded-content-length", "5");
            if trailers.is_some() {
                request = request.with("x-amz-trailer", "x-amz-checksum-crc32");
            }
            let signer = admin.of("s3");
            let mut request = request.sign(&signer);
            let authorization = &request.headers.last().unwrap().1;
            let mut previous = authorization.rsplit('=').next().unwrap().to_owned();
            let mut body = String::new();
            let (stamp, scope) = (signer.stamp.clone(), signer.scope());
            for chunk in ["hel", "lo", ""] {
                let text = format!(
                    "AWS4-HMAC-SHA256-PAYLOAD\n{stamp}\n{scope}\n{previous}\n{}\n{}",
                    ebb_sha256(""),
                    ebb_sha256(chunk)
                );
                previous = signer.sign(&text);
                body.push_str(&format!("{:x};chunk-signature={previous}\r\n", chunk.len()));
                if !chunk.is_empty() {
                    body.push_str(&format!("{chunk}\r\n"));
                }
            }
            if let Some(trailers) = trailers {
                let hash = ebb_sha256(trailers);
                let text =
                    format!("AWS4-HMAC-SHA256-TRAILER\n{stamp}\n{scope}\n{previous}\n{hash}");
                let line = trailers.trim_end();
                body.push_str(&format!(
                    "{line}\r\nx-amz-trailer-signature:{}\r\n",
                    signer.sign(&text)
                ));
            }
            body.push_str("\r\n");
            change(&mut body);
            request.body = body.into_bytes();
            request
        };
        let whole = admin.send(&chunked(|_| {})).await;
        assert_eq!(whole.status, 200, "{mode}: {}", whole.text());
        assert_eq!(admin.s3(Method::GET, "/box/b", "").await.text(), "hello");
        let changes: [fn(&mut String); 4] = [
            |body| *body = body.replacen("hel\r", "hex\r", 1),
            |body| *body = body.replacen("lo\r", "la\r", 1),
            |body| *body = body.replacen("2;chunk-signature=", "2;chunk-signature=0", 1),
            |body| *body = body.replacen(";chunk-signature=", ";other=", 1),
        ];
        for change in changes {
            let answer = admin.send(&chunked(change)).await;
            assert_eq!(told_s3(&answer).1, "SignatureDoesNotMatch", "{mode}");
        }
        if trailers.is_some() {
            let answer =
                admin.send(&chunked(|body| *body = body.replacen("crc32:Nh", "crc32:Nx", 1))).await;
            assert_eq!(told_s3(&answer).1, "SignatureDoesNotMatch");
        }
    }
    // A body that is not the one of the header.
    let mut request = admin.s3_request(Method::PUT, "/box/c", "content").sign(&admin.of("s3"));
    request.body = b"another".to_vec();
    assert_eq!(told_s3(&admin.send(&request).await).1, "XAmzContentSHA256Mismatch");
    let bare = admin.plain(Method::GET, "/box/a", "").sign(&admin.of("s3"));
    assert!(told_s3(&admin.send(&bare).await).2.contains("x-amz-content-sha256"));
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let world = world().await;
    let (admin, other) = (Client::new(&world, "admin"), Client::new(&world, "other"));
    admin.variant("e").await;
    let alarm = json!({
        "AlarmName": "a", "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    let datum = json!({ "Namespace": "N", "MetricData": [{ "MetricName": "m", "Value": 1 }] });
    let target = json!({
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/e/variant/v",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "MinCapacity": 0, "MaxCapacity": 2,
    });
    for (service, operation, body) in [
        (CLOUDWATCH, "PutMetricAlarm", &alarm),
        (CLOUDWATCH, "PutMetricData", &datum),
        (AUTOSCALING, "RegisterScalableTarget", &target),
    ] {
        let answer = admin.ask(service, operation, &body.to_string()).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
    }
    let namespace = json!({ "ServiceNamespace": "sagemaker" });
    let empty = json!({});
    let lists = [
        (SAGEMAKER, "ListModels", "Models", &empty),
        (SAGEMAKER, "ListEndpointConfigs", "EndpointConfigs", &empty),
        (SAGEMAKER, "ListEndpoints", "Endpoints", &empty),
        (CLOUDWATCH, "DescribeAlarms", "MetricAlarms", &empty),
        (CLOUDWATCH, "ListMetrics", "Metrics", &empty),
        (AUTOSCALING, "DescribeScalableTargets", "ScalableTargets", &namespace),
    ];
    let china = Client {
        signer: Signer { region: "cn-north-1".to_owned(), ..admin.signer.clone() },
        ..admin.clone()
    };
    for (service, operation, member, input) in lists {
        let count = async |client: &Client| {
            let answer = client.ask(service, operation, &input.to_string()).await;
            assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
            answer.json()[member].as_array().unwrap().len()
        };
        assert!(count(&admin).await > 0, "{operation}");
        // Nor do regions, by the same key.
        for elsewhere in [&other, &china] {
            assert_eq!(count(elsewhere).await, 0, "{operation}");
        }
    }
    assert_eq!(admin.invoke("e", "x").await.status, 200);
    for (client, account) in [(&other, "111122223333"), (&china, "000000000000")] {
        let text = format!("Endpoint e of account {account} not found.");
        assert_eq!(told(&client.invoke("e", "x").await), error(400, "ValidationError", &text));
    }
    // The same name is another endpoint there.
    other.variant("e").await;
    let deleted = other.ask(SAGEMAKER, "DeleteEndpoint", r#"{"EndpointName":"e"}"#).await;
    assert_eq!(deleted.status, 200);
    assert_eq!(admin.invoke("e", "x").await.status, 200);
}

#[tokio::test]
async fn buckets_are_of_an_account_and_of_no_region() {
    let world = world().await;
    let (admin, other) = (Client::new(&world, "admin"), Client::new(&world, "other"));
    assert_eq!(admin.s3(Method::PUT, "/box", "").await.status, 200);
    assert_eq!(admin.s3(Method::PUT, "/box/key", "of admin").await.status, 200);
    let foreign = other.s3(Method::GET, "/box/key", "").await;
    assert_eq!(told_s3(&foreign).1, "NoSuchBucket");
    assert_eq!(other.s3(Method::PUT, "/box", "").await.status, 200);
    assert_eq!(told_s3(&other.s3(Method::GET, "/box/key", "").await).1, "NoSuchKey");
    let elsewhere = Client {
        signer: Signer { region: "eu-west-1".to_owned(), ..admin.signer.clone() },
        ..admin.clone()
    };
    assert_eq!(elsewhere.s3(Method::GET, "/box/key", "").await.text(), "of admin");
}

#[tokio::test]
async fn the_servers_own_pages_need_a_key_but_for_its_health() {
    let world = world().await;
    let (admin, app) = (Client::new(&world, "admin"), Client::new(&world, "app"));
    let page = |path: &str| admin.plain(Method::GET, path, "");
    assert_eq!(admin.send(&page("/_ebb/health")).await.status, StatusCode::OK);
    let unsigned = admin.send(&page("/_ebb/status")).await;
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN);
    assert!(unsigned.text().contains("missing Authentication Token"), "{}", unsigned.text());
    let signed = admin.send(&page("/_ebb/status").sign(&admin.of("ebb"))).await;
    assert!(signed.json()["version"].is_string());
    let denied = app.send(&page("/_ebb/status").sign(&app.of("ebb"))).await;
    assert!(denied.text().contains("not authorized to perform: ebb:Status"), "{}", denied.text());
}

#[tokio::test]
async fn the_body_of_a_stranger_is_not_asked_for() {
    let world = world().await;
    for (id, service, path, want) in [
        ("stranger", "sagemaker", "/", "HTTP/1.1 400 "),
        ("stranger", "sagemaker", "/endpoints/e/invocations", "HTTP/1.1 403 "),
        ("stranger", "s3", "/box/key", "HTTP/1.1 403 "),
        ("admin", "sagemaker", "/", "HTTP/1.1 100 "),
        ("admin", "sagemaker", "/endpoints/e/invocations", "HTTP/1.1 100 "),
    ] {
        let client = Client::new(&world, id);
        let request = client
            .s3_request(Method::POST, path, "x")
            .with("x-amz-target", "SageMaker.ListModels")
            .sign(&client.of(service));
        let mut head =
            format!("POST {path} HTTP/1.1\r\ncontent-length: 1\r\nexpect: 100-continue\r\n");
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = tokio::net::TcpStream::connect(world.api.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut line = [0; 13];
        stream.read_exact(&mut line).await.unwrap();
        assert_eq!(std::str::from_utf8(&line).unwrap(), want, "{id} {path}");
    }
}
