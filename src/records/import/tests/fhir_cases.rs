//! Realistic exports: each file is a case that has gone wrong somewhere. The strings show what is stored.

use serde_json::{Value, json};

use super::*;

/// The content of an empty store after an import of files of `tests/data/records/fhir-cases`, and what is reported.
async fn case(files: &[&str]) -> (Vec<String>, Vec<String>, ImportOutcome) {
    let store = People::default();
    let path = |name: &&str| data(&format!("fhir-cases/{name}"));
    let sources = files.iter().map(|name| Source::open(&path(name)).unwrap()).collect();
    let outcome = run(sources, &store).await;
    let folder = format!("{}/", data("fhir-cases").display());
    let reported = outcome.reported.lines().into_iter().map(|line| line.replace(&folder, "")).collect();
    (shown(&store.all()), reported, outcome)
}

/// The content of an empty store after an import of lines of JSON, and what is reported.
async fn rows(rows: &[Value]) -> (Vec<String>, Vec<String>) {
    let text: Vec<String> = rows.iter().map(Value::to_string).collect();
    let store = People::default();
    let outcome = texts(&[("x.ndjson", &text.join("\n"))], &store).await;
    (shown(&store.all()), outcome.reported.lines())
}

fn patient(id: &str, number: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "identifier": [{"use": "official", "system": "urn:n", "value": number}],
        "name": [{"family": "김", "given": ["민수"]}], "birthDate": "1980-05-05"})
}

fn dose(id: &str, patient: &str, on: &str) -> Value {
    json!({"resourceType": "Immunization", "id": id, "status": "completed", "patient": {"reference": patient},
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "208"}]}, "occurrenceDateTime": on})
}

fn with(mut resource: Value, field: &str, value: Value) -> Value {
    resource[field] = value;
    resource
}

fn version(resource: Value, number: u64) -> Value {
    with(resource, "meta", json!({"versionId": number.to_string()}))
}

/// A person as [`shown`], with a number of doses, the last on a day.
fn vaccinated(number: &str, doses: u8, on: &str, product: &str) -> String {
    format!("{number} 김*수 1980-05-05: [{{kind:vaccination,doses:{doses},date:{on},product:{product}}}]")
}

