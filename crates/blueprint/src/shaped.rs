//! A document read by the shape of a request, whatever the source calls its members.

use std::collections::BTreeMap;

use ebb_aws_model::{Kind, Shape};
use ebb_units::Timestamp;
use serde_json::{Map, Number, Value};

use crate::node::{Node, Tree};
use crate::{Form, Place, ReadError};

/// A request as AWS spells it, and where each of its members stands.
#[derive(Debug)]
pub(crate) struct Shaped {
    pub(crate) value: Value,
    pub(crate) places: BTreeMap<String, Place>,
}

/// Names of members that are shorter in a source than at AWS, by shape.
const ALIASES: &[(Form, &str, &str, &str)] = &[
    (Form::Terraform, "PutScalingPolicyRequest", "name", "PolicyName"),
    (Form::Terraform, "PutScheduledActionRequest", "name", "ScheduledActionName"),
    (Form::Terraform, "StepScalingPolicyConfiguration", "step_adjustment", "StepAdjustments"),
    (Form::Terraform, "PutMetricAlarmInput", "metric_query", "Metrics"),
    (
        Form::Terraform,
        "PutMetricAlarmInput",
        "evaluate_low_sample_count_percentiles",
        "EvaluateLowSampleCountPercentile",
    ),
    (Form::Terraform, "CreateEndpointConfigInput", "name", "EndpointConfigName"),
    (Form::Terraform, "CreateEndpointInput", "name", "EndpointName"),
    (Form::Toml, "PutScalingPolicyRequest", "name", "PolicyName"),
    (
        Form::Toml,
        "PutScalingPolicyRequest",
        "target-tracking",
        "TargetTrackingScalingPolicyConfiguration",
    ),
    (Form::Toml, "PutScalingPolicyRequest", "step-scaling", "StepScalingPolicyConfiguration"),
    (Form::Toml, "PutScheduledActionRequest", "name", "ScheduledActionName"),
    (Form::Toml, "PutMetricAlarmInput", "name", "AlarmName"),
];

/// The name of a member in a source, where it is not AWS's in another case.
pub(crate) fn alias_of(form: Form, shape: &str, member: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(of, within, _, name)| *of == form && *within == shape && *name == member)
        .map(|(_, _, alias, _)| *alias)
}

/// Reads what stands in a node.
///
/// `described` are shapes of descriptions of the same thing, whose further members are left out.
///
/// # Errors
/// [`ReadError`] for unknown members and for values of a wrong type; constraints are not looked at.
pub(crate) fn read(
    shape: &'static Shape,
    described: Option<&'static Shape>,
    node: &Node,
    form: Form,
) -> Result<Shaped, ReadError> {
    let mut reader = Reader { form, places: BTreeMap::new() };
    let value = reader.value(shape, described, node, "")?.unwrap_or(Value::Object(Map::new()));
    Ok(Shaped { value, places: reader.places })
}

struct Reader {
    form: Form,
    places: BTreeMap<String, Place>,
}

impl Reader {
    /// None for what is as good as not there.
    fn value(
        &mut self,
        shape: &'static Shape,
        described: Option<&'static Shape>,
        node: &Node,
        path: &str,
    ) -> Result<Option<Value>, ReadError> {
        if matches!(node.tree, Tree::Null) {
            return Ok(None);
        }
        let terraform = self.form == Form::Terraform;
        let value = match (&shape.kind, &node.tree) {
            (Kind::Structure(_), Tree::List(items)) if terraform => match items.as_slice() {
                [] => return Ok(None),
                [one] => return self.value(shape, described, one, path),
                _ => return Err(wrong(node, "one block")),
            },
            (Kind::Structure(_), Tree::Object(_)) => {
                self.structure(shape, described, node, path)?
            }
            (Kind::List(list), Tree::Object(members)) if self.form != Form::Aws => {
                let Some((key, value)) = pair_of(list.item) else {
                    return Err(wrong(node, "a list"));
                };
                let pair = |member: &crate::node::Member| {
                    let named = [(key, member.value.made(Tree::Text(member.name.clone())))];
                    let valued = [(value, member.value.clone())];
                    member.value.made(Tree::Object(
                        named
                            .into_iter()
                            .chain(valued)
                            .map(|(name, value)| crate::node::Member {
                                name: name.to_owned(),
                                value,
                            })
                            .collect(),
                    ))
                };
                let items: Vec<Node> = members.iter().map(pair).collect();
                self.list(list.item, None, &items, path)?
            }
            (Kind::List(_), Tree::List(items)) if terraform && items.is_empty() => return Ok(None),
            (Kind::List(list), Tree::List(items)) => {
                let described = described.and_then(|shape| {
                    if let Kind::List(list) = &shape.kind { Some(list.item) } else { None }
                });
                self.list(list.item, described, items, path)?
            }
            (Kind::Map(map), Tree::Object(members)) => {
                let mut object = Map::new();
                for member in members {
                    let path = format!("{path}.{}", member.name);
                    if let Some(value) = self.value(map.value, None, &member.value, &path)? {
                        object.insert(member.name.clone(), value);
                    }
                }
                Value::Object(object)
            }
            (Kind::Structure(_) | Kind::Map(_), _) => return Err(wrong(node, "an object")),
            (Kind::List(_), _) => return Err(wrong(node, "a list")),
            (_, Tree::Text(text)) if terraform && text.is_empty() => return Ok(None),
            _ => self.scalar(shape, node)?,
        };
        self.places.insert(path.to_owned(), node.place.clone());
        Ok(Some(value))
    }

