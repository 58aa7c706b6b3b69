//! Whether a request of before a restart had ended then already.
//!
//! The object of a request is stored before its row is deleted. Should the server die between the two, the row comes back
//! although the request has ended; worked on again it might end otherwise, and a failure would stand beside the result.
//! So the first thing that is done with such a request is to look for its object. Where the name of the object does not tell
//! whose it is, and where the object does not tell all that was said of it, the row says beforehand what will be stored.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::asynchronous::journal::AsyncOutcome;
use crate::asynchronous::objects::{Object, ObjectError};
use crate::asynchronous::request::AsyncRequest;

/// What is about to be stored for a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foretold {
    /// A result under a name that the client chose, where an object of another request may be.
    Result {
        /// Its SHA-256, in hexadecimal digits.
        sha256: String,
    },
    /// An error.
    Failure {
        /// What topics are told.
        reason: String,
    },
}

impl Foretold {
    /// What the row of a request has to say before this result is stored; nothing when the name of the object says it.
    pub(crate) fn of_result(request: &AsyncRequest, result: &Object) -> Option<Self> {
        let location = request.output_location.as_deref()?;
        (!names(location, request)).then(|| Self::Result { sha256: sha256(&result.body) })
    }
}

/// How a request has ended, when its object is there.
///
/// # Errors
/// Those of `get`, when they leave it open whether the object is there.
pub(crate) async fn ended<F>(
    request: &AsyncRequest,
    get: impl Fn(String) -> F,
) -> Result<Option<AsyncOutcome>, ObjectError>
where
    F: Future<Output = Result<Object, ObjectError>>,
{
    let stored = async |location: &Option<String>| {
        let Some(location) = location else { return Ok(None) };
        match get(location.clone()).await {
            Ok(object) => Ok(Some(object)),
            Err(error @ ObjectError::Unavailable { .. }) => Err(error),
            Err(ObjectError::Refused { .. }) => Ok(None),
        }
    };
    let expected = match &request.foretold {
        Some(Foretold::Result { sha256 }) => Some(sha256),
        Some(Foretold::Failure { .. }) | None => None,
    };
    let is_own = request.output_location.as_deref().is_some_and(|at| names(at, request));
    if (is_own || expected.is_some())
        && let Some(object) = stored(&request.output_location).await?
        && expected.is_none_or(|expected| *expected == sha256(&object.body))
    {
        let Object { content_type, body } = object;
        return Ok(Some(AsyncOutcome::Completed { content_type, body }));
    }
    if let Some(Foretold::Failure { reason }) = &request.foretold
        && let Some(object) = stored(&request.failure_location).await?
    {
        return Ok(Some(AsyncOutcome::Failed { reason: reason.clone(), body: object.body }));
    }
    Ok(None)
}

/// Whether a location is that of no other request.
fn names(location: &str, request: &AsyncRequest) -> bool {
    let name = location.rsplit('/').next();
    name.and_then(|name| name.strip_suffix(".out")) == Some(request.id.as_str())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // A String takes whatever is written.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
