//! From a document to a struct.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Invalid, Shape, canonicalize, validate};

/// Reads a document as the struct that was generated for the shape, after checking it.
///
/// # Errors
/// [`Invalid`] when the document does not fit the shape.
pub fn parse<T: DeserializeOwned>(shape: &'static Shape, mut value: Value) -> Result<T, Invalid> {
    canonicalize(shape, &mut value);
    validate(shape, &value)?;
    // What passes the checks can be read; a struct of another shape is answered, not a panic.
    serde_json::from_value(value).map_err(|error| Invalid::WrongType {
        path: String::new(),
        expected: shape.name,
        found: error.to_string(),
    })
}