    fn structure(
        &mut self,
        shape: &'static Shape,
        described: Option<&'static Shape>,
        node: &Node,
        path: &str,
    ) -> Result<Value, ReadError> {
        let mut object = Map::new();
        let known = shape.structure().map_or(&[][..], |structure| structure.members);
        let also = described.and_then(Shape::structure);
        for given in node.members() {
            let found = known.iter().find(|member| self.names(shape, member.name, &given.name));
            let Some(member) = found else {
                let ignored = self.form == Form::Terraform
                    || also.is_some_and(|also| also.member(&given.name).is_some());
                if ignored {
                    continue;
                }
                return Err(self.unknown(shape, given));
            };
            let described = also.and_then(|also| also.member(member.name)).map(|same| same.shape);
            let path = if path.is_empty() {
                member.name.to_owned()
            } else {
                format!("{path}.{}", member.name)
            };
            if let Some(value) = self.value(member.shape, described, &given.value, &path)? {
                object.insert(member.name.to_owned(), value);
            }
        }
        Ok(Value::Object(object))
    }

    fn names(&self, shape: &Shape, member: &str, given: &str) -> bool {
        match self.form {
            Form::Aws => member == given,
            Form::Terraform | Form::Toml => {
                alias_of(self.form, shape.name, member) == Some(given)
                    || plain(member) == plain(given)
            }
        }
    }

    fn unknown(&self, shape: &Shape, given: &crate::node::Member) -> ReadError {
        let known = shape.structure().map_or(&[][..], |structure| structure.members);
        let names: Vec<String> = known
            .iter()
            .map(|member| match self.form {
                Form::Aws | Form::Terraform => member.name.to_owned(),
                Form::Toml => alias_of(Form::Toml, shape.name, member.name)
                    .map_or_else(|| kebab(member.name), str::to_owned),
            })
            .collect();
        unknown_name(&given.value.place, &given.name, &names)
    }

    fn list(
        &mut self,
        item: &'static Shape,
        described: Option<&'static Shape>,
        items: &[Node],
        path: &str,
    ) -> Result<Value, ReadError> {
        let mut values = Vec::with_capacity(items.len());
        for node in items {
            let path = format!("{path}[{}]", values.len());
            // An item is not left out: all that follow would change their places.
            let value = self.value(item, described, node, &path)?;
            values.push(value.ok_or_else(|| wrong(node, "a value"))?);
        }
        Ok(Value::Array(values))
    }

