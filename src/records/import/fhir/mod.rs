//! FHIR R4: Bundles, and NDJSON of resources as a bulk export writes it. Patients say who, Immunizations and Observations
//! say what of them. All FHIR files of an import are read together: what refers to a patient may stand before it or in
//! another file. References within a Bundle are resolved within it, others among all NDJSON files.

mod bundle;
mod codes;
mod elements;
mod identifier;
mod immunization;
mod join;
mod observation;
mod patient;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) use self::join::join;
use self::patient::Patient;
use super::intake::{Intake, Place};
use super::lines::Lines;
use super::reject::{Fault, PassedOver};
use super::source::Input;
use super::{ImportError, row};
use crate::records::evidence::Dose;

/// What an Immunization or Observation says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Fact {
    Dose(Dose),
    NegativeTest(haetae_core::Evidence),
    PositiveTest(haetae_core::CivilDate),
}

/// A resource that a reference leads to or comes from.
#[derive(Debug, Serialize, Deserialize)]
enum Fragment {
    Patient {
        place: Place,
        patient: Patient,
    },
    /// A patient that was left out.
    Rejected {
        place: Place,
    },
    Fact {
        place: Place,
        fact: Fact,
    },
}

/// Where a resource was found, and in which Bundle.
#[derive(Clone, Copy, Debug)]
struct Context<'a> {
    place: Place,
    /// None for NDJSON.
    bundle: Option<u64>,
    full_url: Option<&'a str>,
    /// The number of the entry in its Bundle, from 1.
    entry: Option<u64>,
}

/// Reads NDJSON of resources; a resource may be a Bundle.
pub(super) fn read_lines(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next_line().map_err(|source| intake.unreadable(source))? {
        let place = intake.place(line.number);
        match line.text.and_then(|text| serde_json::from_str(text).map_err(|error| row::json_error(&error).into())) {
            Ok(Value::Object(resource)) if resource.get("resourceType") == Some(&Value::from("Bundle")) => {
                bundle::take(resource, place, intake)?;
            }
            Ok(resource) => take(resource, Context { place, bundle: None, full_url: None, entry: None }, intake)?,
            Err(reason) => {
                intake.row();
                intake.reject(place, reason);
            }
        }
        intake.read(line.end);
    }
    Ok(())
}

/// Reads Bundles of any length, an entry at a time.
pub(super) fn read_bundles(input: Input, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    bundle::read(input, intake)
}

/// Takes one resource: keeps it until its references are resolved, rejects it or passes it over.
fn take(resource: Value, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let kind = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = context.place;
    intake.row();
    let outcome = match kind.as_str() {
        "Patient" => {
            let id = resource.get("id").and_then(Value::as_str).map(str::to_owned);
            let read = Patient::read(resource, &intake.options);
            let fragment = match &read {
                Ok(patient) => Fragment::Patient { place, patient: patient.clone() },
                Err(_) => Fragment::Rejected { place },
            };
            for key in patient_keys(&context, id.as_deref()) {
                keep(&key, &fragment, intake)?;
            }
            read.map(|_| ())
        }
        "Immunization" | "Observation" => {
            let read = if kind == "Immunization" {
                immunization::read(resource, &intake.options.zone)
            } else {
                observation::read(resource, &intake.options.zone)
            };
            match read {
                Ok(Some((reference, fact))) => {
                    keep(&reference_key(context.bundle, &reference), &Fragment::Fact { place, fact }, intake)?;
                    Ok(())
                }
                Ok(None) => {
                    intake.pass_over(if kind == "Immunization" { PassedOver::NotGiven } else { PassedOver::NoResult });
                    Ok(())
                }
                Err(reason) => Err(Fault::from(reason)),
            }
        }
        "" => Err(Fault::from("this is not a FHIR resource: it has no resourceType")),
        _ => {
            intake.pass_over(PassedOver::OtherResource);
            Ok(())
        }
    };
    if let Err(fault) = outcome {
        let kind = if kind.is_empty() { "resource" } else { &kind };
        let sentence = match context.entry {
            Some(entry) => format!("entry {entry}, {kind}: {fault}"),
            None => format!("{kind}: {fault}"),
        };
        intake.reject(place, Fault::new(fault.code, sentence));
    }
    Ok(())
}

fn keep(key: &str, fragment: &Fragment, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    let value = serde_json::to_vec(fragment).map_err(std::io::Error::from)?;
    Ok(intake.references.push(key.as_bytes(), &value)?)
}

/// All keys under which references may ask for a patient.
fn patient_keys(context: &Context<'_>, id: Option<&str>) -> Vec<String> {
    let by_id = id.map(|id| reference_key(context.bundle, &format!("Patient/{id}")));
    let by_url = context.full_url.map(|url| reference_key(context.bundle, url));
    let mut keys: Vec<String> = by_id.into_iter().chain(by_url).collect();
    if keys.is_empty() {
        // Nothing can refer to it, but the person counts.
        keys.push(reference_key(context.bundle, &format!("Patient/ at {:?}", context.place)));
    }
    keys.dedup();
    keys
}

/// `Patient/<id>` of relative and absolute references without a version, and other references as they are; beginning
/// with the Bundle that they belong to.
fn reference_key(bundle: Option<u64>, reference: &str) -> String {
    let reference = reference.split_once("/_history/").map_or(reference, |(resource, _)| resource);
    let scope = bundle.unwrap_or_default();
    match (reference.rfind("Patient/"), reference.strip_prefix("urn:uuid:")) {
        (Some(start), _) => format!("{scope} {}", &reference[start..]),
        // In NDJSON there is no fullUrl: an id is all that a patient can be found by.
        (None, Some(id)) if bundle.is_none() => format!("{scope} Patient/{id}"),
        _ => format!("{scope} {reference}"),
    }
}
