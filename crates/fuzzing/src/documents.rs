//! Requests and their documents. The first byte of an input chooses the operation, the rest is the body.

use ebb_aws_model::{Operation, Service, canonicalize, validate};
use ebb_aws_wire::{AwsError, Call, Protocol, decode};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde_json::Value;

use crate::kind_of;

pub(crate) const WORDS: &[&str] = &[
    "\"AlarmName\"",
    "\"MetricData\"",
    "\"Value\"",
    "\"Values\"",
    "\"Timestamp\"",
    "\"Dimensions\"",
    "null",
    "true",
    "\"NaN\"",
    "1e308",
    "-0.0",
    "1e400",
    "18446744073709551616",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\\u0000",
    "\\ud83d\\ude00",
    "\u{a0}",
    "aMetricData",
    "lValue",
    "iAlarmName",
];

pub(crate) const QUERY_WORDS: &[&str] = &[
    "&",
    "=",
    ".",
    ".member.",
    ".entry.",
    ".key=",
    ".value=",
    "1",
    "2",
    "10",
    "MetricData",
    "Dimensions",
    "Name",
    "Value",
    "Values",
    "Timestamp",
    "2026-11-20T10:00:00Z",
    "NaN",
    "Infinity",
    "1e5",
    "%00",
    "%C3%28",
    "%",
    "+",
    "AlarmNames",
    "Period",
    "true",
    "AlarmActions=",
];

pub(crate) const REQUEST_WORDS: &[&str] = &[
    "POST ",
    "GET ",
    "/",
    "/?",
    "Action=",
    "&",
    "/service/",
    "/operation/",
    "GraniteServiceVersion20100801",
    "SageMaker",
    "AnyScaleFrontendService",
    ".",
    "PutMetricData",
    "\nx-amz-target: ",
    "\ncontent-type: ",
    "application/x-amz-json-1.0",
    "application/x-www-form-urlencoded",
    "\nsmithy-protocol: rpc-v2-cbor",
    "\nx-amzn-query-mode: true",
    "\ncontent-encoding: gzip",
    "\n\n",
    "\nauthorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/monitoring/aws4_request",
];

pub(crate) fn json(data: &[u8]) -> String {
    document(data, Protocol::Json10, |_| true)
}

pub(crate) fn cbor(data: &[u8]) -> String {
    document(data, Protocol::Cbor, |service| service == Service::CloudWatch)
}

pub(crate) fn query(data: &[u8]) -> String {
    document(data, Protocol::Query, |service| service == Service::CloudWatch)
}

fn document(data: &[u8], protocol: Protocol, speaks: impl Fn(Service) -> bool) -> String {
    let Some((first, body)) = data.split_first() else { return "nothing".to_owned() };
    let services = Service::ALL.into_iter().filter(|service| speaks(*service));
    let operations: Vec<(Service, &'static Operation)> = services
        .flat_map(|service| service.model().operations.iter().map(move |it| (service, it)))
        .collect();
    let (service, operation) = operations[usize::from(*first) % operations.len()];
    let call = Call { service, operation, protocol, query_mode: false };
    match decode(&call, &Uri::from_static("/"), &HeaderMap::new(), body) {
        Ok(document) => format!("{} {}", operation.name, read(&call, document)),
        Err(error) => refused(&error),
    }
}

/// What holds of every document, whatever it was read from.
fn read(call: &Call, document: Value) -> String {
    assert!(document.is_object());
    let shape = call.operation.input.expect("an operation without input reads nothing");
    let mut again = document.clone();
    canonicalize(shape, &mut again);
    assert_eq!(again, document, "a canonical document is canonical");
    let as_json = Call { protocol: Protocol::Json10, ..*call };
    let text = document.to_string();
    let told = decode(&as_json, &Uri::from_static("/"), &HeaderMap::new(), text.as_bytes());
    assert_eq!(told.as_ref(), Ok(&document), "the same request in JSON is the same document");
    match validate(shape, &document) {
        Ok(()) => "fits".to_owned(),
        Err(invalid) => {
            let text = invalid.to_string();
            // A hundred violations of bounded length: the answer stays in proportion to the request.
            assert!(text.len() < 20_000 + 100 * (data_len(&document) + 200), "{}", text.len());
            kind_of(&text)
        }
    }
}

fn data_len(document: &Value) -> usize {
    document.to_string().len()
}

fn refused(error: &AwsError) -> String {
    let text = error.message().unwrap_or_default();
    assert!(!text.is_empty(), "{error:?}");
    kind_of(&format!("{} {text}", error.code()))
}

/// A request as text: a line with method and target, lines with headers, an empty line, the body.
pub(crate) fn identify(data: &[u8]) -> String {
    let end = data.windows(2).position(|two| two == b"\n\n").unwrap_or(data.len());
    let (head, rest) = data.split_at(end);
    let body = rest.get(2..).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap_or_default().split_once(' ').unwrap_or_default();
    let (Ok(method), Ok(uri)) = (method.parse::<Method>(), target.parse::<Uri>()) else {
        return "no request".to_owned();
    };
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.parse::<HeaderName>(), HeaderValue::from_str(value.trim()));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
    match ebb_aws_wire::identify(&method, &uri, &headers, body) {
        Ok(call) => match decode(&call, &uri, &headers, body) {
            Ok(document) if call.operation.input.is_some() => {
                format!("{:?} {}", call.protocol, read(&call, document))
            }
            Ok(_) => "no input".to_owned(),
            Err(error) => answer(&call.dialect(), &error),
        },
        Err(refusal) => answer(&refusal.dialect, &refusal.error),
    }
}

/// The answer to a request that fails.
fn answer(dialect: &ebb_aws_wire::Dialect, error: &AwsError) -> String {
    let answer = ebb_aws_wire::encode_error(dialect, "id", error);
    assert!(answer.status().is_client_error(), "{error:?}");
    assert!(!answer.body().is_empty());
    format!("{:?} {} {}", dialect.protocol, answer.status(), refused(error))
}
