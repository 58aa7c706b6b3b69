//! The front: one port, every protocol. Finds out whom a request is for and who asks, and hands it over.

mod invocation;
mod plain;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use ebb_aws_model::Service;
use ebb_aws_wire::{AwsError, Dialect, Protocol, sigv4};
use ebb_bucket::{Buckets, ObjectBody};
use ebb_gateway::{Gateway, GatewayBody};
use ebb_units::Scope;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use tokio_util::sync::CancellationToken;

use crate::access::body::discard;
use crate::access::{Access, Caller, S3, action};
use crate::api;
use crate::engine::Engine;
use crate::idle::IdleLimited;
use crate::status::{self, Lines};

/// Largest body of a control request. SageMaker's own requests stay under 1 MiB; 4 leave room for PutMetricData.
pub(crate) const MOST_CONTROL_BYTES: usize = 4 << 20;
/// Of a larger body so much is taken and thrown away before the refusal: more than any client means to send.
const MOST_DISCARDED_BYTES: usize = 64 << 20;
/// How long the body of a control request may take to come, and an object may stay away in the middle of it.
const BODY_WITHIN: Duration = Duration::from_secs(60);

/// Where requests go.
pub(crate) struct Front {
    pub(crate) engine: Engine,
    pub(crate) gateway: Gateway,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) access: Access,
    /// Largest body of an invocation, in bytes.
    pub(crate) max_invocation: usize,
    /// Whether it may forget everything.
    pub(crate) is_ephemeral: bool,
    pub(crate) ids: RequestIds,
    pub(crate) facts: status::Facts,
    /// Cancelled when the server begins to stop: what would go on without an end is ended.
    pub(crate) stopping: CancellationToken,
    /// Cancelled when the time to finish is over: what is unanswered then is refused.
    pub(crate) closing: CancellationToken,
}

/// Request ids: unique within a run, in the form of a UUID.
pub(crate) struct RequestIds {
    run: u64,
    next: AtomicU64,
}

impl RequestIds {
    /// `run` tells this run of the server from others.
    pub(crate) fn new(run: u64) -> Self {
        Self { run, next: AtomicU64::new(0) }
    }

    fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (self.run, number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.run);
        let hex = format!("{high:016x}{low:016x}");
        let (a, b, c, d) = (&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20]);
        format!("{a}-{b}-4{c}-8{d}-{}", &hex[20..])
    }
}

/// The body of any answer.
pub(crate) enum AnswerBody {
    Bytes(Full<Bytes>),
    Invocation(GatewayBody),
    Object(ObjectBody),
    Lines(Lines),
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            Self::Bytes(body) => {
                Pin::new(body).poll_frame(context).map_err(|never: Infallible| match never {})
            }
            Self::Invocation(body) => Pin::new(body).poll_frame(context).map_err(Into::into),
            Self::Object(body) => Pin::new(body).poll_frame(context).map_err(Into::into),
            Self::Lines(body) => {
                Pin::new(body).poll_frame(context).map_err(|never: Infallible| match never {})
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(body) => body.is_end_stream(),
            Self::Invocation(body) => body.is_end_stream(),
            Self::Object(body) => body.is_end_stream(),
            Self::Lines(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(body) => body.size_hint(),
            Self::Invocation(body) => body.size_hint(),
            Self::Object(body) => body.size_hint(),
            Self::Lines(body) => body.size_hint(),
        }
    }
}

/// Whom a request is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Destination {
    /// The runtime API, below `/endpoints/`.
    Invocation,
    /// A model server itself, by plain HTTP.
    Plain,
    /// What the server tells of itself, below `/_ebb/`.
    Own,
    /// One of the control APIs.
    Control,
    /// The buckets, whose API has any path there is.
    Object,
}

impl Destination {
    /// By signature first: a bucket may be called "endpoints".
    fn of<B>(request: &Request<B>) -> Self {
        let scope = sigv4::credential_scope(request.headers(), request.uri());
        if scope.is_some_and(|scope| scope.service == "s3") {
            return Self::Object;
        }
        let path = request.uri().path();
        if path.starts_with("/endpoints/") {
            Self::Invocation
        } else if plain::is_plain(path) {
            Self::Plain
        } else if path.starts_with("/_ebb/") {
            Self::Own
        } else if is_control(request) {
            Self::Control
        } else {
            Self::Object
        }
    }

