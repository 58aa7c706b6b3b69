//! Every case of `vectors/sigv4.json`: signatures that AWS has published.
//!
//! Covers: sigv4.canonical, sigv4.chunks

use std::path::Path;

use ebb_aws_wire::sigv4::{
    Claim, Paths, Refused, Rules, SecretKey, Signable, Signer, payload_hash,
};
use http::{HeaderMap, HeaderName};
use serde_json::Value;

fn vectors(file: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let text = std::fs::read_to_string(folder.join(format!("{file}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Ids of the cases that are left out, each with a reason.
fn vectors_left_out() -> Vec<String> {
    let listed = vectors("left-out");
    let cases = listed["sigv4"].as_array().unwrap();
    cases
        .iter()
        .map(|case| {
            assert!(text(case, "/reason").len() > 20, "{case}");
            text(case, "/id").to_owned()
        })
        .collect()
}

fn text<'v>(case: &'v Value, pointer: &str) -> &'v str {
    case.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {case}"))
}

fn headers(case: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for pair in case["request"]["headers"].as_array().unwrap() {
        let name: HeaderName = text(pair, "/0").parse().unwrap();
        headers.append(name, text(pair, "/1").parse().unwrap());
    }
    headers
}

/// Checks a case against a secret; the canonical request comes out of a refusal, where a client sees it too.
fn check(case: &Value, secret: &str) -> Result<(), String> {
    let id = text(case, "/id");
    let headers = headers(case);
    let query = text(case, "/request/query");
    let request = Signable {
        method: text(case, "/request/method"),
        path: text(case, "/request/path"),
        query,
        headers: &headers,
        authority: None,
    };
    let paths = match text(case, "/paths") {
        "normalized" => Paths::Normalized,
        "as-sent" => Paths::AsSent,
        other => panic!("{id}: {other}"),
    };
    let hash = payload_hash(text(case, "/request/body").as_bytes());
    // The suite signs some bodies as if they were empty.
    let canonical = text(case, "/canonical");
    let payload = case.get("payload").and_then(Value::as_str).unwrap_or_else(|| {
        let said = canonical.rsplit('\n').next().unwrap();
        assert!(said == hash || said == payload_hash(b""), "{id}: {said}");
        said
    });
    let refused = |refused: Refused| refused.to_string();
    let claim = Claim::read(&headers, query).map_err(refused)?;
    SecretKey::new(secret).verify(&claim, &request, paths, payload).map_err(refused)?;
    let Err(Refused::Mismatch(mismatch)) =
        SecretKey::new("another").verify(&claim, &request, paths, payload)
    else {
        panic!("{id}: another secret gives the same signature")
    };
    assert_eq!(mismatch.canonical_request, canonical, "{id}");
    assert_eq!(mismatch.signature, text(case, "/signature"), "{id}");
    // At the instant of signing nothing else is wrong.
    let stamp = mismatch.string_to_sign.lines().nth(1).unwrap();
    let now = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).unwrap();
    let now = now.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let service = claim.scope.service.clone();
    let rules = Rules { service: &service, skew: Rules::skew_of(&service), now };
    claim.check(&headers, &rules).map_err(refused)
}

#[test]
fn published_signatures_hold() {
    let vectors = vectors("sigv4");
    let left_out = vectors_left_out();
    let cases = vectors["signature_cases"].as_array().unwrap();
    let (mut passed, mut skipped, mut wrong) = (0, 0, Vec::new());
    for case in cases {
        let id = text(case, "/id");
        let secret = text(&vectors, if id.starts_with("s3-") { "/s3_secret" } else { "/secret" });
        match (check(case, secret), left_out.iter().any(|left_out| left_out == id)) {
            (Ok(()), false) => passed += 1,
            (Err(_), true) => skipped += 1,
            (Ok(()), true) => wrong.push(format!("{id}: left out, but it passes")),
            (Err(why), false) => wrong.push(format!("{id}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(skipped, left_out.len(), "a name that is left out stands for a case");
    assert!(passed > 70, "only {passed} cases");
}

/// Where a header holds the signature, ours is the same, byte for byte.
#[test]
fn requests_are_signed_as_published() {
    let vectors = vectors("sigv4");
    let mut signed = 0;
    for case in vectors["signature_cases"].as_array().unwrap() {
        let (id, published) = (text(case, "/id"), headers(case));
        let Some(want) = published.get("authorization") else { continue };
        // The suite has requests that no client of ours makes: targets as they were sent to services other than S3, dates
        // in other headers.
        let target = format!("{}?{}", text(case, "/request/path"), text(case, "/request/query"));
        let Ok(uri) = target.trim_end_matches('?').parse::<http::Uri>() else { continue };
        let Some(stamp) = published.get("x-amz-date") else { continue };
        let claim = Claim::read(&published, "").unwrap();
        let mut headers = published.clone();
        headers.remove("authorization");
        let payload = text(case, "/canonical").rsplit('\n').next().unwrap();
        let is_s3 = claim.scope.service == "s3";
        let is_as_we_spell = (text(case, "/paths") == "as-sent") == is_s3;
        if payload.len() != 64 || !is_as_we_spell || !covers_all(want.to_str().unwrap(), &headers) {
            continue;
        }
        let stamp = stamp.to_str().unwrap();
        let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).unwrap();
        let at = at.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let secret = text(&vectors, if id.starts_with("s3-") { "/s3_secret" } else { "/secret" });
        let signer = Signer {
            access_key: claim.scope.access_key.clone(),
            secret: SecretKey::new(secret),
            session_token: claim.session_token.clone(),
        };
        let method: http::Method = text(case, "/request/method").parse().unwrap();
        let scope = (claim.scope.region.as_str(), claim.scope.service.as_str());
        signer.sign((&method, &uri), &mut headers, scope, payload, at).unwrap();
        let squeezed = |value: &http::HeaderValue| value.to_str().unwrap().replace(", ", ",");
        assert_eq!(squeezed(&headers["authorization"]), squeezed(want), "{id}");
        signed += 1;
    }
    assert!(signed > 25, "only {signed} cases");
}

fn covers_all(authorization: &str, headers: &HeaderMap) -> bool {
    let (_, names) = authorization.split_once("SignedHeaders=").unwrap();
    let names: Vec<&str> = names.split(',').next().unwrap().split(';').collect();
    headers.keys().all(|name| names.contains(&name.as_str())) && names.len() == headers.keys_len()
}

#[test]
fn published_chunks_hold() {
    let vectors = vectors("sigv4");
    for case in vectors["chunk_cases"].as_array().unwrap() {
        let id = text(case, "/id");
        let value = format!(
            "AWS4-HMAC-SHA256 Credential=k/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature={}",
            text(case, "/seed")
        );
        let mut headers = HeaderMap::new();
        headers.insert("authorization", value.parse().unwrap());
        headers.insert("x-amz-date", "20130524T000000Z".parse().unwrap());
        let claim = Claim::read(&headers, "").unwrap();
        let key = SecretKey::new(text(&vectors, "/s3_secret"));
        let (mut chain, mut broken) = (key.chunks(&claim), key.chunks(&claim));
        for chunk in case["chunks"].as_array().unwrap() {
            let length = usize::try_from(chunk[0].as_u64().unwrap()).unwrap();
            let signature = chunk[1].as_str().unwrap();
            for piece in vec![b'a'; length].chunks(10_000) {
                chain.update(piece);
                broken.update(piece);
            }
            broken.update(b"b");
            assert!(chain.ends_with(signature), "{id}: {length}");
            assert!(!broken.ends_with(signature), "{id}: {length}");
        }
        if let Some(trailers) = case.get("trailers").and_then(Value::as_str) {
            let signature = text(case, "/trailer_signature");
            assert!(chain.trailers_hold(trailers, signature), "{id}");
            assert!(!broken.trailers_hold("x-amz-checksum-crc32c:sOO8/A==\n", signature), "{id}");
        }
    }
}
