//! Logic whose form is wrong: its rule would fail at every door.

use haetae_core::Logic;
use haetae_core::json::Json;

use super::finding::Findings;
use super::form::distance;
use super::parts::{policy_name, rule_name};
use crate::rules::document::{Document, Node, Value};

/// The operations, with how many operands they take.
const OPERATIONS: [(&str, &str); 20] = [
    ("var", "one text: names with dots between, like \"payload.evidence\""),
    ("if", "3 operands: a condition, what holds then, and what holds otherwise"),
    ("and", "2 operands or more"),
    ("!", "1 operand"),
    ("===", "2 operands"),
    ("in", "2 operands: a value and a list"),
    ("+", "2 operands"),
    ("<", "2 or 3 operands"),
    ("<=", "2 or 3 operands"),
    (">", "2 or 3 operands"),
    (">=", "2 or 3 operands"),
    ("before", "2 or 3 operands"),
    ("not-after", "2 or 3 operands"),
    ("after", "2 or 3 operands"),
    ("not-before", "2 or 3 operands"),
    ("reduce", "3 operands: a list, what is done with each item, and the value to start from"),
    ("plusTime", "3 operands: a time, a whole number, and \"year\", \"month\", \"day\" or \"hour\""),
    ("localDate", "1 operand"),
    ("dccDateOfBirth", "1 operand"),
    ("extractFromUVCI", "2 operands: a text and a whole number"),
];

/// What people write who know other languages, and how it is said here.
const ELSEWHERE: [(&str, &str); 5] = [
    ("or", "{\"if\": [a, true, b]} is \"a or b\""),
    ("==", "{\"===\": [a, b]} compares"),
    ("!=", "{\"!\": [{\"===\": [a, b]}]} is \"not the same\""),
    ("!==", "{\"!\": [{\"===\": [a, b]}]} is \"not the same\""),
    ("-", "{\"+\": [a, -1]} takes away"),
];

pub(super) fn check(document: &Document<'_>, findings: &mut Findings<'_>) {
    let policies = document.root.member("policies").map_or(&[][..], Node::items);
    for (index, policy) in policies.iter().enumerate() {
        let about = policy_name(index, policy);
        for (index, rule) in policy.member("rules").map_or(&[][..], Node::items).iter().enumerate() {
            let about = rule_name(&about, index, rule);
            if let Some(logic) = rule.member("logic")
                && !document.is_flawed(logic)
            {
                point(document, logic, &about, findings);
            }
        }
    }
}

/// Whether the core takes this as an expression.
fn is_good(text: &str) -> bool {
    Json::read(text.as_bytes()).is_ok_and(|json| Logic::read(&json).is_some())
}

/// Says of each smallest part that is wrong what is wrong with it.
fn point(document: &Document<'_>, node: &Node, about: &str, findings: &mut Findings<'_>) {
    if is_good(document.source(node)) {
        return;
    }
    if let Value::Array(items) = &node.value {
        items.iter().for_each(|item| point(document, item, about, findings));
        return;
    }
    let Some((name, operands)) = node.operation() else {
        let what = match &node.value {
            Value::Null => "null cannot stand in logic".to_owned(),
            Value::Object(members) => {
                format!("an operation is an object with exactly one member; this one has {}", members.len())
            }
            _ => "this cannot stand in logic".to_owned(),
        };
        findings.error(node.span.start, "logic", about, what);
        return;
    };
    let evaluated = evaluated_operands(name, operands);
    let is_list = node.members().first().is_some_and(|member| matches!(member.value.value, Value::Array(_)));
    // A `var` has no part that could be wrong by itself.
    if name == "var" || !is_list || !is_good(&without_operands(document, name, operands, evaluated.len())) {
        let place = node.members().first().map_or(node.span.start, |member| member.name_span.start);
        findings.error(place, "logic", about, wrong_operation(name, operands.len(), is_list));
    }
    evaluated.iter().for_each(|operand| point(document, operand, about, findings));
}

/// The operands that are expressions; others are amounts, units and paths.
fn evaluated_operands<'n>(name: &str, operands: &'n [Node]) -> &'n [Node] {
    match name {
        "var" => &[],
        "plusTime" | "extractFromUVCI" => operands.get(..1).unwrap_or_default(),
        _ => operands,
    }
}

/// The operation with `true` for each of its first operands, which are expressions.
fn without_operands(document: &Document<'_>, name: &str, operands: &[Node], expressions: usize) -> String {
    let sources = operands.iter().enumerate().map(
        |(index, operand)| {
            if index < expressions { "true" } else { document.source(operand) }
        },
    );
    let sources: Vec<&str> = sources.collect();
    format!("{{{}:[{}]}}", serde_json::Value::from(name), sources.join(","))
}

fn wrong_operation(name: &str, operands: usize, is_list: bool) -> String {
    if let Some((_, instead)) = ELSEWHERE.iter().find(|(other, _)| *other == name) {
        return format!("there is no operation {name:?}: {instead}");
    }
    if let Some((_, takes)) = OPERATIONS.iter().find(|(known, _)| *known == name) {
        return match name {
            "var" => format!("{name:?} takes {takes}"),
            _ if !is_list => format!("{name:?} takes {takes}, in a list: [...]"),
            "plusTime" | "extractFromUVCI" => format!("{name:?} takes {takes}"),
            _ => format!("{name:?} takes {takes}, in a list; here are {operands}"),
        };
    }
    let near = OPERATIONS.iter().find(|(known, _)| name.len() > 2 && distance(known, name) <= 2);
    match near {
        Some((known, _)) => format!("there is no operation {name:?}: did you mean {known:?}?"),
        None => format!("there is no operation {name:?}; docs/rules.md lists them"),
    }
}
