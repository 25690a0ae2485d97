//! Reads an Observation: a test for SARS-CoV-2. A negative one is evidence, a positive NAAT shows an infection.

use haetae_core::TestMethod;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::codes::{Finding, Test, finding_in_words, findings_by_code, findings_of_interpretation, test};
use super::dates::{day_of, time_of};
use super::elements::{CodeableConcept, Period};
use super::resource::Says;
use crate::records::import::facts::Fact;
use crate::records::import::reject::{Fault, PassedOver, RejectCode};

/// Categories of observations that are never tests, whatever their text mentions.
const NO_TESTS: [&str; 3] = ["survey", "social-history", "vital-signs"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    status: Option<String>,
    #[serde(default)]
    category: Vec<CodeableConcept>,
    effective_date_time: Option<String>,
    effective_instant: Option<String>,
    effective_period: Option<Period>,
    #[serde(default)]
    component: Vec<Part>,
    #[serde(flatten)]
    whole: Part,
}

/// An observation or a component of one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default)]
    code: CodeableConcept,
    value_codeable_concept: Option<CodeableConcept>,
    value_string: Option<String>,
    #[serde(default)]
    interpretation: Vec<CodeableConcept>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// The content of an Observation: test results, or nothing relevant for a pass.
pub(super) fn read(resource: &Value, zone: &TimeZone) -> Result<Says, Fault> {
    let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
    let tests = resource.tests()?;
    if tests.is_empty() {
        return Ok(Says::PassedOver(PassedOver::OtherObservation));
    }
    match resource.status.as_deref() {
        Some("final" | "amended" | "corrected") => {}
        Some("entered-in-error") => return Ok(Says::PassedOver(PassedOver::Withdrawn)),
        Some("registered" | "preliminary" | "partial" | "specimen-in-process" | "cancelled" | "unknown") => {
            return Ok(Says::PassedOver(PassedOver::NoResult));
        }
        Some(other) => {
            return Err(Fault::new(RejectCode::NotUnderstood, format!("the status {other:?} is not understood")));
        }
        None => return Err(Fault::new(RejectCode::Missing, "it has no status")),
    }
    let mut facts = Vec::new();
    for (part, method) in tests {
        facts.extend(match part.finding()? {
            Some(Finding::Negative) => {
                Some(Fact::Negative { sampled_at: time_of(resource.effective()?, zone)?, method })
            }
            Some(Finding::Positive) => {
                let at = resource.effective()?;
                Some(Fact::Positive { day: day_of(at, zone)?, sampled_at: time_of(at, zone)?, method })
            }
            Some(Finding::Unclear) | None => None,
        });
    }
    Ok(if facts.is_empty() { Says::PassedOver(PassedOver::NoResult) } else { Says::Facts(facts) })
}

impl Resource {
    /// The observation and its components, as far as they are tests for SARS-CoV-2.
    fn tests(&self) -> Result<Vec<(&Part, TestMethod)>, Fault> {
        let categories = self.category.iter().flat_map(|category| category.coding.iter());
        if categories.filter_map(|coding| coding.code.as_deref()).any(|code| NO_TESTS.contains(&code)) {
            return Ok(Vec::new());
        }
        let mut tests = Vec::new();
        for part in std::iter::once(&self.whole).chain(&self.component) {
            if let Test::Sars2(method) = test(&part.code)? {
                tests.push((part, method));
            }
        }
        Ok(tests)
    }

    fn effective(&self) -> Result<&str, Fault> {
        let start = self.effective_period.as_ref().and_then(|period| period.start.as_deref());
        let given = self.effective_date_time.as_deref().or(self.effective_instant.as_deref()).or(start);
        given.ok_or_else(|| Fault::new(RejectCode::Missing, "it does not say when the sample was taken"))
    }
}

impl Part {
    /// What was found; `None` if there is no result.
    fn finding(&self) -> Result<Option<Finding>, Fault> {
        let fault = || Fault::new(RejectCode::NotUnderstood, format!("the result {} is not understood", self.shown()));
        let mut found: Vec<Finding> = self.interpretation.iter().flat_map(findings_of_interpretation).collect();
        let coded: Vec<Finding> = self.value_codeable_concept.iter().flat_map(findings_by_code).collect();
        let by_code = !coded.is_empty() || !found.is_empty();
        found.extend(coded);
        let texts = self.value_codeable_concept.iter().filter_map(|value| value.text.as_deref());
        let texts = texts.chain(self.value_string.as_deref());
        for text in texts {
            match finding_in_words(text) {
                Some(finding) => found.push(finding),
                // A code is certain; words that are not understood may mean anything.
                None if by_code => {}
                None => return Err(fault()),
            }
        }
        if found.is_empty() {
            let values = self.value_codeable_concept.iter();
            let displays =
                values.clone().flat_map(|value| value.coding.iter()).filter_map(|coding| coding.display.as_deref());
            let foreign = values.flat_map(CodeableConcept::foreign_codes);
            found.extend(displays.chain(foreign).filter_map(finding_in_words));
        }
        match found.as_slice() {
            [] if self.has_value() => Err(fault()),
            [] => Ok(None),
            [first, others @ ..] if others.iter().all(|other| other == first) => Ok(Some(*first)),
            _ => Err(Fault::new(
                RejectCode::NotUnderstood,
                format!("the result {} contradicts itself or its interpretation", self.shown()),
            )),
        }
    }

    /// Whether there is a result, in the value or in an interpretation that replaces it.
    fn has_value(&self) -> bool {
        let concept = self.value_codeable_concept.is_some() || self.value_string.is_some();
        concept || !self.interpretation.is_empty() || self.other_values().next().is_some()
    }

    /// Values of types that are not read: quantities, booleans and so on.
    fn other_values(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.others.iter().filter(|(field, value)| field.starts_with("value") && !value.is_null())
    }

    fn shown(&self) -> String {
        let concept = self.value_codeable_concept.as_ref().map(CodeableConcept::shown);
        let text = self.value_string.as_ref().map(|text| format!("{text:?}"));
        let other = || self.other_values().next().map(|(field, value)| format!("{field} {value}"));
        let interpretation = || self.interpretation.first().map(CodeableConcept::shown);
        concept.or(text).or_else(other).or_else(interpretation).unwrap_or_default()
    }
}
