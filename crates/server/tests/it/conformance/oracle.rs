//! What AWS's framework says of a document, from the model and from its published messages alone.
//!
//! Nothing of the server's own validator is used here: two readings of the same rules are compared.
//! <https://docs.aws.amazon.com/autoscaling/application/APIReference/CommonErrors.html>

use serde_json::{Map, Value};

use super::model::{Operation, Shape};
use super::pattern;

/// What an answer has to say of a document.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Nothing: it fits the model.
    Fits,
    /// A value has a type that its member cannot have.
    WrongType,
    /// Constraints are broken.
    Broken(Vec<Failure>),
}

/// One broken constraint.
#[derive(Debug)]
pub(super) struct Failure {
    value: Quoted,
    path: String,
    constraint: String,
}

/// How a message quotes a value.
#[derive(Debug)]
enum Quoted {
    /// A missing value is not in quotes.
    Null,
    Text(String),
    /// How AWS prints structures is not known, and long values may be cut.
    Somehow,
}

/// Longest value that a message has to quote in full.
const QUOTED_IN_FULL: usize = 4000;

/// The constraint that a missing member breaks.
const NOT_NULL: &str = "Member must not be null";

pub(super) fn judge(shape: Shape, document: &Value) -> Verdict {
    if !types_fit(shape, document) {
        return Verdict::WrongType;
    }
    let mut failures = Vec::new();
    look(shape, document, String::new(), &mut failures);
    if failures.is_empty() { Verdict::Fits } else { Verdict::Broken(failures) }
}

/// Whether the code and the text of an answer are what the failures ask for.
pub(super) fn matches(operation: Operation, failures: &[Failure], code: &str, text: &str) -> bool {
    // The older operations on metrics tell in their own words what is missing, and nothing else with it.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    if matches!(operation.name, "PutMetricData" | "GetMetricStatistics") {
        let missing = failures.iter().filter(|failure| matches!(failure.value, Quoted::Null));
        let missing: Vec<String> = missing
            .map(|failure| format!("The parameter {} is required.", parameter(&failure.path)))
            .collect();
        if !missing.is_empty() {
            return code == "MissingParameter" && text == missing.join("\n");
        }
    }
    let errors = if failures.len() == 1 { "error" } else { "errors" };
    let head = format!("{} validation {errors} detected: ", failures.len());
    let Some(mut rest) = text.strip_prefix(&head).map(str::to_owned) else { return false };
    // AWS's order among several is not published, so any will do.
    let mut failures: Vec<&Failure> = failures.iter().collect();
    while !failures.is_empty() {
        let next = failures.iter().position(|failure| failure.begins(&rest).is_some());
        let Some(next) = next else { return false };
        let length = failures.remove(next).begins(&rest).unwrap();
        rest.drain(..length);
        if !failures.is_empty() && !rest.starts_with("; ") {
            return false;
        }
        rest.drain(..rest.len().min(2));
    }
    code == "ValidationError" && rest.is_empty()
}

impl Failure {
    /// How much of the text this failure is, when the text begins with it.
    fn begins(&self, text: &str) -> Option<usize> {
        let tail = format!(" at '{}' failed to satisfy constraint: {}", self.path, self.constraint);
        let whole = match &self.value {
            Quoted::Null => format!("Value null{tail}"),
            Quoted::Text(value) => format!("Value '{value}'{tail}"),
            Quoted::Somehow => {
                let tail = format!("'{tail}");
                let end = text.find(&tail)? + tail.len();
                return text.starts_with("Value '").then_some(end);
            }
        };
        // What goes on is a longer constraint, not this one.
        let ends = |rest: &str| rest.is_empty() || rest.starts_with("; ");
        text.strip_prefix(&whole).filter(|rest| ends(rest)).map(|_| whole.len())
    }
}

/// `metricData.1.member.value` as Query names it: `MetricData.member.1.Value`.
fn parameter(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let mut named = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match parts.get(index + 1) {
            Some(&"member") if part.parse::<usize>().is_ok() => {
                named.push("member".to_owned());
                named.push((*part).to_owned());
            }
            _ if *part == "member" => {}
            _ => named.push(part[..1].to_uppercase() + &part[1..]),
        }
    }
    named.join(".")
}

