//! The secret, the keys derived from it, and the check of a signature.

use std::fmt;
use std::sync::{PoisonError, RwLock};

use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::canonical::{Paths, Signable};
use super::chunk::ChunkChain;
use super::claim::Claim;
use super::refused::{Mismatch, Refused};
use super::{ALGORITHM, CredentialScope, TERMINATOR, hex};

/// Derived keys that are kept for one secret: a few regions and services on the two days around midnight.
const KEPT: usize = 64;

/// A secret access key. It is compared and used, never shown.
pub struct SecretKey {
    secret: String,
    /// Keys that have verified a request, so that strangers cannot fill this.
    derived: RwLock<Vec<(CredentialScope, SigningKey)>>,
}

/// The key of one day, region and service, ready to sign.
#[derive(Clone)]
pub(super) struct SigningKey(Hmac<Sha256>);

impl SecretKey {
    /// Takes the secret in.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), derived: RwLock::default() }
    }

    /// Whether this is the secret that somebody has given, in a time that does not tell how much of it was right.
    pub fn is(&self, given: &str) -> bool {
        is_same_secret(&self.secret, given)
    }

    /// Whether the signature of a claim is the one that this secret gives. `payload` is what stands for the body: its
    /// hash, or one of the words for a body that is not signed as a whole.
    ///
    /// # Errors
    /// [`Refused::Mismatch`].
    pub fn verify(
        &self,
        claim: &Claim,
        request: &Signable<'_>,
        paths: Paths,
        payload: &str,
    ) -> Result<(), Refused> {
        let canonical = request.canonical(paths, &claim.signed_headers, payload);
        let string_to_sign = claim.string_to_sign(&canonical);
        let known = self.known(&claim.scope);
        let is_new = known.is_none();
        let key = known.unwrap_or_else(|| self.derive(&claim.scope));
        let holds = claim.digest().is_some_and(|digest| key.verifies(&string_to_sign, &digest));
        if !holds {
            return Err(Refused::Mismatch(Box::new(Mismatch {
                access_key: claim.scope.access_key.clone(),
                signature: claim.signature.clone(),
                string_to_sign,
                canonical_request: String::from_utf8_lossy(&canonical).into_owned(),
            })));
        }
        if is_new {
            self.remember(claim.scope.clone(), key);
        }
        Ok(())
    }

    /// The chain of a body whose chunks are signed, from the signature of a claim on.
    pub fn chunks(&self, claim: &Claim) -> ChunkChain {
        let key = self.known(&claim.scope).unwrap_or_else(|| self.derive(&claim.scope));
        ChunkChain::new(key, claim.stamp.text(), credential(&claim.scope), &claim.signature)
    }

    /// The credential of a scope, and the signature of a canonical request at `stamp`.
    pub(super) fn signature(
        &self,
        scope: &CredentialScope,
        stamp: &str,
        canonical: &[u8],
    ) -> (String, String) {
        let credential = credential(scope);
        let mut mac = self.derive(scope).0;
        mac.update(string_to_sign(stamp, &credential, canonical).as_bytes());
        (credential, hex(&mac.finalize().into_bytes()))
    }

    fn derive(&self, scope: &CredentialScope) -> SigningKey {
        let mut key = mac(format!("AWS4{}", self.secret).as_bytes());
        for part in [&scope.date, &scope.region, &scope.service, TERMINATOR] {
            key.update(part.as_bytes());
            key = mac(&key.finalize().into_bytes());
        }
        SigningKey(key)
    }

    fn known(&self, scope: &CredentialScope) -> Option<SigningKey> {
        let derived = self.derived.read().unwrap_or_else(PoisonError::into_inner);
        derived.iter().find(|(other, _)| other == scope).map(|(_, key)| key.clone())
    }

    fn remember(&self, scope: CredentialScope, key: SigningKey) {
        let mut derived = self.derived.write().unwrap_or_else(PoisonError::into_inner);
        if derived.len() >= KEPT {
            derived.remove(0);
        }
        derived.push((scope, key));
    }
}

/// Compares two secrets in a time that tells nothing of where they differ.
pub fn is_same_secret(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SigningKey {
    pub(super) fn verifies(&self, text: &str, digest: &[u8; 32]) -> bool {
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        // Takes the same time for every digest.
        mac.verify_slice(digest).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl Claim {
    fn string_to_sign(&self, canonical: &[u8]) -> String {
        string_to_sign(self.stamp.text(), &credential(&self.scope), canonical)
    }
}

fn string_to_sign(stamp: &str, credential: &str, canonical: &[u8]) -> String {
    let hash = hex(&Sha256::digest(canonical));
    format!("{ALGORITHM}\n{stamp}\n{credential}\n{hash}")
}

/// The scope as it is signed.
fn credential(scope: &CredentialScope) -> String {
    let CredentialScope { date, region, service, .. } = scope;
    format!("{date}/{region}/{service}/{TERMINATOR}")
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let key = SecretKey::new("topsecret");
        let scope = CredentialScope {
            access_key: "k".to_owned(),
            date: "20150830".to_owned(),
            region: "us-east-1".to_owned(),
            service: "s3".to_owned(),
        };
        assert!(!format!("{key:?}{:?}", key.derive(&scope)).contains("topsecret"));
    }

    #[test]
    fn derived_keys_are_kept_within_bounds() {
        let key = SecretKey::new("s");
        for day in 0..200 {
            let scope = CredentialScope {
                access_key: "k".to_owned(),
                date: format!("{day:08}"),
                region: "us-east-1".to_owned(),
                service: "s3".to_owned(),
            };
            let derived = key.derive(&scope);
            key.remember(scope.clone(), derived);
            assert!(key.known(&scope).is_some());
        }
        assert_eq!(key.derived.read().unwrap().len(), KEPT);
    }

    #[test]
    fn secrets_are_compared_as_a_whole() {
        assert!(is_same_secret("abc", "abc"));
        for other in ["", "ab", "abd", "abcd"] {
            assert!(!is_same_secret("abc", other), "{other}");
        }
    }
}
