use alloc::rc::Rc;

use super::path::{Begins, Path};
use super::steps::{Fails, Steps};
use super::value::{Object, Value};

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
    pub(super) fn var(&self, path: &Path, steps: &mut Steps) -> Result<Value<'a>, Fails> {
        let mut scope = self;
        for _ in 0..path.outwards {
            if let Self::Lambda { outer, .. } = scope {
                scope = outer;
            }
        }
        let value = match (scope, path.begins) {
            (Self::Rule(data), Begins::All) => data.parts(&path.parts),
            (Self::Lambda { .. }, Begins::All) => scope.whole(),
            (Self::Lambda { current, .. }, Begins::Current) => current.parts(&path.parts),
            (Self::Lambda { accumulator, .. }, Begins::Accumulator) => accumulator.parts(&path.parts),
            (_, Begins::Nothing) | (Self::Rule(_), Begins::Current | Begins::Accumulator) => Value::Null,
        };
        value.count(steps)?;
        Ok(value)
    }

    /// All that can be seen, as one value.
    fn whole(&self) -> Value<'a> {
        match self {
            Self::Rule(data) => (*data).clone(),
            Self::Lambda { current, accumulator, outer } => Value::Object(Object::Made(Rc::new([
                ("accumulator", (*accumulator).clone()),
                ("current", (*current).clone()),
                ("data", outer.whole()),
            ]))),
        }
    }
}
