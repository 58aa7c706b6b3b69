//! Reading: from whatever a source is to a blueprint.

mod aws;
mod ebb;
mod shapes;
mod terraform;

use std::sync::Arc;

use serde_json::Value;

use crate::node::{self, Node, Tree};
use crate::{Blueprint, Place, ReadError};

pub use ebb::SETTINGS;

/// Longest text that is read. Plans of large installations have some ten megabytes.
pub const MOST_BYTES: usize = 256 << 20;

/// Reads a text of any of the known kinds: TOML by the ending of its name, Terraform's and AWS's JSON by what is in it.
///
/// # Errors
/// [`ReadError`] with the place and what was expected there.
pub fn read(source: &str, text: &str) -> Result<Blueprint, ReadError> {
    if source.ends_with(".toml") {
        return read_toml(source, text);
    }
    let node = json(source, text)?;
    let is_plan = node.get("format_version").is_some()
        && (node.get("planned_values").is_some() || node.get("values").is_some());
    if is_plan { terraform::read(&node) } else { aws::read(&node) }
}

/// Reads AWS's JSON: one description or request, or a list of them.
///
/// # Errors
/// [`ReadError`].
pub fn read_aws(source: &str, text: &str) -> Result<Blueprint, ReadError> {
    aws::read(&json(source, text)?)
}

/// Reads what `terraform show -json` prints for a plan or a state.
///
/// # Errors
/// [`ReadError`].
pub fn read_terraform(source: &str, text: &str) -> Result<Blueprint, ReadError> {
    terraform::read(&json(source, text)?)
}

/// Reads `ebb.toml`. What belongs to the server is left to it.
///
/// # Errors
/// [`ReadError`].
pub fn read_toml(source: &str, text: &str) -> Result<Blueprint, ReadError> {
    check_size(source, text)?;
    ebb::read(&node::parse_toml(source, text)?)
}

/// Reads an answer of a live service: an object such as `{"ScalingPolicies": […]}`.
///
/// # Errors
/// [`ReadError`].
pub fn read_answer(source: &str, answer: &Value) -> Result<Blueprint, ReadError> {
    let source: Arc<str> = source.into();
    aws::read(&Node::of_value(&source, String::new(), answer))
}

fn json(source: &str, text: &str) -> Result<Node, ReadError> {
    check_size(source, text)?;
    let node = node::parse_json(source, text)?;
    match node.tree {
        Tree::Object(_) | Tree::List(_) => Ok(node),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {
            Err(crate::shaped::wrong(&node, "an object or a list"))
        }
    }
}

fn check_size(source: &str, text: &str) -> Result<(), ReadError> {
    if text.len() <= MOST_BYTES {
        return Ok(());
    }
    let (found, most) = (text.len() >> 20, MOST_BYTES >> 20);
    let problem = format!("this is {found} MB long");
    Err(ReadError::new(&Place::whole(source), problem, format!("{most} MB at most")))
}
