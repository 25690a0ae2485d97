use alloc::rc::Rc;
use alloc::string::String;

use super::instant::{Day, Instant};
use super::path::Part;
use super::steps::{Fails, Steps};
use super::text::Text;
use super::view::{Items, Members};
use crate::json::Json;

/// What an expression comes to. Clones share what they hold.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Text(Text<'a>),
    Array(Array<'a>),
    Object(Object<'a>),
    /// A date-time: an instant.
    Instant(Instant),
    /// A date: a civil day, of no zone.
    Day(Day),
}

/// Values in their order.
#[derive(Clone, Debug)]
pub(crate) enum Array<'a> {
    Json(&'a [Json]),
    View(&'a dyn Items),
    Made(Rc<[Value<'a>]>),
}

/// Values by their names.
#[derive(Clone, Debug)]
pub(crate) enum Object<'a> {
    Json(&'a [(String, Json)]),
    View(&'a dyn Members),
    /// All that a lambda sees.
    Made(Rc<[(&'static str, Value<'a>)]>),
}

impl<'a> Value<'a> {
    /// The value that a rule sees of JSON.
    pub(crate) fn of(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Integer(value) => Self::Integer(*value),
            Json::Text(text) => Self::Text(Text::Str(text)),
            Json::Array(items) => Self::Array(Array::Json(items)),
            Json::Object(members) => Self::Object(Object::Json(members)),
        }
    }

    /// Whether a condition holds; a date or a date-time is none.
    pub(crate) fn is_truthy(&self) -> Result<bool, Fails> {
        match self {
            Self::Null => Ok(false),
            Self::Bool(value) => Ok(*value),
            Self::Integer(value) => Ok(*value != 0),
            Self::Text(text) => Ok(!text.is_empty()),
            Self::Array(items) => Ok(items.length() > 0),
            Self::Object(members) => Ok(members.length() > 0),
            Self::Instant(_) | Self::Day(_) => Err(Fails),
        }
    }

    /// Whether both are the same null, boolean, integer or string; nothing else can be compared.
    pub(super) fn equals(&self, other: &Self) -> Result<bool, Fails> {
        let is_single = |value: &Self| matches!(value, Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_));
        if !is_single(self) || !is_single(other) {
            return Err(Fails);
        }
        Ok(match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Integer(left), Self::Integer(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => left.is(right),
            _ => false,
        })
    }

    pub(super) fn integer(&self) -> Result<i64, Fails> {
        if let Self::Integer(value) = self { Ok(*value) } else { Err(Fails) }
    }

    /// Takes a step for each value in this one.
    pub(crate) fn count(&self, steps: &mut Steps) -> Result<(), Fails> {
        match self {
            Self::Array(Array::View(items)) => return steps.take(items.values()),
            Self::Object(Object::View(members)) => return steps.take(members.values()),
            _ => steps.step()?,
        }
        match self {
            Self::Array(array) => array.iter().try_for_each(|item| item.count(steps)),
            Self::Object(object) => object.iter().try_for_each(|(_, member)| member.count(steps)),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_) | Self::Instant(_) | Self::Day(_) => Ok(()),
        }
    }

    /// What is found by a name, or by an index.
    fn part(&self, part: &Part) -> Self {
        let found = match self {
            Self::Object(object) => object.member(part.name()),
            Self::Array(array) => part.index().and_then(|index| array.item(index)),
            _ => None,
        };
        found.unwrap_or(Self::Null)
    }

    /// What is found by one part after the other.
    pub(super) fn parts(&self, parts: &[Part]) -> Self {
        let Some((first, others)) = parts.split_first() else { return self.clone() };
        let mut value = self.part(first);
        for part in others {
            if matches!(value, Self::Null) {
                break;
            }
            value = value.part(part);
        }
        value
    }
}

impl<'a> Array<'a> {
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Json(items) => items.len(),
            Self::View(items) => items.length(),
            Self::Made(items) => items.len(),
        }
    }

    pub(super) fn item(&self, index: usize) -> Option<Value<'a>> {
        match self {
            Self::Json(items) => items.get(index).map(Value::of),
            Self::View(items) => items.item(index),
            Self::Made(items) => items.get(index).cloned(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Value<'a>> {
        (0..self.length()).filter_map(|index| self.item(index))
    }
}

impl<'a> Object<'a> {
    fn length(&self) -> usize {
        match self {
            Self::Json(members) => members.len(),
            Self::View(members) => members.names().len(),
            Self::Made(members) => members.len(),
        }
    }

    fn member(&self, name: &str) -> Option<Value<'a>> {
        match self {
            Self::Json(members) => members.iter().find(|(other, _)| other == name).map(|(_, value)| Value::of(value)),
            Self::View(members) => members.member(name),
            Self::Made(members) => members.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()),
        }
    }

    /// Each name with its member, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        (0..self.length()).filter_map(|index| {
            Some(match self {
                Self::Json(members) => members.get(index).map(|(name, value)| (name.as_str(), Value::of(value)))?,
                Self::View(members) => {
                    let name = *members.names().get(index)?;
                    (name, members.member(name)?)
                }
                Self::Made(members) => members.get(index).map(|(name, value)| (*name, value.clone()))?,
            })
        })
    }
}
