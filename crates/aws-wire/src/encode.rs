//! From documents and errors to answers.

use bytes::Bytes;
use ebb_aws_model::{Service, Shape};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use crate::{AwsError, Call, Dialect, Protocol, catalogue, cbor, xml};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");
const SMITHY_PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

/// The answer to a call that succeeded. `output` is a document of the operation's output shape; members
/// that it lacks stay absent, null counts as absent in XML and CBOR.
pub fn encode(call: &Call, request_id: &str, output: &Value) -> Response<Bytes> {
    let body = match (call.protocol, call.operation.output) {
        (Protocol::Query, _) => xml::answer(call, request_id, output).into_bytes(),
        (Protocol::Cbor, Some(shape)) => cbor::write(shape, output),
        (Protocol::Cbor, None) => cbor::write_error(&Map::new(), None),
        (_, Some(_)) => output.to_string().into_bytes(),
        // Rule sm.wire.empty-output: an operation of SageMaker without output answers nothing at all.
        // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html
        (_, None) if call.service == Service::SageMaker => Vec::new(),
        (_, None) => b"{}".to_vec(),
    };
    let status = StatusCode::from_u16(call.operation.status).unwrap_or(StatusCode::OK);
    response(status, call.protocol, request_id, body)
}

/// The answer to a request that failed, in the form that the clients of the dialect read.
pub fn encode_error(dialect: &Dialect, request_id: &str, error: &AwsError) -> Response<Bytes> {
    let status = error.status(dialect);
    let is_sender = !status.is_server_error();
    let body = match dialect.protocol {
        Protocol::Query => xml::error(*dialect, request_id, error, is_sender).into_bytes(),
        Protocol::Cbor => cbor::write_error(&members(dialect, error), error_shape(dialect, error)),
        Protocol::RestJson => Value::Object(rest_members(error)).to_string().into_bytes(),
        Protocol::Json10 | Protocol::Json11 => {
            Value::Object(members(dialect, error)).to_string().into_bytes()
        }
    };
    let mut response = response(status, dialect.protocol, request_id, body);
    let is_json = matches!(dialect.protocol, Protocol::Json10 | Protocol::Json11);
    let header = match (dialect.service, dialect.protocol) {
        (_, Protocol::Query) => None,
        // Rule cw.errors.query-error: clients take the code from this header, or miss the exception's class.
        // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
        (Some(Service::CloudWatch), Protocol::Json10 | Protocol::Json11 | Protocol::Cbor) => {
            let party = if is_sender { "Sender" } else { "Receiver" };
            Some((QUERY_ERROR, format!("{};{party}", error.query_code(dialect.service))))
        }
        (_, Protocol::RestJson) => Some((ERROR_TYPE, error.code().to_owned())),
        _ if is_json => Some((ERROR_TYPE, error.code().to_owned())),
        _ => None,
    };
    if let Some((name, value)) = header {
        insert(&mut response, name, &value);
    }
    response
}

fn error_shape(dialect: &Dialect, error: &AwsError) -> Option<&'static Shape> {
    dialect.service.and_then(|service| service.error(error.code())).map(|error| error.shape)
}

/// Type, message and members of an error in JSON and CBOR.
fn members(dialect: &Dialect, error: &AwsError) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("__type".to_owned(), catalogue::type_name(dialect.service, error.code()).into());
    if let Some(message) = error.message() {
        members.insert("message".to_owned(), message.into());
        // The models of these services spell it with a capital, and so do some of CloudWatch's errors;
        // clients differ in which one they read.
        let is_capital = error_shape(dialect, error)
            .and_then(Shape::structure)
            .is_some_and(|structure| structure.member("Message").is_some());
        if is_capital || dialect.service != Some(Service::CloudWatch) {
            members.insert("Message".to_owned(), message.into());
        }
    }
    members.extend(error.members().clone());
    members
}

/// Message and members of an error in REST JSON; the type is in a header.
fn rest_members(error: &AwsError) -> Map<String, Value> {
    let mut members = Map::new();
    match error.message() {
        Some(message) => members.insert("Message".to_owned(), message.into()),
        None => members.insert("message".to_owned(), Value::Null),
    };
    members.extend(error.members().clone());
    members
}

fn response(
    status: StatusCode,
    protocol: Protocol,
    request_id: &str,
    body: Vec<u8>,
) -> Response<Bytes> {
    let content_type = match protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        Protocol::Query => "text/xml",
        Protocol::Cbor => "application/cbor",
        Protocol::RestJson => "application/json",
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    insert(&mut response, CONTENT_TYPE, content_type);
    insert(&mut response, REQUEST_ID, request_id);
    if protocol == Protocol::Cbor {
        insert(&mut response, SMITHY_PROTOCOL, "rpc-v2-cbor");
    }
    response
}

/// A value that cannot stand in a header is left out: the body has it too.
fn insert(response: &mut Response<Bytes>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
