use super::*;

async fn lines(rows: &[&str], store: &People) -> ImportOutcome {
    texts(&[("all.ndjson", &rows.join("\n"))], store).await
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p1","identifier":[{"use":"old","value":"X-0"},{"value":"X-1"}],"name":[{"family":"남궁","given":["민수"]}],"birthDate":"1990-01-31"}"#;

fn dose(reference: &str, day: &str, cvx: &str) -> String {
    format!(
        r#"{{"resourceType":"Immunization","status":"completed","vaccineCode":{{"coding":[{{"system":"http://hl7.org/fhir/sid/cvx","code":"{cvx}"}}]}},"patient":{{"reference":"{reference}"}},"occurrenceDateTime":"{day}"}}"#
    )
}

fn test(loinc: &str, snomed: &str, at: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"{loinc}"}}]}},"subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"{at}","valueCodeableConcept":{{"coding":[{{"system":"http://snomed.info/sct","code":"{snomed}"}}]}}}}"#
    )
}

#[tokio::test]
async fn references_are_resolved_in_any_order_and_form() {
    let rows = [
        &dose("Patient/p1", "2021-05-01", "210"),
        &dose("https://fhir.example/r4/Patient/p1/_history/3", "2021-07-31T23:30:00Z", "208"),
        PATIENT,
        &dose("urn:uuid:p1", "2021-05-01", "210"),
        &dose("Patient/p9", "2021-05-01", "210"),
        &dose("Patient/p1", "2021-06", "210"),
        &dose("Patient/p1", "2021-06-01", "88"),
        r#"{"resourceType":"Encounter","status":"finished"}"#,
        r#"{"resourceType":"Immunization","status":"not-done","vaccineCode":{},"patient":{}}"#,
        r#"{"resourceType":"Patient","id":"p2","name":[{"family":"Иванов"}],"birthDate":"1990-01-31"}"#,
        &dose("Patient/p2", "2021-05-01", "210"),
        r#"{"id":"p2"}"#,
        "5",
        "[]",
    ];
    let store = People::default();
    let outcome = lines(&rows, &store).await;
    let expected = [
        "all.ndjson:12: resource: this is not a FHIR resource: it has no resourceType",
        "all.ndjson:13: resource: this is not a FHIR resource: it has no resourceType",
        "all.ndjson:10: Patient: the name has U+0418 (И), which no pass can show: give it in Latin letters, Hangul, Hanja or Kana",
        "all.ndjson:11: Immunization: its patient, at all.ndjson:10, was left out",
        "all.ndjson:5: Immunization: it refers to a patient that is in none of the files",
    ];
    assert_eq!(outcome.reported.lines(), expected);
    assert_eq!(outcome.summary().ignored(), 3);
    // In Seoul it is August by then.
    assert_eq!(
        shown(&store.all()),
        ["X-1 남궁*수 1990-01-31: [{kind:vaccination,doses:3,date:2021-08-01,product:BNT162B2}]"]
    );
}

#[tokio::test]
async fn tests_become_evidence_by_method_and_result() {
    let cases = [
        (
            "94500-6",
            "260415000",
            "2021-12-11T21:00:00+09:00",
            "[{kind:test,sampled_at:2021-12-11T12:00:00Z,method:naat}]",
        ),
        ("94558-4", "260385009", "2021-12-12", "[{kind:test,sampled_at:2021-12-11T15:00:00Z,method:rapid}]"),
        ("94309-2", "260373001", "2021-10-31T16:00:00Z", "[{kind:recovery,date:2021-11-01}]"),
        ("94558-4", "10828004", "2021-12-12", "[]"),
        ("94500-6", "419984006", "2021-12-12", "[]"),
        ("2345-7", "260415000", "2021-12-12", "[]"),
    ];
    for (loinc, snomed, at, evidence) in cases {
        let store = People::default();
        let outcome = lines(&[PATIENT, &test(loinc, snomed, at)], &store).await;
        assert_eq!(outcome.counts(), (1, 0, 0, 0));
        assert_eq!(shown(&store.all()), [format!("X-1 남궁*수 1990-01-31: {evidence}")]);
        // A positive antigen test is read, but is not evidence.
        assert_eq!(outcome.summary().ignored(), u64::from(evidence == "[]" && snomed != "10828004"));
    }
    let in_words = test("94500-6", "", "2021-12-12")
        .replace("\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"\"}]", "\"text\":\"음성\"");
    let preliminary = test("94500-6", "260415000", "2021-12-13").replace("final", "preliminary");
    let store = People::default();
    lines(&[PATIENT, &in_words, &preliminary], &store).await;
    assert_eq!(
        shown(&store.all()),
        ["X-1 남궁*수 1990-01-31: [{kind:test,sampled_at:2021-12-11T15:00:00Z,method:naat}]"]
    );
}

