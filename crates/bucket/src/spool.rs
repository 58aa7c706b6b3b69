//! From an asynchronous body to a file, in batches.
//!
//! A batch goes to a blocking thread and comes back, so a slow sender holds no thread, and a body of one batch costs
//! a single hop: create, write, seal, commit.

use std::io;
use std::sync::Arc;

use crate::checksum::{Digested, Digests};
use crate::store::{Bucket, Doing as _, Draft, StoreError};

/// The most that is held in memory for one body.
const BATCH_BYTES: usize = 512 * 1024;

/// Runs work that blocks on the disk on a thread made for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(io::Error::other(error)).doing("run a disk operation to its end"),
    }
}

/// A body on its way to disk. Dropped, it leaves nothing behind.
pub(crate) struct Spool {
    bucket: Arc<Bucket>,
    target: Target,
    batch: Vec<u8>,
    length: u64,
}

enum Target {
    /// Nothing was written yet.
    Planned(Digests),
    Begun(Draft),
    /// A write failed, or its caller went away in the middle of one.
    Lost,
}

impl Spool {
    pub(crate) fn new(bucket: Arc<Bucket>, digests: Digests) -> Self {
        Self { bucket, target: Target::Planned(digests), batch: Vec::new(), length: 0 }
    }

    /// Bytes taken so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) async fn push(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BATCH_BYTES - self.batch.len()));
            self.batch.extend_from_slice(now);
            bytes = later;
            if self.batch.len() == BATCH_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Writes the rest and hands the draft to `end`, on a blocking thread.
    pub(crate) async fn finish<T: Send + 'static>(
        self,
        end: impl FnOnce(&Bucket, Draft) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Self { bucket, target, batch, .. } = self;
        blocking(move || {
            let draft = target.write(&bucket, &batch)?;
            end(&bucket, draft)
        })
        .await
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let target = std::mem::replace(&mut self.target, Target::Lost);
        let mut batch = std::mem::take(&mut self.batch);
        let bucket = Arc::clone(&self.bucket);
        let (draft, batch) = blocking(move || {
            let draft = target.write(&bucket, &batch)?;
            batch.clear();
            Ok((draft, batch))
        })
        .await?;
        self.target = Target::Begun(draft);
        self.batch = batch;
        Ok(())
    }
}

impl Target {
    fn write(self, bucket: &Bucket, batch: &[u8]) -> Result<Draft, StoreError> {
        let mut draft = match self {
            Self::Planned(digests) => bucket.draft(digests)?,
            Self::Begun(draft) => draft,
            Self::Lost => {
                return Err(io::Error::other("an earlier write failed")).doing("write the object");
            }
        };
        draft.write(batch).doing("write the object")?;
        Ok(draft)
    }
}

/// What a body must match to be kept.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) md5: Option<[u8; 16]>,
    pub(crate) payload_sha256: Option<[u8; 32]>,
    pub(crate) checksum: Option<crate::checksum::Checksum>,
}

impl Claims {
    /// # Errors
    /// [`StoreError::Mismatch`] with the header whose claim does not hold.
    pub(crate) fn check(&self, got: &Digested) -> Result<(), StoreError> {
        if self.md5.is_some_and(|md5| md5 != got.md5) {
            return Err(StoreError::Mismatch("content-md5"));
        }
        if self.payload_sha256.is_some() && self.payload_sha256 != got.payload {
            return Err(StoreError::Mismatch("x-amz-content-sha256"));
        }
        match &self.checksum {
            Some(claimed) if Some(claimed) != got.checksum.as_ref() => {
                Err(StoreError::Mismatch(claimed.algorithm.header()))
            }
            Some(_) | None => Ok(()),
        }
    }
}
