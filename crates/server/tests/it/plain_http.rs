//! Plain HTTP to model servers: by endpoint, by the model in the body, with and without keys.

use http::Method;
use serde_json::json;

use crate::harness::World;

#[tokio::test]
async fn a_model_server_is_reached_by_endpoint_and_by_model() {
    let world = World::new().await;
    world.api.variant("e").await;
    let answer = world.api.send(Method::POST, "/_ebb/invoke/e/invocations", &[], "hello").await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("hello"), "{}", answer.text());
    // The copy itself says what it does not have.
    let answer = world.api.send(Method::GET, "/_ebb/invoke/e/nothing", &[], "").await;
    assert_eq!(answer.status, 404);
    assert!(answer.headers.get("x-amzn-errortype").is_none());
    let answer = world.api.send(Method::GET, "/v1/models", &[], "").await.json();
    assert_eq!(answer["data"][0]["id"], "e");
    let body = json!({ "messages": [], "model": "none" }).to_string();
    let answer = world.api.send(Method::POST, "/v1/chat/completions", &[], body).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]["code"]),
        (404, &json!("model_not_found"))
    );
    let body = json!({ "messages": [], "model": "e" }).to_string();
    let answer = world.api.send(Method::POST, "/v1/chat/completions", &[], body).await;
    assert_eq!(answer.status, 404, "a simulated copy has no such path: {answer:?}");
    assert!(answer.text().is_empty() || !answer.text().contains("model_not_found"), "{answer:?}");
}

/// A client that sends a body reads why it is not let in, rather than seeing its connection reset.
#[tokio::test]
async fn who_is_not_let_in_is_told_whatever_it_sends() {
    let world = crate::signed::world().await;
    world.api.send(Method::GET, "/_ebb/health", &[], "").await;
    for path in ["/v1/chat/completions", "/_ebb/invoke/e/v1/chat"] {
        let answer = world.api.send(Method::POST, path, &[], vec![b'x'; 8 << 20]).await;
        assert_eq!(answer.status, 401, "{answer:?}");
        assert_eq!(answer.json()["error"]["code"], "invalid_api_key");
    }
}
