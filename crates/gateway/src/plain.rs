//! Plain HTTP: whatever a client asks of a model server, by the name of an endpoint or of a model.
//!
//! A model server speaks more than the container contract: OpenAI's API, its own, health and metrics. Requests for it
//! are held, routed, counted and drained like invocations, and pass otherwise untouched in both directions.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use ebb_units::Scope;
use http::header::{self, CONTENT_TYPE, EXPECT, HeaderName};
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use serde::Serialize;

use crate::body::GatewayBody;
use crate::error::{Fault, ModelFailure, json};
use crate::gateway::Shared;
use crate::head::{ModelHead, PlainHead};
use crate::inbound::{Inbound, InboundError};
use crate::invoke::wrong_kind;
use crate::model_name::model_name;
use crate::picture::Endpoint;
use crate::relay::Timeout;
use crate::serve::{Ask, serve};

/// How far into a body the name of its model is looked for: prompts with pictures are smaller.
const PEEK: usize = 4 << 20;

/// Seconds after which a client that found no capacity may ask again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

const COMPONENT: HeaderName = HeaderName::from_static("x-amzn-sagemaker-inference-component");
const VARIANT: HeaderName = HeaderName::from_static("x-amzn-sagemaker-target-variant");

/// Headers that are about one connection rather than the request.
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Whom a plain request is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlainTarget {
    /// An endpoint, and perhaps one of its components or variants; the headers of an invocation name one too.
    Endpoint {
        /// Name of the endpoint.
        endpoint: String,
        /// Name of a component, or else of a variant.
        part: Option<String>,
        /// What is asked of the model.
        path: PathAndQuery,
    },
    /// The endpoint or component that the JSON body names as its `model`.
    Model,
}

/// Whether a request for an endpoint and perhaps a component of it is let through; if not, why.
pub type Permit<'a> = dyn Fn(&str, Option<&str>) -> Result<(), String> + Send + Sync + 'a;

/// Why a plain request is not answered by a model.
#[derive(Debug)]
enum Refusal {
    Fault(Fault),
    NotPermitted(String),
    NoSuchModel(String),
    NoModelNamed,
    Busy,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

pub(crate) async fn pass<B>(
    shared: &Arc<Shared>,
    scope: &Scope,
    target: PlainTarget,
    request: Request<B>,
    permit: &Permit<'_>,
) -> Response<GatewayBody>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let entered = Instant::now();
    let (parts, body) = request.into_parts();
    if target == PlainTarget::Model
        && let Some(listed) = listed(shared, scope, &parts, permit)
    {
        return listed;
    }
    let expects_continue = parts.headers.contains_key(EXPECT);
    let mut inbound = Some(Inbound::new(body, shared.config.max_body, expects_continue));
    match passed(shared, scope, target, &parts, &mut inbound, entered, permit).await {
        Ok(response) => response,
        Err(refusal) => {
            let has_stalled = matches!(refusal, Refusal::Fault(Fault::ClientStalled));
            if let Some(inbound) = inbound.filter(|_| !has_stalled) {
                inbound.discard().await;
            }
            refusal.into_response()
        }
    }
}

