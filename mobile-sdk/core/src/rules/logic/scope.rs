use super::steps::{Fails, Steps};
use super::value::{Part, Value};

/// What an expression sees.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'s, 'a> {
    /// A rule: the data.
    Rule(&'s Value<'a>),
    /// The lambda of a `reduce`.
    Lambda { current: &'s Value<'a>, accumulator: &'s Value<'a>, outer: &'s Scope<'s, 'a> },
}

impl<'a> Scope<'_, 'a> {
    /// What a `var` gives, with a step for each value in it.
    pub(super) fn var(&self, parts: &[Part], steps: &mut Steps) -> Result<Value<'a>, Fails> {
        let value = match (self, parts.split_first()) {
            (Self::Rule(data), _) => data.parts(parts),
            (Self::Lambda { current, accumulator, outer }, Some((first, others))) => match first.name() {
                "current" => current.parts(others),
                "accumulator" => accumulator.parts(others),
                "data" => return outer.var(others, steps),
                _ => Value::Null,
            },
            (Self::Lambda { .. }, None) => self.whole(),
        };
        value.count(steps)?;
        Ok(value)
    }

    /// All that can be seen, as one value.
    fn whole(&self) -> Value<'a> {
        match self {
            Self::Rule(data) => (*data).clone(),
            Self::Lambda { current, accumulator, outer } => Value::object([
                ("accumulator", (*accumulator).clone()),
                ("current", (*current).clone()),
                ("data", outer.whole()),
            ]),
        }
    }
}
