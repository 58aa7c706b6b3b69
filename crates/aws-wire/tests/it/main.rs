//! The protocols from the outside: requests in, answers out, as clients send and read them.
#![expect(clippy::unwrap_used, reason = "a helper of tests panics as a test does")]

mod answers;
mod errors;
mod event_stream;
mod generated;
mod hostile;
mod identify;
mod requests;
mod signer;
mod sigv4;
mod sigv4_properties;
mod sigv4_refused;

use bytes::Bytes;
use ebb_aws_wire::{AwsError, Call, Refusal, decode};
use http::{HeaderMap, HeaderName, Method, Response, Uri};
use serde_json::Value;

/// A request as it comes from the network.
struct Request {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    fn post(path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        Self { method: Method::POST, uri: path.parse().unwrap(), headers, body: body.into() }
    }

    fn json(target: &str, body: &str) -> Self {
        let version = if target.starts_with("Granite") { "1.0" } else { "1.1" };
        let content_type = format!("application/x-amz-json-{version}");
        Self::post("/", &[("x-amz-target", target), ("content-type", &content_type)], body)
    }

    fn form(body: &str) -> Self {
        let content_type = "application/x-www-form-urlencoded; charset=utf-8";
        Self::post("/", &[("content-type", content_type)], body)
    }

    fn cbor(operation: &str, body: impl Into<Vec<u8>>) -> Self {
        let path = format!("/service/GraniteServiceVersion20100801/operation/{operation}");
        let headers = [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")];
        Self::post(&path, &headers, body)
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    fn identify(&self) -> Result<Call, Refusal> {
        ebb_aws_wire::identify(&self.method, &self.uri, &self.headers, &self.body)
    }

    fn decode(&self) -> Result<Value, AwsError> {
        let call = self.identify().map_err(|refusal| refusal.error)?;
        decode(&call, &self.uri, &self.headers, &self.body)
    }
}

fn header<'r>(response: &'r Response<Bytes>, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn body(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

fn json_body(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}
