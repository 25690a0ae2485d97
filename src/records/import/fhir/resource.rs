//! Reads resources. Their content is used after all files have been read: a later version may differ, and patients may
//! be anywhere.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::address::{Address, Target, addresses_of, target};
use super::elements::text_at;
use super::patient::Patient;
use super::version::version_of;
use super::{immunization, observation};
use crate::records::import::ImportError;
use crate::records::import::facts::{Fact, Version};
use crate::records::import::intake::{Intake, Place};
use crate::records::import::reject::{Fault, PassedOver, RejectCode};

/// The types of resources that are read.
pub(super) const KINDS: [&str; 3] = ["Patient", "Immunization", "Observation"];

/// Where a resource was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) place: Place,
    /// The number of its entry.
    pub(super) entry: Option<&'a str>,
    /// The Bundle in which its id and references count first.
    pub(super) bundle: Option<u64>,
    pub(super) full_url: Option<&'a str>,
    /// The address of its request in a Bundle.
    pub(super) put: Option<&'a str>,
}

impl Context<'_> {
    /// A resource outside a Bundle.
    pub(super) const fn at(place: Place) -> Self {
        Self { place, entry: None, bundle: None, full_url: None, put: None }
    }
}

/// The content of a resource, waiting for its other versions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) place: Place,
    /// What to call it in a report: `entry 3, Immunization`.
    pub(super) label: String,
    pub(super) version: Version,
    pub(super) server: Option<String>,
    /// The Bundle in which its id and references count first.
    pub(super) bundle: Option<u64>,
    /// `Type/<id>`, if it has an id.
    pub(super) id: Option<String>,
    /// The patient that it is about.
    pub(super) about: Option<About>,
    pub(super) says: Says,
}

/// The content of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Says {
    Patient(Box<Card>),
    Facts(Vec<Fact>),
    PassedOver(PassedOver),
    Rejected(Fault),
    /// It was deleted.
    Deleted,
}

/// A patient, and its addresses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Card {
    /// The reason if it is left out.
    pub(super) patient: Result<Patient, Fault>,
    pub(super) addresses: Vec<Address>,
    /// The patients that have replaced it.
    pub(super) replaced_by: Vec<Address>,
    /// The patients that it has replaced.
    pub(super) replaces: Vec<Address>,
}

/// The patient that a resource is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum About {
    /// The patient that it contains.
    Contained(Patient),
    Patient(Address),
}

impl Waiting {
    pub(super) const fn new(place: Place, label: String, says: Says) -> Self {
        let version = Version { number: None, updated: None };
        Self { place, label, version, server: None, bundle: None, id: None, about: None, says }
    }
}

/// Reads a resource that is not a Bundle.
pub(super) fn take(resource: Value, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    intake.row();
    let kind = text_at(&resource, "/resourceType").unwrap_or_default().to_owned();
    let label = label(&kind, context.entry);
    if kind.is_empty() {
        intake.reject(context.place, format!("{label}: this is not a FHIR resource: it has no resourceType"));
        return Ok(());
    }
    if kind == "OperationOutcome" && is_error(&resource) {
        let sentence = format!("{label}: the server reports an error here: is the export complete?");
        intake.reject(context.place, Fault::new(RejectCode::NotUnderstood, sentence));
        return Ok(());
    }
    if !KINDS.contains(&kind.as_str()) {
        intake.pass_over(PassedOver::OtherResource);
        return Ok(());
    }
    let own = [context.full_url, context.put].into_iter().flatten().filter_map(Address::of_resource);
    let own = own.clone().find(|address| address.server.is_some()).or_else(|| own.clone().next());
    let own = own.filter(|address| address.kind() == kind);
    let id = own.as_ref().map(|address| address.key.clone());
    let id = id.or_else(|| text_at(&resource, "/id").map(|id| format!("{kind}/{id}")));
    let server = own.and_then(|address| address.server);
    let mut waiting = Waiting {
        version: version_of(&resource),
        bundle: context.bundle.filter(|_| server.is_none()),
        server,
        id,
        ..Waiting::new(context.place, label, Says::PassedOver(PassedOver::OtherResource))
    };
    if kind == "Patient" {
        waiting.says = Says::Patient(Box::new(card(resource, &waiting, context, intake)));
    } else {
        let read = if kind == "Immunization" { immunization::read } else { observation::read };
        waiting.says = read(&resource, &intake.options.zone).unwrap_or_else(Says::Rejected);
        let field = if kind == "Immunization" { "patient" } else { "subject" };
        find_patient_of(&resource, field, &mut waiting, intake);
    }
    let address = waiting.id.clone().map(|key| Address { key, server: waiting.server.clone() });
    match address {
        Some(address) => intake.fhir.wait(&address, waiting.bundle, &waiting),
        None => intake.fhir.wait_alone(&waiting),
    }
}

