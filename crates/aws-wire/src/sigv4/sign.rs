//! Making a signature: the same spelling and key that check one.

use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use super::canonical::{Paths, Signable};
use super::stamp::basic;
use super::{ALGORITHM, CredentialScope, SecretKey};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Who signs.
#[derive(Debug)]
pub struct Signer {
    /// Id of the access key.
    pub access_key: String,
    /// Its secret.
    pub secret: SecretKey,
    /// Of temporary credentials.
    pub session_token: Option<String>,
}

/// A request that cannot be signed: a header would carry what no header can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access key or the session token has characters that no header can carry")]
pub struct Unsignable;

impl Signer {
    /// Signs a request in its headers, all of which are covered, and `host` in any case. `payload` is the hash of its
    /// body.
    ///
    /// # Errors
    /// [`Unsignable`].
    pub fn sign(
        &self,
        (method, uri): (&http::Method, &http::Uri),
        headers: &mut HeaderMap,
        (region, service): (&str, &str),
        payload: &str,
        at: Timestamp,
    ) -> Result<(), Unsignable> {
        let stamp = basic(at);
        headers.insert(DATE, header(&stamp)?);
        if let Some(token) = &self.session_token {
            headers.insert(TOKEN, header(token)?);
        }
        let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        if !names.contains(&HOST.as_str()) {
            names.push(HOST.as_str());
        }
        names.sort_unstable();
        let names = names.join(";");
        let request = Signable::new(method, uri, headers);
        let canonical = request.canonical(Paths::of(service), &names, payload);
        let scope = CredentialScope {
            access_key: self.access_key.clone(),
            date: stamp.get(..8).unwrap_or_default().to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
        };
        let (credential, signature) = self.secret.signature(&scope, &stamp, &canonical);
        let value = format!(
            "{ALGORITHM} Credential={}/{credential}, SignedHeaders={names}, Signature={signature}",
            self.access_key
        );
        headers.insert(AUTHORIZATION, header(&value)?);
        Ok(())
    }
}

fn header(text: &str) -> Result<HeaderValue, Unsignable> {
    HeaderValue::try_from(text).map_err(|_| Unsignable)
}
