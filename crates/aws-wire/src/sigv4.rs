//! Signature version 4: who signed a request, whether the signature holds, and how one is made.
//!
//! ```text
//! Claim::read   headers, query        what the request says of its signature
//! Claim::check  rules, now            what can be told without the key: time, headers, scope
//! SecretKey::verify  claim, request   the signature itself
//! ChunkChain    chunk after chunk     a body whose chunks are signed one by one
//! Signer::sign  request               the same, made
//! ```
//!
//! Whose key it is and what its owner may do is not known here.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

mod canonical;
mod check;
mod chunk;
mod claim;
mod key;
mod refused;
mod scope;
mod sign;
mod stamp;

pub use canonical::{Paths, Signable};
pub use check::Rules;
pub use chunk::ChunkChain;
pub use claim::{Claim, Form};
pub use key::{SecretKey, is_same_secret};
pub use refused::{Mismatch, Refused, ScopeFault, Untimely};
pub use scope::{CredentialScope, credential_scope};
pub use sign::{Signer, Unsignable};

use sha2::{Digest as _, Sha256};

/// The algorithm that is spoken.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The last part of every credential scope.
const TERMINATOR: &str = "aws4_request";
/// The payload line of a request whose body is not signed.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// SHA-256 of nothing, in hexadecimal.
pub const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// SHA-256 of a payload, as a canonical request wants it: in lower-case hexadecimal.
pub fn payload_hash(payload: &[u8]) -> String {
    if payload.is_empty() { EMPTY_PAYLOAD.to_owned() } else { hex(&Sha256::digest(payload)) }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// A digest from its only spelling: 64 lower-case hexadecimal digits.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(digest)
}