/// Whether it is a server's report of a failure.
fn is_error(outcome: &Value) -> bool {
    let mut issues = outcome.get("issue").and_then(Value::as_array).into_iter().flatten();
    issues.any(|issue| matches!(text_at(issue, "/severity"), Some("error" | "fatal")))
}

fn label(kind: &str, entry: Option<&str>) -> String {
    let kind = if kind.is_empty() { "resource" } else { kind };
    entry.map_or_else(|| kind.to_owned(), |entry| format!("entry {entry}, {kind}"))
}

fn card(resource: Value, waiting: &Waiting, context: Context<'_>, intake: &mut Intake<'_>) -> Card {
    let mut addresses = addresses_of(&resource, context.full_url, true);
    if let Some(key) = waiting.id.clone() {
        addresses.push(Address { key, server: waiting.server.clone() });
    }
    let linked = |kind: &str| {
        let links = resource.get("link").and_then(Value::as_array).into_iter().flatten();
        let links = links.filter(|link| text_at(link, "/type") == Some(kind));
        let targets = links.filter_map(|link| match target(link, "other", waiting.server.as_deref()) {
            Some(Target::Patient(address)) => Some(address),
            _ => None,
        });
        targets.collect::<Vec<_>>()
    };
    let (replaced_by, replaces) = (linked("replaced-by"), linked("replaces"));
    intake.fhir.has_links |= !replaced_by.is_empty() || !replaces.is_empty();
    intake.fhir.asks_by_identifier |= replaced_by.iter().chain(&replaces).any(Address::is_identifier);
    Card { patient: Patient::read(resource, &intake.options), addresses, replaced_by, replaces }
}

/// Finds the patient that a resource is about. A resource with relevant content but without an identifiable patient is
/// refused.
fn find_patient_of(resource: &Value, field: &str, waiting: &mut Waiting, intake: &mut Intake<'_>) {
    let nobody = Fault::new(RejectCode::Missing, "it refers to no patient");
    let about = match target(resource, field, waiting.server.as_deref()) {
        Some(Target::Patient(address)) => Ok(About::Patient(address)),
        Some(Target::Contained(id)) => contained(resource, &id, intake),
        // Places and devices are also observed; a dose always belongs to a person.
        Some(Target::NoPatient) if field == "subject" && matches!(waiting.says, Says::Facts(_)) => {
            waiting.says = Says::PassedOver(PassedOver::OtherObservation);
            return;
        }
        Some(Target::NoPatient) | None => Err(nobody),
    };
    match about {
        Ok(about) => {
            intake.fhir.asks_by_identifier |= matches!(&about, About::Patient(address) if address.is_identifier());
            waiting.about = Some(about);
        }
        Err(fault) if matches!(waiting.says, Says::Facts(_)) => waiting.says = Says::Rejected(fault),
        Err(_) => {}
    }
}

/// A patient within the resource. Its id is only valid there.
fn contained(resource: &Value, id: &str, intake: &Intake<'_>) -> Result<About, Fault> {
    let resources = resource.get("contained").and_then(Value::as_array).into_iter().flatten();
    let patient = resources
        .into_iter()
        .find(|contained| text_at(contained, "/id").map(|own| own.trim_start_matches('#')) == Some(id));
    let mut patient = patient.cloned().ok_or_else(|| {
        Fault::new(RejectCode::PatientUnknown, format!("it does not contain the patient #{id} that it refers to"))
    })?;
    if let Some(patient) = patient.as_object_mut() {
        patient.remove("id");
    }
    let by_identifier =
        || addresses_of(&patient, None, true).into_iter().find(|address| !address.key.starts_with("?*|"));
    if patient.get("name").is_none() {
        // Only an identifier: the patient is elsewhere.
        return by_identifier()
            .map(About::Patient)
            .ok_or_else(|| Fault::new(RejectCode::Missing, "it refers to no patient"));
    }
    match Patient::read(patient, &intake.options) {
        Ok(patient) => Ok(About::Contained(patient)),
        Err(fault) => Err(Fault::new(fault.code, format!("its patient: {fault}"))),
    }
}
