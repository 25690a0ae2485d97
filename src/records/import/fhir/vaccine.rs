//! Finds the vaccine of a resource: by its codes, by its target disease, or else by its text.

use super::elements::CodeableConcept;
use crate::records::import::reject::{Fault, RejectCode};
use crate::records::{Vaccine, vaccine_in_words, vaccine_of_code};

/// What a resource states about a vaccine.
pub(super) struct Description<'a> {
    pub(super) concepts: Vec<&'a CodeableConcept>,
    /// The target disease, if it is stated.
    pub(super) against: Vec<Vaccine>,
    pub(super) maker: Option<&'a str>,
}

impl Description<'_> {
    /// Codes count before the disease, and the disease before text; the name of a product counts before a kind of
    /// vaccine. Contradictory statements are refused.
    pub(super) fn vaccine(&self) -> Result<Vaccine, Fault> {
        let codes = self.concepts.iter().flat_map(|concept| concept.codes());
        let by_code = self.only(codes.filter_map(|(system, code)| vaccine_of_code(system, code)).collect())?;
        let known = match by_code {
            Some(vaccine) => Some(vaccine),
            None => self.disease(),
        };
        match known {
            Some(vaccine) if vaccine.is_unspecified() => Ok(self.in_words(true).ok().flatten().unwrap_or(vaccine)),
            Some(vaccine) => Ok(vaccine),
            None => self.in_words(false)?.ok_or_else(|| self.fault("is not in the tables of codes and names")),
        }
    }

    /// Against COVID-19, if that is one of the diseases.
    fn disease(&self) -> Option<Vaccine> {
        self.against.iter().find(|vaccine| vaccine.is_unspecified()).or(self.against.first()).cloned()
    }

    fn in_words(&self, against_covid: bool) -> Result<Option<Vaccine>, Fault> {
        let words = self.concepts.iter().flat_map(|concept| concept.words().chain(concept.foreign_codes()));
        let mut found: Vec<Vaccine> = words.filter_map(|words| vaccine_in_words(words, against_covid)).collect();
        if against_covid || found.iter().any(Vaccine::is_unspecified) {
            found.extend(self.maker.and_then(|maker| vaccine_in_words(maker, true)));
        }
        self.only(found)
    }

    /// The one vaccine that is meant; `None` if there is none.
    fn only(&self, mut found: Vec<Vaccine>) -> Result<Option<Vaccine>, Fault> {
        if found.iter().any(|vaccine| matches!(vaccine, Vaccine::Covid(_)) && !vaccine.is_unspecified()) {
            found.retain(|vaccine| !vaccine.is_unspecified());
        }
        match found.as_slice() {
            [first, others @ ..] if others.iter().any(|other| other != first) => Err(self.fault("means two vaccines")),
            found => Ok(found.first().cloned()),
        }
    }

    fn fault(&self, why: &str) -> Fault {
        let says_nothing = |concept: &&CodeableConcept| {
            concept.words().next().is_none() && concept.coding.iter().all(|coding| coding.code.is_none())
        };
        if self.concepts.iter().all(says_nothing) {
            return Fault::new(RejectCode::Product, "it does not say which vaccine was given");
        }
        let given: Vec<String> = self.concepts.iter().map(|concept| concept.shown()).collect();
        Fault::new(RejectCode::Product, format!("the vaccine {} {why}", given.join(" ")))
    }
}
