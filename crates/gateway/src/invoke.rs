//! Answers requests of the runtime API.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use ebb_units::{Scope, Timestamp};
use http::header::{CONTENT_TYPE, EXPECT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, response};
use http_body::Body;
use tokio::time::{Duration, sleep_until};

use crate::asynchronous::accept;
use crate::body::GatewayBody;
use crate::copy::Lease;
use crate::error::{Fault, ModelFailure, ModelFault};
use crate::forward::{ForwardFailure, ModelCall, forward};
use crate::gateway::Shared;
use crate::headers::{CLOSED_SESSION_ID, CUSTOM_ATTRIBUTES, CallHeaders, NEW_SESSION_ID};
use crate::hold::{Entered, HoldQueue, Place};
use crate::inbound::{Inbound, InboundError};
use crate::picture::{Endpoint, Route};
use crate::relay::Relay;
use crate::routes::OnCold;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const INVOKED_VARIANT: HeaderName = HeaderName::from_static("x-amzn-invoked-production-variant");

/// Cannot happen: the body is taken once.
const TAKEN: Fault = Fault::Internal("The request body is gone.");

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
            invoke_endpoint(shared, scope, name, &parts.headers, &mut inbound, entered).await
        }
        Ok((Operation::InvokeAsync, name)) => {
            let has_body = inbound.as_ref().is_some_and(|inbound| !inbound.is_empty());
            accept::accept(shared, scope, name, &parts.headers, has_body).await
        }
        Ok((Operation::InvokeStream, _)) => {
            Err(Fault::NotImplemented("InvokeEndpointWithResponseStream"))
        }
        Err(fault) => Err(fault),
    };
    let mut response = match answer {
        Ok(response) => response,
        Err(fault) => {
            if let Some(inbound) = inbound {
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
    entered: Instant,
) -> Result<Response<GatewayBody>, Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let call = CallHeaders::read(headers).map_err(Fault::Validation)?;
    let endpoint = shared
        .picture
        .find(scope, name)
        .filter(|endpoint| endpoint.in_service)
        .ok_or_else(|| Fault::EndpointNotFound(name.to_owned()))?;
    if endpoint.queue.is_some() {
        return Err(wrong_kind(&endpoint));
    }
    let route = endpoint.route(&call, &shared.random)?;
    let Some(body) = inbound else { return Err(TAKEN) };
    let read = |error| match error {
        InboundError::TooLarge => Fault::BodyTooLarge(shared.config.max_body),
        InboundError::Broken => Fault::ClientStalled,
    };
    body.check_length().map_err(read)?;
    let mut lease = None;
    if route.workload.has_copies() {
        body.read_small().await.map_err(read)?;
        lease = pick(shared, &route, &call);
    }
    // The place in the line, and with it the count of buffered bytes, is kept until they are sent.
    let (lease, _place) = match lease {
        Some(lease) => (lease, None),
        None => wait_for_copy(shared, &endpoint, &route, body).await?,
    };
    let Some(body) = inbound.take() else { return Err(TAKEN) };
    let copy = lease.copy().id;
    let model = ModelCall {
        workload: route.workload,
        headers: call.to_model,
        body: body.into_outbound(),
        timeout: shared.config.model_timeout,
        entered: Some(entered),
    };
    let fault = |kind| {
        let container = if route.is_component { copy.to_string() } else { "primary".to_owned() };
        let endpoint = endpoint.name.to_string();
        Fault::Model(Box::new(ModelFault { scope: scope.clone(), endpoint, container, kind }))
    };
    let (parts, relay) = forward(shared, lease, model).await.map_err(|failure| match failure {
        ForwardFailure::Unreachable => fault(ModelFailure::Unreachable),
        ForwardFailure::Exited => fault(ModelFailure::Exited),
        ForwardFailure::TimedOut => fault(ModelFailure::TimedOut),
        ForwardFailure::TooLarge => Fault::BodyTooLarge(shared.config.max_body),
        ForwardFailure::ClientGone => Fault::ClientStalled,
    })?;
    if !parts.status.is_success() {
        return Err(fault(refusal(&parts, relay).await));
    }
    Ok(relayed(parts, relay, &route))
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

/// The copy of the session, or the best one.
fn pick(shared: &Shared, route: &Route<'_>, call: &CallHeaders<'_>) -> Option<Lease> {
    let workload = route.workload;
    call.session
        .and_then(|id| workload.sessions.copy(id, Timestamp::now()))
        .and_then(|copy| workload.pick_copy(copy))
        .or_else(|| workload.pick(&shared.random, None))
}

/// A place at the first copy there will be, with the body read into memory as far as it has come.
async fn wait_for_copy<B>(
    shared: &Shared,
    endpoint: &Endpoint,
    route: &Route<'_>,
    body: &mut Inbound<B>,
) -> Result<(Lease, Option<Place>), Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let workload = route.workload;
    let limits = shared.config.hold;
    let places = match endpoint.on_cold {
        OnCold::Hold => limits.max_requests,
        OnCold::Fail => 0,
    };
    let entered = HoldQueue::enter(workload, places, || workload.pick(&shared.random, None));
    let mut place = match entered {
        Entered::Served(lease) => return Ok((lease, None)),
        Entered::Gone => return Err(Fault::EndpointNotFound(endpoint.name.to_string())),
        Entered::Full => {
            shared.no_capacity(workload);
            if endpoint.on_cold == OnCold::Hold {
                tracing::warn!(workload = %workload.key, "refused a request: too many are held");
            }
            return Err(Fault::NoCapacity);
        }
        Entered::Waiting(place) => place,
    };
    shared.no_capacity(workload);
    let refuse_bytes = || {
        tracing::warn!(workload = %workload.key, "refused a request: too many bytes are held");
        Fault::NoCapacity
    };
    if !place.keep(body.size(), limits.max_bytes) {
        return Err(refuse_bytes());
    }
    let deadline = tokio::time::Instant::now() + limits.max_wait;
    let mut recount = tokio::time::Instant::now() + at_least_a_tick(shared.config.recount);
    let timer = sleep_until(deadline.min(recount));
    tokio::pin!(timer);
    loop {
        let kept = body.size();
        tokio::select! {
            biased;
            released = &mut place.released => {
                return match released {
                    Ok(lease) => Ok((lease, Some(place))),
                    Err(_) => Err(Fault::EndpointNotFound(endpoint.name.to_string())),
                };
            }
            () = &mut timer => {
                let now = tokio::time::Instant::now();
                if deadline <= now {
                    return Err(Fault::NoCapacity);
                }
                shared.no_capacity(workload);
                recount = now + at_least_a_tick(shared.config.recount);
                timer.as_mut().reset(deadline.min(recount));
            }
            read = body.read_part(), if !body.is_complete() => {
                match read {
                    Err(InboundError::TooLarge) => {
                        return Err(Fault::BodyTooLarge(shared.config.max_body));
                    }
                    Err(InboundError::Broken) => return Err(Fault::ClientStalled),
                    Ok(()) if !place.keep(body.size() - kept, limits.max_bytes) => {
                        return Err(refuse_bytes());
                    }
                    Ok(()) => {}
                }
            }
        }
    }
}

fn at_least_a_tick(recount: Duration) -> Duration {
    recount.max(Duration::from_millis(1))
}

/// The model's response with the headers that may pass.
fn relayed(parts: response::Parts, relay: Relay, route: &Route<'_>) -> Response<GatewayBody> {
    let copy = relay.copy;
    let mut response = Response::new(GatewayBody::relay(relay));
    *response.status_mut() = parts.status;
    let headers = response.headers_mut();
    headers.reserve(5);
    for name in [CONTENT_TYPE, CUSTOM_ATTRIBUTES] {
        if let Some(value) = parts.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if let Some(variant) = route.variant {
        headers.insert(INVOKED_VARIANT, variant.clone());
    }
    if let Some(opened) = parts.headers.get(NEW_SESSION_ID) {
        if let Ok(text) = opened.to_str() {
            route.workload.sessions.opened(text, copy, Timestamp::now());
        }
        headers.insert(NEW_SESSION_ID, opened.clone());
    }
    if let Some(closed) = parts.headers.get(CLOSED_SESSION_ID) {
        if let Ok(text) = closed.to_str() {
            route.workload.sessions.closed(text);
        }
        headers.insert(CLOSED_SESSION_ID, closed.clone());
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
