//! Plain HTTP: requests that pass through to the model server as they are.

use ebb_gateway::OnCold;
use http::{Method, Request, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::model::{Model, Parts};
use crate::world::{Answer, World, answer, connect, post, text};

fn send(
    world: &World,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> JoinHandle<Answer> {
    let mut request = Request::builder().method(method).uri(path).header("host", "front");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(text(body)).unwrap();
    let front = world.front;
    tokio::spawn(async move {
        let (mut sender, _driver) = connect(front).await;
        answer(sender.send_request(request).await.unwrap()).await
    })
}

#[tokio::test]
async fn method_path_query_headers_and_body_pass_both_ways() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let headers = [
        ("x-own", "1"),
        ("accept-encoding", "gzip"),
        ("connection", "x-hop"),
        ("x-hop", "for the gateway"),
        ("te", "trailers"),
        ("x-amzn-sagemaker-target-variant", "main"),
    ];
    let sent = send(&world, Method::PUT, "/plain/ep/v2/things/a%20b?c=d&e", &headers, "{}");
    let call = model.any_call().await;
    assert_eq!(
        (call.method.as_str(), call.uri.to_string().as_str()),
        ("PUT", "/v2/things/a%20b?c=d&e")
    );
    assert_eq!(call.body, "{}");
    assert_eq!(call.headers["x-own"], "1");
    assert_eq!(call.headers["accept-encoding"], "gzip");
    assert_eq!(call.headers["host"], model.address.to_string());
    for absent in ["x-hop", "te", "x-amzn-sagemaker-target-variant"] {
        assert!(!call.headers.contains_key(absent), "{absent}");
    }
    let response = Response::builder()
        .status(418)
        .header("content-type", "text/odd")
        .header("set-cookie", "a=b")
        .header("keep-alive", "timeout=5")
        .body(Parts::One(Some("short and stout".into())))
        .unwrap();
    call.respond(response);
    let answer = sent.await.unwrap();
    // What the model says is said, errors too.
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (418, &b"short and stout"[..]));
    assert_eq!(answer.header("content-type"), Some("text/odd"));
    assert_eq!(answer.header("set-cookie"), Some("a=b"));
    assert_eq!(answer.header("keep-alive"), None);
    let meters = world.meters(&workload).unwrap();
    assert_eq!((meters.invocations_total(), meters.errors_4xx, meters.model_errors), (1, 1, 1));
}

/// Asking twice does no harm with GET, and may with POST.
#[tokio::test]
async fn only_what_is_idempotent_goes_to_another_copy() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut dying = Model::start().await;
    world.copy(&workload, 1, dying.address);
    for (method, is_saved) in [(Method::GET, true), (Method::POST, false)] {
        let sent = send(&world, method.clone(), "/plain/ep/v1/things", &[], "");
        let call = dying.any_call().await;
        let mut second = Model::start().await;
        let copy = world.copy(&workload, 2, second.address);
        drop(call);
        if is_saved {
            second.any_call().await.answer(200, "saved");
        }
        let answer = sent.await.unwrap();
        assert_eq!(answer.status == 200, is_saved, "{method} {answer:?}");
        assert!(second.call_now().is_none(), "{method}");
        world.gateway.remove_copy(copy);
        // A copy that broke off is passed over for a moment; one of the same id is a new one.
        world.copy(&workload, 1, dying.address);
    }
}

