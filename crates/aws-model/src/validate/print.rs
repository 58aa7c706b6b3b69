//! Values as messages print them, which is as Java's `toString` does.

use serde_json::Value;

use crate::java_double;

/// Characters of a value that a message quotes at most; only hostile ones are longer.
const QUOTED_MAX: usize = 4096;

/// A value in a message.
pub(super) fn value(value: &Value) -> String {
    let mut text = String::new();
    print(value, &mut text);
    if let Some((cut, _)) = text.char_indices().nth(QUOTED_MAX) {
        text.truncate(cut);
        text.push_str("...");
    }
    text
}

/// The JSON type of a value.
pub(super) fn kind(value: &Value) -> String {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) => return format!("the number {number}"),
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    kind.to_owned()
}

fn print(value: &Value, text: &mut String) {
    if text.len() > 4 * QUOTED_MAX {
        return;
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(double) => text.push_str(&java_double(double)),
            None => text.push_str(&number.to_string()),
        },
        Value::String(string) => text.push_str(string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                print(item, text);
            }
            text.push(']');
        }
        Value::Object(entries) => {
            text.push('{');
            for (index, (key, inner)) in entries.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                text.push_str(key);
                text.push('=');
                print(inner, text);
            }
            text.push('}');
        }
    }
}
