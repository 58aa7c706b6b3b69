//! Each reason to refuse a signature, with AWS's code and words.
//!
//! Covers: sigv4.errors, sigv4.incomplete, sigv4.presigned-expiry, sigv4.scope, sigv4.signed-headers, sigv4.skew

use ebb_aws_wire::AwsError;
use ebb_aws_wire::sigv4::{Claim, Refused, Rules};
use http::HeaderMap;

const CREDENTIAL: &str = "AKIDEXAMPLE/20261120/eu-west-1/monitoring/aws4_request";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
        .collect()
}

/// Reads and checks at ten o'clock.
fn refusal(headers: &HeaderMap, query: &str) -> Option<Refused> {
    let now = "2026-11-20T10:00:00Z".parse().unwrap();
    let rules = Rules { service: "monitoring", skew: Rules::skew_of("monitoring"), now };
    Claim::read(headers, query).and_then(|claim| claim.check(headers, &rules)).err()
}

fn said(headers: &HeaderMap, query: &str) -> String {
    refusal(headers, query)
        .map_or("fine".to_owned(), |refused| AwsError::from(&refused).to_string())
}

fn signed(credential: &str, names: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature=00")
}

#[test]
fn a_header_that_cannot_be_read_says_what_it_lacks() {
    let incomplete = |text: &str| format!("IncompleteSignatureException: {text}");
    let date = ("x-amz-date", "20261120T100000Z");
    for (authorization, want) in [
        (
            "Bearer abc",
            "MissingAuthenticationTokenException: Request is missing Authentication Token"
                .to_owned(),
        ),
        (
            "AWS key:c2ln",
            incomplete("Unsupported AWS 'algorithm': 'AWS' (only AWS4-HMAC-SHA256 for now). "),
        ),
        (
            "AWS4-ECDSA-P256-SHA256 Credential=x",
            incomplete(
                "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ",
            ),
        ),
        (
            "AWS4-HMAC-SHA256 Credential",
            incomplete(
                "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header: \
                 'AWS4-HMAC-SHA256 Credential'.",
            ),
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a",
            incomplete(
                "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' \
                 parameter. Authorization=AWS4-HMAC-SHA256",
            ),
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
            incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
                 'a/b'",
            ),
        ),
    ] {
        assert_eq!(said(&headers(&[("authorization", authorization), date]), ""), want);
    }
    assert_eq!(
        said(&HeaderMap::new(), "Action=ListMetrics"),
        "MissingAuthenticationTokenException: Request is missing Authentication Token"
    );
    let authorization = signed(CREDENTIAL, "host");
    assert_eq!(
        said(&headers(&[("authorization", &authorization)]), ""),
        incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \
             Authorization=AWS4-HMAC-SHA256"
        )
    );
    let odd = headers(&[("authorization", &authorization), ("x-amz-date", "noon")]);
    assert_eq!(
        said(&odd, ""),
        incomplete(
            "Date must be in ISO-8601 'basic format'. Got 'noon'. See http://en.wikipedia.org/wiki/ISO_8601"
        )
    );
    let twice = headers(&[("authorization", &authorization), date]);
    assert_eq!(refusal(&twice, "X-Amz-Algorithm=AWS4-HMAC-SHA256"), Some(Refused::TwoSignatures));
    let version_2 = "AWSAccessKeyId=k&Signature=c2ln&Expires=1800000000";
    assert_eq!(refusal(&HeaderMap::new(), version_2), Some(Refused::Algorithm("AWS".to_owned())));
}

