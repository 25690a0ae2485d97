//! Patient: who it is.

use haetae_core::CivilDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::records::import::part::Part;
use crate::records::import::row;

/// A patient, the name masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Patient {
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) birth_date: CivilDate,
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
}

#[derive(Deserialize)]
struct Identifier {
    r#use: Option<String>,
    value: Option<String>,
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
    pub(super) fn read(resource: Value) -> Result<Self, String> {
        let resource = Resource::deserialize(resource).map_err(|error| error.to_string())?;
        let full_name = resource.full_name().ok_or("it has no name")?;
        let birth_date = row::birth_date(resource.birth_date.as_deref().ok_or("it has no birthDate")?)?;
        let part = Part::new(&row::name(&full_name)?, birth_date);
        let subject = row::subject(&resource.subject(&full_name))?;
        Ok(Self { subject: subject.as_str().to_owned(), name: part.name, birth_date })
    }
}

impl Resource {
    /// The official identifier, the first that is in use, the id, or else what the resource says of the person, hashed:
    /// the same patient gives the same subject.
    fn subject(&self, full_name: &str) -> String {
        let in_use = || self.identifier.iter().filter(|id| !matches!(id.r#use.as_deref(), Some("old" | "temp")));
        let official = in_use().find(|id| id.r#use.as_deref() == Some("official") && id.value.is_some());
        let identifier = official.or_else(|| in_use().find(|id| id.value.is_some())).and_then(|id| id.value.as_ref());
        if let Some(id) = identifier.or(self.id.as_ref()) {
            return id.clone();
        }
        let said =
            [full_name, self.birth_date.as_deref().unwrap_or_default(), self.gender.as_deref().unwrap_or_default()];
        let hash = Sha256::digest(said.join("\0").as_bytes());
        hash.iter().take(16).fold("fhir-".to_owned(), |id, byte| format!("{id}{byte:02x}"))
    }

    /// The official name, or the first that is in use: its parts in the order of its script, or its text.
    fn full_name(&self) -> Option<String> {
        let in_use = || {
            self.name
                .iter()
                .filter(|name| !matches!(name.r#use.as_deref(), Some("old" | "temp" | "nickname" | "anonymous")))
        };
        let name = in_use().find(|name| name.r#use.as_deref() == Some("official")).or_else(|| in_use().next())?;
        let given = name.given.join(" ");
        match &name.family {
            Some(family) if family.is_ascii() => Some(format!("{given} {family}")),
            Some(family) => Some(format!("{family} {given}")),
            None => Some(given).filter(|given| !given.is_empty()).or_else(|| name.text.clone()),
        }
    }
}