async fn passed<B>(
    shared: &Arc<Shared>,
    scope: &Scope,
    target: PlainTarget,
    parts: &Parts,
    inbound: &mut Option<Inbound<B>>,
    entered: Instant,
    permit: &Permit<'_>,
) -> Result<Response<GatewayBody>, Refusal>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let text = |name: &HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let (endpoint, component, variant, path) = match target {
        PlainTarget::Endpoint { endpoint, part, path } => {
            let endpoint = shared.in_service(scope, &endpoint)?;
            let is_component =
                part.as_deref().is_some_and(|part| endpoint.components.contains_key(part));
            let (component, variant) = if is_component { (part, None) } else { (None, part) };
            let component = component.map(Cow::Owned).or(text(&COMPONENT).map(Cow::Borrowed));
            let variant = variant.map(Cow::Owned).or(text(&VARIANT).map(Cow::Borrowed));
            (endpoint, component, variant, path)
        }
        PlainTarget::Model => {
            let name = named(shared, inbound).await?;
            let (endpoint, component) = shared.model(scope, &name)?;
            let path = parts.uri.path_and_query().cloned();
            let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
            (endpoint, component.then_some(Cow::Owned(name)), None, path)
        }
    };
    // Who names nothing can only mean the one component there is.
    let component = component.or_else(|| match (&variant, endpoint.only_component()) {
        (None, Some(only)) => Some(Cow::Owned(only.to_owned())),
        _ => None,
    });
    permit(&endpoint.name, component.as_deref()).map_err(Refusal::NotPermitted)?;
    if endpoint.queue.is_some() {
        return Err(wrong_kind(&endpoint).into());
    }
    let route = endpoint.route_to(component.as_deref(), variant.as_deref(), &shared.random)?;
    let head = PlainHead { method: parts.method.clone(), path, headers: to_model(&parts.headers) };
    let ask = Ask {
        endpoint: &endpoint,
        route: &route,
        session: None,
        headers: &parts.headers,
        head: ModelHead::Plain(head),
        // A stream may go on as long as it likes, but not stay silent.
        timeout: Timeout::EachPart(shared.config.stream_timeout),
        entered,
    };
    let (answer, mut relay) = serve(shared, ask, inbound).await?;
    if is_event_stream(&answer.headers) {
        relay.is_stream();
    }
    let mut response = Response::new(GatewayBody::relay(relay));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    drop_hop_by_hop(response.headers_mut());
    Ok(response)
}

/// Server-sent events, in which model servers stream.
fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| text.starts_with("text/event-stream"))
}

/// What a model gets of a client's headers: all but what is about the connection or meant for us. The length of the body
/// is told by the body itself.
fn to_model(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    drop_hop_by_hop(&mut headers);
    for name in [header::HOST, header::CONTENT_LENGTH, EXPECT, COMPONENT, VARIANT] {
        headers.remove(name);
    }
    headers
}

fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// The name of the model in the body, of which as much is read as it takes.
async fn named<B>(shared: &Shared, inbound: &mut Option<Inbound<B>>) -> Result<String, Refusal>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Some(body) = inbound else { return Err(Refusal::NoModelNamed) };
    let refusal = |error| match error {
        InboundError::TooLarge => Fault::BodyTooLarge(shared.config.max_body).into(),
        InboundError::Broken => Fault::ClientStalled.into(),
        InboundError::NoRoom => Refusal::Busy,
    };
    body.check_length().map_err(refusal)?;
    let mut kept = shared.peeked.enter();
    let read = body.read_until(PEEK, &mut kept, model_name);
    let read = tokio::time::timeout(shared.config.model_timeout, read).await;
    read.map_err(|_| Fault::ClientStalled)?.map_err(refusal)?.ok_or(Refusal::NoModelNamed)
}

impl Shared {
    /// The endpoint that a model name stands for, and whether it is the name of a component.
    fn model(&self, scope: &Scope, name: &str) -> Result<(Arc<Endpoint>, bool), Refusal> {
        let endpoint = self.picture.find(scope, name).map(|endpoint| (endpoint, false));
        let component = || self.picture.host_of(scope, name).map(|endpoint| (endpoint, true));
        endpoint
            .or_else(component)
            .filter(|(endpoint, _)| endpoint.in_service)
            .ok_or_else(|| Refusal::NoSuchModel(name.to_owned()))
    }
}

