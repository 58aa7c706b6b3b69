//! TOML, with positions.

use std::sync::Arc;

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Cursor, Member, Node, Tree};
use crate::{Place, ReadError};

/// Reads a TOML text.
///
/// # Errors
/// [`ReadError`] with line and column for what is no TOML.
pub(crate) fn parse(source: &str, text: &str) -> Result<Node, ReadError> {
    let source: Arc<str> = source.into();
    let mut cursor = Cursor::new(text);
    match DeTable::parse(text) {
        Ok(table) => {
            let place = Place { source, path: String::new(), position: Some(cursor.at(0)) };
            object(table.get_ref(), place, &mut cursor)
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let place = Place { source, path: String::new(), position: Some(cursor.at(at)) };
            let problem = format!("this is not TOML: {}", error.message());
            Err(ReadError::new(&place, problem, "a TOML document"))
        }
    }
}

fn object(table: &DeTable<'_>, place: Place, cursor: &mut Cursor<'_>) -> Result<Node, ReadError> {
    // Tables are sorted by name; the order of the text is that of the file.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    let mut members = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let path = place.member_path(name.get_ref());
        // A table stands where its name does.
        let at = if value.get_ref().is_table() { name.span().start } else { value.span().start };
        let value = node(value, path, at, &place, cursor)?;
        members.push(Member { name: name.get_ref().to_string(), value });
    }
    Ok(Node { place, tree: Tree::Object(members) })
}

fn node(
    value: &Spanned<DeValue<'_>>,
    path: String,
    at: usize,
    outer: &Place,
    cursor: &mut Cursor<'_>,
) -> Result<Node, ReadError> {
    let place = Place { source: outer.source.clone(), path, position: Some(cursor.at(at)) };
    let wrong = |what: &str| ReadError::new(&place, format!("{what} is no number"), "a number");
    let tree = match value.get_ref() {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Boolean(flag) => Tree::Bool(*flag),
        DeValue::Integer(integer) => {
            let number = i64::from_str_radix(integer.as_str(), integer.radix());
            Tree::Number(number.map_err(|_| wrong(integer.as_str()))?.into())
        }
        DeValue::Float(float) => {
            let number = float.as_str().parse().ok().and_then(Number::from_f64);
            Tree::Number(number.ok_or_else(|| wrong(float.as_str()))?)
        }
        DeValue::Datetime(instant) => Tree::Text(instant.to_string()),
        DeValue::Array(items) => {
            let mut nodes = Vec::with_capacity(items.len());
            for item in items.iter() {
                let path = place.item_path(nodes.len());
                nodes.push(node(item, path, item.span().start, &place, cursor)?);
            }
            Tree::List(nodes)
        }
        DeValue::Table(table) => return object(table, place, cursor),
    };
    Ok(Node { place, tree })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_line_and_path() {
        let text = "[[targets]]\nmin = 0\n\n[[targets.policies]]\nname = \"a\"\ninner = { x = 1.5 }\n[[targets]]\nmin = 0x10\n";
        let node = parse("ebb.toml", text).unwrap();
        let targets = node.get("targets").unwrap().items();
        assert_eq!(targets[0].place.to_string(), "ebb.toml:1:1: targets[0]");
        let policy = &targets[0].get("policies").unwrap().items()[0];
        assert_eq!(policy.place.to_string(), "ebb.toml:4:1: targets[0].policies[0]");
        let inner = policy.get("inner").unwrap().get("x").unwrap();
        assert_eq!(inner.place.to_string(), "ebb.toml:6:15: targets[0].policies[0].inner.x");
        assert!(
            matches!(&targets[1].get("min").unwrap().tree, Tree::Number(n) if n.as_i64() == Some(16))
        );
        let error = parse("ebb.toml", "a = 1\nb = = 2\n").unwrap_err();
        assert!(error.to_string().starts_with("ebb.toml:2:5: this is not TOML"), "{error}");
    }
}
