//! SageMaker Runtime: an answer at once, one in parts, an answer later, and an error.

use aws_sdk_sagemakerruntime as sdk;
use sdk::primitives::Blob;

use crate::{Outcome, client, ensure};

/// Gives the output location of the asynchronous request.
pub(crate) async fn check(
    url: &str,
    endpoint: &str,
    asynchronous: &str,
    input: &str,
) -> Outcome<String> {
    let client = client!(sdk, url);
    let answer = client
        .invoke_endpoint()
        .endpoint_name(endpoint)
        .content_type("application/json")
        .body(Blob::new(r#"{"text":"Guten Tag, wie geht es Ihnen heute Abend?"}"#))
        .send()
        .await?;
    ensure(answer.content_type() == Some("application/json"), "the answer's content type")?;
    let body = answer.body().map(|body| String::from_utf8_lossy(body.as_ref())).unwrap_or_default();
    ensure(body.contains(r#""language":"de""#), &body)?;

    let mut stream = client
        .invoke_endpoint_with_response_stream()
        .endpoint_name(endpoint)
        .content_type("application/json")
        .accept("application/json")
        .body(Blob::new(r#"{"text":"Guten Tag, wie geht es Ihnen heute Abend?"}"#))
        .send()
        .await?;
    ensure(stream.content_type() == Some("application/json"), "the content type of the parts")?;
    let mut parts = Vec::new();
    while let Some(event) = stream.body.recv().await? {
        let part = event.as_payload_part().ok().and_then(|part| part.bytes());
        parts.extend_from_slice(part.ok_or("an event that is no part")?.as_ref());
    }
    let parts = String::from_utf8_lossy(&parts);
    ensure(parts.contains(r#""language":"de""#), &parts)?;

    let broken = client
        .invoke_endpoint()
        .endpoint_name(endpoint)
        .content_type("application/json")
        .body(Blob::new("not JSON"))
        .send()
        .await
        .map_err(sdk::Error::from);
    let Err(sdk::Error::ModelError(error)) = broken else {
        return Err(format!("a request that the model refuses: {broken:?}").into());
    };
    ensure(error.original_status_code() == Some(400), "the model's own status")?;

    let unknown = client.invoke_endpoint().endpoint_name("no-such-endpoint").body(Blob::new("{}"));
    let unknown = unknown.send().await.map_err(sdk::Error::from);
    ensure(
        matches!(unknown, Err(sdk::Error::ValidationError(_))),
        format!("an endpoint that is not there: {unknown:?}"),
    )?;

    let queued = client
        .invoke_endpoint_async()
        .endpoint_name(asynchronous)
        .content_type("application/json")
        .input_location(input)
        .inference_id("from-rust")
        .send()
        .await?;
    ensure(queued.inference_id() == Some("from-rust"), "the inference id")?;
    ensure(queued.failure_location().is_some(), "the failure location")?;
    Ok(queued.output_location().unwrap_or_default().to_owned())
}
