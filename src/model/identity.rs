use super::{BirthDate, NameHash};

/// What tells a person from somebody else under the same subject id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The masked name.
    pub name: &'a str,
    /// The hash of the full name, where it is known.
    pub name_hash: Option<NameHash>,
    /// The birth date, as far as it is known.
    pub birth_date: BirthDate,
    /// The system that the subject id belongs to, where it is known.
    pub system: Option<&'a str>,
}

/// In what two people under one subject id differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The names are not the same.
    Name,
    /// The birth dates cannot be those of one person.
    BirthDate,
    /// The id belongs to another system, which is named.
    System(String),
}

impl Identity<'_> {
    /// In what `other` is somebody else; `None` where both can be one person. Full names are compared where both are
    /// known, else what their masks show.
    pub fn conflict_with(&self, other: &Identity<'_>) -> Option<Conflict> {
        if let (Some(own), Some(system)) = (self.system, other.system)
            && own != system
        {
            return Some(Conflict::System(system.to_owned()));
        }
        let same_name = match (self.name_hash, other.name_hash) {
            (Some(own), Some(other)) => own == other,
            _ => words(self.name) == words(other.name),
        };
        if !same_name {
            return Some(Conflict::Name);
        }
        (!self.birth_date.agrees_with(other.birth_date)).then_some(Conflict::BirthDate)
    }
}

impl Identity<'_> {
    /// The conflict that somebody else has with this person: of two systems, this person's is named.
    pub fn named(&self, conflict: Conflict) -> Conflict {
        match (conflict, self.system) {
            (Conflict::System(_), Some(own)) => Conflict::System(own.to_owned()),
            (conflict, _) => conflict,
        }
    }
}

/// The words of a mask in one order: which of a Latin name's words comes first has changed over time.
fn words(mask: &str) -> Vec<&str> {
    let mut words: Vec<&str> = mask.split(' ').collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::NameKey;

    fn identity(name: &'static str, full: Option<&str>, born: &str, system: Option<&'static str>) -> Identity<'static> {
        Identity {
            name,
            name_hash: full.and_then(|full| NameKey::new(&[1; 32]).hash(full)),
            birth_date: BirthDate::parse(born).expect("a date"),
            system,
        }
    }

    #[test]
    fn full_names_are_compared_where_both_are_known_and_masks_where_not() {
        let minsu = identity("김*수", Some("김민수"), "1990-01-31", None);
        for (other, conflict) in [
            (identity("김*수", Some("김민수"), "1990-01-31", None), None),
            (identity("김*수", Some("김현수"), "1990-01-31", None), Some(Conflict::Name)),
            (identity("김*수", None, "1990-01-31", None), None),
            (identity("이*", None, "1990-01-31", None), Some(Conflict::Name)),
            (identity("김*수", Some("김민수"), "1990", None), None),
            (identity("김*수", Some("김민수"), "1990-02-01", None), Some(Conflict::BirthDate)),
        ] {
            assert_eq!(minsu.conflict_with(&other), conflict, "{other:?}");
            assert_eq!(other.conflict_with(&minsu), conflict, "{other:?}");
        }
        let (first, last) = (identity("H* M*", None, "1990", None), identity("M* H*", None, "1990", None));
        assert_eq!(first.conflict_with(&last), None, "the order of the words of a mask has changed");
    }

    #[test]
    fn an_id_of_another_system_is_somebody_else() {
        let of = |system| identity("김*수", Some("김민수"), "1990-01-31", system);
        let conflict = Some(Conflict::System("urn:b".to_owned()));
        assert_eq!(of(Some("urn:a")).conflict_with(&of(Some("urn:b"))), conflict);
        assert_eq!(of(Some("urn:a")).conflict_with(&of(Some("urn:a"))), None);
        assert_eq!(of(None).conflict_with(&of(Some("urn:b"))), None, "rows of CSV and NDJSON name no system");
    }
}
