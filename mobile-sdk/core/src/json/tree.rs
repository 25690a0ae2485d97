use alloc::string::String;
use alloc::vec::Vec;

use super::reader::{InvalidJson, Text};

/// How deep a value may nest that is read whole.
const DEEPEST: u32 = 128;

/// A whole value as rules know them (section 8): the only numbers are integers of at most 2^53 - 1 either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
    /// Values in their order.
    Array(Vec<Self>),
    /// Values by their names, in the order of the text; no name is there twice.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads a value, and nothing after it.
    ///
    /// # Errors
    ///
    /// [`InvalidJson`] if the bytes are not JSON, nest more than 128 deep, or hold a name twice in an object, half of a
    /// surrogate pair, or a number that is no integer in the range.
    pub fn read(bytes: &[u8]) -> Result<Self, InvalidJson> {
        let text = core::str::from_utf8(bytes).map_err(|_| InvalidJson::new("it is not UTF-8"))?;
        let mut text = Text::new(text);
        let value = next(&mut text, DEEPEST)?;
        text.end()?;
        Ok(value)
    }
}

fn next(text: &mut Text<'_>, deepest: u32) -> Result<Json, InvalidJson> {
    let deepest = deepest.checked_sub(1).ok_or_else(|| InvalidJson::new("it nests too deep"))?;
    let mut first = true;
    Ok(match text.peek() {
        Some(b'{') => {
            text.expect(b'{')?;
            let mut members = Vec::new();
            while text.goes_on(&mut first, b'}')? {
                let name = text.string()?;
                text.expect(b':')?;
                members.push((name, next(text, deepest)?));
            }
            require_different_names(&members)?;
            Json::Object(members)
        }
        Some(b'[') => {
            text.expect(b'[')?;
            let mut items = Vec::new();
            while text.goes_on(&mut first, b']')? {
                items.push(next(text, deepest)?);
            }
            Json::Array(items)
        }
        Some(b'"') => Json::Text(text.string()?),
        Some(b't' | b'f') => Json::Bool(text.boolean()?),
        Some(b'n') => {
            text.literal("null")?;
            Json::Null
        }
        _ => Json::Integer(text.integer()?),
    })
}

fn require_different_names(members: &[(String, Json)]) -> Result<(), InvalidJson> {
    if members.len() < 2 {
        return Ok(());
    }
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if names.is_sorted_by(|left, right| left < right) {
        Ok(())
    } else {
        Err(InvalidJson::new("a member is there twice"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_whole() {
        let read = Json::read(br#" {"a":[1,-9007199254740991,true,null,"\ud83d\ude00"],"\u0062":{}} "#).expect("JSON");
        let items = [
            Json::Integer(1),
            Json::Integer(-9_007_199_254_740_991),
            Json::Bool(true),
            Json::Null,
            Json::Text("😀".into()),
        ];
        let members = [("a".into(), Json::Array(items.into())), ("b".into(), Json::Object([].into()))];
        assert_eq!(read, Json::Object(members.into()));
    }

    #[test]
    fn what_rules_do_not_know_is_refused() {
        for text in [
            "1.0",
            "1e3",
            "-0",
            "9007199254740992",
            "-9007199254740992",
            r#""\ud83d""#,
            r#"{"a":1,"b":2,"\u0061":3}"#,
            "[1,]",
            "\u{feff}1",
            "",
        ] {
            assert!(Json::read(text.as_bytes()).is_err(), "{text}");
        }
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(Json::read(nested(128).as_bytes()).is_ok());
        assert!(Json::read(nested(129).as_bytes()).is_err());
    }
}
