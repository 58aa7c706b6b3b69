//! From a request to its answer.

use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, StatusCode};

use crate::invocation::{BadInvocation, Invocation};
use crate::model::Model;
use crate::reply::{self, Reply};
use crate::workers::{Wanted, WorkError, Workers};

/// Largest body of a request.
const MAX_BODY_BYTES: usize = 1 << 20;

/// How long a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What every connection shares.
pub(crate) struct Service {
    /// Set once, when the model has loaded.
    model: OnceLock<Arc<Model>>,
    workers: Workers,
    repeat: u32,
}

impl Service {
    pub(crate) fn new(concurrency: NonZeroUsize, queue: usize, repeat: u32) -> Self {
        Self { model: OnceLock::new(), workers: Workers::new(concurrency, queue), repeat }
    }

    /// From now on the service is ready.
    pub(crate) fn provide(&self, model: Model) {
        self.model.get_or_init(|| Arc::new(model));
    }

    /// Answers one request.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Reply {
        match (request.uri().path(), request.method()) {
            ("/ping", &Method::GET | &Method::HEAD) => self.ping(),
            ("/ping", _) => wrong_method("GET"),
            ("/invocations", &Method::POST) => self.invoke(request).await,
            ("/invocations", _) => wrong_method("POST"),
            _ => reply::refused(
                StatusCode::NOT_FOUND,
                "there is nothing at this path: use GET /ping or POST /invocations",
            ),
        }
    }

    fn ping(&self) -> Reply {
        reply::empty(match self.model.get() {
            Some(_) => StatusCode::OK,
            None => StatusCode::SERVICE_UNAVAILABLE,
        })
    }

    async fn invoke(&self, request: Request<Incoming>) -> Reply {
        let Some(model) = self.model.get().map(Arc::clone) else {
            return later("the model is still loading");
        };
        let (head, body) = request.into_parts();
        let body = match read(body).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let content_type = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let content_type = content_type.map(String::from_utf8_lossy);
        let invocation = match Invocation::parse(content_type.as_deref(), &body, self.repeat) {
            Ok(invocation) => invocation,
            Err(error) => return bad(&error),
        };
        drop(body);
        match self.workers.run(move |wanted| classify(&model, &invocation, wanted)).await {
            Ok(reply) => reply,
            Err(WorkError::Busy) => later("every core is busy and the queue is full"),
            Err(WorkError::Panicked) => {
                tracing::error!("a classification panicked");
                reply::refused(StatusCode::INTERNAL_SERVER_ERROR, "the model failed on this text")
            }
        }
    }
}

fn classify(model: &Model, invocation: &Invocation, wanted: &Wanted) -> Reply {
    let begun = Instant::now();
    let mut guesses = model.classify(&invocation.text);
    for _ in 1..invocation.repeat {
        if !wanted.still() {
            break;
        }
        guesses = model.classify(&invocation.text);
    }
    reply::identified(&guesses, begun.elapsed())
}

async fn read(body: Incoming) -> Result<Bytes, Reply> {
    let too_large =
        || reply::refused(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than 1 MiB");
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |announced| announced > MAX_BODY_BYTES) {
        return Err(too_large());
    }
    match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY_BYTES).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(error)) => Err(reply::refused(
            StatusCode::BAD_REQUEST,
            &format!("the body could not be read: {error}"),
        )),
        Err(_) => Err(reply::refused(StatusCode::REQUEST_TIMEOUT, "the body took too long")),
    }
}

fn bad(error: &BadInvocation) -> Reply {
    let status = match error {
        BadInvocation::ContentType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        BadInvocation::Json(_)
        | BadInvocation::NotUtf8
        | BadInvocation::NoText
        | BadInvocation::TwoTexts
        | BadInvocation::EmptyText
        | BadInvocation::Repeat(_)
        | BadInvocation::TooMuchWork { .. } => StatusCode::BAD_REQUEST,
    };
    reply::refused(status, &error.to_string())
}

fn later(message: &str) -> Reply {
    let mut reply = reply::refused(StatusCode::SERVICE_UNAVAILABLE, message);
    reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    reply
}

fn wrong_method(allowed: &'static str) -> Reply {
    let mut reply =
        reply::refused(StatusCode::METHOD_NOT_ALLOWED, &format!("this path takes {allowed} only"));
    reply.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    reply
}