    /// What is said to whom is still unanswered when the server stops. All clients retry it.
    fn unavailable(self, request_id: &str) -> Response<AnswerBody> {
        const TEXT: &str = "The server is shutting down.";
        let dialect = match self {
            Self::Object => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>ServiceUnavailable</Code><Message>{TEXT}</Message><RequestId>{request_id}</RequestId></Error>"
                );
                return plain(StatusCode::SERVICE_UNAVAILABLE, "application/xml", body);
            }
            Self::Invocation => Dialect::RUNTIME,
            Self::Plain | Self::Own | Self::Control => {
                Dialect { service: None, protocol: Protocol::Json11, query_mode: false }
            }
        };
        let error = AwsError::new("ServiceUnavailable", TEXT);
        bytes(ebb_aws_wire::encode_error(&dialect, request_id, &error))
    }
}

impl Front {
    /// Answers one request; never fails.
    pub(crate) async fn answer(
        &self,
        peer: SocketAddr,
        request: Request<Incoming>,
    ) -> Response<AnswerBody> {
        let destination = Destination::of(&request);
        tokio::select! {
            biased;
            answer = self.hand_over(destination, peer, request) => answer,
            () = self.closing.cancelled() => destination.unavailable(&self.ids.next()),
        }
    }

    async fn hand_over(
        &self,
        destination: Destination,
        peer: SocketAddr,
        request: Request<Incoming>,
    ) -> Response<AnswerBody> {
        match destination {
            Destination::Invocation => self.invocation(request).await,
            Destination::Plain => self.plain(request).await,
            Destination::Own => status::answer(self, peer, request).await,
            Destination::Control => bytes(self.control(request).await),
            Destination::Object => self.object(request).await.map(AnswerBody::Object),
        }
    }

    async fn object(&self, request: Request<Incoming>) -> Response<ObjectBody> {
        let request_id = self.ids.next();
        let (head, body) = request.into_parts();
        let admitted = match self.access.anybody(&head) {
            Some(caller) => Ok((caller, None)),
            None => {
                let admission = self.access.admit(&head, Some(S3));
                admission.and_then(|admission| admission.verify_s3(&head))
            }
        };
        let request = Request::from_parts(head, IdleLimited::new(body, BODY_WITHIN));
        match admitted {
            Ok((caller, chunks)) => {
                let may = |action: &str, resource: Option<&str>| caller.may_s3(action, resource);
                let asking = ebb_bucket::Caller::restricted(&caller.scope.account, &may, chunks);
                self.buckets.handle(asking, request, &request_id).await
            }
            Err(refused) => {
                tracing::debug!(%refused, request_id, "object request not let in");
                self.buckets.refuse(&refused, request, &request_id).await
            }
        }
    }

    async fn control(&self, request: Request<Incoming>) -> Response<Bytes> {
        let request_id = self.ids.next();
        let (parts, body) = request.into_parts();
        let identify =
            |body: &[u8]| ebb_aws_wire::identify(&parts.method, &parts.uri, &parts.headers, body);
        // The head tells the service in every protocol. Whoever is refused by it does not get a body into memory.
        let dialect = identify(b"").map_or_else(|refusal| refusal.dialect, |call| call.dialect());
        let service = dialect.service.map(Service::signing_name);
        let entrance = match self.access.enter(&parts, service) {
            Ok(entrance) => entrance,
            Err(refused) => {
                // Who expects a `100 Continue` has sent nothing yet.
                if !parts.headers.contains_key(header::EXPECT) {
                    discard(body, MOST_CONTROL_BYTES).await;
                }
                tracing::debug!(%refused, request_id, "call not let in");
                return ebb_aws_wire::encode_error(
                    &dialect,
                    &request_id,
                    &AwsError::from(&refused),
                );
            }
        };
        let read = read_body(body).await;
        let bytes = read.as_ref().map(Bytes::as_ref).unwrap_or_default();
        let identified = identify(bytes);
        let admitted = entrance.caller(&parts, bytes).map_err(|refused| AwsError::from(&refused));
        let call = match identified {
            Ok(call) => call,
            Err(refusal) => {
                let error = read.err().or(admitted.err()).unwrap_or(refusal.error);
                return ebb_aws_wire::encode_error(&refusal.dialect, &request_id, &error);
            }
        };
        let outcome = match (read, admitted) {
            (Ok(bytes), Ok(caller)) => self.carry_out(&caller, &call, &parts, &bytes).await,
            (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        };
        match outcome {
            Ok(document) => ebb_aws_wire::encode(&call, &request_id, &document),
            Err(error) => {
                tracing::debug!(
                    operation = call.operation.name,
                    code = error.code(),
                    message = error.message(),
                    request_id,
                    "call refused"
                );
                ebb_aws_wire::encode_error(&call.dialect(), &request_id, &error)
            }
        }
    }

    async fn carry_out(
        &self,
        caller: &Caller,
        call: &ebb_aws_wire::Call,
        parts: &http::request::Parts,
        body: &[u8],
    ) -> Result<serde_json::Value, AwsError> {
        let scope: &Scope = &caller.scope;
        if let Some(data) = api::plain_data(&self.engine, call, &parts.headers, body) {
            let nothing = serde_json::Value::Null;
            caller.may(&action::of_call(call.service, call.operation.name, &nothing, scope))?;
            let recorded = api::record(&self.engine, scope, data).await;
            return recorded.map_err(|error| error.aws(call.service));
        }
        let document = ebb_aws_wire::decode(call, &parts.uri, &parts.headers, body)?;
        caller.may(&action::of_call(call.service, call.operation.name, &document, scope))?;
        api::handle(&self.engine, scope, call, document)
            .await
            .map_err(|error| error.aws(call.service))
    }
}

/// The whole body of a control request, within bounds of size and time.
pub(crate) async fn read_body(mut body: Incoming) -> Result<Bytes, AwsError> {
    let limited = Limited::new(&mut body, MOST_CONTROL_BYTES).collect();
    match tokio::time::timeout(BODY_WITHIN, limited).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            // A connection that is closed on unread bytes is reset, and the client would not see why.
            discard(body, MOST_DISCARDED_BYTES).await;
            Err(AwsError::too_large(MOST_CONTROL_BYTES))
        }
        Ok(Err(error)) => {
            Err(AwsError::serialization(format!("the request body broke off: {error}")))
        }
        Err(_) => {
            let text = format!("The request body did not come within {} s.", BODY_WITHIN.as_secs());
            Err(AwsError::new("RequestTimeoutException", text)
                .with_status(StatusCode::REQUEST_TIMEOUT))
        }
    }
}

