use super::*;

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect(text)
}

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect(text)
}

fn piece(json: &str) -> Evidence {
    serde_json::from_str(json).expect(json)
}

fn vaccinated(doses: u8, on: &str) -> Evidence {
    piece(&format!(r#"{{"kind":"vaccination","doses":{doses},"date":"{on}","product":"BNT162B2"}}"#))
}

fn tested(at: &str) -> Evidence {
    piece(&format!(r#"{{"kind":"test","sampled_at":"{at}","method":"naat"}}"#))
}

fn cleared(policy: &str, until: &str) -> Evidence {
    piece(&format!(r#"{{"kind":"clearance","policy":"{policy}","until":"{until}"}}"#))
}

fn exempt(until: &str) -> Evidence {
    Evidence::Exemption { until: date(until) }
}

fn recovered(on: &str) -> Evidence {
    Evidence::Recovery { date: date(on) }
}

fn on_pass(evidence: &[Evidence]) -> Option<EvidenceSet> {
    pass_evidence(evidence, date("2021-12-13"), time("2021-12-12T11:00:00Z"), false)
}

#[test]
fn sample_times_are_rounded_down_to_the_hour_unless_they_are_exact() {
    let tests = [tested("2021-12-11T09:05:17Z"), tested("2021-12-11T09:59:59Z"), tested("2021-12-11T10:00:00Z")];
    let rounded = [tested("2021-12-11T09:00:00Z"), tested("2021-12-11T10:00:00Z")];
    assert_eq!(on_pass(&tests), EvidenceSet::new(rounded), "two of one hour are one");
    let exact = pass_evidence(&tests, date("2021-12-13"), time("2021-12-12T11:00:00Z"), true);
    assert_eq!(exact, EvidenceSet::new(tests));
}

#[test]
fn a_pass_carries_the_four_that_matter_most() {
    let all = [
        tested("2021-12-11T00:00:00Z"),
        tested("2021-12-12T00:00:00Z"),
        recovered("2021-03-01"),
        recovered("2021-08-01"),
        vaccinated(1, "2021-05-01"),
        vaccinated(2, "2021-07-06"),
        exempt("2021-12-13"),
        exempt("2021-12-20"),
        cleared("restaurant", "2022-01-01T00:00:00Z"),
        cleared("restaurant", "2022-02-01T00:00:00Z"),
    ];
    let expected = EvidenceSet::new([
        cleared("restaurant", "2022-02-01T00:00:00Z"),
        exempt("2021-12-20"),
        vaccinated(2, "2021-07-06"),
        recovered("2021-08-01"),
    ]);
    assert_eq!(on_pass(&all), expected);
    let mut reversed = all.clone();
    reversed.reverse();
    assert_eq!(on_pass(&reversed), expected);
    let rest = EvidenceSet::new([vaccinated(2, "2021-07-06"), recovered("2021-08-01"), all[0].clone(), all[1].clone()]);
    assert_eq!(on_pass(&all[..6]), rest);
}

#[test]
fn evidence_that_has_ended_makes_room_for_evidence_that_has_not() {
    let ended = [exempt("2021-12-12"), cleared("gym", "2021-12-12T11:00:00Z")];
    assert_eq!(on_pass(&ended), None);
    assert_eq!(on_pass(&[]), None);
    let lasting = [exempt("2021-12-13"), cleared("gym", "2021-12-12T11:00:01Z")];
    assert_eq!(on_pass(&lasting), EvidenceSet::new(lasting.clone()));
}

#[test]
fn clearances_for_several_policies_are_all_carried_and_the_newest_tests_fill_up() {
    let tests: Vec<Evidence> = (10..16).map(|day| tested(&format!("2021-12-{day}T00:00:00Z"))).collect();
    assert_eq!(on_pass(&tests), EvidenceSet::new(tests[2..].to_vec()));
    let clearances = [cleared("gym", "2022-01-01T00:00:00Z"), cleared("bar", "2022-01-01T00:00:00Z")];
    let all: Vec<Evidence> = tests.iter().chain(&clearances).cloned().collect();
    let expected = clearances.iter().chain(&tests[4..]).cloned();
    assert_eq!(on_pass(&all), EvidenceSet::new(expected));
}

#[test]
fn the_same_evidence_is_stored_the_same_way() {
    let one = vec![vaccinated(2, "2021-07-06"), exempt("2022-01-01"), vaccinated(2, "2021-07-06")];
    let other = vec![exempt("2022-01-01"), vaccinated(2, "2021-07-06")];
    assert_eq!(in_order(one), in_order(other.clone()));
    assert_eq!(in_order(other.clone()), other);
}

fn dose(on: &str, product: &str, number: Option<u8>) -> Dose {
    Dose { date: DoseDate::Day(date(on)), product: product.to_owned(), number }
}

fn within(first: &str, last: &str, number: Option<u8>) -> Dose {
    Dose { date: DoseDate::Within { first: date(first), last: date(last) }, ..dose(first, "BNT162B2", number) }
}

/// Doses, date and product of the vaccination from these doses, in any order.
fn combined(mut doses: Vec<Dose>) -> (u8, String, String) {
    let vaccination = vaccination(&doses);
    doses.reverse();
    assert_eq!(super::vaccination(&doses), vaccination);
    match vaccination {
        Some(Evidence::Vaccination { doses, date, product }) => {
            (doses.number(), date.to_string(), product.as_str().to_owned())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn doses_add_up_to_one_vaccination() {
    let first = dose("2021-06-15", "AZD1222", None);
    let second = dose("2021-08-31", "BNT162B2", None);
    let expected = |doses: u8| (doses, "2021-08-31".to_owned(), "BNT162B2".to_owned());
    assert_eq!(combined(vec![second.clone(), first.clone()]), expected(2));
    assert_eq!(combined(vec![second.clone(), first.clone(), second.clone()]), expected(2));
    assert_eq!(combined(vec![dose("2021-08-31", "BNT162B2", Some(3)), first]), expected(3));
    assert_eq!(combined(vec![dose("2021-08-31", "BNT162B2", Some(200))]), expected(15));
    assert_eq!(vaccination(&[]), None);
}

#[test]
fn one_dose_reported_by_two_sources_is_one_dose() {
    let of = |on: &str, product: &str, number| dose(on, product, number);
    let first = of("2021-06-15", "BNT162B2", None);
    for (again, doses) in [
        (of("2021-06-15", "BNT162B2", Some(1)), 1),
        (of("2021-06-15", "UNKNOWN", None), 1),
        (of("2021-06-16", "BNT162B2", None), 1),
        (of("2021-06-16", "UNKNOWN", None), 1),
        (of("2021-06-16", "AZD1222", None), 2),
        (of("2021-06-17", "BNT162B2", None), 2),
    ] {
        let (count, day, _) = combined(vec![first.clone(), again.clone()]);
        assert_eq!((count, day == "2021-06-15"), (doses, doses == 1), "{again:?}");
    }
    let numbered = vec![of("2021-06-15", "BNT162B2", Some(1)), of("2021-06-16", "BNT162B2", Some(2))];
    assert_eq!(combined(numbered).0, 2);
    let (_, _, product) = combined(vec![of("2021-06-15", "UNKNOWN", Some(2)), first]);
    assert_eq!(product, "BNT162B2", "what is known counts");
}

#[test]
fn a_dose_known_to_the_month_counts_and_the_last_day_stays() {
    let (first, last) = (dose("2026-01-10", "BNT162B2", Some(1)), dose("2026-05-10", "MRNA-1273", None));
    let february = |number| within("2026-02-01", "2026-02-28", number);
    let year = within("2026-01-01", "2026-12-31", None);
    let later = within("2026-09-01", "2026-09-30", None);
    let expected = |doses| (doses, "2026-05-10".to_owned(), "MRNA-1273".to_owned());
    for (more, doses) in [
        (vec![february(None)], 3),
        (vec![year.clone()], 3),
        (vec![february(None), february(None)], 3),
        (vec![february(None), year, later], 5),
        (vec![february(Some(1))], 2),
        (vec![february(Some(2))], 3),
    ] {
        let all = [vec![first.clone(), last.clone()], more].concat();
        assert_eq!(combined(all.clone()), expected(doses), "{all:?}");
    }
    assert_eq!(vaccination(&[february(None)]), None);
}

#[test]
fn positive_tests_of_one_infection_are_one_recovery() {
    let positives = ["2021-09-20", "2021-03-01", "2021-03-12", "2021-05-30", "2021-05-31"].map(date).to_vec();
    assert_eq!(
        recoveries(positives),
        [recovered("2021-03-01"), recovered("2021-05-31")]
            .to_vec()
            .into_iter()
            .chain([recovered("2021-09-20")])
            .collect::<Vec<_>>()
    );
}
