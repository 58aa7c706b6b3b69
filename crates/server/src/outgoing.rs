//! Requests that the server makes itself, by HTTP/1.1 and in TLS where the URL says https: one connection, one exchange.

use std::error::Error;

use bytes::Bytes;
use ebb_tls::{Connector, is_not_http};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};

/// Why an attempt came to nothing.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The next one may succeed.
    ForNow(String),
    /// The next one would be answered alike.
    ForGood(String),
}

/// The port of a URL.
pub(crate) fn port(url: &Uri) -> u16 {
    url.port_u16().unwrap_or(default_port(url))
}

/// The port that is meant where none is named.
pub(crate) fn default_port(url: &Uri) -> u16 {
    if url.scheme_str() == Some("https") { 443 } else { 80 }
}

/// Whether a URL names a host that can be called.
pub(crate) fn can_be_called(url: &Uri) -> bool {
    matches!(url.scheme_str(), Some("http" | "https"))
        && url.host().is_some_and(|host| !host.is_empty())
}

/// Sends a request to the host of `url` and reads at most `most_bytes` of the answer. The caller bounds the time.
///
/// # Errors
/// What went wrong; another attempt may succeed.
pub(crate) async fn exchange(
    connector: &Connector,
    url: &Uri,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
) -> Result<(StatusCode, Bytes), String> {
    let response = exchange_whole(connector, url, request, most_bytes).await?;
    Ok((response.status(), response.into_body()))
}

/// The same with the headers of the answer.
///
/// # Errors
/// What went wrong; another attempt may succeed.
pub(crate) async fn exchange_whole(
    connector: &Connector,
    url: &Uri,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
) -> Result<Response<Bytes>, String> {
    let stream = connector.connect(url).await.map_err(|error| chain(&error))?;
    let is_plain = url.scheme_str() == Some("http");
    let broke_off = |error: hyper::Error| {
        if is_plain && is_not_http(&error) {
            return format!("what answers there is no HTTP, perhaps it speaks https: {error}");
        }
        format!("the exchange broke off: {error}")
    };
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(stream).await.map_err(broke_off)?;
    let exchange = async {
        let response = sender.send_request(request).await.map_err(broke_off)?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, most_bytes).collect().await;
        let body = body.map_err(|error| format!("the answer broke off: {error}"))?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    };
    // The connection moves the bytes of the exchange, and is dropped with it.
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        outcome = &mut exchange => outcome,
        ended = connection => {
            if let Err(error) = ended {
                return Err(broke_off(error));
            }
            exchange.await
        }
    }
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}
