//! Invocations: their members are headers, so the model is broken header by header.

use http::Method;
use serde_json::{Value, json};

use super::lane::understand;
use super::model::{Member, Operation, RUNTIME};
use super::oracle::{self, Verdict};
use super::pattern;
use crate::harness::{Answer, World};

#[tokio::test]
async fn headers_are_judged_as_the_model_says() {
    let world = World::with(|settings| settings.cold = ebb_server::ColdMode::Fail).await;
    world.api.variant("e").await;
    let output = json!({ "OutputConfig": { "S3OutputPath": "s3://data/out" } });
    world.api.configure_variant("a", Some(output)).await;
    world.api.endpoint("a").await;
    let input = ("X-Amzn-SageMaker-InputLocation", "s3://data/in");
    let mut judged = 0;
    for (name, endpoint, headers, body) in
        [("InvokeEndpoint", "e", [].as_slice(), "{}"), ("InvokeEndpointAsync", "a", &[input], "")]
    {
        let operation = RUNTIME.operation(name);
        let base = json!({ "EndpointName": endpoint, "Body": body, "InputLocation": input.1 });
        for member in operation.input().members() {
            let Some(header) = member.header else { continue };
            for value in values(member) {
                let mut headers = headers.to_vec();
                headers.retain(|(name, _)| *name != header);
                headers.extend(value.as_deref().map(|value| (header, value)));
                let path = operation.path().replace("{EndpointName}", endpoint);
                let answer = world.api.send(Method::POST, &path, &headers, body).await;
                let mut document = base.clone();
                document[member.name] = match value.as_deref() {
                    Some(text) if member.shape.kind() == "integer" => {
                        text.parse::<i64>().unwrap().into()
                    }
                    other => other.into(),
                };
                judged += usize::from(judge(operation, &document, &answer));
            }
        }
    }
    assert!(judged > 30, "{judged} headers were refused");
    let health = world.api.send(Method::GET, "/_ebb/health", &[], "").await;
    assert_eq!(health.status, 200);
}

/// Whether the request was refused, as it has to be when it breaks the model.
fn judge(operation: Operation, document: &Value, answer: &Answer) -> bool {
    let note = format!("{} {document}: {answer:?}", operation.name);
    assert!(answer.status.is_success() || answer.status.is_client_error(), "{note}");
    match oracle::judge(operation.input(), document) {
        Verdict::Broken(failures) => {
            assert_eq!(answer.status, 400, "{note}");
            let (code, text) = refusal(operation, answer);
            let is_told = oracle::matches(operation, &failures, &code, &text);
            assert!(is_told, "wanted {failures:#?}\n{note}");
            true
        }
        Verdict::Fits => {
            if answer.status.is_client_error() {
                let (_, text) = refusal(operation, answer);
                assert!(!text.contains("failed to satisfy constraint"), "{note}");
            }
            false
        }
        Verdict::WrongType => unreachable!("{note}"),
    }
}

/// Values that fit and values that do not, of those that a header can hold; none at all for a required one.
fn values(member: Member) -> Vec<Option<String>> {
    let shape = member.shape;
    let mut values = Vec::new();
    let edges = [shape.min(), shape.max()];
    if shape.kind() == "integer" {
        for edge in edges.into_iter().flatten() {
            values.extend([-1, 0, 1].map(|beside| (edge as i64 + beside).to_string()));
        }
    } else {
        let known = pattern::known(shape.pattern().unwrap());
        values.extend([known.good(1), known.bad.to_owned()]);
        for edge in edges.into_iter().flatten() {
            values.extend([known.good(edge as usize), known.good(edge as usize + 1)]);
        }
        values.extend(shape.min().map(|_| String::new()));
        values.retain(|value| !value.contains('\n'));
    }
    let missing = member.required.then_some(None);
    values.into_iter().map(Some).chain(missing).collect()
}

fn refusal(operation: Operation, answer: &Answer) -> (String, String) {
    assert_eq!(answer.header("content-type"), "application/json");
    let (_, text) = understand(operation, answer).error.unwrap();
    (answer.header("x-amzn-errortype").to_owned(), text)
}
