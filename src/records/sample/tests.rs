use std::collections::BTreeSet;

use haetae_core::EvidenceKind;

use super::*;
use crate::records::{mask, product_of_cvx};

fn today() -> CivilDate {
    CivilDate::parse("2021-12-13").unwrap()
}

fn text(seed: u64, count: u64, format: SampleFormat) -> String {
    let mut out = Vec::new();
    write(Citizens::new(seed, today()), count, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_citizens_and_more_begin_with_the_same() {
    for format in [SampleFormat::Ndjson, SampleFormat::Csv, SampleFormat::Fhir] {
        let few = text(7, 20, format);
        assert_eq!(few, text(7, 20, format));
        assert!(text(7, 50, format).starts_with(&few));
        assert_ne!(few, text(8, 20, format));
    }
    assert_eq!(text(7, 50, SampleFormat::Ndjson).lines().count(), 50);
}

#[test]
fn citizens_are_plausible_and_plainly_synthetic() {
    let (first, last) = (CivilDate::from_ymd(1930, 1, 1), CivilDate::from_ymd(2015, 12, 31));
    let mut kinds = BTreeSet::new();
    let mut doses = BTreeSet::new();
    for citizen in Citizens::new(1, today()).take(2_000) {
        assert!(citizen.subject.starts_with("SYN-"));
        assert!(mask(&citizen.full_name()).is_ok(), "{}", citizen.full_name());
        assert!(Some(citizen.birth_date) >= first && Some(citizen.birth_date) <= last);
        assert!(citizen.doses.is_sorted() && citizen.doses.iter().all(|date| *date < today()));
        assert!(!citizen.evidence().is_empty());
        kinds.extend(citizen.evidence().iter().map(Evidence::kind));
        doses.insert(citizen.doses.len());
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [EvidenceKind::Vaccination, EvidenceKind::Test, EvidenceKind::Recovery, EvidenceKind::Exemption]
    );
    assert_eq!(doses.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
}

#[test]
fn the_vaccines_are_in_the_product_table_and_their_shares_make_100() {
    for (product, cvx, _) in VACCINES {
        assert_eq!(product_of_cvx(cvx).map(Product::as_str), Some(product));
    }
    assert_eq!(VACCINES.iter().map(|(.., share)| share).sum::<u32>(), 100);
}