    fn scalar(&self, shape: &Shape, node: &Node) -> Result<Value, ReadError> {
        let lenient = self.form == Form::Terraform;
        match (&shape.kind, &node.tree) {
            (Kind::String(_) | Kind::Blob(_), Tree::Text(text)) => Ok(text.clone().into()),
            (Kind::Boolean, Tree::Bool(flag)) => Ok((*flag).into()),
            (Kind::Boolean, Tree::Text(text)) if lenient && (text == "true" || text == "false") => {
                Ok((text == "true").into())
            }
            (Kind::Integer(_) | Kind::Long(_), Tree::Number(number)) => {
                integer(number).ok_or_else(|| wrong(node, "a whole number"))
            }
            (Kind::Integer(_) | Kind::Long(_), Tree::Text(text)) if lenient => {
                let number: Option<i64> = text.parse().ok();
                number.map(Into::into).ok_or_else(|| wrong(node, "a whole number"))
            }
            (Kind::Float(_) | Kind::Double(_), Tree::Number(number)) => {
                let double = number.as_f64().and_then(Number::from_f64);
                double.map(Value::Number).ok_or_else(|| wrong(node, "a number"))
            }
            (Kind::Float(_) | Kind::Double(_), Tree::Text(text)) if lenient => {
                let double = text.parse().ok().and_then(Number::from_f64);
                double.map(Value::Number).ok_or_else(|| wrong(node, "a number"))
            }
            (Kind::Timestamp, Tree::Number(number)) => {
                let double = number.as_f64().and_then(Number::from_f64);
                double.map(Value::Number).ok_or_else(|| wrong(node, "a time"))
            }
            (Kind::Timestamp, Tree::Text(text)) => {
                let at: Option<Timestamp> = text.parse().ok();
                at.and_then(seconds)
                    .ok_or_else(|| wrong(node, "a time such as 2026-01-31T08:00:00Z"))
            }
            (kind, _) => Err(wrong(node, name_of(kind))),
        }
    }
}

/// The two members of a list that other sources write as a map: dimensions and tags.
fn pair_of(item: &'static Shape) -> Option<(&'static str, &'static str)> {
    match item.structure()?.members {
        [first, second] if second.name == "Value" && matches!(first.name, "Name" | "Key") => {
            Some((first.name, second.name))
        }
        _ => None,
    }
}

fn integer(number: &Number) -> Option<Value> {
    if let Some(whole) = number.as_i64() {
        return i32::try_from(whole).ok().map(Into::into);
    }
    let double = number.as_f64().filter(|double| double.fract() == 0.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from f64 saturates; the range follows"
    )]
    let whole = double as i64;
    i32::try_from(whole).ok().map(Into::into)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any date on record are below 2^53")]
fn seconds(at: Timestamp) -> Option<Value> {
    Number::from_f64(at.as_millisecond() as f64 / 1000.0).map(Value::Number)
}

fn name_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Structure(_) | Kind::Map(_) => "an object",
        Kind::List(_) => "a list",
        Kind::String(_) | Kind::Blob(_) => "a text",
        Kind::Integer(_) | Kind::Long(_) => "a whole number",
        Kind::Float(_) | Kind::Double(_) => "a number",
        Kind::Boolean => "true or false",
        Kind::Timestamp => "a time",
    }
}

pub(crate) fn wrong(node: &Node, expected: &str) -> ReadError {
    ReadError::new(&node.place, format!("this is {}", node.kind()), expected)
}

/// A name that nobody knows, and the one that was probably meant.
pub(crate) fn unknown_name(place: &Place, given: &str, known: &[String]) -> ReadError {
    let nearest = known.iter().min_by_key(|name| distance(name, given));
    let near = nearest.filter(|name| distance(name, given) <= given.len() / 3 + 1);
    let expected = match near {
        Some(near) => format!("\"{near}\""),
        None => format!("one of {}", known.join(", ")),
    };
    ReadError::new(place, format!("unknown name \"{given}\""), expected)
}

/// How many letters differ between two short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(200).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let swapped = corner + usize::from(left != *right);
            corner = row[j + 1];
            row[j + 1] = swapped.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

/// A name without what spellings differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// `OKActions` as `ok-actions`.
pub(crate) fn kebab(name: &str) -> String {
    separated(name, '-')
}

/// `OKActions` as `ok_actions`.
pub(crate) fn snake(name: &str) -> String {
    separated(name, '_')
}

fn separated(name: &str, by: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && !letters[index - 1].is_uppercase();
        let before_lower = letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && index > 0 && (after_lower || before_lower) {
            text.push(by);
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_from_one_spelling_to_another() {
        for (name, kebabbed) in
            [("OKActions", "ok-actions"), ("RoleARN", "role-arn"), ("TargetValue", "target-value")]
        {
            assert_eq!(kebab(name), kebabbed);
            assert_eq!(plain(name), plain(kebabbed));
        }
        assert_eq!(snake("VolumeSizeInGB"), "volume_size_in_gb");
        assert_eq!(distance("target-value", "taget-valeu"), 3);
    }
}
