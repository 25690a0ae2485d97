//! JSON that keeps where each value stands, so that what is wrong can be pointed at. What the values mean is not judged
//! here.

mod parser;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

/// A JSON document with the place of each value.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    /// The whole value.
    pub root: Node,
    /// What is JSON and still not what a rules file may hold: numbers that are no integers in the range, names that
    /// stand twice in an object, halves of surrogate pairs.
    pub flaws: Vec<Flaw>,
}

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The bytes of the text that it takes.
    pub span: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// What stands somewhere.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer; `None` for a number that is none, or out of the range of ±(2^53 - 1).
    Number(Option<i64>),
    /// A text.
    Text(String),
    /// Values in their order.
    Array(Vec<Node>),
    /// Members in their order.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name, unescaped.
    pub name: String,
    /// The bytes of the text that the name takes, with its quotes.
    pub name_span: Range<usize>,
    /// Its value.
    pub value: Node,
}

/// Something wrong in the text itself, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The byte at which it begins.
    pub at: usize,
    /// What is wrong, as part of a sentence.
    pub what: String,
}

/// A place in a text, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character on the line.
    pub column: usize,
}

impl<'t> Document<'t> {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The first place where the text is not JSON, or nests more than 128 deep.
    pub fn read(text: &'t str) -> Result<Self, Flaw> {
        let (root, flaws) = parser::parse(text)?;
        Ok(Self { text, root, flaws })
    }

    /// The text of a value, as it stands there.
    pub fn source(&self, node: &Node) -> &'t str {
        self.text.get(node.span.clone()).unwrap_or_default()
    }

    /// Whether the text within a value has a flaw.
    pub fn is_flawed(&self, node: &Node) -> bool {
        self.flaws.iter().any(|flaw| node.span.contains(&flaw.at))
    }

    /// Where a byte stands.
    pub fn place(&self, at: usize) -> Place {
        Place::of(self.text, at)
    }
}

impl Place {
    /// Where a byte of a text stands.
    pub fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Node {
    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[Member] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// The items of an array; none of anything else.
    pub fn items(&self) -> &[Self] {
        if let Value::Array(items) = &self.value { items } else { &[] }
    }

    /// The value of a member.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The text that it is.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The integer that it is.
    pub const fn as_integer(&self) -> Option<i64> {
        if let Value::Number(number) = self.value { number } else { None }
    }

    /// The operation that it is in the language of rules, and its operands: an object of one member. A single operand
    /// need not stand in an array.
    pub fn operation(&self) -> Option<(&str, &[Self])> {
        let [member] = self.members() else { return None };
        let operands = match &member.value.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(&member.value),
        };
        Some((&member.name, operands))
    }
}
