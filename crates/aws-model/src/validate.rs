//! Checks a document against its shape, with the texts of AWS's own framework.
//!
//! Rule aws.validation.framework: all violations of a request are reported in one message, before any
//! rule of the service itself.
//! <https://docs.aws.amazon.com/autoscaling/application/APIReference/CommonErrors.html>

mod constraint;
mod print;

use std::fmt;

use serde_json::Value;

use self::constraint::{constraints_of, is_broken, length_constraints};
use crate::{Kind, List, Map, Shape, Structure};

/// Violations reported at most, so that an answer stays in proportion whatever the request was.
const MAX_VIOLATIONS: usize = 100;

/// Seconds since the epoch of the first and the last instant of the years 1 to 9999.
const FIRST_INSTANT: f64 = -62_135_596_800.0;
const LAST_INSTANT: f64 = 253_402_300_800.0;

/// Why a document does not fit its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invalid {
    /// A value has a JSON type that its member cannot have. The wire calls it `SerializationException`.
    WrongType {
        /// Where, as in [`Violation::path`]; empty for the document itself.
        path: String,
        /// What was expected, such as `an integer`.
        expected: &'static str,
        /// What was found, such as `a string`.
        found: String,
    },
    /// Values break constraints of the model, or required ones are missing. Never empty.
    Constraints(Vec<Violation>),
}

/// One broken constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Members in lower camel case, list items from one: `stepAdjustments.1.member.lowerBound`.
    pub path: String,
    /// The value as messages print it; `None` when it is missing.
    pub value: Option<String>,
    /// What it should have been: `Member must not be null`.
    pub constraint: String,
}

/// Checks a document against its shape. Null counts as absent, unknown members are ignored.
///
/// # Errors
/// [`Invalid::WrongType`] for the first value of a wrong JSON type, else [`Invalid::Constraints`].
pub fn validate(shape: &'static Shape, value: &Value) -> Result<(), Invalid> {
    let mut check = Check { path: String::new(), violations: Vec::new() };
    check.value(shape, value)?;
    if check.violations.is_empty() { Ok(()) } else { Err(Invalid::Constraints(check.violations)) }
}

struct Check {
    path: String,
    violations: Vec<Violation>,
}

impl Check {
    fn value(&mut self, shape: &'static Shape, value: &Value) -> Result<(), Invalid> {
        match (&shape.kind, value) {
            (Kind::Structure(structure), Value::Object(object)) => {
                return self.structure(structure, object);
            }
            (Kind::List(list), Value::Array(items)) => return self.list(list, items, value),
            (Kind::Map(map), Value::Object(entries)) => return self.map(map, entries, value),
            (Kind::Structure(_) | Kind::Map(_), _) => return Err(self.wrong("an object", value)),
            (Kind::List(_), _) => return Err(self.wrong("a list", value)),
            _ => {}
        }
        self.scalar_type(shape, value)?;
        for constraint in constraints_of(shape) {
            if is_broken(&constraint, value) {
                self.violated(Some(value), constraint.to_string());
            }
        }
        Ok(())
    }

    fn structure(
        &mut self,
        structure: &'static Structure,
        object: &serde_json::Map<String, Value>,
    ) -> Result<(), Invalid> {
        for member in structure.members {
            let given = object.get(member.name).filter(|value| !value.is_null());
            let outer = self.path.len();
            self.step_into(member.name);
            match given {
                Some(value) => self.value(member.shape, value)?,
                None if member.required => self.violated(None, MUST_NOT_BE_NULL.to_owned()),
                None => {}
            }
            self.path.truncate(outer);
        }
        Ok(())
    }

    fn list(&mut self, list: &'static List, items: &[Value], whole: &Value) -> Result<(), Invalid> {
        self.length(list.length, items.len(), whole);
        if is_scalar(list.item) {
            return self.scalars(list.item, items.iter(), whole, "Member must satisfy constraint");
        }
        for (index, item) in items.iter().enumerate() {
            let outer = self.path.len();
            self.path.push_str(&format!(".{}.member", index + 1));
            if item.is_null() {
                self.violated(None, MUST_NOT_BE_NULL.to_owned());
            } else {
                self.value(list.item, item)?;
            }
            self.path.truncate(outer);
        }
        Ok(())
    }

    fn map(
        &mut self,
        map: &'static Map,
        entries: &serde_json::Map<String, Value>,
        whole: &Value,
    ) -> Result<(), Invalid> {
        self.length(map.length, entries.len(), whole);
        let broken = |key: &String| breaks_any(map.key, &Value::String(key.clone()));
        if entries.keys().any(broken) {
            self.violated(
                Some(whole),
                all_constraints("Map keys must satisfy constraint", map.key),
            );
        }
        if is_scalar(map.value) {
            return self.scalars(
                map.value,
                entries.values(),
                whole,
                "Map value must satisfy constraint",
            );
        }
        for (key, value) in entries {
            let outer = self.path.len();
            self.path.push_str(&format!(".{key}.member"));
            self.value(map.value, value)?;
            self.path.truncate(outer);
        }
        Ok(())
    }

