//! Numbers and instants that JSON has no exact form for.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A double. Written as a JSON number, or as `"NaN"`, `"Infinity"` or `"-Infinity"` where JSON has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Double(pub f64);

/// A point in time: seconds since 1970-01-01T00:00:00Z, with a fraction.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpochSeconds(pub f64);

/// The double that a JSON value stands for: a number, or the name of a value that JSON cannot write.
pub fn double_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(name) => named(name),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A double as Java prints it, which is how AWS's messages and XML print it: `21.0`, `1.0E10`, `NaN`.
pub fn java_double(number: f64) -> String {
    if let Some(name) = name_of(number) {
        return name.to_owned();
    }
    let size = number.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return format!("{number:?}");
    }
    let scientific = format!("{number:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => scientific,
    }
}

fn named(name: &str) -> Option<f64> {
    match name {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn name_of(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        Some("NaN")
    } else if number.is_infinite() {
        Some(if number > 0.0 { "Infinity" } else { "-Infinity" })
    } else {
        None
    }
}

impl From<f64> for Double {
    fn from(number: f64) -> Self {
        Self(number)
    }
}

impl From<Double> for Value {
    fn from(double: Double) -> Self {
        match name_of(double.0) {
            Some(name) => name.into(),
            None => double.0.into(),
        }
    }
}

impl Serialize for Double {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match name_of(self.0) {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Double {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DoubleVisitor).map(Self)
    }
}

struct DoubleVisitor;

#[expect(clippy::cast_precision_loss, reason = "a double member rounds integers beyond 2^53")]
impl Visitor<'_> for DoubleVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, \"NaN\", \"Infinity\" or \"-Infinity\"")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<f64, E> {
        named(name).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(name), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_survive_json() {
        for (number, text) in [
            (1.5, "1.5"),
            (3.0, "3.0"),
            (f64::INFINITY, "\"Infinity\""),
            (f64::NEG_INFINITY, "\"-Infinity\""),
        ] {
            assert_eq!(serde_json::to_string(&Double(number)).unwrap(), text);
            assert_eq!(serde_json::from_str::<Double>(text).unwrap(), Double(number));
        }
        assert_eq!(serde_json::to_string(&Double(f64::NAN)).unwrap(), "\"NaN\"");
        assert!(serde_json::from_str::<Double>("\"NaN\"").unwrap().0.is_nan());
        assert_eq!(serde_json::from_str::<Double>("7").unwrap(), Double(7.0));
        assert_eq!(serde_json::from_str::<Double>("-7").unwrap(), Double(-7.0));
        assert!(serde_json::from_str::<Double>("\"7\"").is_err());
        assert!(serde_json::from_str::<Double>("true").is_err());
    }

    #[test]
    fn doubles_print_as_in_java() {
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (21.0, "21.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (-1.25e10, "-1.25E10"),
            (8.51592E-109, "8.51592E-109"),
            (1.174271E108, "1.174271E108"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(java_double(number), text);
        }
    }
}
