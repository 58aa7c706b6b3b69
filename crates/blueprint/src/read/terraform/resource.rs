//! The resources of a plan, those of modules too.

use crate::ReadError;
use crate::node::{Node, Tree};
use crate::shaped::wrong;

/// A resource as it will be.
pub(super) struct Resource<'p> {
    /// Such as `aws_appautoscaling_policy`.
    pub(super) kind: &'p str,
    /// Its name in the configuration.
    pub(super) name: &'p str,
    /// The address of its module; empty for the root.
    pub(super) module: &'p str,
    /// The key of `count` or `for_each`, as addresses have it; empty where there is none.
    pub(super) index: String,
    /// Its attributes, placed where the resource stands.
    pub(super) values: Node,
    change: Option<&'p Node>,
    address: &'p str,
}

/// What identifies a resource among its siblings: module, name, index.
pub(super) type Id = (String, String, String);

impl Resource<'_> {
    pub(super) fn address(&self) -> String {
        self.address.to_owned()
    }

    pub(super) fn id(&self) -> Id {
        (self.module.to_owned(), self.name.to_owned(), self.index.clone())
    }

    /// Whether an attribute, or something in it, is known only after apply.
    pub(super) fn is_unknown(&self, attribute: &str) -> bool {
        let unknown = self.change.and_then(|change| change.get("after_unknown"));
        unknown.and_then(|unknown| unknown.get(attribute)).is_some_and(any_true)
    }

    /// Its attributes as they are now, when the plan changes it.
    pub(super) fn before(&self) -> Option<&Node> {
        let before = self.change?.get("before")?;
        self.is_written().then_some(before)
    }

    /// Whether the plan makes it or changes it.
    pub(super) fn is_written(&self) -> bool {
        let actions = self.change.and_then(|change| change.get("actions"));
        let actions = actions.map_or(&[][..], Node::items);
        actions.iter().any(|action| matches!(action.text(), Some("create" | "update")))
    }
}

fn any_true(node: &Node) -> bool {
    match &node.tree {
        Tree::Bool(flag) => *flag,
        Tree::List(items) => items.iter().any(any_true),
        Tree::Object(members) => members.iter().any(|member| any_true(&member.value)),
        Tree::Null | Tree::Number(_) | Tree::Text(_) => false,
    }
}

/// All managed resources of a plan's planned values, or of a state.
pub(super) fn resources(plan: &Node) -> Result<Vec<Resource<'_>>, ReadError> {
    let values = plan.get("planned_values").or_else(|| plan.get("values"));
    let root = values.and_then(|values| values.get("root_module"));
    let changes = plan.get("resource_changes").map_or(&[][..], Node::items);
    let mut found = Vec::new();
    if let Some(root) = root {
        module(root, changes, &mut found)?;
    }
    Ok(found)
}

fn module<'p>(
    node: &'p Node,
    changes: &'p [Node],
    found: &mut Vec<Resource<'p>>,
) -> Result<(), ReadError> {
    let address = node.text_of("address").unwrap_or_default();
    for resource in node.get("resources").map_or(&[][..], Node::items) {
        if resource.text_of("mode").is_some_and(|mode| mode != "managed") {
            continue;
        }
        found.push(one(resource, address, changes)?);
    }
    for child in node.get("child_modules").map_or(&[][..], Node::items) {
        module(child, changes, found)?;
    }
    Ok(())
}

fn one<'p>(
    node: &'p Node,
    module: &'p str,
    changes: &'p [Node],
) -> Result<Resource<'p>, ReadError> {
    let text = |name: &'static str| {
        node.text_of(name).ok_or_else(|| wrong(node, "a resource with its address, type and name"))
    };
    let address = text("address")?;
    let index = match node.get("index").map(|index| &index.tree) {
        Some(Tree::Number(number)) => format!("[{number}]"),
        Some(Tree::Text(key)) => format!("[{key:?}]"),
        _ => String::new(),
    };
    let change = changes.iter().find(|change| change.text_of("address") == Some(address));
    let change = change.and_then(|change| change.get("change"));
    let mut values =
        node.get("values").cloned().unwrap_or_else(|| node.made(Tree::Object(Vec::new())));
    // People look for the resource, not for the braces of its attributes.
    values.place = node.place.clone();
    Ok(Resource {
        kind: text("type")?,
        name: text("name")?,
        module,
        index,
        values,
        change,
        address,
    })
}
