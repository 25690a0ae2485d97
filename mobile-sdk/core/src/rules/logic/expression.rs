use alloc::boxed::Box;

use super::instant::Unit;
use super::path::Path;

/// An expression whose form is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    Bool(bool),
    Integer(i64),
    Text(Box<str>),
    Array(Box<[Self]>),
    Var(Path),
    If(Box<[Self; 3]>),
    And(Box<[Self]>),
    Not(Box<Self>),
    Equal(Box<[Self; 2]>),
    In(Box<[Self; 2]>),
    Plus(Box<[Self; 2]>),
    /// Integers, each compared with the next.
    Order(Order, Box<[Self]>),
    /// Dates or date-times, each compared with the next.
    TimeOrder(Order, Box<[Self]>),
    Reduce(Box<[Self; 3]>),
    PlusTime(Box<Self>, i64, Unit),
    LocalDate(Box<Self>),
    DateOfBirth(Box<Self>),
    PartOfUvci(Box<Self>, i64),
}

/// How two neighbours must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub(super) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}