/// `GET /v1/models` and `GET /v1/models/<name>`, which no single model can answer.
fn listed(
    shared: &Shared,
    scope: &Scope,
    parts: &Parts,
    permit: &Permit<'_>,
) -> Option<Response<GatewayBody>> {
    #[derive(Serialize)]
    struct Model<'a> {
        id: &'a str,
        object: &'static str,
        created: u64,
        owned_by: &'static str,
    }
    #[derive(Serialize)]
    struct List<'a> {
        object: &'static str,
        data: Vec<Model<'a>>,
    }
    let rest = parts.uri.path().strip_prefix("/v1/models")?;
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return None;
    }
    // When a model was made is not known here, and 0 is what others say too who do not know.
    let model = |id| Model { id, object: "model", created: 0, owned_by: "ebbtide" };
    if let Some(name) = rest.strip_prefix('/').filter(|name| !name.is_empty()) {
        let found = shared.model(scope, name).and_then(|(endpoint, is_component)| {
            let component = is_component.then_some(name);
            permit(&endpoint.name, component).map_err(Refusal::NotPermitted)
        });
        return Some(match found {
            Ok(()) => answer(StatusCode::OK, json(&model(name))),
            Err(refusal) => refusal.into_response(),
        });
    }
    if !rest.trim_matches('/').is_empty() {
        return None;
    }
    let endpoints = shared.picture.all();
    let mut names: Vec<&str> = Vec::new();
    for endpoint in &endpoints {
        if endpoint.scope != *scope || !endpoint.in_service || endpoint.queue.is_some() {
            continue;
        }
        if endpoint.components.is_empty() && permit(&endpoint.name, None).is_ok() {
            names.push(&endpoint.name);
        }
        let components = endpoint.components.keys().map(String::as_str);
        names.extend(components.filter(|name| permit(&endpoint.name, Some(*name)).is_ok()));
    }
    names.sort_unstable();
    let data = names.into_iter().map(model).collect();
    Some(answer(StatusCode::OK, json(&List { object: "list", data })))
}

fn answer(status: StatusCode, text: String) -> Response<GatewayBody> {
    let mut response = Response::new(GatewayBody::text(text));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

impl Refusal {
    /// In the form that clients of model servers read: an object `error` with a message.
    fn into_response(self) -> Response<GatewayBody> {
        #[derive(Serialize)]
        struct Body<'a> {
            error: Error<'a>,
        }
        #[derive(Serialize)]
        struct Error<'a> {
            message: &'a str,
            r#type: &'static str,
            code: &'static str,
        }
        let (status, code, message) = self.told();
        let kind = if status.is_client_error() { "invalid_request_error" } else { "server_error" };
        let body = Body { error: Error { message: &message, r#type: kind, code } };
        let mut response = answer(status, json(&body));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }

    fn told(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::NotPermitted(text) => (StatusCode::FORBIDDEN, "access_denied", text),
            Self::NoSuchModel(name) => (
                StatusCode::NOT_FOUND,
                "model_not_found",
                format!("There is no endpoint or inference component \"{name}\" in service."),
            ),
            Self::NoModelNamed => (
                StatusCode::BAD_REQUEST,
                "model_not_named",
                format!(
                    "The first {PEEK} bytes of the body are no JSON object with a text \"model\"; \
                     /_ebb/invoke/<endpoint>/... needs none."
                ),
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many large requests are being read. Try again later.".to_owned(),
            ),
            Self::Fault(fault) => told(fault),
        }
    }
}

fn told(fault: Fault) -> (StatusCode, &'static str, String) {
    match fault {
        Fault::Validation(text) => (StatusCode::BAD_REQUEST, "invalid_request", text),
        Fault::EndpointNotFound(name) => (
            StatusCode::NOT_FOUND,
            "endpoint_not_found",
            format!("There is no endpoint \"{name}\" in service."),
        ),
        Fault::NoCapacity => (
            StatusCode::SERVICE_UNAVAILABLE,
            "no_capacity",
            "No copy of the model is up yet. Try again later.".to_owned(),
        ),
        Fault::BodyTooLarge(limit) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("The body is larger than {limit} bytes."),
        ),
        Fault::Model(fault) => match fault.kind {
            ModelFailure::TimedOut => {
                (StatusCode::GATEWAY_TIMEOUT, "model_timed_out", fault.original_message())
            }
            ModelFailure::Answered { .. } | ModelFailure::Exited | ModelFailure::Unreachable => {
                (StatusCode::BAD_GATEWAY, "model_failed", fault.original_message())
            }
        },
        Fault::UnknownOperation => {
            (StatusCode::NOT_FOUND, "not_found", "There is nothing here.".to_owned())
        }
        Fault::Unavailable(text) | Fault::Internal(text) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", text.to_owned())
        }
        Fault::Superseded => (
            StatusCode::SERVICE_UNAVAILABLE,
            "superseded",
            "A later attempt of this request has taken its place.".to_owned(),
        ),
        Fault::ClientStalled => (
            StatusCode::REQUEST_TIMEOUT,
            "timed_out",
            "The body did not arrive in time.".to_owned(),
        ),
    }
}
