//! JSON, with positions.
//!
//! serde_json judges the text and says what is wrong with it; the walk that follows only has to find where in it things
//! stand, and gives up rather than panic where the two should ever differ.

use std::sync::Arc;

use serde::de::IgnoredAny;

use super::{Cursor, Member, Node, Tree};
use crate::{Place, Position, ReadError};

/// Reads a JSON text.
///
/// # Errors
/// [`ReadError`] with line and column for what is no JSON.
pub(crate) fn parse(source: &str, text: &str) -> Result<Node, ReadError> {
    let source: Arc<str> = source.into();
    // Windows writes a mark in front of texts in UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let position = Position { line: count(error.line()), column: count(error.column()) };
        let place = Place { source, path: String::new(), position: Some(position) };
        return Err(ReadError::new(
            &place,
            format!("this is not JSON: {error}"),
            "a JSON document",
        ));
    }
    let mut walk =
        Walk { source: source.clone(), text, offset: 0, cursor: Cursor::new(text), depth: 0 };
    walk.value(String::new()).ok_or_else(|| {
        let expected =
            format!("a JSON document that is at most {MOST_DEPTH} lists and objects deep");
        ReadError::new(&Place::whole(&source), "this JSON cannot be followed", expected)
    })
}

/// Plans nest some twenty deep; whoever nests deeper wants to see a stack overflow.
const MOST_DEPTH: usize = 128;

struct Walk<'t> {
    source: Arc<str>,
    depth: usize,
    text: &'t str,
    offset: usize,
    cursor: Cursor<'t>,
}

impl Walk<'_> {
    fn value(&mut self, path: String) -> Option<Node> {
        let first = self.peek()?;
        let position = Some(self.cursor.at(self.offset));
        let place = Place { source: self.source.clone(), path, position };
        let tree = match first {
            b'{' => self.deeper(|walk| walk.object(&place))?,
            b'[' => self.deeper(|walk| walk.list(&place))?,
            b'"' => Tree::Text(self.string()?),
            b't' => self.word("true", Tree::Bool(true))?,
            b'f' => self.word("false", Tree::Bool(false))?,
            b'n' => self.word("null", Tree::Null)?,
            _ => self.number()?,
        };
        Some(Node { place, tree })
    }

    fn deeper(&mut self, walk: impl FnOnce(&mut Self) -> Option<Tree>) -> Option<Tree> {
        self.depth += 1;
        let tree = if self.depth > MOST_DEPTH { None } else { walk(self) };
        self.depth -= 1;
        tree
    }

    fn object(&mut self, place: &Place) -> Option<Tree> {
        let mut members = Vec::new();
        self.offset += 1;
        while self.peek()? != b'}' {
            self.skip(b',');
            self.peek()?;
            let name = self.string()?;
            self.peek()?;
            self.skip(b':');
            let value = self.value(place.member_path(&name))?;
            members.push(Member { name, value });
        }
        self.offset += 1;
        Some(Tree::Object(members))
    }

    fn list(&mut self, place: &Place) -> Option<Tree> {
        let mut items = Vec::new();
        self.offset += 1;
        while self.peek()? != b']' {
            self.skip(b',');
            items.push(self.value(place.item_path(items.len()))?);
        }
        self.offset += 1;
        Some(Tree::List(items))
    }

    fn string(&mut self) -> Option<String> {
        let begin = self.offset;
        let bytes = self.text.as_bytes();
        let mut end = begin + 1;
        while *bytes.get(end)? != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.offset = end + 1;
        serde_json::from_str(self.text.get(begin..=end)?).ok()
    }

    fn number(&mut self) -> Option<Tree> {
        let rest = self.text.get(self.offset..)?;
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')))
            .unwrap_or(rest.len());
        self.offset += length;
        serde_json::from_str(rest.get(..length)?).ok().map(Tree::Number)
    }

    fn word(&mut self, word: &str, tree: Tree) -> Option<Tree> {
        self.offset += word.len();
        Some(tree)
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.offset..)?;
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.offset += blank;
        rest.get(blank).copied()
    }

    fn skip(&mut self, byte: u8) {
        if self.text.as_bytes().get(self.offset) == Some(&byte) {
            self.offset += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_line_column_and_path() {
        let text = "{\n  \"a\\\"é\": [1.5, {\"b\": null}],\n  \"c\": \"x\\u00e9\", \"d\": -2e3\n}";
        let node = parse("f.json", text).unwrap();
        let list = node.get("a\"é").unwrap();
        let inner = &list.items()[1];
        assert_eq!(inner.place.to_string(), "f.json:2:17: a\"é[1]");
        assert!(inner.get("b").is_none());
        let text = node.get("c").unwrap();
        assert_eq!((text.text(), text.place.position.unwrap().line), (Some("xé"), 3));
        assert!(
            matches!(&node.get("d").unwrap().tree, Tree::Number(n) if n.as_f64() == Some(-2000.0))
        );
    }

    #[test]
    fn what_is_no_json_is_placed() {
        let error = parse("f.json", "{\n \"a\": x\n}").unwrap_err();
        assert_eq!(error.place.position.map(|at| at.line), Some(2));
        let deep = "[".repeat(100_000);
        assert!(parse("f.json", &deep).unwrap_err().problem.contains("not JSON"));
        let closed = format!("{deep}{}", "]".repeat(100_000));
        assert!(parse("f.json", &closed).unwrap_err().problem.contains("cannot be followed"));
    }
}
