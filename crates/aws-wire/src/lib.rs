//! AWS wire protocols: JSON 1.0 and 1.1, Query, RPC v2 CBOR, REST JSON errors, event streams. Knows no business.
//!
//! A request and its answer are one [`serde_json::Value`] whatever the protocol: the document that the
//! awsJson protocols send, with times as seconds since the epoch, bytes in base64 and the doubles that
//! JSON lacks as `"NaN"`, `"Infinity"`, `"-Infinity"`. The others are transcoded to and from it, guided
//! by the shapes of `ebb-aws-model`.
//!
//! ```text
//! identify  request          → Call       which operation, in which protocol
//! decode    Call, body       → Value      not validated yet
//! encode    Call, Value      → Response
//! encode_error  Dialect, AwsError → Response
//! ```

mod catalogue;
mod cbor;
mod decode;
mod encode;
mod error;
pub mod event_stream;
mod identify;
mod inflate;
mod json;
mod protocol;
mod query;
pub mod sigv4;
mod time;
mod xml;

pub use decode::{decode, decode_plain};
pub use encode::{encode, encode_error};
pub use error::AwsError;
pub use identify::{Refusal, identify};
pub use inflate::MAX_INFLATED;
pub use protocol::{Call, Dialect, Protocol};
pub use sigv4::CredentialScope;

/// Values that a request may have at most, so that a small body cannot become a large document. A full
/// PutMetricData has 300,000.
const MAX_VALUES: usize = 500_000;
