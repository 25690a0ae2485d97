use super::steps::Fails;
use super::value::Value;

/// Sees what is evaluated, in its order: operands between their operation's `enter` and `leave`. The check's observer
/// is `()`, of which nothing is left in the compiled program.
pub(crate) trait Observer {
    /// An expression is about to be evaluated.
    fn enter(&mut self);

    /// What the expression that was entered last, and not left yet, came to.
    fn leave(&mut self, value: &Result<Value<'_>, Fails>);
}

impl Observer for () {
    fn enter(&mut self) {}

    fn leave(&mut self, _: &Result<Value<'_>, Fails>) {}
}
