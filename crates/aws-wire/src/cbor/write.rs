//! From a document to CBOR, in the form that AWS itself writes: indefinite lengths, times as doubles
//! under tag 1, every floating-point number as a double.

use std::convert::Infallible;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ebb_aws_model::{Kind, Shape, double_of};
use minicbor::data::IanaTag;
use minicbor::encode::{Encoder, Error};
use serde_json::{Map, Value};

type Written = Result<(), Error<Infallible>>;

const INFALLIBLE: &str = "writing to memory does not fail";

/// A document of a shape.
pub(crate) fn write(shape: &Shape, value: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    put(&mut encoder, Some(shape), value).expect(INFALLIBLE);
    encoder.into_writer()
}

/// The body of an error: its type, its message, and members by the shape where there is one.
pub(crate) fn write_error(members: &Map<String, Value>, shape: Option<&Shape>) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    let mut body = || -> Written {
        encoder.begin_map()?;
        for (name, value) in members {
            let member = shape.and_then(Shape::structure).and_then(|it| it.member(name));
            encoder.str(name)?;
            put(&mut encoder, member.map(|member| member.shape), value)?;
        }
        encoder.end()?.ok()
    };
    body().expect(INFALLIBLE);
    encoder.into_writer()
}

fn put(encoder: &mut Encoder<Vec<u8>>, shape: Option<&Shape>, value: &Value) -> Written {
    match (shape.map(|shape| &shape.kind), value) {
        (Some(Kind::Structure(structure)), Value::Object(members)) => {
            encoder.begin_map()?;
            for (name, inner) in members {
                if let (Some(member), false) = (structure.member(name), inner.is_null()) {
                    encoder.str(name)?;
                    put(encoder, Some(member.shape), inner)?;
                }
            }
            encoder.end()?.ok()
        }
        (Some(Kind::Timestamp), value) => match double_of(value) {
            Some(seconds) => encoder.tag(IanaTag::Timestamp)?.f64(seconds)?.ok(),
            None => put_plain(encoder, shape, value),
        },
        (Some(Kind::Float(_) | Kind::Double(_)), value) => match double_of(value) {
            Some(number) => encoder.f64(number)?.ok(),
            None => put_plain(encoder, shape, value),
        },
        (Some(Kind::Blob(_)), Value::String(text)) => match STANDARD.decode(text) {
            Ok(bytes) => encoder.bytes(&bytes)?.ok(),
            Err(_) => encoder.str(text)?.ok(),
        },
        _ => put_plain(encoder, shape, value),
    }
}

/// What looks in CBOR as it does in JSON.
fn put_plain(encoder: &mut Encoder<Vec<u8>>, shape: Option<&Shape>, value: &Value) -> Written {
    match value {
        Value::Null => encoder.null()?.ok(),
        Value::Bool(flag) => encoder.bool(*flag)?.ok(),
        Value::String(text) => encoder.str(text)?.ok(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(integer), _, _) => encoder.i64(integer)?.ok(),
            (_, Some(integer), _) => encoder.u64(integer)?.ok(),
            (_, _, Some(double)) => encoder.f64(double)?.ok(),
            (None, None, None) => encoder.null()?.ok(),
        },
        Value::Array(items) => {
            let item_shape = match shape.map(|shape| &shape.kind) {
                Some(Kind::List(list)) => Some(list.item),
                _ => None,
            };
            encoder.begin_array()?;
            for item in items {
                put(encoder, item_shape, item)?;
            }
            encoder.end()?.ok()
        }
        Value::Object(entries) => {
            let value_shape = match shape.map(|shape| &shape.kind) {
                Some(Kind::Map(map)) => Some(map.value),
                _ => None,
            };
            encoder.begin_map()?;
            for (key, inner) in entries {
                encoder.str(key)?;
                put(encoder, value_shape, inner)?;
            }
            encoder.end()?.ok()
        }
    }
}
