//! Forms of the Query protocol: `Metrics.member.1.MetricStat.Period=60`.
//!
//! Rule cw.wire.query: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html>

mod form;
mod scalar;

use ebb_aws_model::{Kind, List, Map, Shape, Structure};
use serde_json::Value;

use self::form::Node;
use crate::AwsError;

/// The parameter `Action` of a query string or a form.
pub(crate) fn action(query: &str, form: &[u8]) -> Option<String> {
    let in_query = form_urlencoded::parse(query.as_bytes());
    let mut pairs = in_query.chain(form_urlencoded::parse(form));
    pairs.find(|(name, _)| name == "Action").map(|(_, action)| action.into_owned())
}

/// Reads the parameters of a query string and a form as a document of the shape.
pub(crate) fn read(shape: &Shape, query: &str, form: &[u8]) -> Result<Value, AwsError> {
    let root = form::tree(query, form)?;
    match shape.structure() {
        Some(structure) => object(structure, &root, ""),
        None => Err(AwsError::serialization("The request has no members")),
    }
}

fn value(shape: &Shape, node: &Node, path: &str) -> Result<Value, AwsError> {
    match &shape.kind {
        Kind::Structure(structure) => {
            none_or_empty(node, path)?;
            object(structure, node, path)
        }
        Kind::List(list) => {
            none_or_empty(node, path)?;
            items(list, node, path)
        }
        Kind::Map(map) => {
            none_or_empty(node, path)?;
            entries(map, node, path)
        }
        Kind::String(_)
        | Kind::Integer(_)
        | Kind::Long(_)
        | Kind::Float(_)
        | Kind::Double(_)
        | Kind::Boolean
        | Kind::Timestamp
        | Kind::Blob(_) => match &node.value {
            Some(text) if node.children.is_empty() => scalar::parse(shape, text, path),
            Some(_) | None => Err(malformed(path, "is one value")),
        },
    }
}

fn object(structure: &Structure, node: &Node, path: &str) -> Result<Value, AwsError> {
    let mut members = serde_json::Map::new();
    for member in structure.members {
        if let Some(child) = node.children.get(member.name) {
            let path = join(path, member.name);
            members.insert(member.name.to_owned(), value(member.shape, child, &path)?);
        }
    }
    Ok(Value::Object(members))
}

fn items(list: &List, node: &Node, path: &str) -> Result<Value, AwsError> {
    let numbered = numbered(node, "member", path)?;
    let items = numbered.into_iter().map(|(path, item)| value(list.item, item, &path));
    Ok(Value::Array(items.collect::<Result<_, _>>()?))
}

fn entries(map: &Map, node: &Node, path: &str) -> Result<Value, AwsError> {
    let mut entries = serde_json::Map::new();
    for (path, entry) in numbered(node, "entry", path)? {
        let key = entry.children.get("key").and_then(|key| key.value.as_deref());
        let Some(key) = key else {
            return Err(malformed(&path, "has a \"key\" and a \"value\""));
        };
        let inner = match entry.children.get("value") {
            Some(inner) => value(map.value, inner, &join(&path, "value"))?,
            None => Value::Null,
        };
        entries.insert(key.to_owned(), inner);
    }
    Ok(Value::Object(entries))
}

/// The children `member.1`, `member.2` … in their order, each with its path. No number may be missing:
/// the list would have a hole, which no client means.
fn numbered<'n>(
    node: &'n Node,
    label: &str,
    path: &str,
) -> Result<Vec<(String, &'n Node)>, AwsError> {
    let Some(list) = node.children.get(label) else {
        return if node.children.is_empty() {
            Ok(Vec::new())
        } else {
            Err(malformed(path, &format!("is numbered as \"{label}.1\"")))
        };
    };
    let mut items = Vec::new();
    for (key, item) in &list.children {
        let index = key.parse::<usize>().ok().filter(|index| *index >= 1);
        let index = index.ok_or_else(|| malformed(path, "is numbered from 1"))?;
        items.push((index, item));
    }
    items.sort_by_key(|(index, _)| *index);
    if items.iter().zip(1..).any(|((index, _), expected)| *index != expected) {
        return Err(malformed(path, "is numbered from 1 without a gap"));
    }
    Ok(items.into_iter().map(|(index, item)| (format!("{path}.{label}.{index}"), item)).collect())
}

/// `X=` is how an empty list is sent; a text where members are expected is a mistake.
fn none_or_empty(node: &Node, path: &str) -> Result<(), AwsError> {
    match node.value.as_deref() {
        None | Some("") => Ok(()),
        Some(_) => Err(malformed(path, "has members")),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn malformed(path: &str, expected: &str) -> AwsError {
    AwsError::serialization(format!("The parameter {path} is malformed: it {expected}"))
}
