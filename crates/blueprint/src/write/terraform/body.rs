//! What stands between the braces of a resource.

use ebb_units::Timestamp;
use serde_json::{Map, Value};

use crate::shaped::snake;

/// Attributes, then blocks.
#[derive(Default)]
pub(super) struct Body {
    attributes: Vec<(String, Word)>,
    blocks: Vec<(String, Body)>,
}

/// The value of an attribute.
pub(super) enum Word {
    /// A text, to be quoted.
    Text(String),
    /// An expression as it is.
    Bare(String),
}

/// Members that hold instants.
const INSTANTS: [&str; 2] = ["StartTime", "EndTime"];

impl Body {
    pub(super) fn attribute(&mut self, name: &str, word: Word) {
        self.attributes.push((name.to_owned(), word));
    }

    pub(super) fn append(&mut self, other: Self) {
        self.attributes.extend(other.attributes);
        self.blocks.extend(other.blocks);
    }

    /// The members of a document: structures become blocks, lists of structures a block each, maps and the rest attributes.
    pub(super) fn members(&mut self, value: &Value, left_out: &[&str]) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if !left_out.contains(&name.as_str()) {
                self.member(name, value);
            }
        }
    }

    fn member(&mut self, name: &str, value: &Value) {
        let block = |value: &Value| {
            let mut body = Self::default();
            body.members(value, &[]);
            body
        };
        match value {
            Value::Object(tags) if name == "Tags" => self.map("tags", tags),
            Value::Object(_) => self.blocks.push((snake(name), block(value))),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let name = match name {
                    "StepAdjustments" => "step_adjustment".to_owned(),
                    other => snake(other),
                };
                self.blocks.extend(items.iter().map(|item| (name.clone(), block(item))));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                let word = match value.as_f64().filter(|_| INSTANTS.contains(&name)) {
                    Some(seconds) => instant(seconds),
                    None => word(value),
                };
                self.attribute(&snake(name), word);
            }
        }
    }

    /// An alarm, whose blocks the provider has under names of its own. `refer` gives the expression of an action.
    pub(super) fn alarm(&mut self, alarm: &Value, refer: impl Fn(&str) -> Option<String>) {
        for (name, value) in alarm.as_object().into_iter().flatten() {
            match name.as_str() {
                "OKActions" | "AlarmActions" | "InsufficientDataActions" => {
                    let actions = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                    let actions: Vec<String> = actions
                        .map(|action| refer(action).unwrap_or_else(|| quoted(action)))
                        .collect();
                    self.attribute(&snake(name), Word::Bare(format!("[{}]", actions.join(", "))));
                }
                "Dimensions" => self.map("dimensions", &pairs(value, "Name")),
                "Tags" => self.map("tags", &pairs(value, "Key")),
                "EvaluateLowSampleCountPercentile" => {
                    self.attribute("evaluate_low_sample_count_percentiles", word(value));
                }
                "Metrics" => {
                    let queries = value.as_array().into_iter().flatten();
                    self.blocks.extend(
                        queries.map(|query| ("metric_query".to_owned(), metric_query(query))),
                    );
                }
                other => self.member(other, value),
            }
        }
    }

    fn map(&mut self, name: &str, entries: &Map<String, Value>) {
        let mut inner = Self::default();
        for (key, value) in entries {
            let plain = key.starts_with(|c: char| c.is_ascii_alphabetic())
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let key = if plain { key.clone() } else { quoted(key) };
            inner.attributes.push((key, word(value)));
        }
        // A map is an attribute; it is written as a block with a sign in front.
        self.blocks.push((format!("{name} ="), inner));
    }

    pub(super) fn write(&self, text: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let width = self.attributes.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, word) in &self.attributes {
            let value = match word {
                Word::Text(text) => quoted(text),
                Word::Bare(text) => text.clone(),
            };
            text.push_str(&format!("{indent}{name:width$} = {value}\n"));
        }
        let mut first = self.attributes.is_empty();
        for (name, body) in &self.blocks {
            if !first {
                text.push('\n');
            }
            first = false;
            text.push_str(&format!("{indent}{name} {{\n"));
            body.write(text, depth + 1);
            text.push_str(&format!("{indent}}}\n"));
        }
    }
}

/// `metric_query`, in which metric and statistic are one block.
fn metric_query(query: &Value) -> Body {
    let mut body = Body::default();
    body.members(query, &["MetricStat"]);
    if let Some(stat) = query.get("MetricStat") {
        let mut metric = Body::default();
        if let Some(of) = stat.get("Metric") {
            metric.members(of, &["Dimensions"]);
            if let Some(dimensions) = of.get("Dimensions") {
                metric.map("dimensions", &pairs(dimensions, "Name"));
            }
        }
        metric.members(stat, &["Metric"]);
        body.blocks.push(("metric".to_owned(), metric));
    }
    body
}

/// A list of names and values as a map.
fn pairs(list: &Value, key: &str) -> Map<String, Value> {
    let pair =
        |item: &Value| Some((item.get(key)?.as_str()?.to_owned(), item.get("Value")?.clone()));
    list.as_array().into_iter().flatten().filter_map(pair).collect()
}

fn word(value: &Value) -> Word {
    match value {
        Value::String(text) => Word::Text(text.clone()),
        Value::Number(number) => Word::Bare(plain_number(number)),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), quoted))
                .collect();
            Word::Bare(format!("[{}]", items.join(", ")))
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => Word::Bare(value.to_string()),
    }
}

/// `5.0` as `5`, which is how Terraform prints numbers.
fn plain_number(number: &serde_json::Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Quoted, with templates kept from being ones.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace("${", "$${").replace("%{", "%%{")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from f64 saturates; what is no time stays a number"
)]
fn instant(seconds: f64) -> Word {
    match Timestamp::from_millisecond((seconds * 1000.0).round() as i64) {
        Ok(at) => Word::Text(at.to_string()),
        Err(_) => Word::Bare(seconds.to_string()),
    }
}
