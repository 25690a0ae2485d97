//! Reads an Immunization: one dose.

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::dates::dose_date;
use super::dose_number::dose_number;
use super::elements::{CodeableConcept, CodeableReference, text_at};
use super::resource::Says;
use super::vaccine::Description;
use crate::records::evidence::Dose;
use crate::records::import::facts::Fact;
use crate::records::import::reject::{Fault, PassedOver, RejectCode};
use crate::records::{Vaccine, vaccine_against};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    status: Option<String>,
    #[serde(default)]
    vaccine_code: CodeableConcept,
    occurrence_date_time: Option<String>,
    occurrence_string: Option<String>,
    is_subpotent: Option<Value>,
    /// R5.
    administered_product: Option<CodeableReference>,
    #[serde(default)]
    protocol_applied: Vec<Protocol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    #[serde(default)]
    target_disease: Vec<CodeableConcept>,
    dose_number_positive_int: Option<Value>,
    dose_number_string: Option<Value>,
    /// R5.
    dose_number: Option<Value>,
}

/// The content of an Immunization: a dose, or nothing relevant for a pass.
pub(super) fn read(resource: &Value, zone: &TimeZone) -> Result<Says, Fault> {
    let maker = ["/manufacturer/display", "/manufacturer/concept/text", "/manufacturer/reference/display"];
    let maker = maker.iter().find_map(|pointer| text_at(resource, pointer));
    let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
    match resource.status.as_deref() {
        Some("completed") => {}
        Some("entered-in-error") => return Ok(Says::PassedOver(PassedOver::Withdrawn)),
        Some("not-done") => return Ok(Says::PassedOver(PassedOver::NotGiven)),
        Some(other) => {
            return Err(Fault::new(RejectCode::NotUnderstood, format!("the status {other:?} is not understood")));
        }
        None => return Err(Fault::new(RejectCode::Missing, "it has no status")),
    }
    let product = match resource.description(maker).vaccine()? {
        Vaccine::Covid(product) => product,
        Vaccine::Other => return Ok(Says::PassedOver(PassedOver::OtherVaccine)),
        Vaccine::Nothing => return Ok(Says::PassedOver(PassedOver::NotGiven)),
    };
    if resource.is_subpotent.as_ref().is_some_and(is_true) {
        return Ok(Says::PassedOver(PassedOver::NotGiven));
    }
    let occurrence = resource.occurrence_date_time.as_deref().or(resource.occurrence_string.as_deref());
    let occurrence = occurrence.ok_or_else(|| Fault::new(RejectCode::Missing, "it has no occurrenceDateTime"))?;
    let (date, number) = (dose_date(occurrence, zone)?, resource.number()?);
    Ok(Says::Facts(vec![Fact::Dose(Dose { date, product: product.as_str().to_owned(), number })]))
}

impl Resource {
    fn description<'a>(&'a self, maker: Option<&'a str>) -> Description<'a> {
        let given = self.administered_product.as_ref().and_then(|product| product.concept.as_ref());
        Description {
            concepts: [Some(&self.vaccine_code), given].into_iter().flatten().collect(),
            against: self.protocol_applied.iter().filter_map(Protocol::against).collect(),
            maker,
        }
    }

    /// The largest dose number that is stated for COVID-19.
    fn number(&self) -> Result<Option<u8>, Fault> {
        let protocols = self.protocol_applied.iter().filter(|protocol| protocol.against() != Some(Vaccine::Other));
        let mut largest = None;
        for protocol in protocols {
            let stated = [&protocol.dose_number, &protocol.dose_number_positive_int, &protocol.dose_number_string];
            for number in stated.into_iter().flatten() {
                largest = largest.max(dose_number(number)?);
            }
        }
        Ok(largest)
    }
}

impl Protocol {
    /// The target disease, if a code states it.
    fn against(&self) -> Option<Vaccine> {
        let codes = self.target_disease.iter().flat_map(|disease| disease.coding.iter());
        let mut diseases = codes.filter_map(|coding| coding.code.as_deref()).map(vaccine_against);
        let first = diseases.next()?;
        Some(if first.is_unspecified() { first } else { diseases.find(Vaccine::is_unspecified).unwrap_or(first) })
    }
}

fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str() == Some("true"))
}
