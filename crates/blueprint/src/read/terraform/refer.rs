//! From a reference in an expression to the resource that it means.

use super::resource::{Id, Resource};

/// What others may refer to, each with what is taken from it.
#[derive(Default)]
pub(super) struct Known {
    /// Resource id, dimension and namespace of a target.
    pub(super) targets: Vec<(Id, [String; 3])>,
    /// The action that names a policy.
    pub(super) policies: Vec<(Id, String)>,
    /// The name of an endpoint configuration.
    pub(super) configs: Vec<(Id, String)>,
}

/// The known resources of a kind that references mean: of the same module and, where several stand under one name, the one
/// with the index in the reference or with that of the resource that refers.
pub(super) fn resolve<T: Clone>(
    references: &[&str],
    kind: &str,
    from: &Resource<'_>,
    known: &[(Id, T)],
) -> Vec<T> {
    let mut found: Vec<(&Id, T)> = Vec::new();
    for reference in references {
        let Some((name, index)) = parse(reference, kind) else { continue };
        let siblings = || {
            known
                .iter()
                .filter(|((module, sibling, _), _)| module == from.module && sibling == name)
        };
        let exact = siblings().find(|((_, _, own), _)| !index.is_empty() && own == index);
        let same = siblings().find(|((_, _, own), _)| index.is_empty() && *own == from.index);
        let only = (siblings().count() == 1).then(|| siblings().next()).flatten();
        // Plans list `x[0].arn`, `x[0]` and `x` for one reference; the shorter ones say nothing new.
        let covered = index.is_empty()
            && found
                .iter()
                .any(|((module, sibling, _), _)| module == from.module && sibling == name);
        if covered {
            continue;
        }
        if let Some((id, value)) = exact.or(same).or(only)
            && !found.iter().any(|(other, _)| *other == id)
        {
            found.push((id, value.clone()));
        }
    }
    found.into_iter().map(|(_, value)| value).collect()
}

/// Name and index in a reference to a resource of a kind.
fn parse<'r>(reference: &'r str, kind: &str) -> Option<(&'r str, &'r str)> {
    let rest = reference.strip_prefix(kind)?.strip_prefix('.')?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    if !rest.starts_with('[') {
        return Some((name, ""));
    }
    let close = if rest.starts_with("[\"") {
        rest.find("\"]").map(|at| at + 2)
    } else {
        rest.find(']').map(|at| at + 1)
    };
    Some((name, &rest[..close.unwrap_or(rest.len())]))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn references_carry_name_and_index() {
        let kind = "aws_appautoscaling_policy";
        assert_eq!(parse("aws_appautoscaling_policy.wake.arn", kind), Some(("wake", "")));
        assert_eq!(
            parse("aws_appautoscaling_policy.w[\"a.b\"].arn", kind),
            Some(("w", "[\"a.b\"]"))
        );
        assert_eq!(parse("aws_appautoscaling_policy.w[1]", kind), Some(("w", "[1]")));
        assert_eq!(parse("aws_appautoscaling_policy_x.w", kind), None);
        assert_eq!(parse("var.policy", kind), None);
    }
}