#[tokio::test]
async fn an_interpretation_counts_whatever_its_system_is_called_and_never_against_the_value() {
    let negative = "[{kind:test,sampled_at:2021-12-11T15:00:00Z,method:naat}]";
    let coded = |system: &str, code: &str| format!("[{{\"coding\":[{{{system}\"code\":\"{code}\"}}]}}]");
    let v2 = "\"system\":\"http://hl7.org/fhir/v2/0078\",";
    for (interpretation, value, expected) in [
        (coded("", "NEG"), "", Ok(negative)),
        (coded(v2, "ND"), "", Ok(negative)),
        ("[{\"text\":\"Negative\"}]".to_owned(), "", Ok(negative)),
        (coded(v2, "NEG"), "\"valueString\":\"Negative\",", Ok(negative)),
        (coded("", "POS"), "\"valueString\":\"Negative\",", Err("contradicts itself or its interpretation")),
        (coded(v2, "ZZZ"), "", Err("the result [\"ZZZ\"] is not understood")),
    ] {
        let test = format!(
            "{{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{{\"reference\":\"Patient/p1\"}},\
             \"code\":{{\"coding\":[{{\"system\":\"http://loinc.org\",\"code\":\"94500-6\"}}]}},{value}\
             \"effectiveDateTime\":\"2021-12-12\",\"interpretation\":{interpretation}}}"
        );
        let store = People::default();
        let outcome = lines(&[PATIENT, &test], &store).await;
        match expected {
            Ok(evidence) => assert_eq!(shown(&store.all()), [format!("X-1 남궁*수 1990-01-31: {evidence}")], "{test}"),
            Err(part) => {
                let reported = outcome.reported.lines();
                assert!(store.all().is_empty() && reported[0].contains(part), "{reported:?}");
            }
        }
    }
}

fn bundle(entries: &[String]) -> String {
    format!(
        "{{\n  \"type\": \"collection\",\n  \"entry\": [\n{}\n  ],\n  \"resourceType\": \"Bundle\"\n}}\n",
        entries.join(",\n")
    )
}

fn entry(url: &str, resource: &str) -> String {
    format!("    {{\"fullUrl\": \"{url}\", \"resource\": {resource}}}")
}

#[tokio::test]
async fn references_of_a_bundle_stay_within_it() {
    let person = |id: &str| entry("resource:0", &PATIENT.replace("X-1", id));
    let one = bundle(&[person("X-1"), entry("resource:1", &dose("resource:0", "2021-05-01", "210"))]);
    let two = bundle(&[
        person("X-2"),
        entry("resource:1", &dose("Patient/p1", "2021-06-01", "207")),
        "    {\"search\":{}}".to_owned(),
    ]);
    let no_patient = bundle(&[entry("urn:uuid:1", &dose("resource:0", "2021-05-01", "210")), entry("urn:uuid:2", "5")]);
    let expected = [
        "X-1 남궁*수 1990-01-31: [{kind:vaccination,doses:1,date:2021-05-01,product:AZD1222}]",
        "X-2 남궁*수 1990-01-31: [{kind:vaccination,doses:1,date:2021-06-01,product:MRNA-1273}]",
    ];
    let store = People::default();
    let outcome = texts(&[("one", &one), ("two", &two), ("three", &no_patient)], &store).await;
    assert_eq!(shown(&store.all()), expected);
    let reported = [
        "three:5: entry 2, resource: this is not a FHIR resource: it has no resourceType",
        "three:4: entry 1, Immunization: it refers to a patient that is in none of the files",
    ];
    assert_eq!(outcome.reported.lines(), reported);
    // Several Bundles in one file, over many lines or one.
    for file in [format!("{one}{two}"), format!("{}\n{}", one.replace('\n', " "), two.replace('\n', " "))] {
        let store = People::default();
        assert_eq!(texts(&[("all", &file)], &store).await.counts(), (2, 0, 0, 0));
        assert_eq!(shown(&store.all()), expected);
    }
}