/// Bodies that announce much, or nothing, and then stall leave room for others.
#[tokio::test]
async fn stalled_bodies_keep_nobody_out() {
    let world = World::with(|config| {
        config.hold.max_bytes = 100_000;
        config.model_timeout = std::time::Duration::from_millis(500);
    })
    .await;
    let workload = world.one_variant();
    world.copy(&workload, 1, Model::echo("").await);
    let mut stalled = Vec::new();
    for length in ["transfer-encoding: chunked", "content-length: 4000000"] {
        for _ in 0..20 {
            let mut stream = TcpStream::connect(world.front).await.unwrap();
            let head = format!("POST /v1/chat HTTP/1.1\r\nhost: f\r\n{length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            stalled.push(stream);
        }
    }
    let answer = post(world.front, "/v1/chat", &[], text("{\"model\":\"ep\"}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    // What is really in memory counts.
    let long = format!("{{\"prompt\":\"{}\",\"model\":\"ep\"}}", "x".repeat(200_000));
    let answer = post(world.front, "/v1/chat", &[], text(long)).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["error"]["code"]), (503, &json!("busy")));
    for mut stream in stalled {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[tokio::test]
async fn server_sent_events_come_one_by_one() {
    let world = World::start().await;
    let workload = world.one_variant();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    let (mut sender, driver) = connect(world.front).await;
    let request = Request::get("/plain/ep/events").header("host", "x").body(text("")).unwrap();
    let sent = tokio::spawn(async move { (sender.send_request(request).await, sender) });
    let (parts, receiver) = mpsc::channel(16);
    model.any_call().await.respond(Response::new(Parts::Many(receiver)));
    let (response, _sender) = sent.await.unwrap();
    let mut body = response.unwrap().into_body();
    for event in ["data: 1\n\n", "data: 2\n\n"] {
        parts.send(Ok(event.into())).await.unwrap();
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), event);
    }
    world.until_in_flight(1).await;
    drop(body);
    driver.abort();
    parts.closed().await;
    world.until_in_flight(0).await;
}

#[tokio::test]
async fn plain_requests_are_held_and_refused_like_others() {
    let mut world = World::start().await;
    let workload = world.one_variant();
    let held = send(&world, Method::GET, "/plain/ep/health", &[], "");
    world.until_held(&workload, 1).await;
    assert_eq!(world.no_capacity(1).await, 1);
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    model.any_call().await.answer(200, "well");
    assert_eq!(held.await.unwrap().body, "well");

    world.endpoint("cold", &[("main", 1.0)], OnCold::Fail);
    world.endpoint("secret", &[("main", 1.0)], OnCold::Fail);
    for (path, status, code) in [
        ("/plain/cold/x", 503, "no_capacity"),
        ("/plain/none/x", 404, "endpoint_not_found"),
        ("/plain/secret/x", 403, "access_denied"),
        ("/plain/ep:other/x", 400, "invalid_request"),
    ] {
        let refused = send(&world, Method::GET, path, &[], "").await.unwrap();
        assert_eq!(refused.status, status, "{path}: {refused:?}");
        assert_eq!(refused.json()["error"]["code"], code, "{path}");
        assert_eq!(refused.header("retry-after").is_some(), status == 503, "{path}");
    }
}

#[tokio::test]
async fn a_component_is_named_by_path_by_header_or_not_at_all_when_it_is_the_only_one() {
    let world = World::start().await;
    let workload = world.one_component();
    world.copy(&workload, 1, Model::echo("llm ").await);
    let header = [("x-amzn-sagemaker-inference-component", "llm")];
    for (path, headers) in
        [("/plain/ep:llm/x", &[][..]), ("/plain/ep/x", &header[..]), ("/plain/ep/x", &[][..])]
    {
        let found = send(&world, Method::POST, path, headers, "hi").await.unwrap();
        assert_eq!(found.body, "llm hi", "{path}");
    }
}

#[tokio::test]
async fn a_model_is_found_by_the_name_in_the_body() {
    let world = World::start().await;
    let workload = world.one_component();
    let mut model = Model::start().await;
    world.copy(&workload, 1, model.address);
    world.endpoint("other", &[("main", 1.0)], OnCold::Hold);
    world.endpoint("secret", &[("main", 1.0)], OnCold::Hold);
    world.copy(&world.variant("other", "main"), 2, Model::echo("other: ").await);
    let chat = "/v1/chat/completions?x=y";
    let body = r#"{"messages":[{"content":"hi"}],"model":"llm","stream":true}"#;
    let sent = send(&world, Method::POST, chat, &[], body);
    let call = model.any_call().await;
    assert_eq!((call.uri.to_string().as_str(), &call.body[..]), (chat, body.as_bytes()));
    call.answer(200, "fine");
    assert_eq!(sent.await.unwrap().body, "fine");
    let by_endpoint = post(world.front, chat, &[], text(r#"{"model":"other"}"#)).await;
    assert_eq!(by_endpoint.body, r#"other: {"model":"other"}"#);
    // A long prompt may stand before the name.
    let long = format!(r#"{{"prompt":"{}","model":"other"}}"#, "x".repeat(300_000));
    let answer = post(world.front, "/v1/completions", &[], text(long.clone())).await;
    assert_eq!(answer.body, format!("other: {long}"));
    for (body, status, code) in [
        (r#"{"model":"none"}"#, 404, "model_not_found"),
        (r#"{"model":"secret"}"#, 403, "access_denied"),
        (r#"{"model":3}"#, 400, "model_not_named"),
        ("", 400, "model_not_named"),
    ] {
        let refused = post(world.front, chat, &[], text(body)).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["error"]["code"]),
            (status, &json!(code)),
            "{body}"
        );
    }
    // The component has gone with its endpoint, the name with it.
    world.gateway.remove_endpoint(&world.scope, "ep");
    let gone = post(world.front, chat, &[], text(r#"{"model":"llm"}"#)).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn a_name_far_into_a_body_is_not_looked_for() {
    let world = World::start().await;
    world.copy(&world.one_variant(), 1, Model::echo("").await);
    let far = format!(r#"{{"prompt":"{}","model":"ep"}}"#, "x".repeat(5 << 20));
    let refused = post(world.front, "/v1/completions", &[], text(far)).await;
    assert_eq!(refused.json()["error"]["code"], "model_not_named");
}

#[tokio::test]
async fn models_are_listed() {
    let world = World::start().await;
    world.one_component();
    world.endpoint("other", &[("main", 1.0)], OnCold::Hold);
    world.endpoint("secret", &[("main", 1.0)], OnCold::Hold);
    let list = send(&world, Method::GET, "/v1/models", &[], "").await.unwrap().json();
    let data = list["data"].as_array().unwrap();
    let ids: Vec<&Value> = data.iter().map(|model| &model["id"]).collect();
    assert_eq!(
        (list["object"].as_str(), ids),
        (Some("list"), vec![&json!("llm"), &json!("other")])
    );
    let one = send(&world, Method::GET, "/v1/models/llm", &[], "").await.unwrap().json();
    assert_eq!((&one["id"], &one["object"]), (&json!("llm"), &json!("model")));
    let none = send(&world, Method::GET, "/v1/models/none", &[], "").await.unwrap();
    assert_eq!(none.status, 404);
}