fn types_fit(shape: Shape, value: &Value) -> bool {
    match (shape.kind(), value) {
        (_, Value::Null) => true,
        ("structure", Value::Object(members)) => members.iter().all(|(name, value)| {
            shape.member(name).is_none_or(|member| types_fit(member.shape, value))
        }),
        ("list", Value::Array(items)) => items.iter().all(|item| types_fit(shape.item(), item)),
        ("map", Value::Object(entries)) => {
            entries.values().all(|value| types_fit(shape.value(), value))
        }
        ("string" | "blob", Value::String(_)) | ("boolean", Value::Bool(_)) => true,
        ("integer", Value::Number(_)) => integer(value).is_some_and(|it| i32::try_from(it).is_ok()),
        ("long", Value::Number(_)) => integer(value).is_some(),
        ("float" | "double", Value::Number(_)) => true,
        ("float" | "double", Value::String(name)) => {
            matches!(name.as_str(), "NaN" | "Infinity" | "-Infinity")
        }
        // The years that have four digits.
        ("timestamp", Value::Number(number)) => {
            (-62_135_596_800.0..253_402_300_800.0).contains(&number.as_f64().unwrap())
        }
        _ => false,
    }
}

fn integer(value: &Value) -> Option<i64> {
    let whole = |number: &f64| number.fract() == 0.0 && number.abs() < 9.0e15;
    value.as_i64().or_else(|| value.as_f64().filter(whole).map(|number| number as i64))
}

fn look(shape: Shape, value: &Value, path: String, failures: &mut Vec<Failure>) {
    match (shape.kind(), value) {
        ("structure", Value::Object(given)) => structure(shape, given, &path, failures),
        ("list", Value::Array(items)) => list(shape, items, value, path, failures),
        ("map", Value::Object(entries)) => map(shape, entries, value, path, failures),
        _ => {
            for constraint in broken(shape, value) {
                failures.push(Failure { value: quote(value), path: path.clone(), constraint });
            }
        }
    }
}

fn structure(shape: Shape, given: &Map<String, Value>, path: &str, failures: &mut Vec<Failure>) {
    for member in shape.members() {
        let (first, rest) = member.name.split_at(1);
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{}{rest}", first.to_lowercase());
        match given.get(member.name).filter(|value| !value.is_null()) {
            Some(value) => look(member.shape, value, path, failures),
            None if member.required => {
                failures.push(Failure { value: Quoted::Null, path, constraint: NOT_NULL.into() });
            }
            None => {}
        }
    }
}

fn list(shape: Shape, items: &[Value], whole: &Value, path: String, failures: &mut Vec<Failure>) {
    for constraint in broken_length(shape, items.len()) {
        failures.push(Failure { value: quote(whole), path: path.clone(), constraint });
    }
    if shape.item().is_scalar() {
        parts(shape.item(), items.iter(), whole, "Member", &path, failures);
        return;
    }
    for (index, item) in items.iter().enumerate() {
        let path = format!("{path}.{}.member", index + 1);
        if item.is_null() {
            failures.push(Failure { value: Quoted::Null, path, constraint: NOT_NULL.into() });
        } else {
            look(shape.item(), item, path, failures);
        }
    }
}

fn map(
    shape: Shape,
    entries: &Map<String, Value>,
    whole: &Value,
    path: String,
    failures: &mut Vec<Failure>,
) {
    for constraint in broken_length(shape, entries.len()) {
        failures.push(Failure { value: quote(whole), path: path.clone(), constraint });
    }
    let keys: Vec<Value> = entries.keys().map(|key| Value::from(key.as_str())).collect();
    parts(shape.key(), keys.iter(), whole, "Map keys", &path, failures);
    parts(shape.value(), entries.values(), whole, "Map value", &path, failures);
}

