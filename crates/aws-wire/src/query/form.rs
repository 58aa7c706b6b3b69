//! The parameters of a form as a tree of their dotted names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::{AwsError, MAX_VALUES};

/// Names between dots that are read; requests have about ten.
const MAX_DEPTH: usize = 32;

/// A parameter, or what parameters have in common up to a dot.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) value: Option<String>,
    pub(super) children: BTreeMap<String, Node>,
}

/// Reads a query string and a form. Of a parameter that comes twice the last counts.
pub(super) fn tree(query: &str, form: &[u8]) -> Result<Node, AwsError> {
    let mut root = Node::default();
    let pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form));
    for (count, (name, value)) in pairs.enumerate() {
        if count >= MAX_VALUES {
            return Err(AwsError::serialization(format!(
                "The request has more than {MAX_VALUES} parameters"
            )));
        }
        insert(&mut root, &name, value)?;
    }
    Ok(root)
}

fn insert(root: &mut Node, name: &str, value: Cow<'_, str>) -> Result<(), AwsError> {
    if name.split('.').count() > MAX_DEPTH {
        return Err(AwsError::serialization("The name of a parameter is nested too deep"));
    }
    let mut node = root;
    for part in name.split('.') {
        node = node.children.entry(part.to_owned()).or_default();
    }
    node.value = Some(value.into_owned());
    Ok(())
}
