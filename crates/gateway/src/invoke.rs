//! Answers requests of the runtime API.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use ebb_aws_wire::event_stream;
use ebb_units::{Scope, Timestamp};
use http::header::{CONTENT_TYPE, EXPECT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, response};
use http_body::Body;

use crate::asynchronous::accept;
use crate::body::GatewayBody;
use crate::error::{Fault, ModelFailure};
use crate::gateway::Shared;
use crate::head::ModelHead;
use crate::headers::{CLOSED_SESSION_ID, CUSTOM_ATTRIBUTES, CallHeaders, NEW_SESSION_ID};
use crate::inbound::Inbound;
use crate::picture::{Endpoint, Route};
use crate::relay::{Relay, Timeout};
use crate::serve::{Ask, model_fault, serve};
use crate::stream::EventStream;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const INVOKED_VARIANT: HeaderName = HeaderName::from_static("x-amzn-invoked-production-variant");
const MODEL_CONTENT_TYPE: HeaderName = HeaderName::from_static("x-amzn-sagemaker-content-type");

/// How much of a model's error body is quoted to the client.
pub(crate) const MAX_QUOTE: usize = 16 << 10;

pub(crate) async fn invoke<B>(
    shared: &Arc<Shared>,
    scope: &Scope,
    request: Request<B>,
) -> Response<GatewayBody>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let entered = Instant::now();
    let (parts, body) = request.into_parts();
    let expects_continue = parts.headers.contains_key(EXPECT);
    let mut inbound = Some(Inbound::new(body, shared.config.max_body, expects_continue));
    let answer = match operation(&parts.method, parts.uri.path()) {
        Ok((Operation::Invoke, name)) => {
            let headers = &parts.headers;
            invoke_endpoint(shared, scope, name, headers, &mut inbound, false, entered).await
        }
        Ok((Operation::InvokeAsync, name)) => {
            accept::accept(shared, scope, name, &parts.headers, &mut inbound).await
        }
        Ok((Operation::InvokeStream, name)) => {
            let headers = &parts.headers;
            invoke_endpoint(shared, scope, name, headers, &mut inbound, true, entered).await
        }
        Err(fault) => Err(fault),
    };
    let mut response = match answer {
        Ok(response) => response,
        Err(fault) => {
            // Who has stopped sending is not waited for any longer.
            if let Some(inbound) = inbound.filter(|_| !matches!(fault, Fault::ClientStalled)) {
                inbound.discard().await;
            }
            fault.into_response(scope)
        }
    };
    let id = HeaderValue::try_from(shared.random.uuid()).expect("a UUID is visible ASCII");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operation {
    Invoke,
    InvokeAsync,
    InvokeStream,
}

/// `/endpoints/{name}/{operation}`. Names need no escapes, so none are undone.
fn operation<'a>(method: &Method, path: &'a str) -> Result<(Operation, &'a str), Fault> {
    let operation = path.strip_prefix("/endpoints/").and_then(|rest| rest.split_once('/'));
    match operation {
        Some((name, "invocations")) if method == Method::POST => Ok((Operation::Invoke, name)),
        Some((name, "async-invocations")) if method == Method::POST => {
            Ok((Operation::InvokeAsync, name))
        }
        Some((name, "invocations-response-stream")) if method == Method::POST => {
            Ok((Operation::InvokeStream, name))
        }
        _ => Err(Fault::UnknownOperation),
    }
}

async fn invoke_endpoint<B>(
    shared: &Arc<Shared>,
    scope: &Scope,
    name: &str,
    headers: &HeaderMap,
    inbound: &mut Option<Inbound<B>>,
    streamed: bool,
    entered: Instant,
) -> Result<Response<GatewayBody>, Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let call =
        if streamed { CallHeaders::read_streamed(headers) } else { CallHeaders::read(headers) };
    let call = call.map_err(Fault::Validation)?;
    let endpoint = shared.in_service(scope, name)?;
    if endpoint.queue.is_some() {
        return Err(wrong_kind(&endpoint));
    }
    refuse_targets(&call, &endpoint)?;
    let route = endpoint.route(&call, &shared.random)?;
    let timeout = if streamed {
        Timeout::Whole(shared.config.stream_timeout)
    } else {
        Timeout::EachPart(shared.config.model_timeout)
    };
    let ask = Ask {
        endpoint: &endpoint,
        route: &route,
        session: call.session,
        headers,
        head: ModelHead::Invocation(call.to_model),
        timeout,
        entered,
    };
    let (parts, relay) = serve(shared, ask, inbound).await?;
    if !parts.status.is_success() {
        let copy = relay.copy;
        return Err(model_fault(&endpoint, &route, copy, refusal(&parts, relay).await));
    }
    Ok(relayed(shared, parts, relay, &route, streamed))
}

