use super::*;

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).unwrap()
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

fn statement(fact: Fact) -> Statement {
    Statement { place: Place::default(), of: None, fact }
}

fn dose(on: &str) -> Fact {
    Fact::Dose(Dose { date: DoseDate::Day(day(on)), product: "BNT162B2".to_owned(), number: None })
}

fn version(number: u64, fact: Fact) -> Statement {
    let version = Version { number: Some(number), updated: None };
    Statement { of: Some(("Immunization/i1".to_owned(), version)), ..statement(fact) }
}

fn doses(facts: Vec<Statement>) -> u8 {
    match evidence_of(facts).unwrap().as_slice() {
        [Evidence::Vaccination { doses, .. }] => doses.number(),
        [] => 0,
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_one_resource_in_several_bundles_the_latest_version_counts() {
    assert_eq!(doses(vec![version(2, dose("2026-02-10")), version(1, dose("2026-01-10"))]), 1);
    assert_eq!(doses(vec![version(2, Fact::Withdrawn), version(1, dose("2026-01-10"))]), 0);
    assert_eq!(doses(vec![version(1, Fact::Withdrawn), version(2, dose("2026-01-10"))]), 1);
    assert_eq!(doses(vec![version(1, Fact::Withdrawn), version(1, dose("2026-01-10"))]), 0);
    assert_eq!(doses(vec![version(1, dose("2026-01-10")), version(1, dose("2026-02-10"))]), 2, "two sources");
    assert_eq!(doses(vec![statement(dose("2026-01-10")), version(2, Fact::Withdrawn)]), 1, "another resource");
}

#[test]
fn a_negative_test_of_the_time_of_a_positive_one_proves_nothing() {
    let at = time("2026-02-10T09:00:00Z");
    let negative = |sampled_at| statement(Fact::Negative { sampled_at, method: TestMethod::RapidAntigen });
    let positive = |method| statement(Fact::Positive { day: day("2026-02-10"), sampled_at: at, method });
    let later = time("2026-02-10T09:00:01Z");
    assert_eq!(evidence_of(vec![negative(at)]).unwrap().len(), 1);
    assert_eq!(evidence_of(vec![negative(at), positive(TestMethod::RapidAntigen)]), Ok(Vec::new()));
    let recovered = Evidence::Recovery { date: day("2026-02-10") };
    assert_eq!(evidence_of(vec![negative(at), positive(TestMethod::Naat)]), Ok(vec![recovered]));
    assert_eq!(evidence_of(vec![negative(later), positive(TestMethod::RapidAntigen)]).unwrap().len(), 1);
}

#[test]
fn doses_without_any_day_are_no_vaccination() {
    let within = DoseDate::Within { first: day("2026-02-01"), last: day("2026-02-28") };
    let partial = Fact::Dose(Dose { date: within, product: "BNT162B2".to_owned(), number: None });
    assert_eq!(evidence_of(vec![statement(partial.clone())]), Err(Place::default()));
    assert_eq!(doses(vec![statement(partial), statement(dose("2026-05-10"))]), 2);
}
