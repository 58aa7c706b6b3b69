//! What the configuration in a plan says of references.

use super::resource::Resource;
use crate::node::Node;

/// The part `configuration` of a plan; a state has none.
pub(super) struct Configuration<'p> {
    root: Option<&'p Node>,
    providers: Option<&'p Node>,
}

impl<'p> Configuration<'p> {
    pub(super) fn of(plan: &'p Node) -> Self {
        let configuration = plan.get("configuration");
        Self {
            root: configuration.and_then(|node| node.get("root_module")),
            providers: configuration.and_then(|node| node.get("provider_config")),
        }
    }

    /// The region of the provider, where it is written down as such.
    pub(super) fn region(&self) -> Option<&'p str> {
        let expressions = self.providers?.get("aws")?.get("expressions")?;
        expressions.get("region")?.text_of("constant_value")
    }

    /// What the expression of an attribute refers to, within its module.
    pub(super) fn references(&self, resource: &Resource<'_>, attribute: &str) -> Vec<&'p str> {
        let references = self
            .find(resource)
            .and_then(|found| found.get("expressions")?.get(attribute)?.get("references"));
        references.map_or(&[][..], Node::items).iter().filter_map(Node::text).collect()
    }

    /// What a resource refers to or says that it depends on, within its module; None without a configuration.
    pub(super) fn needs(&self, resource: &Resource<'_>) -> Option<Vec<&'p str>> {
        let found = self.find(resource)?;
        let mut needs = Vec::new();
        let depends_on = found.get("depends_on").map_or(&[][..], Node::items);
        needs.extend(depends_on.iter().filter_map(Node::text));
        if let Some(expressions) = found.get("expressions") {
            collect_references(expressions, &mut needs);
        }
        Some(needs)
    }

    fn find(&self, resource: &Resource<'_>) -> Option<&'p Node> {
        let mut module = self.root?;
        for name in names(resource.module) {
            module = module.get("module_calls")?.get(&name)?.get("module")?;
        }
        module.get("resources")?.items().iter().find(|found| {
            found.text_of("type") == Some(resource.kind)
                && found.text_of("name") == Some(resource.name)
        })
    }
}

/// References in an expression and in the blocks within.
fn collect_references<'p>(node: &'p Node, found: &mut Vec<&'p str>) {
    for member in node.members() {
        if member.name == "references" {
            found.extend(member.value.items().iter().filter_map(Node::text));
        } else {
            collect_references(&member.value, found);
        }
    }
    for item in node.items() {
        collect_references(item, found);
    }
}

/// `module.a["x.y"].module.b` as `a`, `b`.
fn names(address: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = address;
    while let Some(begun) = rest.strip_prefix("module.") {
        let end = begun.find(['.', '[']).unwrap_or(begun.len());
        names.push(begun[..end].to_owned());
        rest = &begun[end..];
        if rest.starts_with('[') {
            // A key may hold anything, brackets too, between its quotes.
            let close = if rest.starts_with("[\"") {
                rest.find("\"]").map(|at| at + 2)
            } else {
                rest.find(']').map(|at| at + 1)
            };
            rest = &rest[close.unwrap_or(rest.len())..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    names
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_of_modules_are_left_out() {
        assert_eq!(super::names("module.a[\"x.module.y\"].module.b[0]"), ["a", "b"]);
        assert!(super::names("").is_empty());
    }
}
