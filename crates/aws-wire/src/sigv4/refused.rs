//! Why a signature is refused, and how the JSON and Query services say so. S3 has words of its own.
//!
//! Rule sigv4.errors: which check fails with which code.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html>

use jiff::{SignedDuration, Timestamp};

use super::Form;
use super::stamp::basic;
use crate::AwsError;

/// A request that is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not signed.
    #[error("the request is not signed")]
    Missing,
    /// It is signed twice, in its header and in its query.
    #[error("the request is signed both in its header and in its query")]
    TwoSignatures,
    /// The signature cannot be read; the text is AWS's.
    #[error("{1}")]
    Incomplete(Form, String),
    /// It is made with another algorithm.
    #[error("the algorithm \"{0}\" is not supported")]
    Algorithm(String),
    /// It is too old, or of the future.
    #[error("the signature is not of now")]
    Untimely(Untimely),
    /// The signature does not cover the host.
    #[error("the host is not signed")]
    HostNotSigned,
    /// The signature does not cover these headers, which it must.
    #[error("headers are not signed")]
    HeadersNotSigned(Vec<String>),
    /// It was made for something else.
    #[error("the credential scope is wrong")]
    Scope(Form, Vec<ScopeFault>),
    /// Nobody has this access key.
    #[error("the access key is not known")]
    UnknownKey(String),
    /// The session token is missing, or another one, or one too many.
    #[error("the session token is wrong")]
    Token,
    /// The access key is not good any more.
    #[error("the access key has expired")]
    Expired,
    /// The signature is not the one that the key gives.
    #[error("the signature does not match")]
    Mismatch(Box<Mismatch>),
    /// The body is not the one whose hash was signed.
    #[error("the body is not the one that was signed")]
    Payload,
    /// S3 wants the hash of the body in a header.
    #[error("the header x-amz-content-sha256 is missing")]
    PayloadHashMissing,
}

/// A signature of another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untimely {
    /// Where it stands.
    pub form: Form,
    /// When it was made.
    pub signed_at: Timestamp,
    /// When it came.
    pub now: Timestamp,
    /// How far the two may be apart.
    pub allowed: SignedDuration,
}

/// What is wrong with a credential scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeFault {
    /// No region has this name.
    Region(String),
    /// Another service.
    Service {
        /// What the scope says.
        got: String,
        /// What it should say.
        want: String,
    },
    /// Another end than `aws4_request`.
    Terminator(String),
    /// Another day than the one of signing.
    Date {
        /// What the scope says.
        got: String,
        /// When the request was signed.
        stamp: String,
    },
}

/// What was signed here, for the owner of the key to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Id of the key.
    pub access_key: String,
    /// The signature that came.
    pub signature: String,
    /// What it should be a signature of.
    pub string_to_sign: String,
    /// The request as it is spelled for signing.
    pub canonical_request: String,
}

impl Untimely {
    /// Whether it is of the past.
    pub fn is_past(&self) -> bool {
        self.signed_at < self.now
    }

    fn text(&self) -> String {
        let Self { signed_at, now, allowed, .. } = self;
        let (signed, present) = (basic(*signed_at), basic(*now));
        let span = match allowed.as_secs() {
            secs if secs % 60 == 0 => format!("{} min.", secs / 60),
            secs => format!("{secs} sec."),
        };
        // What is beyond the calendar is not there to be compared.
        if self.is_past() {
            let bound = now.checked_sub(*allowed).map(basic).unwrap_or_default();
            format!("Signature expired: {signed} is now earlier than {bound} ({present} - {span})")
        } else {
            let bound = now.checked_add(*allowed).map(basic).unwrap_or_default();
            format!(
                "Signature not yet current: {signed} is still later than {bound} ({present} + {span})"
            )
        }
    }
}

impl ScopeFault {
    fn text(&self) -> String {
        match self {
            Self::Region(got) => {
                format!("Credential should be scoped to a valid region, not '{got}'. ")
            }
            Self::Service { want, .. } => {
                format!("Credential should be scoped to correct service: '{want}'. ")
            }
            Self::Terminator(got) => format!(
                "Credential should be scoped with a valid terminator: 'aws4_request', not '{got}'. "
            ),
            Self::Date { got, stamp } => {
                let day = stamp.get(..8).unwrap_or_default();
                format!(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                     '{got}' != '{day}', from '{stamp}'."
                )
            }
        }
    }
}

impl From<&Refused> for AwsError {
    fn from(refused: &Refused) -> Self {
        const INVALID: &str = "InvalidSignatureException";
        const INCOMPLETE: &str = "IncompleteSignatureException";
        match refused {
            Refused::Missing => Self::new(
                "MissingAuthenticationTokenException",
                "Request is missing Authentication Token",
            ),
            Refused::TwoSignatures => Self::new(
                INCOMPLETE,
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization \
                 header should be specified",
            ),
            Refused::Incomplete(_, text) => Self::new(INCOMPLETE, text.as_str()),
            Refused::Algorithm(algorithm) => Self::new(
                INCOMPLETE,
                format!(
                    "Unsupported AWS 'algorithm': '{algorithm}' (only AWS4-HMAC-SHA256 for now). "
                ),
            ),
            Refused::Untimely(untimely) => Self::new(INVALID, untimely.text()),
            Refused::HostNotSigned => Self::new(
                INVALID,
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
            ),
            Refused::HeadersNotSigned(names) => {
                let texts: Vec<String> = names
                    .iter()
                    .map(|name| {
                        format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")
                    })
                    .collect();
                Self::new(INVALID, texts.join(" "))
            }
            Refused::Scope(_, faults) => {
                let text: String = faults.iter().map(ScopeFault::text).collect();
                Self::new(INVALID, text)
            }
            Refused::UnknownKey(_) => Self::new(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            Refused::Token => Self::new(
                "UnrecognizedClientException",
                "The security token included in the request is invalid",
            ),
            Refused::Expired => Self::new(
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            Refused::Mismatch(_) | Refused::Payload => Self::new(
                INVALID,
                "The request signature we calculated does not match the signature you provided. Check your AWS \
                 Secret Access Key and signing method. Consult the service documentation for details.",
            ),
            Refused::PayloadHashMissing => Self::new(
                INCOMPLETE,
                "Missing required header for this request: x-amz-content-sha256",
            ),
        }
    }
}
