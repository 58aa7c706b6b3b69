//! CBOR straight into a type, without a document between: for the one operation of which there are thousands in a second.

use minicbor::data::Type;
use minicbor::decode::Decoder;
use serde::de::value::Error;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads texts that are in one piece, numbers, lists and objects. All else, legal or not, is an error.
pub(crate) struct Plain<'de>(Decoder<'de>);

impl<'de> Plain<'de> {
    pub(crate) fn new(body: &'de [u8]) -> Self {
        Self(Decoder::new(body))
    }

    /// Whether all of the body has been read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.position() >= self.0.input().len()
    }

    fn datatype(&mut self) -> Result<Type, Error> {
        // Tags say nothing about the form of a value.
        let mut found = self.0.datatype().map_err(Error::custom)?;
        while found == Type::Tag {
            self.0.tag().map_err(Error::custom)?;
            found = self.0.datatype().map_err(Error::custom)?;
        }
        Ok(found)
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "whatever is not named is not plain")]
impl<'de> Deserializer<'de> for &mut Plain<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.datatype()? {
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => {
                visitor.visit_u64(self.0.u64().map_err(Error::custom)?)
            }
            Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                visitor.visit_i64(self.0.i64().map_err(Error::custom)?)
            }
            Type::F16 => visitor.visit_f64(self.0.f16().map_err(Error::custom)?.into()),
            Type::F32 => visitor.visit_f64(self.0.f32().map_err(Error::custom)?.into()),
            Type::F64 => visitor.visit_f64(self.0.f64().map_err(Error::custom)?),
            Type::String => visitor.visit_borrowed_str(self.0.str().map_err(Error::custom)?),
            Type::Array | Type::ArrayIndef => {
                let left = self.0.array().map_err(Error::custom)?;
                visitor.visit_seq(Items { plain: self, left })
            }
            Type::Map | Type::MapIndef => {
                let left = self.0.map().map_err(Error::custom)?;
                visitor.visit_map(Items { plain: self, left })
            }
            other => Err(Error::custom(other)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.datatype()? {
            Type::Null => {
                self.0.null().map_err(Error::custom)?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The items of a list, or the names and values of an object; `left` is `None` when a break ends it.
struct Items<'p, 'de> {
    plain: &'p mut Plain<'de>,
    left: Option<u64>,
}

impl Items<'_, '_> {
    fn has_next(&mut self) -> Result<bool, Error> {
        let decoder = &mut self.plain.0;
        match &mut self.left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if decoder.datatype().map_err(Error::custom)? == Type::Break => {
                decoder.set_position(decoder.position() + 1);
                Ok(false)
            }
            None => Ok(true),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.has_next()? { seed.deserialize(&mut *self.plain).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.has_next()? { seed.deserialize(&mut *self.plain).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut *self.plain)
    }
}
