//! Resolves what a reference, an address or an identifier refers to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::elements::text_at;

/// The address of a resource. Two addresses are the same if their keys are, and they do not name different servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Address {
    /// `Patient/<id>`, an identifier as `?system|value`, or any other text.
    pub(super) key: String,
    /// The server's address, if it is known.
    pub(super) server: Option<String>,
}

/// The target of a reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A resource within the one that refers to it.
    Contained(String),
    /// A patient.
    Patient(Address),
    /// A place, a device, a group.
    NoPatient,
}

impl Address {
    /// `Type/<id>` of an address: absolute, relative, of a version. `None` for other texts.
    pub(super) fn of_resource(text: &str) -> Option<Self> {
        let text = text.trim().split(['?', '#']).next()?;
        let text = text.split_once("/_history").map_or(text, |(resource, _)| resource).trim_end_matches('/');
        let (rest, id) = text.rsplit_once('/')?;
        let (server, kind) = rest.rsplit_once('/').map_or((None, rest), |(server, kind)| (Some(server), kind));
        let is_type =
            kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|b| b.is_ascii_alphabetic());
        let server = server.and_then(|server| server.split_once("://")).map(|(_, server)| server.to_ascii_lowercase());
        (is_type && !id.is_empty()).then(|| Self { key: format!("{kind}/{id}"), server })
    }

    /// The type of what `Type/<id>` names.
    pub(super) fn kind(&self) -> &str {
        self.key.split('/').next().unwrap_or_default()
    }

    /// An identifier of a patient; without a system, that of any.
    fn of_identifier(system: Option<&str>, value: &str) -> Self {
        let system = system.map(str::trim);
        Self { key: format!("?{}|{}", system.unwrap_or("*"), value.trim()), server: None }
    }

    fn text(text: &str) -> Self {
        Self { key: text.to_owned(), server: None }
    }

    /// Whether it is found by an identifier.
    pub(super) fn is_identifier(&self) -> bool {
        self.key.starts_with('?')
    }

    /// Whether it can be referred to from outside its Bundle.
    pub(super) fn reaches_beyond_its_bundle(&self) -> bool {
        self.is_identifier()
            || self.key.starts_with("Patient/")
            || self.key.contains("://")
            || self.key.starts_with("urn:")
    }
}

/// The target of the reference in a field of a resource; `base` is the server that the resource itself comes from.
/// `None` if there is no reference, or one without a target.
pub(super) fn target(resource: &Value, field: &str, base: Option<&str>) -> Option<Target> {
    let reference = resource.get(field)?;
    match text_at(reference, "/reference").map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => target_of(text, base),
        None => {
            let value = text_at(reference, "/identifier/value")?;
            Some(Target::Patient(Address::of_identifier(text_at(reference, "/identifier/system"), value)))
        }
    }
}

/// The target of the text of a reference; `None` if it is a search that does not ask for one patient.
pub(super) fn target_of(text: &str, base: Option<&str>) -> Option<Target> {
    if let Some(id) = text.strip_prefix('#') {
        return Some(Target::Contained(id.to_owned()));
    }
    if let Some(id) = text.strip_prefix("urn:uuid:") {
        return Some(Target::Patient(Address { key: format!("Patient/{id}"), server: None }));
    }
    if let Some((kind, query)) = text.split_once('?') {
        if kind.rsplit('/').next() == Some("Patient") {
            return searched(query).map(Target::Patient);
        }
        if Address::of_resource(kind).is_none() {
            return Some(Target::NoPatient);
        }
    }
    Some(match Address::of_resource(text) {
        Some(address) if address.kind() != "Patient" => Target::NoPatient,
        Some(address) => {
            Target::Patient(Address { server: address.server.or_else(|| base.map(str::to_owned)), ..address })
        }
        None => Target::Patient(Address::text(text)),
    })
}

/// `identifier=system|value` or `_id=value`.
fn searched(query: &str) -> Option<Address> {
    let mut found = None;
    for (name, value) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
        let value = decoded(value);
        match name.split(':').next() {
            Some("identifier") if !value.contains(',') => {
                let (system, value) = value.split_once('|').map_or((None, value.as_str()), |(s, v)| (Some(s), v));
                found = Some(Address::of_identifier(system, value));
            }
            Some("_id") if !value.contains(',') => {
                found = Some(Address { key: format!("Patient/{value}"), server: None });
            }
            _ => {}
        }
    }
    found
}

/// All addresses of a patient. There are many identifiers, and few references use them.
pub(super) fn addresses_of(patient: &Value, full_url: Option<&str>, with_identifiers: bool) -> Vec<Address> {
    let own = full_url.map(|url| match url.strip_prefix("urn:uuid:") {
        Some(id) => Address { key: format!("Patient/{id}"), server: None },
        None => Address::of_resource(url).unwrap_or_else(|| Address::text(url)),
    });
    let server = own.as_ref().and_then(|address| address.server.clone());
    let id = text_at(patient, "/id").map(|id| Address { key: format!("Patient/{id}"), server });
    let mut addresses: Vec<Address> = own.into_iter().chain(id).collect();
    let identifiers = patient.get("identifier").and_then(Value::as_array).into_iter().flatten();
    for identifier in identifiers.filter(|_| with_identifiers) {
        if let Some(value) = text_at(identifier, "/value") {
            let system = text_at(identifier, "/system").unwrap_or_default();
            addresses.push(Address::of_identifier(Some(system), value));
            addresses.push(Address::of_identifier(None, value));
        }
    }
    addresses.sort_by(|one, other| (&one.key, &one.server).cmp(&(&other.key, &other.server)));
    addresses.dedup();
    addresses
}

/// The text of a value of a query.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut ahead = rest.clone();
                let digits: Option<Vec<u8>> = [ahead.next(), ahead.next()].into_iter().collect();
                let code = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok());
                if code.is_some() {
                    rest = ahead;
                }
                code.unwrap_or(byte)
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
