//! awsJson bodies.

use serde_json::Value;

use crate::{AwsError, MAX_VALUES};

/// Reads a body; an empty one is an empty object.
pub(crate) fn read(body: &[u8]) -> Result<Value, AwsError> {
    if body.trim_ascii().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    // Every value but the first stands behind one of these. Those inside of texts count too, which only
    // matters to a text of megabytes.
    let values = body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    if values > MAX_VALUES {
        return Err(AwsError::serialization(format!("The body has more than {MAX_VALUES} values")));
    }
    serde_json::from_slice(body)
        .map_err(|error| AwsError::serialization(format!("The body is not valid JSON: {error}")))
}