/// Rule sagemaker.runtime.targets: a model or a container can be named only where an endpoint has several. None of
/// ours does, so whoever names one means another endpoint.
/// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html>
fn refuse_targets(call: &CallHeaders<'_>, endpoint: &Endpoint) -> Result<(), Fault> {
    let name = &endpoint.name;
    if call.to_model.target_model.is_some() {
        return Err(Fault::Validation(format!(
            "Endpoint {name} is not a multi-model endpoint and does not support TargetModel."
        )));
    }
    if let Some(hostname) = call.target_container {
        return Err(Fault::Validation(format!(
            "TargetContainerHostname {hostname} is not supported: endpoint {name} has no containers that are \
             invoked directly."
        )));
    }
    Ok(())
}

/// The error body of a model, as far as it is quoted.
async fn refusal(parts: &response::Parts, relay: Relay) -> ModelFailure {
    let status = parts.status.as_u16();
    match relay.read(MAX_QUOTE).await {
        Ok(quoted) => ModelFailure::Answered {
            status,
            text: String::from_utf8_lossy(&quoted.bytes).into_owned(),
            whole: quoted.whole,
        },
        Err(_) => ModelFailure::Answered { status, text: String::new(), whole: false },
    }
}

pub(crate) fn wrong_kind(endpoint: &Endpoint) -> Fault {
    Fault::Validation(format!("Endpoint {} does not support this inference type.", endpoint.name))
}

/// The model's response with the headers that may pass.
fn relayed(
    shared: &Shared,
    parts: response::Parts,
    mut relay: Relay,
    route: &Route<'_>,
    streamed: bool,
) -> Response<GatewayBody> {
    let copy = relay.copy;
    let body = if streamed {
        relay.is_stream();
        GatewayBody::events(EventStream::new(relay, shared.closing.clone()))
    } else {
        GatewayBody::relay(relay)
    };
    let mut response = Response::new(body);
    *response.status_mut() = if streamed { StatusCode::OK } else { parts.status };
    let headers = response.headers_mut();
    headers.reserve(6);
    // Rule sagemaker.stream.headers: the stream has a content type of its own; the model's goes into another header.
    // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html
    if streamed {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(event_stream::CONTENT_TYPE));
    }
    let content_type = if streamed { MODEL_CONTENT_TYPE } else { CONTENT_TYPE };
    for (from, to) in [(CONTENT_TYPE, content_type), (CUSTOM_ATTRIBUTES, CUSTOM_ATTRIBUTES)] {
        if let Some(value) = parts.headers.get(from) {
            headers.insert(to, value.clone());
        }
    }
    if let Some(variant) = route.variant {
        headers.insert(INVOKED_VARIANT, variant.clone());
    }
    if let Some(opened) = parts.headers.get(NEW_SESSION_ID).filter(|_| !streamed) {
        if let Ok(text) = opened.to_str() {
            route.workload.sessions.opened(text, copy, Timestamp::now());
        }
        headers.insert(NEW_SESSION_ID, opened.clone());
    }
    if let Some(closed) = parts.headers.get(CLOSED_SESSION_ID) {
        if let Ok(text) = closed.to_str() {
            route.workload.sessions.closed(text);
        }
        if !streamed {
            headers.insert(CLOSED_SESSION_ID, closed.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_runtime_api() {
        let post = |path| operation(&Method::POST, path).ok();
        assert_eq!(post("/endpoints/ep/invocations"), Some((Operation::Invoke, "ep")));
        assert_eq!(post("/endpoints/ep/async-invocations"), Some((Operation::InvokeAsync, "ep")));
        assert_eq!(
            post("/endpoints/ep/invocations-response-stream"),
            Some((Operation::InvokeStream, "ep"))
        );
        for bad in ["/", "/endpoints/ep", "/endpoints/ep/x", "/endpoints/a/b/invocations"] {
            assert_eq!(post(bad), None, "{bad}");
        }
        assert!(operation(&Method::GET, "/endpoints/ep/invocations").is_err());
    }
}
