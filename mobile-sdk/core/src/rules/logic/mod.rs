//! The language of rules (section 8): CertLogic 1.3.3 without floats, plus `localDate`.

mod evaluation;
mod expression;
mod instant;
mod offsets;
mod operands;
mod reading;
mod scope;
mod steps;
#[cfg(test)]
mod tests;
mod value;

pub(super) use evaluation::evaluate;
pub(super) use expression::Expression;
pub use offsets::Offsets;
pub(super) use scope::Scope;
pub(super) use steps::Steps;
pub(super) use value::Value;
