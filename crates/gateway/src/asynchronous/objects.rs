//! Where inputs are read from and results go.

use bytes::Bytes;
use ebb_units::Scope;

use crate::asynchronous::journal::BoxFuture;

/// Access to objects by location (`s3://bucket/key`, `file:///folder/file`), which the server provides.
pub trait Objects: Send + Sync + 'static {
    /// Whether a location is one of those that can be read from at all; if not, what is wrong with it. Asked when a request
    /// is accepted.
    fn check(&self, location: &str) -> Result<(), String>;

    /// Reads an object of at most `limit` bytes.
    fn get<'a>(
        &'a self,
        scope: &'a Scope,
        location: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Object, ObjectError>>;

    /// Writes an object as a whole or not at all, over an earlier one if there is one.
    fn put<'a>(
        &'a self,
        scope: &'a Scope,
        location: &'a str,
        object: Object,
    ) -> BoxFuture<'a, Result<(), ObjectError>>;
}

/// An object's content.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Object {
    /// Content type it was stored with.
    pub content_type: Option<String>,
    /// The bytes.
    pub body: Bytes,
}

/// Why an object cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// Asking again cannot help: there is no such object or bucket, or it is too large.
    #[error("object \"{location}\": {reason}")]
    Refused {
        /// Which object.
        location: String,
        /// Why.
        reason: String,
    },
    /// Asking again may help.
    #[error("could not reach object \"{location}\": {reason}")]
    Unavailable {
        /// Which object.
        location: String,
        /// Why.
        reason: String,
    },
}
