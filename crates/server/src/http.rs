//! The front: one port, every protocol. Finds out whom a request is for and hands it over.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use ebb_aws_wire::{AwsError, sigv4};
use ebb_bucket::{Buckets, ObjectBody};
use ebb_gateway::{Gateway, GatewayBody};
use ebb_units::{AccountId, Region, Scope};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;

use crate::api;
use crate::engine::Engine;
use crate::status;

/// Largest body of a control request. SageMaker's own requests stay under 1 MiB; 4 leave room for PutMetricData.
const MOST_CONTROL_BYTES: usize = 4 << 20;

/// Where requests go.
pub(crate) struct Front {
    pub(crate) engine: Engine,
    pub(crate) gateway: Gateway,
    pub(crate) buckets: Arc<Buckets>,
    pub(crate) account: AccountId,
    pub(crate) default_region: Region,
    pub(crate) ids: RequestIds,
    pub(crate) facts: status::Facts,
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
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(body) => body.is_end_stream(),
            Self::Invocation(body) => body.is_end_stream(),
            Self::Object(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(body) => body.size_hint(),
            Self::Invocation(body) => body.size_hint(),
            Self::Object(body) => body.size_hint(),
        }
    }
}

impl Front {
    /// Answers one request; never fails.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<AnswerBody> {
        let path = request.uri().path();
        if path.starts_with("/endpoints/") {
            let scope = self.scope(&request);
            return self.gateway.invoke(&scope, request).await.map(AnswerBody::Invocation);
        }
        if let Some(page) = path.strip_prefix("/_ebb/") {
            let page = page.to_owned();
            return status::answer(self, request.method(), &page).await;
        }
        if is_control(&request) {
            return self.control(request).await.map(|body| AnswerBody::Bytes(Full::new(body)));
        }
        let request_id = self.ids.next();
        self.buckets.handle(&self.account, request, &request_id).await.map(AnswerBody::Object)
    }

    /// Account from the configuration, region from the credential scope.
    fn scope<B>(&self, request: &Request<B>) -> Scope {
        let region = sigv4::credential_scope(request.headers(), request.uri())
            .and_then(|scope| scope.region.parse().ok())
            .unwrap_or_else(|| self.default_region.clone());
        Scope { account: self.account.clone(), region }
    }

    async fn control(&self, request: Request<Incoming>) -> Response<Bytes> {
        let request_id = self.ids.next();
        let scope = self.scope(&request);
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, MOST_CONTROL_BYTES).collect().await;
        let read = match body {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(AwsError::too_large(MOST_CONTROL_BYTES))
            }
            Err(error) => {
                Err(AwsError::serialization(format!("the request body broke off: {error}")))
            }
        };
        let bytes = read.as_ref().map(Bytes::as_ref).unwrap_or_default();
        let call =
            match ebb_aws_wire::identify(&parts.method, &parts.uri, &parts.headers, bytes) {
                Ok(call) => call,
                Err(refusal) => {
                    let error = read.err().unwrap_or(refusal.error);
                    return ebb_aws_wire::encode_error(&refusal.dialect, &request_id, &error);
                }
            };
        let outcome = match read {
            Ok(bytes) => self.carry_out(&scope, &call, &parts, &bytes).await,
            Err(error) => Err(error),
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
        scope: &Scope,
        call: &ebb_aws_wire::Call,
        parts: &http::request::Parts,
        body: &[u8],
    ) -> Result<serde_json::Value, AwsError> {
        let document = ebb_aws_wire::decode(call, &parts.uri, &parts.headers, body)?;
        api::handle(&self.engine, scope, call, document)
            .await
            .map_err(|error| error.aws(call.service))
    }
}

/// Whether a request is for one of the control APIs; what is for none of them is for the buckets.
fn is_control<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let signed_for_s3 = sigv4::credential_scope(headers, request.uri())
        .is_some_and(|scope| scope.service == "s3");
    if signed_for_s3 {
        return false;
    }
    let form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let action = request.uri().query().is_some_and(|query| {
        query.split('&').any(|part| part.starts_with("Action="))
    });
    headers.contains_key("x-amz-target")
        || request.uri().path().starts_with("/service/")
        || (request.uri().path() == "/" && (form || action || request.method() == Method::POST))
}

/// A plain answer.
pub(crate) fn plain(status: StatusCode, kind: &'static str, body: String) -> Response<AnswerBody> {
    let mut response = Response::new(AnswerBody::Bytes(Full::new(Bytes::from(body))));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
