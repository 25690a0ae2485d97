//! Data that a rule sees and that is not JSON: looked into where it is, and made a value of where it is read.

use core::fmt::Debug;

use super::value::Value;

/// An object.
pub(crate) trait Members: Debug {
    /// The names of its members, in their order.
    fn names(&self) -> &'static [&'static str];

    /// The member of this name.
    fn member(&self, name: &str) -> Option<Value<'_>>;

    /// How many values it is, itself and its members at any depth.
    fn values(&self) -> usize;
}

/// An array.
pub(crate) trait Items: Debug {
    /// How many items it has.
    fn length(&self) -> usize;

    /// The item at this index.
    fn item(&self, index: usize) -> Option<Value<'_>>;

    /// How many values it is, itself and its items at any depth.
    fn values(&self) -> usize;
}
