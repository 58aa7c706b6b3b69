//! One call over HTTP/1.1: sent, bounded in time and size, its error read.

use std::time::Duration;

use bytes::Bytes;
use ebb_tls::{Connector, Trust, is_not_http};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::endpoints::Endpoints;
use super::service::Service;
use crate::{ClientError, Signing};

/// Largest answer that is read. A page of fifty targets has about 30 KiB.
const MAX_ANSWER_BYTES: usize = 4 << 20;

/// From the first byte sent to the last byte read.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Tries to connect. Nothing was sent when connecting failed, so trying again cannot do a thing twice.
const CONNECT_TRIES: u32 = 3;

const CONNECT_PAUSE: Duration = Duration::from_millis(100);

#[derive(Clone, Debug)]
pub(super) struct Http {
    client: Client<Connector, Full<Bytes>>,
    endpoints: Endpoints,
    signing: Signing,
}

impl Http {
    pub(super) fn new(endpoints: Endpoints, signing: Signing, trust: Trust) -> Self {
        let client = Client::builder(TokioExecutor::new()).build(Connector::new(trust));
        Self { client, endpoints, signing }
    }

    pub(super) fn endpoint(&self, service: Service) -> &Uri {
        self.endpoints.of(service)
    }

    /// Sends one call and gives the body of its answer.
    pub(super) async fn call(
        &self,
        service: Service,
        operation: &str,
        body: &Value,
    ) -> Result<Bytes, ClientError> {
        let body = Bytes::from(body.to_string());
        match tokio::time::timeout(CALL_TIMEOUT, self.exchange(service, operation, body)).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(self.transport(service, elapsed)),
        }
    }

    pub(super) fn unreadable(&self, service: Service, problem: String) -> ClientError {
        ClientError::Unreadable { endpoint: self.endpoint(service).to_string(), problem }
    }

    async fn exchange(
        &self,
        service: Service,
        operation: &str,
        body: Bytes,
    ) -> Result<Bytes, ClientError> {
        let answer = self.send(service, operation, body).await?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| self.transport(service, error))?
            .to_bytes();
        if head.status.is_success() {
            return Ok(body);
        }
        let named = head.headers.get("x-amzn-errortype").and_then(|name| name.to_str().ok());
        match Fault::read(named, &body) {
            Some(Fault { code, message }) => {
                Err(ClientError::from_service(head.status.as_u16(), code, message))
            }
            // As a proxy answers when what is behind it is down.
            None if head.status.is_server_error() => {
                let message = "an answer without an error code".to_owned();
                let code = head.status.as_u16().to_string();
                Err(ClientError::from_service(head.status.as_u16(), code, message))
            }
            None => {
                let problem = format!("status {} without an error code", head.status);
                Err(self.unreadable(service, problem))
            }
        }
    }

    async fn send(
        &self,
        service: Service,
        operation: &str,
        body: Bytes,
    ) -> Result<Response<Incoming>, ClientError> {
        let mut tries_left = CONNECT_TRIES - 1;
        loop {
            let request = self.request(service, operation, body.clone())?;
            match self.client.request(request).await {
                Ok(answer) => return Ok(answer),
                Err(error) if error.is_connect() && tries_left > 0 => {
                    tries_left -= 1;
                    tokio::time::sleep(CONNECT_PAUSE).await;
                }
                Err(error) if self.is_plain(service) && is_not_http(&error) => {
                    let problem = "it is no HTTP, perhaps https:// is spoken there".to_owned();
                    return Err(self.unreadable(service, problem));
                }
                Err(error) => return Err(self.transport(service, error)),
            }
        }
    }

    fn request(
        &self,
        service: Service,
        operation: &str,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, ClientError> {
        let (mut head, ()) = Request::post(self.endpoint(service).clone())
            .header("x-amz-target", format!("{}.{operation}", service.target_prefix()))
            .header(CONTENT_TYPE, HeaderValue::from_static(service.content_type()))
            .body(())
            .map_err(|error| self.transport(service, error))?
            .into_parts();
        let to = (&head.method, &head.uri);
        self.signing
            .sign(to, &mut head.headers, service.signing_name(), &body)
            .map_err(|error| self.transport(service, error))?;
        Ok(Request::from_parts(head, Full::new(body)))
    }

    fn is_plain(&self, service: Service) -> bool {
        self.endpoint(service).scheme_str() == Some("http")
    }

    fn transport(
        &self,
        service: Service,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> ClientError {
        ClientError::Transport {
            endpoint: self.endpoint(service).to_string(),
            source: source.into(),
        }
    }
}

/// The code and message of an error answer.
struct Fault {
    code: String,
    message: String,
}

impl Fault {
    /// The header names the code first, then the body; of `ns#Code:http://…` the code is the middle.
    fn read(named: Option<&str>, body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |member: &str| body.get(member).and_then(Value::as_str);
        let name = named.filter(|name| !name.is_empty()).or_else(|| text("__type"))?;
        let name = name.split(':').next().unwrap_or_default();
        let code = name.rsplit('#').next().unwrap_or_default();
        let message = text("message").or_else(|| text("Message")).unwrap_or_default();
        (!code.is_empty()).then(|| Self { code: code.to_owned(), message: message.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_wherever_they_are_put() {
        let read = |named, body: &str| {
            Fault::read(named, body.as_bytes()).map(|fault| (fault.code, fault.message))
        };
        let want = |code: &str, message: &str| Some((code.to_owned(), message.to_owned()));
        assert_eq!(read(None, r#"{"__type":"A","Message":"m"}"#), want("A", "m"));
        assert_eq!(
            read(None, r#"{"__type":"com.x#A","message":"m","Message":"n"}"#),
            want("A", "m")
        );
        assert_eq!(read(Some("B:http://x/"), r#"{"__type":"A"}"#), want("B", ""));
        assert_eq!(read(Some("B"), "<html>"), want("B", ""));
        assert_eq!(read(None, "<html>"), None);
        assert_eq!(read(None, r#"{"__type":7}"#), None);
    }
}
