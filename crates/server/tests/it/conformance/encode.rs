//! One document in all the spellings that clients have for it.

use std::io::Write as _;

use serde_json::{Map, Value, json};

use super::model::Shape;

/// The same request as a careless client sends it: members in another order, unknown ones among them, and null for
/// those that it does not mean.
pub(super) fn careless(shape: Shape, document: &Value) -> Value {
    match (shape.kind(), document) {
        ("structure", Value::Object(given)) => {
            let mut members = Map::new();
            members.insert(
                "Invented".to_owned(),
                json!({ "deep": [[{ "er": null }], 1e300, "\u{0}"] }),
            );
            for (name, value) in given.iter().rev() {
                let value = match shape.member(name) {
                    Some(member) => careless(member.shape, value),
                    None => value.clone(),
                };
                members.insert(name.clone(), value);
            }
            // A union has one member that is not null, others may be null.
            for member in shape.members() {
                members.entry(member.name).or_insert(Value::Null);
            }
            members.into()
        }
        ("list", Value::Array(items)) => {
            items.iter().map(|item| careless(shape.item(), item)).collect()
        }
        ("map", Value::Object(entries)) => entries
            .iter()
            .map(|(key, value)| (key.clone(), careless(shape.value(), value)))
            .collect::<Map<_, _>>()
            .into(),
        _ => document.clone(),
    }
}

/// JSON with spaces wherever they may stand, and every letter of every text escaped.
pub(super) fn spacious_json(value: &Value, text: &mut String) {
    let string = |string: &str, text: &mut String| {
        text.push('"');
        for unit in string.encode_utf16() {
            text.push_str(&format!("\\u{unit:04X}"));
        }
        text.push('"');
    };
    match value {
        Value::String(it) => string(it, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "[\r\n " } else { " ,\t" });
                spacious_json(item, text);
            }
            text.push_str(if items.is_empty() { "[ ]" } else { " ]" });
        }
        Value::Object(members) => {
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { " {\n" } else { "\n, " });
                string(name, text);
                text.push_str(" : ");
                spacious_json(member, text);
            }
            text.push_str(if members.is_empty() { "{ }" } else { "\t} " });
        }
        other => text.push_str(&other.to_string()),
    }
}

pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// How lengths and numbers of CBOR are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cbor {
    /// Definite lengths, numbers in as few bytes as hold them.
    Short,
    /// Indefinite lengths, texts in chunks, numbers in as many bytes as there are.
    Long,
}

/// A document in CBOR, times with their tag.
pub(super) fn cbor(style: Cbor, shape: Option<Shape>, value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(if style == Cbor::Short { 0xf6 } else { 0xf7 }),
        Value::Bool(flag) => out.push(if *flag { 0xf5 } else { 0xf4 }),
        Value::Number(number) => {
            let kind = shape.map_or("", |shape| shape.kind());
            if kind == "timestamp" {
                out.push(0xc1);
            }
            match (number.as_i64(), style) {
                (Some(number), Cbor::Short) if kind != "double" => integer(style, number, out),
                (Some(number), Cbor::Long) if kind == "integer" => integer(style, number, out),
                _ => double(style, number.as_f64().unwrap(), out),
            }
        }
        Value::String(text) => {
            let named = match text.as_str() {
                "NaN" => Some(f64::NAN),
                "Infinity" => Some(f64::INFINITY),
                "-Infinity" => Some(f64::NEG_INFINITY),
                _ => None,
            };
            match named.filter(|_| shape.is_some_and(|it| matches!(it.kind(), "double" | "float")))
            {
                Some(number) => double(style, number, out),
                None => string(style, text, out),
            }
        }
        Value::Array(items) => {
            head(style, 4, items.len(), out);
            let shape = shape.filter(|shape| shape.kind() == "list").map(|shape| shape.item());
            items.iter().for_each(|item| cbor(style, shape, item, out));
            end(style, out);
        }
        Value::Object(members) => {
            head(style, 5, members.len(), out);
            for (name, member) in members {
                string(style, name, out);
                let shape = match shape {
                    Some(shape) if shape.kind() == "structure" => {
                        shape.member(name).map(|member| member.shape)
                    }
                    Some(shape) if shape.kind() == "map" => Some(shape.value()),
                    _ => None,
                };
                cbor(style, shape, member, out);
            }
            end(style, out);
        }
    }
}

