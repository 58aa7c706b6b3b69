//! A few calls of the public API, as any client makes them, and the server's own pages.

use std::error::Error;

use bytes::Bytes;
use ebb_autoscale::Signing;
use ebb_tls::{ConnectError, Connector, Trust, is_not_http};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::failure::Failure;
use crate::key::UNSIGNED;

/// Answers of the API are small; a larger one is not one.
const MOST_BYTES: usize = 16 << 20;

/// Under which name the server's own pages are signed for.
const OWN: &str = "ebb";

const NOT_HTTP: &str = "what answers there is no HTTP; perhaps it is spoken to by https://";

const NOBODY: &str = "is an Ebbtide server running there? start one with: ebb serve";

/// A client of one server. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Api {
    base: String,
    signing: Signing,
    client: Client<Connector, Full<Bytes>>,
}

impl Api {
    /// A client of the server at `http://host:port`, or at the same with `https`.
    pub(crate) fn new(base: String, signing: Signing, trust: Trust) -> Self {
        let client = Client::builder(TokioExecutor::new()).build(Connector::new(trust));
        Self { base, signing, client }
    }

    /// The server's address, as a URL.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// One call in awsJson form: `target` such as `SageMaker.CreateModel`.
    pub(crate) async fn call(&self, target: &str, input: &Value) -> Result<Value, Failure> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/", self.base))
            .header("x-amz-target", target)
            .header("content-type", "application/x-amz-json-1.1")
            .body(Bytes::from(input.to_string()));
        let service = match target.split('.').next() {
            Some("AnyScaleFrontendService") => "application-autoscaling",
            Some("GraniteServiceVersion20100801") => "monitoring",
            Some(_) | None => "sagemaker",
        };
        let (status, body) = self.send(request, service, target).await?;
        let answer: Value = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body)
                .map_err(|error| Failure::new(&format!("{target} answered no JSON"), &error))?
        };
        if status.is_success() {
            return Ok(answer);
        }
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let message = text("message").or_else(|| text("Message")).unwrap_or_default();
        Err(Failure::plain(format!("{target} was refused with {status}: {message}")))
    }

    /// A page that goes on without an end.
    pub(crate) async fn stream(&self, path: &str) -> Result<Incoming, Failure> {
        let request = Request::builder().uri(format!("{}{path}", self.base)).body(Bytes::new());
        let request = self
            .signed(request, OWN)
            .map_err(|error| Failure::new("the question could not be put", error.as_ref()))?;
        let response = self.client.request(request).await.map_err(|error| {
            let hint = self.advice(&error);
            Failure::new(&format!("{} could not be asked", self.base), &error).hint(hint)
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(response.into_body());
        }
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        let body = body.map(|body| body.to_bytes()).unwrap_or_default();
        Err(self.refused(status, &serde_json::from_slice(&body).unwrap_or_default()))
    }

    /// A page of the server itself, below `/_ebb/`.
    pub(crate) async fn page(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::GET, path, String::new()).await
    }

    /// The same with another method, and with a body.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<Value, Failure> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .body(Bytes::from(body));
        let what = format!("the question to {}", self.base);
        let (status, body) = self.send(request, OWN, &what).await?;
        let answer: Value = serde_json::from_slice(&body).map_err(|error| {
            Failure::new(&format!("{}{path} answered no JSON", self.base), &error)
                .hint(Some("is that an Ebbtide server?"))
        })?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(self.refused(status, &answer))
    }

    /// One invocation of an inference component: the status, and the message of an error.
    pub(crate) async fn invoke(
        &self,
        endpoint: &str,
        component: &str,
        body: String,
    ) -> Result<(StatusCode, String), Failure> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}/endpoints/{endpoint}/invocations", self.base))
            .header("x-amzn-sagemaker-inference-component", component)
            .header("content-type", "application/json")
            .body(Bytes::from(body));
        let (status, body) = self.send(request, "sagemaker", "InvokeEndpoint").await?;
        if status.is_success() {
            return Ok((status, String::new()));
        }
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let message = answer.get("Message").and_then(Value::as_str).unwrap_or_default();
        Ok((status, message.to_owned()))
    }

    async fn send(
        &self,
        request: Result<Request<Bytes>, http::Error>,
        service: &str,
        what: &str,
    ) -> Result<(StatusCode, Bytes), Failure> {
        let failed = |error: &(dyn Error + 'static)| {
            Failure::new(&format!("{what} could not be sent"), error).hint(self.advice(error))
        };
        let request = self.signed(request, service).map_err(|error| failed(error.as_ref()))?;
        let response = self.client.request(request).await.map_err(|error| failed(&error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MOST_BYTES)
            .collect()
            .await
            .map_err(|error| failed(error.as_ref()))?;
        Ok((status, body.to_bytes()))
    }

    /// With a signature, or what says the region only.
    fn signed(
        &self,
        request: Result<Request<Bytes>, http::Error>,
        service: &str,
    ) -> Result<Request<Full<Bytes>>, Box<dyn Error + Send + Sync>> {
        let (mut head, body) = request?.into_parts();
        self.signing.sign((&head.method, &head.uri), &mut head.headers, service, &body)?;
        Ok(Request::from_parts(head, Full::new(body)))
    }

    /// What to do about a request that came to nothing, where the error does not say.
    fn advice(&self, error: &(dyn Error + 'static)) -> Option<&'static str> {
        let mut next = Some(error);
        while let Some(error) = next {
            match error.downcast_ref::<ConnectError>() {
                Some(ConnectError::Unreachable { .. } | ConnectError::Late { .. }) => {
                    return Some(NOBODY);
                }
                Some(_) => return None,
                None => next = error.source(),
            }
        }
        (self.base.starts_with("http://") && is_not_http(error)).then_some(NOT_HTTP)
    }

    /// What a page said instead of what was asked for.
    fn refused(&self, status: StatusCode, answer: &Value) -> Failure {
        let text = answer.get("error").and_then(Value::as_str).unwrap_or_default();
        let is_unsigned = status == StatusCode::FORBIDDEN && !self.signing.has_key();
        Failure::plain(format!("the server refused with {status}: {text}"))
            .hint(is_unsigned.then_some(UNSIGNED))
    }
}
