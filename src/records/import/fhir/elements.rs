//! The data types that FHIR resources share, as far as they are read here.

use serde::Deserialize;
use serde_json::Value;

use crate::records::System;

#[derive(Debug, Default, Deserialize)]
pub(super) struct CodeableConcept {
    #[serde(default)]
    pub(super) coding: Vec<Coding>,
    pub(super) text: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Coding {
    pub(super) system: Option<String>,
    pub(super) code: Option<String>,
    pub(super) display: Option<String>,
}

/// The concept of a CodeableReference of R5.
#[derive(Debug, Deserialize)]
pub(super) struct CodeableReference {
    pub(super) concept: Option<CodeableConcept>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub(super) start: Option<String>,
}

impl CodeableConcept {
    /// The codes of systems that are known here, and those without a system.
    pub(super) fn codes(&self) -> impl Iterator<Item = (Option<System>, &str)> {
        self.coding.iter().filter_map(|coding| {
            let system = match &coding.system {
                Some(address) => Some(System::of(address)?),
                None => None,
            };
            Some((system, coding.code.as_deref()?))
        })
    }

    /// The texts: its own, then the display texts of the codes.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.as_deref().into_iter().chain(self.coding.iter().filter_map(|coding| coding.display.as_deref()))
    }

    /// Codes of unknown systems: some sources write a name there.
    pub(super) fn foreign_codes(&self) -> impl Iterator<Item = &str> {
        let foreign = |coding: &&Coding| coding.system.as_deref().is_none_or(|system| System::of(system).is_none());
        self.coding.iter().filter(foreign).filter_map(|coding| coding.code.as_deref())
    }

    /// All codes and the text, for a report.
    pub(super) fn shown(&self) -> String {
        let codes = self.coding.iter().filter_map(|coding| coding.code.as_deref());
        format!("{:?}", codes.chain(self.text.as_deref()).collect::<Vec<_>>())
    }
}

/// A text of a resource, down a path of fields.
pub(super) fn text_at<'a>(resource: &'a Value, pointer: &str) -> Option<&'a str> {
    resource.pointer(pointer).and_then(Value::as_str)
}
