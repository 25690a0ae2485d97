//! The form of a whole rule, which is looked at before anything is evaluated.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::expression::{Expression, Order};
use super::instant::Unit;
use super::value::Part;
use crate::json::Json;

impl Expression {
    /// `None` where the form is wrong, in a branch that would not be taken too: then the rule fails.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(value) => Self::Bool(*value),
            Json::Integer(value) => Self::Integer(*value),
            Json::Text(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::Array(Self::read_all(items)?),
            Json::Object(members) => {
                let [(operation, operands)] = members.as_slice() else { return None };
                return Self::read_operation(operation, operands);
            }
        })
    }

    fn read_all(items: &[Json]) -> Option<Vec<Self>> {
        items.iter().map(Self::read).collect()
    }

    fn read_operation(operation: &str, operands: &Json) -> Option<Self> {
        if operation == "var" {
            let Json::Text(path) = operands else { return None };
            return Part::all(path).map(Self::Var);
        }
        let Json::Array(operands) = operands else { return None };
        let two_or_three = || matches!(operands.len(), 2 | 3).then(|| Self::read_all(operands)).flatten();
        Some(match operation {
            "if" => Self::If(exactly(operands)?),
            "and" => Self::And(Self::read_all(operands).filter(|operands| operands.len() >= 2)?),
            "!" => Self::Not(single(operands)?),
            "===" => Self::Equal(exactly(operands)?),
            "in" => Self::In(exactly(operands)?),
            "+" => Self::Plus(exactly(operands)?),
            "<" => Self::Order(Order::Less, two_or_three()?),
            "<=" => Self::Order(Order::LessOrEqual, two_or_three()?),
            ">" => Self::Order(Order::Greater, two_or_three()?),
            ">=" => Self::Order(Order::GreaterOrEqual, two_or_three()?),
            "before" => Self::TimeOrder(Order::Less, two_or_three()?),
            "not-after" => Self::TimeOrder(Order::LessOrEqual, two_or_three()?),
            "after" => Self::TimeOrder(Order::Greater, two_or_three()?),
            "not-before" => Self::TimeOrder(Order::GreaterOrEqual, two_or_three()?),
            "reduce" => Self::Reduce(exactly(operands)?),
            "plusTime" => {
                let [time, Json::Integer(amount), Json::Text(unit)] = operands.as_slice() else { return None };
                Self::PlusTime(Box::new(Self::read(time)?), *amount, Unit::parse(unit)?)
            }
            "localDate" => Self::LocalDate(single(operands)?),
            "dccDateOfBirth" => Self::DateOfBirth(single(operands)?),
            "extractFromUVCI" => {
                let [uvci, Json::Integer(index)] = operands.as_slice() else { return None };
                Self::PartOfUvci(Box::new(Self::read(uvci)?), *index)
            }
            _ => return None,
        })
    }
}

fn exactly<const N: usize>(operands: &[Json]) -> Option<Box<[Expression; N]>> {
    Expression::read_all(operands)?.try_into().ok()
}

fn single(operands: &[Json]) -> Option<Box<Expression>> {
    let [operand] = operands else { return None };
    Expression::read(operand).map(Box::new)
}
