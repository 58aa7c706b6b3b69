//! Finds the name of the model in a JSON body, which may not have come to its end yet.

use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

/// Longest name that is looked up; those of endpoints and components have 63 characters.
const LONGEST: usize = 256;

/// The text at `model` in the object that the bytes begin with; `None` when it is not there, or not yet.
///
/// What comes after it is not read, so the rest may be missing, or not be JSON at all: that is the model's business.
pub(crate) fn model_name(bytes: &[u8]) -> Option<String> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_slice(bytes);
    // Ends with an error also when the name was found: nothing else stops the reading there.
    drop(json.deserialize_map(Search(&mut found)));
    found.filter(|name| name.len() <= LONGEST)
}

struct Search<'f>(&'f mut Option<String>);

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == "model" {
                *self.0 = Some(map.next_value::<String>()?);
                return Err(A::Error::custom("found"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_name_is_found_wherever_it_stands_in_the_object() {
        for (text, want) in [
            (r#"{"model":"llm"}"#, Some("llm")),
            (r#" { "messages": [{"model": "no"}], "model" : "llm", "n": 1 }"#, Some("llm")),
            (r#"{"model":"llm","messages":[{"content":"cut o"#, Some("llm")),
            (r#"{"model":"llm"} not JSON"#, Some("llm")),
            (r#"{"mo\u0064el":"l\u006cm"}"#, Some("llm")),
            (r#"{"messages":"cut o"#, None),
            (r#"{"model":"cut o"#, None),
            (r#"{"model":7}"#, None),
            (r#"["model","llm"]"#, None),
            (r#"{"a":{"model":"llm"}}"#, None),
            ("", None),
        ] {
            assert_eq!(model_name(text.as_bytes()).as_deref(), want, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(model_name(format!(r#"{{"a":{deep}"#).as_bytes()), None);
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(model_name(format!(r#"{{"model":"{long}"}}"#).as_bytes()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_may_come(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            model_name(&bytes);
        }
    }
}
