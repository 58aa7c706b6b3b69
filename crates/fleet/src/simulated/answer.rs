//! What a simulated copy answers.

use std::convert::Infallible;

use bytes::Bytes;
use ebb_units::CopyId;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

/// The largest body that is taken, in bytes; more than InvokeEndpoint lets through.
const LARGEST_BODY: usize = 32 * 1024 * 1024;

/// Answers `/ping` with 200 and `/invocations` with what was sent and who answers.
pub(super) async fn answer(
    copy: CopyId,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = match (&head.method, head.uri.path()) {
        (&Method::GET, "/ping") => plain(StatusCode::OK, ""),
        (&Method::POST, "/invocations") => match Limited::new(body, LARGEST_BODY).collect().await {
            Ok(body) => echo(copy, &body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => {
                plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
            }
            Err(_) => plain(StatusCode::BAD_REQUEST, "the body ended early"),
        },
        (_, "/ping" | "/invocations") => plain(StatusCode::METHOD_NOT_ALLOWED, "wrong method"),
        _ => plain(StatusCode::NOT_FOUND, "no such path"),
    };
    Ok(answer)
}

fn echo(copy: CopyId, body: &[u8]) -> Response<Full<Bytes>> {
    let answer = serde_json::json!({
        "simulated": true,
        "copy": copy.to_string(),
        "echo": String::from_utf8_lossy(body),
    });
    let mut response = Response::new(Full::from(answer.to_string()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
}