fn head(style: Cbor, major: u8, length: usize, out: &mut Vec<u8>) {
    match style {
        Cbor::Long => out.push(major << 5 | 31),
        Cbor::Short => number(major, length as u64, out),
    }
}

fn end(style: Cbor, out: &mut Vec<u8>) {
    if style == Cbor::Long {
        out.push(0xff);
    }
}

/// A major type with its argument in as few bytes as hold it.
fn number(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    match argument {
        0..24 => out.push(major | argument as u8),
        24..0x100 => out.extend([major | 24, argument as u8]),
        0x100..0x1_0000 => {
            out.push(major | 25);
            out.extend((argument as u16).to_be_bytes());
        }
        0x1_0000..0x1_0000_0000 => {
            out.push(major | 26);
            out.extend((argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}

fn integer(style: Cbor, value: i64, out: &mut Vec<u8>) {
    let (major, argument) = if value < 0 { (1, !value as u64) } else { (0, value as u64) };
    match style {
        Cbor::Short => number(major, argument, out),
        Cbor::Long => {
            out.push(major << 5 | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}

fn double(style: Cbor, value: f64, out: &mut Vec<u8>) {
    #[expect(clippy::float_cmp, reason = "only what loses nothing is written short")]
    if style == Cbor::Short && f64::from(value as f32) == value {
        out.push(0xfa);
        out.extend((value as f32).to_be_bytes());
    } else {
        out.push(0xfb);
        out.extend(value.to_be_bytes());
    }
}

fn string(style: Cbor, text: &str, out: &mut Vec<u8>) {
    if style == Cbor::Short {
        number(3, text.len() as u64, out);
        out.extend(text.as_bytes());
        return;
    }
    out.push(0x7f);
    // A chunk ends between characters.
    let mut rest = text;
    while !rest.is_empty() {
        let cut = rest.char_indices().nth(3).map_or(rest.len(), |(cut, _)| cut);
        let (chunk, left) = rest.split_at(cut);
        number(3, chunk.len() as u64, out);
        out.extend(chunk.as_bytes());
        rest = left;
    }
    out.push(0xff);
}

/// The parameters of Query, each behind an ampersand.
pub(super) fn query(shape: Option<Shape>, path: &str, value: &Value, out: &mut String) {
    let under =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let kind = shape.map_or("", |shape| shape.kind());
    match value {
        Value::Null => {}
        Value::Object(members) if members.is_empty() => parameter(path, "", out),
        Value::Object(entries) if kind == "map" => {
            for (index, (key, entry)) in entries.iter().enumerate() {
                let path = under(&format!("entry.{}", index + 1));
                parameter(&format!("{path}.key"), key, out);
                query(shape.map(|shape| shape.value()), &format!("{path}.value"), entry, out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let shape = shape.filter(|_| kind == "structure").and_then(|it| it.member(name));
                query(shape.map(|member| member.shape), &under(name), member, out);
            }
        }
        Value::Array(items) if items.is_empty() => parameter(path, "", out),
        Value::Array(items) => {
            let shape = shape.filter(|_| kind == "list").map(|shape| shape.item());
            for (index, item) in items.iter().enumerate() {
                query(shape, &under(&format!("member.{}", index + 1)), item, out);
            }
        }
        Value::Number(number) if kind == "timestamp" => {
            let milliseconds = (number.as_f64().unwrap() * 1000.0).round() as i64;
            match ebb_units::Timestamp::from_millisecond(milliseconds) {
                Ok(at) => parameter(path, &at.to_string(), out),
                Err(_) => parameter(path, &number.to_string(), out),
            }
        }
        Value::String(text) => parameter(path, text, out),
        other => parameter(path, &other.to_string(), out),
    }
}

fn parameter(name: &str, value: &str, out: &mut String) {
    out.push('&');
    percent(name, out);
    out.push('=');
    percent(value, out);
}

pub(super) fn percent(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}
