//! Decisions in files: recordings, pages, and records saved from either.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ebb_decide::decision::Decision;
use serde_json::{Deserializer, Value};

use crate::failure::Failure;

/// A decision of a file.
pub(super) struct Found {
    /// The shadow that has taken it; absent when it was acted upon.
    pub(super) shadow: Option<String>,
    pub(super) decision: Decision,
}

/// The decisions of a file, in its order, read one by one.
pub(super) fn open(path: &Path) -> Result<impl Iterator<Item = Result<Found, Failure>>, Failure> {
    let name = path.display().to_string();
    let file = File::open(path)
        .map_err(|error| Failure::new(&format!("could not open \"{name}\""), &error))?;
    let mut values = Deserializer::from_reader(BufReader::new(file)).into_iter::<Value>();
    let mut number = 0_usize;
    let mut broken = false;
    Ok(std::iter::from_fn(move || {
        if broken {
            return None;
        }
        let value = match values.next()? {
            Ok(value) => value,
            // A killed server leaves half a line.
            Err(error) if error.is_eof() && number > 0 => return None,
            Err(error) => {
                broken = true;
                return Some(vec![Err(Failure::new(&format!("\"{name}\" is no JSON"), &error))]);
            }
        };
        number += 1;
        let found = decisions_of(value).into_iter().map(|(shadow, found)| {
            let decision = serde_json::from_value::<Decision>(found);
            decision.map(|decision| Found { shadow, decision }).map_err(|error| {
                Failure::new(&format!("value {number} of \"{name}\" is no decision"), &error)
            })
        });
        Some(found.collect::<Vec<_>>())
    })
    .flatten())
}

/// The decisions in a line of a recording, in a page, or in the value itself, each with the shadow that has taken it.
fn decisions_of(mut value: Value) -> Vec<(Option<String>, Value)> {
    let shadow = name_of_shadow(&value);
    if let Some(Value::Array(effects)) = value.get_mut("effects").map(Value::take) {
        let decided = effects.into_iter().filter_map(|mut effect| {
            let decided = effect.get_mut("Decided")?;
            let shadow = name_of_shadow(decided);
            decided.get_mut("decision").map(|decision| (shadow, decision.take()))
        });
        return decided.collect();
    }
    if let Some(Value::Array(decisions)) = value.get_mut("decisions").map(Value::take) {
        let found = decisions.into_iter().flat_map(decisions_of);
        return found.map(|(own, decision)| (own.or_else(|| shadow.clone()), decision)).collect();
    }
    for wrapped in ["record", "decision"] {
        if let Some(inner) = value.get_mut(wrapped) {
            return vec![(shadow, inner.take())];
        }
    }
    vec![(None, value)]
}

fn name_of_shadow(value: &Value) -> Option<String> {
    value.get("shadow").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn decisions_are_found_wherever_they_are_kept() {
        let decision = json!({ "at": 1 });
        for value in [
            decision.clone(),
            json!({ "record": decision, "text": "x" }),
            json!({ "scope": "s", "decision": decision }),
            json!({ "clock": "c", "decisions": [{ "number": 1, "record": decision }] }),
            json!({ "told": "Tick", "effects": [{ "Route": 1 }, { "Decided": { "decision": decision } }] }),
        ] {
            assert_eq!(decisions_of(value), vec![(None, decision.clone())]);
        }
        for value in [
            json!({ "scope": "s", "shadow": "x", "decision": decision }),
            json!({ "shadow": "x", "decisions": [{ "number": 1, "record": decision }] }),
            json!({ "effects": [{ "Decided": { "shadow": "x", "decision": decision } }] }),
        ] {
            assert_eq!(decisions_of(value), vec![(Some("x".to_owned()), decision.clone())]);
        }
        assert!(decisions_of(json!({ "told": "Tick", "effects": [] })).is_empty());
        assert!(decisions_of(json!({ "decisions": [] })).is_empty());
    }
}
