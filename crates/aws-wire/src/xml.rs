//! Answers of the Query protocol.
//!
//! Rule cw.wire.xml: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html>

use ebb_aws_model::{Kind, Shape, Structure, double_of, java_double};
use serde_json::{Map, Value};

use crate::{AwsError, Call, Dialect, time};

/// The answer to a call.
pub(crate) fn answer(call: &Call, request_id: &str, output: &Value) -> String {
    let name = call.operation.name;
    let mut xml = String::new();
    open_document(&mut xml, &format!("{name}Response"), call.dialect());
    if let Some(shape) = call.operation.output {
        match call.operation.result_wrapper {
            Some(wrapper) => element(&mut xml, wrapper, Some(shape), output),
            None => element(&mut xml, &format!("{name}Result"), Some(shape), output),
        }
    }
    xml.push_str("<ResponseMetadata>");
    text_element(&mut xml, "RequestId", request_id);
    xml.push_str("</ResponseMetadata>");
    close(&mut xml, &format!("{name}Response"));
    xml
}

/// The answer when something is wrong. `is_sender` tells whose fault it is.
pub(crate) fn error(
    dialect: Dialect,
    request_id: &str,
    error: &AwsError,
    is_sender: bool,
) -> String {
    let shape = dialect.service.and_then(|it| it.error(error.code())).map(|error| error.shape);
    let mut xml = String::new();
    open_document(&mut xml, "ErrorResponse", dialect);
    xml.push_str("<Error>");
    text_element(&mut xml, "Type", if is_sender { "Sender" } else { "Receiver" });
    text_element(&mut xml, "Code", error.query_code(dialect.service));
    if let Some(message) = error.message() {
        text_element(&mut xml, "Message", message);
    }
    for (name, value) in error.members() {
        let member = shape.and_then(Shape::structure).and_then(|it| it.member(name));
        element(&mut xml, name, member.map(|member| member.shape), value);
    }
    xml.push_str("</Error>");
    text_element(&mut xml, "RequestId", request_id);
    close(&mut xml, "ErrorResponse");
    xml
}

fn open_document(xml: &mut String, name: &str, dialect: Dialect) {
    xml.push('<');
    xml.push_str(name);
    if let Some(namespace) = dialect.service.and_then(|service| service.xml_namespace()) {
        xml.push_str(" xmlns=\"");
        escape(xml, namespace);
        xml.push('"');
    }
    xml.push('>');
}

/// One element; nothing for null. Empty lists and structures are empty elements.
fn element(xml: &mut String, name: &str, shape: Option<&Shape>, value: &Value) {
    if value.is_null() {
        return;
    }
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    let start = xml.len();
    content(xml, shape, value);
    let is_collection = value.is_array() || value.is_object();
    if is_collection && xml.len() == start {
        xml.truncate(start - 1);
        xml.push_str("/>");
    } else {
        close(xml, name);
    }
}

fn content(xml: &mut String, shape: Option<&Shape>, value: &Value) {
    match (shape.map(|shape| &shape.kind), value) {
        (Some(Kind::Structure(structure)), Value::Object(members)) => {
            in_order(xml, structure, members);
        }
        (Some(Kind::Map(map)), Value::Object(entries)) => {
            for (key, inner) in entries {
                xml.push_str("<entry>");
                text_element(xml, "key", key);
                element(xml, "value", Some(map.value), inner);
                xml.push_str("</entry>");
            }
        }
        (Some(Kind::List(list)), Value::Array(items)) => {
            items.iter().for_each(|item| element(xml, "member", Some(list.item), item));
        }
        (_, Value::Array(items)) => {
            items.iter().for_each(|item| element(xml, "member", None, item));
        }
        (_, Value::Object(members)) => {
            members.iter().for_each(|(name, inner)| element(xml, name, None, inner));
        }
        (Some(Kind::Timestamp), value) => match double_of(value) {
            Some(seconds) => xml.push_str(&time::print(seconds)),
            None => plain(xml, value),
        },
        (Some(Kind::Float(_) | Kind::Double(_)), value) => match double_of(value) {
            Some(number) => xml.push_str(&java_double(number)),
            None => plain(xml, value),
        },
        (_, value) => plain(xml, value),
    }
}

fn in_order(xml: &mut String, structure: &Structure, members: &Map<String, Value>) {
    for member in structure.in_xml_order() {
        if let Some(inner) = members.get(member.name) {
            element(xml, member.name, Some(member.shape), inner);
        }
    }
}

fn plain(xml: &mut String, value: &Value) {
    match value.as_str() {
        Some(text) => escape(xml, text),
        None => xml.push_str(&value.to_string()),
    }
}

fn text_element(xml: &mut String, name: &str, text: &str) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    escape(xml, text);
    close(xml, name);
}

fn close(xml: &mut String, name: &str) {
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

fn escape(xml: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // A bare carriage return would be read as a line feed.
            '\r' => xml.push_str("&#xD;"),
            // XML 1.0 cannot carry these in any spelling.
            '\u{0}'..='\u{8}'
            | '\u{B}'
            | '\u{C}'
            | '\u{E}'..='\u{1F}'
            | '\u{FFFE}'
            | '\u{FFFF}' => {
                xml.push('\u{FFFD}');
            }
            _ => xml.push(char),
        }
    }
}
