//! Reads a Patient: the identity of a person.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::identifier::{Chosen, Identifier, choose};
use crate::records::import::reject::{Fault, RejectCode};
use crate::records::import::who::Who;
use crate::records::import::{ImportOptions, row};
use crate::records::masking::{in_order, mask};

/// A patient, the name masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Patient {
    pub(super) subject: String,
    pub(super) who: Who,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: Option<String>,
    #[serde(default)]
    identifier: Vec<Identifier>,
    #[serde(default)]
    name: Vec<HumanName>,
    birth_date: Option<String>,
    gender: Option<String>,
    deceased_boolean: Option<bool>,
    deceased_date_time: Option<String>,
}

#[derive(Deserialize)]
struct HumanName {
    r#use: Option<String>,
    text: Option<String>,
    family: Option<String>,
    #[serde(default)]
    given: Vec<String>,
}

impl Patient {
    pub(super) fn read(resource: Value, options: &ImportOptions) -> Result<Self, Fault> {
        let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
        let missing = |what: &str| Fault::new(RejectCode::Missing, format!("it has no {what}"));
        let full_name = resource.full_name().ok_or_else(|| missing("name"))?;
        let birth_date = resource.birth_date.as_deref().ok_or_else(|| missing("birthDate"))?;
        let who = Who::read(&full_name, birth_date, options)?;
        let chosen = choose(&resource.identifier, &options.systems);
        let chosen = chosen.map_err(|reason| Fault::new(RejectCode::Identifier, reason))?;
        let (subject, system) = match chosen {
            Some(Chosen { subject, system }) => (subject, system),
            None => (resource.id.clone().unwrap_or_else(|| resource.hash(&full_name)), None),
        };
        let deceased = resource.deceased_boolean.unwrap_or(false) || resource.deceased_date_time.is_some();
        let subject = row::subject(&subject)?.as_str().to_owned();
        Ok(Self { subject, who: Who { system, deceased, ..who } })
    }
}

impl Resource {
    /// A subject for a patient with neither identifier nor id: a hash of what the resource says about the person. The
    /// same patient gives the same hash.
    fn hash(&self, full_name: &str) -> String {
        let parts =
            [full_name, self.birth_date.as_deref().unwrap_or_default(), self.gender.as_deref().unwrap_or_default()];
        let hash = Sha256::digest(parts.join("\0").as_bytes());
        hash.iter().take(16).fold("fhir-".to_owned(), |id, byte| format!("{id}{byte:02x}"))
    }

    /// The official name, or the first that is in use; one that a pass can show comes before others.
    fn full_name(&self) -> Option<String> {
        let in_use = || {
            self.name
                .iter()
                .filter(|name| !matches!(name.r#use.as_deref(), Some("old" | "temp" | "nickname" | "anonymous")))
        };
        let is_official = |name: &&HumanName| name.r#use.as_deref() == Some("official");
        let names = in_use().filter(is_official).chain(in_use().filter(|name| !is_official(name)));
        let names: Vec<String> = names.filter_map(HumanName::in_full).collect();
        names.iter().find(|name| mask(name).is_ok()).or(names.first()).cloned()
    }
}

impl HumanName {
    /// Its parts in the order of their script, or its text.
    fn in_full(&self) -> Option<String> {
        let given = self.given.join(" ");
        match &self.family {
            Some(family) => Some(in_order(&given, family)),
            None => Some(given).filter(|given| !given.is_empty()).or_else(|| self.text.clone()),
        }
    }
}