    /// Scalar items of a collection: the framework blames the collection and names all that its items
    /// have to be, not only what is broken.
    fn scalars<'v>(
        &mut self,
        shape: &'static Shape,
        items: impl Iterator<Item = &'v Value>,
        whole: &Value,
        intro: &str,
    ) -> Result<(), Invalid> {
        let mut broken = false;
        let mut missing = false;
        for item in items {
            if item.is_null() {
                missing = true;
            } else {
                self.scalar_type(shape, item)?;
                broken |= breaks_any(shape, item);
            }
        }
        if broken {
            self.violated(Some(whole), all_constraints(intro, shape));
        }
        if missing {
            self.violated(Some(whole), format!("{intro}: [{MUST_NOT_BE_NULL}]"));
        }
        Ok(())
    }

    fn length(&mut self, length: crate::Length, count: usize, whole: &Value) {
        for constraint in length_constraints(length) {
            if constraint.is_broken_by_length(count) {
                self.violated(Some(whole), constraint.to_string());
            }
        }
    }

    fn scalar_type(&self, shape: &Shape, value: &Value) -> Result<(), Invalid> {
        let (fits, expected) = match &shape.kind {
            Kind::String(_) | Kind::Blob(_) => (value.is_string(), "a string"),
            Kind::Boolean => (value.is_boolean(), "a boolean"),
            Kind::Integer(_) => {
                (integer(value).is_some_and(|it| i32::try_from(it).is_ok()), "a 32-bit integer")
            }
            Kind::Long(_) => (integer(value).is_some(), "a 64-bit integer"),
            Kind::Float(_) | Kind::Double(_) => (crate::double_of(value).is_some(), "a number"),
            Kind::Timestamp => (
                value.as_f64().is_some_and(|it| (FIRST_INSTANT..LAST_INSTANT).contains(&it)),
                "a time in seconds since 1970 within the years 1 to 9999",
            ),
            Kind::Structure(_) | Kind::Map(_) => (value.is_object(), "an object"),
            Kind::List(_) => (value.is_array(), "a list"),
        };
        if fits { Ok(()) } else { Err(self.wrong(expected, value)) }
    }

    fn step_into(&mut self, member: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        let mut chars = member.chars();
        self.path.extend(chars.next().map(|first| first.to_ascii_lowercase()));
        self.path.push_str(chars.as_str());
    }

    fn violated(&mut self, value: Option<&Value>, constraint: String) {
        if self.violations.len() < MAX_VIOLATIONS {
            let value = value.map(print::value);
            self.violations.push(Violation { path: self.path.clone(), value, constraint });
        }
    }

    fn wrong(&self, expected: &'static str, value: &Value) -> Invalid {
        Invalid::WrongType { path: self.path.clone(), expected, found: print::kind(value) }
    }
}

const MUST_NOT_BE_NULL: &str = "Member must not be null";

fn is_scalar(shape: &Shape) -> bool {
    !matches!(shape.kind, Kind::Structure(_) | Kind::List(_) | Kind::Map(_))
}

fn breaks_any(shape: &'static Shape, value: &Value) -> bool {
    constraints_of(shape).iter().any(|constraint| is_broken(constraint, value))
}

fn all_constraints(intro: &str, shape: &'static Shape) -> String {
    let texts: Vec<String> =
        constraints_of(shape).iter().map(|constraint| constraint.to_string()).collect();
    format!("{intro}: [{}]", texts.join(", "))
}

/// The integer that a value is; `5.0` is one.
fn integer(value: &Value) -> Option<i64> {
    let mut value = value.clone();
    if let Value::Number(number) = &value {
        if number.is_f64() {
            crate::canonicalize(&ANY_LONG, &mut value);
        }
        return value.as_i64();
    }
    None
}

static ANY_LONG: Shape = Shape { name: "Long", kind: Kind::Long(crate::Range::FREE) };

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "Value '{value}'")?,
            None => f.write_str("Value null")?,
        }
        write!(f, " at '{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongType { path, expected, found } if path.is_empty() => {
                write!(f, "the request is {found}, expected {expected}")
            }
            Self::WrongType { path, expected, found } => {
                write!(f, "the value at '{path}' is {found}, expected {expected}")
            }
            Self::Constraints(violations) => {
                let errors = if violations.len() == 1 { "error" } else { "errors" };
                write!(f, "{} validation {errors} detected: ", violations.len())?;
                for (index, violation) in violations.iter().enumerate() {
                    let before = if index == 0 { "" } else { "; " };
                    write!(f, "{before}{violation}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Invalid {}

#[cfg(test)]
mod tests;
