//! Static tables of a model: shapes, operations, errors.

use serde_json::Value;

use super::{Result, members, naming, pattern, shapes, text, texts};

/// Enumerations that AWS prints in an order of its own; all others in alphabetical order.
const ORDERS: [(&str, &[&str]); 1] = [("StateValue", &["INSUFFICIENT_DATA", "ALARM", "OK"])];

/// Enumerations that are not enforced, because users may bring values of their own: instance types
/// name what the fleet's own configuration offers, such as `ml.local.cpu`.
const OPEN: [&str; 1] = ["ProductionVariantInstanceType"];

/// The module of shapes and the model of the service.
pub(super) fn generate(model: &Value) -> Result<String> {
    let mut statics = String::new();
    let mut patterns: Vec<&str> = Vec::new();
    for (name, shape) in shapes(model)? {
        let kind = kind(name, shape, &mut patterns)?;
        statics.push_str(&format!(
            "pub static {}: Shape = Shape {{ name: \"{name}\", kind: {kind} }};\n",
            naming::constant(name)
        ));
    }
    let mut code = String::from(
        "/// The shapes by their names in the model.\npub mod shapes {\n#[allow(unused_imports, reason = \"not every model uses every kind\")]\nuse crate::shape::{Binding, Kind, Length, List, Map, Member, Range, Shape, Structure, Text};\nuse crate::Pattern;\n\n",
    );
    for (index, java) in patterns.iter().enumerate() {
        let rust = pattern::translate(java)?;
        code.push_str(&format!(
            "static PATTERN_{index}: Pattern = Pattern::new({java:?}, {rust:?});\n"
        ));
    }
    code.push_str(&statics);
    code.push_str("}\n\n");
    code.push_str(
        "use crate::service::{ErrorShape, Operation, ServiceModel};\nuse crate::Shape;\n\n",
    );
    code.push_str(&service(model)?);
    code.push_str(&operations(model)?);
    code.push_str(&errors(model)?);
    let all: Vec<String> = shapes(model)?.iter().map(|(name, _)| reference(name)).collect();
    code.push_str(&format!("static SHAPES: [&Shape; {}] = [{}];\n", all.len(), all.join(", ")));
    Ok(code)
}

fn kind<'m>(name: &str, shape: &'m Value, patterns: &mut Vec<&'m str>) -> Result<String> {
    Ok(match text(shape, "type")? {
        "structure" => format!("Kind::Structure({})", structure(shape)?),
        "list" => format!(
            "Kind::List(List {{ item: &{}, length: {} }})",
            naming::constant(text(&shape["member"], "shape")?),
            limits("Length", shape)
        ),
        "map" => format!(
            "Kind::Map(Map {{ key: &{}, value: &{}, length: {} }})",
            naming::constant(text(&shape["key"], "shape")?),
            naming::constant(text(&shape["value"], "shape")?),
            limits("Length", shape)
        ),
        "string" => format!("Kind::String({})", string(name, shape, patterns)),
        "integer" => format!("Kind::Integer({})", limits("Range", shape)),
        "long" => format!("Kind::Long({})", limits("Range", shape)),
        "float" => format!("Kind::Float({})", limits("Range", shape)),
        "double" => format!("Kind::Double({})", limits("Range", shape)),
        "boolean" => "Kind::Boolean".to_owned(),
        "timestamp" => "Kind::Timestamp".to_owned(),
        "blob" => format!("Kind::Blob({})", limits("Length", shape)),
        other => return Err(format!("the type \"{other}\" of \"{name}\" is not known").into()),
    })
}

fn structure(shape: &Value) -> Result<String> {
    let required = texts(shape, "required");
    let mut list = Vec::new();
    for (name, member) in members(shape) {
        let constructor = if required.contains(&name) { "required" } else { "optional" };
        let target = naming::constant(text(member, "shape")?);
        let bound = match binding(shape, name, member)? {
            Some(binding) => format!(".bound({binding})"),
            None => String::new(),
        };
        list.push(format!("Member::{constructor}(\"{name}\", &{target}){bound}"));
    }
    Ok(format!(
        "Structure {{ members: &[{}], xml_order: &{:?} }}",
        list.join(", "),
        texts(shape, "xmlOrder")
    ))
}

fn binding(shape: &Value, name: &str, member: &Value) -> Result<Option<String>> {
    let wire_name = member["locationName"].as_str().unwrap_or(name);
    Ok(match member["location"].as_str() {
        Some("header") => Some(format!("Binding::Header({wire_name:?})")),
        Some("uri") => Some(format!("Binding::Label({wire_name:?})")),
        Some(other) => {
            return Err(format!("the location \"{other}\" of \"{name}\" is not known").into());
        }
        None if shape["payload"].as_str() == Some(name) || member["eventpayload"] == true => {
            Some("Binding::Payload".to_owned())
        }
        None => None,
    })
}

