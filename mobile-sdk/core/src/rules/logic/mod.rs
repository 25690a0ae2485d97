//! The language of rules (section 8): CertLogic 1.3.3 without floats, plus `localDate`.

mod evaluation;
mod expression;
mod instant;
mod observer;
mod offsets;
mod operands;
mod path;
mod reading;
mod scope;
mod steps;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod view;

pub(super) use evaluation::{evaluate, evaluate_observed};
pub(super) use expression::Expression;
pub(super) use observer::Observer;
pub use offsets::Offsets;
pub(super) use scope::Scope;
pub(super) use steps::{Fails, Steps};
pub(super) use text::Text;
pub(super) use value::{Array, Object, Value};
pub(super) use view::{Items, Members};
