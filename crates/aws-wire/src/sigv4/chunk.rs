//! Bodies that are signed chunk by chunk: each signature covers the one before it.
//!
//! Rule sigv4.chunks: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`, and the same with `-TRAILER`.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use sha2::{Digest as _, Sha256};

use super::key::SigningKey;
use super::{EMPTY_PAYLOAD, hex, unhex};

/// The signatures of a body, from that of its request on. The body's pieces go into [`Self::update`].
#[derive(Debug)]
pub struct ChunkChain {
    key: SigningKey,
    stamp: String,
    scope: String,
    previous: String,
    chunk: Sha256,
}

impl ChunkChain {
    pub(super) fn new(key: SigningKey, stamp: &str, scope: String, seed: &str) -> Self {
        Self {
            key,
            stamp: stamp.to_owned(),
            scope,
            previous: seed.to_owned(),
            chunk: Sha256::new(),
        }
    }

    /// Takes a piece of the present chunk.
    pub fn update(&mut self, piece: &[u8]) {
        self.chunk.update(piece);
    }

    /// Ends the present chunk. Whether its signature holds.
    #[must_use]
    pub fn ends_with(&mut self, signature: &str) -> bool {
        let hash = hex(&self.chunk.finalize_reset());
        let Self { stamp, scope, previous, .. } = self;
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{stamp}\n{scope}\n{previous}\n{EMPTY_PAYLOAD}\n{hash}"
        );
        self.holds(&text, signature)
    }

    /// Whether the signature of the trailers holds, which come as lines `name:value`, each with its end.
    #[must_use]
    pub fn trailers_hold(&mut self, trailers: &str, signature: &str) -> bool {
        let hash = hex(&Sha256::digest(trailers.as_bytes()));
        let Self { stamp, scope, previous, .. } = self;
        let text = format!("AWS4-HMAC-SHA256-TRAILER\n{stamp}\n{scope}\n{previous}\n{hash}");
        self.holds(&text, signature)
    }

    fn holds(&mut self, text: &str, signature: &str) -> bool {
        let holds = unhex(signature).is_some_and(|digest| self.key.verifies(text, &digest));
        signature.clone_into(&mut self.previous);
        holds
    }
}
