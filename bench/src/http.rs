//! The one client of all benches: HTTP/1.1 on a blocking connection, as cheap as it gets, so that what is measured
//! is the other side. Answers need a content-length, which all sides measured here send. A peer with a protocol of its
//! own brings a reader for it.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long one read or write may take; above the longest time that a request is held.
const PATIENCE: Duration = Duration::from_secs(60);
/// Largest answer that is read. Answers of the APIs stay far below.
const MOST_BYTES: usize = 8 << 20;

#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("no connection to {address}")]
    Connect { address: SocketAddr, source: std::io::Error },
    #[error("the connection failed")]
    Broken { source: std::io::Error },
    #[error("the connection was closed before the whole answer")]
    Closed,
    #[error("the answer is not HTTP/1.1 with a content-length")]
    Unreadable,
    #[error("the answer has more than {MOST_BYTES} bytes")]
    TooLarge,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
}

/// Finds status and body of an answer, once all of it is there.
pub(crate) type Reader = fn(&[u8]) -> Result<Option<(u16, usize, usize)>, HttpError>;

/// A keep-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    reader: Reader,
}

/// The bytes of a request, made once and sent as often as wanted.
pub(crate) fn request(
    method: &str,
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(head, "content-length: {}\r\n", body.len());
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Result<Self, HttpError> {
        Self::open_to(address, parse)
    }

    /// The same to something that may not speak HTTP.
    pub(crate) fn open_to(address: SocketAddr, reader: Reader) -> Result<Self, HttpError> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)
            .map_err(|source| HttpError::Connect { address, source })?;
        let set = || {
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.set_write_timeout(Some(PATIENCE))
        };
        set().map_err(|source| HttpError::Broken { source })?;
        Ok(Self { stream, buffer: vec![0; 4096], reader })
    }

    /// Sends a request and reads its whole answer. After an error the connection is of no more use.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>, HttpError> {
        self.stream.write_all(request).map_err(|source| HttpError::Broken { source })?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                if filled >= MOST_BYTES {
                    return Err(HttpError::TooLarge);
                }
                self.buffer.resize(filled * 2, 0);
            }
            let read = self
                .stream
                .read(&mut self.buffer[filled..])
                .map_err(|source| HttpError::Broken { source })?;
            if read == 0 {
                return Err(HttpError::Closed);
            }
            filled += read;
            if let Some((status, from, to)) = (self.reader)(&self.buffer[..filled])? {
                return Ok(Answer { status, body: &self.buffer[from..to] });
            }
        }
    }
}

/// Status and the place of the body, once all of it is there.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>, HttpError> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| HttpError::Unreadable)?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or(HttpError::Unreadable)?;
    let length: Option<usize> = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok());
    // 204 is "no content", and says no length.
    let length = length.or((status == 204).then_some(0)).ok_or(HttpError::Unreadable)?;
    let from = end + 4;
    if length > MOST_BYTES {
        return Err(HttpError::TooLarge);
    }
    let to = from + length;
    match bytes.len().cmp(&to) {
        std::cmp::Ordering::Less => Ok(None),
        std::cmp::Ordering::Equal => Ok(Some((status, from, to))),
        // One request is out at a time, so nothing can follow its answer.
        std::cmp::Ordering::Greater => Err(HttpError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_it_is_whole() {
        let whole = b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nx: y\r\n\r\nnone";
        for cut in 0..whole.len() {
            assert!(parse(&whole[..cut]).unwrap().is_none(), "{cut}");
        }
        let (status, from, to) = parse(whole).unwrap().unwrap();
        assert_eq!((status, &whole[from..to]), (404, &b"none"[..]));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bytes in [
            &b"SSH-2.0-x\r\n\r\n"[..],
            b"HTTP/1.1 2\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab",
            b"HTTP/1.1 200 OK\r\n\xff\r\n\r\n",
        ] {
            assert!(matches!(parse(bytes), Err(HttpError::Unreadable)), "{bytes:?}");
        }
        let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
        assert!(matches!(parse(huge), Err(HttpError::TooLarge)));
    }

    #[test]
    fn a_request_says_how_long_it_is() {
        let address = SocketAddr::from(([127, 0, 0, 1], 80));
        let bytes = request("POST", address, "/x", &[("a", "b")], b"{}");
        let text = "POST /x HTTP/1.1\r\nhost: 127.0.0.1:80\r\na: b\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(bytes, text.as_bytes());
    }
}
