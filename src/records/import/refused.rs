//! The faults of people whom the store refuses.

use super::reject::{Fault, RejectCode};
use crate::model::{Conflict, SubjectId};
use crate::store::Refusal;

/// Why a person is left out, and what to do about it.
pub(super) fn fault(subject: &SubjectId, why: &Refusal) -> Fault {
    let allow = format!("`haetae records allow --subject {}`", subject.as_str());
    let person = |differs: &str| {
        let sentence = format!(
            "on record this subject has another {differs}. If it is one person, whose {differs} has changed: {allow}, then import \
             again"
        );
        Fault::new(RejectCode::AnotherPerson, sentence)
    };
    match why {
        Refusal::Conflict(Conflict::Name) => person("name"),
        Refusal::Conflict(Conflict::BirthDate) => person("birth date"),
        Refusal::Conflict(Conflict::System(system)) => Fault::new(
            RejectCode::AnotherPerson,
            format!(
                "on record this subject is an identifier of {system:?}: give each system a prefix of its own in \
                 records.identifier_systems, or, if the systems are one, {allow}"
            ),
        ),
        Refusal::Erased(at) => Fault::new(
            RejectCode::Deleted,
            format!("this person was erased at {} and stays out: {allow} allows a return", at.to_rfc3339()),
        ),
    }
}
