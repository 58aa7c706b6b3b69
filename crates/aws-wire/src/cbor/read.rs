//! From CBOR to a document. Every legal encoding is accepted: clients write definite and indefinite
//! lengths, numbers in any width, and texts in chunks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ebb_aws_model::Double;
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};
use serde_json::{Map, Number, Value};

use crate::{AwsError, MAX_VALUES};

/// Levels of nesting that are read; requests have about ten.
const MAX_DEPTH: usize = 64;

/// Reads a body; an empty one is an empty object.
pub(crate) fn read(body: &[u8]) -> Result<Value, AwsError> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let mut reader = Reader { decoder: Decoder::new(body), values_left: MAX_VALUES };
    let value = reader
        .value(MAX_DEPTH)
        .map_err(|error| AwsError::serialization(format!("The body is not valid CBOR: {error}")))?;
    if reader.decoder.position() < body.len() {
        return Err(AwsError::serialization("The body goes on after its CBOR item"));
    }
    Ok(value)
}

struct Reader<'b> {
    decoder: Decoder<'b>,
    values_left: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth_left: usize) -> Result<Value, Error> {
        let Some(depth_left) = depth_left.checked_sub(1) else {
            return Err(Error::message("it is nested too deep"));
        };
        self.values_left = match self.values_left.checked_sub(1) {
            Some(left) => left,
            None => return Err(Error::message("it has too many values")),
        };
        match self.decoder.datatype()? {
            Type::Null => self.decoder.null().map(|()| Value::Null),
            Type::Undefined => self.decoder.undefined().map(|()| Value::Null),
            Type::Bool => self.decoder.bool().map(Value::Bool),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => self.decoder.u64().map(Value::from),
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => self.negative(),
            Type::F16 => self.decoder.f16().map(|number| Double(number.into()).into()),
            Type::F32 => self.decoder.f32().map(|number| Double(number.into()).into()),
            Type::F64 => self.decoder.f64().map(|number| Double(number).into()),
            Type::String | Type::StringIndef => self.text().map(Value::String),
            Type::Bytes | Type::BytesIndef => self.bytes(),
            Type::Array | Type::ArrayIndef => self.list(depth_left),
            Type::Map | Type::MapIndef => self.object(depth_left),
            // A time is seconds since the epoch under tag 1, which is what documents have. Other tags
            // occur in members that nobody knows; they say nothing about the form of the value.
            Type::Tag => {
                self.decoder.tag()?;
                self.value(depth_left)
            }
            other @ (Type::Simple | Type::Break | Type::Unknown(_)) => {
                Err(Error::type_mismatch(other).at(self.decoder.position()))
            }
        }
    }

    fn negative(&mut self) -> Result<Value, Error> {
        let number = i128::from(self.decoder.int()?);
        #[expect(clippy::cast_precision_loss, reason = "no integer member is that large")]
        let beyond = || Number::from_f64(number as f64).map_or(Value::Null, Value::Number);
        Ok(i64::try_from(number).map_or_else(|_| beyond(), Value::from))
    }

    fn text(&mut self) -> Result<String, Error> {
        self.decoder.str_iter()?.collect()
    }

    fn bytes(&mut self) -> Result<Value, Error> {
        let mut bytes = Vec::new();
        for chunk in self.decoder.bytes_iter()? {
            bytes.extend_from_slice(chunk?);
        }
        Ok(Value::String(STANDARD.encode(bytes)))
    }

    fn list(&mut self, depth_left: usize) -> Result<Value, Error> {
        let mut items = Vec::new();
        let mut left = self.decoder.array()?;
        while self.has_next(&mut left)? {
            items.push(self.value(depth_left)?);
        }
        Ok(Value::Array(items))
    }

    fn object(&mut self, depth_left: usize) -> Result<Value, Error> {
        let mut members = Map::new();
        let mut left = self.decoder.map()?;
        while self.has_next(&mut left)? {
            let name = self.text()?;
            let value = self.value(depth_left)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }

    /// Whether a collection goes on; `left` is `None` when a break ends it. The announced length is
    /// only counted down, never reserved: a short body may announce a long list.
    fn has_next(&mut self, left: &mut Option<u64>) -> Result<bool, Error> {
        match left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.decoder.datatype()? == Type::Break => {
                self.decoder.set_position(self.decoder.position() + 1);
                Ok(false)
            }
            None => Ok(true),
        }
    }
}
