//! The canonical request: the one spelling of a request that both sides sign.
//!
//! Rule sigv4.canonical: method, path, query, signed headers, their names and the payload's hash, a line each.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use http::header::HOST;
use http::{HeaderMap, Uri};

/// How a service spells paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paths {
    /// S3: every byte of a key counts, so dots and slashes stay, and the path is encoded once.
    AsSent,
    /// All others: dot segments and double slashes are resolved, and what is encoded already is encoded once more.
    Normalized,
}

impl Paths {
    /// The spelling of a service, by its signing name.
    pub fn of(service: &str) -> Self {
        if service == "s3" { Self::AsSent } else { Self::Normalized }
    }
}

/// The parts of a request that a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'r> {
    /// `POST` and the like.
    pub method: &'r str,
    /// As on the wire.
    pub path: &'r str,
    /// As on the wire, without the question mark.
    pub query: &'r str,
    /// All headers.
    pub headers: &'r HeaderMap,
    /// What stands for the header `Host` in HTTP/2.
    pub authority: Option<&'r str>,
}

impl<'r> Signable<'r> {
    /// The parts of a request as a server has them.
    pub fn new(method: &'r http::Method, uri: &'r Uri, headers: &'r HeaderMap) -> Self {
        Self {
            method: method.as_str(),
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers,
            authority: uri.authority().map(http::uri::Authority::as_str),
        }
    }

    /// The canonical request. `signed` are the names of the headers, separated by semicolons.
    pub(super) fn canonical(&self, paths: Paths, signed: &str, payload: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(512 + self.path.len() + self.query.len());
        out.extend_from_slice(self.method.as_bytes());
        out.push(b'\n');
        path(&mut out, self.path, paths);
        out.push(b'\n');
        query(&mut out, self.query);
        out.push(b'\n');
        for name in signed.split(';') {
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            self.values(&mut out, name);
            out.push(b'\n');
        }
        out.push(b'\n');
        out.extend_from_slice(signed.as_bytes());
        out.push(b'\n');
        out.extend_from_slice(payload.as_bytes());
        out
    }

    /// The values of a header in the order they came. A header that is not there is empty, which no signer signs.
    fn values(&self, out: &mut Vec<u8>, name: &str) {
        let mut values = self.headers.get_all(name).iter().peekable();
        if values.peek().is_none() && name == HOST.as_str() {
            out.extend_from_slice(self.authority.unwrap_or_default().as_bytes());
        }
        let mut first = true;
        for value in values {
            if !first {
                out.push(b',');
            }
            first = false;
            folded(out, value.as_bytes());
        }
    }
}

/// A value without white space around it, and with single spaces in it.
fn folded(out: &mut Vec<u8>, value: &[u8]) {
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
}

fn path(out: &mut Vec<u8>, path: &str, paths: Paths) {
    match paths {
        Paths::AsSent => encode(out, &decode(path), true),
        Paths::Normalized => {
            let mut segments: Vec<&str> = Vec::new();
            for segment in path.split('/') {
                match segment {
                    "" | "." => {}
                    ".." => drop(segments.pop()),
                    segment => segments.push(segment),
                }
            }
            let ends_with_slash = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
            for segment in &segments {
                out.push(b'/');
                encode(out, segment.as_bytes(), true);
            }
            if segments.is_empty() || ends_with_slash {
                out.push(b'/');
            }
        }
    }
}

/// Parameters by name, then value, each encoded; without the signature, which cannot cover itself.
fn query(out: &mut Vec<u8>, query: &str) {
    if query.is_empty() {
        return;
    }
    let encoded = |text: &str| {
        let mut encoded = Vec::with_capacity(text.len() + 8);
        encode(&mut encoded, &decode(text), false);
        encoded
    };
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded(name), encoded(value)))
        .filter(|(name, _)| name != b"X-Amz-Signature")
        .collect();
    pairs.sort_unstable();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(name);
        out.push(b'=');
        out.extend_from_slice(value);
    }
}

/// Encodes all but the unreserved characters of RFC 3986.
fn encode(out: &mut Vec<u8>, bytes: &[u8], keep_slash: bool) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'_' | b'.' | b'~')
            || (keep_slash && byte == b'/');
        if plain {
            out.push(byte);
        } else {
            let digit = |nibble: u8| DIGITS[usize::from(nibble & 15)];
            out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte)]);
        }
    }
}

/// Undoes percent signs; a plus is a plus, and a percent sign without two digits is one.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let value = |digit: Option<&u8>| digit.and_then(|digit| char::from(*digit).to_digit(16));
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped =
            if byte == b'%' { value(after.first()).zip(value(after.get(1))) } else { None };
        match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(escaped) => {
                out.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str, paths: Paths) -> String {
        let mut out = Vec::new();
        path(&mut out, text, paths);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_key_of_s3_stays_as_it_is() {
        for (sent, want) in [
            ("/b/a%20b", "/b/a%20b"),
            ("/b/a+b", "/b/a%2Bb"),
            ("/b//a/../c/", "/b//a/../c/"),
            ("/b/%C3%A9%2f(1)", "/b/%C3%A9/%281%29"),
            ("/b/100%", "/b/100%25"),
            ("/", "/"),
        ] {
            assert_eq!(spelled(sent, Paths::AsSent), want, "{sent}");
        }
    }

    #[test]
    fn other_paths_are_resolved_and_encoded_twice() {
        for (sent, want) in [
            ("", "/"),
            ("/endpoints/e/invocations", "/endpoints/e/invocations"),
            ("/a%20b", "/a%2520b"),
            ("//a//b/./c/../d/", "/a/b/d/"),
            ("/../..", "/"),
            ("/a/.", "/a/"),
        ] {
            assert_eq!(spelled(sent, Paths::Normalized), want, "{sent}");
        }
    }

    #[test]
    fn parameters_are_sorted_as_they_are_encoded() {
        let spelled = |text: &str| {
            let mut out = Vec::new();
            query(&mut out, text);
            String::from_utf8(out).unwrap()
        };
        for (sent, want) in [
            ("b=2&a=2&a=1", "a=1&a=2&b=2"),
            ("uploads", "uploads="),
            ("a=x+y&&a=x%20y", "a=x%20y&a=x%2By"),
            ("X-Amz-Signature=0&B=1&a=1", "B=1&a=1"),
            ("k=a=b", "k=a%3Db"),
        ] {
            assert_eq!(spelled(sent), want, "{sent}");
        }
    }
}
