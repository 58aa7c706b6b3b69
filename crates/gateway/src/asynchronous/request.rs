//! An asynchronous request, as it is journaled.

use ebb_units::Scope;
use serde::{Deserialize, Serialize};

/// Everything that is needed to work on an asynchronous request, also after a restart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AsyncRequest {
    /// Unique; names the result object. Not the inference id, which clients choose.
    pub id: String,
    /// What the client calls it.
    pub inference_id: String,
    /// Whose request it is.
    pub scope: Scope,
    /// Name of the endpoint.
    pub endpoint: String,
    /// Where the input is.
    pub input_location: String,
    /// Content type of the input, if the client said one; else the input object's.
    pub content_type: Option<String>,
    /// What the client wants back.
    pub accept: Option<String>,
    /// For the model, as they came.
    pub custom_attributes: Option<String>,
    /// When it was received, in milliseconds since 1970.
    pub received_at_ms: i64,
    /// Seconds it may wait in the queue.
    pub ttl_s: u32,
    /// Seconds the model may take.
    pub timeout_s: u32,
    /// Where the result goes.
    pub output_location: Option<String>,
    /// Where the error goes if it fails.
    pub failure_location: Option<String>,
}

impl AsyncRequest {
    /// When it leaves the queue unserved, in milliseconds since 1970.
    pub fn expires_at_ms(&self) -> i64 {
        self.received_at_ms.saturating_add(i64::from(self.ttl_s) * 1000)
    }
}
