//! Immunization: one dose.

use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::Fact;
use super::elements::{CodeableConcept, Reference, date_of};
use crate::records::evidence::Dose;
use crate::records::{product_named, product_of_cvx};

/// CVX by its FHIR address and by its OID.
const CVX: [&str; 2] = ["http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    status: String,
    vaccine_code: CodeableConcept,
    patient: Reference,
    occurrence_date_time: Option<String>,
    #[serde(default)]
    protocol_applied: Vec<Protocol>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    dose_number_positive_int: Option<u8>,
}

/// The patient that it refers to, and the dose; `None` for what has not been given.
pub(super) fn read(resource: Value, zone: &TimeZone) -> Result<Option<(String, Fact)>, String> {
    let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
    if resource.status != "completed" {
        return Ok(None);
    }
    let reference = resource.patient.reference.ok_or("it refers to no patient")?;
    let date = date_of(&resource.occurrence_date_time.ok_or("it has no occurrenceDateTime")?, zone)?;
    let product = product(&resource.vaccine_code)?;
    let number = resource.protocol_applied.iter().filter_map(|protocol| protocol.dose_number_positive_int).max();
    Ok(Some((reference, Fact::Dose(Dose { date, product, number }))))
}

fn product(code: &CodeableConcept) -> Result<String, String> {
    let by_cvx = || code.codes_of(&CVX).find_map(product_of_cvx);
    let others =
        || code.coding.iter().filter(|coding| !coding.system.as_deref().is_some_and(|system| CVX.contains(&system)));
    let names = || {
        let codings = others().flat_map(|coding| [coding.code.as_deref(), coding.display.as_deref()]);
        codings.flatten().chain(code.text.as_deref()).find_map(product_named)
    };
    by_cvx().or_else(names).map(|product| product.as_str().to_owned()).ok_or_else(|| {
        let given: Vec<&str> =
            code.coding.iter().filter_map(|coding| coding.code.as_deref()).chain(code.text.as_deref()).collect();
        format!("the vaccine {given:?} is not in the product table")
    })
}
