//! What a rule sees (section 8).

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::file::RulesFile;
use super::logic::Value;
use crate::evidence::Evidence;
use crate::time::{CivilDate, UnixTime};

/// What rules are asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) evidence: &'a [Evidence],
    pub(crate) paper: bool,
    pub(crate) not_before: UnixTime,
    pub(crate) expires: UnixTime,
    pub(crate) now: UnixTime,
}

/// The texts of the times and dates that a rule sees.
pub(super) struct FactTexts {
    not_before: String,
    expires: String,
    now: String,
    today: String,
    /// One for each piece of evidence.
    evidence: Vec<String>,
}

impl FactTexts {
    pub(super) fn of(question: &Question<'_>, file: &RulesFile) -> Self {
        let date_of = |piece: &Evidence| match piece {
            Evidence::Vaccination { date, .. } | Evidence::Recovery { date } | Evidence::Exemption { until: date } => {
                text_of_date(*date)
            }
            Evidence::Test { sampled_at: time, .. } | Evidence::Clearance { until: time, .. } => time.to_rfc3339(),
        };
        let today = CivilDate::from_days(file.offsets.days(question.now)).unwrap_or(CivilDate::MAX);
        Self {
            not_before: question.not_before.to_rfc3339(),
            expires: question.expires.to_rfc3339(),
            now: question.now.to_rfc3339(),
            today: text_of_date(today),
            evidence: question.evidence.iter().map(date_of).collect(),
        }
    }

    /// What the rules of the policy see.
    pub(super) fn data<'a>(&'a self, question: &'a Question<'_>, policy: &'a str) -> Value<'a> {
        let evidence: Rc<[Value<'a>]> =
            question.evidence.iter().zip(&self.evidence).map(|(piece, date)| piece_of(piece, date)).collect();
        let payload = Value::object([
            ("paper", Value::Bool(question.paper)),
            ("nbf", Value::Text(&self.not_before)),
            ("exp", Value::Text(&self.expires)),
            ("evidence", Value::Array(evidence)),
        ]);
        let external = Value::object([
            ("now", Value::Text(&self.now)),
            ("today", Value::Text(&self.today)),
            ("policy", Value::Text(policy)),
        ]);
        Value::object([("payload", payload), ("external", external)])
    }
}

fn piece_of<'a>(piece: &'a Evidence, date: &'a str) -> Value<'a> {
    let kind = ("kind", Value::Text(piece.kind().as_str()));
    match piece {
        Evidence::Vaccination { doses, product, .. } => Value::object([
            kind,
            ("doses", Value::Integer(doses.number().into())),
            ("date", Value::Text(date)),
            ("product", Value::Text(product.as_str())),
        ]),
        Evidence::Test { method, .. } => {
            Value::object([kind, ("sampled_at", Value::Text(date)), ("method", Value::Text(method.as_str()))])
        }
        Evidence::Recovery { .. } => Value::object([kind, ("date", Value::Text(date))]),
        Evidence::Exemption { .. } => Value::object([kind, ("until", Value::Text(date))]),
        Evidence::Clearance { policy, .. } => {
            Value::object([kind, ("policy", Value::Text(policy.as_str())), ("until", Value::Text(date))])
        }
    }
}

fn text_of_date(date: CivilDate) -> String {
    alloc::format!("{date}")
}
