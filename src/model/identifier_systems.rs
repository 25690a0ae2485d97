//! Identifiers belong to a system: the number 12345 of two hospitals means two people.

use serde::{Deserialize, Serialize};

/// A system of identifiers, as the configuration names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "{ system = \"...\", prefix = \"...\" }")]
pub struct IdentifierSystem {
    /// Its address, as `Identifier.system` of FHIR has it.
    pub system: String,
    /// The prefix of the subject ids of its people, before a colon; empty for the system whose identifiers are used
    /// unchanged.
    #[serde(default)]
    pub prefix: String,
}

/// The systems that are configured, the most preferred first. Without any, identifiers of all systems are subject ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdentifierSystems(Vec<IdentifierSystem>);

impl IdentifierSystems {
    /// These systems.
    pub const fn new(systems: Vec<IdentifierSystem>) -> Self {
        Self(systems)
    }

    /// Whether none is configured.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of a system in the order of preference.
    pub fn rank(&self, system: &str) -> Option<usize> {
        self.0.iter().position(|known| known.system == system)
    }

    /// The subject id for an identifier of a system that is configured.
    pub fn subject(&self, system: &str, value: &str) -> Option<String> {
        let known = self.0.iter().find(|known| known.system == system)?;
        Some(if known.prefix.is_empty() { value.to_owned() } else { format!("{}:{value}", known.prefix) })
    }
}

/// What is wrong with a list of systems, as the end of a sentence; `None` if nothing is.
pub fn problem(systems: &[IdentifierSystem]) -> Option<String> {
    for (position, IdentifierSystem { system, prefix }) in systems.iter().enumerate() {
        let before = systems.get(..position).unwrap_or_default();
        if system.is_empty() || system.len() > 255 || system.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Some(format!("{system:?} must be an address of 1 to 255 characters without spaces"));
        }
        let is_prefix = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if prefix.len() > 24 || !prefix.bytes().all(is_prefix) {
            return Some(format!("the prefix {prefix:?} must be up to 24 of A-Z a-z 0-9 . _ -"));
        }
        if before.iter().any(|other| other.system == *system) {
            return Some(format!("the system {system:?} comes twice"));
        }
        if before.iter().any(|other| other.prefix == *prefix) {
            let which = if prefix.is_empty() { "no prefix".to_owned() } else { format!("the prefix {prefix:?}") };
            return Some(format!("two systems have {which}: their people could not be distinguished"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(system: &str, prefix: &str) -> IdentifierSystem {
        IdentifierSystem { system: system.to_owned(), prefix: prefix.to_owned() }
    }

    #[test]
    fn an_identifier_becomes_a_subject_by_its_system() {
        let systems = IdentifierSystems::new(vec![system("urn:national", ""), system("https://a.example/mrn", "a")]);
        assert_eq!(systems.subject("urn:national", "12345").as_deref(), Some("12345"));
        assert_eq!(systems.subject("https://a.example/mrn", "12345").as_deref(), Some("a:12345"));
        assert_eq!(systems.subject("https://b.example/mrn", "12345"), None);
        assert!(systems.rank("urn:national") < systems.rank("https://a.example/mrn"));
    }

    #[test]
    fn systems_whose_people_could_be_confused_are_refused() {
        assert_eq!(problem(&[system("urn:a", "a"), system("urn:b", "b"), system("urn:c", "")]), None);
        for (systems, part) in [
            (vec![system("", "a")], "must be an address"),
            (vec![system("urn: a", "a")], "must be an address"),
            (vec![system("urn:a", "a:")], "the prefix"),
            (vec![system("urn:a", "병원")], "the prefix"),
            (vec![system("urn:a", "a"), system("urn:a", "b")], "comes twice"),
            (vec![system("urn:a", "a"), system("urn:b", "a")], "two systems have the prefix \"a\""),
            (vec![system("urn:a", ""), system("urn:b", "")], "two systems have no prefix"),
        ] {
            assert!(problem(&systems).is_some_and(|problem| problem.contains(part)), "{part}");
        }
    }
}
