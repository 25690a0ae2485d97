//! Writes citizens in the formats of the import.

use std::io::{self, Write};

use haetae_core::{Evidence, TestMethod};
use serde_json::{Value, json};

use super::{Citizen, Citizens};

/// The format of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum SampleFormat {
    /// One person per line.
    Ndjson,
    /// One piece of evidence per row.
    Csv,
    /// FHIR R4 resources, one a line. It has no exemptions.
    Fhir,
}

/// Writes `count` citizens, one after the other: it needs the memory of only one.
pub fn write(citizens: Citizens, count: u64, format: SampleFormat, out: &mut dyn Write) -> io::Result<()> {
    let citizens = citizens.take(usize::try_from(count).unwrap_or(usize::MAX));
    match format {
        SampleFormat::Ndjson => citizens.into_iter().try_for_each(|citizen| write_line(&ndjson(&citizen), out))?,
        SampleFormat::Csv => write_csv(citizens, out)?,
        SampleFormat::Fhir => {
            for citizen in citizens {
                fhir(&citizen).iter().try_for_each(|resource| write_line(resource, out))?;
            }
        }
    }
    out.flush()
}

fn write_line(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn ndjson(citizen: &Citizen) -> Value {
    json!({
        "subject": citizen.subject,
        "name": citizen.full_name(),
        "birth_date": citizen.birth_date,
        "evidence": citizen.evidence(),
    })
}

fn write_csv(citizens: impl Iterator<Item = Citizen>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "subject",
        "name",
        "birth_date",
        "kind",
        "doses",
        "date",
        "product",
        "sampled_at",
        "method",
        "until",
    ])?;
    for citizen in citizens {
        for evidence in citizen.evidence() {
            let [doses, date, product, sampled_at, method, until] = fields(&evidence);
            let (name, born) = (citizen.full_name(), citizen.birth_date.to_string());
            let kind = evidence.kind().as_str();
            rows.write_record([
                &citizen.subject,
                &name,
                &born,
                kind,
                &doses,
                &date,
                &product,
                &sampled_at,
                &method,
                &until,
            ])?;
        }
    }
    rows.flush()
}

/// The columns doses, date, product, sampled_at, method and until.
fn fields(evidence: &Evidence) -> [String; 6] {
    let mut fields = <[String; 6]>::default();
    match evidence {
        Evidence::Vaccination { doses, date, product } => {
            (fields[0], fields[1]) = (doses.number().to_string(), date.to_string());
            fields[2] = product.as_str().to_owned();
        }
        Evidence::Test { sampled_at, method } => {
            (fields[3], fields[4]) = (sampled_at.to_rfc3339(), method.as_str().to_owned());
        }
        Evidence::Recovery { date } => fields[1] = date.to_string(),
        Evidence::Exemption { until } => fields[5] = until.to_string(),
        Evidence::Clearance { until, .. } => fields[5] = until.to_rfc3339(),
    }
    fields
}

fn fhir(citizen: &Citizen) -> Vec<Value> {
    let id = &citizen.subject;
    let reference = json!({ "reference": format!("Patient/{id}") });
    let mut resources = vec![json!({
        "resourceType": "Patient",
        "id": id,
        "name": [{ "use": "official", "family": citizen.family, "given": [citizen.given] }],
        "birthDate": citizen.birth_date,
    })];
    for (number, date) in (1..).zip(&citizen.doses) {
        resources.push(json!({
            "resourceType": "Immunization",
            "id": format!("{id}-{number}"),
            "status": "completed",
            "vaccineCode": { "coding": [{ "system": "http://hl7.org/fhir/sid/cvx", "code": citizen.vaccine.1 }] },
            "patient": reference,
            "occurrenceDateTime": date,
            "protocolApplied": [{ "doseNumberPositiveInt": number }],
        }));
    }
    let mut observe = |kind: &str, loinc: &str, snomed: &str, at: Value| {
        resources.push(json!({
            "resourceType": "Observation",
            "id": format!("{id}-{kind}"),
            "status": "final",
            "code": { "coding": [{ "system": "http://loinc.org", "code": loinc }] },
            "subject": reference,
            "effectiveDateTime": at,
            "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": snomed }] },
        }));
    };
    if let Some(date) = citizen.recovered {
        observe("infection", "94500-6", "260373001", json!(date));
    }
    if let Some((sampled_at, method)) = citizen.test {
        let loinc = if method == TestMethod::Naat { "94500-6" } else { "94558-4" };
        observe("test", loinc, "260415000", json!(sampled_at));
    }
    resources
}
