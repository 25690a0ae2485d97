//! Follows what the core evaluated through the text of the logic.

use haetae_core::Traced;

use super::document::{Node, Value};

/// An expression that was evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'v> {
    /// Where it stands.
    pub node: &'v Node,
    /// What it came to.
    pub traced: &'v Traced,
}

/// Calls `visit` for an expression and all within it that were evaluated, in that order.
pub fn follow<'v>(node: &'v Node, traced: &'v Traced, visit: &mut dyn FnMut(Visit<'v>)) {
    visit(Visit { node, traced });
    for Visit { node, traced } in operands(node, traced) {
        follow(node, traced, visit);
    }
}

/// The operands of an expression that were evaluated: of an `if` its condition and the branch that was taken, of a
/// `reduce` its list, its start, and the lambda once for each item.
pub fn operands<'v>(node: &'v Node, traced: &'v Traced) -> Vec<Visit<'v>> {
    let visit = |(traced, node)| Visit { node, traced };
    if let Value::Array(items) = &node.value {
        return traced.operands.iter().zip(items).map(visit).collect();
    }
    let Some((operation, operands)) = node.operation() else { return Vec::new() };
    let order: Vec<&Node> = match (operation, operands) {
        ("if", [condition, then, otherwise]) => {
            let holds = traced.operands.first().and_then(|condition| condition.holds);
            vec![condition, if holds == Some(true) { then } else { otherwise }]
        }
        ("reduce", [list, lambda, start]) => {
            let lambdas = std::iter::repeat_n(lambda, traced.operands.len().saturating_sub(2));
            [list, start].into_iter().chain(lambdas).collect()
        }
        _ => operands.iter().collect(),
    };
    traced.operands.iter().zip(order).map(visit).collect()
}
