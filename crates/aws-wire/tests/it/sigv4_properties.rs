//! Signatures: what was signed verifies, whatever is changed afterwards does not, and nothing panics.

use ebb_aws_wire::sigv4::{Claim, Paths, Refused, Rules, SecretKey, Signable, payload_hash};
use http::HeaderMap;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::signer::{Plain, Signer};

const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn signer() -> Signer {
    Signer {
        id: ID.to_owned(),
        secret: SECRET.to_owned(),
        stamp: "20261120T100000Z".to_owned(),
        region: "eu-west-1".to_owned(),
        service: "monitoring".to_owned(),
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let word = || "[a-zA-Z0-9_.~-]{1,8}";
    // A segment of dots would be resolved, and two requests would be one.
    let segment = "[a-zA-Z0-9_~-]{1,8}";
    (
        prop_oneof![Just("GET".to_owned()), Just("POST".to_owned())],
        vec(segment, 0..4),
        vec((word(), word()), 0..4),
        vec((word(), "[!-~]{1,6}( {1,3}[!-~]{1,6}){0,2}"), 0..4),
        vec(any::<u8>(), 0..40),
    )
        .prop_map(|(method, segments, query, headers, body)| {
            let named = |(name, value): (String, String)| (format!("x-test-{name}"), value);
            let mut headers: Vec<_> = headers.into_iter().map(named).collect();
            headers.push(("host".to_owned(), "example.test:4600".to_owned()));
            Plain { method, path: format!("/{}", segments.join("/")), query, headers, body }
        })
}

fn header_map(request: &Plain) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in &request.headers {
        map.append(name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap());
    }
    map
}

fn verify(request: &Plain) -> Result<(), Refused> {
    let (headers, query) = (header_map(request), request.query());
    let claim = Claim::read(&headers, &query)?;
    let now = "2026-11-20T10:04:00Z".parse().unwrap();
    let rules = Rules { service: "monitoring", skew: Rules::skew_of("monitoring"), now };
    claim.check(&headers, &rules)?;
    // Which key it is no signature covers: another id is another key.
    if claim.scope.access_key != ID {
        return Err(Refused::UnknownKey(claim.scope.access_key));
    }
    let signable = Signable {
        method: &request.method,
        path: &request.path,
        query: &query,
        headers: &headers,
        authority: None,
    };
    let payload = payload_hash(&request.body);
    SecretKey::new(SECRET).verify(&claim, &signable, Paths::of("monitoring"), &payload)
}

/// Puts another character for the one at `at`, of the same kind so that the request can still be sent.
fn change(text: &mut String, at: prop::sample::Index) {
    let Some(at) = (!text.is_empty()).then(|| at.index(text.len())) else {
        text.push('x');
        return;
    };
    let other = if text.as_bytes()[at] == b'x' { "y" } else { "x" };
    text.replace_range(at..=at, other);
}

proptest! {
    #[test]
    fn what_was_signed_verifies(request in plain()) {
        prop_assert_eq!(verify(&request.sign(&signer())), Ok(()));
    }

    #[test]
    fn a_presigned_url_verifies_until_a_byte_of_it_is_changed(
        request in plain(),
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let payload = payload_hash(&request.body);
        let mut request = request.presign(&signer(), 600, &payload);
        prop_assert_eq!(verify(&request), Ok(()));
        let index = which.index(request.query.len());
        change(&mut request.query[index].1, at);
        prop_assert!(verify(&request).is_err());
    }

    #[test]
    fn any_byte_that_is_changed_afterwards_is_noticed(
        request in plain(),
        part in 0..5_usize,
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let mut request = request.sign(&signer());
        match part {
            0 => change(&mut request.method, at),
            1 => change(&mut request.path, at),
            2 if !request.query.is_empty() => {
                let index = which.index(request.query.len());
                let pair = &mut request.query[index];
                change(if flip % 2 == 0 { &mut pair.0 } else { &mut pair.1 }, at);
            }
            3 if !request.body.is_empty() => {
                let at = at.index(request.body.len());
                request.body[at] ^= flip;
            }
            2 | 3 => request.body.push(flip),
            _ => {
                // The date and the signature itself are among them.
                let index = which.index(request.headers.len());
                let header = &mut request.headers[index];
                change(&mut header.1, at);
            }
        }
        prop_assert!(verify(&request).is_err());
    }

    #[test]
    fn no_header_and_no_query_panics(
        authorization in "(AWS4-HMAC-SHA256 )?[ -~]{0,120}",
        date in "[0-9TZ:+-]{0,20}",
        query in "[!-~]{0,120}",
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", authorization.parse().unwrap());
        headers.insert("x-amz-date", date.parse().unwrap());
        let presigned = format!("X-Amz-Algorithm=AWS4-HMAC-SHA256&{query}");
        for claim in [Claim::read(&headers, ""), Claim::read(&HeaderMap::new(), &presigned)] {
            let Ok(claim) = claim else { continue };
            let now = jiff::Timestamp::UNIX_EPOCH;
            let rules = Rules { service: "s3", skew: Rules::skew_of("s3"), now };
            let _ = claim.check(&headers, &rules);
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_panic_either(
        value in vec(prop_oneof![0x20..0x7f_u8, 0x80..=0xff_u8], 0..80),
        names in "[a-z;]{0,20}",
        credential in "[a-z0-9/]{0,20}",
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("host", http::HeaderValue::from_bytes(&value).unwrap());
        let claim = format!(
            "AWS4-HMAC-SHA256 Credential={credential}/20261120/us-east-1/s3/aws4_request, SignedHeaders={names}, Signature=0"
        );
        headers.insert("authorization", claim.parse().unwrap());
        headers.insert("x-amz-date", "20261120T100000Z".parse().unwrap());
        if let Ok(claim) = Claim::read(&headers, "") {
            let path = String::from_utf8_lossy(&value);
            let request = Signable {
                method: "GET", path: &path, query: &path, headers: &headers, authority: None,
            };
            for paths in [Paths::AsSent, Paths::Normalized] {
                prop_assert!(SecretKey::new("s").verify(&claim, &request, paths, "").is_err());
            }
        }
    }
}
