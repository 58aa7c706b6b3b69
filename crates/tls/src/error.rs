//! Why there is no connection, in words for people.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{CertificateError, InvalidMessage};

use crate::TrustError;

/// Names of a certificate that are listed at most.
const MOST_NAMES: usize = 8;

/// Why there is no connection. Names what to do where that is not plain.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// It says not where.
    #[error("\"{0}\" is no http:// or https:// address of a host")]
    Address(String),
    /// Nobody is there, or the name is nobody's.
    #[error("could not reach {host}")]
    Unreachable {
        /// Who.
        host: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Nobody answered.
    #[error("could not reach {host} within {} s", within.as_secs())]
    Late {
        /// Who.
        host: String,
        /// How long it was tried.
        within: Duration,
    },
    /// It is not known whom to trust.
    #[error(transparent)]
    Trust(TrustError),
    /// Somebody is there and does not shake hands.
    #[error("{host} did not answer the TLS handshake within {} s: does it speak https there?", within.as_secs())]
    Silent {
        /// Who.
        host: String,
        /// How long it was waited for.
        within: Duration,
    },
    /// Something else than TLS is spoken there.
    #[error("{host} does not speak TLS there: is it meant to be http:// in place of https://?")]
    NotTls {
        /// Who.
        host: String,
    },
    /// The certificate comes from elsewhere.
    #[error(
        "the certificate of {host} is not signed by an authority that is trusted here: if it should be, name the file of its certificate in {setting}"
    )]
    UnknownIssuer {
        /// Whose.
        host: String,
        /// Where an authority is named.
        setting: &'static str,
    },
    /// The certificate is another's.
    #[error("the certificate there is not for {host}{}", others(names))]
    OtherName {
        /// Who was called.
        host: String,
        /// Whom it is for.
        names: Vec<String>,
    },
    /// The certificate was good once.
    #[error("the certificate of {host} has expired{}: it has to be renewed there", on(" on ", *at))]
    Expired {
        /// Whose.
        host: String,
        /// When.
        at: Option<Timestamp>,
    },
    /// The certificate will be good.
    #[error("the certificate of {host} is not valid yet{}: is the clock of this machine right?", on(", before ", *at))]
    NotYet {
        /// Whose.
        host: String,
        /// When it will be.
        at: Option<Timestamp>,
    },
    /// An authority stands there itself.
    #[error(
        "{host} shows the certificate of an authority as its own: it needs one that the authority has signed for it"
    )]
    AuthorityItself {
        /// Who.
        host: String,
    },
    /// Anything else.
    #[error("the TLS handshake with {host} failed")]
    Handshake {
        /// With whom.
        host: String,
        /// Why.
        source: io::Error,
    },
}

impl ConnectError {
    pub(crate) fn unreachable(host: &str, error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreachable { host: host.to_owned(), source: error.into() }
    }

    /// Sorts what a handshake ended with.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "these enums grow, and what is not sorted is told as it is"
    )]
    pub(crate) fn of_handshake(host: &str, error: io::Error, setting: &'static str) -> Self {
        let host = host.to_owned();
        let told = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let Some(told) = told else {
            // As those end it who find no request in the first bytes of a handshake.
            if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset)
            {
                return Self::NotTls { host };
            }
            return Self::Handshake { host, source: error };
        };
        match told {
            rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
                Self::NotTls { host }
            }
            rustls::Error::InvalidCertificate(fault) => match fault {
                // A bad signature is mostly that of an authority that was made anew under the same name.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                    Self::UnknownIssuer { host, setting }
                }
                CertificateError::NotValidForNameContext { presented, .. } => Self::OtherName {
                    host,
                    names: presented.iter().map(|name| bare(name)).collect(),
                },
                CertificateError::NotValidForName => Self::OtherName { host, names: Vec::new() },
                CertificateError::ExpiredContext { not_after, .. } => {
                    Self::Expired { host, at: instant(*not_after) }
                }
                CertificateError::Expired => Self::Expired { host, at: None },
                CertificateError::NotValidYetContext { not_before, .. } => {
                    Self::NotYet { host, at: instant(*not_before) }
                }
                CertificateError::NotValidYet => Self::NotYet { host, at: None },
                // As `openssl req -x509` makes them.
                CertificateError::Other(other)
                    if other.to_string().contains("CaUsedAsEndEntity") =>
                {
                    Self::AuthorityItself { host }
                }
                _ => Self::Handshake { host, source: error },
            },
            _ => Self::Handshake { host, source: error },
        }
    }
}

/// Whether an exchange failed because what answered was no HTTP: as TLS is where it is asked plainly.
pub fn is_not_http(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return true;
        }
        next = error.source();
    }
    false
}

/// `DnsName("a")` and `IpAddress(b)` without what is around them.
fn bare(name: &str) -> String {
    let inside = name.split_once('(').map_or(name, |(_, rest)| rest.trim_end_matches(')'));
    inside.trim_matches('"').to_owned()
}

fn others(names: &[String]) -> String {
    let shown = names.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => String::new(),
        more if more > MOST_NAMES => format!(", but for {shown} and {} more", more - MOST_NAMES),
        _ => format!(", but for {shown}"),
    }
}

fn on(before: &str, at: Option<Timestamp>) -> String {
    at.map(|at| format!("{before}{at}")).unwrap_or_default()
}

fn instant(at: UnixTime) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(at.as_secs()).ok()?).ok()
}
