//! A document whose values know where they stand.

mod json;
mod toml;

use std::sync::Arc;

use serde_json::{Number, Value};

use crate::Place;

pub(crate) use self::json::parse as parse_json;
pub(crate) use self::toml::parse as parse_toml;

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) tree: Tree,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) value: Node,
}

impl Node {
    /// The value of a document that has no text.
    pub(crate) fn of_value(source: &Arc<str>, path: String, value: &Value) -> Self {
        let place = Place { source: source.clone(), path, position: None };
        let tree = match value {
            Value::Null => Tree::Null,
            Value::Bool(flag) => Tree::Bool(*flag),
            Value::Number(number) => Tree::Number(number.clone()),
            Value::String(text) => Tree::Text(text.clone()),
            Value::Array(items) => Tree::List(
                (0..)
                    .zip(items)
                    .map(|(index, item)| Self::of_value(source, place.item_path(index), item))
                    .collect(),
            ),
            Value::Object(object) => Tree::Object(
                object
                    .iter()
                    .map(|(name, value)| Member {
                        name: name.clone(),
                        value: Self::of_value(source, place.member_path(name), value),
                    })
                    .collect(),
            ),
        };
        Self { place, tree }
    }

    /// A value that stands nowhere itself; it is placed where another one is.
    pub(crate) fn made(&self, tree: Tree) -> Self {
        Self { place: self.place.clone(), tree }
    }

    pub(crate) fn members(&self) -> &[Member] {
        if let Tree::Object(members) = &self.tree { members } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Node] {
        if let Tree::List(items) = &self.tree { items } else { &[] }
    }

    /// The member of a name; the last one where it stands twice, as JSON readers have it.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        let found = self.members().iter().rev().find(|member| member.name == name);
        found.map(|member| &member.value).filter(|node| !matches!(node.tree, Tree::Null))
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Tree::Text(text) = &self.tree { Some(text) } else { None }
    }

    /// The text of a member.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Node::text)
    }

    /// What kind of value it is, for messages.
    pub(crate) fn kind(&self) -> String {
        match &self.tree {
            Tree::Null => "null".to_owned(),
            Tree::Bool(flag) => format!("the boolean {flag}"),
            Tree::Number(number) => format!("the number {number}"),
            Tree::Text(text) => {
                let short: String = text.chars().take(40).collect();
                format!("the text {short:?}")
            }
            Tree::List(_) => "a list".to_owned(),
            Tree::Object(_) => "an object".to_owned(),
        }
    }
}

/// Counts lines and columns on the way through a text, forwards only.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    /// The position of a byte that is not before the last one asked for.
    pub(crate) fn at(&mut self, offset: usize) -> crate::Position {
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        for character in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            if character == '\n' {
                (self.line, self.column) = (self.line.saturating_add(1), 1);
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = offset;
        crate::Position { line: self.line, column: self.column }
    }
}
