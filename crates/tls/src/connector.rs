//! The way to a connection, within bounds of time.

use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

use crate::{ConnectError, Trust};

/// All addresses of a name together are tried for this long.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// With looking the name up, for which the system's resolver has time-outs of its own.
const REACH_WITHIN: Duration = Duration::from_secs(10);
/// From the first byte of a handshake to its last: two turns and a signature.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);

/// Connects to the host of a URL. Clones share what is trusted, which is read when the first `https://` asks for it.
#[derive(Clone)]
pub struct Connector {
    tcp: HttpConnector,
    tls: Arc<Tls>,
    handshake_within: Duration,
}

struct Tls {
    trust: Trust,
    connector: OnceLock<TlsConnector>,
}

/// A connection.
pub enum Stream {
    /// As it is.
    Plain(TokioIo<TcpStream>),
    /// In TLS.
    Tls(Box<TokioIo<TlsStream<TcpStream>>>),
}

impl Default for Connector {
    fn default() -> Self {
        Self::new(Trust::default())
    }
}

impl Connector {
    /// A connector that trusts these authorities.
    pub fn new(trust: Trust) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_WITHIN));
        let tls = Arc::new(Tls { trust, connector: OnceLock::new() });
        Self { tcp, tls, handshake_within: HANDSHAKE_WITHIN }
    }

    /// A connection to the host of a URL.
    ///
    /// # Errors
    /// [`ConnectError`] says why there is none.
    pub async fn connect(&self, url: &Uri) -> Result<Stream, ConnectError> {
        let is_tls = match url.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) | None => return Err(ConnectError::Address(url.to_string())),
        };
        let host = url.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| ConnectError::Address(url.to_string()))?;
        // What is trusted comes first: nobody is reached in vain.
        let tls = if is_tls { Some(self.tls.connector()?) } else { None };
        let stream = timeout(REACH_WITHIN, self.tcp.clone().call(url.clone()))
            .await
            .map_err(|_| ConnectError::Late { host: host.to_owned(), within: REACH_WITHIN })?
            .map_err(|error| ConnectError::unreachable(host, error))?;
        let Some(tls) = tls else { return Ok(Stream::Plain(stream)) };
        // Only an address in brackets has them around it.
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name =
            ServerName::try_from(name).map_err(|_| ConnectError::Address(url.to_string()))?;
        let stream = timeout(self.handshake_within, tls.connect(name, stream.into_inner()))
            .await
            .map_err(|_| ConnectError::Silent {
                host: host.to_owned(),
                within: self.handshake_within,
            })?
            .map_err(|error| ConnectError::of_handshake(host, error, self.tls.trust.setting()))?;
        Ok(Stream::Tls(Box::new(TokioIo::new(stream))))
    }
}

impl Tls {
    fn connector(&self) -> Result<&TlsConnector, ConnectError> {
        if let Some(connector) = self.connector.get() {
            return Ok(connector);
        }
        // Read again after a failure: the file may be there by now.
        let config = self.trust.config().map_err(ConnectError::Trust)?;
        Ok(self.connector.get_or_init(|| TlsConnector::from(Arc::new(config))))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("trust", &self.tls.trust).finish_non_exhaustive()
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, url: Uri) -> Self::Future {
        let own = self.clone();
        Box::pin(async move { own.connect(&url).await })
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        match self {
            Self::Plain(stream) => stream.connected(),
            Self::Tls(stream) => stream.inner().get_ref().0.connected(),
        }
    }
}

impl Read for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl Write for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(context, parts),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(context, parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn whoever_says_nothing_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let authority = ebb_tls_fixture::Authority::new();
        let mut connector = Connector::new(Trust::default().instead(authority.file()));
        connector.handshake_within = Duration::from_millis(20);
        let error = connector.connect(&url.parse().unwrap()).await.err().unwrap();
        assert!(matches!(&error, ConnectError::Silent { host, .. } if host == "127.0.0.1"));
        drop(listener);
    }
}
