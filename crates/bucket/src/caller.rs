//! Who asks.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use ebb_aws_wire::sigv4::ChunkChain;
use ebb_units::AccountId;

/// Whether an action, such as `s3:GetObject`, is allowed on a resource: `bucket`, `bucket/key`, or nothing for actions
/// that have none. A refusal comes with its text.
type May<'a> = dyn Fn(&str, Option<&str>) -> Result<(), String> + Send + Sync + 'a;

/// Who asks, as whoever looked at the signature has found.
pub struct Caller<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) may: Option<&'a May<'a>>,
    chunks: Mutex<Option<ChunkChain>>,
}

impl<'a> Caller<'a> {
    /// Somebody who may do everything with the buckets of an account.
    pub fn owner(account: &'a AccountId) -> Self {
        Self { account, may: None, chunks: Mutex::default() }
    }

    /// Somebody who may do what `may` allows. `chunks` is there when the chunks of the body are signed.
    pub fn restricted(
        account: &'a AccountId,
        may: &'a May<'a>,
        chunks: Option<ChunkChain>,
    ) -> Self {
        Self { account, may: Some(may), chunks: Mutex::new(chunks) }
    }

    pub(crate) fn take_chunks(&self) -> Option<ChunkChain> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Caller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("account", self.account).finish_non_exhaustive()
    }
}
