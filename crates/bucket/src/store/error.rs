//! What the store refuses or cannot do.

use std::io;

/// Why an operation on the store did not happen.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the bucket does not exist")]
    NoSuchBucket,
    #[error("the bucket exists already")]
    BucketExists,
    #[error("the bucket is not empty")]
    BucketNotEmpty,
    #[error("the object does not exist")]
    NoSuchKey,
    #[error("the upload does not exist")]
    NoSuchUpload,
    #[error("part {0} was not uploaded, or is not the one that was named")]
    InvalidPart(u16),
    #[error("the parts are not in ascending order")]
    InvalidPartOrder,
    #[error("part {number} has {length} bytes, fewer than the smallest allowed")]
    PartTooSmall { number: u16, length: u64 },
    #[error("the object would have more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the condition \"{0}\" does not hold")]
    PreconditionFailed(&'static str),
    #[error("the body does not match \"{0}\"")]
    Mismatch(&'static str),
    #[error("could not {doing}")]
    Io {
        doing: &'static str,
        #[source]
        source: io::Error,
    },
}

/// Adds to an I/O error what was being done.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Io { doing, source })
    }
}
