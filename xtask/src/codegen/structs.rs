//! Rust structs of a model.

use serde_json::Value;

use super::{Result, members, naming, shapes, text, texts};

/// Names that the generated modules use for themselves.
const TAKEN: [&str; 8] =
    ["Option", "String", "Vec", "BTreeMap", "Double", "EpochSeconds", "Serialize", "Deserialize"];

const DERIVES: &str = "#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]\n";

/// The structs of all structures, sorted by name.
pub(super) fn generate(model: &Value) -> Result<String> {
    let mut body = String::new();
    for (name, shape) in shapes(model)? {
        if text(shape, "type")? == "structure" {
            body.push_str(&structure(model, name, shape)?);
        }
    }
    let mut head = String::new();
    if body.contains("BTreeMap<") {
        head.push_str("use std::collections::BTreeMap;\n\n");
    }
    head.push_str("use serde::{Deserialize, Serialize};\n\n");
    let numbers: Vec<&str> =
        ["Double", "EpochSeconds"].into_iter().filter(|name| uses(&body, name)).collect();
    if !numbers.is_empty() {
        head.push_str(&format!("use crate::number::{{{}}};\n\n", numbers.join(", ")));
    }
    Ok(head + &body)
}

fn uses(body: &str, name: &str) -> bool {
    [format!("<{name}>"), format!(": {name},"), format!(", {name}>")]
        .iter()
        .any(|form| body.contains(form))
}

fn structure(model: &Value, name: &str, shape: &Value) -> Result<String> {
    if TAKEN.contains(&name) {
        return Err(format!("the shape \"{name}\" needs another name in Rust").into());
    }
    if holds_itself(model, name, name, 0)? {
        return Err(format!("\"{name}\" holds itself outside of a list and needs a box").into());
    }
    let required = texts(shape, "required");
    let mut code = format!("{DERIVES}pub struct {name} {{\n");
    for (member, target) in members(shape) {
        let rust = rust_type(model, text(target, "shape")?)?;
        let field = naming::field(member);
        if required.contains(&member) {
            code.push_str(&format!(
                "#[serde(rename = \"{member}\", default)]\npub {field}: {rust},\n"
            ));
        } else {
            code.push_str(&format!(
                "#[serde(rename = \"{member}\", default, skip_serializing_if = \"Option::is_none\")]\n\
                 pub {field}: Option<{rust}>,\n"
            ));
        }
    }
    code.push_str("}\n\n");
    Ok(code)
}

fn rust_type(model: &Value, name: &str) -> Result<String> {
    let shape = &model["shapes"][name];
    Ok(match text(shape, "type")? {
        "structure" => name.to_owned(),
        "list" => format!("Vec<{}>", rust_type(model, text(&shape["member"], "shape")?)?),
        "map" => {
            format!("BTreeMap<String, {}>", rust_type(model, text(&shape["value"], "shape")?)?)
        }
        "string" | "blob" => "String".to_owned(),
        "integer" => "i32".to_owned(),
        "long" => "i64".to_owned(),
        "float" | "double" => "Double".to_owned(),
        "boolean" => "bool".to_owned(),
        "timestamp" => "EpochSeconds".to_owned(),
        other => return Err(format!("the type \"{other}\" of \"{name}\" is not known").into()),
    })
}

fn holds_itself(model: &Value, start: &str, name: &str, depth: usize) -> Result<bool> {
    if depth > 64 {
        return Err(format!("\"{start}\" is nested too deep").into());
    }
    for (_, target) in members(&model["shapes"][name]) {
        let target = text(target, "shape")?;
        let is_structure = model["shapes"][target]["type"] == "structure";
        if is_structure && (target == start || holds_itself(model, start, target, depth + 1)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
