//! What a rule sees (section 8).

use super::file::RulesFile;
use super::logic::{Array, Items, Members, Object, Text, Value};
use crate::evidence::Evidence;
use crate::time::{CivilDate, UnixTime};

#[cfg(test)]
mod tests;

/// What rules are asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) evidence: &'a [Evidence],
    pub(crate) paper: bool,
    pub(crate) not_before: UnixTime,
    pub(crate) expires: UnixTime,
    pub(crate) now: UnixTime,
}

/// All that the rules of a policy see. Nothing is made for it: each member becomes a value where a rule reads it.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    payload: Payload<'a>,
    external: External<'a>,
}

#[derive(Debug)]
struct Payload<'a> {
    question: &'a Question<'a>,
    evidence: Pieces<'a>,
}

/// The evidence in its order.
#[derive(Debug)]
struct Pieces<'a>(&'a [Evidence]);

#[derive(Debug)]
struct External<'a> {
    now: UnixTime,
    today: CivilDate,
    policy: &'a str,
}

impl<'a> Facts<'a> {
    pub(super) fn of(question: &'a Question<'a>, file: &RulesFile, policy: &'a str) -> Self {
        let today = CivilDate::from_days(file.offsets.days(question.now)).unwrap_or(CivilDate::MAX);
        Self {
            payload: Payload { question, evidence: Pieces(question.evidence) },
            external: External { now: question.now, today, policy },
        }
    }

    pub(super) fn value(&self) -> Value<'_> {
        Value::Object(Object::View(self))
    }
}

impl Members for Facts<'_> {
    fn names(&self) -> &'static [&'static str] {
        &["payload", "external"]
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(Value::Object(Object::View(match name {
            "payload" => &self.payload,
            "external" => &self.external,
            _ => return None,
        })))
    }

    fn values(&self) -> usize {
        self.payload.values().saturating_add(self.external.values()).saturating_add(1)
    }
}

impl Members for Payload<'_> {
    fn names(&self) -> &'static [&'static str] {
        &["paper", "nbf", "exp", "evidence"]
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "paper" => Value::Bool(self.question.paper),
            "nbf" => Value::Text(Text::Time(self.question.not_before)),
            "exp" => Value::Text(Text::Time(self.question.expires)),
            "evidence" => Value::Array(Array::View(&self.evidence)),
            _ => return None,
        })
    }

    fn values(&self) -> usize {
        self.evidence.values().saturating_add(self.names().len())
    }
}

impl Items for Pieces<'_> {
    fn length(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> Option<Value<'_>> {
        self.0.get(index).map(|piece| Value::Object(Object::View(piece)))
    }

    fn values(&self) -> usize {
        self.0.iter().fold(1, |sum, piece| sum.saturating_add(piece.values()))
    }
}

impl Members for External<'_> {
    fn names(&self) -> &'static [&'static str] {
        &["now", "today", "policy"]
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(Value::Text(match name {
            "now" => Text::Time(self.now),
            "today" => Text::Date(self.today),
            "policy" => Text::Str(self.policy),
            _ => return None,
        }))
    }

    fn values(&self) -> usize {
        self.names().len().saturating_add(1)
    }
}

impl Members for Evidence {
    fn names(&self) -> &'static [&'static str] {
        match self {
            Self::Vaccination { .. } => &["kind", "doses", "date", "product"],
            Self::Test { .. } => &["kind", "sampled_at", "method"],
            Self::Recovery { .. } => &["kind", "date"],
            Self::Exemption { .. } => &["kind", "until"],
            Self::Clearance { .. } => &["kind", "policy", "until"],
        }
    }

    fn member(&self, name: &str) -> Option<Value<'_>> {
        Some(match (self, name) {
            (_, "kind") => Value::Text(Text::Str(self.kind().as_str())),
            (Self::Vaccination { doses, .. }, "doses") => Value::Integer(doses.number().into()),
            (Self::Vaccination { date, .. } | Self::Recovery { date }, "date")
            | (Self::Exemption { until: date }, "until") => Value::Text(Text::Date(*date)),
            (Self::Vaccination { product, .. }, "product") => Value::Text(Text::Str(product.as_str())),
            (Self::Test { sampled_at: time, .. }, "sampled_at") | (Self::Clearance { until: time, .. }, "until") => {
                Value::Text(Text::Time(*time))
            }
            (Self::Test { method, .. }, "method") => Value::Text(Text::Str(method.as_str())),
            (Self::Clearance { policy, .. }, "policy") => Value::Text(Text::Str(policy.as_str())),
            _ => return None,
        })
    }

    fn values(&self) -> usize {
        self.names().len().saturating_add(1)
    }
}
