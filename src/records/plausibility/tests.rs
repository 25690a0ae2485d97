use haetae_core::{Doses, PolicyId, Product, TestMethod};

use super::*;

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn born(text: &str) -> BirthDate {
    BirthDate::parse(text).expect("a birth date")
}

fn vaccination(day: &str) -> Evidence {
    let (doses, product) = (Doses::new(2).expect("doses"), Product::new("BNT162B2").expect("a product"));
    Evidence::Vaccination { doses, date: date(day), product }
}

fn test(at: &str) -> Evidence {
    Evidence::Test { sampled_at: time(at), method: TestMethod::Naat }
}

/// The civil day in UTC.
fn day_of(time: UnixTime) -> Option<CivilDate> {
    CivilDate::from_days(i64::try_from(time.seconds() / 86_400).ok()?)
}

#[test]
fn an_import_takes_nothing_from_the_future_or_from_before_birth() {
    let today = Today { day: date("2026-11-30"), now: time("2026-11-30T09:00:00Z") };
    let after = Some(Implausible::After(today.day));
    let before = |birth: &str| Some(Implausible::BeforeBirth(born(birth)));
    let clearance = |until| Evidence::Clearance { policy: PolicyId::new("bar").expect("a policy"), until: time(until) };
    for (piece, birth, expected) in [
        (vaccination("2026-11-30"), "1990-01-31", None),
        (vaccination("2026-12-01"), "1990-01-31", after),
        (vaccination("2035-03-01"), "1990-01-31", after),
        (vaccination("1990-01-31"), "1990-01-31", None),
        (vaccination("1990-01-30"), "1990-01-31", before("1990-01-31")),
        (vaccination("1990-01-30"), "1990-01", None),
        (vaccination("1990-01-01"), "1990", None),
        (vaccination("1989-12-31"), "1990", before("1990")),
        (Evidence::Recovery { date: date("2026-12-01") }, "1990", after),
        (test("2026-11-30T21:00:00Z"), "1990", None),
        (test("2026-11-30T21:00:01Z"), "1990", after),
        (test("1990-01-30T23:59:59Z"), "1990-01-31", before("1990-01-31")),
        (Evidence::Exemption { until: date("2030-01-01") }, "1990", None),
        (Evidence::Exemption { until: date("1980-01-01") }, "1990", before("1990")),
        (clearance("2030-01-01T00:00:00Z"), "1990", None),
        (clearance("1980-01-01T00:00:00Z"), "1990", before("1990")),
    ] {
        assert_eq!(today.evidence(&piece, born(birth), day_of), expected, "{piece:?}");
    }
    assert_eq!(today.birth(born("2026-11-30")), None);
    assert_eq!(today.birth(born("2026-12-01")), after);
    assert_eq!(today.birth(born("2026")), None);
    assert_eq!(today.birth(born("2090")), after);
}

#[test]
fn a_pass_carries_nothing_dated_after_its_day() {
    let on_a_pass = |piece: Evidence, day| not_on_a_pass(&piece, born("1990"), date(day), day_of);
    assert_eq!(on_a_pass(vaccination("2026-12-01"), "2026-11-30"), Some(Implausible::After(date("2026-11-30"))));
    assert_eq!(on_a_pass(vaccination("2026-12-01"), "2026-12-01"), None);
    assert_eq!(on_a_pass(test("2026-12-01T00:00:00Z"), "2026-11-30"), Some(Implausible::After(date("2026-11-30"))));
    assert_eq!(on_a_pass(test("2026-11-30T23:59:59Z"), "2026-11-30"), None);
    let before = Some(Implausible::BeforeBirth(born("1990")));
    assert_eq!(on_a_pass(Evidence::Recovery { date: date("1989-01-01") }, "2026-11-30"), before);
}
