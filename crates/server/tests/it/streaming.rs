//! Response streams through the whole server.

use http::Method;

use crate::harness::World;

#[tokio::test]
async fn a_response_comes_as_an_event_stream() {
    let world = World::new().await;
    world.api.variant("e").await;
    let path = "/endpoints/e/invocations-response-stream";
    let headers = [("content-type", "text/plain"), ("x-amzn-sagemaker-accept", "*/*")];
    let answer = world.api.send(Method::POST, path, &headers, "tell me").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/vnd.amazon.eventstream");
    assert_eq!(answer.header("x-amzn-sagemaker-content-type"), "application/json");
    assert_eq!(answer.header("x-amzn-invoked-production-variant"), "v");
    let total = u32::from_be_bytes(answer.body[..4].try_into().unwrap());
    assert_eq!(usize::try_from(total).unwrap(), answer.body.len(), "one message");
    let text = String::from_utf8_lossy(&answer.body);
    assert!(text.contains("PayloadPart") && text.contains("tell me"), "{text}");
    let elsewhere = "/endpoints/none/invocations-response-stream";
    let answer = world.api.send(Method::POST, elsewhere, &[], "").await;
    let text = "Endpoint none of account 000000000000 not found.".to_owned();
    assert_eq!(answer.error(), ("ValidationError".to_owned(), text));
}
