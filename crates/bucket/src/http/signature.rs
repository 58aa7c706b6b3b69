//! Refused signatures, in S3's words.
//!
//! Rule s3.signature-errors: code, text and elements of each.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use ebb_aws_wire::sigv4::{Form, Mismatch, Refused, ScopeFault, Untimely};
use ebb_units::Timestamp;

use super::error::{Code, S3Error};

impl From<&Refused> for S3Error {
    fn from(refused: &Refused) -> Self {
        match refused {
            // Nobody in particular: no bucket here is open to all.
            Refused::Missing => Self::new(Code::AccessDenied, "Access Denied"),
            Refused::TwoSignatures => Self::invalid_argument(
                "Authorization",
                "",
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string \
                 parameter or the Authorization header should be specified",
            ),
            Refused::Incomplete(form, text) => malformed(*form, text),
            Refused::Algorithm(_) => Self::new(
                Code::InvalidRequest,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
            ),
            Refused::Untimely(untimely) => self::untimely(untimely),
            Refused::HostNotSigned => headers_not_signed("host"),
            Refused::HeadersNotSigned(names) => headers_not_signed(&names.join(", ")),
            Refused::Scope(form, faults) => scope(*form, faults),
            Refused::UnknownKey(id) => Self::new(
                Code::InvalidAccessKeyId,
                "The AWS Access Key Id you provided does not exist in our records.",
            )
            .with("AWSAccessKeyId", id.as_str()),
            Refused::Token => Self::new(
                Code::InvalidToken,
                "The provided token is malformed or otherwise invalid.",
            ),
            Refused::Expired => Self::new(Code::ExpiredToken, "The provided token has expired."),
            Refused::Mismatch(mismatch) => self::mismatch(mismatch),
            Refused::Payload => Self::new(
                Code::XAmzContentSHA256Mismatch,
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
            ),
            Refused::PayloadHashMissing => Self::new(
                Code::InvalidRequest,
                "Missing required header for this request: x-amz-content-sha256",
            ),
        }
    }
}

pub(super) fn chunk_mismatch() -> S3Error {
    S3Error::new(Code::SignatureDoesNotMatch, DOES_NOT_MATCH)
}

const DOES_NOT_MATCH: &str = "The request signature we calculated does not match the signature you provided. Check \
                              your key and signing method.";

fn malformed(form: Form, text: &str) -> S3Error {
    match form {
        Form::Header => S3Error::new(
            Code::AuthorizationHeaderMalformed,
            format!("The authorization header is malformed; {text}"),
        ),
        Form::Query => S3Error::new(Code::AuthorizationQueryParametersError, text),
    }
}

fn untimely(untimely: &Untimely) -> S3Error {
    let Untimely { form, signed_at, now, allowed } = untimely;
    match form {
        Form::Header => S3Error::new(
            Code::RequestTimeTooSkewed,
            "The difference between the request time and the current time is too large.",
        )
        .with("RequestTime", iso(*signed_at))
        .with("ServerTime", iso(*now))
        .with("MaxAllowedSkewMilliseconds", allowed.as_millis().to_string()),
        Form::Query if untimely.is_past() => {
            let expires = signed_at.checked_add(*allowed).unwrap_or(*signed_at);
            S3Error::new(Code::AccessDenied, "Request has expired")
                .with("X-Amz-Expires", allowed.as_secs().to_string())
                .with("Expires", iso(expires))
                .with("ServerTime", iso(*now))
        }
        Form::Query => S3Error::new(Code::AccessDenied, "Request is not valid yet")
            .with("RequestTime", iso(*signed_at))
            .with("ServerTime", iso(*now)),
    }
}

fn headers_not_signed(names: &str) -> S3Error {
    S3Error::new(
        Code::AccessDenied,
        "There were headers present in the request which were not signed",
    )
    .with("HeadersNotSigned", names)
}

/// S3 names the first fault only.
fn scope(form: Form, faults: &[ScopeFault]) -> S3Error {
    let text = match faults.first() {
        Some(ScopeFault::Region(got)) => format!("the region '{got}' is wrong"),
        Some(ScopeFault::Service { got, want }) => {
            format!("incorrect service \"{got}\". This endpoint belongs to \"{want}\".")
        }
        Some(ScopeFault::Terminator(got)) => {
            format!("incorrect terminal \"{got}\". This endpoint uses \"aws4_request\".")
        }
        Some(ScopeFault::Date { got, stamp }) => {
            let day = stamp.get(..8).unwrap_or_default();
            format!(
                "Invalid credential date \"{got}\". This date is not the same as X-Amz-Date: \"{day}\"."
            )
        }
        None => String::new(),
    };
    match form {
        Form::Header => malformed(form, &text),
        Form::Query => {
            malformed(form, &format!("Error parsing the X-Amz-Credential parameter; {text}"))
        }
    }
}

fn mismatch(mismatch: &Mismatch) -> S3Error {
    let bytes = |text: &str| {
        let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        bytes.join(" ")
    };
    let Mismatch { access_key, signature, string_to_sign, canonical_request } = mismatch;
    S3Error::new(Code::SignatureDoesNotMatch, DOES_NOT_MATCH)
        .with("AWSAccessKeyId", access_key.as_str())
        .with("StringToSign", string_to_sign.as_str())
        .with("SignatureProvided", signature.as_str())
        .with("StringToSignBytes", bytes(string_to_sign))
        .with("CanonicalRequest", canonical_request.as_str())
        .with("CanonicalRequestBytes", bytes(canonical_request))
}

fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
