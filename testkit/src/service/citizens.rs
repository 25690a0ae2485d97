//! Who is on record.

use haetae::model::{Person, SubjectId};
use haetae_core::{CivilDate, DisplayName, Doses, Evidence, Product};

/// Somebody with a vaccination.
pub const CITIZEN: &str = "citizen-1";
/// Somebody with a vaccination.
pub const NEIGHBOUR: &str = "citizen-2";
/// Somebody on record without evidence.
pub const NEWCOMER: &str = "citizen-3";
/// Somebody whose exemption ends on [`EXEMPT_UNTIL`], and who has nothing else.
pub const EXEMPT: &str = "citizen-4";
/// The last day of the exemption.
pub const EXEMPT_UNTIL: &str = "2026-11-17";

/// All of them.
pub fn citizens() -> Vec<Person> {
    let exemption = Evidence::Exemption { until: CivilDate::parse(EXEMPT_UNTIL).expect("a date") };
    vec![
        person(CITIZEN, "김*수", vec![vaccination()]),
        person(NEIGHBOUR, "이*", vec![vaccination()]),
        person(NEWCOMER, "박*", Vec::new()),
        person(EXEMPT, "남궁*수", vec![exemption]),
    ]
}

/// What most of them have.
pub fn vaccination() -> Evidence {
    Evidence::Vaccination {
        doses: Doses::new(2).expect("doses"),
        date: CivilDate::parse("2026-07-06").expect("a date"),
        product: Product::new("BNT162B2").expect("a product"),
    }
}

/// Somebody with this evidence.
pub fn person(subject: &str, name: &str, evidence: Vec<Evidence>) -> Person {
    let (subject, name) = (SubjectId::new(subject).expect("a subject id"), DisplayName::new(name).expect("a name"));
    Person::new(subject, name, CivilDate::parse("1990-03-05").expect("a date"), evidence)
}