#[test]
fn five_minutes_either_way_are_allowed() {
    let authorization = signed(CREDENTIAL, "host;x-amz-date");
    let at =
        |date: &str| said(&headers(&[("authorization", &authorization), ("x-amz-date", date)]), "");
    assert_eq!(at("20261120T095500Z"), "fine");
    assert_eq!(at("20261120T100500Z"), "fine");
    assert_eq!(
        at("20261120T095459Z"),
        "InvalidSignatureException: Signature expired: 20261120T095459Z is now earlier than 20261120T095500Z \
         (20261120T100000Z - 5 min.)"
    );
    assert_eq!(
        at("20261120T100501Z"),
        "InvalidSignatureException: Signature not yet current: 20261120T100501Z is still later than 20261120T100500Z \
         (20261120T100000Z + 5 min.)"
    );
    let http_date =
        [("authorization", authorization.as_str()), ("date", "Fri, 20 Nov 2026 10:00:00 GMT")];
    assert_eq!(said(&headers(&http_date), ""), "fine");
}

#[test]
fn a_presigned_url_is_good_for_as_long_as_it_says() {
    let query = |date: &str, expires: &str| {
        format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={date}&X-Amz-Expires={expires}\
             &X-Amz-SignedHeaders=host&X-Amz-Signature=00",
            CREDENTIAL.replace('/', "%2F").replace("20261120", &date[..8])
        )
    };
    let at = |date: &str, expires: &str| said(&HeaderMap::new(), &query(date, expires));
    assert_eq!(at("20261120T090000Z", "3600"), "fine");
    assert_eq!(at("20261113T100000Z", "604800"), "fine");
    assert!(at("20261120T085959Z", "3600").contains("Signature expired: 20261120T085959Z is now earlier than 20261120T090000Z (20261120T100000Z - 60 min.)"));
    assert!(at("20261120T100501Z", "3600").contains("Signature not yet current"));
    assert!(at("20261120T100000Z", "604801").contains("must be less than a week"));
    assert!(at("20261120T100000Z", "soon").contains("should be a number"));
    assert!(at("20261120T100000Z", "-1").contains("must be non-negative"));
    let without = query("20261120T100000Z", "60").replace("X-Amz-Signature", "Signature");
    assert!(said(&HeaderMap::new(), &without).contains("version 4 requires"));
}

#[test]
fn the_scope_names_all_that_is_wrong_with_it() {
    let at = |credential: &str| {
        let authorization = signed(credential, "host;x-amz-date");
        said(&headers(&[("authorization", &authorization), ("x-amz-date", "20261120T100000Z")]), "")
    };
    assert_eq!(at(CREDENTIAL), "fine");
    assert_eq!(
        at("k/20261119/NOWHERE/sns/aws5_request"),
        "InvalidSignatureException: Credential should be scoped to a valid region, not 'NOWHERE'. Credential should \
         be scoped to correct service: 'monitoring'. Credential should be scoped with a valid terminator: \
         'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version \
         of date from HTTP: '20261119' != '20261120', from '20261120T100000Z'."
    );
}

#[test]
fn headers_that_decide_must_be_signed() {
    let at = |names: &str, more: &[(&'static str, &str)]| {
        let authorization = signed(CREDENTIAL, names);
        let mut pairs =
            vec![("authorization", authorization.as_str()), ("x-amz-date", "20261120T100000Z")];
        pairs.extend_from_slice(more);
        said(&headers(&pairs), "")
    };
    assert_eq!(
        at("x-amz-date", &[]),
        "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    );
    let target = ("x-amz-target", "SageMaker.ListModels");
    let component = ("x-amzn-sagemaker-inference-component", "c");
    assert_eq!(
        at("host;x-amz-date", &[target, component]),
        "InvalidSignatureException: 'x-amz-target' must be a 'SignedHeader' in the AWS Authorization. \
         'x-amzn-sagemaker-inference-component' must be a 'SignedHeader' in the AWS Authorization."
    );
    let all = "host;x-amz-date;x-amz-target;x-amzn-sagemaker-inference-component";
    let free = [
        target,
        component,
        ("x-amz-user-agent", "a"),
        ("x-amzn-trace-id", "t"),
        ("user-agent", "a"),
    ];
    assert_eq!(at(all, &free), "fine");
}
