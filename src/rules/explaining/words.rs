//! Logic in plain words.

use haetae_core::Evaluated;
use haetae_core::json::Json;
use jiff::tz::TimeZone;

use crate::render::text::civil_time;
use crate::rules::document::{Node, Value};
use crate::rules::following::{Visit, operands};
use haetae_core::UnixTime;

/// What logic asks, without values: `its date plus 180 days is before today`.
pub fn phrase(node: &Node) -> String {
    Phrase { values: &|_| None }.of(node)
}

/// The same, and after each operand what it came to: `its date plus 180 days (2022-01-02) is before today
/// (2022-01-03)`.
pub(super) fn phrase_with_values(visit: Visit<'_>, zone: &TimeZone) -> String {
    let operands = operands(visit.node, visit.traced);
    let value = |node: &Node| {
        let found = operands.iter().find(|operand| std::ptr::eq(operand.node, node))?;
        Some(found.traced.value.as_ref().map_or_else(|| "has no value".to_owned(), |value| value_words(value, zone)))
    };
    Phrase { values: &value }.of(visit.node)
}

/// What an expression came to.
pub(super) fn value_words(value: &Evaluated, zone: &TimeZone) -> String {
    match value {
        Evaluated::Date(date) => date.clone(),
        Evaluated::Time(time) => time_words(time, zone),
        Evaluated::Json(json) => json_words(json, zone),
    }
}

fn json_words(json: &Json, zone: &TimeZone) -> String {
    match json {
        Json::Null => "nothing".to_owned(),
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        Json::Integer(number) => number.to_string(),
        Json::Text(text) => time_words(text, zone),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| json_words(item, zone)).collect();
            if items.is_empty() { "none".to_owned() } else { items.join("; ") }
        }
        Json::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name} {}", json_words(value, zone))).collect();
            members.join(", ")
        }
    }
}

/// A time in the file's zone; any other text as it is.
fn time_words(text: &str, zone: &TimeZone) -> String {
    let time = Some(text).filter(|text| text.len() > 10).and_then(UnixTime::parse_rfc3339);
    time.map_or_else(|| text.to_owned(), |time| civil_time(time, zone))
}

/// A piece of evidence as a rule sees it.
pub(super) fn piece_words(piece: &Json, zone: &TimeZone) -> String {
    let Json::Object(members) = piece else { return json_words(piece, zone) };
    let words = members.iter().map(|(name, value)| {
        let value = json_words(value, zone);
        match name.as_str() {
            "kind" | "date" | "product" | "method" => value,
            "doses" if value == "1" => "1 dose".to_owned(),
            "doses" => format!("{value} doses"),
            "sampled_at" => format!("sampled {value}"),
            name => format!("{name} {value}"),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

struct Phrase<'p> {
    /// What an operand came to, where that is known and worth saying.
    values: &'p dyn Fn(&Node) -> Option<String>,
}

impl Phrase<'_> {
    /// A phrase that has values only for the operands of the outermost operation.
    fn of(&self, node: &Node) -> String {
        let Some((operation, operands)) = node.operation() else { return literal(node) };
        let plain = phrase;
        match (operation, operands) {
            ("var", [path]) => variable(path.as_text().unwrap_or_default()),
            ("===", [left, right]) => self.equal(left, right),
            ("in", [item, list]) => format!("{} is one of {}", self.operand(item), plain(list)),
            ("!", [operand]) => format!("it is not so that {}", plain(operand)),
            ("and", operands) => operands.iter().map(plain).collect::<Vec<_>>().join(" and "),
            ("if", [condition, then, otherwise]) => match (&then.value, &otherwise.value) {
                (Value::Bool(true), _) => format!("{} or {}", plain(condition), plain(otherwise)),
                (_, Value::Bool(false)) => format!("{} and {}", plain(condition), plain(then)),
                _ => format!("if {}: {}; otherwise: {}", plain(condition), plain(then), plain(otherwise)),
            },
            ("reduce", [list, lambda, start]) => match quantifier(lambda, start) {
                Some((Quantifier::Any, each)) => format!("of at least one of {}: {}", plain(list), plain(each)),
                Some((Quantifier::All, each)) => format!("of each of {}: {}", plain(list), plain(each)),
                None => format!("through {}, from {}: {}", plain(list), plain(start), plain(lambda)),
            },
            ("plusTime", [time, amount, unit]) => later(&plain(time), amount, unit),
            ("localDate", [time]) => match time.operation() {
                Some(("var", [path])) if path.as_text().is_some_and(|path| !path.ends_with("sampled_at")) => {
                    plain(time)
                }
                _ => format!("the date of {}", plain(time)),
            },
            ("dccDateOfBirth", [date]) => format!("the last day that {} may mean", plain(date)),
            ("extractFromUVCI", [uvci, index]) => format!("part {} of {}", literal(index), plain(uvci)),
            ("+", operands) => operands.iter().map(plain).collect::<Vec<_>>().join(" plus "),
            (operation, [first, rest @ ..]) if comparison(operation).is_some() => {
                let is = comparison(operation).unwrap_or_default();
                let rest = rest.iter().map(|operand| format!("{is} {}", self.operand(operand)));
                let rest: Vec<String> = rest.collect();
                format!("{} {}", self.operand(first), rest.join(", and that "))
            }
            _ => format!("{operation}({})", operands.iter().map(plain).collect::<Vec<_>>().join(", ")),
        }
    }

    fn equal(&self, left: &Node, right: &Node) -> String {
        let path = match left.operation() {
            Some(("var", [path])) => path.as_text(),
            _ => None,
        };
        let kind = right.as_text().and_then(kind);
        match (path, kind) {
            (Some("current.kind"), Some(kind)) => {
                let found = (self.values)(left).filter(|found| Some(found.as_str()) != right.as_text());
                format!("it is {kind}{}", found.map_or_else(String::new, |found| format!(" (it is: {found})")))
            }
            _ => format!("{} is {}", self.operand(left), self.operand(right)),
        }
    }

    /// An operand, and what it came to where that says more.
    fn operand(&self, node: &Node) -> String {
        let words = phrase(node);
        let value = (self.values)(node).filter(|_| node.operation().is_some());
        value.map_or_else(|| words.clone(), |value| format!("{words} ({value})"))
    }
}

fn comparison(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "<" => "is less than",
        "<=" => "is at most",
        ">" => "is more than",
        ">=" => "is at least",
        "before" => "is before",
        "not-after" => "is on or before",
        "after" => "is after",
        "not-before" => "is on or after",
        _ => return None,
    })
}

