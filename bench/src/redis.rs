//! Redis with an append-only file that is synced before each answer: the peer of the durable queue.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::child::Running;
use crate::ebb::free_port;
use crate::failure::Failure;
use crate::http::{Connection, HttpError};
use crate::machine::told_by;
use crate::patience;
use crate::stop::Stop;

/// What is told of its configuration.
pub(crate) const TOLD: &str = "--appendonly yes --appendfsync always --save \"\"";

pub(crate) struct Redis {
    /// Ends with this value.
    _process: Running,
    pub(crate) address: SocketAddr,
}

/// The version, when the program can be run.
pub(crate) fn version(program: &Path) -> Option<String> {
    told_by(program, "--version")
}

impl Redis {
    /// Starts it with all its files in `dir`.
    pub(crate) fn start(program: &Path, dir: &Path, stop: &Stop) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = Command::new(program);
        command
            .args(["--bind", "127.0.0.1", "--port", &address.port().to_string()])
            .args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""])
            .arg("--dir")
            .arg(dir);
        let mut process = Running::start("redis", command, &dir.join("redis.log"))?;
        patience::until("redis to listen", Duration::from_millis(1), stop, || {
            process.check()?;
            Ok(Connection::open(address).is_ok().then_some(()))
        })?;
        Ok(Self { _process: process, address })
    }
}

/// A command: an array of bulk strings.
pub(crate) fn command(words: &[&[u8]]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        bytes.extend(format!("${}\r\n", word.len()).into_bytes());
        bytes.extend(*word);
        bytes.extend(b"\r\n");
    }
    bytes
}

/// A simple or bulk string as a success, an error as 500.
pub(crate) fn read(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>, HttpError> {
    let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
    match bytes[0] {
        b'+' => Ok(Some((200, 1, end))),
        b'-' => Ok(Some((500, 1, end))),
        b'$' => {
            let length =
                std::str::from_utf8(&bytes[1..end]).ok().and_then(|text| text.parse().ok());
            let length: usize = length.ok_or(HttpError::Unreadable)?;
            let from = end + 2;
            Ok((from + length + 2 <= bytes.len()).then_some((200, from, from + length)))
        }
        _ => Err(HttpError::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_when_they_are_whole() {
        let whole = b"$3\r\n1-0\r\n";
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).unwrap().is_none(), "{cut}");
        }
        assert_eq!(read(whole).unwrap(), Some((200, 4, 7)));
        assert_eq!(read(b"-ERR no\r\n").unwrap(), Some((500, 1, 7)));
        assert!(matches!(read(b"HTTP/1.1 200 OK\r\n"), Err(HttpError::Unreadable)));
        assert_eq!(command(&[b"PING"]), b"*1\r\n$4\r\nPING\r\n");
    }
}
