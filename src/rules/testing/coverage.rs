use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{RulesFile, Traced};

use crate::rules::cases::Case;
use crate::rules::document::{Document, Node, Place};
use crate::rules::explaining::phrase;
use crate::rules::following::{Visit, follow};

/// Which way a condition can come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It holds.
    Holds,
    /// It does not.
    DoesNot,
}

/// One way that a condition in a rule can come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The policy and the rule: `restaurant from 2021-12-13, COUNTS`.
    pub rule: String,
    /// Where the condition stands.
    pub place: Place,
    /// The condition in words.
    pub words: String,
    /// Which way.
    pub side: Side,
}

/// Which ways the conditions of a file came out, and which they never did. A condition is the first operand of an `if`,
/// each operand of an `and`, and the whole logic of a rule.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The ways that each condition has come out, by the byte at which it stands.
    conditions: BTreeMap<usize, Condition>,
}

#[derive(Debug)]
struct Condition {
    rule: String,
    place: Place,
    words: String,
    seen: BTreeSet<Side>,
}

impl Coverage {
    /// All conditions of a file, none of them seen.
    pub(super) fn of(document: &Document<'_>, file: &RulesFile) -> Self {
        let mut coverage = Self::default();
        for (index, policy) in policies(document).iter().enumerate() {
            for (place, rule) in rules(policy).iter().enumerate() {
                let Some(logic) = rule.member("logic") else { continue };
                let of_file = file.policies.get(index);
                let id = of_file.and_then(|policy| policy.rules.get(place)).map_or("", |rule| &rule.id);
                let from = policy.member("from").and_then(Node::as_text).and_then(|from| from.get(..10)).unwrap_or("");
                let name = format!("{} from {from}, {id}", of_file.map_or("", |policy| &policy.id));
                coverage.declare(document, logic, &name);
                coverage.declare_all(document, logic, &name);
            }
        }
        coverage
    }

    fn declare(&mut self, document: &Document<'_>, node: &Node, rule: &str) {
        // A literal comes out one way only.
        if node.operation().is_none() {
            return;
        }
        let condition = Condition {
            rule: rule.to_owned(),
            place: document.place(node.span.start),
            words: phrase(node),
            seen: BTreeSet::new(),
        };
        self.conditions.entry(node.span.start).or_insert(condition);
    }

    fn declare_all(&mut self, document: &Document<'_>, node: &Node, rule: &str) {
        let operands = node.operation().map_or_else(|| node.items(), |(_, operands)| operands);
        let conditions = match node.operation() {
            Some(("if", operands)) => operands.get(..1).unwrap_or_default(),
            Some(("and", operands)) => operands,
            _ => &[],
        };
        conditions.iter().for_each(|condition| self.declare(document, condition, rule));
        operands.iter().for_each(|operand| self.declare_all(document, operand, rule));
    }

    /// Adds what was evaluated in a case.
    pub(super) fn add(&mut self, document: &Document<'_>, file: &RulesFile, case: &Case, traced: &[Traced]) {
        let current = file.policies.iter().position(|policy| policy.id == case.policy && policy.is_current(case.at));
        let Some(policy) = current.and_then(|index| policies(document).get(index)) else { return };
        let logic = rules(policy).iter().filter_map(|rule| rule.member("logic"));
        for (node, traced) in logic.zip(traced) {
            follow(node, traced, &mut |visit: Visit<'_>| {
                let side = match visit.traced.holds {
                    Some(true) => Side::Holds,
                    Some(false) => Side::DoesNot,
                    None => return,
                };
                if let Some(condition) = self.conditions.get_mut(&visit.node.span.start) {
                    condition.seen.insert(side);
                }
            });
        }
    }

    /// How many ways there are, and how many of them came out.
    pub fn counts(&self) -> (usize, usize) {
        (self.conditions.len() * 2, self.conditions.values().map(|condition| condition.seen.len()).sum())
    }

    /// The same for each rule, in the order of the file.
    pub fn by_rule(&self) -> Vec<(&str, usize, usize)> {
        let mut rules: Vec<(&str, usize, usize)> = Vec::new();
        for condition in self.conditions.values() {
            let seen = condition.seen.len();
            match rules.last_mut().filter(|(rule, ..)| *rule == condition.rule) {
                Some((_, all, tried)) => (*all, *tried) = (*all + 2, *tried + seen),
                None => rules.push((&condition.rule, 2, seen)),
            }
        }
        rules
    }

    /// The ways that never came out, in the order of the file.
    pub fn missing(&self) -> Vec<Branch> {
        let branch = |condition: &Condition, side| Branch {
            rule: condition.rule.clone(),
            place: condition.place,
            words: condition.words.clone(),
            side,
        };
        let of = |condition| {
            let sides = [Side::Holds, Side::DoesNot].into_iter();
            sides
                .filter(|side| !Condition::has(condition, *side))
                .map(|side| branch(condition, side))
                .collect::<Vec<_>>()
        };
        self.conditions.values().flat_map(of).collect()
    }
}

impl Condition {
    fn has(&self, side: Side) -> bool {
        self.seen.contains(&side)
    }
}

fn policies<'d>(document: &'d Document<'_>) -> &'d [Node] {
    document.root.member("policies").map_or(&[][..], Node::items)
}

fn rules(policy: &Node) -> &[Node] {
    policy.member("rules").map_or(&[][..], Node::items)
}