fn kind(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "vaccination" => "a vaccination",
        "test" => "a test",
        "recovery" => "a recovery",
        "exemption" => "an exemption",
        "clearance" => "a clearance",
        _ => return None,
    })
}

fn literal(node: &Node) -> String {
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.map_or_else(|| "?".to_owned(), |number| number.to_string()),
        Value::Text(text) if text == "naat" => "naat (PCR)".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Array(items) => items.iter().map(phrase).collect::<Vec<_>>().join(", "),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A path of `var`. Within a `reduce`, `data` is what is seen outside of it.
fn variable(path: &str) -> String {
    let mut inner = path;
    let mut outer = false;
    while let Some(rest) = inner.strip_prefix("data.") {
        inner = rest;
        outer = true;
    }
    let words = match inner {
        "payload.evidence" => "the evidence",
        "payload.paper" => "the pass is on paper",
        "payload.nbf" => "the beginning of the pass",
        "payload.exp" => "the end of the pass",
        "external.now" => "now",
        "external.today" => "today",
        "external.policy" => "this policy",
        "accumulator" => "the result so far",
        "current" => "the piece",
        _ => return member(inner, outer).unwrap_or_else(|| format!("`{path}`")),
    };
    words.to_owned()
}

/// A member of the piece of evidence that is looked at; `outer`: of the one that a `reduce` around this one looks at.
fn member(path: &str, outer: bool) -> Option<String> {
    let its = if outer { "the outer piece's" } else { "its" };
    let words = match path.strip_prefix("current.")? {
        "kind" => "kind",
        "doses" => "number of doses",
        "date" => "date",
        "product" => "product",
        "sampled_at" => "sample",
        "method" => "method",
        "until" => "end",
        "policy" => "policy",
        _ => return None,
    };
    Some(format!("{its} {words}"))
}

fn later(time: &str, amount: &Node, unit: &Node) -> String {
    let (Some(amount), Some(unit)) = (amount.as_integer(), unit.as_text()) else { return time.to_owned() };
    let plural = if amount.unsigned_abs() == 1 { "" } else { "s" };
    match amount {
        0 => time.to_owned(),
        1.. => format!("{time} plus {amount} {unit}{plural}"),
        _ => format!("{time} minus {} {unit}{plural}", amount.unsigned_abs()),
    }
}

/// What a `reduce` asks of the items of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// That one of them is so.
    Any,
    /// That all of them are so.
    All,
}

/// The question about each item, where a `reduce` asks for any or for all:
/// `{"if": [{"var": "accumulator"}, true, X]}` from false, or `{"and": [{"var": "accumulator"}, X]}` and
/// `{"if": [{"var": "accumulator"}, X, false]}` from true.
pub(super) fn quantifier<'n>(lambda: &'n Node, start: &Node) -> Option<(Quantifier, &'n Node)> {
    let is_accumulator = |node: &Node| {
        let Some(("var", [path])) = node.operation() else { return false };
        path.as_text() == Some("accumulator")
    };
    match (lambda.operation()?, &start.value) {
        (("if", [condition, then, each]), Value::Bool(false))
            if is_accumulator(condition) && matches!(then.value, Value::Bool(true)) =>
        {
            Some((Quantifier::Any, each))
        }
        (("if", [condition, each, otherwise]), Value::Bool(true))
            if is_accumulator(condition) && matches!(otherwise.value, Value::Bool(false)) =>
        {
            Some((Quantifier::All, each))
        }
        (("and", [condition, each]), Value::Bool(true)) if is_accumulator(condition) => Some((Quantifier::All, each)),
        _ => None,
    }
}
