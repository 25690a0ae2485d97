use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};
use core::fmt;

use serde::de;

/// Why a text cannot be read as JSON of a form: a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidJson(String);

impl InvalidJson {
    pub(crate) fn new(reason: &str) -> Self {
        Self(reason.to_owned())
    }

    fn named(before: &str, name: &str) -> Self {
        Self([before, name].concat())
    }
}

impl fmt::Display for InvalidJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for InvalidJson {}

/// The sentences that serde brings would show the value too, and so bring all that can be shown.
impl de::Error for InvalidJson {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new("a value is of the wrong type")
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::new("a value is out of its range")
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::new("a list is too short or too long")
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::named("unknown kind: ", variant)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::named("unknown member: ", field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::named("missing member: ", field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::named("a member that is there twice: ", field)
    }
}
