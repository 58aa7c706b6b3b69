//! A few calls of the public API, as any client makes them, and the server's own pages.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::failure::Failure;

/// Answers of the API are small; a larger one is not one.
const MOST_BYTES: usize = 16 << 20;

const NOBODY: &str = "is an Ebbtide server running there? start one with: ebb serve";

/// A client of one server. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Api {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Api {
    /// A client of the server at `http://host:port`.
    pub(crate) fn new(base: String) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { base, client: Client::builder(TokioExecutor::new()).build(connector) }
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
            .body(Full::new(Bytes::from(input.to_string())));
        let (status, body) = self.send(request, target).await?;
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
        let request = Request::builder()
            .uri(format!("{}{path}", self.base))
            .body(Full::new(Bytes::new()))
            .map_err(|error| Failure::new("the question could not be put", &error))?;
        let response = self.client.request(request).await.map_err(|error| {
            Failure::new(&format!("{} could not be asked", self.base), &error).hint(Some(NOBODY))
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(response.into_body());
        }
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        let body = body.map(|body| body.to_bytes()).unwrap_or_default();
        Err(refused(status, &serde_json::from_slice(&body).unwrap_or_default()))
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
            .body(Full::new(Bytes::from(body)));
        let what = format!("the question to {}", self.base);
        let (status, body) =
            self.send(request, &what).await.map_err(|failure| failure.hint(Some(NOBODY)))?;
        let answer: Value = serde_json::from_slice(&body).map_err(|error| {
            Failure::new(&format!("{}{path} answered no JSON", self.base), &error)
                .hint(Some("is that an Ebbtide server?"))
        })?;
        if status.is_success() {
            return Ok(answer);
        }
        Err(refused(status, &answer))
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
            .body(Full::new(Bytes::from(body)));
        let (status, body) = self.send(request, "InvokeEndpoint").await?;
        if status.is_success() {
            return Ok((status, String::new()));
        }
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let message = answer.get("Message").and_then(Value::as_str).unwrap_or_default();
        Ok((status, message.to_owned()))
    }

    async fn send(
        &self,
        request: Result<Request<Full<Bytes>>, http::Error>,
        what: &str,
    ) -> Result<(StatusCode, Bytes), Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::new(&format!("{what} could not be sent"), error)
        };
        let request = request.map_err(|error| failed(&error))?;
        let response = self.client.request(request).await.map_err(|error| failed(&error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MOST_BYTES)
            .collect()
            .await
            .map_err(|error| failed(error.as_ref()))?;
        Ok((status, body.to_bytes()))
    }
}

/// What a page said instead of what was asked for.
fn refused(status: StatusCode, answer: &Value) -> Failure {
    let text = answer.get("error").and_then(Value::as_str).unwrap_or_default();
    // Pages take signatures there, and this program makes none.
    let signed = "a server with access keys takes signed requests only: ask it with a client that signs for the service \"ebb\"";
    Failure::plain(format!("the server refused with {status}: {text}"))
        .hint((status == StatusCode::FORBIDDEN).then_some(signed))
}
