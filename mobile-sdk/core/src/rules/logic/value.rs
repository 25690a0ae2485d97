use alloc::rc::Rc;
use alloc::vec::Vec;

use super::instant::{Day, Instant};
use super::steps::{Fails, Steps};
use crate::json::Json;

/// What an expression comes to. Clones share what they hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Text(&'a str),
    Array(Rc<[Self]>),
    Object(Rc<[(&'a str, Self)]>),
    /// A date-time: an instant.
    Instant(Instant),
    /// A date: a civil day, of no zone.
    Day(Day),
}

impl<'a> Value<'a> {
    /// The value that a rule sees of JSON.
    pub(crate) fn of(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Integer(value) => Self::Integer(*value),
            Json::Text(text) => Self::Text(text),
            Json::Array(items) => Self::Array(items.iter().map(Self::of).collect()),
            Json::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.as_str(), Self::of(value))).collect())
            }
        }
    }

    /// An object of these members.
    pub(crate) fn object<const N: usize>(members: [(&'a str, Self); N]) -> Self {
        Self::Object(Rc::new(members))
    }

    /// Whether a condition holds; a date or a date-time is none.
    pub(crate) fn is_truthy(&self) -> Result<bool, Fails> {
        match self {
            Self::Null => Ok(false),
            Self::Bool(value) => Ok(*value),
            Self::Integer(value) => Ok(*value != 0),
            Self::Text(text) => Ok(!text.is_empty()),
            Self::Array(items) => Ok(!items.is_empty()),
            Self::Object(members) => Ok(!members.is_empty()),
            Self::Instant(_) | Self::Day(_) => Err(Fails),
        }
    }

    /// Whether both are the same null, boolean, integer or string; nothing else can be compared.
    pub(super) fn equals(&self, other: &Self) -> Result<bool, Fails> {
        let is_single = |value: &Self| matches!(value, Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_));
        if is_single(self) && is_single(other) { Ok(self == other) } else { Err(Fails) }
    }

    pub(super) fn integer(&self) -> Result<i64, Fails> {
        if let Self::Integer(value) = self { Ok(*value) } else { Err(Fails) }
    }

    /// Takes a step for each value in this one.
    pub(super) fn count(&self, steps: &mut Steps) -> Result<(), Fails> {
        steps.step()?;
        match self {
            Self::Array(items) => items.iter().try_for_each(|item| item.count(steps)),
            Self::Object(members) => members.iter().try_for_each(|(_, member)| member.count(steps)),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_) | Self::Instant(_) | Self::Day(_) => Ok(()),
        }
    }

    /// What is found by a name, or by an index.
    pub(super) fn part(&self, part: &Part) -> Self {
        let found = match self {
            Self::Object(members) => members.iter().find(|(name, _)| *name == part.name()).map(|(_, value)| value),
            Self::Array(items) => part.index().and_then(|index| items.get(index)),
            _ => None,
        };
        found.cloned().unwrap_or(Self::Null)
    }

    pub(super) fn parts(&self, parts: &[Part]) -> Self {
        let Some((first, others)) = parts.split_first() else { return self.clone() };
        others.iter().fold(self.part(first), |value, part| value.part(part))
    }
}

/// A part of a `var`, between its dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    name: alloc::string::String,
    index: Option<usize>,
}

impl Part {
    /// `None` if it is empty.
    fn new(name: &str) -> Option<Self> {
        let digits = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
        let index = if digits { name.parse().ok() } else { None };
        (!name.is_empty()).then(|| Self { name: name.into(), index })
    }

    /// The parts of a `var`: `""` has none.
    pub(super) fn all(path: &str) -> Option<Vec<Self>> {
        if path.is_empty() { Some(Vec::new()) } else { path.split('.').map(Self::new).collect() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    const fn index(&self) -> Option<usize> {
        self.index
    }
}
