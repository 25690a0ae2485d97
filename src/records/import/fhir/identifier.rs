//! Chooses which of a patient's identifiers is the subject id.

use serde::Deserialize;

use crate::model::IdentifierSystems;

#[derive(Debug, Deserialize)]
pub(super) struct Identifier {
    pub(super) r#use: Option<String>,
    pub(super) system: Option<String>,
    pub(super) value: Option<String>,
}

/// The identifier that a subject id is made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) subject: String,
    /// The system that it belongs to, if the resource names one.
    pub(super) system: Option<String>,
}

/// Chooses among the identifiers that are in use: with systems configured, the one of the most preferred system; else
/// the official one, or the first. `None` if there is none to choose from.
pub(super) fn choose(identifiers: &[Identifier], systems: &IdentifierSystems) -> Result<Option<Chosen>, String> {
    let in_use = || {
        let in_use = identifiers.iter().filter(|id| !matches!(id.r#use.as_deref(), Some("old" | "temp")));
        in_use.filter_map(|id| Some((id, id.value.as_deref().map(str::trim).filter(|value| !value.is_empty())?)))
    };
    let system_of =
        |id: &Identifier| id.system.as_deref().map(str::trim).filter(|system| !system.is_empty()).map(str::to_owned);
    if systems.is_empty() {
        let official = in_use().find(|(id, _)| id.r#use.as_deref() == Some("official"));
        let chosen = official.or_else(|| in_use().next());
        return Ok(chosen.map(|(id, value)| Chosen { subject: value.to_owned(), system: system_of(id) }));
    }
    let ranked = in_use().filter_map(|(id, value)| {
        let system = system_of(id)?;
        Some((systems.rank(&system)?, system, value))
    });
    let Some((_, system, value)) = ranked.min_by_key(|(rank, ..)| *rank) else {
        let mut others: Vec<String> =
            in_use().filter_map(|(id, _)| system_of(id)).map(|system| format!("{system:?}")).collect();
        others.dedup();
        let given = if others.is_empty() {
            "it has no identifier with a system".to_owned()
        } else {
            format!("its identifiers belong to {}", others.join(", "))
        };
        return Err(format!(
            "{given}, and records.identifier_systems names other systems: add it there, with its own prefix, to import these people"
        ));
    };
    Ok(systems.subject(&system, value).map(|subject| Chosen { subject, system: Some(system) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IdentifierSystem;

    fn identifiers(json: serde_json::Value) -> Vec<Identifier> {
        serde_json::from_value(json).expect("identifiers")
    }

    fn systems(of: &[(&str, &str)]) -> IdentifierSystems {
        let system = |(system, prefix): &(&str, &str)| IdentifierSystem {
            system: (*system).to_owned(),
            prefix: (*prefix).to_owned(),
        };
        IdentifierSystems::new(of.iter().map(system).collect())
    }

    fn chosen(json: serde_json::Value, of: &[(&str, &str)]) -> Result<Option<(String, Option<String>)>, String> {
        let chosen = choose(&identifiers(json), &systems(of))?;
        Ok(chosen.map(|Chosen { subject, system }| (subject, system)))
    }

    #[test]
    fn without_configuration_the_official_one_in_use_is_the_subject() {
        let both = serde_json::json!([
            { "use": "old", "system": "urn:a", "value": "0" },
            { "system": "urn:a", "value": " 1 " },
            { "use": "official", "system": "urn:b", "value": "2" },
        ]);
        assert_eq!(chosen(both, &[]), Ok(Some(("2".to_owned(), Some("urn:b".to_owned())))));
        let bare = serde_json::json!([{ "use": "official", "value": "" }, { "value": "1" }]);
        assert_eq!(chosen(bare, &[]), Ok(Some(("1".to_owned(), None))));
        assert_eq!(chosen(serde_json::json!([{ "system": "urn:a" }]), &[]), Ok(None));
    }

    #[test]
    fn with_systems_configured_only_they_count_and_the_first_is_preferred() {
        let of = [("urn:national", ""), ("urn:a", "a")];
        let id = |system: &str| serde_json::json!({ "use": "official", "system": system, "value": "12345" });
        let both = serde_json::json!([id("urn:a"), id("urn:national"), id("urn:c")]);
        assert_eq!(chosen(both, &of), Ok(Some(("12345".to_owned(), Some("urn:national".to_owned())))));
        let one = serde_json::json!([id("urn:c"), id("urn:a")]);
        assert_eq!(chosen(one, &of), Ok(Some(("a:12345".to_owned(), Some("urn:a".to_owned())))));
        let refused = chosen(serde_json::json!([id("urn:c")]), &of).expect_err("a reason");
        assert!(refused.contains("\"urn:c\"") && refused.contains("records.identifier_systems"), "{refused}");
        assert!(chosen(serde_json::json!([{ "value": "12345" }]), &of).is_err());
    }
}
