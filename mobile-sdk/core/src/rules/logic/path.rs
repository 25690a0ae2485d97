use alloc::boxed::Box;
use alloc::vec::Vec;

/// Where a `var` looks, found out when the rule is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// How many lambdas it goes out of.
    pub(super) outwards: u8,
    /// What it begins at there.
    pub(super) begins: Begins,
    /// What it goes into from there.
    pub(super) parts: Box<[Part]>,
}

/// What a `var` begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// All that can be seen there.
    All,
    /// The item of a lambda.
    Current,
    /// What a lambda has come to so far.
    Accumulator,
    /// What no lambda sees.
    Nothing,
}

impl Path {
    /// The path of a `var` within so many lambdas; `None` if a part is empty. `""` has no parts.
    pub(super) fn read(path: &str, lambdas: u8) -> Option<Self> {
        let parts: Vec<Part> =
            if path.is_empty() { Vec::new() } else { path.split('.').map(Part::new).collect::<Option<_>>()? };
        let data = parts.iter().take(lambdas.into()).take_while(|part| part.name() == "data").count();
        let mut rest = parts.into_iter().skip(data);
        let outwards = u8::try_from(data).ok()?;
        let begins = if outwards == lambdas {
            Begins::All
        } else {
            rest.next().map_or(Begins::All, |part| match part.name() {
                "current" => Begins::Current,
                "accumulator" => Begins::Accumulator,
                _ => Begins::Nothing,
            })
        };
        Some(Self { outwards, begins, parts: rest.collect() })
    }
}

/// A part of a `var`, between its dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    name: Box<str>,
    index: Option<usize>,
}

impl Part {
    /// `None` if it is empty.
    fn new(name: &str) -> Option<Self> {
        let digits = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
        let index = if digits { name.parse().ok() } else { None };
        (!name.is_empty()).then(|| Self { name: name.into(), index })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn index(&self) -> Option<usize> {
        self.index
    }
}