#[tokio::test]
async fn results_of_an_operation_are_read_and_failures_of_a_server_are_reported() {
    let (one, another) = (patient("p1", "N-1"), dose("1", "Patient/p1", "2026-03-01"));
    let answer = json!({"resourceType": "Parameters", "parameter": [
        {"name": "patient", "resource": one},
        {"name": "count", "valueInteger": 1},
        {"name": "more", "resource": {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": another}]}},
    ]});
    let person = vaccinated("N-1", 1, "2026-03-01", "BNT162B2");
    assert_eq!(rows(&[answer]).await, (vec![person], vec![]));
    let outcome = |severity: &str| json!({"resourceType": "OperationOutcome", "issue": [{"severity": severity}]});
    let reported = "x.ndjson:2: OperationOutcome: the server reports an error here: is the export complete?";
    let empty = json!({"resourceType": "Parameters"});
    assert_eq!(rows(&[empty, outcome("error"), outcome("warning")]).await, (vec![], vec![reported.to_owned()]));
}

#[tokio::test]
async fn a_dose_without_a_vaccine_or_of_no_full_date_says_so_in_plain_words() {
    let no_vaccine = with(dose("1", "Patient/p1", "2026-03-01"), "vaccineCode", json!({}));
    let month = dose("1", "Patient/p1", "2026-03");
    for (dose, words) in [
        (no_vaccine, "x.ndjson:2: Immunization: it does not say which vaccine was given"),
        (month, "x.ndjson:2: no dose of this person has a full date: a year or a month alone is not enough"),
    ] {
        let (people, reported) = rows(&[patient("p1", "N-1"), dose]).await;
        assert_eq!((people, reported), (vec![], vec![words.to_owned()]));
    }
}

#[tokio::test]
async fn every_case_is_stored_as_it_is_meant() {
    let comirnaty = |doses: u8, on: &str| format!("[{{kind:vaccination,doses:{doses},date:{on},product:BNT162B2}}]");
    let unknown = |doses: u8, on: &str| format!("[{{kind:vaccination,doses:{doses},date:{on},product:UNKNOWN}}]");
    let negative = "[{kind:test,sampled_at:2026-11-29T00:00:00Z,method:naat}]".to_owned();
    for (files, evidence) in [
        (&["same-dose-later-entered-in-error.ndjson"][..], comirnaty(1, "2026-01-10")),
        (&["bulk-deleted.ndjson"][..], comirnaty(1, "2026-01-10")),
        (&["history-bundle.json"][..], "[]".to_owned()),
        (&["subpotent-dose.ndjson"][..], comirnaty(1, "2026-01-10")),
        (&["r5-dose-number.ndjson"][..], comirnaty(3, "2026-05-10")),
        (&["other-vaccines-in-export.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["covid-unspecified-last-dose.ndjson"][..], unknown(3, "2026-03-01")),
        (&["covid-snomed-and-eu-codes.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["vaccine-text-only.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["dose-date-partial.ndjson"][..], comirnaty(3, "2026-05-10")),
        (&["datetime-no-zone.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["datetime-offset-without-colon.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["datetime-without-seconds.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["ref-conditional.json"][..], comirnaty(1, "2026-03-01")),
        (&["ref-contained-patient.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["searchset-page-1.json", "searchset-page-2.json"][..], comirnaty(1, "2026-03-01")),
        (&["searchset-page-2.json", "searchset-page-1.json"][..], comirnaty(1, "2026-03-01")),
        (&["bundle-in-bundle.json"][..], comirnaty(1, "2026-03-01")),
        (&["resource-array.json"][..], comirnaty(1, "2026-03-01")),
        (&["bundle-pretty-named.ndjson"][..], comirnaty(1, "2026-03-01")),
        (&["test-value-uppercase-sentence.ndjson"][..], negative.clone()),
        (&["test-local-result.ndjson"][..], negative.clone()),
        (&["test-other-loinc.ndjson"][..], negative.clone()),
        (&["patient-merged.ndjson"][..], comirnaty(2, "2026-02-10")),
    ] {
        let (people, reported, _) = case(files).await;
        assert_eq!(reported, Vec::<String>::new(), "{files:?}");
        let [person] = people.as_slice() else { panic!("{files:?}: {people:?}") };
        assert!(person.ends_with(&format!(": {evidence}")), "{files:?}: {person}");
    }
}

#[tokio::test]
async fn a_code_that_is_newer_than_the_table_is_named_and_nothing_is_lost() {
    let (people, reported, outcome) = case(&["cvx-2025-2026.ndjson"]).await;
    let expected =
        "cvx-2025-2026.ndjson:2: Immunization: the vaccine [\"334\"] is not in the tables of codes and names";
    assert_eq!((people, reported), (vec![], vec![expected.to_owned()]));
    assert_eq!(outcome.summary().people_left_alone, 1);
}

#[tokio::test]
async fn irrelevant_resources_are_counted_by_kind() {
    let other = |code: &str| json!({"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": code}]});
    let text = [
        patient("p1", "N-1"),
        dose("a", "Patient/p1", "2026-03-01"),
        with(dose("b", "Patient/p1", "2026-03-02"), "vaccineCode", other("140")),
        with(dose("c", "Patient/p1", "2026-03-03"), "vaccineCode", other("998")),
        with(dose("d", "Patient/p1", "2026-03-04"), "status", json!("not-done")),
        with(dose("e", "Patient/p1", "2026-03-05"), "status", json!("entered-in-error")),
        with(dose("f", "Patient/p1", "2026-03-06"), "isSubpotent", json!(true)),
        dose("a", "Patient/p1", "2026-03-01"),
        version(dose("g", "Patient/p1", "2026-04-01"), 2),
        version(dose("g", "Patient/p1", "2026-04-07"), 1),
        json!({"resourceType": "Encounter"}),
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "Glucose"}, "subject": {"reference": "Patient/p1"}}),
    ];
    let text: Vec<String> = text.iter().map(Value::to_string).collect();
    let store = People::default();
    let outcome = texts(&[("x.ndjson", &text.join("\n"))], &store).await;
    assert_eq!(shown(&store.all()), [vaccinated("N-1", 2, "2026-04-01", "BNT162B2")]);
    let summary = outcome.summary();
    let counts: Vec<(PassedOver, u64)> = summary.passed_over.iter().map(|(kind, count)| (*kind, *count)).collect();
    let expected = [
        (PassedOver::OtherResource, 1),
        (PassedOver::OtherVaccine, 1),
        (PassedOver::NotGiven, 3),
        (PassedOver::Withdrawn, 1),
        (PassedOver::OtherObservation, 1),
        (PassedOver::OlderVersion, 1),
        (PassedOver::Duplicate, 1),
    ];
    assert_eq!(counts, expected);
    assert_eq!((summary.read, summary.used), (12, 3));
}

#[tokio::test]
async fn versions_and_deletions_count_over_all_files_and_in_any_order() {
    let first = version(dose("i1", "Patient/p1", "2026-01-10"), 1);
    let moved = version(dose("i1", "Patient/p2", "2026-01-10"), 2);
    let entry = |url: &str| json!({"fullUrl": format!("https://ehr.example/fhir/{url}"), "request": {"method": "DELETE", "url": url}});
    let deletion = |url: &str| json!({"resourceType": "Bundle", "type": "transaction", "entry": [entry(url)]});
    let people = [patient("p1", "N-1"), patient("p2", "N-2")];
    let none = |number: &str| format!("{number} 김*수 1980-05-05: []");
    for (resources, expected) in [
        (vec![moved.clone(), first.clone()], [none("N-1"), vaccinated("N-2", 1, "2026-01-10", "BNT162B2")]),
        (vec![first.clone(), deletion("Immunization/i1")], [none("N-1"), none("N-2")]),
        (vec![deletion("Immunization/i1"), first.clone()], [none("N-1"), none("N-2")]),
        (
            vec![deletion("Immunization/i2"), first.clone()],
            [vaccinated("N-1", 1, "2026-01-10", "BNT162B2"), none("N-2")],
        ),
    ] {
        for split in 0..=resources.len() {
            let lines = |values: &[Value]| values.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
            let (one, other) = (lines(&resources[..split]), lines(&[&resources[split..], &people[..]].concat()));
            let store = People::default();
            let outcome = texts(&[("one.ndjson", &one), ("other.ndjson", &other)], &store).await;
            assert_eq!((shown(&store.all()), outcome.reported.lines()), (expected.to_vec(), vec![]), "{resources:?}");
        }
    }
    // Entries that cannot be followed are reported.
    let search = json!({"request": {"method": "DELETE", "url": "Immunization?identifier=1"}});
    let patch =
        json!({"request": {"method": "PATCH", "url": "Immunization/i1"}, "resource": {"resourceType": "Parameters"}});
    let bundle = json!({"resourceType": "Bundle", "type": "transaction", "entry": [search, patch, entry("Claim/1")]});
    let (_, reported) = rows(&[bundle]).await;
    assert_eq!(reported.len(), 2, "{reported:?}");
    assert!(
        reported[0].contains("names no single resource") && reported[1].contains("cannot be followed"),
        "{reported:?}"
    );
}

#[tokio::test]
async fn corrections_count_over_bundles_whose_ids_are_their_own() {
    let bundle = |dose: Value| json!({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient("p1", "N-1")}, {"resource": dose}]});
    let first = version(dose("i1", "Patient/p1", "2026-01-10"), 1);
    let withdrawn = version(with(dose("i1", "Patient/p1", "2026-01-10"), "status", json!("entered-in-error")), 2);
    let (people, reported) = rows(&[bundle(withdrawn), bundle(first.clone())]).await;
    assert_eq!((people, reported), (vec!["N-1 김*수 1980-05-05: []".to_owned()], vec![]));
    // Without a version, or of another person, they are different resources.
    let other = json!({"resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": patient("p1", "N-2")}, {"resource": version(dose("i1", "Patient/p1", "2026-02-10"), 2)}]});
    let (people, _) = rows(&[bundle(first.clone()), other]).await;
    assert_eq!(
        people,
        [vaccinated("N-1", 1, "2026-01-10", "BNT162B2"), vaccinated("N-2", 1, "2026-02-10", "BNT162B2")]
    );
}

#[tokio::test]
async fn patients_are_found_by_every_form_of_reference() {
    let by = |reference: Value| with(dose("i1", "", "2026-03-01"), "patient", reference);
    let expected = vec![vaccinated("N-1", 1, "2026-03-01", "BNT162B2")];
    for reference in [
        json!({"reference": "Patient/p1/_history/4"}),
        json!({"reference": "https://ehr.example/fhir/Patient/p1"}),
        json!({"reference": "urn:uuid:p1"}),
        json!({"reference": "Patient?identifier=urn:n|N-1"}),
        json!({"reference": "https://ehr.example/fhir/Patient?identifier=urn%3An%7CN-1&_format=json"}),
        json!({"reference": "Patient?identifier=N-1"}),
        json!({"reference": "Patient?_id=p1"}),
        json!({"identifier": {"system": "urn:n", "value": "N-1"}}),
        json!({"type": "Patient", "identifier": {"value": "N-1"}, "display": "Kim"}),
    ] {
        assert_eq!(
            rows(&[by(reference.clone()), patient("p1", "N-1")]).await,
            (expected.clone(), vec![]),
            "{reference}"
        );
    }
    // A contained patient may be only an identifier.
    let contained =
        json!([{"resourceType": "Patient", "id": "c", "identifier": [{"system": "urn:n", "value": "N-1"}]}]);
    let dose = with(by(json!({"reference": "#c"})), "contained", contained);
    assert_eq!(rows(&[dose, patient("p1", "N-1")]).await, (expected.clone(), vec![]));
    // The same number of two hospitals means two people.
    let other = json!({"identifier": {"system": "urn:other", "value": "N-1"}});
    let (people, reported) = rows(&[by(other), patient("p1", "N-1")]).await;
    assert_eq!(reported, ["x.ndjson:1: Immunization: it refers to a patient that is in none of the files"]);
    assert_eq!(people, ["N-1 김*수 1980-05-05: []"]);
    let (_, reported) = rows(&[by(json!({"display": "Kim"})), by(json!({"reference": "#x"}))]).await;
    assert_eq!(reported.len(), 2, "{reported:?}");
}

#[tokio::test]
async fn servers_that_give_one_id_to_two_patients_are_distinguished() {
    let bundle = |server: &str, number: &str, on: &str| {
        let url = |path: &str| format!("https://{server}/fhir/{path}");
        json!({"resourceType": "Bundle", "type": "searchset", "entry": [
            {"fullUrl": url("Patient/1"), "resource": patient("1", number)},
            {"fullUrl": url("Immunization/1"), "resource": dose("1", "Patient/1", on)},
        ]})
    };
    let (people, reported) = rows(&[bundle("a", "N-1", "2026-01-10"), bundle("b", "N-2", "2026-02-10")]).await;
    let expected = [vaccinated("N-1", 1, "2026-01-10", "BNT162B2"), vaccinated("N-2", 1, "2026-02-10", "BNT162B2")];
    assert_eq!((people.as_slice(), reported), (&expected[..], vec![]));
    let stray = dose("2", "https://c/fhir/Patient/1", "2026-03-10");
    let (_, reported) = rows(&[bundle("a", "N-1", "2026-01-10"), stray]).await;
    assert_eq!(reported, ["x.ndjson:2: Immunization: it refers to a patient that is in none of the files"]);
}

#[tokio::test]
async fn patients_that_others_have_replaced_are_one_person() {
    let link = |kind: &str, to: &str| json!([{"type": kind, "other": {"reference": to}}]);
    let married = with(patient("b", "N-2"), "name", json!([{"family": "이", "given": ["산"]}]));
    let doses = [
        dose("i1", "Patient/a", "2026-01-10"),
        dose("i2", "Patient/b", "2026-02-10"),
        dose("i3", "Patient/c", "2026-03-10"),
    ];
    let chain = [
        with(patient("a", "N-1"), "link", link("replaced-by", "Patient/b")),
        with(married.clone(), "link", link("replaced-by", "Patient/c")),
        patient("c", "N-3"),
    ];
    let (people, reported) = rows(&[&chain[..], &doses[..]].concat()).await;
    assert_eq!((people, reported), (vec![vaccinated("N-3", 3, "2026-03-10", "BNT162B2")], vec![]));
    // Only the new one names the replacement; the old one is present or missing.
    let successor = with(patient("b", "N-2"), "link", link("replaces", "Patient/a"));
    let expected = (vec![vaccinated("N-2", 2, "2026-02-10", "BNT162B2")], vec![]);
    assert_eq!(rows(&[&[patient("a", "N-1"), successor.clone()][..], &doses[..2]].concat()).await, expected);
    assert_eq!(rows(&[&[successor][..], &doses[..2]].concat()).await, expected);
    // A cycle, and a missing successor: nothing is known for certain, so nothing changes.
    let ring = [
        with(patient("a", "N-1"), "link", link("replaced-by", "Patient/b")),
        with(patient("b", "N-2"), "link", link("replaced-by", "Patient/a")),
    ];
    assert_eq!(rows(&[&ring[..], &doses[..2]].concat()).await.0, Vec::<String>::new());
    let lost = [with(patient("a", "N-1"), "link", link("replaced-by", "Patient/z")), doses[0].clone()];
    let (people, reported) = rows(&lost).await;
    assert_eq!(people, Vec::<String>::new());
    assert!(
        reported.iter().any(|line| line.contains("replaced by a patient that is in none of the files")),
        "{reported:?}"
    );
    // Other links are irrelevant.
    let seealso = with(patient("a", "N-1"), "link", link("seealso", "Patient/b"));
    assert_eq!(rows(&[seealso, patient("b", "N-2")]).await.0.len(), 2);
}
