//! From a request to a document.

use ebb_aws_model::canonicalize;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Uri};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::inflate::inflate;
use crate::{AwsError, Call, Protocol, cbor, json, query};

/// Reads a request as a document in canonical form: the same request gives the same document in every
/// protocol. Constraints are not checked; that is for `ebb_aws_model::validate`.
///
/// # Errors
/// When the body cannot be inflated or read, or is not an object.
pub fn decode(call: &Call, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Value, AwsError> {
    let body = inflate(headers, body)?;
    let Some(shape) = call.operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    let mut value = match call.protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => json::read(&body)?,
        Protocol::Query => query::read(shape, uri.query().unwrap_or_default(), &body)?,
        Protocol::Cbor => cbor::read(&body)?,
    };
    if !value.is_object() {
        return Err(AwsError::serialization("The body is not an object"));
    }
    canonicalize(shape, &mut value);
    Ok(value)
}

/// Reads a request of a plain form straight into a type, without the document. `None` says nothing about the request but
/// that it has to be read by [`decode`], which also knows what is wrong with it.
pub fn decode_plain<'b, T: Deserialize<'b>>(
    call: &Call,
    headers: &HeaderMap,
    body: &'b [u8],
) -> Option<T> {
    if headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    match call.protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            serde_json::from_slice(body).ok()
        }
        Protocol::Cbor => {
            let mut plain = cbor::Plain::new(body);
            let read = T::deserialize(&mut plain).ok()?;
            plain.is_at_end().then_some(read)
        }
        Protocol::Query => None,
    }
}