fn string<'m>(name: &str, shape: &'m Value, patterns: &mut Vec<&'m str>) -> String {
    let mut values = texts(shape, "enum");
    values.sort_unstable();
    if let Some((_, order)) = ORDERS.iter().find(|(ordered, _)| *ordered == name) {
        values.sort_by_key(|value| order.iter().position(|it| it == value));
    }
    if OPEN.contains(&name) {
        values.clear();
    }
    let pattern = shape["pattern"].as_str().map(|java| {
        let index = patterns.iter().position(|it| *it == java).unwrap_or_else(|| {
            patterns.push(java);
            patterns.len() - 1
        });
        format!("Some(&PATTERN_{index})")
    });
    let length = limits("Length", shape);
    match (values.is_empty(), pattern, length.as_str()) {
        (true, None, "Length::FREE") => "Text::FREE".to_owned(),
        (_, pattern, _) => format!(
            "Text {{ length: {length}, values: &{values:?}, pattern: {} }}",
            pattern.as_deref().unwrap_or("None")
        ),
    }
}

/// `Length` or `Range` of a shape.
fn limits(type_name: &str, shape: &Value) -> String {
    if shape["min"].is_null() && shape["max"].is_null() {
        return format!("{type_name}::FREE");
    }
    // Lengths are counted, ranges may be fractions.
    let limit = |limit: &Value| match (limit.as_f64(), type_name) {
        (Some(number), "Range") => format!("Some({number:?})"),
        (Some(number), _) => format!("Some({number})"),
        (None, _) => "None".to_owned(),
    };
    format!("{type_name}::of({}, {})", limit(&shape["min"]), limit(&shape["max"]))
}

fn service(model: &Value) -> Result<String> {
    let metadata = &model["metadata"];
    let signing_name = match metadata["signingName"].as_str() {
        Some(name) => name,
        None => text(metadata, "endpointPrefix")?,
    };
    Ok(format!(
        "/// What the model says of the service.\n\
         pub static MODEL: ServiceModel = ServiceModel {{\n\
         full_name: {:?}, api_version: {:?}, signing_name: {signing_name:?}, target_prefix: {:?},\n\
         json_version: {:?}, xml_namespace: {:?}, operations: &OPERATIONS, errors: &ERRORS, shapes: &SHAPES,\n\
         }};\n\n",
        text(metadata, "serviceFullName")?,
        text(metadata, "apiVersion")?,
        metadata["targetPrefix"].as_str(),
        text(metadata, "jsonVersion")?,
        metadata["xmlNamespace"].as_str(),
    ))
}

fn operations(model: &Value) -> Result<String> {
    let operations = model["operations"].as_object().ok_or("the model has no operations")?;
    let mut operations: Vec<_> = operations.iter().collect();
    operations.sort_by_key(|(name, _)| *name);
    let mut code = format!("static OPERATIONS: [Operation; {}] = [\n", operations.len());
    for (name, operation) in operations {
        let errors: Vec<&str> = operation["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["shape"].as_str())
            .collect();
        code.push_str(&format!(
            "Operation {{ name: {name:?}, input: {}, output: {}, errors: &{errors:?}, result_wrapper: {:?}, path: {:?}, status: {} }},\n",
            optional_reference(&operation["input"]),
            optional_reference(&operation["output"]),
            operation["output"]["resultWrapper"].as_str(),
            text(&operation["http"], "requestUri")?,
            operation["http"]["responseCode"].as_u64().unwrap_or(200),
        ));
    }
    code.push_str("];\n\n");
    Ok(code)
}

fn errors(model: &Value) -> Result<String> {
    let errors: Vec<_> =
        shapes(model)?.into_iter().filter(|(_, shape)| shape["exception"] == true).collect();
    let mut code = format!("static ERRORS: [ErrorShape; {}] = [\n", errors.len());
    for (name, shape) in errors {
        code.push_str(&format!(
            "ErrorShape {{ name: {name:?}, shape: {}, query_code: {:?}, status: {:?}, fault: {} }},\n",
            reference(name),
            shape["error"]["code"].as_str(),
            shape["error"]["httpStatusCode"].as_u64(),
            shape["fault"] == true,
        ));
    }
    code.push_str("];\n\n");
    Ok(code)
}

fn optional_reference(target: &Value) -> String {
    target["shape"].as_str().map_or("None".to_owned(), |name| format!("Some({})", reference(name)))
}

fn reference(shape: &str) -> String {
    format!("&shapes::{}", naming::constant(shape))
}