/// Of a collection of scalars the collection is blamed, with all that its parts have to satisfy.
fn parts<'v>(
    shape: Shape,
    parts: impl Iterator<Item = &'v Value> + Clone,
    whole: &Value,
    who: &str,
    path: &str,
    failures: &mut Vec<Failure>,
) {
    let mut blame = |constraints: &[String]| {
        failures.push(Failure {
            value: quote(whole),
            path: path.to_owned(),
            constraint: format!("{who} must satisfy constraint: [{}]", constraints.join(", ")),
        });
    };
    if parts.clone().any(|part| !part.is_null() && !broken(shape, part).is_empty()) {
        let constraints: Vec<String> =
            constraints(shape).into_iter().map(|(text, _)| text).collect();
        blame(&constraints);
    }
    if parts.clone().any(Value::is_null) {
        blame(&[NOT_NULL.to_owned()]);
    }
}

fn broken(shape: Shape, value: &Value) -> Vec<String> {
    let broken = constraints(shape).into_iter().filter(|(_, holds)| !holds(value));
    broken.map(|(text, _)| text).collect()
}

fn broken_length(shape: Shape, length: usize) -> Vec<String> {
    let length = length as f64;
    let max = shape.max().filter(|max| length > *max);
    let min = shape.min().filter(|min| length < *min);
    let max = max.map(|max| format!("Member must have length less than or equal to {max}"));
    let min = min.map(|min| format!("Member must have length greater than or equal to {min}"));
    max.into_iter().chain(min).collect()
}

type Holds = Box<dyn Fn(&Value) -> bool>;

/// The constraints of a scalar with their texts.
fn constraints(shape: Shape) -> Vec<(String, Holds)> {
    let mut all: Vec<(String, Holds)> = Vec::new();
    let is_text = matches!(shape.kind(), "string" | "blob");
    let what = if is_text { "length" } else { "value" };
    let measure = move |value: &Value| match value {
        Value::String(text) if is_text => text.chars().count() as f64,
        Value::String(name) => name.parse::<f64>().unwrap_or(f64::NAN),
        other => other.as_f64().unwrap_or(f64::NAN),
    };
    if let Some(max) = shape.max() {
        let text = format!("Member must have {what} less than or equal to {max}");
        all.push((text, Box::new(move |value| measure(value) <= max)));
    }
    if let Some(min) = shape.min() {
        let text = format!("Member must have {what} greater than or equal to {min}");
        all.push((text, Box::new(move |value| measure(value) >= min)));
    }
    let values = enumeration(shape);
    if !values.is_empty() {
        let text = format!("Member must satisfy enum value set: [{}]", values.join(", "));
        all.push((
            text,
            Box::new(move |value| value.as_str().is_some_and(|it| values.contains(&it))),
        ));
    }
    if let Some(source) = shape.pattern() {
        let known = pattern::known(source);
        let text = format!("Member must satisfy regular expression pattern: {source}");
        all.push((text, Box::new(move |value| value.as_str().is_some_and(|it| known.matches(it)))));
    }
    all
}

/// An enumeration as messages print it.
fn enumeration(shape: Shape) -> Vec<&'static str> {
    match shape.name {
        // The one set that is seen in an order of its own.
        "StateValue" => vec!["INSUFFICIENT_DATA", "ALARM", "OK"],
        // Users bring instance types of their own.
        "ProductionVariantInstanceType" => Vec::new(),
        _ => {
            let mut values = shape.values();
            values.sort_unstable();
            values
        }
    }
}

fn quote(value: &Value) -> Quoted {
    match print(value) {
        Some(text) if text.chars().count() <= QUOTED_IN_FULL => Quoted::Text(text),
        _ => Quoted::Somehow,
    }
}

fn print(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(_) => match integer(value) {
            Some(number) => number.to_string(),
            // As Java prints it; only numbers that both print alike are made here.
            None => value.to_string(),
        },
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().any(Value::is_object) => return None,
        Value::Array(items) => {
            format!("[{}]", items.iter().map(print).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Value::Object(entries) => {
            let entries =
                entries.iter().map(|(key, value)| Some(format!("{key}={}", print(value)?)));
            format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", "))
        }
    })
}
