//! The form of a whole rule, which is looked at before anything is evaluated.

use alloc::boxed::Box;

use super::expression::{Expression, Order};
use super::instant::Unit;
use super::path::Path;
use crate::json::Json;

impl Expression {
    /// `None` where the form is wrong, in a branch that would not be taken too: then the rule fails.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        Reading { lambdas: 0 }.expression(json)
    }
}

/// Reads expressions that stand within so many lambdas.
#[derive(Clone, Copy)]
struct Reading {
    lambdas: u8,
}

impl Reading {
    fn expression(self, json: &Json) -> Option<Expression> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(value) => Expression::Bool(*value),
            Json::Integer(value) => Expression::Integer(*value),
            Json::Text(text) => Expression::Text(text.as_str().into()),
            Json::Array(items) => Expression::Array(self.all(items)?),
            Json::Object(members) => {
                let [(operation, operands)] = members.as_slice() else { return None };
                return self.operation(operation, operands);
            }
        })
    }

    fn all(self, items: &[Json]) -> Option<Box<[Expression]>> {
        items.iter().map(|item| self.expression(item)).collect()
    }

    fn operation(self, operation: &str, operands: &Json) -> Option<Expression> {
        if operation == "var" {
            let Json::Text(path) = operands else { return None };
            return Path::read(path, self.lambdas).map(Expression::Var);
        }
        let Json::Array(operands) = operands else { return None };
        let two_or_three = || matches!(operands.len(), 2 | 3).then(|| self.all(operands)).flatten();
        Some(match operation {
            "if" => Expression::If(self.exactly(operands)?),
            "and" => Expression::And(self.all(operands).filter(|operands| operands.len() >= 2)?),
            "!" => Expression::Not(self.single(operands)?),
            "===" => Expression::Equal(self.exactly(operands)?),
            "in" => Expression::In(self.exactly(operands)?),
            "+" => Expression::Plus(self.exactly(operands)?),
            "<" => Expression::Order(Order::Less, two_or_three()?),
            "<=" => Expression::Order(Order::LessOrEqual, two_or_three()?),
            ">" => Expression::Order(Order::Greater, two_or_three()?),
            ">=" => Expression::Order(Order::GreaterOrEqual, two_or_three()?),
            "before" => Expression::TimeOrder(Order::Less, two_or_three()?),
            "not-after" => Expression::TimeOrder(Order::LessOrEqual, two_or_three()?),
            "after" => Expression::TimeOrder(Order::Greater, two_or_three()?),
            "not-before" => Expression::TimeOrder(Order::GreaterOrEqual, two_or_three()?),
            "reduce" => {
                let [array, lambda, start] = operands.as_slice() else { return None };
                let within = Self { lambdas: self.lambdas.checked_add(1)? };
                let operands = [self.expression(array)?, within.expression(lambda)?, self.expression(start)?];
                Expression::Reduce(Box::new(operands))
            }
            "plusTime" => {
                let [time, Json::Integer(amount), Json::Text(unit)] = operands.as_slice() else { return None };
                Expression::PlusTime(Box::new(self.expression(time)?), *amount, Unit::parse(unit)?)
            }
            "localDate" => Expression::LocalDate(self.single(operands)?),
            "dccDateOfBirth" => Expression::DateOfBirth(self.single(operands)?),
            "extractFromUVCI" => {
                let [uvci, Json::Integer(index)] = operands.as_slice() else { return None };
                Expression::PartOfUvci(Box::new(self.expression(uvci)?), *index)
            }
            _ => return None,
        })
    }

    fn exactly<const N: usize>(self, operands: &[Json]) -> Option<Box<[Expression; N]>> {
        if operands.len() == N { self.all(operands)?.try_into().ok() } else { None }
    }

    fn single(self, operands: &[Json]) -> Option<Box<Expression>> {
        let [operand] = operands else { return None };
        self.expression(operand).map(Box::new)
    }
}
