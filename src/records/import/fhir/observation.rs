//! Observation: a test for SARS-CoV-2. A negative one is evidence, a positive NAAT tells of an infection.

use haetae_core::{Evidence, TestMethod};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::Fact;
use super::codes::{TestResult, method, result, result_in_words};
use super::elements::{CodeableConcept, Period, Reference, date_of, time_of};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    status: String,
    code: CodeableConcept,
    subject: Option<Reference>,
    effective_date_time: Option<String>,
    effective_instant: Option<String>,
    effective_period: Option<Period>,
    value_codeable_concept: Option<CodeableConcept>,
    value_string: Option<String>,
}

/// The patient that it refers to, and the result; `None` for what says nothing for a pass: other observations, results
/// that are not final or not clear, positive antigen tests.
pub(super) fn read(resource: Value, zone: &TimeZone) -> Result<Option<(String, Fact)>, String> {
    let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
    let Some(method) = method(&resource.code) else { return Ok(None) };
    if !matches!(resource.status.as_str(), "final" | "amended" | "corrected") {
        return Ok(None);
    }
    let coded = resource.value_codeable_concept.as_ref().and_then(result);
    let found = coded.or_else(|| resource.value_string.as_deref().and_then(result_in_words));
    let effective = || {
        let start = resource.effective_period.as_ref().and_then(|period| period.start.as_deref());
        let given = resource.effective_date_time.as_deref().or(resource.effective_instant.as_deref()).or(start);
        given.ok_or("it does not say when the sample was taken")
    };
    let fact = match (found, method) {
        (Some(TestResult::Negative), method) => {
            Fact::NegativeTest(Evidence::Test { sampled_at: time_of(effective()?, zone)?, method })
        }
        (Some(TestResult::Positive), TestMethod::Naat) => Fact::PositiveTest(date_of(effective()?, zone)?),
        _ => return Ok(None),
    };
    let reference = resource.subject.and_then(|subject| subject.reference).ok_or("it refers to no patient")?;
    Ok(Some((reference, fact)))
}
