//! Requests that the server makes itself, over plain HTTP/1.1: one connection, one exchange.

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

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
    url.port_u16().unwrap_or(80)
}

/// Sends a request to the host of `url` and reads at most `most_bytes` of the answer. The caller bounds the time.
///
/// # Errors
/// What went wrong; another attempt may succeed.
pub(crate) async fn exchange(
    url: &Uri,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
) -> Result<(StatusCode, Bytes), String> {
    let response = exchange_whole(url, request, most_bytes).await?;
    Ok((response.status(), response.into_body()))
}

/// The same with the headers of the answer.
///
/// # Errors
/// What went wrong; another attempt may succeed.
pub(crate) async fn exchange_whole(
    url: &Uri,
    request: Request<Full<Bytes>>,
    most_bytes: usize,
) -> Result<Response<Bytes>, String> {
    let host = url.host().ok_or_else(|| format!("\"{url}\" has no host"))?;
    // Only an address in brackets has them around it.
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let unreachable = |error: std::io::Error| format!("could not reach it: {error}");
    let stream = TcpStream::connect((address, port(url))).await.map_err(unreachable)?;
    let broke_off = |error: hyper::Error| format!("the exchange broke off: {error}");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broke_off)?;
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
