use std::collections::HashSet;

use serde::Deserialize as _;
use serde_json::json;

use super::*;

#[test]
fn every_row_of_the_table_means_something_and_once() {
    let mut seen = HashSet::new();
    for line in TABLE.lines().skip(1) {
        let columns: Vec<&str> = line.split(',').collect();
        let [system, code, means, _] = columns.as_slice() else { panic!("{line}") };
        assert!(seen.insert((*system, *code)), "{line}");
        let right = match *system {
            "loinc" | "snomed" => test_meant(means).is_some() || finding_meant(means).is_some(),
            "interpretation" | "word" => finding_meant(means).is_some(),
            "about" => *means == "covid" || test_meant(means).is_some(),
            "filler" => means.is_empty(),
            other => panic!("{other}"),
        };
        assert!(right, "{line}");
        assert!(lower(code) == *code || ["loinc", "snomed", "interpretation"].contains(system), "{line}");
    }
}

#[test]
fn results_are_understood_as_people_write_them() {
    use Finding::{Negative, Positive, Unclear};
    for (words, finding) in [
        ("NOT DETECTED.", Some(Negative)),
        ("NEGATIVE (not detected)", Some(Negative)),
        ("Not Detected / Negative", Some(Negative)),
        ("SARS-CoV-2 RNA was NOT DETECTED.", Some(Negative)),
        ("No SARS-CoV-2 RNA detected", Some(Negative)),
        ("Negative for COVID-19", Some(Negative)),
        ("Result: Negative", Some(Negative)),
        ("음성(Negative)", Some(Negative)),
        ("코로나19 검사결과: 음성입니다.", Some(Negative)),
        ("음성 (-)", Some(Negative)),
        ("DETECTED", Some(Positive)),
        ("** POSITIVE **", Some(Positive)),
        ("양성", Some(Positive)),
        ("Inconclusive", Some(Unclear)),
        ("Presumptive positive", Some(Unclear)),
        ("재검 요망", Some(Unclear)),
        ("not negative", None),
        ("Negative control positive", None),
        ("Negative; see comment", None),
        ("negative, positive", None),
        ("음성(+)", None),
        ("N gene: not detected, E gene: detected", None),
        ("31.2", None),
        ("N", None),
        ("-", None),
        ("", None),
    ] {
        assert_eq!(finding_in_words(words), finding, "{words}");
    }
}

#[test]
fn tests_are_known_by_code_or_by_name() {
    let naat = Test::Sars2(TestMethod::Naat);
    let rapid = Test::Sars2(TestMethod::RapidAntigen);
    let loinc = |code: &str| json!({"coding": [{"system": "http://loinc.org", "code": code}]});
    let local = |name: &str| json!({"coding": [{"system": "urn:lab", "code": "X1", "display": name}]});
    for (code, expected) in [
        (loinc("94534-5"), Some(naat)),
        (loinc("94746-5"), Some(naat)),
        (loinc("96119-3"), Some(rapid)),
        (loinc("94563-4"), Some(Test::Other)),
        (loinc("2345-7"), Some(Test::Other)),
        (local("COVID-19 PCR"), Some(naat)),
        (local("SARS-CoV-2 Ag, lateral flow"), Some(rapid)),
        (local("코로나19 신속항원검사"), Some(rapid)),
        (local("SARS-CoV-2 IgG antibody"), Some(Test::Other)),
        (local("COVID-19 vaccination status"), Some(Test::Other)),
        (local("Glucose"), Some(Test::Other)),
        (local("Influenza A RNA"), Some(Test::Other)),
        (json!({"text": "SARS-CoV-2"}), None),
        (json!({"text": "SARS-CoV-2 PCR and antigen"}), None),
        (
            json!({"coding": [{"system": "http://loinc.org", "code": "94500-6"}, {"system": "http://loinc.org", "code": "94558-4"}]}),
            None,
        ),
    ] {
        let concept = CodeableConcept::deserialize(&code).unwrap();
        assert_eq!(test(&concept).ok(), expected, "{code}");
    }
}