/// Whether a request that is not signed for S3 is for one of the control APIs; what is for none of them is for the
/// buckets.
fn is_control<B>(request: &Request<B>) -> bool {
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let action = request
        .uri()
        .query()
        .is_some_and(|query| query.split('&').any(|part| part.starts_with("Action=")));
    request.headers().contains_key("x-amz-target")
        || request.uri().path().starts_with("/service/")
        || (request.uri().path() == "/" && (form || action || request.method() == Method::POST))
}

fn bytes(response: Response<Bytes>) -> Response<AnswerBody> {
    response.map(|body| AnswerBody::Bytes(Full::new(body)))
}

/// A plain answer.
pub(crate) fn plain(status: StatusCode, kind: &'static str, body: String) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::Bytes(Full::new(Bytes::from(body))));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(method: Method, uri: &str, headers: &[(&str, &str)]) -> Destination {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Destination::of(&request.body(()).unwrap())
    }

    const S3: (&str, &str) = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
    );

    #[test]
    fn requests_find_their_destination() {
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let target = ("x-amz-target", "SageMaker.ListModels");
        for (method, uri, headers, want) in [
            (Method::POST, "/", vec![target], Destination::Control),
            (Method::POST, "/", vec![form], Destination::Control),
            (Method::POST, "/", vec![], Destination::Control),
            (Method::GET, "/?Action=ListMetrics&Version=1", vec![], Destination::Control),
            (
                Method::POST,
                "/service/GraniteServiceVersion20100801/operation/X",
                vec![],
                Destination::Control,
            ),
            (Method::POST, "/endpoints/e/invocations", vec![], Destination::Invocation),
            (Method::GET, "/_ebb/health", vec![], Destination::Own),
            (Method::GET, "/_ebb/invoke/e/health", vec![], Destination::Plain),
            (Method::POST, "/v1/chat/completions", vec![], Destination::Plain),
            (Method::GET, "/v1x/key", vec![], Destination::Object),
            (Method::GET, "/", vec![], Destination::Object),
            (Method::PUT, "/bucket/key", vec![form], Destination::Object),
            (Method::OPTIONS, "/", vec![], Destination::Object),
            (Method::PUT, "/endpoints/key", vec![S3], Destination::Object),
            (Method::POST, "/", vec![S3], Destination::Object),
        ] {
            assert_eq!(destination(method.clone(), uri, &headers), want, "{method} {uri}");
        }
    }

    #[test]
    fn request_ids_are_uuids_and_differ() {
        let ids = RequestIds::new(0xfeed_beef_0123_4567);
        let some: std::collections::BTreeSet<String> = (0..1000).map(|_| ids.next()).collect();
        assert_eq!(some.len(), 1000);
        assert!(some.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'4'));
    }
}
