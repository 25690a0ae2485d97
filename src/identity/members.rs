use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The members of a JSON object.
#[derive(Debug)]
pub(super) struct Members {
    members: Map<String, Value>,
    /// The first duplicate member: two readers could use different ones of the two (RFC 7515 and RFC 7519, section 4).
    pub(super) twice: Option<String>,
}

impl Members {
    /// The member, if it is there and not null.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether it is there, even as null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Members, A::Error> {
        let (mut members, mut twice) = (Map::new(), None);
        while let Some((name, value)) = given.next_entry::<String, Value>()? {
            if members.insert(name.clone(), value).is_some() {
                twice.get_or_insert(name);
            }
        }
        Ok(Members { members, twice })
    }
}

/// The type of a value, in one word that does not quote it.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
