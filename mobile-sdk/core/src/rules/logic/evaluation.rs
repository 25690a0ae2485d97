use alloc::rc::Rc;

use super::expression::{Expression, Order};
use super::observer::Observer;
use super::offsets::Offsets;
use super::operands::{self, Times};
use super::scope::Scope;
use super::steps::{Fails, Steps};
use super::text::Text;
use super::value::{Array, Value};
use crate::cbor::MAX_COUNT;

/// What an expression comes to.
///
/// # Errors
///
/// [`Fails`] where it has no value, or takes more steps than are left.
pub(crate) fn evaluate<'a>(
    expression: &'a Expression,
    scope: &Scope<'_, 'a>,
    offsets: &Offsets,
    steps: &mut Steps,
) -> Result<Value<'a>, Fails> {
    evaluate_observed(expression, scope, offsets, steps, &mut ())
}

/// The same, and an observer sees each expression that is evaluated.
///
/// # Errors
///
/// As [`evaluate`].
pub(crate) fn evaluate_observed<'a, O: Observer>(
    expression: &'a Expression,
    scope: &Scope<'_, 'a>,
    offsets: &Offsets,
    steps: &mut Steps,
    observer: &mut O,
) -> Result<Value<'a>, Fails> {
    Evaluation { offsets, steps, observer }.value(expression, scope)
}

struct Evaluation<'e, O> {
    offsets: &'e Offsets,
    steps: &'e mut Steps,
    observer: &'e mut O,
}

impl<O: Observer> Evaluation<'_, O> {
    fn value<'a>(&mut self, expression: &'a Expression, scope: &Scope<'_, 'a>) -> Result<Value<'a>, Fails> {
        self.observer.enter();
        let value = self.value_of(expression, scope);
        self.observer.leave(&value);
        value
    }

    fn value_of<'a>(&mut self, expression: &'a Expression, scope: &Scope<'_, 'a>) -> Result<Value<'a>, Fails> {
        // A variable takes as many steps as what it gives.
        if !matches!(expression, Expression::Var(_)) {
            self.steps.step()?;
        }
        Ok(match expression {
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Integer(value) => Value::Integer(*value),
            Expression::Text(text) => Value::Text(Text::Str(text)),
            Expression::Array(items) => Value::Array(Array::Made(self.values(items, scope)?)),
            Expression::Var(path) => scope.var(path, self.steps)?,
            Expression::If(operands) => {
                let [condition, then, otherwise] = operands.as_ref();
                let branch = if self.value(condition, scope)?.is_truthy()? { then } else { otherwise };
                self.value(branch, scope)?
            }
            Expression::And(operands) => self.and(operands, scope)?,
            Expression::Not(operand) => Value::Bool(!self.value(operand, scope)?.is_truthy()?),
            Expression::Equal(operands) => {
                let [left, right] = self.both(operands, scope)?;
                Value::Bool(left.equals(&right)?)
            }
            Expression::In(operands) => {
                let [item, Value::Array(items)] = self.both(operands, scope)? else { return Err(Fails) };
                // All items must fit, those after the first that is alike too.
                let found = items.iter().try_fold(false, |found, other| Ok(item.equals(&other)? || found))?;
                item.equals(&item)?;
                Value::Bool(found)
            }
            Expression::Plus(operands) => {
                let [left, right] = self.both(operands, scope)?;
                let sum = left.integer()?.checked_add(right.integer()?);
                Value::Integer(sum.filter(|sum| sum.unsigned_abs() <= MAX_COUNT).ok_or(Fails)?)
            }
            Expression::Order(order, operands) => {
                let (values, mut integers) = (self.two_or_three(operands, scope)?, [0; 3]);
                for (integer, value) in integers.iter_mut().zip(values.iter().take(operands.len())) {
                    *integer = value.integer()?;
                }
                Value::Bool(are_ordered(*order, integers.get(..operands.len()).ok_or(Fails)?))
            }
            Expression::TimeOrder(order, operands) => {
                let values = self.two_or_three(operands, scope)?;
                Value::Bool(match Times::of(values.get(..operands.len()).ok_or(Fails)?)? {
                    Times::Instants(instants) => are_ordered(*order, instants.get(..operands.len()).ok_or(Fails)?),
                    Times::Days(days) => are_ordered(*order, days.get(..operands.len()).ok_or(Fails)?),
                })
            }
            Expression::Reduce(operands) => {
                let [array, lambda, start] = operands.as_ref();
                self.reduce(array, lambda, start, scope)?
            }
            Expression::PlusTime(operand, amount, unit) => {
                operands::plus_time(&self.value(operand, scope)?, *amount, *unit)?
            }
            Expression::LocalDate(operand) => operands::local_date(&self.value(operand, scope)?, self.offsets)?,
            Expression::DateOfBirth(operand) => operands::date_of_birth(&self.value(operand, scope)?)?,
            Expression::PartOfUvci(operand, index) => operands::part_of_uvci(&self.value(operand, scope)?, *index)?,
        })
    }

    fn values<'a>(&mut self, operands: &'a [Expression], scope: &Scope<'_, 'a>) -> Result<Rc<[Value<'a>]>, Fails> {
        operands.iter().map(|operand| self.value(operand, scope)).collect()
    }

    /// The operands of a comparison; a third that is not there is null.
    fn two_or_three<'a>(&mut self, operands: &'a [Expression], scope: &Scope<'_, 'a>) -> Result<[Value<'a>; 3], Fails> {
        let mut values = [Value::Null, Value::Null, Value::Null];
        for (value, operand) in values.iter_mut().zip(operands) {
            *value = self.value(operand, scope)?;
        }
        Ok(values)
    }

    fn both<'a>(&mut self, operands: &'a [Expression; 2], scope: &Scope<'_, 'a>) -> Result<[Value<'a>; 2], Fails> {
        let [left, right] = operands;
        Ok([self.value(left, scope)?, self.value(right, scope)?])
    }

    /// The first that is falsy, else the last.
    fn and<'a>(&mut self, operands: &'a [Expression], scope: &Scope<'_, 'a>) -> Result<Value<'a>, Fails> {
        let mut last = Err(Fails);
        for operand in operands {
            let value = self.value(operand, scope)?;
            if !value.is_truthy()? {
                return Ok(value);
            }
            last = Ok(value);
        }
        last
    }

    fn reduce<'a>(
        &mut self,
        array: &'a Expression,
        lambda: &'a Expression,
        start: &'a Expression,
        outer: &Scope<'_, 'a>,
    ) -> Result<Value<'a>, Fails> {
        let array = self.value(array, outer)?;
        let start = self.value(start, outer)?;
        let items = match array {
            Value::Null => Array::Json(&[]),
            Value::Array(items) => items,
            _ => return Err(Fails),
        };
        items.iter().try_fold(start, |accumulator, current| {
            self.value(lambda, &Scope::Lambda { current: &current, accumulator: &accumulator, outer })
        })
    }
}

fn are_ordered<T: Ord>(order: Order, values: &[T]) -> bool {
    values.iter().zip(values.iter().skip(1)).all(|(left, right)| order.holds(left, right))
}
