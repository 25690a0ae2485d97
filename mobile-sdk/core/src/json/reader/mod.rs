//! JSON (RFC 8259) into what derives `Deserialize`, for the little that a scanner is given as JSON: roots, keys, rules.
//! Its numbers are whole and not negative. A reader of everything would be a fifth of the WebAssembly for checking.

mod error;
#[cfg(test)]
mod tests;
mod text;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Visitor};
use serde::forward_to_deserialize_any;

pub use error::InvalidJson;
pub(crate) use text::{Surrogates, Text};

/// Reads a value, and nothing after it.
///
/// # Errors
///
/// [`InvalidJson`] if the bytes are not JSON, or not of this form.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, InvalidJson> {
    let text = core::str::from_utf8(bytes).map_err(|_| InvalidJson::new("it is not UTF-8"))?;
    let mut text = Text::new(text);
    let value = T::deserialize(Value(&mut text))?;
    text.end()?;
    Ok(value)
}

/// The value that comes next.
struct Value<'t, 'b>(&'t mut Text<'b>);

impl<'de> de::Deserializer<'de> for Value<'_, '_> {
    type Error = InvalidJson;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        match self.0.peek() {
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => {
                self.0.expect(b'[')?;
                visitor.visit_seq(Members::new(self.0))
            }
            Some(b'"') => visitor.visit_string(self.0.string()?),
            Some(b't' | b'f') => visitor.visit_bool(self.0.boolean()?),
            Some(b'n') => {
                self.0.literal("null")?;
                visitor.visit_unit()
            }
            _ => visitor.visit_u64(self.0.whole_number()?),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        if self.0.peek() == Some(b'n') { self.deserialize_any(visitor) } else { visitor.visit_some(self) }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        self.0.expect(b'{')?;
        visitor.visit_map(Members::new(self.0))
    }

    /// Only from an object: a list of the members' values has no names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, InvalidJson> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, InvalidJson> {
        self.0.skip(Surrogates::Paired)?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct enum identifier
    }
}

/// What an object or a list holds, after its bracket.
struct Members<'t, 'b> {
    text: &'t mut Text<'b>,
    first: bool,
}

impl<'t, 'b> Members<'t, 'b> {
    fn new(text: &'t mut Text<'b>) -> Self {
        Self { text, first: true }
    }
}

impl<'de> de::MapAccess<'de> for Members<'_, '_> {
    type Error = InvalidJson;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, InvalidJson> {
        if !self.text.goes_on(&mut self.first, b'}')? {
            return Ok(None);
        }
        match self.text.peek() {
            Some(b'"') => seed.deserialize(Value(self.text)).map(Some),
            _ => Err(InvalidJson::new("a member's name is missing")),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, InvalidJson> {
        self.text.expect(b':')?;
        seed.deserialize(Value(self.text))
    }
}

impl<'de> de::SeqAccess<'de> for Members<'_, '_> {
    type Error = InvalidJson;

    fn next_element_seed<E: DeserializeSeed<'de>>(&mut self, seed: E) -> Result<Option<E::Value>, InvalidJson> {
        if self.text.goes_on(&mut self.first, b']')? { seed.deserialize(Value(self.text)).map(Some) } else { Ok(None) }
    }
}
