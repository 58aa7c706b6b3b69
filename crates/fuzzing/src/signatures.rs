//! Signatures of version 4: a value for `Authorization` in the first line, a query string in the second.

use ebb_aws_wire::sigv4::{Claim, Paths, SecretKey, Signable, UNSIGNED_PAYLOAD, credential_scope};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method, Uri};

use crate::kind_of;

pub(crate) const WORDS: &[&str] = &[
    "AWS4-HMAC-SHA256 ",
    "AWS4-HMAC-SHA256",
    "Credential=",
    "SignedHeaders=",
    "Signature=",
    ", ",
    ",",
    "/",
    "aws4_request",
    "20261120",
    "20261120T100000Z",
    "us-east-1",
    "monitoring",
    "host;x-amz-date",
    "host",
    "\n",
    "X-Amz-Algorithm=",
    "X-Amz-Credential=",
    "X-Amz-Date=",
    "X-Amz-Expires=",
    "X-Amz-SignedHeaders=",
    "X-Amz-Signature=",
    "X-Amz-Security-Token=",
    "&",
    "%2F",
    "604800",
    "00ff",
];

pub(crate) fn claim(data: &[u8]) -> String {
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let (authorization, query) =
        (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let query = String::from_utf8_lossy(query);
    let Ok(uri) = format!("/?{query}").parse::<Uri>() else { return "no URL".to_owned() };
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost"));
    headers.insert("x-amz-date", HeaderValue::from_static("20261120T100000Z"));
    if !authorization.is_empty() {
        let Ok(value) = HeaderValue::from_bytes(authorization) else {
            return "no header".to_owned();
        };
        headers.insert(AUTHORIZATION, value);
    }
    let scope = credential_scope(&headers, &uri).is_some();
    match Claim::read(&headers, uri.query().unwrap_or_default()) {
        Ok(claim) => {
            // Nobody guesses a signature, however a request looks.
            let request = Signable::new(&Method::POST, &uri, &headers);
            let paths = Paths::of("monitoring");
            let verified =
                SecretKey::new("secret").verify(&claim, &request, paths, UNSIGNED_PAYLOAD);
            assert!(verified.is_err(), "{:?}", String::from_utf8_lossy(data));
            format!("claimed {scope} {}", claim.covers("host"))
        }
        Err(refused) => {
            let text = refused.to_string();
            assert!(!text.is_empty());
            format!("{scope} {}", kind_of(&text))
        }
    }
}
