//! An asynchronous request, as it is journaled.

use bytes::Bytes;
use ebb_units::Scope;
use serde::{Deserialize, Serialize};

use crate::asynchronous::foretold::Foretold;
use crate::routes::Topics;

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
    /// Where the input is; empty when it came with the request.
    pub input_location: String,
    /// The input itself, when it came with the request.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "inline")]
    pub input: Option<Bytes>,
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
    /// Who is told how it ends.
    #[serde(default, skip_serializing_if = "Topics::is_empty")]
    pub topics: Topics,
    /// What is about to be stored for it, where a restart could not tell otherwise whether it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foretold: Option<Foretold>,
}

impl AsyncRequest {
    /// When it leaves the queue unserved, in milliseconds since 1970.
    pub fn expires_at_ms(&self) -> i64 {
        self.received_at_ms.saturating_add(i64::from(self.ttl_s) * 1000)
    }
}

/// An input in its row: as text, which most are, or else as hexadecimal digits.
mod inline {
    use bytes::Bytes;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Written<'t> {
        Text(std::borrow::Cow<'t, str>),
        Hex(String),
    }

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(
        input: &Option<Bytes>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let bytes = input.as_deref().unwrap_or_default();
        let written = match std::str::from_utf8(bytes) {
            Ok(text) => Written::Text(text.into()),
            Err(_) => Written::Hex(
                bytes
                    .iter()
                    .flat_map(|byte| [byte >> 4, byte & 15])
                    .filter_map(|half| char::from_digit(half.into(), 16))
                    .collect(),
            ),
        };
        written.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Bytes>, D::Error> {
        let digits = match Written::deserialize(deserializer)? {
            Written::Text(text) => return Ok(Some(text.into_owned().into())),
            Written::Hex(digits) => digits,
        };
        let pairs = (0..digits.len()).step_by(2);
        let bytes: Option<Vec<u8>> =
            pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect();
        bytes.map(|bytes| Some(bytes.into())).ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_comes_back_as_it_was_and_rows_of_before_can_be_read() {
        let request = |input| AsyncRequest {
            id: "i".into(),
            inference_id: "n".into(),
            scope: Scope {
                account: "000000000000".parse().unwrap(),
                region: "us-east-1".parse().unwrap(),
            },
            endpoint: "e".into(),
            input_location: String::new(),
            input,
            content_type: None,
            accept: None,
            custom_attributes: None,
            received_at_ms: 1,
            ttl_s: 60,
            timeout_s: 1,
            output_location: None,
            failure_location: None,
            topics: Topics::default(),
            foretold: None,
        };
        for input in [None, Some("text \"é\""), Some("")] {
            let request = request(input.map(Bytes::from));
            let row = serde_json::to_string(&request).unwrap();
            assert_eq!(row.contains("\"input\":"), input.is_some());
            assert_eq!(serde_json::from_str::<AsyncRequest>(&row).unwrap(), request);
        }
        let binary = request(Some(Bytes::from_static(&[0, 255, 128])));
        let row = serde_json::to_string(&binary).unwrap();
        assert_eq!(serde_json::from_str::<AsyncRequest>(&row).unwrap(), binary);
        assert!(serde_json::from_str::<AsyncRequest>(&row.replace("00ff80", "0zff8")).is_err());
    }
}
