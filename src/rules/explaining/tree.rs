//! What was evaluated, as a tree of statements.

use haetae_core::json::Json;
use haetae_core::{Evaluated, Traced};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::words::{Quantifier, phrase, phrase_with_values, piece_words, quantifier, value_words};
use crate::rules::document::{Node, Value};
use crate::rules::following::{Visit, operands};

/// A statement, whether it holds, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// Whether it holds.
    pub result: Holds,
    /// The statement.
    pub words: String,
    /// What it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Self>,
}

/// Whether a statement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It cannot be made out.
    Failed,
    /// It is neither: a value, or the name of a thing.
    Neither,
    /// It was not looked at, because that could change nothing.
    Skipped,
}

/// The tree of logic that was evaluated.
pub(super) fn tree(node: &Node, traced: &Traced, zone: &TimeZone) -> Branch {
    Tree { zone }.of(Visit { node, traced })
}

struct Tree<'t> {
    zone: &'t TimeZone,
}

impl Tree<'_> {
    fn of(&self, visit: Visit<'_>) -> Branch {
        let result = result(visit.traced);
        let branch = |words: &str, because| Branch { result, words: words.to_owned(), because };
        let inner = operands(visit.node, visit.traced);
        match visit.node.operation() {
            Some(("and", all)) => {
                let skipped = all.iter().skip(inner.len()).map(skipped);
                branch("all of these hold", inner.iter().map(|operand| self.of(*operand)).chain(skipped).collect())
            }
            Some(("!", _)) => branch("this does not hold", inner.iter().map(|operand| self.of(*operand)).collect()),
            Some(("if", [_, then, otherwise])) => match (&then.value, &otherwise.value) {
                (Value::Bool(true), _) => branch("one of these holds", self.alternatives(visit)),
                (_, Value::Bool(false)) => branch("all of these hold", self.conjunction(visit)),
                _ => branch("it is decided by the first that holds", self.cases(visit)),
            },
            Some(("reduce", [_, lambda, start])) => match quantifier(lambda, start) {
                Some((Quantifier::Any, _)) => branch("this holds for at least one of these", self.items(visit)),
                Some((Quantifier::All, _)) => branch("this holds for each of these", self.items(visit)),
                None => self.leaf(visit),
            },
            _ => self.leaf(visit),
        }
    }

    /// A statement with the values that it is about.
    fn leaf(&self, visit: Visit<'_>) -> Branch {
        let result = result(visit.traced);
        let words = match (visit.node.operation(), result) {
            (None, Holds::Yes) => "this counts".to_owned(),
            (None, Holds::No) => "nothing else counts".to_owned(),
            (_, Holds::Neither) => {
                let value = visit.traced.value.as_ref().map(|value| value_words(value, self.zone));
                format!("{} ({})", phrase(visit.node), value.unwrap_or_default())
            }
            _ => phrase_with_values(visit, self.zone),
        };
        Branch { result, words, because: Vec::new() }
    }

    /// The condition of an `if` that is an "or", and what else may hold.
    fn alternatives(&self, visit: Visit<'_>) -> Vec<Branch> {
        let inner = operands(visit.node, visit.traced);
        let otherwise = visit.node.operation().and_then(|(_, operands)| operands.get(2));
        match inner.as_slice() {
            [condition, _] if condition.traced.holds == Some(true) => {
                [self.of(*condition)].into_iter().chain(otherwise.map(skipped)).collect()
            }
            inner => inner.iter().map(|operand| self.of(*operand)).collect(),
        }
    }

    /// The condition of an `if` that is an "and", and what must hold besides.
    fn conjunction(&self, visit: Visit<'_>) -> Vec<Branch> {
        let inner = operands(visit.node, visit.traced);
        let then = visit.node.operation().and_then(|(_, operands)| operands.get(1));
        match inner.as_slice() {
            [condition, _] if condition.traced.holds == Some(false) => {
                [self.of(*condition)].into_iter().chain(then.map(skipped)).collect()
            }
            inner => inner.iter().map(|operand| self.of(*operand)).collect(),
        }
    }

    /// A chain of `if`s: each condition up to the first that holds, and what is asked then.
    fn cases(&self, visit: Visit<'_>) -> Vec<Branch> {
        let mut branches = Vec::new();
        let mut visit = visit;
        loop {
            let inner = operands(visit.node, visit.traced);
            let [condition, branch] = inner.as_slice() else {
                branches.extend(inner.iter().map(|operand| self.of(*operand)));
                return branches;
            };
            branches.push(self.of(*condition));
            let goes_on = condition.traced.holds == Some(false)
                && branch.node.operation().is_some_and(|(name, operands)| {
                    name == "if" && !matches!(operands.get(1).map(|then| &then.value), Some(Value::Bool(true)))
                });
            if !goes_on {
                let result = result(branch.traced);
                // A last "no" says only that none of the cases was it.
                if branch.node.operation().is_some() || result != Holds::No {
                    branches.push(self.of(*branch));
                }
                return branches;
            }
            visit = *branch;
        }
    }

    /// The items of a `reduce` that asks for any or for all, each with what was asked about it.
    fn items(&self, visit: Visit<'_>) -> Vec<Branch> {
        let inner = operands(visit.node, visit.traced);
        let list = inner.first().and_then(|list| list.traced.value.as_ref());
        let Some(Evaluated::Json(Json::Array(pieces))) = list else {
            return vec![Branch { result: Holds::Neither, words: "there are none".to_owned(), because: Vec::new() }];
        };
        let lambdas = inner.iter().skip(2);
        let item = |(piece, lambda): (&Json, &Visit<'_>)| {
            let words = piece_words(piece, self.zone);
            // Its operands: what came of those before, and the question.
            let asked = operands(lambda.node, lambda.traced);
            match asked.as_slice() {
                [_, question] if question.node.operation().is_some() => {
                    Branch { result: result(question.traced), words, because: self.reasons(*question) }
                }
                _ => Branch { result: Holds::Skipped, words, because: Vec::new() },
            }
        };
        pieces.iter().zip(lambdas).map(item).collect()
    }

    /// What a question about an item rests on: without a line of its own for "decided by the first that holds".
    fn reasons(&self, question: Visit<'_>) -> Vec<Branch> {
        let branch = self.of(question);
        if branch.because.is_empty() { vec![branch] } else { branch.because }
    }
}

fn skipped(node: &Node) -> Branch {
    Branch { result: Holds::Skipped, words: phrase(node), because: Vec::new() }
}

fn result(traced: &Traced) -> Holds {
    match &traced.value {
        None => Holds::Failed,
        Some(Evaluated::Json(Json::Bool(true))) => Holds::Yes,
        Some(Evaluated::Json(Json::Bool(false))) => Holds::No,
        Some(_) => Holds::Neither,
    }
}
