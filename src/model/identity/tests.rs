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
