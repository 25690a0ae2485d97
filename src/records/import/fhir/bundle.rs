//! Reads Bundles and their entries. An entry also says what happened to a resource: it may have been deleted.

use serde_json::{Map, Value};

use super::address::Address;
use super::elements::text_at;
use super::resource::{self, Context, Says, Waiting};
use super::version::version_of_response;
use crate::records::import::ImportError;
use crate::records::import::intake::{Intake, Place};
use crate::records::import::reject::{Fault, PassedOver, RejectCode};

/// A Bundle, while its entries are read.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    number: u64,
    /// The number of its own entry in another Bundle, and a point.
    within: String,
    /// Whether its resources are those of a server, so that ids identify them: search results, a history, a server's
    /// response.
    of_server: bool,
}

impl Bundle {
    pub(super) fn new(intake: &mut Intake<'_>, within: Option<&str>) -> Self {
        let within = within.map(|entry| format!("{entry}.")).unwrap_or_default();
        Self { number: intake.next_bundle(), within, of_server: false }
    }

    pub(super) fn is_of_type(&mut self, kind: &str) {
        self.of_server = matches!(kind, "searchset" | "history" | "batch-response" | "transaction-response");
    }

    /// Reads an entry; `number` counts from 1.
    pub(super) fn take_entry(
        &self,
        mut entry: Value,
        number: u64,
        place: Place,
        intake: &mut Intake<'_>,
    ) -> Result<(), ImportError> {
        let label = format!("{}{number}", self.within);
        let method = text_at(&entry, "/request/method").unwrap_or_default().to_ascii_uppercase();
        if method == "DELETE" || method == "PATCH" {
            return take_change(&entry, &method, &label, place, intake);
        }
        let Some(resource) = entry.get_mut("resource").map(Value::take).filter(|resource| !resource.is_null()) else {
            intake.row();
            intake.pass_over(PassedOver::OtherResource);
            return Ok(());
        };
        let full_url = text_at(&entry, "/fullUrl");
        let put = (method == "PUT").then(|| text_at(&entry, "/request/url")).flatten();
        let context = Context {
            place,
            entry: Some(&label),
            bundle: Some(self.number).filter(|_| !self.of_server),
            full_url,
            put,
        };
        take_value(resource, context, intake)
    }
}

/// Reads a resource, the entries of a Bundle, or a list of both.
pub(super) fn take_value(value: Value, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ImportError> {
    match value {
        Value::Object(bundle) if bundle.get("resourceType").and_then(Value::as_str) == Some("Bundle") => {
            take_bundle(bundle, context, intake)
        }
        Value::Object(parameters) if parameters.get("resourceType").and_then(Value::as_str) == Some("Parameters") => {
            take_parameters(parameters, context, intake)
        }
        Value::Array(list) => {
            for (number, value) in (1_u64..).zip(list) {
                let label = context.entry.map_or(number.to_string(), |within| format!("{within}.{number}"));
                take_value(value, Context { entry: Some(&label), ..context }, intake)?;
            }
            Ok(())
        }
        resource => resource::take(resource, context, intake),
    }
}

fn take_bundle(
    mut fields: Map<String, Value>,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ImportError> {
    let mut bundle = Bundle::new(intake, context.entry);
    bundle.is_of_type(fields.get("type").and_then(Value::as_str).unwrap_or_default());
    let entries = match fields.remove("entry") {
        Some(Value::Array(entries)) => entries,
        None | Some(Value::Null) => Vec::new(),
        Some(_) => {
            intake.row();
            intake.reject(context.place, "the entries of the Bundle are not a list");
            return Ok(());
        }
    };
    for (number, entry) in (1..).zip(entries) {
        bundle.take_entry(entry, number, context.place, intake)?;
    }
    Ok(())
}

/// Reads the resources that an operation has returned.
fn take_parameters(
    mut fields: Map<String, Value>,
    context: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ImportError> {
    let mut are_none = true;
    let parameters = fields.get_mut("parameter").and_then(Value::as_array_mut);
    for (number, parameter) in (1_u64..).zip(parameters.into_iter().flatten()) {
        if let Some(resource) = parameter.get_mut("resource").map(Value::take).filter(Value::is_object) {
            are_none = false;
            let label = context.entry.map_or(number.to_string(), |within| format!("{within}.{number}"));
            take_value(resource, Context { entry: Some(&label), ..context }, intake)?;
        }
    }
    if are_none {
        intake.row();
        intake.pass_over(PassedOver::OtherResource);
    }
    Ok(())
}

/// A resource was deleted, or changed in a way that cannot be followed here.
fn take_change(
    entry: &Value,
    method: &str,
    label: &str,
    place: Place,
    intake: &mut Intake<'_>,
) -> Result<(), ImportError> {
    intake.row();
    let url = text_at(entry, "/request/url").unwrap_or_default();
    let by_request = Address::of_resource(url).filter(|_| !url.contains('?'));
    let by_url = || text_at(entry, "/fullUrl").and_then(Address::of_resource);
    let named = match (by_request, by_url()) {
        (Some(address), other) => {
            let server = address.server.clone().or(other.and_then(|other| other.server));
            Some(Address { server, ..address })
        }
        (None, other) => other.filter(|_| !url.contains('?')),
    };
    let kind = url.split(['?', '/']).find(|part| resource::KINDS.contains(part));
    match named {
        Some(address) if !resource::KINDS.contains(&address.kind()) => intake.pass_over(PassedOver::OtherResource),
        None if kind.is_none() && !url.is_empty() => intake.pass_over(PassedOver::OtherResource),
        Some(address) if method == "DELETE" => {
            let version = version_of_response(entry);
            let waiting = Waiting {
                version,
                server: address.server.clone(),
                ..Waiting::new(place, format!("entry {label}"), Says::Deleted)
            };
            return intake.fhir.wait(&address, None, &waiting);
        }
        _ => {
            let why = if method == "DELETE" { "names no single resource" } else { "cannot be followed" };
            let sentence = format!("entry {label}: {method} {url:?} {why}: it changes nothing here");
            intake.reject(place, Fault::new(RejectCode::NotUnderstood, sentence));
        }
    }
    Ok(())
}
