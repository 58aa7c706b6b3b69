//! What a request says of who asks: a signature, or only for which region.

use std::sync::Arc;

use ebb_aws_wire::sigv4::{Signer, Unsignable, payload_hash};
use ebb_units::Region;
use hyper::header::{AUTHORIZATION, HOST, HeaderMap, HeaderValue};
use hyper::{Method, Uri};
use jiff::Timestamp;

use crate::Credentials;

/// Signs requests for one region, or tells the region where there is no key to sign with: a server without access keys
/// takes the scope of a signature of zeros.
#[derive(Clone, Debug)]
pub struct Signing {
    region: Region,
    signer: Option<Arc<Signer>>,
}

/// A request that cannot be signed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct UnsignableError(#[from] Unsignable);

impl Signing {
    /// With these credentials, or none.
    pub fn new(region: Region, credentials: Option<&Credentials>) -> Self {
        Self { region, signer: credentials.map(|own| Arc::new(own.signer())) }
    }

    /// Whether there is a key to sign with.
    pub fn has_key(&self) -> bool {
        self.signer.is_some()
    }

    /// Adds the headers of a signature to a request, now, for a service by its signing name.
    ///
    /// # Errors
    /// [`UnsignableError`] when the credentials have characters that no header can carry.
    pub fn sign(
        &self,
        (method, uri): (&Method, &Uri),
        headers: &mut HeaderMap,
        service: &str,
        body: &[u8],
    ) -> Result<(), UnsignableError> {
        let now = Timestamp::now();
        let region = self.region.as_str();
        if let Some(signer) = &self.signer {
            if let Some(host) = host(uri) {
                headers.insert(HOST, HeaderValue::try_from(host).map_err(|_| Unsignable)?);
            }
            let scope = (region, service);
            signer.sign((method, uri), headers, scope, &payload_hash(body), now)?;
            return Ok(());
        }
        let value = format!(
            "AWS4-HMAC-SHA256 Credential=ebbtide/{}/{region}/{service}/aws4_request, SignedHeaders=host, Signature={:064}",
            now.strftime("%Y%m%d"),
            0,
        );
        headers.insert(AUTHORIZATION, HeaderValue::try_from(value).map_err(|_| Unsignable)?);
        Ok(())
    }
}

/// The host as it is told to the server: without the port that the scheme means anyway, whether it was named or not.
fn host(uri: &Uri) -> Option<String> {
    let host = uri.host()?;
    let meant = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let port = uri.port_u16().filter(|port| *port != meant);
    Some(port.map_or(host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_the_host_that_is_sent() {
        let credentials =
            Credentials { access_key: "k".to_owned(), secret: "s".to_owned(), session_token: None };
        let signing = Signing::new("eu-west-1".parse().unwrap(), Some(&credentials));
        for (url, want) in [
            ("https://a.example/", "a.example"),
            ("https://a.example:443/", "a.example"),
            ("https://a.example:80/", "a.example:80"),
            ("http://a.example:80/x", "a.example"),
            ("http://[::1]:4600/", "[::1]:4600"),
        ] {
            let mut headers = HeaderMap::new();
            let to = (&Method::POST, &url.parse().unwrap());
            signing.sign(to, &mut headers, "monitoring", b"{}").unwrap();
            assert_eq!(headers[HOST], want, "{url}");
            let told = headers[AUTHORIZATION].to_str().unwrap();
            assert!(told.contains("SignedHeaders=host;x-amz-date,"), "{told}");
        }
    }
}
