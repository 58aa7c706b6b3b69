//! Where accepted requests are kept until they are finished.

use std::pin::Pin;

use bytes::Bytes;
use ebb_units::WorkloadKey;

use crate::asynchronous::request::AsyncRequest;

/// A boxed future, so that the traits of this crate can be used as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Durable memory of asynchronous requests, which the server provides.
pub trait Journal: Send + Sync + 'static {
    /// Resolves when the request would survive a power failure. Called again for the same request when there is more to
    /// say of it.
    fn keep<'a>(&'a self, request: &'a AsyncRequest) -> BoxFuture<'a, Result<(), JournalError>>;

    /// The request has come to its end and its object, if any, is stored: forget it, and notify who
    /// wants to know. `workload` had it, or would have had it. May be called again for the same request after a failure
    /// or a restart.
    fn finish<'a>(
        &'a self,
        request: &'a AsyncRequest,
        workload: Option<&'a WorkloadKey>,
        outcome: &'a AsyncOutcome,
    ) -> BoxFuture<'a, Result<(), JournalError>>;
}

/// The journal could not do it now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not write the journal of asynchronous requests: {0}")]
pub struct JournalError(pub String);

/// How an asynchronous request ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AsyncOutcome {
    /// The result is at the output location.
    Completed {
        /// Content type the model gave.
        content_type: Option<String>,
        /// The result.
        body: Bytes,
    },
    /// It failed; the body, if any, is at the failure location.
    Failed {
        /// What to tell, as in SageMaker's notification.
        reason: String,
        /// The model's error body, or the reason.
        body: Bytes,
    },
    /// Its time to live was over before a copy had room.
    Expired,
    /// Its endpoint was deleted.
    Dropped,
}

impl AsyncOutcome {
    /// What is said of a request that has not succeeded.
    pub fn failure(&self) -> Option<&str> {
        match self {
            Self::Completed { .. } => None,
            Self::Failed { reason, .. } => Some(reason),
            Self::Expired => Some("ClientError: The request expired before it could be processed."),
            Self::Dropped => Some("ClientError: The endpoint was deleted."),
        }
    }
}