#[tokio::test]
async fn a_file_that_is_not_complete_changes_nothing() {
    let whole = bundle(&[entry("resource:0", PATIENT), entry("resource:1", &dose("resource:0", "2021-05-01", "210"))]);
    let store = People::default();
    texts(&[("whole.json", &whole)], &store).await;
    let known = shown(&store.all());
    let list = format!("[{PATIENT},{}]", dose("Patient/p1", "2021-05-01", "210"));
    let rows = format!("{PATIENT}\n{}\n", dose("Patient/p1", "2021-05-01", "210"));
    for (torn, part) in [
        (whole[..whole.len() - 60].to_owned(), "ends in the middle of a resource, in line 5: it is not complete"),
        (list[..list.len() - 20].to_owned(), "ends in the middle of a resource, in line 1"),
        (rows[..rows.len() - 20].to_owned(), "ends in the middle of line 2: it is not complete"),
        (whole.replace("},\n", "}\n"), "from here on the file cannot be read as FHIR"),
    ] {
        let error = texts(&[("torn", &torn)], &store).await.result.err().map(|error| error.to_string());
        assert!(error.as_ref().is_some_and(|error| error.contains(part)), "{error:?}");
        assert_eq!(shown(&store.all()), known, "{torn}");
    }
    let patient = format!("{{\n\"resourceType\": \"Patient\"\n}}\n[\n{PATIENT},\n5]");
    let store = People::default();
    let outcome = texts(&[("patient.json", &patient)], &store).await;
    let reported = [
        "patient.json:6: entry 2, resource: this is not a FHIR resource: it has no resourceType",
        "patient.json:1: Patient: it has no name",
    ];
    assert_eq!(outcome.reported.lines(), reported);
    assert_eq!(shown(&store.all()).len(), 1);
}

#[tokio::test]
async fn a_garbled_line_leaves_its_patient_alone() {
    let store = People::default();
    lines(&[PATIENT, &dose("Patient/p1", "2021-05-01", "210"), &dose("Patient/p1", "2021-08-01", "210")], &store).await;
    let known = shown(&store.all());
    assert!(known[0].contains("doses:2"), "{known:?}");
    let whole = dose("Patient/p1", "2021-08-01", "210");
    let end = whole.find("Patient/p1").map(|start| start + "Patient/p1\"".len()).unwrap();
    let cut = &whole[..end];
    let garbled = whole.replacen(':', "", 1);
    for bad in [cut, garbled.as_str()] {
        let outcome = lines(&[PATIENT, bad, &dose("Patient/p1", "2021-05-01", "210")], &store).await;
        assert_eq!((outcome.counts().3, outcome.reported.left_alone.len()), (1, 1), "{bad}");
        assert_eq!(shown(&store.all()), known, "{bad}");
    }
    // A Bundle may be about anyone.
    let bundle = "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\"}]}";
    let error = lines(&[PATIENT, bundle, PATIENT], &store).await.result.err().map(|error| error.to_string());
    assert!(error.is_some_and(|error| error.contains("the Bundle in line 2 cannot be read")));
}

#[tokio::test]
async fn one_id_for_two_patients_gives_neither_the_evidence() {
    let other = PATIENT.replace("X-1", "X-2");
    let store = People::default();
    let outcome = lines(&[PATIENT, &other, &dose("Patient/p1", "2021-05-01", "210")], &store).await;
    let reported = [
        "all.ndjson:1: Patient: another patient has the same id and another identifier",
        "all.ndjson:2: Patient: the patient at all.ndjson:1 has the same id and another identifier",
        "all.ndjson:3: Immunization: it refers to two patients, at all.ndjson:1 and all.ndjson:2",
    ];
    assert_eq!(outcome.reported.lines(), reported);
    assert_eq!((shown(&store.all()), outcome.reported.left_alone.len()), (vec![], 2));
}

#[tokio::test]
async fn decomposed_hangul_and_latin_names_are_masked_in_their_order() {
    let latin = r#"{"resourceType":"Patient","name":[{"use":"nickname","text":"Jo"},{"use":"official","family":"Anyperson","given":["John","B."]}],"birthDate":"1951-01-20"}"#;
    let text_only = r#"{"resourceType":"Patient","id":"t","name":[{"text":"김 민수"}],"birthDate":"1951-01-20"}"#;
    let decomposed = PATIENT.replace("남궁", "\u{1102}\u{1161}\u{11B7}\u{1100}\u{116E}\u{11BC}");
    let store = People::default();
    assert_eq!(lines(&[latin, text_only, &decomposed], &store).await.counts(), (3, 0, 0, 0));
    let people = shown(&store.all());
    assert_eq!(people[0], "X-1 남궁*수 1990-01-31: []");
    assert!(people[1].starts_with("fhir-") && people[1].ends_with(" J* B* A* 1951-01-20: []"), "{people:?}");
    assert_eq!(people[2], "t 김*수 1951-01-20: []");
}

#[tokio::test]
async fn the_public_samples_import() {
    let Some(suites) = std::env::var_os("HAETAE_SUITES") else {
        println!("skipped: HAETAE_SUITES is not set");
        return;
    };
    let folder = Path::new(&suites).join("fhir");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    assert!(!files.is_empty(), "{} holds no samples", folder.display());
    for file in files {
        let store = People::default();
        let source = || vec![Source::open(&file).unwrap()];
        let outcome = run(source(), &store).await;
        assert_eq!((outcome.counts(), outcome.reported.lines()), ((1, 0, 0, 0), vec![]), "{}", file.display());
        assert!(!store.all()[0].evidence.is_empty());
        assert_eq!(run(source(), &store).await.counts(), (0, 0, 1, 0));
    }
}
